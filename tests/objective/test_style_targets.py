"""Which layers count, and the targets of the latest style images."""

from dataclasses import replace

import numpy as np
import pytest

from nst_core.images.canvas import to_canvas
from nst_core.objective.features import FeatureSpec
from nst_core.objective.losses import gram_matrix
from nst_core.objective.style_targets import TargetCache, compute_targets
from nst_core.planning.tiles import cut_boxes
from nst_core.settings.settings import Settings
from tests.conftest import draw_picture

SPEC = FeatureSpec.of(Settings())


class CountingSpec(FeatureSpec):
    passes = 0

    def extract(self, network, picture, layers):
        CountingSpec.passes += 1
        return super().extract(network, picture, layers)


@pytest.fixture
def spec():
    CountingSpec.passes = 0
    return CountingSpec(**vars(SPEC))


@pytest.fixture
def style(rng):
    return to_canvas(draw_picture(rng, 32, 40))


def targets_of(cache, network, spec, style):
    _, height, width, _ = style.shape
    return cache.targets(network, spec, style, cut_boxes(height, width, 0, 100))


def test_layers_without_weight_are_not_extracted():
    assert FeatureSpec.of(Settings(alpha=0)).content_layers == ()
    assert FeatureSpec.of(Settings(beta=0)).style_layers == ()
    without = FeatureSpec.of(Settings(weight_conv2_1=0))
    assert without.style_layers == ("conv1_1", "conv3_1", "conv4_1", "conv5_1")


def test_new_weights_are_the_same_spec():
    assert FeatureSpec.of(Settings(alpha=3, beta=7, weight_conv1_1=0.9)) == SPEC


def test_the_grams_are_those_of_the_features(tiny_network, style):
    grams = targets_of(TargetCache(compute_targets), tiny_network, SPEC, style)
    features = SPEC.extract(tiny_network, style, SPEC.style_layers)
    for layer, (gram, _) in grams.items():
        np.testing.assert_allclose(gram, gram_matrix(features[layer]), rtol=1e-4)


def test_a_style_goes_through_the_network_once(tiny_network, spec, style):
    cache = TargetCache(compute_targets)
    first = targets_of(cache, tiny_network, spec, style)
    assert targets_of(cache, tiny_network, spec, style.copy()) is first
    assert CountingSpec.passes == 1


def test_another_style_spec_or_network_has_other_targets(tiny_network, spec, style):
    cache = TargetCache(compute_targets)
    targets_of(cache, tiny_network, spec, style)
    targets_of(cache, tiny_network, spec, style + 1)
    targets_of(cache, tiny_network, replace(spec, padding="zero"), style)
    targets_of(cache, replace(tiny_network, source="other"), spec, style)
    assert CountingSpec.passes == 4


def test_what_was_not_needed_for_long_is_forgotten(tiny_network, spec, style):
    cache = TargetCache(compute_targets, capacity=2)
    for shift in (0, 1, 0, 2, 0):  # 1 is the one not needed
        targets_of(cache, tiny_network, spec, style + shift)
    assert CountingSpec.passes == 3
    targets_of(cache, tiny_network, spec, style + 1)
    assert CountingSpec.passes == 4
