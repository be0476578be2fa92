"""Messages: there and back, nothing else gets through, and nothing about health can be said."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import asdict, fields, is_dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.group.bars import bar_of
from desktop_app.group.messages import (
    KINDS,
    ROOT,
    BarMode,
    CoachCue,
    DoneSet,
    Heed,
    Heeded,
    Kept,
    Message,
    Order,
    Ping,
    Plan,
    Pong,
    is_station_name,
)
from desktop_app.group.sets import entry_of, is_worth_sending, session_of, set_to_send
from desktop_app.group.wire import Reason, RefusedError, encode, parse, topic_of
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Mode, RackSnapshot, RepView, Traffic
from dsp.results import Quality, Severity
from tests.desktop_app.group.making import RUN, bar, hello, state
from tests.desktop_app.store.making import entry, measured, session

DONE = set_to_send(session(), entry(3, found=measured(5, warned=(2,))))
EACH: tuple[Message, ...] = (
    hello(),
    state(7, bar(), bar("AA:02", drives_ms=(0.5, None, 0.41), worst=Severity.WARN, worst_text="Slower down")),
    DONE,
    Kept(DONE.set_id, 1, RUN),
    Ping("0123456789", 1.5e9),
    Pong("0123456789", 1.5e9, 1.5e9 + 0.1),
    Order("0123456789", "AA:01", Plan(None, "bench", ("paused",), 80.0, "2-1-X-0", None, 20.0, 5)),
    CoachCue("0123456789", "AA:01", "Chest up", Severity.WARN),
    Heeded("0123456789", Heed.DONE),
)


@pytest.mark.parametrize("message", EACH, ids=lambda m: type(m).__name__)
def test_each_message_comes_back_as_it_was(message: Message) -> None:
    assert parse(topic_of("rack1", message), encode(message)) == ("rack1", message)


def test_every_kind_is_tried_here() -> None:
    assert {type(message) for message in EACH} == {kind.type for kind in KINDS}


def refused(topic: str, payload: bytes) -> Reason:
    with pytest.raises(RefusedError) as caught:
        parse(topic, payload)
    return caught.value.reason


def changed(message: Message, **values: object) -> bytes:
    return json.dumps({**asdict(message), **values}).encode()


SET = f"{ROOT}/rack1/up/set"
STATE = f"{ROOT}/rack1/up/state"
PRESENCE = f"{ROOT}/rack1/up/presence"


@pytest.mark.parametrize(
    "topic",
    ["", "rackside", f"{ROOT}/rack1/up/nothing", f"{ROOT}/rack1/down/state", f"{ROOT}/a b/up/state",
     "rackside/2/a/up/set", f"{ROOT}/coach/up/set", f"{ROOT}/Coach/up/presence", f"{ROOT}//up/state",
     f"{ROOT}/rack1/up/state/more"],
)  # fmt: skip
def test_another_topic_is_none_of_ours(topic: str) -> None:
    assert refused(topic, encode(state())) is Reason.TOPIC


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", Reason.JSON),
        (b"\xff\xfe", Reason.JSON),
        (b"[]", Reason.JSON),
        (b"null", Reason.JSON),
        (b"[" * 500, Reason.JSON),
        (b'{"a":' * 80, Reason.JSON),
        (b'{"run":1,"run":2}', Reason.JSON),
        (encode(hello()).replace(b"1000000000.0", b"NaN"), Reason.JSON),
        (encode(hello()).replace(b"1000000000.0", b"1e999"), Reason.SHAPE),
        (b" " * 600, Reason.SIZE),
        (b"{}", Reason.SHAPE),
        (changed(hello(), more=1), Reason.SHAPE),
        (changed(hello(), run="short"), Reason.SHAPE),
        (changed(hello(), run="with\nnewline"), Reason.SHAPE),
        (changed(hello(), run="turned\u202eround"), Reason.SHAPE),
        (changed(hello(), number=True), Reason.SHAPE),
        (changed(hello(), number=1.0), Reason.SHAPE),
        (changed(hello(), number=-1), Reason.SHAPE),
        (changed(hello(), state="there"), Reason.SHAPE),
    ],
)
def test_what_does_not_fit_is_refused(payload: bytes, reason: Reason) -> None:
    assert refused(PRESENCE, payload) is reason


def plain(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encode(message))
    return found


def test_values_out_of_range_are_refused_wherever_they_are() -> None:
    for name, value in {"rep": 1001, "descent_s": -1, "battery": 1.1, "drives_ms": [0.5] * 101, "name": "x" * 201,
                        "loss_percent": 101, "mode": "pain"}.items():  # fmt: skip
        found = plain(state())
        found["bars"][0][name] = value
        assert refused(STATE, json.dumps(found).encode()) is Reason.SHAPE, name
    for name, value in {
        "exercise": "juggling",
        "tempo": "3-1-X",
        "variation": ["upside_down"],
        "load_kg": 1001,
    }.items():
        found = plain(state())
        found["bars"][0]["plan"][name] = value
        assert refused(STATE, json.dumps(found).encode()) is Reason.SHAPE, name
    found = plain(state())
    found["bars"] *= 2
    assert refused(STATE, json.dumps(found).encode()) is Reason.SHAPE


def test_a_sets_identity_must_follow_from_its_session() -> None:
    assert refused(SET, changed(DONE, number=4)) is Reason.IDENTITY
    assert refused(SET, changed(DONE, session_id="no identity")) is Reason.IDENTITY
    assert refused(SET, changed(DONE, start_s=9.0, end_s=8.0)) is Reason.SHAPE
    found = plain(DONE)
    found["result"]["reps"] = found["result"]["reps"] * 40
    assert refused(SET, json.dumps(found).encode()) is Reason.SHAPE
    found = plain(DONE)
    found["result"]["reps"][0]["rom_m"] = 1e9
    assert refused(SET, json.dumps(found).encode()) is Reason.SHAPE


@settings(max_examples=300)
@given(st.data())
def test_damaged_bytes_are_refused_or_are_still_a_message(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(EACH))
    payload = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 6))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(payload)))
    try:
        _, found = parse(topic_of("rack1", message), bytes(payload[:cut]))
    except RefusedError:
        return
    assert parse(topic_of("rack1", found), encode(found)) == ("rack1", found)


def test_a_set_is_whole_on_the_other_side_but_for_why_it_ended() -> None:
    lifted = replace(entry(3, found=measured(5)), struck=(2,), added=1, ended_for_pain=True)
    done = set_to_send(session(), lifted)
    assert b"pain" not in encode(done)
    assert entry_of(done) == replace(lifted, ended_for_pain=False)
    assert session_of(done) == session()


def test_a_figure_that_arithmetic_could_not_give_is_unknown() -> None:
    found = measured(2)
    found = replace(found, summary=replace(found.summary, speed_loss_percent=math.nan, rom_m=math.inf))
    _, read = parse(SET, encode(set_to_send(session(), entry(1, found=found))))
    assert isinstance(read, DoneSet)
    assert read.result is not None
    assert (read.result.summary.speed_loss_percent, read.result.summary.rom_m) == (None, None)


def test_what_follows_from_answers_stays_at_the_station() -> None:
    lifted = entry(1, LiftPlan("Ann", "squat", ("way_back", "box"), 60.0), replace(measured(), variation=("way_back",)))
    done = set_to_send(session(), lifted)
    assert b"way_back" not in encode(done)
    assert done.plan.variation == ("box",)
    assert refused(SET, changed(done, plan={**asdict(done.plan), "variation": ["way_back"]})) is Reason.SHAPE


def test_a_set_ended_for_pain_looks_like_any_set_that_is_over() -> None:
    reps = (RepView(1, Quality.GOOD, 2.0, 0.5, None), RepView(2, Quality.GOOD, 2.0, 0.45, Severity.WARN))
    shown = RackSnapshot(1, Mode.PAIN, LiftPlan("Ann"), reps=reps, traffic=Traffic.STOP, rest_s=3.0)
    rests = replace(shown, mode=Mode.RESTING, traffic=Traffic.CAREFUL)
    assert bar_of(shown) == bar_of(rests)
    assert bar_of(shown).mode is BarMode.RESTING
    nothing = replace(entry(1), result=None, ended_for_pain=True)
    assert not is_worth_sending(nothing)
    assert is_worth_sending(entry(1))


def test_no_type_about_health_can_be_reached() -> None:
    seen: set[Any] = set()

    def walk(kind: Any) -> None:
        if get_origin(kind) is not None:
            for each in get_args(kind)[:1] if get_origin(kind) is Annotated else get_args(kind):
                walk(each)
            return
        if kind in seen or not isinstance(kind, type):
            return
        seen.add(kind)
        assert "health" not in kind.__module__, kind
        if issubclass(kind, StrEnum):
            assert not {str(each) for each in kind} & {"pain", "way_back"}, kind
        if is_dataclass(kind):
            hints = get_type_hints(kind, include_extras=True)
            for each in fields(kind):
                assert not any(word in each.name for word in ("pain", "health", "symptom", "check_in")), each.name
                walk(hints[each.name])

    for kind in KINDS:
        walk(kind.type)
    assert DoneSet in seen
    assert len(seen) > 20


def test_messages_do_not_even_load_what_is_about_health() -> None:
    code = (
        "import sys, desktop_app.group.messages, desktop_app.group.sets, desktop_app.group.bars\n"
        "print([name for name in sys.modules if 'health' in name or 'diary' in name or 'aiomqtt' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_names_of_stations() -> None:
    assert all(is_station_name(name) for name in ("rack1", "RACK-2", "a", "9_b"))
    assert not any(is_station_name(name) for name in ("", "coach", "COACH", "a/b", "+", "#", "-a", "x" * 33, "räck"))
