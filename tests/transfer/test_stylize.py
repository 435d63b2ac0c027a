"""The loop: frames in order, in time, and good to the last."""

import gc
import math
import weakref
from dataclasses import replace

import numpy as np
import pytest

from nst_core.errors import DivergedError, ImageError, SettingsError
from nst_core.images.decoding import read_picture
from nst_core.optimizers import Evaluation
from nst_core.planning import schedule
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange, SettingsTimeline
from nst_core.transfer import stylize as transfer
from nst_core.transfer.checkpoint import read_checkpoint, write_checkpoint
from nst_core.transfer.progress import Progress
from nst_core.transfer.stylize import stylize
from tests.conftest import draw_picture
from tests.zoo import ODD_PICTURES, TINY, expected

SHORT = Settings(
    size=64,
    iterations=12,
    scales=1,
    frame_every=3,
    precision="float32",
    plateau=0,
    padding="zero",  # traced in half the time
)


@pytest.fixture
def two_scales(monkeypatch):
    """Settings of two scales, 40 and 80 px: as few pixels as the network takes."""
    monkeypatch.setattr(schedule, "MIN_COARSE_EDGE_PX", 32)
    return replace(SHORT, size=80, scales=2)


@pytest.fixture(scope="module")
def short_run(tiny_network):
    """All frames of `SHORT`, for the tests that only look at them."""
    rng = np.random.default_rng(1)  # as the fixture `pictures`
    pictures = draw_picture(rng, 48, 40), draw_picture(rng, 40, 56)
    return paint(pictures, SHORT, tiny_network)


class Layers(dict):
    """A network's layers that count how often the first one is computed."""

    calls = 0

    def __getitem__(self, layer):
        self.calls += layer == "conv1_1"
        return super().__getitem__(layer)


def paint(pictures, settings, network, **more):
    return list(stylize(*pictures, settings, network=network, **more))


def test_three_iterations_lower_the_loss(pictures, tiny_network):
    settings = replace(SHORT, iterations=3, frame_every=1)
    totals = [frame.costs.total for frame in paint(pictures, settings, tiny_network)]
    assert totals[0] > totals[1] > totals[2] > totals[3]


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_every_optimiser_lowers_the_loss_by_a_quarter(
    pictures, tiny_network, optimizer
):
    settings = replace(
        SHORT, optimizer=optimizer, beta=20, iterations=30, learning_rate=5
    )
    frames = paint(pictures, settings, tiny_network)
    assert frames[-1].costs.total < 0.75 * frames[0].costs.total


def test_a_frame_without_state_keeps_its_picture_and_iteration(short_run):
    frame = short_run[2]
    kept = frame.without_state()
    assert frame.checkpoint.state_arrays and not kept.checkpoint.state_arrays
    assert kept.iteration == frame.iteration == 6
    np.testing.assert_array_equal(kept.picture, frame.picture)


def test_frames_come_in_order_from_the_start_to_the_end(short_run):
    assert [frame.iteration for frame in short_run] == [0, 3, 6, 9, 12]
    assert all(frame.iterations == 12 for frame in short_run)
    seconds = [frame.seconds for frame in short_run]
    assert seconds == sorted(seconds)


def test_a_frame_can_be_shown_and_saved(short_run):
    for frame in short_run:
        assert frame.picture.dtype == np.uint8
        assert frame.picture.shape == (64, 53, 3)


def test_each_scale_ends_with_a_frame_and_the_next_one_goes_on(
    pictures, tiny_network, two_scales
):
    settings = replace(two_scales, iterations=10, frame_every=1000)
    frames = paint(pictures, settings, tiny_network)

    assert [(frame.iteration, frame.scale) for frame in frames] == [
        (0, 1),
        (5, 1),
        (10, 2),
    ]
    assert [frame.picture.shape[0] for frame in frames] == [40, 40, 80]


