"""Colour spaces as files tell them, in the order in which browsers believe it."""

import re
import struct
from collections.abc import Iterator

import numpy as np
from PIL import Image

from nst_core.images.formats import AVIF, HEIC, PNG, Format
from nst_core.images.metadata import is_adobe_rgb
from nst_core.images.profiles import (
    SRGB,
    adobe_rgb,
    chromatic_profile,
    coded_profile,
    gamma_profile,
)

# PNG, third edition, 11.3.2.2: this is how files without an sRGB chunk say sRGB.
SRGB_GAMMA, SRGB_GAMMA_SPREAD = 0.45455, 0.01
NCLX = re.compile(rb"colrnclx(..)(..)", re.DOTALL)
UNSPECIFIED = 2  # by ITU-T H.273, of both numbers
MAX_BOXES_BYTES = 1 << 20  # ISO files tell it in their first box but one


def source_profile(image: Image.Image, stored: bytes, known: Format) -> bytes | None:
    """ICC profile of a file's colours, wherever they are told; None for sRGB.

    Args:
        image: The file, opened.
        stored: All its bytes.
        known: Its format.
    """
    profile: bytes | None = image.info.get("icc_profile")
    if known is PNG:
        return _of_png(image, stored, profile)
    if profile:
        return profile
    if known in (HEIC, AVIF):
        if found := NCLX.search(stored, 0, MAX_BOXES_BYTES):
            primaries, transfer = (int.from_bytes(x, "big") for x in found.groups())
            if (primaries, transfer) != (UNSPECIFIED, UNSPECIFIED):
                return coded_profile(primaries, transfer)
    return adobe_rgb() if is_adobe_rgb(image) else None


def _of_png(image: Image.Image, stored: bytes, profile: bytes | None) -> bytes | None:
    """By cICP, iCCP, sRGB, gAMA and cHRM (PNG, 3rd edition, 13.14); at last by EXIF."""
    chunks = dict(_chunks_before_pixels(stored))
    if len(coded := chunks.get(b"cICP", b"")) == 4:
        return coded_profile(coded[0], coded[1])
    if profile:
        return profile
    if b"sRGB" in chunks:
        return None
    gamma, chromaticities = 0.0, SRGB
    if len(stored_gamma := chunks.get(b"gAMA", b"")) == 4:
        gamma = int.from_bytes(stored_gamma, "big") / 100_000
    if len(stored_places := chunks.get(b"cHRM", b"")) == 32:
        found = tuple(x / 100_000 for x in struct.unpack(">8I", stored_places))
        is_sound = all(0 < y < 1 for y in found[1::2]) and max(found) < 1
        if is_sound and not np.allclose(found, SRGB, atol=0.002):
            chromaticities = found
    is_srgb_gamma = abs(gamma - SRGB_GAMMA) < SRGB_GAMMA_SPREAD or not 0.1 < gamma < 10
    try:
        if not is_srgb_gamma:
            return gamma_profile(chromaticities, 1 / gamma)
        if gamma and chromaticities != SRGB:
            return chromatic_profile(chromaticities)
    except np.linalg.LinAlgError:  # three primaries on one line
        return None
    return adobe_rgb() if is_adobe_rgb(image) else None


def _chunks_before_pixels(stored: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while len(head := stored[at : at + 8]) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind in (b"IDAT", b"IEND"):
            return
        if length <= 32:  # all that is read here is short
            yield kind, stored[at + 8 : at + 8 + length]
        at += length + 12
