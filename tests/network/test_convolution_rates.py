"""Rates are measured once, corrected by paintings, and measured anew in doubt."""

import json
import multiprocessing

import pytest

from nst_core.network.convolution_rates import CONTRADICTION, RateStore

QUIET = {"float32": 3e11, "bfloat16": 6e11}
BUSY = {"float32": 1.5e11, "bfloat16": 3e11}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "rates.json"


def refuse():
    raise AssertionError("nothing was to be measured")


def measured(path, rates=QUIET):
    """A store that has measured these rates."""
    store = RateStore(path, "here")
    store.rates(lambda: rates)
    return store


def reached(path, measure=refuse):
    """The float32 rate that the next process forecasts with."""
    return RateStore(path, "here").rates(measure).reached["float32"]


def test_a_machine_is_measured_once(path):
    assert measured(path).rates(refuse).measured == QUIET
    assert reached(path) == QUIET["float32"]


def test_each_machine_of_a_shared_home_is_measured(path):
    measured(path)
    other = RateStore(path, "there").rates(lambda: BUSY)
    assert other.measured == BUSY
    assert reached(path) == QUIET["float32"]


def test_a_faster_painting_is_believed_almost_at_once(path):
    measured(path).correct("float32", 4.5e11)
    assert 4e11 < reached(path) < 4.5e11


def test_a_slower_painting_is_believed_gently(path):
    """A busy machine is no slow one."""
    store = measured(path)
    store.correct("float32", 2e11)
    assert 2.7e11 < reached(path) < 3e11
    for _ in range(12):
        store.correct("float32", 2e11)
    assert reached(path) == pytest.approx(2e11, rel=0.05), "a slower machine is"


def test_the_other_precision_and_the_choice_between_them_stay(path):
    store = measured(path)
    store.correct("float32", 4.5e11)
    rates = store.rates(refuse)
    assert rates.measured == QUIET
    assert rates.reached["bfloat16"] == QUIET["bfloat16"]


@pytest.mark.parametrize("factor", [1.1 * CONTRADICTION, 0.9 / CONTRADICTION])
def test_a_contradiction_measures_both_precisions_anew(path, factor):
    measured(path).correct("float32", factor * QUIET["float32"])
    store = RateStore(path, "here")
    assert store.rates(lambda: BUSY).measured == BUSY
    assert store.rates(refuse).measured == BUSY, "once"


def test_a_busy_first_start_is_forgotten_after_one_painting(path):
    measured(path, BUSY).correct("float32", QUIET["float32"])
    assert reached(path, lambda: QUIET) == pytest.approx(QUIET["float32"], rel=0.05)


def test_a_measurement_that_confirms_the_last_leaves_paintings_the_word(path):
    """Else a machine whose paintings are slower than its convolutions never learns."""
    store = measured(path)
    for _ in range(12):
        store.correct("float32", 1e11)
        store.rates(lambda: QUIET)
    assert store.rates(refuse).reached["float32"] == pytest.approx(1e11, rel=0.1)


def test_a_correction_before_any_measurement_is_nothing(path):
    RateStore(path, "here").correct("float32", 1e11)
    assert not path.exists()


def test_the_file_of_a_former_version_is_taken_up(path):
    path.parent.mkdir()
    path.write_text(json.dumps({"here": [QUIET, BUSY]}))
    assert reached(path) == QUIET["float32"]


def test_the_file_at_its_former_place_is_taken_up(path, tmp_path):
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps({"here": [QUIET]}))
    store = RateStore(path, "here", earlier)
    assert store.rates(refuse).measured == QUIET
    store.correct("float32", 3.1e11)
    assert reached(path) > QUIET["float32"]


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", '{"here": 3}', '{"here": [3]}', '{"here": []}', '{"here": {}}']
    + ['{"here": [{"float32": NaN, "bfloat16": 0}]}', "[" * 100_000],
)
def test_a_damaged_file_is_measured_anew(path, damage):
    path.parent.mkdir()
    path.write_text(damage)
    measured(path)
    assert reached(path) == QUIET["float32"]


def test_a_folder_that_cannot_be_written_to_is_no_obstacle(tmp_path):
    occupied = tmp_path / "file"
    occupied.write_text("")
    store = measured(occupied / "rates.json")
    store.correct("float32", 4.5e11)
    assert store.rates(refuse).reached["float32"] > 4e11


def correct_often(path):
    store = RateStore(path, "here")
    for _ in range(10):
        store.correct("float32", 2.9e11)


def test_no_correction_is_lost_among_several_processes(path):
    alone = measured(path.with_name("alone.json"))
    for _ in range(20):
        alone.correct("float32", 2.9e11)
    measured(path)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=correct_often, args=[path]) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert reached(path) == pytest.approx(alone.rates(refuse).reached["float32"])
