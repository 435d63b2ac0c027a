"""ICC profiles of colour spaces that files name in other words than an ICC profile.

With them everything that tells colours goes through one converter (srgb.py). Written
after ICC.1:2001-04 (version 2.4), as matrix and curves.
"""

import struct
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Curve = Callable[[Floats], Floats]  # from stored values, 0 to 1, to linear light
Chromaticities = tuple[float, ...]  # x and y of white, red, green and blue

D65 = (0.3127, 0.3290)
SRGB = (*D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
ADOBE_RGB = (*D65, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
SMPTE_170M = (*D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07)
ADOBE_GAMMA = 563 / 256  # Adobe RGB (1998), 4.3.1.2
# By the numbers of ITU-T H.273, table 2.
PRIMARIES: dict[int, Chromaticities] = {
    1: SRGB,
    5: (*D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: SMPTE_170M,
    7: SMPTE_170M,
    9: (*D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    12: (*D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
}
SRGB_CURVE = 13  # by the numbers of table 3
CURVE_POINTS = 4096
REFERENCE_WHITE_NITS = 203.0  # of HDR pictures, ITU-R BT.2408
BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
D50 = np.array([0.9642, 1.0, 0.8249])


def srgb_to_linear(v: Floats) -> Floats:
    """Light, 0 to 1, of stored values of sRGB, 0 to 1 (IEC 61966-2-1)."""
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def _bt709(v: Floats) -> Floats:
    return np.where(v < 0.081, v / 4.5, ((v + 0.099) / 1.099) ** (1 / 0.45))


def _pq(v: Floats) -> Floats:
    """SMPTE ST 2084, darkened to what paper can show."""
    root = v ** (32 / 2523)
    linear = np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
    return _tone_mapped(10_000 * linear ** (8192 / 1305) / REFERENCE_WHITE_NITS)


def _hlg(v: Floats) -> Floats:
    """ARIB STD-B67 on a screen of 1000 nits."""
    bright = (np.exp((v - 0.55991073) / 0.17883277) + 0.28466892) / 12
    scene = np.where(v <= 0.5, v * v / 3, bright)
    return _tone_mapped(1000 * scene**1.2 / REFERENCE_WHITE_NITS)


def _tone_mapped(light: Floats) -> Floats:
    """Light above paper white is pressed below it (Reinhard et al. 2002, eq. 4)."""
    brightest = light.max()
    pressed: Floats = light * (1 + light / brightest**2) / (1 + light)
    return pressed


CURVES: dict[int, Curve] = {
    1: _bt709,
    4: lambda v: v**2.2,
    5: lambda v: v**2.8,
    6: _bt709,
    8: lambda v: v,
    SRGB_CURVE: srgb_to_linear,
    14: _bt709,
    15: _bt709,
    16: _pq,
    18: _hlg,
}


@cache
def adobe_rgb() -> bytes:
    """Profile of Adobe RGB (1998)."""
    return gamma_profile(ADOBE_RGB, ADOBE_GAMMA)


def gamma_profile(chromaticities: Chromaticities, gamma: float) -> bytes:
    """Profile of these primaries whose light is the stored value to this power."""
    points = np.linspace(0, 1, CURVE_POINTS)
    return _profile(chromaticities, points**gamma)


@cache
def coded_profile(primaries: int, transfer: int) -> bytes | None:
    """Profile of a space in the numbers of H.273; None for sRGB or unknown numbers.

    Args:
        primaries: A number of table 2; 2 is "unspecified", and taken for sRGB's.
        transfer: A number of table 3; likewise.
    """
    chromaticities = PRIMARIES.get(primaries, SRGB)
    curve = CURVES.get(transfer, srgb_to_linear)
    if chromaticities == SRGB and curve is srgb_to_linear:
        return None
    return _profile(chromaticities, curve(np.linspace(0, 1, CURVE_POINTS)))


def chromatic_profile(chromaticities: Chromaticities) -> bytes:
    """Profile of these primaries with sRGB's curve."""
    return _profile(chromaticities, srgb_to_linear(np.linspace(0, 1, CURVE_POINTS)))


def _profile(chromaticities: Chromaticities, light: Floats) -> bytes:
    red, green, blue = _colorants(chromaticities).T
    curve = np.rint(np.clip(light, 0, 1) * 65535).astype(">u2").tobytes()
    curve = struct.pack(">4s4xI", b"curv", CURVE_POINTS) + curve
    name = b"neural style transfer\0"
    described = struct.pack(">4s4xI", b"desc", len(name)) + name + bytes(78)
    tags = {
        b"desc": described,
        b"cprt": b"text\0\0\0\0no copyright\0",
        b"wtpt": _xyz(D50),
        b"rXYZ": _xyz(red),
        b"gXYZ": _xyz(green),
        b"bXYZ": _xyz(blue),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, payload in tags.items():
        table += struct.pack(">4sII", tag, at + len(body), len(payload))
        body += payload + bytes(-len(payload) % 4)
    size = at + len(body)
    header = struct.pack(
        ">I4xI4s4s4s12x4s28x3i48x",
        size, 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp", *_fixed(D50),
    )  # fmt: skip
    return header + struct.pack(">I", len(tags)) + table + body


def _colorants(chromaticities: Chromaticities) -> Floats:
    """XYZ of red, green and blue in its columns, for the white of ICC (D50)."""
    x, y = np.array(chromaticities).reshape(4, 2).T
    white, *_ = corners = np.stack([x / y, np.ones(4), (1 - x - y) / y], axis=1)
    primaries = np.array(corners[1:]).T
    amounts = np.linalg.solve(primaries, white)
    adapted = np.diag((BRADFORD @ D50) / (BRADFORD @ white))
    colorants: Floats = np.linalg.inv(BRADFORD) @ adapted @ BRADFORD @ primaries
    return colorants * amounts


def _fixed(values: Floats) -> list[int]:
    return [int(x) for x in np.rint(np.clip(values, -4, 4) * 65536)]


def _xyz(values: Floats) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *_fixed(values))
