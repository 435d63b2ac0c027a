"""How a run's progress looks in a terminal."""

from collections.abc import Mapping
from typing import Any

BAR: Mapping[str, Any] = {
    "total": 1.0,
    "bar_format": "{percentage:3.0f}% |{bar:20}| {desc}",
    "desc": "looking at the pictures",
    "disable": None,  # only on a terminal ...
    "leave": False,  # ... and gone at the end
}
