"""The child process that paints: it alone loads TensorFlow. It reads clean pictures.

    python -m nst_core.worker.main DATA     (started by serving/worker_process.py)

Commands come on standard input, events go to standard output. When the input ends the
server is gone, and so is the worker, at once. What it has no sentence for, as a lack of
memory, ends the process; the server sees that and starts another.
"""

import gc
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, get_args

import filelock

from nst_core.jobs.messages import (
    Capabilities,
    Command,
    Event,
    Paint,
    WorkerReady,
    receive_command,
    send,
)
from nst_core.jobs.tokens import files_key
from nst_core.settings.settings import PrecisionName
from nst_core.system.machine import resident_gb
from nst_core.system.terminal import load_tensorflow
from nst_core.worker.job_run import JobRun

log = logging.getLogger("nst_core.worker")

KEPT_GB = 1.5  # a worker that holds more after a job is replaced
NICENESS = 5  # the page comes first: it needs little, but at once


class Worker:
    """Paints one job after another."""

    def __init__(self, commands: BinaryIO, events: BinaryIO, data: Path) -> None:
        self._events, self._data = events, data
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=[commands], daemon=True).start()

    def run(self) -> None:
        """Obey until too much memory is held."""
        self._emit(WorkerReady(capabilities=capabilities()))
        gc.freeze()  # what TensorFlow has made by now is not looked through every time
        while True:
            command = self._commands.get()
            if not isinstance(command, Paint):
                continue  # about a job that has ended meanwhile
            # One optimiser at a time: a killed server's worker may be on its way out.
            with filelock.FileLock(self._data / "painting.lock"):
                name = files_key(command.token)  # no token stands in a log
                log.info("%s begins", name)
                ended = JobRun(command, self._receive, self._emit).run()
                log.info("%s ends: %s", name, ended.kind)
            gc.collect()
            is_leaving = resident_gb() > KEPT_GB
            self._emit(ended.model_copy(update={"is_leaving": is_leaving}))
            if is_leaving:
                log.info("%.1f GB are held: another takes over", resident_gb())
                os._exit(0)  # the other thread is in the midst of reading
            # The run has corrected the rates that forecasts are made from.
            self._emit(WorkerReady(capabilities=capabilities()))

    def _listen(self, commands: BinaryIO) -> None:
        """Read commands while the other thread paints; end with the server."""
        while True:
            try:
                command = receive_command(commands)
            except (OSError, ValueError):
                command = None
            if command is None:
                os._exit(0)  # in mid-iteration: what is on the disk is always whole
            self._commands.put(command)

    def _receive(self, wait_s: float) -> Iterator[Command]:
        try:
            if wait_s:
                yield self._commands.get(timeout=wait_s)
            while True:
                yield self._commands.get(block=False)
        except queue.Empty:
            return

    def _emit(self, event: Event) -> None:
        send(self._events, event)


def capabilities() -> Capabilities:
    """Measurements of this machine for forecasts, which need TensorFlow."""
    from nst_core.errors import WeightsError
    from nst_core.network.precision import choose_precision, convolution_rates
    from nst_core.network.vgg import load_network

    try:
        network = load_network("auto").name
    except WeightsError:  # each run fails with that sentence
        network = "auto"
    precisions: dict[str, str] = {
        name: choose_precision(name) for name in get_args(PrecisionName)
    }
    return Capabilities(
        network=network,
        precisions=precisions,
        rates={name: rate for name, rate in convolution_rates().items()},
    )


def main() -> None:
    """Keep standard output for events, whatever a library prints, and work."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(name)s %(process)d: %(message)s"
    )
    # Ctrl-C is the server's, which ends this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    worker = Worker(sys.stdin.buffer, events, Path(sys.argv[1]))
    load_tensorflow()  # takes seconds; it notices meanwhile if the server is gone
    worker.run()


if __name__ == "__main__":
    main()
