"""Writes down whom a program connects to, and where it listens.

Python loads this by itself where this folder is on PYTHONPATH, so the processes that
the program starts are seen too. What C++ does is not.
"""

import json
import os
import sys

PLACES = {  # which argument of the audit event is told
    "socket.bind": 1,
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
}

if "ONLOOKER_LOG" in os.environ:
    log = os.open(
        os.environ["ONLOOKER_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600
    )

    def look(event: str, arguments: tuple[object, ...]) -> None:
        """Write one line for one event that counts."""
        if event in PLACES:
            told = arguments[PLACES[event]]
            if isinstance(told, tuple):  # an address: host, port, ...
                told = told[0]
            os.write(log, json.dumps([event, str(told)]).encode() + b"\n")

    sys.addaudithook(look)
