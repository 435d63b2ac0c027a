"""Plan of a run: sizes, iterations, memory and seconds, before anything is painted.

Refuses what cannot be painted: pictures too narrow for the network, sizes too large for
the memory. Loads no pixels and no TensorFlow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nst_core.errors import ImageError, SettingsError
from nst_core.images.canvas import fit
from nst_core.network.architectures import Architecture
from nst_core.planning.memory import MemoryNeeds, MemoryPlan, plan_memory_of_scales
from nst_core.planning.schedule import Forecast, Scale, plan_scales
from nst_core.planning.tiles import cut_tiles, pixels_computed
from nst_core.settings.names import KEEP_NAME, mask_names, style_names
from nst_core.settings.settings import MAX_STYLES, NEIGHBOR_LAYERS, Settings

# A painting this much longer than wide has nothing left to see at a coarse scale.
MAX_STYLE_PROPORTION = 20
MAX_MASK_DEVIATION = 0.01  # of its proportions from the photo's, for rounding

FORWARD_AND_BACKWARD = 2  # the gradient costs as much as the forward pass
TILED_COST = 1.5  # two forward passes and one backward
# Additional time of style terms, for each style (benchmarks, part f): the roots of
# `gaussian` as so many pixels, the sorting of `sliced` as so many iterations.
ROOTS_PX = 45_000
SORTING_COST = 1.2
PAIRS_PX = 15_000  # of content by self-similarity, as so many pixels
NEIGHBOR_COST = 0.07  # of comparing with a bank, for each pass

Shape = Sequence[int]  # height and width


@dataclass(frozen=True)
class Plan:
    """Each scale with the memory it is painted in, and how long all of it takes."""

    stages: tuple[tuple[Scale, MemoryPlan], ...]
    forecast: Forecast

    def sentence(self) -> str:
        """Size, iterations, seconds and memory in one line."""
        scale, memory = self.stages[-1]
        tiles = "" if memory.edge_px is None else ", in tiles"
        return (
            f"{scale.width} x {scale.height} px in {self.forecast.iterations} "
            f"iterations: about {self.seconds:.0f} s and {self.peak_gb:.1f} GB{tiles}"
        )

    def lasting(self, iterations: Sequence[int]) -> "Plan":
        """Plan whose first scales last so many iterations each."""
        stages = tuple(
            (replace(scale, iterations=length), memory)
            for (scale, memory), length in zip(self.stages, iterations, strict=False)
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
        return max(memory.peak_gb for _, memory in self.stages)


def plan_run(
    content: Shape,
    styles: Sequence[Shape],
    settings: Settings,
    network: Architecture,
    precision: str,
    rate: float,
    masks: Sequence[Shape | None] = (),
    keep: Shape | None = None,
) -> Plan:
    """Plan of a run from the sizes of its pictures.

    Args:
        content: Height and width of the content picture.
        styles: Height and width of each style.
        settings: Of the run.
        network: Architecture whose features count.
        precision: Of its convolutions.
        rate: Operations a second that convolutions reach in this precision here.
        masks: Height and width of each style's mask; None or missing without one.
        keep: Height and width of the keep map, if there is one.

    Raises:
        ImageError: A picture is too narrow for the network, or unlike the others.
        SettingsError: The size does not fit into the memory, there are too many
            paintings, or none of them counts.
    """
    scales = plan_scales(content[0], content[1], settings)
    _require_workable(network, scales[-1])
    _require_blendable(styles, masks, settings)
    for style, name in zip(styles, style_names(len(styles)), strict=True):
        _require_visible(style, name)
    for mask, name in zip(masks, mask_names(len(masks)), strict=True):
        require_alike(mask, content, name)
    require_alike(keep, content, KEEP_NAME)
    needs = [
        _needs(scale, number, styles, masks, settings, network, precision)
        for number, scale in enumerate(scales)
    ]
    memory_plans = plan_memory_of_scales(
        [(x.height, x.width, need) for x, need in zip(scales, needs, strict=True)],
        settings.memory_gb,
    )
    relative_costs = tuple(
        _tiled_cost(scale, memory, settings, network)
        + _content_term_cost(scale, settings)
        + _style_term_cost(scale, settings, len(styles))
        + _neighbor_cost(scale, memory, settings, len(styles))
        for scale, memory in zip(scales, memory_plans, strict=True)
    )
    forecast = Forecast(
        scales,
        network.operations_per_px(counted_layers(settings)) * FORWARD_AND_BACKWARD,
        rate,
        relative_costs,
    )
    return Plan(tuple(zip(scales, memory_plans, strict=True)), forecast)


def counted_layers(settings: Settings) -> set[str]:
    """The layers of some weight; nothing deeper is computed."""
    weights = settings.layer_weights if settings.wants_style else {}
    layers = {layer for layer, weight in weights.items() if weight}
    layers |= {*NEIGHBOR_LAYERS} if settings.wants_neighbors else set()
    return layers | ({settings.content_layer} if settings.alpha else set())


def _tiled_cost(
    scale: Scale, memory: MemoryPlan, settings: Settings, network: Architecture
) -> float:
    """Operations in tiles, as a multiple of the whole picture's."""
    size = scale.height, scale.width
    if memory.edge_px is None or math.prod(size) <= memory.edge_px**2:
        return 1.0
    layers = counted_layers(settings)
    margin = network.receptive_radius_px(layers)
    wraps = settings.padding == "wrap"
    tiles = cut_tiles(*size, margin, memory.edge_px**2, wraps)
    spans = {tile.rows for tile in tiles}, {tile.columns for tile in tiles}
    operations = sum(
        layer.operations_per_px
        * math.prod(
            pixels_computed(each, length, layer.receptive_radius_px)
            for each, length in zip(spans, size, strict=True)
        )
        for layer in network.layers_down_to(layers)
    )
    whole = network.operations_per_px(layers) * math.prod(size)
    return TILED_COST * operations / whole


