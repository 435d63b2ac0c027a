"""Neural style transfer after Gatys, Ecker & Bethge.

    cli/  serving/            terminal; process that serves
    worker/  intake/          process that paints; process that opens strangers' files
    sheets/                   contact sheets
    transfer/                 the loop, a generator of frames
    objective/                J and its gradient
    planning/                 sizes, iterations, seconds, memory, tiles
    network/  images/  jobs/  VGG and its weights; pixels in and out; jobs on the disk
    settings/                 what a person may choose, steer and write down
    optimizers.py             L-BFGS and Adam
    system/                   files, machine, terminal
    errors.py  version.py     sentences a person may be told; the program's version

The pixel convention, said once: outside, pictures are `uint8` RGB of shape
(height, width, 3); inside, `float32` RGB of shape (1, height, width, 3), 0 to 255.
Pixels are converted in two places only: images/canvas.py (uint8 <-> float, rounding and
clipping) and network/vgg.py (RGB -> what the networks were trained on).

A room imports from rooms further down only, and nothing imports this package's root.
Rooms without TensorFlow: settings, images, planning, jobs, serving,
intake, and the page.
"""
