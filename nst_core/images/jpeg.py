"""The primary picture of a JPEG file, told from what cameras put behind it.

Motion Photos, panoramas with sound, MPO, Ultra HDR and depth maps are all a plain JPEG
with something behind its end; only the scans of the first picture are counted.
"""

import re

# A marker: 0xFF, any fill, and neither a stuffed zero nor a restart (T.81, B.1.1).
MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd8\xff])")
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})


class JpegStructure:
    """Facts about the primary picture of a JPEG, from its markers alone."""

    def __init__(self, stored: bytes, max_scans: int) -> None:
        """Walk the markers; no more scans are counted than one above `max_scans`."""
        self.scans = 0
        self.is_progressive = self.is_lossless = False
        at = 2
        while self.scans <= max_scans and (marker := MARKER.search(stored, at)):
            kind, at = marker[1][0], marker.end()
            if kind == END_OF_IMAGE:
                return
            self.is_progressive |= kind in PROGRESSIVE
            self.is_lossless |= kind in LOSSLESS
            self.scans += kind == START_OF_SCAN
            at += int.from_bytes(stored[at : at + 2], "big")
