"""One iteration's loss and gradient, the plain way in PyTorch and float32.

What a person writes who knows PyTorch and reads the paper: NCHW, conv2d with zero
padding, max pooling, autograd. The loss is our family "paper", so that both programs
can be held against each other: the same network, layers and pictures give one number.
"""

from importlib import import_module
from typing import Any

from benchmarks.pictures import canvas_pair
from benchmarks.processes import Step
from nst_core.network.weights import find_weights
from nst_core.settings.settings import Settings
from nst_core.system.machine import describe_machine

CONVOLUTIONS = (2, 2, 3, 3, 1)  # of VGG-16, block by block, as far as conv5_1
MEAN_BGR = (103.939, 116.779, 123.68)

# By name, so that the types can be checked where PyTorch is not installed.
torch: Any = import_module("torch")
functional: Any = import_module("torch.nn.functional")

Layers = dict[str, tuple[Any, Any]]


def prepare_torch(settings: Settings) -> Step:
    """One iteration on the photo, square, `settings.size` wide."""
    layers = load_layers()
    photo, painting = map(to_nchw, canvas_pair(settings.size, settings.size))
    weights = settings.layer_weights
    with torch.no_grad():
        content = features(layers, photo)[settings.content_layer]
        painted = features(layers, painting)
        grams = {layer: gram(painted[layer]) for layer in weights}

    def step() -> float:
        canvas = photo.clone().requires_grad_(True)
        found = features(layers, canvas)
        loss = functional.mse_loss(found[settings.content_layer], content)
        total = settings.alpha * loss / 4
        for layer, weight in weights.items():
            loss = functional.mse_loss(gram(found[layer]), grams[layer])
            total = total + settings.beta * weight * loss / 4
        total.backward()
        assert canvas.grad is not None
        return float(total.item())

    return step


def load_layers() -> Layers:
    """VGG-16's kernels and biases, for every core."""
    torch.set_num_threads(describe_machine()["cores"])
    return {
        name: (torch.tensor(kernel.transpose(3, 2, 0, 1).copy()), torch.tensor(bias))
        for name, (kernel, bias) in find_weights("vgg16").layers.items()
    }


def features(layers: Layers, picture: Any) -> dict[str, Any]:
    """Every layer's activations; `picture` is BGR minus the mean, NCHW."""
    found, x = {}, picture
    for block, convolutions in enumerate(CONVOLUTIONS, start=1):
        if block > 1:
            x = functional.max_pool2d(x, 2, ceil_mode=True)
        for number in range(1, convolutions + 1):
            layer = f"conv{block}_{number}"
            x = functional.relu(functional.conv2d(x, *layers[layer], padding=1))
            found[layer] = x
    return found


def gram(x: Any) -> Any:
    """Gram matrix: the mean over positions, (channels, channels)."""
    flat = x.flatten(2)[0]  # (channels, positions)
    return flat @ flat.T / flat.shape[1]


def to_nchw(canvas: Any) -> Any:
    """A canvas as `features` takes it."""
    bgr = canvas[..., ::-1].transpose(0, 3, 1, 2).copy()
    return torch.tensor(bgr) - torch.tensor(MEAN_BGR).reshape(1, 3, 1, 1)
