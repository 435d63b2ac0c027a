"""Recipes: exact on the way back, strict with strangers."""

import io
import json
import struct
import subprocess
import sys
import tracemalloc
import zlib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nst_core.errors import RecipeError
from nst_core.images.encoding import write_picture
from nst_core.images.masks import MASK_EDGE_PX, to_png
from nst_core.settings.presets import PAPER, PRESETS
from nst_core.settings.recipe import MAX_WORD, PNG_KEY, describe, png_text, to_json
from nst_core.settings.recipe_reader import (
    MAX_JSON_BYTES,
    MAX_MASK_CHARACTERS,
    MAX_TEXT_BYTES,
    from_json,
    read_recipe,
)
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange
from nst_core.version import VERSION
from tests import zoo

NETWORK = "vgg16 (embedded int8)"


def changed(**parts: Any) -> str:
    """Good recipe as JSON, with some parts replaced."""
    return json.dumps(json.loads(to_json(describe(PAPER, NETWORK))) | parts)


def with_chunk(kind: bytes, payload: bytes) -> io.BytesIO:
    """PNG of the scene with one chunk put before its pixels."""
    png = zoo.of_mode("RGB", "PNG")
    place = png.index(b"IDAT") - 4
    return io.BytesIO(png[:place] + zoo.chunk(kind, payload) + png[place:])


def assert_one_sentence_set(message: str) -> None:
    assert message.endswith(".") and len(message) < 400
    assert message.isprintable()
    for internal in ("Traceback", "Error", "0x", "object at"):
        assert internal not in message


@pytest.mark.parametrize("name", PRESETS)
def test_a_recipe_reads_back_the_same(name: str) -> None:
    recipe = describe(PRESETS[name], NETWORK)
    assert from_json(to_json(recipe)) == recipe


@given(
    alpha=st.floats(0, 1e6, exclude_min=True),
    beta=st.floats(0, 1e9),
    seed=st.integers(0, 2**31 - 1),
)
def test_every_bit_of_a_number_survives(alpha: float, beta: float, seed: int) -> None:
    chosen = Settings(alpha=alpha, beta=beta, seed=seed)
    assert from_json(to_json(describe(chosen, NETWORK))).settings == chosen


@given(network=st.text(), stopped=st.none() | st.integers(0, 5000))
def test_whatever_is_written_can_be_read(network: str, stopped: int | None) -> None:
    recipe = describe(PAPER, network, stopped)
    assert from_json(to_json(recipe)) == recipe
    assert recipe.network == network[:MAX_WORD]


def test_masks_read_back_the_same_and_none_are_no_masks() -> None:
    drawn = describe(PAPER, NETWORK, masks=[b"\x89PNG any bytes", None], keep=b"PNG")
    assert from_json(to_json(drawn)) == drawn
    assert describe(PAPER, NETWORK, masks=[None, None]).masks == ()


