"""Settings of a run: every choice with its range, default and sentence.

The sliders of the page, the options of the command line, the recipe in a painted PNG
and the table in docs/settings.md are all read from `Settings`. Knows nothing about
pictures, networks or TensorFlow.
"""

import math
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args, get_type_hints

from nst_core.errors import SettingsError, brief
from nst_core.optimizers import OptimizerName

FamilyName = Literal["balanced", "paper", "johnson"]
ContentTermName = Literal["features", "self_similarity"]
ContentLayerName = Literal["conv4_2", "conv5_2"]
NetworkName = Literal["auto", "vgg19", "vgg16"]
PrecisionName = Literal["auto", "float32", "bfloat16"]
PoolingName = Literal["max", "average", "scaled_average"]
PaddingName = Literal["reflect", "replicate", "zero", "wrap"]
StyleTermName = Literal["gram", "gaussian", "sliced"]
ColorsName = Literal["painting", "luminance", "histogram", "covariance"]
StartName = Literal[
    "content", "recolored", "mean_color", "noise", "blend", "style_colors", "picture"
]

MAX_STYLES = 4
STYLE_LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")
NEIGHBOR_LAYERS = ("conv3_1", "conv4_1")  # of single strokes and groups of them


# Mark of a field that may change while a picture is painted: the part it acts on.
Steers = Literal["loss", "optimizer", "run"]


def _number(
    default: float,
    low: float,
    high: float,
    about: str,
    usual: tuple[float, float] | None = None,
    steers: Steers | None = None,
    is_pixel_weight: bool = False,
) -> Any:
    """Field of a number.

    Args:
        default: Value of the field.
        low: Minimum.
        high: Maximum.
        about: One sentence for people.
        usual: Part of the range that a slider shows.
        steers: Set if it may change while a picture is painted.
        is_pixel_weight: True if it weighs a loss on pixels, in place of features.
    """
    metadata = {"low": low, "high": high, "about": about, "usual": usual or (low, high)}
    metadata |= {"steers": steers, "is_pixel_weight": is_pixel_weight}
    return field(default=default, metadata=metadata)


def _layer_weight(layer: str, about: str) -> Any:
    about = f"Weight of {layer}: {about}."
    return _number(0.2, 0, 100, about, usual=(0, 1), steers="loss")


def _share_of(which: str) -> Any:
    about = f"Share of the {which} painting, where several are given."
    return _number(1.0, 0, 100, about, usual=(0, 1), steers="loss")


