"""Two versions are compared by what their command lines paint."""

import subprocess

import numpy as np
import pytest

from benchmarks import same_pictures
from benchmarks.same_pictures import SAMPLES, Sample, checked_out, compare, write_masks
from nst_core.cli.request import Request
from nst_core.images.decoding import read_picture

VERSION = """
import sys
from PIL import Image
Image.new("RGB", (8, 6), {colour}).save(sys.argv[sys.argv.index("-o") + 1])
"""


@pytest.fixture
def tree_painting(tmp_path):
    """Trees of versions that paint one colour."""

    def make(colour):
        tree = tmp_path / str(len(list(tmp_path.iterdir())))
        (tree / "nst_core").mkdir(parents=True)
        (tree / "nst_core" / "__main__.py").write_text(VERSION.format(colour=colour))
        return tree

    return make


def test_versions_that_paint_alike_pass(tree_painting, capsys):
    trees = tree_painting((9, 9, 9)), tree_painting((9, 9, 9))
    assert compare(*trees, {"masks": SAMPLES["two masks"]}) == 0
    assert "1 of 1 pictures are equal" in capsys.readouterr().out


def test_one_level_of_grey_is_a_difference(tree_painting, capsys):
    trees = tree_painting((9, 9, 9)), tree_painting((9, 9, 10))
    assert compare(*trees, {"tiles": SAMPLES["tiles"]}) == 1
    assert "DIFFERS: 33.33% of the values, by 1 at most" in capsys.readouterr().out


def test_a_version_that_fails_is_quoted(tree_painting):
    tree = tree_painting("colourless")
    with pytest.raises(RuntimeError, match="colourless"):
        same_pictures.painted(tree, Sample(()))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_command_line_takes_every_sample(name):
    sample = SAMPLES[name]
    pictures = [str(path) for path in (same_pictures.PHOTO, *sample.styles)]
    assert Request.parse([*pictures, "-o", "x.png", *sample.options])
    assert all(path.exists() for path in sample.styles)


def test_masks_share_the_photo_between_them(tmp_path):
    masks = [read_picture(path, "mask") for path in write_masks(tmp_path, 2)]
    np.testing.assert_array_equal(sum(mask.astype(int) for mask in masks), 255)


def test_a_revision_is_checked_out_and_goes_again():
    with checked_out("HEAD") as tree:
        assert (tree / "nst_core" / "__main__.py").exists()
    assert not tree.exists()
    trees = subprocess.run(
        ["git", "worktree", "list"], cwd=same_pictures.ROOT, capture_output=True
    )
    assert str(tree).encode() not in trees.stdout
