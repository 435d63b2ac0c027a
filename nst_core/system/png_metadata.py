"""A PNG's metadata without its pixels.

Pillow decodes a whole PNG to read the metadata behind the pixels: orientation or text.
Here the pixels are left out and Pillow reads the rest, in a PNG of one pixel. So it
honours whatever it honours, and refuses what is damaged.
"""

import io
import struct
import zlib
from typing import BinaryIO

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
METADATA = (b"eXIf", b"tEXt", b"zTXt", b"iTXt")
MAX_CHUNKS = 10_000  # a painting of 4096 px has a few hundred, of 64 KB each


def without_pixels(file: BinaryIO, max_bytes: int) -> bytes:
    """PNG of one grey pixel that carries the metadata of another PNG.

    Args:
        file: Open, right behind PNG_SIGNATURE; can seek.
        max_bytes: Of metadata; chunks beyond that are left out, unread.
    """
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    kept, room = [PNG_SIGNATURE, png_chunk(b"IHDR", header)], max_bytes
    for _ in range(MAX_CHUNKS):
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            break
        length, kind = struct.unpack(">I4s", head)
        if kind in METADATA and length <= room:
            kept += [head, file.read(length + 4)]  # the payload and its checksum
            room -= length
        else:
            file.seek(length + 4, io.SEEK_CUR)
    pixel = png_chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"".join((*kept, pixel, png_chunk(b"IEND", b"")))


def png_chunk(kind: bytes, payload: bytes) -> bytes:
    """One chunk of a PNG file: length, kind, payload, checksum."""
    checksum = zlib.crc32(kind + payload)
    length = struct.pack(">I", len(payload))
    return length + kind + payload + struct.pack(">I", checksum)
