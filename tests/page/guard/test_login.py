"""Names and passwords, if the host has set any."""

import base64

import pytest
from starlette.datastructures import Headers

from nst_core.errors import SettingsError
from page.guard.login import Login
from page.guard.refusals import Refusal

LOGIN = Login.of({"NST_AUTH": "ann:sécret, bob:a:b"})


def headers(pair: str) -> Headers:
    encoded = base64.b64encode(pair.encode()).decode()
    return Headers({"authorization": f"Basic {encoded}"})


def test_without_names_all_may_come_in():
    Login.of({}).require(Headers(), "here")


@pytest.mark.parametrize("pair", ["ann:sécret", "bob:a:b"])
def test_whoever_is_named_may_come_in(pair):
    LOGIN.require(headers(pair), "here")


@pytest.mark.parametrize(
    "given",
    [
        Headers(),
        *(headers(pair) for pair in ("ann:", "ann:secret", "bob:a", ":", "eve:a:b")),
        *(
            Headers({"authorization": value})
            for value in ("Basic", "Basic ?", "Bearer x")
        ),
    ],
)
def test_nobody_else_may(given):
    with pytest.raises(Refusal, match="name and a password") as refused:
        Login.of({"NST_AUTH": "ann:sécret, bob:a:b"}).require(given, "here")
    assert refused.value.status == 401
    assert refused.value.headers["WWW-Authenticate"].startswith("Basic ")


def test_passwords_are_not_guessed():
    login = Login.of({"NST_AUTH": "ann:secret"})
    for _ in range(20):
        with pytest.raises(Refusal, match="name and a password"):
            login.require(headers("ann:guess"), "here")
    with pytest.raises(Refusal, match="Too many passwords"):
        login.require(headers("ann:secret"), "here")
    login.require(headers("ann:secret"), "there")


@pytest.mark.parametrize("value", ["ann", "ann:", ":secret", "a:b,c"])
def test_an_entry_that_is_no_pair_is_refused_at_the_start_and_not_repeated(value):
    with pytest.raises(SettingsError, match=r"Entry \d of NST_AUTH"):
        Login.of({"NST_AUTH": value})
