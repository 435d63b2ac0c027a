"""Builds sketch.wasm from sketch.c with the compiler of the package `ziglang`.

make sketch
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCE_SHA256 = "53782cf416c6c989eeeed3c8da81878136352b5a07bcd7ea541c174cb217446d"
WASM_SHA256 = "9984d3038f94d1563e0c2074a80050ca15da66d34eed36c0ed9816389dd6d57b"
STACK_BYTES = 65536
OPTIONS = (
    "--target=wasm32-freestanding",
    "-O3",
    "-msimd128",
    "-nostdlib",
    "-Wl,--no-entry",
    "-Wl,--export-dynamic",
    "-Wl,--strip-all",
    f"-Wl,-z,stack-size={STACK_BYTES}",
)


def build(output: Path) -> None:
    """Compile the loops; CalledProcessError if the compiler refuses them."""
    compiler = [sys.executable, "-m", "ziglang", "cc", *OPTIONS]
    source = FOLDER / "sketch.c"
    subprocess.run([*compiler, "-o", str(output), str(source)], check=True)


if __name__ == "__main__":
    build(FOLDER / "sketch.wasm")
