"""Which layers count, and what is known of paintings looked at lately."""

from dataclasses import replace

import numpy as np
import pytest

from nst_core.images.canvas import to_canvas
from nst_core.objective.features import Look
from nst_core.objective.losses import gram_matrix
from nst_core.objective.style_targets import TargetCache
from nst_core.planning.tiles import cut_tiles
from nst_core.settings.settings import Settings
from tests.conftest import draw_picture

LOOK = Look.of(Settings())


class CountingLook(Look):
    looks = 0

    def at(self, network, picture, layers):
        CountingLook.looks += 1
        return super().at(network, picture, layers)


@pytest.fixture
def look():
    CountingLook.looks = 0
    return CountingLook(**vars(LOOK))


@pytest.fixture
def painting(rng):
    return to_canvas(draw_picture(rng, 60, 70))


def find(cache, network, look, painting):
    _, height, width, _ = painting.shape
    return cache.targets(network, look, painting, cut_tiles(height, width, 0, 100))


def test_weights_of_nothing_are_not_looked_at():
    assert Look.of(Settings(alpha=0)).content_layers == ()
    assert Look.of(Settings(beta=0)).style_layers == ()
    without = Look.of(Settings(weight_conv2_1=0))
    assert without.style_layers == ("conv1_1", "conv3_1", "conv4_1", "conv5_1")


def test_new_weights_are_the_same_look():
    assert Look.of(Settings(alpha=3, beta=7, weight_conv1_1=0.9)) == LOOK


def test_the_grams_are_those_of_the_features(tiny_network, painting):
    grams = find(TargetCache(), tiny_network, LOOK, painting)
    found = LOOK.at(tiny_network, painting, LOOK.style_layers)
    for layer, (gram, _) in grams.items():
        np.testing.assert_allclose(gram, gram_matrix(found[layer]), rtol=1e-4)


def test_a_painting_is_looked_at_once(tiny_network, look, painting):
    cache = TargetCache()
    first = find(cache, tiny_network, look, painting)
    assert find(cache, tiny_network, look, painting.copy()) is first
    assert CountingLook.looks == 1


def test_another_painting_look_or_network_is_looked_at(tiny_network, look, painting):
    cache = TargetCache()
    find(cache, tiny_network, look, painting)
    find(cache, tiny_network, look, painting + 1)
    find(cache, tiny_network, replace(look, padding="zero"), painting)
    find(cache, replace(tiny_network, source="other"), look, painting)
    assert CountingLook.looks == 4


def test_what_was_not_needed_for_long_is_forgotten(tiny_network, look, painting):
    cache = TargetCache(capacity=2)
    for shift in (0, 1, 0, 2, 0):  # 1 is the one not needed
        find(cache, tiny_network, look, painting + shift)
    assert CountingLook.looks == 3
    find(cache, tiny_network, look, painting + 1)
    assert CountingLook.looks == 4
