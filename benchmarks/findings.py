"""Results of one part of the benchmark, and words for numbers."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Findings:
    """One part's results: for the table, for the JSON's top, and for its details."""

    rows: list[tuple[str, str]] = field(default_factory=list)  # what, how much
    figures: dict[str, float | None] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)

    def say(self, what: str, how_much: str) -> None:
        self.rows.append((what, how_much))

    def tell(self, path: Path | None) -> None:
        """Print the rows of a part that is run alone, and write all to a JSON file."""
        for what, how_much in self.rows:
            print(f"{what:60}  {how_much}")
        if path:
            report = {**self.figures, "details": self.details}
            path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def spread(times: Sequence[float], unit: str = "s") -> str:
    """The median and, where there are several, the fastest and the slowest."""
    words = f"{_digits(median(times))} {unit}"
    if len(times) > 1:
        words += f" ({_digits(min(times))} to {_digits(max(times))})"
    return words


def _digits(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"
