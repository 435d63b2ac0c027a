"""The process that serves: many people, long jobs. Loads no TensorFlow.

service.py         submit, look at, steer and end jobs
status.py          the status of a job
scheduler.py       brings jobs and worker in line, in one thread
worker_process.py  the worker, seen from the server
queue.py           whose turn it is, and how long the others wait
limits.py          how much a host grants
"""
