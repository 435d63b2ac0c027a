"""Limits of a host, from their defaults and the environment."""

import os
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from nst_core.errors import MAX_QUOTED, SettingsError
from nst_core.serving.limits import Limits

NUMBERS = [spec.name for spec in fields(Limits) if spec.name != "data"]


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_has_its_name_in_the_environment(name: str) -> None:
    said = Limits.of({f"NST_{name.upper()}": "7.5"})
    assert getattr(said, name) == 7.5
    for other in fields(Limits):
        if other.name != name:
            assert getattr(said, other.name) == getattr(Limits(), other.name)


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert Limits.of({"NST_DATA": "/srv/jobs"}).data == Path("/srv/jobs")
    assert Limits.of({"NST_DATA": "~/jobs"}).data == Path("/home/ann/jobs")


def test_what_the_environment_does_not_say_is_the_default() -> None:
    assert Limits.of({}) == Limits()
    nothing = {f"NST_{spec.name.upper()}": "" for spec in fields(Limits)}
    assert Limits.of(nothing | {"QUEUE": "3", "NST_OTHER": "x"}) == Limits()


@pytest.mark.parametrize(
    ("platform", "set_to", "folder"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data"),
        ("linux", {"XDG_DATA_HOME": ""}, "/home/ann/.local/share"),
        ("linux", {}, "/home/ann/.local/share"),
        ("darwin", {}, "/home/ann/Library/Application Support"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local"),
    ],
)
def test_jobs_are_kept_where_this_users_programs_keep_their_data(
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    set_to: dict[str, str],
    folder: str,
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", "/home/ann")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    assert Limits().data == Path(folder) / "neural-style-transfer"
    assert Limits.of({}).data == Limits().data


def test_a_user_without_a_home_is_asked_for_a_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as it then does
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for environment in ({}, {"NST_DATA": "~/jobs"}):
        with pytest.raises(SettingsError, match="no home folder .* NST_DATA"):
            Limits.of(environment)
    assert Limits.of({"NST_DATA": "/srv/jobs"}).data == Path("/srv/jobs")


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("text", ["many", "1e", "0x10", "5 GB", "x" * 500])
def test_what_is_no_number_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Limits.of({f"NST_{name.upper()}": text})
    said = str(caught.value)
    assert said.startswith(f"NST_{name.upper()} is {text[:20]}")
    assert said.endswith("; it must be a number.")
    assert len(said) < MAX_QUOTED + 60


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("text", ["0", "-1", "nan", "-inf"])
def test_what_is_not_above_nothing_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name} is .*; it must be above 0\."):
        Limits.of({f"NST_{name.upper()}": text})
    with pytest.raises(SettingsError, match="it must be above 0"):
        Limits(**{name: float(text)})
