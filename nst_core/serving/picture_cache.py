"""Clean pictures on the disk, found by the hashes of the files that they came from."""

import contextlib
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from nst_core.jobs.clean_pictures import CleanPicture, read_record
from nst_core.system.files import remove_parts, write_atomically

VERSION = "4"  # of clean pictures: one more whenever the same file comes out otherwise
GIVEN_AWAY_S = 60.0  # within which whoever asked has copied a picture


@dataclass(frozen=True)
class TakenIn:
    """A clean picture and where it is."""

    clean: CleanPicture
    path: Path


class PictureCache:
    """Folder of clean pictures. For any thread.

    <content hash>.png is a picture; <hash of a stranger's file>.json its record.
    """

    def __init__(self, folder: Path, max_bytes: float) -> None:
        """Take up what the folder holds, but for pictures of earlier versions.

        Args:
            folder: Made, if it is not there.
            max_bytes: Of all pictures; those not asked for longest go first.

        Raises:
            OSError: The folder cannot be made.
        """
        self.folder, self._max_bytes = folder / VERSION, max_bytes
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.is_dir() and old.name != VERSION:
                shutil.rmtree(old, ignore_errors=True)
        remove_parts(self.folder)
        self._remove_orphans()

    def find(self, key: str) -> TakenIn | None:
        """Clean picture of the file with this hash, if it is here."""
        clean = read_record(self._record(key))
        if clean is None:
            return None
        path = self._path(clean.content_hash)
        try:
            os.utime(path)  # asked for just now, so that it does not go meanwhile
        except FileNotFoundError:
            return None
        except OSError:  # somebody else's file, which stays
            pass
        return TakenIn(clean, path)

    def keep(self, key: str, clean: CleanPicture, part: Path) -> TakenIn:
        """Take up the picture in `part`, which came from the file with this hash.

        Raises:
            OSError: There is no room.
        """
        path = self._path(clean.content_hash)
        try:
            part.replace(path)
        except PermissionError:  # on Windows: somebody reads the same picture now
            if not path.exists():
                raise
        for stem in {key, clean.content_hash}:  # it is its own clean picture
            data = clean.model_dump_json().encode()
            write_atomically(self._record(stem), data)
        self._make_room()
        return TakenIn(clean, path)

    def _path(self, content_hash: str) -> Path:
        return self.folder / f"{content_hash}.png"

    def _record(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _make_room(self) -> None:
        """Forget the pictures that were not asked for longest."""
        found = []
        for path in self.folder.glob("*.png"):
            with contextlib.suppress(OSError):  # another thread has just deleted it
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        total = sum(size for _, size, _ in found)
        is_any_gone = False
        for asked_at, size, path in sorted(found):
            if total <= self._max_bytes or asked_at > time.time() - GIVEN_AWAY_S:
                break
            with contextlib.suppress(OSError):  # on Windows: somebody reads it now
                path.unlink(missing_ok=True)
                total -= size
                is_any_gone = True
        if is_any_gone:
            self._remove_orphans()

    def _remove_orphans(self) -> None:
        """Delete records without a picture; one is always written after its picture."""
        for record in self.folder.glob("*.json"):
            clean = read_record(record)
            if clean is None or not self._path(clean.content_hash).exists():
                with contextlib.suppress(OSError):
                    record.unlink(missing_ok=True)
