"""Messages between server and worker arrive whole, or not at all."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nst_core.errors import Sentence
from nst_core.jobs.messages import (
    MAX_LINE_BYTES,
    MAX_PAYLOAD_BYTES,
    Capabilities,
    CheckpointSaved,
    FrameShown,
    FrameStatus,
    Interrupt,
    Losses,
    Paint,
    RunEnded,
    Steer,
    WorkerReady,
    receive_command,
    receive_event,
    send,
)
from nst_core.settings.settings import Settings

numbers = st.floats(allow_nan=False)
counts = st.integers(-(2**60), 2**60)
chosen = st.builds(Settings, beta=st.floats(0, 9), seed=st.integers(0, 99))
values = st.dictionaries(
    st.from_regex("[a-z]{1,5}", fullmatch=True), numbers | counts | st.text()
)
notes = st.none() | st.builds(
    lambda values: Sentence(" ".join(f"{{{name}}}" for name in values) or "!", values),
    values,
)
losses = st.builds(
    Losses,
    total=numbers,
    content=numbers,
    style=numbers,
    layers=st.dictionaries(st.text(), numbers, max_size=3),
    total_variation=numbers,
)
statuses = st.builds(
    FrameStatus,
    **dict.fromkeys(
        ("iteration", "iterations", "scale", "scales", "width", "height"), counts
    ),
    **dict.fromkeys(("seconds", "seconds_left", "share_done"), numbers),
    losses=losses,
    network=st.text(),
    cell=st.none() | st.tuples(counts, counts, st.text()),
    note=notes,
)
tokens = st.text()
commands = st.one_of(
    st.builds(
        Paint,
        token=tokens,
        folder=st.text(),
        sheet_spec=st.text(),
        initial_settings=chosen,
        settings=chosen,
        minutes=numbers,
        wants_stop=st.booleans(),
    ),
    st.builds(Steer, token=tokens, settings=chosen),
    st.builds(
        Interrupt, kind=st.sampled_from(["pause", "stop", "abandon"]), token=tokens
    ),
)
events = st.one_of(
    st.builds(
        WorkerReady,
        capabilities=st.builds(
            Capabilities,
            network=st.sampled_from(["auto", "vgg16"]),
            precisions=st.dictionaries(st.text(), st.text(), max_size=2),
            rates=st.dictionaries(st.text(), numbers, max_size=2),
        ),
    ),
    st.builds(FrameShown, token=tokens, status=statuses, payload=st.binary()),
    st.builds(CheckpointSaved, token=tokens, iteration=counts),
    st.builds(
        RunEnded,
        kind=st.sampled_from(["done", "stopped", "failed", "paused", "abandoned"]),
        token=tokens,
        status=st.none() | statuses,
        note=notes,
        is_leaving=st.booleans(),
    ),
)

STATUS = FrameStatus(
    iteration=1,
    iterations=2,
    scale=1,
    scales=1,
    width=64,
    height=36,
    seconds=0.5,
    seconds_left=0.5,
    share_done=0.5,
    losses=Losses(total=1, content=0.5, style=0.5, layers={"conv1_1": 0.5}),
    network="VGG",
)
FRAME = FrameShown(token="tökén", status=STATUS, payload=b'}\n{"kind": 0}\n')


def sent(messages: list[Any]) -> bytes:
    """Bytes that go through the pipe."""
    stream = io.BytesIO()
    for message in messages:
        send(stream, message)
    return stream.getvalue()


def received(stored: bytes, receive: Any) -> list[Any]:
    """Messages until there is no more, or nothing of use."""
    stream, messages = io.BytesIO(stored), []
    try:
        while (message := receive(stream)) is not None:
            messages.append(message)
    except ValueError:
        pass
    return messages


def line(payload_bytes: Any = 0, **changes: Any) -> bytes:
    """A frame's line, wrong in what is named."""
    right = FRAME.model_dump(mode="json") | changes
    return (
        json.dumps({"message": right, "payload_bytes": payload_bytes}).encode() + b"\n"
    )


def status(**changes: Any) -> dict[str, Any]:
    return STATUS.model_dump(mode="json") | changes


def refuses(stored: bytes) -> None:
    with pytest.raises(ValueError):
        receive_event(io.BytesIO(stored))


@given(st.lists(commands, max_size=3))
def test_commands_arrive_as_they_were_sent(messages: list[Any]) -> None:
    assert received(sent(messages), receive_command) == messages


@given(st.lists(events, max_size=3))
def test_events_arrive_as_they_were_sent(messages: list[Any]) -> None:
    assert received(sent(messages), receive_event) == messages


@given(st.lists(events, min_size=1, max_size=3), st.data())
def test_of_a_cut_stream_only_whole_messages_arrive(
    messages: list[Any], data: st.DataObject
) -> None:
    whole = sent(messages)
    part = whole[: data.draw(st.integers(0, len(whole) - 1))]
    arrived = received(part, receive_event)
    assert arrived == messages[: len(arrived)]
    assert len(arrived) < len(messages)


