"""The process that paints jobs. Nobody imports it; serving starts it.

main.py          the process: commands in, events out
job_run.py       one job, from its folder to its ending
tasks.py         what is painted: a picture or a contact sheet
recorder.py      previews, checkpoints and the result, as far as the disk has room
timelapse.py     a bounded number of frames
cost_history.py  a bounded number of losses
thinning.py      which of too many records goes
artifacts.py     what is made of the result, for the page
animation.py     the time-lapse as WebP and H.264
"""
