"""The table of J's terms, and how weights and losses meet in it."""

from dataclasses import fields, replace

import pytest
import tensorflow as tf

from nst_core.objective.terms import (
    KEEP,
    OF_STYLES,
    TERMS,
    Part,
    Weights,
    list_parts,
)
from nst_core.settings.settings import PIXEL_WEIGHTS, Settings


def test_every_loss_of_pixels_has_a_weight_in_the_settings():
    assert {name for name, term in TERMS.items() if term.loss} == set(PIXEL_WEIGHTS)
    assert {term.weight for term in TERMS.values()} <= {
        x.name for x in fields(Settings)
    }


def test_style_has_a_loss_for_each_style_and_layer_neighbours_for_each_style():
    parts = list_parts(2, ["conv1_1", "conv2_1"], ["neighbors", "value_range"])
    assert len(parts) == len(set(parts)) == len(TERMS) - 2 + 4 + 2
    assert {part.term for part in parts} == set(TERMS)


def test_losses_come_back_by_their_names():
    settings = replace(Settings(), weight_conv1_1=2, weight_conv2_1=3)
    layers = ["conv1_1", "conv2_1"]
    weights = Weights(settings, [0.5, 0.25], layers)
    losses = {Part(name): 0.0 for name in TERMS if name not in OF_STYLES}
    losses |= {
        Part("content"): 7.0,
        Part("laplacian"): 9.0,
        Part("style", 0, "conv1_1"): 1.0,
        Part("style", 1, "conv1_1"): 4.0,
        Part("style", 0, "conv2_1"): 10.0,
        Part("style", 1, "conv2_1"): 0.0,
    }
    vector = tf.constant([losses[part] for part in list_parts(2, layers)])
    total = tf.tensordot(weights.vector, vector, 1)
    costs = weights.costs(total, vector)

    assert costs.layers == {"conv1_1": 1.5, "conv2_1": 5.0}
    assert costs.style == 2 * 1.5 + 3 * 5
    assert costs.losses["laplacian"] == 9
    assert costs.total == pytest.approx(settings.alpha * 7 + settings.beta * 18)
    assert costs.losses["neighbors"] == 0
    assert set(costs.as_dict()) == {"total", "layers", *TERMS}


def test_what_is_kept_counts_as_content_and_its_strength_can_be_steered():
    settings = replace(Settings(), alpha=2, keep_strength=3)
    parts = list_parts(1, [], ["keep"])
    assert set(parts) - set(list_parts(1, [])) == {KEEP}
    losses = tf.constant([{Part("content"): 5.0, KEEP: 4.0}.get(x, 0) for x in parts])
    weights = Weights(settings, [1.0], [], ["keep"])
    assert float(tf.tensordot(weights.vector, losses, 1)) == 2 * (5 + 3 * 4)
    assert weights.costs(tf.constant(34.0), losses).content == 5 + 3 * 4


def test_neighbours_are_a_part_of_the_pull_towards_the_painting():
    settings = Settings(beta=20, neighbors=0.3)
    weights = Weights(settings, [0.5, 0.25], [], ["neighbors"])
    vector = tf.constant([0.0, 0.0, 0.0, 4.0, 8.0])
    costs = weights.costs(tf.tensordot(weights.vector, vector, 1), vector)

    assert costs.losses["neighbors"] == 0.5 * 4 + 0.25 * 8
    assert costs.total == pytest.approx(20 * 0.3 * 4)


def test_no_part_that_came_later_moves_the_sum_of_old_recipes():
    """One summand more might change the last bit of J, and a painting by it."""
    names = [part.term for part in list_parts(1, ["conv1_1"])]
    assert names == ["content", "total_variation", "laplacian", "style"]