def _choice(default: str, about: str) -> Any:
    return field(default=default, metadata={"about": about, "steers": None})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One run's choices: checked when made, comparable, printable.

    Raises:
        SettingsError: A value has the wrong type, is out of range, or nothing is left
            to optimise because all weights are zero.
    """

    size: int = _number(512, 64, 8192, "Longest edge of the result, in pixels.")
    iterations: int = _number(
        150,
        1,
        5000,
        "How often the picture is improved, over all scales together.",
        usual=(1, 1000),
        steers="run",
    )
    scales: int = _number(
        3, 1, 6, "How many sizes to paint at, coarse to fine, each half the next."
    )
    iterations_per_doubling: float = _number(
        1.0,
        0.25,
        1,
        "Iterations of a scale for each one of the scale half its size.",
    )
    alpha: float = _number(
        1.0,
        0,
        1e6,
        "Pull towards the photo; more keeps its forms and edges.",
        usual=(0, 20),
        steers="loss",
    )
    beta: float = _number(
        10.0,
        0,
        1e9,
        "Pull towards the painting; more brings strokes and colours.",
        usual=(0, 200),
        steers="loss",
    )
    weight_conv1_1: float = _layer_weight("conv1_1", "colours and the finest grain")
    weight_conv2_1: float = _layer_weight("conv2_1", "small dots and thin lines")
    weight_conv3_1: float = _layer_weight("conv3_1", "single strokes and hatching")
    weight_conv4_1: float = _layer_weight(
        "conv4_1", "curls, tiles and groups of strokes"
    )
    weight_conv5_1: float = _layer_weight("conv5_1", "the painting's largest forms")
    neighbors: float = _number(
        0.0,
        0,
        100,
        "Weight of the nearest match in the painting; more gives clean surfaces.",
        usual=(0, 1),
        steers="loss",
    )
    total_variation: float = _number(
        0.0,
        0,
        1e6,
        "Pull towards smoothness; more removes grain and noise.",
        usual=(0, 20),
        steers="loss",
        is_pixel_weight=True,
    )
    value_range: float = _number(
        0.0,
        0,
        1e6,
        "Pull of colour values into 0 to 255; more leaves less to be clipped.",
        usual=(0, 20000),
        steers="loss",
        is_pixel_weight=True,
    )
    laplacian: float = _number(
        0.0,
        0,
        1e6,
        "Pull towards the photo's lines; more holds faces and edges.",
        usual=(0, 1000),
        steers="loss",
        is_pixel_weight=True,
    )
    keep_strength: float = _number(
        4.0,
        0,
        1000,
        "How much more the photo's forms are held where they are kept.",
        usual=(0, 20),
        steers="loss",
    )
    blend_1: float = _share_of("first")
    blend_2: float = _share_of("second")
    blend_3: float = _share_of("third")
    blend_4: float = _share_of("fourth")
    style_scale: float = _number(
        1.0, 0.25, 4, "Size of the strokes: 1 as in a painting of the result's size."
    )
    style_term: StyleTermName = _choice(
        "gram", "How style is told: Gram matrices, means and covariances, or all of it."
    )
    colors: ColorsName = _choice(
        "painting",
        "Whose colours: the painting's, or the photo's in one of three ways.",
    )
    color_strength: float = _number(
        1.0, 0, 1, "How far the photo's colours go, where colors is not painting."
    )
    family: FamilyName = _choice(
        "balanced", "How costs are scaled: size-free, the paper's sums, or Johnson's."
    )
    content_term: ContentTermName = _choice(
        "features", "How content is told: its features, or which places are alike."
    )
    content_layer: ContentLayerName = _choice(
        "conv4_2", "Layer that holds the photo's forms; conv5_2 holds them loosely."
    )
    network: NetworkName = _choice(
        "auto", "Network that looks at the pictures; auto takes VGG-19, else VGG-16."
    )
    precision: PrecisionName = _choice(
        "auto", "How finely convolutions are computed; auto takes the faster one."
    )
    pooling: PoolingName = _choice(
        "max", "How the network halves its layers; average paints more softly."
    )
    padding: PaddingName = _choice(
        "reflect",
        "What lies beyond the edge; zero leaves a rim, wrap makes a seamless tile.",
    )
    optimizer: OptimizerName = _choice(
        "lbfgs", "L-BFGS needs fewer iterations, Adam less memory."
    )
    learning_rate: float = _number(
        2.0,
        1e-4,
        100,
        "Adam's step in pixel values (0 to 255); L-BFGS ignores it.",
        usual=(0.5, 20),
        steers="optimizer",
    )
    start: StartName = _choice("recolored", "What the canvas holds before iteration 1.")
    noise_ratio: float = _number(
        0.6, 0, 1, "Share of noise when the start is blend; the rest is the photo."
    )
    seed: int = _number(
        0, 0, 2**31 - 1, "Same seed and settings on the same machine, same picture."
    )
    plateau: float = _number(
        0.01,
        0,
        1,
        "Ends a scale when 10 iterations lower the cost by less; 0 never.",
        usual=(0, 0.1),
    )
    memory_gb: float = _number(
        0,
        0,
        1024,
        "Memory to paint in, in GB; 0 takes most of what is free.",
        usual=(0, 64),
    )
    frame_every: int = _number(
        5, 1, 1000, "Iterations between two shown pictures.", steers="run"
    )

    def __post_init__(self) -> None:
        kinds = get_type_hints(type(self))
        for spec in fields(self):
            value = getattr(self, spec.name)
            if "low" in spec.metadata:
                value = _checked_number(spec.name, value, kinds[spec.name])
                object.__setattr__(self, spec.name, value)
                low, high = spec.metadata["low"], spec.metadata["high"]
                if not low <= value <= high:
                    raise SettingsError(
                        "{name} is {value:g}; choose from {low:g} to {high:g}.",
                        name=spec.name,
                        value=value,
                        low=low,
                        high=high,
                    )
            elif value not in get_args(kinds[spec.name]):
                choices = ", ".join(get_args(kinds[spec.name]))
                raise SettingsError(
                    "{name} is {value}; choose one of {choices}.",
                    name=spec.name,
                    value=brief(repr(value)),
                    choices=choices,
                )
        # The range of values is a limit: it moves no picture that keeps within it.
        aims = [name for name in PIXEL_WEIGHTS if name != "value_range"]
        pixel_weights = [getattr(self, name) for name in aims]
        if not any((self.alpha, self.wants_style, *pixel_weights)):
            raise SettingsError(
                "alpha, beta with its layer weights, {pixel_weights} are all 0, so "
                "there is nothing to paint towards. Raise alpha or beta.",
                pixel_weights=" and ".join(aims),
            )
        if self.family == "johnson" and self.style_term != "gram":
            raise SettingsError(
                "The family johnson scales Gram matrices, so style_term must be gram. "
                "Choose the family balanced."
            )
        if self.family == "paper" and (
            self.style_term != "gram" or self.style_scale != 1
        ):
            raise SettingsError(
                "The family paper compares Gram matrices of pictures of one size, so "
                "style_term must be gram and style_scale 1. Choose the family balanced."
            )

    @property
    def layer_weights(self) -> dict[str, float]:
        """The weight of every style layer, by the layer's name."""
        return {layer: getattr(self, f"weight_{layer}") for layer in STYLE_LAYERS}

    @property
    def blend(self) -> tuple[float, ...]:
        """The weight of every style, in their order."""
        numbers = range(1, MAX_STYLES + 1)
        return tuple(getattr(self, f"blend_{number}") for number in numbers)

    @property
    def wants_style(self) -> bool:
        """True if the style loss can move the picture at all."""
        weights = *self.layer_weights.values(), self.neighbors
        return self.beta > 0 and any(weights) and any(self.blend)

    @property
    def wants_neighbors(self) -> bool:
        """True if the nearest-neighbour term can move the picture."""
        return self.wants_style and self.neighbors > 0


