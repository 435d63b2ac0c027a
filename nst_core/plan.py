"""What will be painted: sizes, iterations, memory and seconds, before anything is.

Refuses what cannot work: pictures too narrow for the network, sizes too large for the
memory. Loads no pixels.
"""

from dataclasses import dataclass, replace

from nst_core.errors import ImageError
from nst_core.images import Canvas, crop_to_shape, fit, resize
from nst_core.memory import Room, require_room
from nst_core.precision import convolution_rates
from nst_core.schedule import Forecast, Scale, plan_scales
from nst_core.settings import Settings
from nst_core.vgg import Network, require_workable

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
        seconds = self.forecast.seconds_until(self.forecast.iterations)
        tiles = "" if room.edge_px is None else ", in tiles"
        return (
            f"{scale.width} x {scale.height} px in {self.forecast.iterations} "
            f"iterations: about {seconds:.0f} s and {self.peak_gb:.1f} GB{tiles}"
        )

    def ended_early(self, number: int, iterations: int) -> "Plan":
        """Return the plan with scale `number` (from 1) cut to so many iterations."""
        stages, at = list(self.stages), number - 1
        scale, room = stages[at]
        stages[at] = (replace(scale, iterations=iterations), room)
        scales = tuple(scale for scale, _ in stages)
        return Plan(tuple(stages), replace(self.forecast, scales=scales))

    @property
    def peak_gb(self) -> float:
        """The most memory that the process is going to hold."""
        return max(room.peak_gb for _, room in self.stages)


def plan_run(
    content: tuple[int, ...],
    style: tuple[int, ...],
    settings: Settings,
    network: Network,
) -> Plan:
    """Return the plan for a photo and a painting of these heights and widths.

    Raises:
        ImageError: A picture is too narrow for the network.
        SettingsError: The size does not fit into the memory.
    """
    scales = plan_scales(content[0], content[1], settings)
    require_workable(network, scales[-1].height, scales[-1].width, "content")
    if max(style) > LONGEST_STYLE * min(style):
        raise ImageError(
            f"The style picture has {style[1]} x {style[0]} pixels, too long and "
            "narrow to see a style in. Its long edge may be at most "
            f"{LONGEST_STYLE} times its short one. Choose another painting."
        )
    rooms = [
        require_room(scale.height, scale.width, network.precision, settings.memory_gb)
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
        convolution_rates()[network.precision],
        looks,
    )
    return Plan(tuple(zip(scales, rooms, strict=True)), forecast)


def fit_style(
    painting: Canvas, scale: Scale, settings: Settings, network: Network
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
