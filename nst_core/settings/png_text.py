"""Text inside a PNG, found without decoding a pixel.

A stranger's file is read with suspicion: no chunk is held that is longer than asked
for, and none is unpacked beyond that.
"""

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from nst_core.errors import RecipeError

PNG_START = b"\x89PNG\r\n\x1a\n"
MAX_CHUNKS = 10_000  # ours has a few hundred, of 64 KB each


def find_text(file: BinaryIO, keyword: str, most: int) -> str | None:
    """Return the text of that keyword, at most `most` bytes and one; None without it.

    Args:
        file: Open, right behind PNG_START.
        keyword: What the text is filed under.
        most: The length in bytes that is still believed.

    Raises:
        RecipeError: The chunk is damaged.
        ValueError: It holds no text.
    """
    for kind, payload in _text_chunks(file, most):
        found, _, rest = payload.partition(b"\0")
        if found == keyword.encode():
            return _chunk_text(kind, rest, most)
    return None


def _text_chunks(file: BinaryIO, most: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield (kind, payload) of the text chunks, skipping the pixels unread.

    A chunk is: length (4 bytes), kind (4), payload, CRC-32 of kind and payload (4).
    """
    for _ in range(MAX_CHUNKS):
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            return
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind not in (b"tEXt", b"zTXt", b"iTXt") or length > 2 * most:
            file.seek(length + 4, io.SEEK_CUR)
            continue
        payload, checksum = file.read(length), file.read(4)
        if zlib.crc32(kind + payload) != int.from_bytes(checksum, "big"):
            raise RecipeError(
                "This PNG is damaged where its recipe should be. Copy or download it "
                "once more, or choose another."
            )
        yield kind, payload


def _chunk_text(kind: bytes, rest: bytes, most: int) -> str:
    """Return the text of a chunk after its keyword; others may have compressed it."""
    if kind == b"tEXt":
        return rest.decode("latin-1")
    is_compressed = kind == b"zTXt" or rest[:1] == b"\x01"
    if kind == b"zTXt":
        rest = rest[1:]  # the method; there is only one
    else:
        rest = rest[2:].split(b"\0", 2)[
            -1
        ]  # flag, method, language, translated keyword
    if is_compressed:
        try:
            rest = zlib.decompressobj().decompress(rest, most + 1)
        except zlib.error as error:
            raise RecipeError(
                "This PNG's recipe is damaged. Copy or download it once more, or "
                "choose another."
            ) from error
    return rest.decode("utf-8")