def test_four_masks_and_a_keep_map_of_noise_fit_into_a_recipe(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    edge = MASK_EDGE_PX
    noise = rng.integers(0, 256, (5, edge, edge, 1), dtype=np.uint8)
    *masks, keep = to_png([np.repeat(mask, 3, axis=2) for mask in noise])
    recipe = describe(PAPER, NETWORK, masks=masks, keep=keep)
    write_picture(noise[0].repeat(3, axis=2), tmp_path / "a.png", png_text(recipe))
    assert read_recipe(tmp_path / "a.png") == recipe


def test_a_stopped_picture_says_after_how_many_iterations() -> None:
    assert describe(PAPER, NETWORK, 60).stopped_after == 60
    assert describe(PAPER, NETWORK).stopped_after is None
    older = json.loads(changed())
    del older["stopped_after"]
    assert from_json(json.dumps(older)).stopped_after is None


def test_changes_read_back_the_same() -> None:
    changes = (
        SettingsChange(3, {"beta": 1 / 3}),
        SettingsChange(9, {"alpha": 2.0, "iterations": 80}),
    )
    recipe = describe(PAPER, NETWORK, changes=changes)
    assert from_json(to_json(recipe)) == recipe
    older = json.loads(changed())
    del older["turns"]
    assert from_json(json.dumps(older)).changes == ()


def test_a_report_of_the_longest_run_is_a_recipe_too(tmp_path: Path) -> None:
    frames = [{"iteration": number, "costs": "x" * 500} for number in range(5001)]
    path = tmp_path / "report.json"
    path.write_text(changed(frames=frames))
    assert path.stat().st_size > 2_500_000
    assert read_recipe(path).settings == PAPER


def test_a_recipe_holds_every_setting_and_the_versions() -> None:
    written = json.loads(to_json(describe(PAPER, NETWORK)))

    assert set(written["settings"]) == {spec.name for spec in fields(Settings)}
    assert written["version"] == VERSION and written["network"] == NETWORK
    assert {"python", "numpy", "pillow"} <= set(written["versions"])


def test_describing_a_run_does_not_load_tensorflow() -> None:
    code = (
        "import sys\n"
        "from nst_core.settings import presets, recipe\n"
        "recipe.describe(presets.STANDARD, 'vgg16')\n"
        "sys.exit('tensorflow' in sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0


def test_a_painted_png_gives_its_recipe_back(tmp_path: Path) -> None:
    recipe = describe(replace(PAPER, seed=7), NETWORK)
    path = tmp_path / "painted.png"
    write_picture(zoo.scene(), path, png_text(recipe))

    assert read_recipe(path) == recipe
    with path.open("rb") as file:
        assert read_recipe(file) == recipe


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])  # some editors add a mark
def test_a_json_file_gives_its_recipe_back(tmp_path: Path, start: bytes) -> None:
    recipe = describe(PAPER, NETWORK)
    path = tmp_path / "recipe.json"
    path.write_bytes(start + to_json(recipe).encode())
    assert read_recipe(path) == recipe


@pytest.mark.parametrize(
    ("kind", "head", "pack"),
    [
        (b"tEXt", b"", bytes),
        (b"zTXt", b"\0", zlib.compress),
        (b"iTXt", b"\0\0\0\0", bytes),
        (b"iTXt", b"\1\0en\0recipe\0", zlib.compress),
    ],
)
def test_every_kind_of_text_chunk_is_read(kind: bytes, head: bytes, pack: Any) -> None:
    """Programs that save a PNG anew may keep its text in another kind of chunk."""
    recipe = describe(PAPER, NETWORK)
    text = pack(to_json(recipe).encode())
    assert (
        read_recipe(with_chunk(kind, PNG_KEY.encode() + b"\0" + head + text)) == recipe
    )


def test_a_recipe_behind_the_pixels_is_read() -> None:
    """Programs that save a PNG anew may put its text at the end."""
    recipe = describe(PAPER, NETWORK)
    payload = PNG_KEY.encode() + b"\0" + to_json(recipe).encode()
    png = zoo.of_mode("RGB", "PNG")
    stored = png[:-12] + zoo.chunk(b"tEXt", payload) + png[-12:]
    assert read_recipe(io.BytesIO(stored)) == recipe


def test_the_keys_of_the_file_stay_as_they_were() -> None:
    """Pictures painted by any version before carry these."""
    change = SettingsChange(4, {"beta": 3.0})
    stored = json.loads(to_json(describe(PAPER, NETWORK, 9, [change], [b"png", None])))
    assert stored["turns"] == [{"iteration": 4, "beta": 3.0}]
    assert stored["masks"] == ["cG5n", None]
    assert list(stored) == [
        *("program", "version", "recipe", "settings", "network", "versions"),
        *("stopped_after", "turns", "masks", "keep", "touch_up"),
    ]


