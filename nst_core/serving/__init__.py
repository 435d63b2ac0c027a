"""The upper floor: many people, long jobs, one painter that is a process of its own.

    pool.py                          who paints next, and what became of the painter
      painter.py                     the child process, seen from here
      queue.py                       whose turn it is, and how long the others wait
      jobs.py                        a job's durable record on the disk
      limits.py                      how much a host grants
    worker.py                        the child process: paints, checkpoints, reports
      timelapse.py                   a bounded number of a job's frames
    messages.py                      what the two processes say to each other

A job belongs to whoever holds its token, not to a connection. The server never loads
TensorFlow and never decodes a picture: a painter that is killed takes nobody with it.
"""
