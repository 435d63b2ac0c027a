"""This machine's memory and processor, as far as any machine's can be known."""

import numpy as np
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
