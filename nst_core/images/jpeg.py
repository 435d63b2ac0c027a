"""The primary picture of a JPEG file, told from what cameras put behind it.

Motion Photos, panoramas with sound, MPO, Ultra HDR and depth maps are all a plain JPEG
with something behind its end; only the scans of the first picture are counted.
"""

import re

# A marker: 0xFF, any fill, and neither a stuffed zero nor a restart (T.81, B.1.1).
MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd8\xff])")
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
# Starts of frames, by T.81, table B.1.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})
HIERARCHICAL = frozenset({0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF})
READ_BITS = 8
READ_CHANNELS = (1, 3, 4)


class JpegStructure:
    """Facts about the primary picture of a JPEG, from its markers alone."""

    def __init__(self, stored: bytes, max_scans: int) -> None:
        """Walk the markers; no more scans are counted than one above `max_scans`."""
        self.scans = 0
        self.is_progressive = self.is_lossless = self.is_hierarchical = False
        self.bits, self.channels = READ_BITS, READ_CHANNELS[0]
        at = 2
        while self.scans <= max_scans and (marker := MARKER.search(stored, at)):
            kind, at = marker[1][0], marker.end()
            if kind == END_OF_IMAGE:
                return
            self.is_progressive |= kind in PROGRESSIVE
            self.is_lossless |= kind in LOSSLESS
            self.is_hierarchical |= kind in HIERARCHICAL
            if kind in FRAMES and len(stored) > at + 7:  # T.81, B.2.2
                self.bits, self.channels = stored[at + 2], stored[at + 7]
            self.scans += kind == START_OF_SCAN
            at += int.from_bytes(stored[at : at + 2], "big")

    @property
    def is_held_whole(self) -> bool:
        """True if a decoder must keep the coefficients of all pixels at once."""
        return self.is_progressive or self.scans > 1

    @property
    def unread_variant(self) -> str | None:
        """Name of what makes it unreadable to libjpeg and Pillow; None if nothing."""
        if self.is_lossless:
            return "lossless JPEG"
        if self.is_hierarchical:
            return "hierarchical JPEG"
        if self.bits == 12:
            return "JPEG of 12 bits"
        if self.bits == READ_BITS and self.channels == 2:
            return "JPEG of two channels"
        return None
