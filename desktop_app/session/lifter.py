"""One bar and who lifts it: what the engine says, folded into the set at hand and what the session is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from desktop_app.live_set import LiveSet
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Mode
from dsp.events import DescentSaid, Event, LiveState, Moved, RepSaid, SetSettled, SignSaid, SpeedAlarm
from dsp.exercises import EXERCISES, StartPhase
from dsp.features import RepFeatures
from dsp.results import Rep, SetResult, Severity, Sign

MOVING: Final = frozenset({"descent", "drive"})


@dataclass(frozen=True, slots=True)
class LifterParams:
    """When a set is taken to begin and to be over, for the eye; the engine decides by itself what belongs to it.

    move_share: share of the exercise's least travel, or of half the set's own, that must be covered in one go;
    least_move_m: and at least this: knocks and plates move a bar less. idle_s: without that and without a rep it was
    no set. over_s: after a rep, the set is over: nobody holds a bar longer between reps. hand_s: the same for a set
    that was begun by hand.
    """

    move_share: float = 0.5
    least_move_m: float = 0.10
    idle_s: float = 8.0
    over_s: float = 15.0
    hand_s: float = 120.0


LIFTER: Final = LifterParams()


@dataclass(slots=True)
class SetAtHand:
    """A set and what is known of it so far.

    stretch: between which marks of the recording it lies. from_s: where its part of the recording begins.
    result: the newest settled one. over: nothing can be added to it. entry: its id in the list of sets.
    """

    stretch: int
    plan: LiftPlan
    from_s: float
    live: LiveSet = field(default_factory=LiveSet)
    result: SetResult | None = None
    features: tuple[RepFeatures, ...] = ()
    over: bool = False
    pain: bool = False
    by_hand: bool = False
    relabelled: bool = False
    entry: int | None = None

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The settled reps, and those said since."""
        settled = self.result.reps if self.result is not None else ()
        if self.over and self.result is not None:
            return settled
        after_s = settled[-1].end_s if settled else -np.inf
        fresh = [rep for rep in self.live.reps if rep.start_s >= after_s]
        return (*settled, *fresh)

    @property
    def settled_count(self) -> int:
        return len(self.result.reps) if self.result is not None else 0

    @property
    def signs(self) -> Sequence[Sign]:
        """The settled signs, and those said since of other reps."""
        if self.result is None:
            return self.live.signs
        if self.over:
            return self.result.signs
        count = self.settled_count
        return [*self.result.signs, *(s for s in self.live.signs if s.rep is not None and s.rep > count)]

    @property
    def stop_said(self) -> bool:
        return any(sign.severity is Severity.STOP for sign in self.signs)


@dataclass(slots=True)
class Descending:
    """A descent whose rep is not known yet. unsure: its speed could not be judged at some time."""

    ran_away: bool = False
    unsure: bool = False