def test_settings_that_are_not_named_take_their_defaults() -> None:
    recipe = from_json(changed(settings={"seed": 5}))
    assert recipe.settings == Settings(seed=5)


REFUSED: dict[str, tuple[str, str]] = {
    "unknown setting": (changed(settings={"gamma": 1}), "does not have: gamma"),
    "five unknown": (changed(settings=dict.fromkeys("abcde", 1)), "a, b, c and 2 more"),
    "hostile name": (changed(settings={"<img src=x>" * 9: 1}), "img.src.x"),
    "out of range": (changed(settings={"size": 9}), "size is 9; choose from 64"),
    "wrong type": (changed(settings={"alpha": "7"}), "alpha is '7'; it must be"),
    "truth value": (changed(settings={"alpha": True}), "must be a number"),
    "null": (changed(settings={"alpha": None}), "alpha is neither"),
    "list": (changed(settings={"optimizer": ["adam"]}), "optimizer is neither"),
    "hostile choice": (changed(settings={"start": "<b>\n" * 99}), "choose one of"),
    "infinite": (changed(settings={"alpha": 7}).replace("7", "1e999"), "finite"),
    "NaN": (changed(settings={"alpha": float("nan")}), "not valid JSON"),
    "Infinity": (changed(settings={"alpha": float("inf")}), "not valid JSON"),
    "a googol": (changed(settings={"alpha": 10**400}), "not valid JSON"),
    "5000 digits": (
        changed(settings={"seed": 7}).replace("7", "7" * 5000),
        "not valid",
    ),
    "newer": (changed(recipe=2), "Update this program"),
    "no number": (changed(recipe=None), "part 'recipe'"),
    "number zero": (changed(recipe=0), "part 'recipe'"),
    "number true": (changed(recipe=True), "part 'recipe'"),
    "no settings": (changed(settings=[]), "part 'settings'"),
    "odd network": (changed(network=7), "part 'network'"),
    "long network": (changed(network="v" * 101), "part 'network'"),
    "odd versions": (changed(versions=["1"]), "part 'versions'"),
    "odd version": (changed(versions={"numpy": 2}), "part 'versions'"),
    "other program": (changed(program="paint"), "not a recipe of this program"),
    "a number": ("7", "not a recipe of this program"),
    "nothing": ("", "not valid JSON"),
    "cut off": (changed()[:-9], "not valid JSON"),
    "deep": ("[" * 60_000, "not valid JSON"),
    "deep and closed": ("[" * 30_000 + "]" * 30_000, "not valid JSON"),
    "large": (" " * (MAX_JSON_BYTES + 1), "which no recipe of this"),
    "changes that are no list": (changed(turns={}), "part 'turns'"),
    "a change at no iteration": (changed(turns=[{"beta": 2}]), "part 'turns'"),
    "a change of the size": (
        changed(turns=[{"iteration": 2, "size": 99}]),
        "part 'turns'",
    ),
    "a change to a word": (
        changed(turns=[{"iteration": 2, "beta": "much"}]),
        "part 'turns'",
    ),
    "a change out of range": (
        changed(turns=[{"iteration": 2, "beta": -1}]),
        "beta is -1",
    ),
    "masks that are no list": (changed(masks="AAAA"), "part 'masks'"),
    "five masks": (changed(masks=[None] * 5), "part 'masks'"),
    "a mask that is a number": (changed(masks=[7]), "part 'masks'"),
    "a mask of other letters": (changed(masks=["\u00e4=="]), "part 'masks'"),
    "a mask cut off": (changed(masks=["AAA"]), "part 'masks'"),
    "a keep map cut off": (changed(keep="AAA"), "part 'keep'"),
    "a large mask": (changed(masks=["A" * (MAX_MASK_CHARACTERS + 4)]), "part 'masks'"),
    "stopped at noon": (changed(stopped_after="noon"), "part 'stopped_after'"),
    "stopped before": (changed(stopped_after=-1), "part 'stopped_after'"),
    "stopped true": (changed(stopped_after=True), "part 'stopped_after'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_recipe_is_refused_in_one_plain_sentence(name: str) -> None:
    text, reason = REFUSED[name]
    with pytest.raises(RecipeError, match=reason) as from_text:
        from_json(text)
    with pytest.raises(RecipeError, match=reason) as from_file:
        read_recipe(io.BytesIO(text.encode()))
    assert_one_sentence_set(str(from_text.value))
    assert str(from_file.value) == str(from_text.value)


HUGE_BYTES = 10 * MAX_TEXT_BYTES


def huge(kind: bytes) -> io.BytesIO:
    bomb = zlib.compress(b" " * HUGE_BYTES)
    head = b"\0\0" if kind == b"zTXt" else b"\0\1\0\0\0"
    return with_chunk(kind, PNG_KEY.encode() + head + bomb)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (io.BytesIO(zoo.of_mode("RGB", "PNG")), "carries no recipe"),
        (io.BytesIO(zoo.of_mode("RGB", "JPEG")), "cannot be read as a recipe"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n"), "carries no recipe"),
        (with_chunk(b"tEXt", PNG_KEY.encode() + b"\0{"), "not valid JSON"),
        (with_chunk(b"zTXt", PNG_KEY.encode() + b"\0\0junk"), "damaged"),
        (with_chunk(b"iTXt", PNG_KEY.encode()), "carries no recipe"),
        (
            with_chunk(b"iTXt", PNG_KEY.encode() + b"\0\0\0\0\0\xff"),
            "carries no recipe",
        ),
        (huge(b"zTXt"), "more than [0-9]* KB"),
        (huge(b"iTXt"), "more than [0-9]* KB"),
    ],
)
def test_a_file_without_a_sound_recipe_is_refused(
    file: io.BytesIO, reason: str
) -> None:
    with pytest.raises(RecipeError, match=reason) as caught:
        read_recipe(file)
    assert_one_sentence_set(str(caught.value))


def test_compressed_text_is_not_unfolded_beyond_the_limit() -> None:
    file = huge(b"zTXt")
    tracemalloc.start()
    with pytest.raises(RecipeError):
        read_recipe(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 0.4 * HUGE_BYTES


def test_a_flipped_bit_in_the_text_is_noticed() -> None:
    payload = PNG_KEY.encode() + b"\0" + to_json(describe(PAPER, NETWORK)).encode()
    stored = with_chunk(b"tEXt", payload).getvalue()
    with pytest.raises(RecipeError, match="damaged"):
        read_recipe(io.BytesIO(stored.replace(b'"seed": 0', b'"seed": 1')))


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(RecipeError) as caught:
            read_recipe(path)
        assert str(tmp_path) not in str(caught.value)


def test_countless_chunks_are_not_walked_for_ever() -> None:
    chunks = struct.pack(">I4sI", 0, b"abCd", 0) * 2_000_000
    file = io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunks)
    with pytest.raises(RecipeError, match="carries no recipe"):
        read_recipe(file)
    assert file.tell() < 200_000


@settings(max_examples=100, derandomize=True, database=None)
@given(data=st.data())
def test_flipped_bytes_raise_nothing_but_recipe_errors(data: st.DataObject) -> None:
    text = to_json(describe(PAPER, NETWORK)).encode()
    payload = PNG_KEY.encode() + b"\0\1\0\0\0" + zlib.compress(text)
    sources = [text, with_chunk(b"iTXt", payload).getvalue()]
    stored = bytearray(data.draw(st.sampled_from(sources)))
    for place in data.draw(st.lists(st.integers(0, len(stored) - 1), min_size=1)):
        stored[place] = data.draw(st.integers(0, 255))
    try:
        read_recipe(io.BytesIO(bytes(stored)))
    except RecipeError as error:
        assert_one_sentence_set(str(error))
