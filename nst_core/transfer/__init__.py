"""Style transfer: an optimiser, an objective, scale after scale.

stylize.py         the loop, a generator of frames
frame.py           one frame: picture, losses, checkpoint
checkpoint.py      a moment to go on from
scale_inputs.py    photo, styles and masks at one scale
initial_canvas.py  the canvas before the first iteration
"""
