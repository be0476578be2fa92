"""What there is to show while a set goes on."""

from __future__ import annotations

from desktop_app.live_set import LiveSet
from dsp.events import Moved, SignSaid, SpeedAlarm
from dsp.results import LimitSource, Severity, Sign


def _sign(code: str, severity: Severity, cue: str | None = None, rep: int = 1) -> SignSaid:
    return SignSaid(Sign(code, rep, None, 1.0, "s", 2.0, LimitSource.FIRST_REPS, severity, 1.0, cue, "A"))


def test_of_several_signs_the_gravest_is_the_cue() -> None:
    live = LiveSet()
    live.take([_sign("a", Severity.NOTE, "one"), _sign("b", Severity.WARN, "two"), _sign("c", Severity.NOTE, "three")])
    assert live.cue is not None
    assert (live.cue.text, live.cue.severity) == ("two", Severity.WARN)


def test_within_a_rep_a_lesser_sign_does_not_take_the_cues_place() -> None:
    live = LiveSet()
    live.take([_sign("fast_descent", Severity.WARN, "slow down", rep=3)])
    live.take([_sign("slowing", Severity.NOTE, "rack it", rep=3)])
    assert live.cue is not None
    assert live.cue.text == "slow down"
    live.take([_sign("shift", Severity.NOTE, "even it out", rep=4)])
    assert live.cue.text == "even it out"


def test_a_sign_that_repeats_is_counted_and_not_said_again() -> None:
    live = LiveSet()
    live.take([_sign("a", Severity.WARN, "slow down", rep=1)])
    live.take([_sign("b", Severity.WARN, "stay tight", rep=2)])
    live.take([_sign("a", Severity.WARN, "slow down", rep=3)])
    assert live.cue is not None
    assert live.cue.text == "stay tight"
    assert live.times == {"a": 2, "b": 1}


def test_a_sign_that_has_become_graver_is_said_again() -> None:
    live = LiveSet()
    live.take([_sign("slowing", Severity.NOTE, "rack it"), _sign("b", Severity.WARN, "tight")])
    live.take([_sign("slowing", Severity.STOP, "rack it")])
    assert live.cue is not None
    assert (live.cue.text, live.cue.severity) == ("rack it", Severity.STOP)


def test_a_sign_without_words_is_no_cue() -> None:
    live = LiveSet()
    live.take([_sign("rest_at_bottom", Severity.NOTE)])
    assert live.cue is None
    assert len(live.signs) == 1


def test_the_alarm_ends_with_the_descent() -> None:
    live = LiveSet()
    live.take([Moved(1.0, 1.0, "descent"), SpeedAlarm(1.4, 0.9, 0.5, 0.3)])
    assert live.alarm is not None
    live.take([])
    assert live.alarm is not None
    live.take([Moved(2.0, 2.0, "bottom")])
    assert live.alarm is None
    assert live.phase == "bottom"
