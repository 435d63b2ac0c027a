"""Jobs on the disk, and messages about them. Loads no TensorFlow.

job.py        a job's record and states
lifecycle.py  what becomes of a job: a table of states and events
folder.py     the files of a job's folder
tokens.py     who may do what with a job
outcome.py    how a job ended, as its worker leaves it
store.py      all jobs of a data folder
messages.py   messages between server and worker
clean_pictures.py
              clean pictures, and messages between server and intake
records.py    the base of what crosses a pipe or stands on the disk
"""
