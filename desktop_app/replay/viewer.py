"""What is looked at in a replay: which recording, sensor, set and rep, and where the playhead is. No Qt."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop_app.analysis import Wishes
from desktop_app.replay.compare import Row, compare
from desktop_app.replay.exporting import reps_job, track_job
from desktop_app.replay.figures import Figures, figures_at
from desktop_app.replay.marks import RepSpan
from desktop_app.replay.opened import Opened, OpenSensor, OpenSet, Told
from desktop_app.replay.opening import Opening
from desktop_app.replay.overlay import Against, RepCurve, RepPath, overlay_of, path_of
from desktop_app.replay.playhead import Playhead, next_start, previous_start
from desktop_app.replay.tracks import SetKey
from dsp.limits import LimitTable
from dsp.track import Track

KEPT_CURVES: Final = 4
"""Overlays of sets that are kept: those on both sides, and where they were before."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One set among all that are open. opening: 0 the recording itself, 1 the other one."""

    opening: int
    key: SetKey


@dataclass(frozen=True, slots=True, eq=False)
class Showing:
    """Everything to show at one time.

    shown: index of the set nearest to the playhead; found: that set. rep: that has begun last.
    told: the newest line for the user.
    """

    at_s: float
    playing: bool
    rate: float
    loop: tuple[float, float] | None
    figures: Figures
    opened: Opened | None = None
    sensor: OpenSensor | None = None
    shown: int | None = None
    found: OpenSet | None = None
    track: Track | None = None
    rep: RepSpan | None = None
    told: Told | None = None


