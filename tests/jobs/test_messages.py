"""What server and worker say to each other: whole, or not at all."""

import io
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nst_core.jobs.messages import (
    MAX_LINE_BYTES,
    MAX_PAYLOAD_BYTES,
    Order,
    OrderKind,
    Report,
    ReportKind,
    receive,
    send,
)

numbers = st.integers() | st.floats(allow_nan=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
parts = (st.text(), st.dictionaries(st.text(), values, max_size=4), st.binary())
orders = st.builds(Order, st.sampled_from(get_args(OrderKind)), *parts)
reports = st.builds(Report, st.sampled_from(get_args(ReportKind)), *parts)


def said(messages: list[Any]) -> bytes:
    """Return what goes through the pipe."""
    stream = io.BytesIO()
    for message in messages:
        send(stream, message)
    return stream.getvalue()


def heard(stored: bytes, kind: type[Any]) -> list[Any]:
    """Return what is received until there is no more, or nothing of use."""
    stream, messages = io.BytesIO(stored), []
    try:
        while (message := receive(stream, kind)) is not None:
            messages.append(message)
    except ValueError:
        pass
    return messages


def line(**changes: Any) -> bytes:
    """Return a message of no payload, wrong in what is named."""
    right = {"kind": "frame", "token": "t", "about": {}, "payload": 0}
    return json.dumps(right | changes).encode() + b"\n"


@given(st.lists(orders, max_size=3))
def test_orders_arrive_as_they_were_sent(messages: list[Order]) -> None:
    assert heard(said(messages), Order) == messages


@given(st.lists(reports, max_size=3))
def test_reports_arrive_as_they_were_sent(messages: list[Report]) -> None:
    assert heard(said(messages), Report) == messages


@given(st.lists(reports, min_size=1, max_size=3), st.data())
def test_of_a_cut_stream_only_whole_messages_arrive(
    messages: list[Report], data: st.DataObject
) -> None:
    whole = said(messages)
    part = whole[: data.draw(st.integers(0, len(whole) - 1))]
    arrived = heard(part, Report)
    assert arrived == messages[: len(arrived)]
    assert len(arrived) < len(messages)


def test_a_stream_cut_at_any_byte_has_no_message() -> None:
    whole = said([Report("frame", "tökén", {"a": [1.5, "\n"]}, b'}\n{"kind": 0}\n')])
    for end in range(len(whole)):
        assert receive(io.BytesIO(whole[:end]), Report) is None
    assert receive(io.BytesIO(whole), Report) is not None


def test_a_payload_is_not_mistaken_for_words() -> None:
    messages = [Report("frame", payload=line()), Report("ready")]
    assert heard(said(messages), Report) == messages


def test_the_largest_payload_arrives_and_a_larger_one_does_not() -> None:
    largest = Report("frame", payload=bytes(MAX_PAYLOAD_BYTES))
    assert heard(said([largest]), Report) == [largest]
    with pytest.raises(ValueError, match="impossible length"):
        receive(io.BytesIO(line(payload=MAX_PAYLOAD_BYTES + 1)), Report)


@pytest.mark.parametrize("length", [-1, 10**30, 0.0, 1.5, "0", None, [0]])
def test_an_impossible_length_is_refused(length: object) -> None:
    with pytest.raises(ValueError, match="impossible length"):
        receive(io.BytesIO(line(payload=length)), Report)


@pytest.mark.parametrize("kind", ["explode", "", "FRAME", "paint", None, 1, ["frame"]])
def test_an_unknown_kind_is_refused(kind: object) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        receive(io.BytesIO(line(kind=kind)), Report)


def test_an_order_is_no_report() -> None:
    for kind in set(get_args(OrderKind)) - set(get_args(ReportKind)):
        with pytest.raises(ValueError, match="unknown kind"):
            receive(io.BytesIO(said([Order(kind, "t")])), Report)


@pytest.mark.parametrize(
    "wrong",
    [
        line(more=1),
        b'{"kind": "frame", "token": "t", "about": {}}\n',
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"7\n",
    ],
)
def test_a_message_with_other_parts_is_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="lacks parts"):
        receive(io.BytesIO(wrong), Report)


@pytest.mark.parametrize("noise", [b"\n", b"hello\n", b"\xff\xfe\n", b"{\n", b"'\n"])
def test_what_is_no_json_is_refused(noise: bytes) -> None:
    with pytest.raises(ValueError):
        receive(io.BytesIO(noise), Report)


def test_what_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(ValueError):
        receive(io.BytesIO(b"[" * 100_000 + b"\n"), Report)


@pytest.mark.parametrize("wrong", [{"about": "x"}, {"about": None}, {"token": 7}])
def test_a_message_of_wrong_types_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        receive(io.BytesIO(line(**wrong)), Report)


def test_a_line_without_end_is_not_read_to_its_end() -> None:
    stream = io.BytesIO(b" " * (MAX_LINE_BYTES + 100) + line())
    assert receive(stream, Report) is None
    assert stream.tell() == MAX_LINE_BYTES


def test_a_reader_who_has_gone_is_noticed() -> None:
    stream = io.BytesIO()
    stream.close()
    with pytest.raises(ValueError):
        send(stream, Order("pause", "t"))
