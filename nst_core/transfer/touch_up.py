"""A touch-up: the loop once more, in one brushed place of a finished picture.

Only the box around the place goes through the network, at the picture's own size. What
is told of the painting holds for the place alone: the mask is its region, so the rest
of the box is seen and neither changed nor asked to look like the painting.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nst_core.errors import ImageError
from nst_core.images.canvas import Canvas, to_picture
from nst_core.images.decoding import Picture
from nst_core.images.masks import Mask
from nst_core.network.convolution_rates import rate_store
from nst_core.network.precision import convolution_rates
from nst_core.network.vgg import Network, load_network
from nst_core.objective.objective import Objective
from nst_core.optimizers import Evaluation
from nst_core.planning.plan import Plan, counted_layers, plan_run, require_alike
from nst_core.planning.schedule import Scale
from nst_core.settings.names import TOUCH_NAME
from nst_core.settings.settings import Settings
from nst_core.transfer.checkpoint import Checkpoint
from nst_core.transfer.frame import Frame
from nst_core.transfer.initial_canvas import break_symmetry, make_initial_canvas
from nst_core.transfer.patch import Patch
from nst_core.transfer.progress import Progress
from nst_core.transfer.scale_frames import ScaleFrames
from nst_core.transfer.scale_inputs import ScaleInputs
from nst_core.transfer.step_timer import StepTimer
from nst_core.transfer.steps import descend, first_step

MIN_EDGE_PX = 64  # of a box: the least that settings.size can be


def touch_up(
    picture: Picture,
    place: Picture,
    content: Picture,
    styles: Sequence[Picture],
    settings: Settings,
    *,
    network: Network | None = None,
    masks: Sequence[Picture | None] = (),
    keep: Picture | None = None,
    checkpoint: Checkpoint | None = None,
) -> Iterator[Frame]:
    """Yield the picture as one place of it is painted anew; the last frame is it.

    Where the place is black not a byte changes; where it is grey the new picture is
    laid over the old one as much.

    Args:
        picture: The finished one, uint8 RGB (height, width, 3).
        place: White where it is to be painted anew, of the picture's proportions.
        content: The photo, as `stylize` got it.
        styles: Up to four, the same.
        settings: One scale of the picture's own size is painted; the start "picture"
            goes on from the picture, all others begin the place anew.
        network: None loads the one that `settings` name.
        masks: As `stylize` got them.
        keep: The same.
        checkpoint: A frame's, of the same touch-up: it goes on from there.

    Raises:
        ImageError: The place is black, or unlike the picture.
        SettingsError, WeightsError, DivergedError: As `stylize`.
    """
    started = time.perf_counter() - (checkpoint.seconds if checkpoint else 0)
    network = network or load_network(settings.network)
    network = network.computing_in(settings.precision)
    require_alike(place.shape[:2], picture.shape[:2], TOUCH_NAME)
    margin = network.receptive_radius_px(counted_layers(settings))
    least = max(MIN_EDGE_PX, network.min_edge_px)
    patch = Patch.of(picture, place, margin, least)
    plan = _plan(patch, styles, settings, network, has_keep=keep is not None)
    scale = Scale(picture.shape[0], picture.shape[1], settings.iterations)
    whole = ScaleInputs.of(content, styles, masks, scale, settings, network, keep)
    inputs = _in_box(whole, patch)
    objective = Objective(
        network,
        inputs.content,
        inputs.styles,
        settings,
        plan.stages[0][1].edge_px,
        inputs.masks,
        keep=inputs.keep,
    )
    if checkpoint:
        canvas = checkpoint.canvas
    else:
        canvas = _begin(patch, patch.cut(whole.reference(settings)), inputs, settings)
    progress = checkpoint.progress if checkpoint else Progress()
    history, timer = plan.stages[0][1].history, StepTimer(settings)
    in_place = _InPlace(objective, patch)
    step = first_step(in_place, canvas, settings, progress, history, checkpoint)
    steps = descend(in_place, step, lambda _: settings, history, timer)
    frames = ScaleFrames(plan, to_picture(inputs.content), started, patch)
    checkpoint = None
    try:
        yield from frames.of(steps, shown=-1)
    finally:
        if rate := timer.rate_reached(plan.forecast):
            rate_store().correct(network.precision, rate)


class _InPlace:
    """J of a box's canvas by the part of it that the mask lets through."""

    def __init__(self, objective: Objective, patch: Patch) -> None:
        self._objective, self._patch = objective, patch

    def __call__(self, canvas: Canvas) -> Evaluation:
        found = self._objective(self._patch.blend(canvas))
        return found._replace(gradient=found.gradient * self._patch.mask)

    def update_weights(self, settings: Settings) -> None:
        """As the objective's."""
        self._objective.update_weights(settings)


def _plan(
    patch: Patch,
    styles: Sequence[Picture],
    settings: Settings,
    network: Network,
    has_keep: bool,
) -> Plan:
    """Plan of the box alone."""
    if min(patch.shape) < network.min_edge_px:
        raise ImageError(
            "The {name} picture is {width} x {height} pixels. Both edges must be at "
            "least {least} to be touched up.",
            name="finished",
            width=patch.picture.shape[1],
            height=patch.picture.shape[0],
            least=network.min_edge_px,
        )
    return plan_run(
        patch.shape,
        [style.shape[:2] for style in styles],
        replace(settings, size=max(patch.shape), scales=1),
        network,
        network.precision,
        convolution_rates()[network.precision],
        [patch.shape for _ in styles],
        patch.shape if has_keep else None,
    )


def _in_box(whole: ScaleInputs, patch: Patch) -> ScaleInputs:
    """Inputs of the box; each style goes where it went, within the brushed place."""

    def within(mask: Mask | None) -> Mask:
        return patch.mask if mask is None else patch.cut(mask) * patch.mask

    return ScaleInputs(
        patch.cut(whole.content),
        whole.styles,
        [within(mask) for mask in whole.masks],
        None if whole.keep is None else patch.cut(whole.keep),
    )


def _begin(
    patch: Patch, reference: Canvas, inputs: ScaleInputs, settings: Settings
) -> Canvas:
    """The box's canvas before iteration 1."""
    style = inputs.dominant_style(settings)
    start = patch.before if settings.start == "picture" else None
    canvas = make_initial_canvas(reference, style, settings, start)
    canvas = break_symmetry(canvas, inputs.content, settings)
    return inputs.without_colors(canvas, settings)