class Viewer:
    """One recording, and perhaps another to compare with; not for several threads at once.

    monotonic: seconds that only grow, which the playhead runs by. limits: what signs are held to.
    """

    def __init__(self, limits: LimitTable | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.playhead = Playhead(monotonic=monotonic)
        self.against = Against.SHARE
        self.sides: list[Choice | None] = [None, None]
        self._limits = limits
        self._openings: list[Opening | None] = [None, None]
        self._sensor = 0
        self._placed = False
        self._moved = False
        self._begin_s: float | None = None
        self._own: Told | None = None
        self._told_serial = -1
        self._path: tuple[object, RepPath | None] = (None, None)
        self._curves: dict[Choice, tuple[Track, Against, tuple[RepCurve, ...]]] = {}

    def open(self, path: Path, wishes: Wishes | None = None, at_s: float | None = None) -> None:
        """Open a recording in place of the one there is. at_s: where to begin; at the first rep by default."""
        self._replace(0, Opening(path, wishes, self._limits))
        self.playhead.pause()
        self.playhead.set_loop(None)
        self._sensor, self._placed, self._moved, self._own = 0, False, at_s is not None, None
        self._begin_s = at_s
        self.sides = [None, None]

    def open_other(self, path: Path) -> None:
        """Open another recording to compare with."""
        self._replace(1, Opening(path, None, self._limits))
        self.sides[1] = None

    def close(self) -> None:
        """Give up everything that goes on."""
        for k in (0, 1):
            self._replace(k, None)

    def cancel(self) -> None:
        """Give up opening."""
        for opening in self._openings:
            if opening is not None and opening.state.busy:
                opening.cancel()

    def tell(self, told: Told) -> None:
        """A line for the user from elsewhere; it stays until there is another."""
        self._own = told

    def set_limits(self, limits: LimitTable) -> None:
        """What signs are held to in what is opened from now on."""
        self._limits = limits

    @property
    def opened(self) -> Opened | None:
        opening = self._openings[0]
        return opening.state if opening is not None else None

    @property
    def serials(self) -> tuple[int, ...]:
        """They change with whatever becomes known of what is open."""
        return tuple(opening.state.serial if opening is not None else -1 for opening in self._openings)

    def showing(self) -> Showing:
        """Everything to show now."""
        opened = self.opened
        sensor = None
        if opened is not None and opened.sensors:
            self._sensor = min(self._sensor, len(opened.sensors) - 1)
            sensor = opened.sensors[self._sensor]
        if sensor is not None:
            self._place(sensor)
        at_s = self.playhead.position()
        head = (at_s, self.playhead.playing, self.playhead.rate, self.playhead.loop)
        shown = sensor.set_at(at_s) if sensor is not None else None
        told = self._told(opened)
        if opened is None or sensor is None or shown is None:
            return Showing(*head, Figures(at_s), opened, sensor, told=told)
        found, track = sensor.sets[shown], self._track(Choice(0, (self._sensor, shown)))
        told = told or self._failure(Choice(0, (self._sensor, shown)))
        rep = found.marks.rep_at(at_s)
        return Showing(
            *head, figures_at(at_s, found.marks, track), opened, sensor, shown, found, track, rep, told
        )  # fmt: skip

    def seek(self, at_s: float) -> None:
        self._moved = True
        self.playhead.seek(at_s)
        for opening in self._openings:
            if opening is not None:
                opening.make_way()

    def jump_rep(self, on: bool) -> None:
        """To the next rep, or the one before; through all sets. A loop goes along."""
        starts = [rep.start_s for found in self._sets() for rep in found.marks.reps]
        looping = self.playhead.loop is not None
        at_s = self.playhead.position()
        to_s = next_start(starts, at_s) if on else previous_start(starts, at_s)
        if to_s is not None:
            self.seek(to_s)
            if looping:
                self._loop_rep()

    def jump_set(self, on: bool) -> None:
        """To the next set, or the one before."""
        starts = [found.measured.from_s for found in self._sets()]
        at_s = self.playhead.position()
        to_s = next_start(starts, at_s) if on else previous_start(starts, at_s)
        if to_s is not None:
            self.seek(to_s)

    def go_rep(self, number: int) -> None:
        """To a rep of the set that is shown. A loop goes along."""
        found = self.showing().found
        rep = next((r for r in found.marks.reps if r.number == number), None) if found else None
        if rep is not None:
            looping = self.playhead.loop is not None
            self.seek(rep.start_s)
            if looping:
                self._loop_rep()

    def toggle_loop(self) -> None:
        """Go round the rep that goes on or was the last, or no longer."""
        if self.playhead.loop is not None:
            self.playhead.set_loop(None)
        else:
            self._loop_rep()

    def toggle_against(self) -> None:
        self.against = Against.TIME if self.against is Against.SHARE else Against.SHARE

    def choose_sensor(self, place: int) -> None:
        opened = self.opened
        if opened is not None and 0 <= place < len(opened.sensors):
            self._sensor = place

    def choose_exercise(self, exercise: str | None) -> None:
        """Measure again as this lift; None: as the recording says."""
        opening = self._openings[0]
        if opening is not None and opening.wishes.exercise != exercise:
            self._curves.clear()
            opening.measure(replace(opening.wishes, exercise=exercise))

    @property
    def exercise(self) -> str | None:
        """What the user said that it was."""
        opening = self._openings[0]
        return opening.wishes.exercise if opening is not None else None

    def path(self, showing: Showing) -> RepPath | None:
        """The path of the rep that is shown; None where it is not known."""
        if showing.track is None or showing.rep is None or showing.found is None:
            return None
        key = (showing.track, showing.rep)
        if self._path[0] != (id(showing.track), showing.rep):
            reps = showing.found.measured.result.reps
            rep = next(r for r in reps if r.number == showing.rep.number)
            self._path = ((id(key[0]), key[1]), path_of(showing.track, rep))
        return self._path[1]

    def overlay(self, showing: Showing) -> tuple[RepCurve, ...]:
        """Curves of the set that is shown; none while they are not known."""
        return self._overlay(Choice(0, (self._sensor, showing.shown))) if showing.shown is not None else ()

    def choices(self) -> tuple[tuple[Choice, Opened, OpenSensor, OpenSet], ...]:
        """Every set that is open."""
        out = []
        for k, opening in enumerate(self._openings):
            state = opening.state if opening is not None else None
            for s, sensor in enumerate(state.sensors if state is not None else ()):
                for n, found in enumerate(sensor.sets):
                    if state is not None:
                        out.append((Choice(k, (s, n)), state, sensor, found))
        return tuple(out)

    def side(self, place: int, showing: Showing) -> Choice | None:
        """The set on one side of a comparison: what was chosen, else the set shown, and another one."""
        chosen = self.sides[place]
        # What was chosen may be gone: another recording was opened there, or the lift was changed.
        if chosen is not None and chosen in {choice for choice, *_ in self.choices()}:
            return chosen
        if showing.shown is None:
            return None
        left = Choice(0, (self._sensor, showing.shown))
        if place == 0:
            return left
        every = [choice for choice, *_ in self.choices()]
        others = [c for c in every if c.opening == 1] or [c for c in every if c != left]
        following = [c for c in others if c.opening == 1 or c.key > left.key]
        return next(iter(following or others), None)

    def compared(self, showing: Showing) -> tuple[tuple[Choice | None, ...], list[tuple[RepCurve, ...]], list[Row]]:
        """Both sides, their curves as far as they are known, and their figures."""
        sides = (self.side(0, showing), self.side(1, showing))
        curves = [self._overlay(side) if side is not None else () for side in sides]
        found = {choice: each.measured.result for choice, _, _, each in self.choices()}
        left = found.get(sides[0]) if sides[0] else None
        right = found.get(sides[1]) if sides[1] else None
        return sides, curves, list(compare(left, right)) if left is not None else []

    def export_reps(self, path: Path, said: str) -> None:
        """Write the table of reps of the sensor that is shown. said: what is told then, with {0} reps and {1} file."""
        opening, opened = self._openings[0], self.opened
        if opening is not None and opened is not None and opened.sensors:
            self._own = None
            opening.later(reps_job(path, [found.measured for found in self._sets()], said))

    def export_track(self, path: Path, said: str) -> None:
        """Write the track of the set that is shown. said: what is told then, with {0} samples and {1} file."""
        showing, opening = self.showing(), self._openings[0]
        if opening is None or showing.opened is None or showing.opened.recording is None or showing.found is None:
            return
        self._own = None
        sensor = showing.opened.recording.sensors[self._sensor]
        opening.later(track_job(path, sensor, showing.found.measured, said))

    def _sets(self) -> tuple[OpenSet, ...]:
        opened = self.opened
        return opened.sensors[self._sensor].sets if opened is not None and opened.sensors else ()

    def _place(self, sensor: OpenSensor) -> None:
        """The playhead begins where the first set does, unless it was moved before."""
        if (self.playhead.start_s, self.playhead.end_s) != (sensor.start_s, sensor.end_s):
            self.playhead.set_span(sensor.start_s, sensor.end_s)
        if not self._placed:
            self.playhead.seek(sensor.start_s if self._begin_s is None else self._begin_s)
            self._placed = True
        if not self._moved and sensor.sets and not self.playhead.playing:
            self._moved = True
            first = sensor.sets[0]
            self.playhead.seek(first.marks.reps[0].start_s if first.marks.reps else first.measured.from_s)

    def _loop_rep(self) -> None:
        rep = self.showing().rep
        if rep is not None:
            self.playhead.set_loop((rep.start_s, rep.end_s))

    def _track(self, choice: Choice) -> Track | None:
        opening = self._openings[choice.opening]
        return opening.track(choice.key) if opening is not None else None

    def _failure(self, choice: Choice) -> Told | None:
        opening = self._openings[choice.opening]
        return opening.failure(choice.key) if opening is not None else None

    def _overlay(self, choice: Choice) -> tuple[RepCurve, ...]:
        opening, track = self._openings[choice.opening], self._track(choice)
        if opening is None or track is None:
            return ()
        kept = self._curves.get(choice)
        if kept is None or kept[0] is not track or kept[1] is not self.against:
            result = opening.state.sensors[choice.key[0]].sets[choice.key[1]].measured.result
            kept = (track, self.against, overlay_of(track, result, self.against))
            while len(self._curves) >= KEPT_CURVES:
                self._curves.pop(next(iter(self._curves)))
            self._curves[choice] = kept
        return kept[2]

    def _told(self, opened: Opened | None) -> Told | None:
        other = self._openings[1]
        if self._own is not None:
            return self._own
        if other is not None and (told := other.state.told) is not None:
            return told
        return opened.told if opened is not None else None

    def _replace(self, place: int, opening: Opening | None) -> None:
        old = self._openings[place]
        self._openings[place] = opening
        self._curves.clear()
        if old is not None:
            # Its thread ends by itself, soon; nobody waits for it but whoever closes the window.
            old.cancel() if opening is not None else old.close()
