"""Builds sketch.wasm from sketch.c with the compiler of the package `ziglang`.

make sketch
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCE_SHA256 = "e5ea6b25cf0bdeb5ceef6e387d2901859ebf042dd76f57bebf22674813c04947"
WASM_SHA256 = "bb447577fbb75359b29785e057db6537c7b6691af99d37d62662de636d5cbfac"
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