def test_the_work_done_grows_from_nothing_to_all(pictures, tiny_network, two_scales):
    settings = replace(two_scales, frame_every=1)
    frames = paint(pictures, settings, tiny_network)
    shares = [frame.share_done for frame in frames]

    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert frames[0].seconds_left > 0
    assert frames[-1].seconds_left == 0


def test_the_sentence_says_where_the_run_is(short_run):
    third, ended = short_run[1].sentence(), short_run[-1].sentence()
    assert third.startswith("scale 1 of 1, 53 x 64 px, iteration 3 of 12, about ")
    assert ended.startswith("scale 1 of 1, 53 x 64 px, iteration 12 of 12, ")


def test_the_seed_decides_the_picture_to_the_byte(pictures, tiny_network):
    """And another seed paints another picture."""
    settings = replace(SHORT, start="noise", iterations=4)
    first, second, other = (
        paint(pictures, replace(settings, seed=seed), tiny_network)[-1].picture
        for seed in (3, 3, 4)
    )
    assert first.tobytes() == second.tobytes()
    assert not np.array_equal(first, other)


def test_stopping_early_costs_nothing_more(pictures, tiny_network):
    """Whoever closes the generator pays for no further iteration."""
    layers = Layers(tiny_network.weights)
    network = replace(tiny_network, weights=layers)
    frames = stylize(*pictures, SHORT, network=network)
    next(frames)
    next(frames)
    frames.close()
    calls = layers.calls

    assert list(frames) == []
    assert layers.calls == calls > 0


def test_a_scale_frees_its_evaluator_before_the_next_has_one(
    pictures, tiny_network, two_scales, monkeypatch
):
    evaluators, alive = [], []

    class Watched(transfer.Objective):
        def _make_evaluator(self, spec, content):
            alive.append(sum(each() is not None for each in evaluators))
            made = super()._make_evaluator(spec, content)
            evaluators.append(weakref.ref(made))
            return made

    def deepen(done):
        return replace(two_scales, weight_conv5_1=0.0 if done < 3 else 1.0)

    monkeypatch.setattr(transfer, "Objective", Watched)
    gc.disable()  # what is freed must not be so by chance
    try:
        paint(pictures, deepen, tiny_network)
    finally:
        gc.enable()
    assert alive == [0, 0, 0], (
        "two scales, and a layer that began to count in the first"
    )


def test_a_given_picture_is_where_the_run_starts(pictures, tiny_network, rng):
    given = draw_picture(rng, 64, 53)
    settings = replace(SHORT, start="picture", iterations=1)
    frames = paint(pictures, settings, tiny_network, start=given)
    np.testing.assert_array_equal(frames[0].picture, given)


def test_a_missing_start_picture_is_said_before_anything_is_painted(
    pictures, tiny_network
):
    with pytest.raises(SettingsError, match="none was given"):
        paint(pictures, replace(SHORT, start="picture"), tiny_network)


def test_a_strip_too_narrow_for_the_network_is_refused(tiny_network, rng):
    strip = draw_picture(rng, 20, 400)
    with pytest.raises(ImageError, match="256 x 13 pixels.*at least 32"):
        paint((strip, strip), replace(SHORT, size=256), tiny_network)


def test_a_raised_beta_takes_effect_in_mid_run(pictures, tiny_network):
    """The style loss ends lower than in a run left alone."""
    settings = replace(SHORT, alpha=20, iterations=24, frame_every=1)
    alone = paint(pictures, settings, tiny_network)

    def steer(iteration):
        return replace(settings, beta=settings.beta * (10 if iteration >= 12 else 1))

    steered = paint(pictures, steer, tiny_network)
    for frame, other in zip(alone[:13], steered[:13], strict=True):
        np.testing.assert_array_equal(frame.picture, other.picture)
    assert steered[-1].costs.style < 0.9 * alone[-1].costs.style


def test_what_cannot_change_in_mid_run_does_not(pictures, tiny_network, short_run):
    def steer(iteration):
        return replace(SHORT, size=128, seed=9) if iteration > 2 else SHORT

    frames = paint(pictures, steer, tiny_network)
    np.testing.assert_array_equal(frames[-1].picture, short_run[-1].picture)


