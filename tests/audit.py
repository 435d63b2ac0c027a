"""Known vulnerabilities among the pinned packages, by pip-audit.

    python -m tests.audit PIP_AUDIT     (or: make audit)

pip-audit says that nothing was found also where it could ask nobody. So it is asked
about an old package first, of which vulnerabilities are known: if it knows none of
these, its service is out of reach, and the audit is skipped, in words.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
KNOWN = "pillow==9.0.0"  # CVE-2022-22817 and more
TIMEOUT_S = 300


def audit(pip_audit: str, constraints: Path = CONSTRAINTS) -> tuple[str, int]:
    """Sentence to print, and the exit code: 0 for all well, and for skipped."""
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known.txt"
        known.write_text(KNOWN)
        said, code = _ask(pip_audit, known, "--no-deps")
    if code == 0 or "known vulnerabilit" not in said:
        return "skipped: the service of known vulnerabilities is out of reach.", 0
    return _ask(pip_audit, constraints, "--require-hashes")


def _ask(pip_audit: str, requirements: Path, option: str) -> tuple[str, int]:
    """Output of pip-audit about a list of exact versions, and its exit code."""
    command = [pip_audit, "--strict", "--disable-pip", "--progress-spinner=off", option]
    run = subprocess.run(
        [*command, "--requirement", str(requirements)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    return f"{run.stdout}{run.stderr}".strip(), run.returncode


if __name__ == "__main__":
    text, exit_code = audit(sys.argv[1])
    print(f"Audit of packages: {text}")
    sys.exit(exit_code)
