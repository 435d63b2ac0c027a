"""One number for alpha and beta."""

import pytest

from nst_core.errors import SettingsError
from nst_core.settings.presets import PORTRAIT, STANDARD, weights_for_strength

TENTHS = [tenth / 10 for tenth in range(11)]


def test_one_half_is_the_default():
    assert weights_for_strength(0.5) == (STANDARD.alpha, STANDARD.beta)


def test_a_portrait_has_more_of_the_photo_and_fewer_large_forms():
    assert PORTRAIT.alpha > STANDARD.alpha
    for layer in ("conv4_1", "conv5_1"):
        assert PORTRAIT.layer_weights[layer] < STANDARD.layer_weights[layer]


def test_more_is_more_style_for_the_same_content():
    shares = [
        beta / (alpha + beta) for alpha, beta in map(weights_for_strength, TENTHS)
    ]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


@pytest.mark.parametrize("strength", [-0.1, 1.01, float("nan")])
def test_what_is_no_share_is_refused(strength):
    with pytest.raises(SettingsError, match="choose from 0 to 1"):
        weights_for_strength(strength)
