"""The one sign of how control stands, by rules that a table tests: what could not be measured is never steady."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.session.snapshot import Mode, Traffic
from dsp.results import Quality, Severity


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sign is made of.

    streaming: data come. stop_said: a sign of this set says to end it. under_way: a descent has been seen whose rep
    is not known yet; of it, ran_away: it was too fast; unsure: its speed could not be told from that; held: there was
    a speed to hold. quality, worst: of the newest rep (worst: of the one under way too); None before one, or without
    a warning.
    """

    mode: Mode
    streaming: bool = True
    stop_said: bool = False
    under_way: bool = False
    ran_away: bool = False
    unsure: bool = False
    held: bool = False
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
    if seen.mode is Mode.LIFTING and not seen.streaming:
        return Traffic.UNCERTAIN
    return _descent(seen) if seen.mode is Mode.LIFTING and seen.under_way else _rep(seen)


def _descent(seen: Seen) -> Traffic:
    if seen.ran_away or seen.worst is Severity.WARN:
        return Traffic.CAREFUL
    if seen.unsure:
        return Traffic.UNCERTAIN
    return Traffic.STEADY if seen.held else Traffic.WAIT


def _rep(seen: Seen) -> Traffic:
    if seen.quality is None:
        return Traffic.WAIT
    if seen.worst is not None and seen.worst is not Severity.NOTE:
        return Traffic.STOP if seen.worst is Severity.STOP else Traffic.CAREFUL
    return Traffic.STEADY if seen.quality is Quality.GOOD else Traffic.UNCERTAIN