def test_showing_more_frames_does_not_disturb_the_optimiser(
    pictures, tiny_network, short_run
):
    def steer(iteration):
        return replace(SHORT, frame_every=1 if iteration > 5 else 3)

    steered = paint(pictures, steer, tiny_network)
    assert len(steered) > len(short_run)
    np.testing.assert_array_equal(steered[-1].picture, short_run[-1].picture)


def test_a_scale_ends_on_a_plateau_and_says_so(pictures, tiny_network, two_scales):
    """Nothing lowers a loss by half in ten iterations for long."""
    settings = replace(two_scales, iterations=80, plateau=0.5)
    frames = paint(pictures, settings, tiny_network)
    first, last = (frame for frame in frames if frame.is_plateau)

    assert (first.scale, last.scale) == (1, 2)
    assert "plateau reached" in first.sentence()
    assert last is frames[-1]
    assert last.iteration == last.iterations < 80
    assert last.share_done == 1


def test_a_flat_photo_gets_strokes(tiny_network, pictures):
    """Its start has noise; without, the same slope at all pixels would keep it flat."""
    white = np.full_like(pictures[0], 255)
    settings = replace(SHORT, plateau=0.01, iterations=20)
    *_, last = paint((white, pictures[1]), settings, tiny_network)

    first = last.checkpoint.losses[0]
    assert last.costs.total < first / 2
    inner = last.picture[8:-8, 8:-8].astype(float)
    lines = (inner.mean(axis=axis) for axis in (0, 1))
    assert inner.std() > 10
    assert max(line.std() for line in lines) < inner.std() / 2  # no bands


def test_a_grey_painting_gives_a_grey_picture_or_one_in_the_photos_colours(
    pictures, tiny_network, two_scales
):
    photo, painting = pictures
    painting = np.repeat(painting[..., :1], 3, axis=2)
    *_, last = paint((photo, painting), replace(two_scales, iterations=4), tiny_network)
    assert np.ptp(last.picture, axis=2).max() == 0

    settings = replace(last.checkpoint.settings, colors="luminance")
    in_colors = replace(last, checkpoint=replace(last.checkpoint, settings=settings))
    assert np.ptp(in_colors.picture, axis=2).max() > 50


