"""The tightest limit of nested control groups holds, in both of their versions."""

from pathlib import Path

import pytest

from nst_core.system.control_groups import free_bytes

MB = 2**20


def set_group(folder: Path, limit: str, used: int, cached: int = 0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "memory.current").write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 5\ninactive_file {cached}\n")


@pytest.fixture
def member(tmp_path: Path) -> Path:
    """File that says that this process is two groups down."""
    path = tmp_path / "membership"
    path.write_text("0::/service/app\n")
    return path


def test_without_groups_there_is_no_limit(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "none", tmp_path) is None


def test_a_group_without_a_limit_limits_nothing(tmp_path: Path, member: Path) -> None:
    set_group(tmp_path / "service" / "app", "max", 3 * MB)
    assert free_bytes(member, tmp_path) is None


@pytest.mark.parametrize(
    ("inner", "outer", "free"), [(100, 50, 40), (50, 100, 40), (50, 5, 0)]
)
def test_the_tightest_of_nested_groups_holds(
    tmp_path: Path, member: Path, inner: int, outer: int, free: int
) -> None:
    set_group(tmp_path / "service" / "app", str(inner * MB), 10 * MB)
    set_group(tmp_path / "service", str(outer * MB), 10 * MB)
    assert free_bytes(member, tmp_path) == free * MB


def test_a_container_sees_its_own_group_as_the_root(
    tmp_path: Path, member: Path
) -> None:
    set_group(tmp_path, str(64 * MB), 4 * MB)
    assert free_bytes(member, tmp_path) == 60 * MB


def test_cached_files_give_way(tmp_path: Path, member: Path) -> None:
    set_group(tmp_path / "service" / "app", str(64 * MB), 60 * MB, cached=30 * MB)
    assert free_bytes(member, tmp_path) == 34 * MB


def test_groups_of_version_1_are_read_too(tmp_path: Path) -> None:
    membership = tmp_path / "membership"
    membership.write_text("7:cpu,cpuacct:/app\n5:memory:/app\n1:name=systemd:/app\n")
    folder = tmp_path / "memory" / "app"
    folder.mkdir(parents=True)
    (folder / "memory.limit_in_bytes").write_text(str(64 * MB))
    (folder / "memory.usage_in_bytes").write_text(str(4 * MB))
    (folder / "memory.stat").write_text("total_inactive_file 0\n")
    assert free_bytes(membership, tmp_path) == 60 * MB
