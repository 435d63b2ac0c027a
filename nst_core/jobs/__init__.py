"""Jobs on the disk, and messages about them. Loads no TensorFlow.

job.py       a job's record and states
folder.py    the files of a job's folder
store.py     all jobs of a data folder
messages.py  messages between server and worker
"""
