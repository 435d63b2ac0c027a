"""Memory limits of Linux control groups, which containers and services live in.

Groups are nested, and the tightest limit on the way up holds. Source: the kernel's
Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MEMBERSHIP = Path("/proc/self/cgroup")
ROOT = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class _Version:
    """File names of one version of control groups."""

    folder: str  # below the root
    limit: str
    used: str
    cache: str  # a key of memory.stat: pages of files that nobody uses now


_V1 = _Version(
    "memory",
    "memory.limit_in_bytes",
    "memory.usage_in_bytes",
    "total_inactive_file",
)
_V2 = _Version("", "memory.max", "memory.current", "inactive_file")


def free_bytes(membership: Path = MEMBERSHIP, root: Path = ROOT) -> int | None:
    """Bytes that this process's groups still allow; None without any limit.

    Cached pages of files count as free: the kernel gives them up first.

    Args:
        membership: Lines like "0::/user/app" (version 2) or "5:memory:/app".
        root: Where the groups are mounted. In a container this may be the process's
            own group already, whatever path `membership` names.
    """
    try:
        lines = membership.read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return None
    allowed = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        version = _V1 if controllers else _V2
        top = root / version.folder
        group = PurePosixPath(path.lstrip("/"))
        for level in (group, *group.parents):
            if (free := _free_in(top / level, version)) is not None:
                allowed.append(free)
    return min(allowed, default=None)


def _free_in(folder: Path, version: _Version) -> int | None:
    """Bytes that one group allows; None without a limit, or where it is not visible."""
    try:
        limit, used = (
            int((folder / name).read_text()) for name in (version.limit, version.used)
        )
        statistics = dict(
            line.split() for line in (folder / "memory.stat").read_text().splitlines()
        )
        cached = int(statistics.get(version.cache, 0))
    except (OSError, ValueError):  # ValueError: "max", which is no limit
        return None
    return max(0, limit - used + cached)
