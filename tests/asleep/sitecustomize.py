"""Lets a worker sleep before it begins, where this folder is on PYTHONPATH.

A worker that is started so never gets ready, and costs nothing meanwhile.
"""

import sys
import time

if "nst_core.worker.main" in sys.orig_argv:
    time.sleep(600)
