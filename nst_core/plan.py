"""What will be painted: sizes, iterations, memory and seconds, before anything is.

Refuses what cannot work: pictures too narrow for the network, sizes too large for the
memory. Loads no pixels and no TensorFlow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nst_core.architectures import Architecture
from nst_core.errors import ImageError
from nst_core.images import Canvas, crop_to_shape, fit, resize
from nst_core.memory import Room, require_room
from nst_core.schedule import Forecast, Scale, plan_scales
from nst_core.settings import Settings

# A painting this much longer than wide has nothing left to see at a coarse scale.
LONGEST_STYLE = 20

FORWARD_AND_BACK = 2  # the gradient costs as many operations as the look itself
TILED_LOOKS = 1.5  # tiles look twice, and go back once


@dataclass(frozen=True)
class Plan:
    """Each scale with the memory it is painted in, and how long all of it takes."""

    stages: tuple[tuple[Scale, Room], ...]
    forecast: Forecast

    def sentence(self) -> str:
        """Say what the run takes, in one line."""
        scale, room = self.stages[-1]
        tiles = "" if room.edge_px is None else ", in tiles"
        return (
            f"{scale.width} x {scale.height} px in {self.forecast.iterations} "
            f"iterations: about {self.seconds:.0f} s and {self.peak_gb:.1f} GB{tiles}"
        )

    def lasting(self, iterations: Sequence[int]) -> "Plan":
        """Return the plan with the first scales lasting so many iterations each."""
        stages = tuple(
            (replace(scale, iterations=length), room)
            for (scale, room), length in zip(self.stages, iterations, strict=False)
        )
        stages += self.stages[len(stages) :]
        scales = tuple(scale for scale, _ in stages)
        return Plan(stages, replace(self.forecast, scales=scales))

    @property
    def seconds(self) -> float:
        """The whole run, as modelled."""
        return self.forecast.seconds_until(self.forecast.iterations)

    @property
    def peak_gb(self) -> float:
        """The most memory that the process is going to hold."""
        return max(room.peak_gb for _, room in self.stages)


def plan_run(
    content: tuple[int, ...],
    style: tuple[int, ...],
    settings: Settings,
    network: Architecture,
    precision: str,
    rate: float,
) -> Plan:
    """Return the plan for a photo and a painting.

    Args:
        content: The photo's height and width.
        style: The painting's.
        settings: What the person chose.
        network: Which network is going to look.
        precision: What its convolutions are computed in.
        rate: Operations a second that convolutions reach in this precision here.

    Raises:
        ImageError: A picture is too narrow for the network.
        SettingsError: The size does not fit into the memory.
    """
    scales = plan_scales(content[0], content[1], settings)
    _require_workable(network, scales[-1])
    if max(style) > LONGEST_STYLE * min(style):
        raise ImageError(
            f"The style picture has {style[1]} x {style[0]} pixels, too long and "
            "narrow to see a style in. Its long edge may be at most "
            f"{LONGEST_STYLE} times its short one. Choose another painting."
        )
    rooms = [
        require_room(scale.height, scale.width, precision, settings.memory_gb)
        for scale in scales
    ]
    layers = {settings.content_layer, *settings.layer_weights}
    halo = network.reach_px(layers)
    looks = tuple(
        1.0
        if room.edge_px is None or max(scale.height, scale.width) <= room.edge_px
        else TILED_LOOKS * (room.edge_px / (room.edge_px - 2 * halo)) ** 2
        for scale, room in zip(scales, rooms, strict=True)
    )
    forecast = Forecast(
        scales,
        network.operations_per_px(layers) * FORWARD_AND_BACK,
        rate,
        looks,
    )
    return Plan(tuple(zip(scales, rooms, strict=True)), forecast)


def _require_workable(network: Architecture, scale: Scale) -> None:
    """Raise ImageError unless the network can look at a picture of this size."""
    least = network.min_edge_px
    if min(scale.height, scale.width) < least:
        raise ImageError(
            f"The content picture would be painted at {scale.width} x {scale.height} "
            f"pixels. Both edges must be at least {least}, because the network halves "
            f"them {len(network.blocks) - 1} times. Choose a larger size or a less "
            "elongated picture."
        )


def fit_style(
    painting: Canvas, scale: Scale, settings: Settings, network: Architecture
) -> Canvas:
    """Return the painting at the size it is looked at, at one scale.

    The paper's sums compare pictures of one size; the other families take means, so
    there the painting keeps its proportions and its longest edge is the canvas', or
    longer where its short edge would be too short for the network.
    """
    if settings.family == "paper":
        return crop_to_shape(painting, scale.height, scale.width)
    _, height, width, _ = painting.shape
    proportion = max(height, width) / min(height, width)
    least = round(network.min_edge_px * proportion)
    long_edge = max(scale.height, scale.width, least)
    return resize(painting, *fit(height, width, long_edge))
