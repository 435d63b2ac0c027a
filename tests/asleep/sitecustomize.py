"""Lets a program sleep before it begins, where this folder is on PYTHONPATH.

A worker that is started so never gets ready, and costs nothing meanwhile.
"""

import time

time.sleep(600)
