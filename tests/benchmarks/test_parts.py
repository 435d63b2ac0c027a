"""Every part of the benchmarks still runs: at toy size, in this process."""

import json
from importlib.util import find_spec

import pytest

from benchmarks import bench, controls_race, growth
from benchmarks import torch_iteration as against_torch


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The report of one command that runs the parts which need no other process."""
    path = tmp_path_factory.mktemp("figures") / "figures.json"
    bench.main(["--toy", "--only", "a,c,d,f,k", "--json", str(path)])
    return json.loads(path.read_text())


def test_a_report_holds_every_figure_and_what_was_run(report):
    assert set(bench.FIGURES) <= set(report)
    assert report["details"]["extent"] == "toy"
    assert report["page_answer_s"] is None  # its part was not run


def test_part_a_races_to_one_loss(report):
    assert report["user_algorithm_s"] > 0
    ours = report["details"]["a"]["round 1"]["ours"]
    assert ours["final loss as computed"] > 0


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not here")
def test_part_b_computes_one_loss_in_both_programs():
    found = against_torch.measure("toy")
    losses = found.details["64 px"]["losses"]
    assert losses["ours, float32"] == pytest.approx(losses["PyTorch float32"], rel=1e-4)


def test_part_b_names_what_it_needs(monkeypatch):
    monkeypatch.setattr(against_torch, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="pip install -r benchmarks/requirements.txt"):
        against_torch.measure("toy")


def test_part_c_times_every_convolution_of_an_iteration(report):
    timed = report["details"]["c"]["64 px"]
    assert len(timed["each"]) == 2 * 11  # forth and back, down to conv5_1
    assert timed["convolutions"] > 0


def test_part_k_holds_both_forms_against_each_other(report):
    timed = report["details"]["k"]["64 px"]
    assert {"iteration", "conv4_2", "conv5_3"} <= set(timed["seconds"])


def test_part_d_fits_a_power_law_to_the_pixels(report):
    names = {trial.name for trial in growth.TRIALS["toy"]}
    assert names <= set(report["details"]["d"])
    assert isinstance(report["growth_exponent"], float)


def test_a_line_on_double_logarithmic_paper_has_its_slope():
    assert growth.slope([(1, 3.0), (10, 300.0), (100, 30_000.0)]) == pytest.approx(2)


def test_part_f_holds_controls_against_a_plain_run(report):
    assert all(report[f"control {name}"] > 0 for name in controls_race.TOYS)


def test_a_part_that_is_not_there_is_refused(capsys):
    with pytest.raises(SystemExit):
        bench.main(["--only", "z"])
    assert "there is no part z; choose from a, b, c" in capsys.readouterr().err
