"""Neural style transfer after Gatys, Ecker & Bethge: the map of the core.

    serving/                         the upper floor: many people, long jobs
    stylize (transfer.py)            the loop, a generator of ...
      frame.py                       Frames: the picture at one moment
      course.py   checkpoint.py      what was steered; a moment to go on from
      plan.py                        sizes, memory and seconds, before anything is done
        schedule.py   memory.py      which sizes, how many iterations; what fits
      objective.py                   picture -> costs and gradient
        whole.py   tiled.py          in one piece; in tiles, exactly the same
          tiles.py   look.py         how a picture is cut; which layers count
        losses.py   vgg.py           the paper's formulas; the network
          terms.py   regions.py      how style is told; where each style goes
          edges.py   precision.py    what lies beyond the edge; float32 or bfloat16
          backward.py                gradients of our own, where they are faster
        weights.py                   where the network's numbers come from
          keras_weights.py           Keras' files, read with suspicion
          embedded.py                the VGG-16 that comes with the program
          architectures.py           both networks as a table
          download.py   fetching.py  one large file, whole or not at all; its bytes
      optimizers.py                  L-BFGS and Adam, explicit state
      material.py   start.py         one scale's canvases; the canvas before iteration 1
        seamless.py                  a photo whose edges fit each other
    settings.py   strength.py        what a person may choose; one number for two of it
    images.py   recipe.py            pictures and recipes, in and out
      colors.py                      the photo's colours for a painting
      png_text.py                    text inside a PNG
      decoding.py   files.py         odd files become pictures; files written whole
    report.py   machine.py           what a run was; what this machine is
    errors.py   version.py           what a person may be told; which program this is
    contact.py                       a contact sheet, cell after cell
      grid.py   sheet.py             what it shows; how it is drawn
    cli.py   options.py   batch.py   the side door, what it understands, folders
      cli_grid.py   outcome.py       contact sheets; what came of one picture
      progress.py                    the bar in a terminal
      quiet.py                       TensorFlow without its greetings

The pixel convention, said once: outside, pictures are `uint8` RGB of shape
(height, width, 3); inside, `float32` RGB of shape (1, height, width, 3), 0 to 255.
There are two doors only: images.py (uint8 <-> float, rounding and clipping) and vgg.py
(RGB -> what the networks were trained on).

Imports run downwards only, and nothing in here imports this package's root, so that
looking at `settings` never loads TensorFlow.
"""
