"""Makes assets/faces from the published face detector.

    python assets/make_faces.py PACKAGE    (a minute; PACKAGE is the wheel below)

Takes the weights of BlazeFace, short range, out of MediaPipe's own wheel, fetched with
`pip download --no-deps mediapipe==0.10.21`, and stores them as an archive of NumPy:

    stem.kernel        (5, 5, 3, 24), stem.bias
    block1.depthwise   (3, 3, channels), block1.between its bias
    block1.pointwise   (channels in, channels out), block1.bias; and so on to block16
    scores16.kernel    (channels, numbers a position), scores16.bias; boxes16, scores8,
                       boxes8 likewise: at 16 x 16 and at 8 x 8 positions

all of them in the 16 bits they are published with.
"""

import sys
import zipfile
from pathlib import Path

import numpy as np
import tensorflow as tf

FOLDER = Path(__file__).parent / "faces"
MODEL = "mediapipe/modules/face_detection/face_detection_short_range.tflite"
BLOCKS = 16
HEADS = {
    "scores16": "classificator_8",
    "scores8": "classificator_16",
    "boxes16": "regressor_8",
    "boxes8": "regressor_16",
}


def main(wheel: Path) -> None:
    """Write the archive."""
    with zipfile.ZipFile(wheel) as archive:
        model = archive.read(MODEL)
    interpreter = tf.lite.Interpreter(model_content=model)
    interpreter.allocate_tensors()
    stored = {
        each["name"]: interpreter.get_tensor(each["index"])
        for each in interpreter.get_tensor_details()
        if each["dtype"] is np.float16
    }

    def take(name: str) -> tuple[np.ndarray, np.ndarray]:
        return stored[f"{name}/Kernel"], stored[f"{name}/Bias"]

    arrays: dict[str, np.ndarray] = {}
    kernel, arrays["stem.bias"] = take("conv2d")
    arrays["stem.kernel"] = kernel.transpose(1, 2, 3, 0)
    for number in range(1, BLOCKS + 1):
        first = f"depthwise_conv2d_{number - 1}" if number > 1 else "depthwise_conv2d"
        kernel, arrays[f"block{number}.between"] = take(first)
        arrays[f"block{number}.depthwise"] = kernel[0]
        kernel, arrays[f"block{number}.bias"] = take(f"conv2d_{number}")
        arrays[f"block{number}.pointwise"] = kernel[:, 0, 0].T
    for name, published in HEADS.items():
        kernel, arrays[f"{name}.bias"] = take(published)
        arrays[f"{name}.kernel"] = kernel[:, 0, 0].T
    assert all(array.dtype == np.float16 for array in arrays.values())
    np.savez_compressed(FOLDER / "blazeface.npz", **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
