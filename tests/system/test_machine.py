"""This machine's memory and processor, as far as any machine's can be known."""

import sys

import numpy as np
import psutil
import pytest

from nst_core.system import control_groups
from nst_core.system.machine import describe_machine, free_gb, resident_gb


def test_a_machine_is_described_in_full() -> None:
    machine = describe_machine()
    assert machine["cores"] >= 1
    assert machine["memory_gb"] > free_gb() > 0
    assert all(machine[name] for name in ("system", "architecture", "processor"))


def test_memory_that_is_held_counts() -> None:
    before = resident_gb()
    held = np.ones(2**28 // 8)  # 0.25 GB, each page written
    assert resident_gb() - before == pytest.approx(0.25, abs=0.05)
    assert held[-1] == 1


def test_a_control_group_may_leave_less_than_the_machine_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(control_groups, "free_bytes", lambda: 2**20)
    assert free_gb() == 2**-10


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere they bind nothing")
@pytest.mark.parametrize(
    ("name", "use"), [("RLIMIT_AS", "vms"), ("RLIMIT_DATA", "data")]
)
def test_a_limit_of_the_process_may_leave_less(name: str, use: str) -> None:
    import resource

    kind = getattr(resource, name)
    before = resource.getrlimit(kind)
    used = getattr(psutil.Process().memory_info(), use)
    resource.setrlimit(kind, (used + 2**28, before[1]))
    try:
        assert 0 < free_gb() <= 0.25
    finally:
        resource.setrlimit(kind, before)
