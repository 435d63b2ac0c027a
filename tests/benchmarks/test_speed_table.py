"""The README quotes figures of one whole run."""

import pytest

from benchmarks.bench import FIGURES
from benchmarks.controls_race import CONTROLS
from benchmarks.speed_table import quotation


@pytest.fixture
def report():
    machine = {
        "processor": "Abacus",
        "architecture": "wood",
        "cores": 2,
        "memory_gb": 8,
        "amx_bf16": False,
        "avx512_bf16": True,
        "load": 0.1,
    }
    details = {"machine": machine, "extent": "full", "commit": "0123456789abcdef"}
    controls = {f"control {name}": 1.25 for name in CONTROLS if name != "plain"}
    return dict.fromkeys(FIGURES, 2.0) | controls | {"details": details}


def test_every_row_has_its_figure(report):
    report |= {"user_algorithm_s": 78.2, "user_algorithm_speedup": 22.3}
    words = quotation(report)
    assert "Abacus" in words and "commit 0123456\n" in words
    assert "| 78 s; here 3.5 s (22 times as fast), in float32 39 s (2 times) |" in words
    assert "1.25 to 1.25 times a plain one" in words


def test_a_server_that_did_less_than_idle_is_quoted_as_it_was_measured(report):
    assert "; -0.03 s |" in quotation(report | {"server_cpu_s": -0.03})


@pytest.mark.parametrize("name", ["growth_exponent", "control padding wrap"])
def test_a_run_with_a_gap_is_not_quoted(report, name):
    report[name] = None
    with pytest.raises(SystemExit, match=f"without {name}"):
        quotation(report)


def test_a_quick_run_is_not_quoted(report):
    report["details"]["extent"] = "quick"
    with pytest.raises(SystemExit, match="no whole run"):
        quotation(report)


def test_marks_of_pictures_are_no_rows_and_may_be_missing(report):
    report["seconds_to_standard"] = None
    assert "seconds_to_standard" not in quotation(report)
