"""The coach's picture of all stations: who is there, what is old, whose clock is off."""

from __future__ import annotations

import pytest

from desktop_app.group.clocks import ClockWatch
from desktop_app.group.coach_model import CoachModel
from desktop_app.group.gate import Gate, Rates
from desktop_app.group.messages import BarMode, Here, Pong
from desktop_app.group.tile import Reach
from desktop_app.group.wire import Reason, encode, topic_of
from desktop_app.session.snapshot import Traffic
from dsp.results import Severity
from tests.desktop_app.group.making import RUN, bar, hello, state

NOW = 2e9
OTHER = "fedcba9876543210"


def test_a_stations_bars_are_tiles_until_they_are_gone() -> None:
    model = CoachModel()
    assert model.take("rack1", hello(), NOW) is None
    assert model.take("rack1", state(1, bar("A"), bar("B", rest_s=10.0, mode=BarMode.RESTING)), NOW) is None
    first, second = model.view(NOW + 1.0).tiles
    assert (first.key, first.station, first.reach, first.lifter) == ("rack1/A", "rack1", Reach.LIVE, "Ann")
    assert second.rest_s == pytest.approx(11.0)
    assert model.bar("rack1/B") == ("rack1", "B")
    model.take("rack1", state(2, bar("A")), NOW + 1.0)
    assert [tile.key for tile in model.view(NOW + 1.0).tiles] == ["rack1/A"]
    assert model.bar("rack1/B") is None


def test_what_is_old_is_never_shown_as_steady() -> None:
    model = CoachModel()
    model.take("rack1", state(1), NOW)
    assert model.view(NOW).tiles[0].traffic is Traffic.STEADY
    stale = model.view(NOW + 4.0).tiles[0]
    assert (stale.reach, stale.traffic) == (Reach.STALE, Traffic.UNCERTAIN)
    assert stale.look is not None
    model.take("rack1", hello(here=Here.LOST), NOW + 5.0)
    assert model.view(NOW + 5.0).tiles[0].reach is Reach.LOST


def test_what_comes_late_or_twice_changes_nothing() -> None:
    model = CoachModel()
    model.take("rack1", state(5, bar(rep=5)), NOW)
    assert model.take("rack1", state(5, bar(rep=9)), NOW) is Reason.RUN
    assert model.take("rack1", state(4, bar(rep=4)), NOW) is Reason.RUN
    assert model.view(NOW).tiles[0].rep == 5


def test_a_station_that_is_started_anew_is_believed_and_two_of_a_name_are_told() -> None:
    model = CoachModel()
    model.take("rack1", hello(), NOW)
    model.take("rack1", state(50), NOW)
    assert model.take("rack1", state(1, run=OTHER), NOW + 0.5) is Reason.RUN
    assert model.view(NOW + 0.5).stations[0].twice
    model.take("rack1", hello(OTHER), NOW + 20.0)
    assert model.take("rack1", state(1, bar(rep=1), run=OTHER), NOW + 20.0) is None
    assert model.take("rack1", hello(RUN, Here.LOST), NOW + 21.0) is Reason.RUN
    assert model.view(NOW + 21.0).stations[0].reach is Reach.LIVE


def test_what_the_broker_remembered_is_not_taken_for_news() -> None:
    model = CoachModel()
    model.take("gone", hello(here=Here.LOST), NOW, kept=True)
    assert model.view(NOW).stations == ()
    model.take("rack1", hello(), NOW, kept=True)
    assert model.view(NOW + 0.1).stations[0].reach is Reach.STALE


def test_who_needs_a_look_is_told_why() -> None:
    model = CoachModel()
    model.take("rack1", state(1, bar("A", traffic=Traffic.STOP, worst=Severity.STOP, worst_text="End the set"),
                              bar("B", fast=True), bar("C")), NOW)  # fmt: skip
    assert [tile.look for tile in model.view(NOW).tiles] == ["End the set", "running away", None]


def test_a_clock_is_measured_by_the_quickest_of_several_answers() -> None:
    watch = ClockWatch()
    for number, (there_s, back_s) in enumerate([(0.2, 0.01), (0.004, 0.006), (0.5, 0.5)]):
        asked_s = 100.0 + 10 * number
        watch.asked(str(number), asked_s)
        theirs_s = asked_s + there_s + 7.25
        assert watch.answered(str(number), theirs_s, theirs_s + 0.003, asked_s + there_s + 0.003 + back_s)
    offset = watch.offset
    assert offset is not None
    assert offset.error_s == pytest.approx(0.005)
    assert abs(offset.offset_s - 7.25) <= offset.error_s


def test_an_answer_to_nothing_or_out_of_the_past_is_dropped() -> None:
    watch = ClockWatch()
    watch.asked("q", 100.0)
    assert not watch.answered("p", 1.0, 1.0, 100.1)
    assert not watch.answered("q", 5.0, 4.0, 100.1)
    assert not watch.answered("q", 5.0, 5.0, 100.1), "a question is answered once"
    assert watch.offset is None
    model = CoachModel()
    model.take("rack1", hello(), NOW)
    assert model.take("rack1", Pong("0123456789", 1.0, 1.0), NOW) is Reason.UNASKED


def test_the_gate_counts_what_it_drops_and_one_station_does_not_silence_another() -> None:
    gate = Gate(Rates(messages_hz=10.0, messages_at_once=5.0, bytes_hz=1e4, bytes_at_once=1e5, stations=2))
    message = state()
    loud, quiet = topic_of("loud", message), topic_of("quiet", message)
    passed = sum(gate.read(loud, encode(message), NOW) is not None for _ in range(20))
    assert passed == 5
    assert gate.read(quiet, encode(message), NOW) is not None
    assert gate.read(loud, encode(message), NOW + 0.15) is not None
    assert gate.read(topic_of("third", message), encode(message), NOW) is None
    assert gate.read("junk", b"", NOW) is None
    assert gate.read(quiet, b"junk", NOW) is None
    assert gate.refused == {Reason.RATE: 15, Reason.CROWD: 1, Reason.TOPIC: 1, Reason.JSON: 1}
    assert gate.by_station == {"loud": 15, "quiet": 1}
