"""`python -m nst_core`: see cli/main.py."""

import sys


def run() -> int:
    """Run the command line; the exit code. Ctrl-C may come while it is being loaded."""
    try:
        from nst_core.cli.main import main

        return main()
    except KeyboardInterrupt:
        if sys.stderr:
            sys.stderr.write("nst_core: stopped before the result was written.\n")
        return 130


if __name__ == "__main__":
    sys.exit(run())
