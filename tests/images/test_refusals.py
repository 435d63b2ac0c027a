"""Refusals: what is whole is not called damaged, and want of memory is told."""

import numpy as np
import pytest

from nst_core.errors import ImageError
from nst_core.images import decoding, refusals
from nst_core.images.decoding import read_picture
from nst_core.images.formats import HEIC, PNG
from tests import zoo


def refusal_of(stored: bytes) -> str:
    with pytest.raises(ImageError) as caught:
        read_picture(stored)
    return str(caught.value)


@pytest.mark.parametrize("compression", [4, 5, 11])
def test_a_bmp_of_a_rare_compression_is_refused_by_name(compression: int) -> None:
    stored = bytearray(zoo.of_mode("RGB", "BMP"))
    stored[30] = compression
    assert "a rare variant of BMP" in refusal_of(bytes(stored))


@pytest.mark.parametrize(
    ("item", "name"),
    [(b"vvc1", "VVC"), (b"j2k1", "JPEG 2000"), (b"unci", "uncompressed")],
)
def test_a_heif_of_another_codec_is_refused_by_its_codec(
    item: bytes, name: str
) -> None:
    stored = zoo.heic().replace(b"hvc1", item)
    assert f"cannot be read here: HEIC ({name})" in refusal_of(stored)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("Memory allocation error: Allocating 36000015 bytes failed"),
        OSError("out of memory error when reading image file"),
        MemoryError(),
    ],
)
def test_want_of_memory_is_no_damage(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(decoding, "eight_bits", fail)
    with pytest.raises(ImageError, match="was given up") as caught:
        read_picture(zoo.of_mode("RGB", "PNG"))
    assert refusals.is_too_costly(caught.value.sentence)


def test_a_whole_jpeg_that_finds_no_memory_is_not_called_damaged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The coefficients of a progressive one; libjpeg would call it broken data."""

    def refuse(shape: tuple[int, ...], _: object) -> None:
        assert shape == (zoo.WIDTH, zoo.HEIGHT, 3)
        raise MemoryError

    stored = zoo.of_mode("RGB", "JPEG", progressive=True)
    monkeypatch.setattr(np, "empty", refuse)
    assert "was given up" in refusal_of(stored)


def test_what_no_decoder_has_a_word_for_is_damaged() -> None:
    for known in (PNG, HEIC):
        error = refusals.undecodable(ValueError("odd"), b"", known, "content")
        assert "is damaged" in str(error)
        assert not refusals.is_too_costly(error.sentence)
    unknown = refusals.undecodable(NotImplementedError(), b"", PNG, "content")
    assert "a rare variant of PNG" in str(unknown)
