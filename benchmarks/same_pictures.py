"""Whether two versions of this program paint the same pictures, to the byte.

    python -m benchmarks.same_pictures --against REV [--only tiles,wrap]    (10 minutes)

REV is checked out into a temporary folder. Both versions paint the same small recipes
on this machine, by their command lines, each in a process of its own; what is compared
are pixels, not files. Ends with 1 if any picture differs.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.command_line import ROOT, paint
from benchmarks.pictures import ASSETS, PAINTING, PHOTO

OTHER_PAINTING = ASSETS / "styles" / "ink-hatching.jpg"
SMALL = ("--size", "128", "--iterations", "12", "--seed", "5")
TINY = ("--size", "64", "--iterations", "6", "--seed", "5")
# 640 x 480 px; the memory is too little to evaluate them whole.
IN_TILES = ("--size", "640", "--iterations", "2", "--scales", "1", "--memory-gb", "1.3")


@dataclass(frozen=True)
class Sample:
    """One picture that both versions paint."""

    options: tuple[str, ...]
    styles: tuple[Path, ...] = (PAINTING,)
    masks: int = 0  # for each style, a part of the photo


SAMPLES: Mapping[str, Sample] = {
    "paper": Sample(("--preset", "paper", *SMALL)),
    "quick": Sample(("--preset", "quick", *SMALL)),
    "standard": Sample(("--preset", "standard", *SMALL)),
    "fine": Sample(("--preset", "fine", *SMALL)),
    "two masks": Sample(SMALL, (PAINTING, OTHER_PAINTING), masks=2),
    "tiles": Sample(IN_TILES),
    "adam": Sample(("--optimizer", "adam", *SMALL)),
    "wrap": Sample(("--padding", "wrap", *SMALL)),
    "gaussian": Sample(("--style-term", "gaussian", *SMALL)),
    "sliced": Sample(("--style-term", "sliced", *SMALL)),
    "bfloat16": Sample(("--precision", "bfloat16", *TINY)),
    "laplacian": Sample(("--laplacian", "100", "--total-variation", "1", *TINY)),
    "johnson": Sample(("--family", "johnson", *TINY)),
    "noise": Sample(("--start", "noise", *TINY)),
    "luminance": Sample(("--colors", "luminance", *TINY)),
    "large strokes": Sample(("--style-scale", "2", *TINY)),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Paint with both versions, print a table; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.same_pictures",
        description=(__doc__ or "").partition("\n")[0],
    )
    parser.add_argument("--against", required=True, metavar="REV")
    parser.add_argument(
        "--only", default=",".join(SAMPLES), help="names of some pictures"
    )
    options = parser.parse_args(arguments)
    names = [name.strip() for name in options.only.split(",")]
    if unknown := set(names) - set(SAMPLES):
        parser.error(f"no {', '.join(sorted(unknown))}; choose from {list(SAMPLES)}")
    with checked_out(options.against) as tree:
        return compare(tree, ROOT, {name: SAMPLES[name] for name in names})


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A temporary folder with the files of a revision."""
    with tempfile.TemporaryDirectory(prefix="nst-revision-") as folder:
        tree = Path(folder) / "tree"
        worktree = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*worktree, "add", "--detach", tree, revision], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*worktree, "remove", "--force", tree], check=True)


def compare(before: Path, after: Path, samples: Mapping[str, Sample]) -> int:
    """Print a line for each picture that two trees' versions paint; the exit code."""
    width = max(map(len, samples))
    differing = []
    for name, sample in samples.items():
        pixels = [painted(tree, sample) for tree in (before, after)]
        verdict = difference(*pixels)
        if verdict:
            differing.append(name)
        height, across, _ = pixels[1].shape
        print(f"{name:{width}}  {across} x {height}  {verdict or 'equal'}", flush=True)
    count = f"{len(samples) - len(differing)} of {len(samples)} pictures are equal"
    print(f"{count}; these differ: {', '.join(differing)}" if differing else count)
    return 1 if differing else 0


def painted(tree: Path, sample: Sample) -> np.ndarray:
    """Pixels that one version paints, uint8 RGB (height, width, 3).

    Raises:
        RuntimeError: It ended with an error.
    """
    with tempfile.TemporaryDirectory() as folder:
        masks = write_masks(Path(folder), sample.masks)
        options = [*sample.options, *(["--mask", *map(str, masks)] if masks else [])]
        output = Path(folder) / "result.png"
        paint(tree, PHOTO, sample.styles, output, options)
        with Image.open(output) as picture:
            return np.asarray(picture.convert("RGB"))


def write_masks(folder: Path, count: int) -> list[Path]:
    """Files of masks that share the photo between them, from left to right."""
    with Image.open(PHOTO) as photo:
        width, height = photo.size
    paths = []
    for number in range(count):
        mask = np.zeros((height, width), np.uint8)
        mask[:, number * width // count : (number + 1) * width // count] = 255
        paths.append(folder / f"mask-{number}.png")
        Image.fromarray(mask).save(paths[-1])
    return paths


def difference(before: np.ndarray, after: np.ndarray) -> str:
    """Words for how two pictures differ; empty where they are equal."""
    if before.shape != after.shape:
        return f"DIFFERS: {before.shape[1]} x {before.shape[0]} px before"
    apart = np.abs(before.astype(int) - after.astype(int))
    if not apart.any():
        return ""
    return f"DIFFERS: {np.mean(apart > 0):.2%} of the values, by {apart.max()} at most"


if __name__ == "__main__":
    sys.exit(main())
