"""Clients of a server, told apart by their network addresses without keeping these.

A job's record holds a hash of the address that it came from. Its salt is this data
folder's own, so that nobody without it finds the address again, and that restarts go
on counting.
"""

import contextlib
import hashlib
import os
import secrets
import time
from collections import deque
from pathlib import Path

SALT = "client.salt"
SALT_BYTES = 32
HOUR_S = 3600.0


def read_salt(data: Path) -> bytes:
    """Salt of a data folder, made if there is none.

    Raises:
        OSError: It can be neither read nor written.
    """
    path = data / SALT
    with contextlib.suppress(FileNotFoundError):
        if len(salt := path.read_bytes()) == SALT_BYTES:
            return salt
        path.unlink()  # cut short by a full disk
    salt = secrets.token_bytes(SALT_BYTES)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o600), "wb") as file:
        file.write(salt)
    return salt


def client_hash(address: str, salt: bytes) -> str:
    """Salted hash of a client's address; "" of none."""
    if not address:
        return ""
    return hashlib.blake2b(address.encode(), key=salt, digest_size=16).hexdigest()


class RecentJobs:
    """When each client began its jobs within the last hour; not for several threads."""

    def __init__(self) -> None:
        self._begun: dict[str, deque[float]] = {}

    def note(self, client: str, created: float) -> None:
        """Count a job that a client began at this time; in the order of the times."""
        if client and created > time.time() - HOUR_S:
            self._begun.setdefault(client, deque()).append(created)

    def ages_s(self, client: str) -> list[float]:
        """Ages of a client's jobs of the last hour, the oldest first."""
        self._forget()
        return [max(0.0, time.time() - at) for at in self._begun.get(client, ())]

    def _forget(self) -> None:
        oldest = time.time() - HOUR_S
        for client, begun in list(self._begun.items()):
            while begun and begun[0] < oldest:
                begun.popleft()
            if not begun:
                del self._begun[client]
