"""`python -m nst_core`: see cli.py."""

import sys


def run() -> int:
    """Return the exit code; loading the command line can be stopped already."""
    try:
        from nst_core.cli.main import main

        return main()
    except KeyboardInterrupt:
        if sys.stderr:
            sys.stderr.write("nst_core: stopped before the result was written.\n")
        return 130


if __name__ == "__main__":
    sys.exit(run())
