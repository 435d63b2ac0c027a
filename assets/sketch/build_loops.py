"""Builds sketch.wasm from sketch.c with the compiler of the package `ziglang`.

make sketch

hashes.json tells by SHA-256 which source the binary was built from.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
HASHED = ("sketch.c", "sketch.wasm")
HASHES = FOLDER / "hashes.json"
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


def hashes() -> dict[str, str]:
    """SHA-256 of source and binary as they are, by file name."""
    return {
        name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
        for name in HASHED
    }


if __name__ == "__main__":
    build(FOLDER / "sketch.wasm")
    HASHES.write_text(json.dumps(hashes(), indent=1) + "\n", encoding="utf-8")
