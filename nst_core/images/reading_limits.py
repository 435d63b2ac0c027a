"""Limits of what is read: bytes and pixels, by what decoding costs."""

from nst_core.errors import ImageError, Sentence

# A camera's RAW file of 100 megapixels, 46 megapixels in a TIFF of 16 bits, or the
# largest clean picture: 8192 x 8192 with alpha, of noise.
MAX_FILE_BYTES = 280_000_000
# The largest sensor that people carry has 61 megapixels (9504 x 6336), a panorama as
# many; decoded, that is 270 MB with transparency. Longer edges are no picture.
MAX_PIXELS = 1 << 26
MAX_EDGE_PX = 1 << 16
# A JPEG comes out at a half, a quarter or an eighth of its size, so its pixels cost
# hardly any memory; those of a progressive one cost 6 bytes each all the same.
MAX_JPEG_PIXELS = 1 << 28
MAX_PROGRESSIVE_PIXELS = 1 << 27
# A progressive JPEG has about ten scans. Each costs a pass over all pixels and may be
# 50 bytes long, so an unbounded number is a way to occupy a core for many minutes.
MAX_JPEG_SCANS = 100
# No painting is larger, so no picture is kept larger. A JPEG is halved while it is
# decoded where that leaves as much: a quarter of the memory, and a loss none can see.
# One of more than MAX_PIXELS is halved at any rate.
KEPT_EDGE_PX = 8192  # the most that `size` may be
HALVED_FROM_PX = 2 * KEPT_EDGE_PX
PREVIEW_EDGE_PX = 1280  # of what a browser is sent in place of a file it cannot show
SIGHT_EDGE_PX = 1024  # in which faces are looked for


def require_area(size: tuple[int, int], name: str, max_pixels: int) -> None:
    """Refuse a picture of this width and height if decoding it costs too much.

    Raises:
        ImageError: It has too many pixels.
    """
    width, height = size
    if max(size) > MAX_EDGE_PX or width * height > max_pixels:
        raise too_large(name, f"{width} x {height}", max_pixels)


def too_large(
    name: str, pixels: str | Sentence, max_pixels: int = MAX_PIXELS
) -> ImageError:
    """The sentence about too many pixels."""
    return ImageError(
        "The {name} picture has {pixels} pixels. At most {edge_px} along an edge and "
        "{millions} million in all can be read into memory. Make the picture smaller "
        "and choose it again.",
        name=name,
        pixels=pixels,
        edge_px=MAX_EDGE_PX,
        millions=max_pixels // 10**6,
    )
