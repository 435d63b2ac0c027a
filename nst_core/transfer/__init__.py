"""Style transfer: an optimiser, an objective, scale after scale.

stylize.py         the loop, a generator of frames
touch_up.py        the same in one place of a finished picture
patch.py           that place, cut out and put back
scale_frames.py    frames of one scale, until it is over
frame.py           one frame: picture, losses, checkpoint
checkpoint.py      a moment to go on from
steps.py           steps of the optimiser at one scale
progress.py        how far a run is
scale_inputs.py    content, styles and masks at one scale
initial_canvas.py  the canvas before the first iteration
step_timer.py      seconds of steps, and the convolution rate they tell
"""