class Lifter:
    """State of one sensor's bar. Times are seconds of the recording; nothing reads a clock."""

    def __init__(self, plan: LiftPlan, params: LifterParams = LIFTER) -> None:
        self.params = params
        self.mode = Mode.READY
        self.plan = plan
        """Of the set at hand or the next."""
        self.set = SetAtHand(0, plan, 0.0)
        self.stretch = 0
        self.state: LiveState | None = None
        self.rest_from_s: float | None = None
        self.descending: Descending | None = None
        self._waiting: dict[int, SetAtHand] = {}
        self._moved_s = 0.0
        self._covered_m = 0.0
        self._fresh_descent = False
        self._phase: str | None = None
        self._from_s = 0.0

    @property
    def usual_travel_m(self) -> float | None:
        """Median travel of the set's reps; before there is one, that prescribed."""
        travels = [rep.rom_m for rep in self.set.reps if rep.rom_m is not None]
        return float(np.median(travels)) if travels else self.plan.prescribed_rom_m

    @property
    def concentric(self) -> bool:
        """Whether a rep begins with the drive, as far as is known."""
        row = EXERCISES.get(self.set.plan.exercise or "")
        return row is not None and row.start is StartPhase.CONCENTRIC

    def heard(self, events: list[Event], state: LiveState | None, stretch: int) -> list[SetAtHand]:
        """Take in what the engine said of a stretch; gives the sets that were settled, anew or for good."""
        if stretch < self.stretch:
            return self._settled_before(events, stretch)
        self._watch(state)
        settled: list[SetAtHand] = []
        for event in events:
            if isinstance(event, SetSettled):
                settled += self._settled(event)
            else:
                self._said(event)
        return settled

    def begin(self, plan: LiftPlan, stretch: int, now_s: float, *, by_hand: bool = False) -> None:
        """A new stretch begins here: what was at hand is over, and settled when the engine has seen its end."""
        self._leave(now_s)
        self.stretch, self.plan = stretch, plan
        self.set = SetAtHand(stretch, plan, now_s, by_hand=by_hand)
        self.mode = Mode.LIFTING if by_hand else Mode.READY
        self._moved_s, self._covered_m = now_s, 0.0

    def end(self, stretch: int, now_s: float, *, pain: bool = False) -> None:
        """The set ends here; it stays in view, and is settled when the engine has seen its end."""
        hand = self.set
        hand.pain = hand.pain or pain
        self._leave(now_s)
        self.stretch = stretch
        self.mode = Mode.PAIN if pain else Mode.RESTING
        self.rest_from_s = now_s if self.rest_from_s is None else self.rest_from_s

    def relabel(self, plan: LiftPlan) -> None:
        """The set at hand is another one than was said: taken so in the list of sets; measured as before."""
        self.plan = self.set.plan = plan
        self.set.relabelled = True

    def tick(self, now_s: float) -> None:
        """What time alone changes."""
        if self.mode is not Mode.LIFTING:
            return
        params, since_s = self.params, now_s - self._moved_s
        has_reps = bool(self.set.reps)
        if self.set.by_hand and since_s < params.hand_s:
            return
        if has_reps and since_s >= params.over_s:
            self._rest()
        elif not has_reps and since_s >= params.idle_s:
            self.mode = Mode.READY

    def _leave(self, now_s: float) -> None:
        """What was at hand is over, but for its settling."""
        if self.set.stretch == self.stretch and not self.set.over:
            if self.set.reps and self.mode is Mode.LIFTING:
                self._rest()
            self._waiting[self.stretch] = self.set
        self._from_s = now_s

    def _settled_before(self, events: list[Event], stretch: int) -> list[SetAtHand]:
        hand = self._waiting.get(stretch)
        finals = [e for e in events if isinstance(e, SetSettled) and e.final]
        if hand is None or not finals:
            return []
        del self._waiting[stretch]
        self._close(hand, finals[-1])
        return [hand]

    def _settled(self, event: SetSettled) -> list[SetAtHand]:
        hand = self.set
        if hand.over:
            # Nothing was seen of it while it went on, but the engine has found something in it.
            hand = self._fresh_set() if event.result.reps else hand
        if event.final:
            self._close(hand, event)
        elif event.result.reps:
            hand.result, hand.features = event.result, event.features
        if hand.reps and self.mode in {Mode.LIFTING, Mode.READY, Mode.RESTING}:
            self._rest()
        elif event.final and self.mode is Mode.LIFTING:
            self.mode = Mode.READY
        return [hand] if hand.reps else []

    def _close(self, hand: SetAtHand, settled: SetSettled) -> None:
        result = settled.result
        hand.result, hand.features, hand.over = result, settled.features, True
        self._from_s = self.state.time_s if self.state is not None else self._from_s
        if hand is self.set and result.reps:
            self.rest_from_s = result.reps[-1].end_s

    def _said(self, event: Event) -> None:
        if isinstance(event, RepSaid | DescentSaid | SignSaid | SpeedAlarm):
            self._lift()
        if isinstance(event, SpeedAlarm):
            self.descending, self._fresh_descent = Descending(ran_away=True), False
        if isinstance(event, RepSaid):
            self.descending = None
            self._moved_s = max(self._moved_s, event.rep.end_s)
        if isinstance(event, Moved) or not self.set.over:
            self.set.live.take([event])

    def _watch(self, state: LiveState | None) -> None:
        """Tell lifting from knocks by how far the bar goes in one direction."""
        before, self.state = self.state, state
        if state is None:
            return
        if state.phase not in MOVING or state.phase != self._phase:
            self._covered_m, self._fresh_descent = 0.0, state.phase == "descent"
        self._phase = state.phase
        if before is not None and state.phase in MOVING:
            self._covered_m += abs(state.speed_ms) * min(max(state.time_s - before.time_s, 0.0), 0.5)
        if self._fresh_descent and self._covered_m >= self.params.least_move_m:
            self.descending, self._fresh_descent = Descending(), False
        if self._covered_m >= self._enough_m():
            self._moved_s = state.time_s
            self._lift()

    def _enough_m(self) -> float:
        usual_m = self.usual_travel_m
        row = EXERCISES.get(self.plan.exercise or "")
        least_m = row.travel_min_m if row is not None else 0.0
        return max(self.params.move_share * (usual_m if usual_m is not None else least_m), self.params.least_move_m)

    def _lift(self) -> None:
        """The bar is being lifted: the set goes on, or the next one begins."""
        if self.mode not in {Mode.READY, Mode.RESTING, Mode.NO_SENSOR}:
            return
        if self.set.over or self.set.stretch != self.stretch:
            self._fresh_set()
        self.mode = Mode.LIFTING
        self._moved_s = max(self._moved_s, self.state.time_s if self.state is not None else 0.0)

    def _fresh_set(self) -> SetAtHand:
        self.set = SetAtHand(self.stretch, self.plan, self._from_s)
        return self.set

    def _rest(self) -> None:
        self.descending = None
        self.mode = Mode.RESTING
        reps = self.set.reps
        self.rest_from_s = reps[-1].end_s if reps else self._moved_s
