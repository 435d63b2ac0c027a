"""Neural style transfer after Gatys, Ecker & Bethge: the map of the core.

    stylize (transfer.py)            the loop, a generator of Frames
      schedule.py                    which sizes, how many iterations at each
      objective.py                   picture -> costs and gradient
        losses.py   vgg.py           the paper's formulas; the network
        weights.py                   where the network's numbers come from
          keras_weights.py           Keras' files, read with suspicion
          embedded.py                the VGG-16 that comes with the program
          architectures.py           both networks as a table
          download.py   fetching.py  one large file, whole or not at all; its bytes
      optimizers.py                  L-BFGS and Adam, explicit state
    settings.py                      what a person may choose
    start.py                         what the canvas holds before iteration 1
    images.py   recipe.py            pictures and recipes, in and out
      decoding.py   files.py         odd files become pictures; files written whole
    report.py   quiet.py             what a run was; TensorFlow without its greetings
    errors.py   version.py           what a person may be told; which program this is
    cli.py                           the side door: `python -m nst_core`

The pixel convention, said once: outside, pictures are `uint8` RGB of shape
(height, width, 3); inside, `float32` RGB of shape (1, height, width, 3), 0 to 255.
There are two doors only: images.py (uint8 <-> float, rounding and clipping) and vgg.py
(RGB -> what the networks were trained on).

Imports run downwards only, and nothing in here imports this package's root, so that
looking at `settings` never loads TensorFlow.
"""
