"""This machine: processor, cores and memory, on Linux, macOS and Windows."""

import platform
from pathlib import Path
from typing import Any

import psutil

from nst_core.system import control_groups

GB = 2**30


def describe_machine() -> dict[str, Any]:
    """Facts that decide how fast this machine paints; memory in GB."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": _cores(),
        "memory_gb": round(psutil.virtual_memory().total / GB, 1),
    }


def free_gb() -> float:
    """Memory that is free on this machine and in its control groups, in GB."""
    free: int = psutil.virtual_memory().available
    allowed = control_groups.free_bytes()
    return (free if allowed is None else min(free, allowed)) / GB


def resident_gb() -> float:
    """Memory that this process holds now, in GB."""
    return float(psutil.Process().memory_info().rss / GB)


def _cores() -> int:
    """Cores that this process may use."""
    process = psutil.Process()
    if hasattr(process, "cpu_affinity"):  # not on macOS
        return len(process.cpu_affinity())
    return psutil.cpu_count() or 1


def _processor() -> str:
    """Name of the processor; psutil has none, nor has Python on Linux."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        lines = []
    names = [line.split(":", 1)[1] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor() or "unknown"
