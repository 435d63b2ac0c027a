"""The workers of a server, seen from the scheduler: one interface, any number.

A worker may be a process on this machine (worker_process.py) or anything else that
paints what it is sent, and tells how far it is.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from nst_core.jobs.messages import Command, Event

log = logging.getLogger(__name__)

RESTART_S = 5.0  # between two starts of a worker that never gets ready


class Worker(Protocol):
    """Paints one job at a time."""

    def start(self) -> None:
        """Begin anew, also after an end.

        Raises:
            OSError: It cannot be started now.
        """

    def send(self, command: Command) -> None:
        """Hand a command on; a worker that has just ended does not hear it."""

    def events(self) -> Iterator[Event]:
        """All that it tells, as it comes, until it has ended."""

    def kill(self) -> None:
        """End it, whatever it does."""


class Slot:
    """A place in the roster: one worker, and the job that it has."""

    def __init__(
        self, worker: Worker, hand_on: Callable[["Slot", Event | None], None]
    ) -> None:
        """Nothing is started yet.

        Args:
            worker: It belongs to the slot from now on.
            hand_on: Takes the slot and its worker's next event, None when it has
                ended; called from a thread of the slot's own.
        """
        self.worker = worker
        self.token = ""  # of the job that it has
        self.is_running = False
        self.is_ready = False
        self.is_leaving = False  # it has said so, and takes no further job
        self.heard_at = 0.0
        self._hand_on = hand_on
        self._restart_at = 0.0

    @property
    def is_free(self) -> bool:
        """Whether it takes a job now."""
        return self.is_ready and not self.is_leaving and not self.token

    def start(self) -> None:
        """Start the worker, and listen to it.

        Raises:
            OSError: It cannot be started now.
        """
        self._restart_at = time.monotonic() + RESTART_S
        self.worker.start()
        self.is_running = True
        threading.Thread(target=self._listen, daemon=True).start()

    def give(self, token: str, command: Command) -> None:
        """Let the worker have a job."""
        self.token, self.heard_at = token, time.monotonic()
        self.worker.send(command)

    def note_exit(self) -> str:
        """Note that the worker has ended; the token of the job it had, or ""."""
        if self.is_ready:  # one that never gets ready is not started in a row
            self._restart_at = time.monotonic()
        token, self.token = self.token, ""
        self.is_running = self.is_ready = self.is_leaving = False
        return token

    def keep_alive(self, patience_s: float) -> None:
        """Start a worker that has ended; end one that is silent at its job too long."""
        now = time.monotonic()
        if not self.is_running and now > self._restart_at:
            try:
                self.start()
            except OSError:  # the others work on meanwhile
                log.exception("a worker cannot be started; it is tried again")
        if self.token and now > self.heard_at + patience_s:
            self.worker.kill()

    def _listen(self) -> None:
        for event in self.worker.events():
            self._hand_on(self, event)
        self._hand_on(self, None)
