"""The page without its guard, which part j holds against the one with it.

python -m benchmarks.unguarded    (started by guard.py, on this machine only)
"""

from unittest.mock import patch

import app
from page import server


def main() -> None:
    """Serve the page itself in the guard's place."""
    with patch.object(server, "Guard", lambda page, *_: page):
        app.main()


if __name__ == "__main__":
    main()
