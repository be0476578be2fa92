"""The one sign of how control stands, by rules that a table tests: what could not be measured is never steady."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.session.snapshot import Mode, Traffic
from dsp.results import Quality, Severity


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sign is made of.

    streaming: data come. stop_said: a sign of this set says to end it. phase: as in `LiveState`.
    alarm: the descent runs away. held: there is a descent speed to hold. speed_uncertain: it cannot be told from it.
    quality, worst: of the newest rep; None before one, or without a warning.
    """

    mode: Mode
    streaming: bool = True
    stop_said: bool = False
    phase: str | None = None
    alarm: bool = False
    held: bool = False
    speed_uncertain: bool = False
    quality: Quality | None = None
    worst: Severity | None = None


def traffic(seen: Seen) -> Traffic:
    """The rules, the first that holds. Stop is for the set alone: a descent that runs away asks for care."""
    if seen.mode is Mode.PAIN:
        return Traffic.STOP
    if seen.mode not in {Mode.LIFTING, Mode.RESTING, Mode.OVER}:
        return Traffic.WAIT
    if seen.stop_said:
        return Traffic.STOP
    if seen.mode is Mode.LIFTING:
        if not seen.streaming:
            return Traffic.UNCERTAIN
        if seen.phase == "descent":
            return _descent(seen)
    return _rep(seen)


def _descent(seen: Seen) -> Traffic:
    if seen.alarm:
        return Traffic.CAREFUL
    if seen.speed_uncertain:
        return Traffic.UNCERTAIN
    return Traffic.STEADY if seen.held else Traffic.WAIT


def _rep(seen: Seen) -> Traffic:
    if seen.quality is None:
        return Traffic.WAIT
    if seen.worst is not None and seen.worst is not Severity.NOTE:
        return Traffic.STOP if seen.worst is Severity.STOP else Traffic.CAREFUL
    return Traffic.STEADY if seen.quality is Quality.GOOD else Traffic.UNCERTAIN
