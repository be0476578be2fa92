"""A set while it goes on: what has been said so far, for whatever shows it. No terminal, no window."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from dsp.events import Event, Moved, RepSaid, SetSettled, SignSaid, SpeedAlarm
from dsp.results import Rep, SetResult, Severity, Sign


@dataclass(frozen=True, slots=True)
class Cue:
    """The one thing to tell the lifter now, how grave it is, and of which rep (None: of the whole set)."""

    text: str
    severity: Severity
    rep: int | None


@dataclass(slots=True)
class LiveSet:
    """Folds events, in the order they come, into what there is to show.

    alarm: the descent that is going on runs away; None once it is over. times: how often each sign was said.
    cue: the gravest of the last rep's signs, the first one of several; it stays until another rep has one.
    settled: the set once it is over.
    """

    reps: list[Rep] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    phase: str | None = None
    alarm: SpeedAlarm | None = None
    cue: Cue | None = None
    settled: SetResult | None = None

    def take(self, events: list[Event]) -> None:
        """Take in what the engine said at once."""
        fresh: list[Sign] = []
        for event in events:
            if isinstance(event, Moved):
                self.phase = event.phase
                self.alarm = self.alarm if event.phase == "descent" else None
            elif isinstance(event, SpeedAlarm):
                self.alarm = event
            elif isinstance(event, RepSaid):
                self.reps.append(event.rep)
            elif isinstance(event, SignSaid):
                fresh.append(event.sign)
            elif isinstance(event, SetSettled):
                self.settled = event.result if event.final else self.settled
        self._said(fresh)

    def _said(self, fresh: list[Sign]) -> None:
        self.signs.extend(fresh)
        # What was said before is counted, not said again, unless it has become graver.
        told = [s for s in fresh if s.cue is not None and self._is_news(s)]
        self.times.update(s.code for s in fresh)
        if told:
            gravest = max(told, key=lambda s: s.severity.rank)
            fresh_cue = Cue(gravest.cue or "", gravest.severity, gravest.rep)
            if self.cue is None or self.cue.rep != fresh_cue.rep or fresh_cue.severity.rank > self.cue.severity.rank:
                self.cue = fresh_cue

    def _is_news(self, sign: Sign) -> bool:
        before = [s.severity.rank for s in self.signs if s.code == sign.code and s is not sign]
        return not before or sign.severity.rank > max(before)
