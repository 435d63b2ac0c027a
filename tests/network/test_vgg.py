"""The network as a table and a loop."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from nst_core.images.canvas import to_canvas
from nst_core.network.architectures import MEAN_RGB
from nst_core.network.vgg import features, load_network
from nst_core.settings.settings import STYLE_LAYERS
from tests.conftest import draw_picture


@pytest.fixture
def canvas(pictures):
    return tf.constant(to_canvas(pictures[0]))


@pytest.fixture(scope="module")
def vgg16():
    return load_network("vgg16")


def test_each_block_halves_the_picture(tiny_network, canvas):
    found = features(tiny_network, canvas, STYLE_LAYERS)
    shapes = [tuple(found[layer].shape[1:3]) for layer in STYLE_LAYERS]
    assert shapes == [(48, 40), (24, 20), (12, 10), (6, 5), (3, 3)]


def test_only_wanted_layers_are_returned_and_deeper_ones_not_computed(canvas):
    """A network whose deeper layers are broken still shows its upper ones."""

    class Layers(dict):
        def __getitem__(self, layer):
            assert layer <= "conv2_1", f"{layer} was computed"
            return super().__getitem__(layer)

    network = load_network("vgg16")
    broken = replace(network, weights=Layers(network.weights))
    assert set(features(broken, canvas, ["conv2_1"])) == {"conv2_1"}


def test_nothing_wanted_costs_nothing(tiny_network, canvas):
    assert features(tiny_network, canvas, ()) == {}


def test_features_are_never_negative(tiny_network, canvas):
    found = features(tiny_network, canvas, STYLE_LAYERS)
    assert all(tf.reduce_min(layer) >= 0 for layer in found.values())


def test_a_picture_of_the_mean_pixel_is_nothing_to_the_first_kernel(tiny_network):
    """With reflecting edges only the bias of conv1_1 is left, everywhere."""
    flat = tf.tile(tf.constant(MEAN_RGB), [32 * 32])
    picture = tf.reshape(flat, (1, 32, 32, 3))
    _, bias = tiny_network.weights["conv1_1"]
    found = features(tiny_network, picture, ["conv1_1"])["conv1_1"]
    expected = np.broadcast_to(np.maximum(bias, 0), found.shape)
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize("padding", ["reflect", "replicate"])
def test_a_flat_picture_has_no_rim_unless_padded_with_zeros(tiny_network, padding):
    picture = tf.fill((1, 64, 64, 3), 200.0)

    def spread(padding):
        found = features(tiny_network, picture, ["conv4_1"], "max", padding)
        return float(tf.math.reduce_std(found["conv4_1"], axis=(1, 2))[0].numpy().max())

    assert spread(padding) < 1e-3
    assert spread("zero") > 0.1


def test_replicate_repeats_the_edge_and_reflect_does_not(tiny_network, canvas):
    found = [
        features(tiny_network, canvas, ["conv1_1"], "max", padding)["conv1_1"].numpy()
        for padding in ("reflect", "replicate")
    ]
    inside = [layer[:, 1:-1, 1:-1] for layer in found]
    np.testing.assert_array_equal(*inside)
    assert not np.array_equal(*found)


def test_scaled_average_pooling_doubles_at_every_pooling(tiny_network):
    """One pooling doubles what it sends on, as far as no bias has been added."""
    layers = {
        name: (kernel, tf.zeros_like(bias))
        for name, (kernel, bias) in tiny_network.weights.items()
    }
    network = replace(tiny_network, weights=layers)
    picture = tf.fill((1, 64, 64, 3), 250.0)
    plain, scaled = (
        features(network, picture, ["conv3_1"], pooling)["conv3_1"]
        for pooling in ("average", "scaled_average")
    )
    np.testing.assert_allclose(scaled, 4 * plain, rtol=1e-4)


def test_compiled_features_equal_eager_ones(tiny_network, canvas):
    def look(picture):
        return features(tiny_network, picture, STYLE_LAYERS)

    compiled, eager = tf.function(look)(canvas), look(canvas)
    for layer in STYLE_LAYERS:
        np.testing.assert_allclose(compiled[layer], eager[layer], atol=1e-3)


def test_vgg16_has_its_thirteen_convolutions(vgg16):
    assert len(vgg16.weights) == 13
    assert vgg16.weights["conv5_3"][0].shape == (3, 3, 512, 512)


def test_vgg16_was_trained(vgg16, rng):
    """An edge excites a trained first layer far more than one flat colour does."""
    flat = tf.constant(np.full((1, 64, 64, 3), 120, np.float32))
    edge = np.full((1, 64, 64, 3), 60, np.float32)
    edge[:, :, 32:] = 180
    seen = [
        features(vgg16, tf.constant(picture), ["conv1_2"])["conv1_2"][0, 32, 28:36]
        for picture in (flat, edge)
    ]
    assert tf.reduce_max(seen[1]) > 3 * tf.reduce_max(seen[0])


def test_vgg16_tells_a_photo_from_noise_deep_down(vgg16, rng):
    """Deep layers of a trained network answer to forms, hardly to noise."""
    waves = tf.constant(to_canvas(draw_picture(rng, 96, 96)))
    noise = tf.constant(rng.uniform(0, 255, (1, 96, 96, 3)), tf.float32)
    found = [features(vgg16, x, ["conv4_2"])["conv4_2"] for x in (waves, noise)]
    assert not np.allclose(*(tf.reduce_mean(x, (0, 1, 2)) for x in found), rtol=0.5)


def test_a_network_is_loaded_once(vgg16):
    assert load_network("vgg16") is vgg16
