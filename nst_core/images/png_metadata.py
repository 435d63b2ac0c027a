"""A PNG's metadata without its pixels.

Pillow decodes a whole PNG before it tells the orientation, because EXIF may stand
behind the pixels. Here the pixels are left out of the file and Pillow reads the rest,
so what it honours (eXIf, EXIF and XMP in text chunks) is honoured by definition.
"""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
METADATA = (b"eXIf", b"tEXt", b"zTXt", b"iTXt")


def without_pixels(stored: bytes) -> bytes:
    """PNG of one grey pixel that carries the metadata of another PNG.

    Args:
        stored: A PNG file. Chunks behind a broken length are left out.
    """
    kept = [SIGNATURE, _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))]
    pixel = _chunk(b"IDAT", zlib.compress(b"\0\0"))
    start, has_pixel = len(SIGNATURE), False
    while start + 12 <= len(stored):  # a length, a kind and a checksum, 4 bytes each
        length, kind = struct.unpack_from(">I4s", stored, start)
        end = start + 12 + length
        if kind == b"IEND" or end > len(stored):
            break
        if kind == b"IDAT" and not has_pixel:
            kept.append(pixel)
            has_pixel = True
        elif kind in METADATA:
            kept.append(stored[start:end])
        start = end
    return b"".join((*kept, b"" if has_pixel else pixel, _chunk(b"IEND", b"")))


def _chunk(kind: bytes, payload: bytes) -> bytes:
    checksum = zlib.crc32(kind + payload)
    length = struct.pack(">I", len(payload))
    return length + kind + payload + struct.pack(">I", checksum)
