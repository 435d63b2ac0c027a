"""Odd pictures, built in memory: each is read into a picture, or refused in a sentence.

`ODD_PICTURES` maps a name to the function that builds the file's bytes; `expected`
says how reading it must end. All that can be read show `scene()` unless named
otherwise, and are large enough for a network unless in `TINY`.
"""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from nst_core.images import formats
from nst_core.images.formats import Format

Pixels = npt.NDArray[np.uint8]
Builder = Callable[[], bytes]
Outcome = Literal["paints", "refused"]

RED, GREEN, BLUE, GREY = (220, 40, 30), (20, 180, 60), (40, 60, 200), (128, 128, 128)
HEIGHT, WIDTH = 40, 56

ODD_PICTURES: dict[str, Builder] = {}
TINY = frozenset({"png 1x1", "png 8192x1", "png 1x8192"})
_refused: set[str] = set()


def expected(name: str) -> Outcome:
    """The right outcome of reading this odd picture."""
    return "refused" if name in _refused else "paints"


def _paints(name: str, build: Callable[..., bytes], *args: Any, **options: Any) -> None:
    assert name not in ODD_PICTURES, name
    ODD_PICTURES[name] = partial(build, *args, **options)


def _refuses(name: str, build: Callable[..., bytes], *args: Any, **opts: Any) -> None:
    _paints(name, build, *args, **opts)
    _refused.add(name)


def scene(height: int = HEIGHT, width: int = WIDTH) -> Pixels:
    """Four quarters of different colours: no flip and no turn leaves it the same."""
    pixels = np.empty((height, width, 3), np.uint8)
    middle, centre = height // 2, width // 2
    pixels[:middle, :centre], pixels[:middle, centre:] = RED, GREEN
    pixels[middle:, :centre], pixels[middle:, centre:] = BLUE, GREY
    return pixels


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Image as a file of this kind."""
    stored = io.BytesIO()
    image.save(stored, kind, **options)
    return stored.getvalue()


def of_mode(mode: str, kind: str, **options: Any) -> bytes:
    """Scene in one of Pillow's modes, as a file of this kind."""
    image = Image.fromarray(scene())
    if mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        srgb = ImageCms.createProfile("sRGB")
        moved = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
        assert moved is not None
        return encoded(moved, kind, **options)
    if mode == "I;16":
        wide = np.asarray(image.convert("L")).astype(np.uint16) * 257
        return encoded(Image.fromarray(wide), kind, **options)
    return encoded(image.convert(mode), kind, **options)


def of_format(known: Format) -> bytes:
    """Scene as a file of a format that is read."""
    if known is formats.RAW:
        return dng()
    if known is formats.HEIC:
        return heic()
    options = {"quality": 100} if known is formats.AVIF else {}
    return of_mode("RGB", known.pillow_name, **options)


def heic(image: Image.Image | None = None, **options: Any) -> bytes:
    """Scene, or another image, as a HEIC."""
    import pillow_heif

    image = image or Image.fromarray(scene())
    stored = io.BytesIO()
    options = {"quality": -1, "chroma": 444} | options
    pillow_heif.from_pillow(image).save(stored, **options)
    return stored.getvalue()