def _marked(mark: str, *values: object) -> tuple[str, ...]:
    """Names of the fields with one of these values of a mark, in their order."""
    return tuple(
        spec.name for spec in fields(Settings) if spec.metadata.get(mark) in values
    )


# Weights of the losses, which a running picture is steered by ...
LOSS_WEIGHTS = _marked("steers", "loss")
# ... those of them that weigh a loss on pixels ...
PIXEL_WEIGHTS = _marked("is_pixel_weight", True)
# ... what the optimiser has to begin anew for, and all that can be steered.
RESTARTING = _marked("steers", "loss", "optimizer")
STEERABLE = _marked("steers", *get_args(Steers))


def _checked_number(name: str, value: object, kind: type) -> float:
    """`value` as `kind`; text, truth values, NaN and broken integers are refused."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise SettingsError(
            "{name} is {value}; it must be a number.",
            name=name,
            value=brief(repr(value)),
        )
    if isinstance(value, int) and abs(value) > 2**63:
        raise SettingsError(
            "{name} is far too large; choose a smaller number.", name=name
        )
    if not math.isfinite(value):
        raise SettingsError(
            "{name} is {value}; it must be a finite number.", name=name, value=value
        )
    if kind is int and value != int(value):
        raise SettingsError(
            "{name} is {value:g}; it must be a whole number.", name=name, value=value
        )
    return int(value) if kind is int else float(value)