def test_a_stream_cut_at_any_byte_has_no_message() -> None:
    whole = sent([FRAME])
    for end in range(len(whole)):
        assert receive_event(io.BytesIO(whole[:end])) is None
    assert receive_event(io.BytesIO(whole)) == FRAME


def test_a_payload_is_not_mistaken_for_words() -> None:
    messages = [FRAME.model_copy(update={"payload": line()}), FRAME]
    assert received(sent(messages), receive_event) == messages


def test_the_largest_payload_arrives_and_a_larger_one_does_not() -> None:
    largest = FRAME.model_copy(update={"payload": bytes(MAX_PAYLOAD_BYTES)})
    assert received(sent([largest]), receive_event) == [largest]
    refuses(line(MAX_PAYLOAD_BYTES + 1))


@pytest.mark.parametrize("length", [-1, 10**30, 1.5, "0", None, [0], True])
def test_an_impossible_length_is_refused(length: object) -> None:
    refuses(line(length))


@pytest.mark.parametrize("kind", ["explode", "", "FRAME", "paint", None, 1, ["frame"]])
def test_an_unknown_kind_is_refused(kind: object) -> None:
    refuses(line(kind=kind))


def test_a_command_is_no_event() -> None:
    for command in (
        Steer(token="t", settings=Settings()),
        Interrupt(kind="stop", token="t"),
    ):
        refuses(sent([command]))


@pytest.mark.parametrize(
    "wrong",
    [
        line(more=1),
        line(status=status(more=1)),
        line(status=status(iteration="1")),
        line(status=status(iteration=None)),
        line(status=status(losses={"total": 1})),
        line(status=status(cell=[1, 2])),
        line(status=None),
        line(token=7),
        b'{"message": {"kind": "frame", "token": "t"}, "payload_bytes": 0}\n',
        b'{"message": {"kind": "paused", "token": "t"}}\n',
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"7\n",
    ],
)
def test_a_message_of_other_parts_or_types_is_refused(wrong: bytes) -> None:
    refuses(wrong)


@pytest.mark.parametrize(
    "noise", [b"\n", b"hello\n", b"\xff\xfe\n", b"{\n", b"'\n", b"[" * 100_000 + b"\n"]
)
def test_what_is_no_json_is_refused(noise: bytes) -> None:
    refuses(noise)


def test_settings_out_of_range_are_refused() -> None:
    wrong = Steer(token="t", settings=Settings()).model_dump(mode="json")
    wrong["settings"]["size"] = -1
    stored = json.dumps({"message": wrong, "payload_bytes": 0}).encode() + b"\n"
    with pytest.raises(ValueError, match="size"):
        receive_command(io.BytesIO(stored))


@pytest.mark.parametrize(
    "note",
    [
        {"template": "{x.__class__}", "values": {"x": 1}},
        {"template": "{x[0]}", "values": {"x": "abc"}},
        {"template": "{x:999999999}", "values": {"x": 1}},
        {"template": "{x:{y}}", "values": {"x": 1, "y": 999999999}},
        {"template": "{gone}", "values": {"x": 1}},
        {"template": "{x:d}", "values": {"x": "text"}},
        {"template": "{", "values": {"x": 1}},
        {"template": "a", "values": {"x": [1]}},
        {"template": "a", "values": []},
        {"template": 1, "values": {}},
        {"template": "a"},
        ["a"],
        7,
    ],
    ids=str,
)
def test_a_note_that_is_none_of_ours_is_refused(note: Any) -> None:
    refuses(line(status=status(note=note)))


def test_a_note_arrives_with_its_template_and_its_values() -> None:
    """So that the page can say it in another language."""
    cause = Sentence("no room on {disk}", {"disk": "C"})
    note = Sentence("After {minutes:g} min: {cause}.", {"minutes": 1.5, "cause": cause})
    (ended,) = received(
        sent([RunEnded(kind="paused", token="t", note=note)]), receive_event
    )
    assert ended.note == note
    assert str(ended.note) == "After 1.5 min: no room on C."


def test_a_loss_that_is_no_number_arrives() -> None:
    """A run may diverge while it is shown."""
    losses = STATUS.losses.model_copy(update={"total": float("inf")})
    shown = FRAME.model_copy(
        update={"status": STATUS.model_copy(update={"losses": losses})}
    )
    assert received(sent([shown]), receive_event) == [shown]


def test_a_line_without_end_is_not_read_to_its_end() -> None:
    stream = io.BytesIO(b" " * (MAX_LINE_BYTES + 100) + line())
    assert receive_event(stream) is None
    assert stream.tell() == MAX_LINE_BYTES


def test_a_reader_who_has_gone_is_noticed() -> None:
    stream = io.BytesIO()
    stream.close()
    with pytest.raises(ValueError):
        send(stream, Interrupt(kind="pause", token="t"))
