"""The process that serves: many people, long jobs. Loads no TensorFlow.

service.py         submit, look at, steer and end jobs
status.py          the status of a job
health.py          whether the server is well
scheduler.py       brings jobs and workers in line, in one thread
roster.py          the workers, behind one interface
worker_process.py  a worker that is a child process
intake.py          strangers' files made clean pictures, by processes of their own
intake_process.py  one of these processes
picture_cache.py   clean pictures on the disk
queue.py           whose turn it is, and how long the others wait
admission.py       who may join the queue
refusals.py        what is refused at the service, in words
clients.py         clients told apart by hashes of their addresses
limits.py          how much a host grants
"""