def _content_term_cost(scale: Scale, settings: Settings) -> float:
    """Time that the content term adds, as a multiple of comparing features."""
    if not settings.alpha or settings.content_term == "features":
        return 0.0
    return PAIRS_PX / (scale.height * scale.width)


def _style_term_cost(scale: Scale, settings: Settings, styles: int) -> float:
    """Time that the style term adds, as a multiple of an iteration of Gram matrices."""
    if not settings.wants_style or settings.style_term == "gram":
        return 0.0
    if settings.style_term == "sliced":
        return SORTING_COST * styles
    return ROOTS_PX / (scale.height * scale.width) * styles


def _neighbor_cost(
    scale: Scale, memory: MemoryPlan, settings: Settings, styles: int
) -> float:
    """Time of nearest neighbours, in the same unit; tiles find them in both passes."""
    if not settings.wants_neighbors:
        return 0.0
    pixels = scale.height * scale.width
    is_tiled = memory.edge_px is not None and pixels > memory.edge_px**2
    return NEIGHBOR_COST * styles * (2 if is_tiled else 1)


def _needs(
    scale: Scale,
    coarser: int,
    styles: Sequence[Shape],
    masks: Sequence[Shape | None],
    settings: Settings,
    network: Architecture,
    precision: str,
) -> MemoryNeeds:
    shapes = [style_shape(style, scale, settings, network) for style in styles]
    multiples = [math.prod(x) / (scale.height * scale.width) for x in shapes]
    return MemoryNeeds(
        precision,
        settings.optimizer,
        masks=sum(mask is not None for mask in masks),
        coarser_scales=coarser,
        banks=len(styles) if settings.wants_neighbors else 0,
        # These two maybe once alpha or beta has been raised.
        self_similarity=settings.content_term == "self_similarity",
        sorts=settings.style_term == "sliced",
        styles=sum(multiples),
        largest_style=max(multiples),
    )


def _require_blendable(
    styles: Sequence[Shape], masks: Sequence[Shape | None], settings: Settings
) -> None:
    if len(styles) > MAX_STYLES:
        raise SettingsError(
            "{styles} paintings are given; at most {limit} can be blended. Leave some "
            "out.",
            styles=len(styles),
            limit=MAX_STYLES,
        )
    if len(masks) > len(styles):
        raise SettingsError(
            "{masks} masks are given for {styles} paintings; each belongs to the "
            "painting of the same number. Leave masks out, or add paintings.",
            masks=len(masks),
            styles=len(styles),
        )
    if settings.wants_style and not any(settings.blend[: len(styles)]):
        shares = ", ".join(f"blend_{number + 1}" for number in range(len(styles)))
        raise SettingsError(
            "The shares of all paintings ({shares}) are 0, so none would be seen. "
            "Raise one of them.",
            shares=shares,
        )


def _require_visible(style: Shape, name: str) -> None:
    if max(style) > MAX_STYLE_PROPORTION * min(style):
        raise ImageError(
            "The {name} picture has {width} x {height} pixels, too long and narrow to "
            "see a style in. Its long edge may be at most {limit} times its short one. "
            "Choose another painting.",
            name=name,
            width=style[1],
            height=style[0],
            limit=MAX_STYLE_PROPORTION,
        )


def require_alike(mask: Shape | None, content: Shape, name: str) -> None:
    """Raise ImageError unless the mask has the photo's proportions."""
    if mask is None:
        return
    off = abs(mask[0] * content[1] - mask[1] * content[0])
    if off > MAX_MASK_DEVIATION * max(mask) * max(content):
        raise ImageError(
            "The {name} has {width} x {height} pixels, the photo {content_width} x "
            "{content_height}. A mask must have the photo's proportions. Draw it over "
            "the photo itself.",
            name=name,
            width=mask[1],
            height=mask[0],
            content_width=content[1],
            content_height=content[0],
        )


def _require_workable(network: Architecture, scale: Scale) -> None:
    """Raise ImageError unless this size is large enough for the network."""
    least = network.min_edge_px
    if min(scale.height, scale.width) < least:
        raise ImageError(
            "The content picture would be painted at {width} x {height} pixels. Both "
            "edges must be at least {least}, because the network halves them "
            "{halvings} times. Choose a larger size or a less elongated picture.",
            width=scale.width,
            height=scale.height,
            least=least,
            halvings=len(network.blocks) - 1,
        )


def style_shape(
    painting: Shape, scale: Scale, settings: Settings, network: Architecture
) -> tuple[int, int]:
    if settings.family == "paper":
        return scale.height, scale.width
    height, width = painting
    proportion = max(height, width) / min(height, width)
    least = round(network.min_edge_px * proportion)
    long_edge = max(scale.height, scale.width) * settings.style_scale
    long_edge = max(round(long_edge), least)
    return fit(height, width, long_edge)