def test_a_grey_painting_takes_the_colours_of_its_region_only(pictures, tiny_network):
    photo, painting = pictures
    painting = np.repeat(painting[..., :1], 3, axis=2)
    mask = np.zeros_like(photo)
    mask[:, :20] = 255
    settings = replace(SHORT, iterations=4, optimizer="adam")
    *_, last = paint((photo, painting), settings, tiny_network, masks=[mask])
    colors = np.ptp(last.picture, axis=2)
    width = colors.shape[1]
    assert colors[:, : width // 2 - 4].max() == 0
    assert colors[:, width // 2 + 4 :].max() > 50


def test_steering_is_not_mistaken_for_a_plateau(pictures, tiny_network):
    """A raised beta raises the loss; the iterations after it count anew."""
    settings = replace(SHORT, iterations=18, plateau=0.02, optimizer="adam")

    def steer(iteration):
        return replace(settings, beta=settings.beta * (10 if iteration > 9 else 1))

    assert paint(pictures, steer, tiny_network)[-1].iteration == 18


@pytest.mark.parametrize("broken_from", [1, 4])
def test_divergence_keeps_the_last_finite_picture(
    pictures, tiny_network, monkeypatch, broken_from
):
    """The loss turns into no number at one iteration and stays so."""

    class Breaking(transfer.Objective):
        calls = 0

        def __call__(self, picture):
            evaluation = super().__call__(picture)
            Breaking.calls += 1
            if Breaking.calls > broken_from:
                broken = replace(evaluation.details, total=math.nan)
                return Evaluation(math.nan, evaluation.gradient * np.nan, broken)
            return evaluation

    monkeypatch.setattr(transfer, "Objective", Breaking)
    frames = []
    settings = replace(SHORT, frame_every=1000, optimizer="adam")
    with pytest.raises(DivergedError, match="Lower beta"):
        for frame in stylize(*pictures, settings, network=tiny_network):
            frames.append(frame)
    assert frames[-1].iteration == broken_from - 1
    assert np.isfinite(frames[-1].costs.total)


def test_absurd_weights_end_in_a_picture_or_a_sentence(pictures, tiny_network):
    settings = replace(SHORT, alpha=1e6, beta=1e9, family="johnson", learning_rate=100)
    for optimizer in ("adam", "lbfgs"):
        frames = []
        try:
            for frame in stylize(
                *pictures, replace(settings, optimizer=optimizer), network=tiny_network
            ):
                frames.append(frame)
        except DivergedError as error:
            assert "Lower beta" in str(error)
        assert np.isfinite(frames[-1].costs.total)


@pytest.mark.parametrize("level", [0, 255])
def test_pictures_of_one_colour_are_painted(tiny_network, level):
    flat = np.full((40, 40, 3), level, np.uint8)
    frames = paint((flat, flat), SHORT, tiny_network)
    assert frames[-1].iteration == 12
    assert np.isfinite(frames[-1].costs.total)


def test_odd_pictures_of_every_size_are_painted_or_refused(tiny_network, pictures):
    """As content and as style, each with a normal other; only strips are refused.

    Once read, odd pictures of one size differ in their colours only.
    """
    names = [name for name in ODD_PICTURES if expected(name) == "paints"]
    odd = {name: read_picture(ODD_PICTURES[name](), "content") for name in names}
    of_each_size = {picture.shape: name for name, picture in odd.items()}
    settings = replace(SHORT, iterations=1)
    for name in of_each_size.values():
        for pair in ((odd[name], pictures[1]), (pictures[0], odd[name])):
            try:
                frames = paint(pair, settings, tiny_network)
            except ImageError as error:
                shape = odd[name].shape[:2]
                assert name in TINY or min(shape) * 2 < max(shape)
                assert str(error).endswith(".")
            else:
                assert frames[-1].iteration == 1


@pytest.mark.parametrize(
    ("shape", "padding"),
    [((60, 1000), "reflect"), ((1000, 60), "zero"), ((8, 8), "reflect")],
)
def test_a_long_or_tiny_style_is_painted_with(
    pictures, tiny_network, rng, shape, padding
):
    style = draw_picture(rng, *shape)
    settings = replace(SHORT, iterations=1, padding=padding)
    assert paint((pictures[0], style), settings, tiny_network)[-1].iteration == 1


@pytest.mark.parametrize(
    ("at", "wished", "done"),
    [
        (3, 20, [10, 10]),  # shared as if it had been wished from the start
        (8, 20, [6, 10]),  # what lies behind stays as it was
        (3, 2, [4, 1]),  # the scale that is painted ends within one iteration
        (8, 7, [6, 3]),
    ],
)
def test_iterations_to_go_can_be_changed_in_mid_run(
    pictures, tiny_network, two_scales, at, wished, done
):
    def steer(iteration):
        return replace(two_scales, iterations=wished if iteration >= at else 12)

    frames = paint(pictures, steer, tiny_network)
    assert frames[-1].checkpoint.progress == Progress(tuple(done))
    assert frames[-1].iteration == frames[-1].iterations == sum(done)
    assert frames[-1].share_done == 1


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_a_run_goes_on_from_a_checkpoint_as_if_it_had_never_stopped(
    pictures, tiny_network, two_scales, optimizer, tmp_path
):
    """At its start, within a scale, at a scale's end, and at its own end."""
    settings = replace(two_scales, frame_every=1, optimizer=optimizer)
    alone = paint(pictures, settings, tiny_network)
    for at in (0, 4, 6, 8, 12):
        left = next(frame for frame in alone if frame.iteration == at)
        write_checkpoint(tmp_path / "run.npz", left.checkpoint)
        checkpoint, _ = read_checkpoint(tmp_path / "run.npz")
        resumed = paint(pictures, settings, tiny_network, checkpoint=checkpoint)

        assert [frame.iteration for frame in resumed] == list(range(at, 13))
        np.testing.assert_array_equal(resumed[0].picture, left.picture)
        np.testing.assert_array_equal(resumed[-1].picture, alone[-1].picture)
        assert resumed[-1].costs == alone[-1].costs
        assert resumed[-1].seconds > left.seconds


def test_a_steered_run_goes_on_with_what_was_steered(pictures, tiny_network):
    settings = replace(SHORT, frame_every=1)
    timeline = SettingsTimeline(
        settings, [SettingsChange(3, {"beta": 60.0}), SettingsChange(8, {"alpha": 4.0})]
    )
    alone = paint(pictures, timeline, tiny_network)
    resumed = paint(pictures, timeline, tiny_network, checkpoint=alone[5].checkpoint)
    np.testing.assert_array_equal(resumed[-1].picture, alone[-1].picture)


def test_a_kept_run_goes_on_from_its_checkpoint_to_the_same_picture(
    pictures, tiny_network, two_scales
):
    """And is another picture, closer to the photo where that is kept."""
    settings = replace(two_scales, frame_every=1, keep_strength=100)
    keep = np.zeros_like(pictures[0])
    keep[:, :20] = 255
    *_, plain = paint(pictures, settings, tiny_network)
    alone = paint(pictures, settings, tiny_network, keep=keep)
    for at in (2, 9):
        more = {"keep": keep, "checkpoint": alone[at].checkpoint}
        resumed = paint(pictures, settings, tiny_network, **more)
        np.testing.assert_array_equal(resumed[-1].picture, alone[-1].picture)
    assert (alone[-1].picture != plain.picture).any()


def test_a_keep_map_of_other_proportions_is_refused(pictures, tiny_network):
    keep = np.zeros((10, 90, 3), np.uint8)
    with pytest.raises(ImageError, match="keep map has 90 x 10 pixels"):
        paint(pictures, SHORT, tiny_network, keep=keep)


def test_a_blend_that_was_steered_holds_for_the_larger_canvas_too(
    pictures, tiny_network, two_scales
):
    """It begins in the colours of the styles that count by then."""
    settings = replace(two_scales, frame_every=1)
    timeline = SettingsTimeline(settings, [SettingsChange(1, {"blend_1": 0.0})])
    content, style = pictures
    mask = np.zeros_like(content)
    mask[:, :20] = 255
    inputs = (content, [style, 255 - style], timeline)
    more = {"network": tiny_network, "masks": [mask, None]}
    alone = list(stylize(*inputs, **more))
    for at in (2, 9):
        resumed = list(stylize(*inputs, **more, checkpoint=alone[at].checkpoint))
        np.testing.assert_array_equal(resumed[-1].picture, alone[-1].picture)


def test_steering_live_and_repeating_it_paint_the_same(pictures, tiny_network):
    """The timeline keeps all that was wished in mid-run, and paints it again."""
    settings = replace(SHORT, frame_every=1)
    live = SettingsTimeline(settings)

    def steer(iteration):
        wish = replace(settings, beta=80) if iteration >= 5 else settings
        return live.apply(iteration, wish)

    steered = paint(pictures, steer, tiny_network)
    assert live.changes == [SettingsChange(5, {"beta": 80.0})]
    repeated = paint(pictures, SettingsTimeline(settings, live.changes), tiny_network)
    np.testing.assert_array_equal(repeated[-1].picture, steered[-1].picture)


def test_nearest_neighbours_weigh_less_on_coarse_canvases(
    pictures, tiny_network, two_scales, monkeypatch
):
    resolutions = []

    class Watched(transfer.Objective):
        def __init__(self, *given):
            super().__init__(*given)
            resolutions.append(self._resolution)

    monkeypatch.setattr(transfer, "Objective", Watched)
    paint(pictures, two_scales, tiny_network)
    assert resolutions == [0.5, 1]