def dng(thumbnail: Pixels | None = None) -> bytes:
    """Scene as a sensor sees it, behind a small black picture."""
    import tifffile

    stored = io.BytesIO()
    scene_16 = (scene().astype(np.float64) / 255) ** 2.2 * 65535
    mosaic = np.empty((HEIGHT, WIDTH), np.uint16)
    for row, column, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        part = scene_16[row::2, column::2, channel]
        mosaic[row::2, column::2] = np.rint(part)
    if thumbnail is None:
        thumbnail = np.zeros((HEIGHT // 4, WIDTH // 4, 3), np.uint8)
    # Linear sRGB to XYZ, inverted: the "camera" sees sRGB.
    matrix = (3.2405, -1.5371, -0.4985, -0.9693, 1.8760, 0.0416,
              0.0556, -0.2040, 1.0572)  # fmt: skip
    rationals = [number for x in matrix for number in (round(x * 10_000), 10_000)]
    main = [
        (50706, 1, 4, (1, 4, 0, 0), True),  # DNGVersion
        (50708, 2, 5, "Test", True),  # UniqueCameraModel
        (50721, 10, 9, tuple(rationals), True),  # ColorMatrix1
        (50728, 5, 3, (1, 1, 1, 1, 1, 1), True),  # AsShotNeutral
        (50778, 3, 1, 21, True),  # CalibrationIlluminant1: D65
        (271, 2, 5, "Test", True),
        (272, 2, 5, "Test", True),
    ]
    sensor = [
        (33421, 3, 2, (2, 2), True),  # CFARepeatPatternDim
        (33422, 1, 4, (0, 1, 1, 2), True),  # CFAPattern
        (50717, 4, 1, 65535, True),  # WhiteLevel
    ]
    with tifffile.TiffWriter(stored) as writer:
        writer.write(
            thumbnail, photometric="rgb", subfiletype=1, subifds=1, extratags=main,
            metadata=None, software=False,
        )  # fmt: skip
        writer.write(
            mosaic, photometric=32803, subfiletype=0, extratags=sensor,
            metadata=None, software=False,
        )  # fmt: skip
    return stored.getvalue()


def turned(kind: str, orientation: int, **options: Any) -> bytes:
    """Scene whose EXIF says how to turn it; its camera and place stand beside.

    The pixels are stored as they are: only values 2 to 8 move them.
    """
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[29] = "2001:01:01"  # the day of the GPS fix
    return encoded(Image.fromarray(scene()), kind, exif=exif, **options)


def half_transparent(kind: str, **options: Any) -> bytes:
    """Scene: left half opaque, right half fully transparent."""
    alpha = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    alpha[:, WIDTH // 2 :] = 0
    image = Image.fromarray(np.concatenate([scene(), alpha], axis=2))
    return encoded(image, kind, **options)


def transparent_palette(kind: str, transparency: int | bytes) -> bytes:
    """Palette picture: index 0 (left half) blue, index 1 red."""
    image = Image.new("P", (WIDTH, HEIGHT), 1)
    image.paste(0, (0, 0, WIDTH // 2, HEIGHT))
    image.putpalette([*BLUE, *RED])
    return encoded(image, kind, transparency=transparency)


def animated(kind: str, **options: Any) -> bytes:
    """Scene followed by frames that differ from it."""
    others = [Image.new("RGB", (WIDTH, HEIGHT), color) for color in (GREEN, BLUE)]
    image = Image.fromarray(scene())
    return encoded(image, kind, save_all=True, append_images=others, **options)


def float_tiff(low: float, high: float) -> bytes:
    """Grey TIFF of float32: left half `low`, right half `high`."""
    values = np.full((HEIGHT, WIDTH), low, np.float32)
    values[:, WIDTH // 2 :] = high
    return encoded(Image.fromarray(values), "TIFF")


def swapped_profile() -> bytes:
    """SRGB's profile with red and green exchanged: what is stored red is green.

    An entry of a profile's table is: name (4 bytes), offset (4), size (4).
    """
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"swap", 1).replace(b"gXYZ", b"rXYZ", 1)
    return profile.replace(b"swap", b"gXYZ", 1)


def chunk(kind: bytes, payload: bytes) -> bytes:
    """One chunk of a PNG file."""
    checksum = zlib.crc32(kind + payload)
    return (
        struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", checksum)
    )


def raw_png(
    width: int, height: int, depth: int, colour: int, rows: bytes, extra: bytes = b""
) -> bytes:
    """PNG of whatever the header shall claim; `rows` is not yet compressed."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def _sideways_exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif.tobytes(8)


def _hex_profile(exif: bytes) -> bytes:
    """EXIF as ImageMagick writes it into text: three lines, then hexadecimal digits."""
    return f"\nexif\n{len(exif):8}\n{exif.hex()}\n".encode()


_PROFILE = b"Raw profile type exif\0"
_XMP = b'<x:xmpmeta><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
# Every place where a PNG may say that it lies on its side.
SIDEWAYS_CHUNKS: Mapping[str, bytes] = {
    "eXIf": chunk(b"eXIf", _sideways_exif()),
    "tEXt": chunk(b"tEXt", _PROFILE + _hex_profile(b"Exif\0\0" + _sideways_exif())),
    "zTXt": chunk(
        b"zTXt",
        _PROFILE + b"\0" + zlib.compress(_hex_profile(b"Exif\0\0" + _sideways_exif())),
    ),
    "XMP": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP),
}


def sideways_png(metadata: bytes, is_behind: bool) -> bytes:
    """A PNG of 8 x 5 pixels with a chunk before or behind them."""
    if not is_behind:
        return raw_png(8, 5, 8, 0, bytes(9) * 5, metadata)
    stored = raw_png(8, 5, 8, 0, bytes(9) * 5)
    return stored[:-12] + metadata + stored[-12:]


def deep_png() -> bytes:
    """Scene in 16 bits per colour, which Pillow reads but cannot write."""
    wide = (scene().astype(">u2") * 257).reshape(HEIGHT, -1)
    rows = b"".join(b"\0" + row.tobytes() for row in wide)
    return raw_png(WIDTH, HEIGHT, 16, 2, rows)


def deep_tiff() -> bytes:
    """Scene in 16 bits, in planes, with a predictor."""
    import tifffile

    stored = io.BytesIO()
    planes = np.moveaxis(scene().astype(np.uint16) * 257, 2, 0)
    with tifffile.TiffWriter(stored) as writer:
        writer.write(
            planes, photometric="rgb", planarconfig="separate", compression="lzw",
            predictor=2, metadata=None,
        )  # fmt: skip
    return stored.getvalue()


def flat_png(width: int, height: int) -> bytes:
    """Black 1-bit PNG, complete and tiny whatever its size."""
    return raw_png(width, height, 1, 0, bytes((width + 7) // 8 + 1) * height)


def hoarding_png(kind: bytes) -> bytes:
    """PNG whose 80 KB of compressed text unfold to 80 MB."""
    unfolded = zlib.compress(bytes(80_000_000), 9)
    head = b"Comment\0\0" if kind == b"zTXt" else b"Comment\0\1\0\0\0"
    return raw_png(8, 8, 8, 0, bytes(9) * 8, chunk(kind, head + unfolded))


def flat_webp(width: int, height: int) -> bytes:
    """Black lossless WebP: its pixels need no bits, so 34 bytes are enough.

    The size stands in 14 bits each, less 1, before the alpha flag and the version.
    """
    size = struct.pack("<I", (width - 1) | (height - 1) << 14)
    pixels = b"\x2f" + size + bytes.fromhex("071011fd0f4444ff03")
    body = b"WEBPVP8L" + struct.pack("<I", len(pixels)) + pixels
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif_of(width: int, height: int) -> bytes:
    """Smallest GIF that claims this canvas."""
    size = struct.pack("<HH", width, height)
    screen = size + b"\x80\0\0" + bytes(3) + b"\xff\xff\xff"
    frame = b",\0\0\0\0" + size + b"\0\x02\x02\x44\x01\0;"
    return b"GIF89a" + screen + frame


def many_scans() -> bytes:
    """Progressive JPEG that repeats its last scan three hundred times."""
    jpeg = of_mode("RGB", "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * 300 + jpeg[-2:]


def cut(build: Builder, share: float) -> bytes:
    """First part of a file, as a broken download leaves it."""
    stored = build()
    return stored[: int(len(stored) * share)]


def with_byte(build: Builder, find: bytes, shift: int, value: int) -> bytes:
    """File with one byte changed, `shift` after the first `find`."""
    stored = bytearray(build())
    stored[stored.index(find) + shift] = value
    return bytes(stored)


def noise(kind: str, **options: Any) -> bytes:
    """File that compresses badly, so that it can be cut inside its pixels."""
    pixels = np.random.default_rng(7).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    return encoded(Image.fromarray(pixels), kind, **options)


MODES: Mapping[str, str] = {
    "PNG": "1 L LA P RGB RGBA I;16",
    "JPEG": "L RGB CMYK YCbCr",
    "WEBP": "L RGB RGBA",
    "GIF": "1 L P RGB RGBA",
    "BMP": "1 L P RGB RGBA",
    "TIFF": "1 L LA P RGB RGBA CMYK LAB I;16 I F",
}
for _kind, _modes in MODES.items():
    for _mode in _modes.split():
        _paints(f"{_kind.lower()} {_mode}", of_mode, _mode, _kind)
for _packing in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
    _paints(f"tiff {_packing}", of_mode, "RGB", "TIFF", compression=_packing)
for _value in (*range(1, 9), 0, 77):
    _paints(f"jpeg orientation {_value}", turned, "JPEG", _value, quality=95)
for _kind in ("PNG", "WEBP", "TIFF"):
    _paints(f"{_kind.lower()} orientation 6", turned, _kind, 6)
for _kind in ("PNG", "WEBP", "TIFF"):
    _paints(f"{_kind.lower()} half transparent", half_transparent, _kind)
for _kind in ("GIF", "PNG", "WEBP", "TIFF", "MPO"):
    _paints(f"{_kind.lower()} of three frames", animated, _kind)
for _kind in ("PNG", "JPEG", "WEBP", "TIFF"):
    _paints(
        f"{_kind.lower()} damaged profile", of_mode, "RGB", _kind, icc_profile=b"junk"
    )
_paints("png deep colours", deep_png)
_paints("png palette, one index clear", transparent_palette, "PNG", 0)
_paints("png palette, alpha per index", transparent_palette, "PNG", b"\x00\xff")
_paints("gif palette, one index clear", transparent_palette, "GIF", 0)
_paints("png grey, one value clear", of_mode, "L", "PNG", transparency=128)
_paints("png colour, one value clear", of_mode, "RGB", "PNG", transparency=RED)
_paints("jpeg progressive", of_mode, "RGB", "JPEG", progressive=True)
_paints("webp lossless", of_mode, "RGB", "WEBP", lossless=True)
_paints("png profile of swapped colours", of_mode, "RGB", "PNG",
        icc_profile=swapped_profile())  # fmt: skip
_paints("grey png with a colour profile", of_mode, "L", "PNG",
        icc_profile=swapped_profile())  # fmt: skip
_paints("cmyk jpeg with an RGB profile", of_mode, "CMYK", "JPEG",
        icc_profile=swapped_profile())  # fmt: skip
_paints("jpeg damaged exif", of_mode, "RGB", "JPEG",
        exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01\x03")  # fmt: skip
# Pillow trusts the checksum inside the compressed pixels, and so do we: they are whole.
_paints("png bad CRC of its pixels", with_byte, deep_png, b"IEND", -6, 0xAA)
_paints("webp of 34 bytes", flat_webp, WIDTH, HEIGHT)
_paints("float tiff 0 to 1", float_tiff, 0.0, 1.0)
_paints("float tiff beyond all bounds", float_tiff, -3e38, 3e38)
_paints("float tiff of one value", float_tiff, -5.0, -5.0)
_paints("png 1x1", flat_png, 1, 1)
_paints("png 8192x1", flat_png, 8192, 1)
_paints("png 1x8192", flat_png, 1, 8192)
_paints("png 9504x6336", flat_png, 9504, 6336)

_paints("heic RGB", heic)
_paints("heic orientation 6", lambda: heic(exif=_sideways_exif()))
_paints("avif RGB", of_mode, "RGB", "AVIF", quality=100)
_paints("avif orientation 6", turned, "AVIF", 6, quality=100)
_paints("avif half transparent", half_transparent, "AVIF", quality=100)
_paints("tiff deep, in planes", deep_tiff)
_paints("dng", dng)

_refuses("zero bytes", bytes)
_refuses("text", b"I am a picture, believe me.\n".__add__, b"")
_refuses("html", b"<!doctype html><title>404</title>".__add__, b"")
_refuses("svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'.__add__, b"")
_refuses("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".__add__, bytes(64))
_refuses("eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n".__add__, b"")
_refuses(
    "heic without a picture", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".__add__, bytes(64)
)
_refuses(
    "avif without a picture", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif".__add__, bytes(64)
)
_refuses("tiff of raw YCbCr", of_mode, "YCbCr", "TIFF")  # Pillow writes, never reads it
_refuses("ppm", of_mode, "RGB", "PPM")
_refuses("ico", of_mode, "RGB", "ICO")
_refuses("float tiff with NaN", float_tiff, 0.0, float("nan"))
_refuses("float tiff with infinity", float_tiff, 0.0, float("inf"))
for _kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"):
    _noise = partial(noise, _kind)
    _refuses(f"{_kind.lower()} cut in half", cut, _noise, 0.5)
    _refuses(f"{_kind.lower()} header only", cut, _noise, 0.002)
_refuses("png bad CRC of its header", with_byte, deep_png, b"IHDR", 18, 0xAA)
_refuses("png broken pixels", with_byte, partial(noise, "PNG"), b"IDAT", 40, 0xAA)
_refuses("png 0x0", raw_png, 0, 0, 8, 0, b"")
_refuses("png 70000x1", flat_png, 70_000, 1)
_refuses("png 1x70000", flat_png, 1, 70_000)
_refuses("png 8193x8192", flat_png, 8193, 8192)
_refuses("png 13000x13000", flat_png, 13_000, 13_000)
_refuses("png 20000x20000, header only", raw_png, 20_000, 20_000, 8, 2, b"")
_refuses("png 2**31-1 square", raw_png, 2**31 - 1, 2**31 - 1, 8, 2, b"")
_refuses("png huge zTXt", hoarding_png, b"zTXt")
_refuses("png huge iTXt", hoarding_png, b"iTXt")
_refuses("gif 65535x65535", gif_of, 65535, 65535)
_refuses("gif 9000x9000", gif_of, 9000, 9000)
_refuses("jpeg of 300 scans", many_scans)
_refuses("webp 13000x13000", flat_webp, 13_000, 13_000)
