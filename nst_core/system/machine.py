"""This machine: processor, cores and memory, on Linux, macOS and Windows."""

import platform
from pathlib import Path
from typing import Any

import psutil

from nst_core.system import control_groups

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

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
    """Memory that this process may still have, in GB.

    Free on this machine, in its control groups, and by its own limits (`ulimit`).
    """
    found = [psutil.virtual_memory().available, control_groups.free_bytes()]
    found += [_free_of("RLIMIT_AS", "vms"), _free_of("RLIMIT_DATA", "data")]
    free: int = min(each for each in found if each is not None)
    return free / GB


def _free_of(limit: str, use: str) -> int | None:
    """Bytes left of a limit of this process; None without one.

    Args:
        limit: Its name in `resource`.
        use: What counts towards it, in psutil's words; Linux alone knows all of them.
    """
    memory = psutil.Process().memory_info()
    if resource is None or not hasattr(resource, limit) or not hasattr(memory, use):
        return None
    allowed, _ = resource.getrlimit(getattr(resource, limit))
    if allowed == resource.RLIM_INFINITY:
        return None
    return max(0, allowed - int(getattr(memory, use)))


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
