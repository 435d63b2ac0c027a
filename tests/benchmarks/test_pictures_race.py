"""The race of finished pictures, at toy size, and the marks that its judge gives."""

import math

import numpy as np
import pytest

from benchmarks import pictures_race
from benchmarks.picture_judge import (
    clip_share,
    fresh_bank,
    nearest_distance,
    structural_similarity,
)
from benchmarks.pictures import shipped_pairs
from benchmarks.pictures_race import seconds_until_as_good
from tests.conftest import draw_picture


def test_a_race_marks_all_pictures_and_says_which_rival_is_not_there(monkeypatch):
    monkeypatch.setattr(pictures_race, "find_spec", lambda name: None)
    found = pictures_race.measure("toy")
    (row,) = found.details["standard"].values()
    assert len(row) == 4
    for name in (pictures_race.OURS, pictures_race.WITHOUT, pictures_race.OLDER):
        assert 0 < row[name]["nn"] < 1 and row[name]["total"] > 0
    assert row[pictures_race.MOMENTS][-1] == row[pictures_race.OURS]
    assert found.figures.keys() == set(pictures_race.FIGURES)
    assert "benchmarks/requirements.txt" in dict(found.rows)[pictures_race.THEIRS]


def test_pairs_take_turns_until_all_are_there():
    pairs = shipped_pairs(1000)
    assert len(set(pairs)) == len(pairs) == 45
    assert len({photo for photo, _ in pairs[:5]}) == 5
    assert len({painting for _, painting in pairs[:9]}) == 9


def test_as_good_is_near_and_no_dearer():
    goal = {"total": 2.0, "nn": 0.4}
    moments = [
        {"seconds": 1.0, "total": 1.9, "nn": 0.5},
        {"seconds": 2.0, "total": 2.1, "nn": 0.3},
        {"seconds": 3.0, "total": 2.0, "nn": 0.4},
    ]
    assert seconds_until_as_good(moments, goal) == 3
    assert seconds_until_as_good(moments[:2], goal) == math.inf


def test_a_picture_is_most_similar_to_itself(rng):
    picture, other = draw_picture(rng, 30, 40), draw_picture(rng, 30, 40)
    assert structural_similarity(picture, picture) == pytest.approx(1)
    assert structural_similarity(picture, other) < 0.5
    softer = np.uint8(picture * 0.9)
    assert 0.9 < structural_similarity(picture, softer) < 1


def test_the_paintings_own_places_are_the_nearest(rng):
    features = np.float32(rng.normal(size=(50, 6)))
    bank, mean = fresh_bank(features)
    assert nearest_distance(features, bank, mean) == pytest.approx(0, abs=1e-6)
    assert nearest_distance(2 * mean - features, bank, mean) > 0.1


def test_only_what_is_beyond_rounding_counts_as_clipped():
    assert clip_share(np.float32([-0.4, 255.4, 256, 7])) == 0.25
