"""The upper floor: many people, long jobs, one painter that is a process of its own.

    pool.py                          the only door: bring, look at, steer, end jobs
      view.py                        what there is to see of a job
      foreman.py                     brings jobs and painter in line, in one thread
        painter.py                   the child process, seen from the server
        queue.py                     whose turn it is, and how long the others wait
        jobs.py                      a job's durable record on the disk
        limits.py                    how much a host grants
    worker.py                        the child process
      painting.py                    one job, from its folder to its result
        sources.py                   its pictures, and the run that comes of them
        timelapse.py   costs.py      a bounded number of its moments; of its costs
        keepsakes.py                 what is made of the result, to be looked at
          film.py                    the time-lapse as WebP and H.264
    messages.py                      what the two processes say to each other

A job belongs to whoever holds its token, not to a connection. The server never loads
TensorFlow and never decodes a picture: a painter that is killed takes nobody with it.
"""
