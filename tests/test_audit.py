"""The audit of packages says when it was skipped, and fails when something is known.

Played by a script in place of pip-audit, whose service is out of reach of most tests.
"""

import re
from pathlib import Path

import pytest

from tests.audit import CONSTRAINTS, audit
from tests.space_check import ROOT

FINDS = 'echo "Found 3 known vulnerabilities in 1 package"; exit 1'
FINDS_NOTHING = 'echo "No known vulnerabilities found"'
FAILS = 'echo "could not be audited" >&2; exit 1'


@pytest.fixture
def played(tmp_path: Path):
    """Path of a pip-audit that says one thing of old packages, another of ours."""

    def make(of_known: str, of_ours: str) -> str:
        script = tmp_path / "pip-audit"
        script.write_text(
            '#!/bin/sh\ncase "$*" in *--strict*) ;; *) exit 9 ;; esac\n'
            f'case "$*" in *known.txt) {of_known} ;; *) {of_ours} ;; esac\n'
        )
        script.chmod(0o700)
        return str(script)

    return make


@pytest.mark.parametrize("of_known", [FAILS, FINDS_NOTHING])
def test_an_audit_that_can_ask_nobody_is_skipped_and_says_so(played, of_known):
    said, code = audit(played(of_known, FINDS_NOTHING))
    assert said.startswith("skipped: ") and code == 0


def test_known_vulnerabilities_fail_the_audit(played):
    assert audit(played(FINDS, FINDS)) == (
        "Found 3 known vulnerabilities in 1 package",
        1,
    )


def test_a_package_that_cannot_be_audited_fails_it_too(played):
    assert audit(played(FINDS, FAILS)) == ("could not be audited", 1)


def test_a_clean_audit_passes(played):
    assert audit(played(FINDS, FINDS_NOTHING)) == ("No known vulnerabilities found", 0)


def test_the_constraints_pin_what_the_requirements_do_each_with_hashes():
    """Written by `make lock`; whoever changes requirements.txt runs it."""
    pinned = {}
    for entry in re.split(r"\n(?=\w)", CONSTRAINTS.read_text(encoding="utf-8")):
        if found := re.match(r"([\w.-]+)==([\w.]+)", entry):
            pinned[found[1], found[2]] = entry.count("--hash=sha256:")
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    wanted = set(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))
    assert wanted <= set(pinned)
    assert all(pinned.values())
