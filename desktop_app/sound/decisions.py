"""What is to be heard, and when (`dsp/signs/README.md`, rule 5): pure decisions, no Qt, no clock, no thread.

In the descent a tone. In the drive nothing. Words at lockout or in the top pause, at most one cue, the gravest; a sign
that repeats is counted, not said again. Where the drive comes first, lockout lies before the descent: what the last
rep showed is said at the next lockout, and only a stop is said on the floor, since waiting would cost another rep.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

from desktop_app.sound.face import SILENCE, Earcon, SoundChoice, Sounds, ToneWish
from desktop_app.sound.pitch import PitchParams, descent_tone
from dsp.events import Event, LiveState, Moved, RepSaid, SetSettled, SignSaid
from dsp.exercises import EXERCISES, StartPhase
from dsp.results import Rep, Severity, Sign
from dsp.signs.table import CODES, ORDER

LAST_REP: Final = "Last rep"
ONE_MORE: Final = "One more"
DONE: Final = "Done"
SET_OVER: Final = "Set over"
SENSOR_LOST: Final = "Sensor lost"
SENSOR_BACK: Final = "Sensor back"
PAIN: Final = "Stop and take a breath"
OWN_WORDS: Final = (LAST_REP, ONE_MORE, DONE, SET_OVER, SENSOR_LOST, SENSOR_BACK, PAIN)
"""Everything said beside the cues of signs and numbers. Before the last rep a lift that starts with its drive hears
`ONE_MORE`: at its lockout a rep is under way, and `LAST_REP` would seem to mean that one."""

_TOP: Final = frozenset({"top", "rest"})
_FLOOR: Final = frozenset({"bottom", "rest"})
_MOVING: Final = frozenset({"drive", "descent"})


@dataclass(frozen=True, slots=True)
class SoundParams:
    """Which kinds of sound are wished, and how.

    tone_on: in the descent. cues_on: the cues of signs. count_on: rep numbers. last_rep_on: before the last one
    planned. signals_on: stop and set over. least_spoken: signs below are for the eye only.
    lockout_share: share of the set's usual travel that a drive must cover to end in a lockout.
    """

    tone_on: bool = True
    cues_on: bool = True
    count_on: bool = True
    last_rep_on: bool = True
    signals_on: bool = True
    least_spoken: Severity = Severity.NOTE
    lockout_share: float = 0.8
    pitch: PitchParams = field(default_factory=PitchParams)


@dataclass(frozen=True, slots=True)
class SoundTask:
    """What the set is to be, as far as the ear needs it; unknown is None."""

    exercise: str | None = None
    planned_reps: int | None = None


@dataclass(slots=True)
class MindState:
    """What has been heard of the set so far.

    phase: newest. concentric: whether the drive comes first. travels_m: of its reps. drive_from_m: height at which the
    newest drive began. lockout: number of the rep whose lockout has come and been neither counted nor passed.
    pending: signs to be said, by code and cue. said: gravest severity at which each was said. times: how often each
    code was given. cued: a cue was said since the last drive. talking: something was said since then. hasty: the last
    rep was said only after its lockout was over. counted: highest number said. chimed: reps at the last set-over
    signal. last_told, done_told: signals of the planned reps that were given. pain: the set was ended by it.
    """

    phase: str | None = None
    concentric: bool = False
    reps: int = 0
    travels_m: list[float] = field(default_factory=list)
    drive_from_m: float | None = None
    lockout: int | None = None
    pending: dict[tuple[str, str], Sign] = field(default_factory=dict)
    said: dict[tuple[str, str], Severity] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    cued: bool = False
    talking: bool = False
    hasty: bool = False
    counted: int = 0
    chimed: int = 0
    last_told: bool = False
    done_told: bool = False
    pain: bool = False


class SoundMind:
    """Hears what the engine says and decides what the lifter hears. Every call gives what is to sound now."""

    def __init__(self, task: SoundTask, params: SoundParams | None = None) -> None:
        self.params = params or SoundParams()
        self.task = task
        self.state = self._fresh(None)
        self._lost = False

    def new_set(self, task: SoundTask) -> Sounds:
        """The next set, or the present one as something else."""
        self.task = task
        self.state = self._fresh(self.state.phase)
        return Sounds(hush=True)

    def choose(self, choice: SoundChoice) -> None:
        """Only these kinds of sound from now on."""
        self.params = replace(self.params, tone_on=choice.tone, cues_on=choice.cues, count_on=choice.count)

    def plan(self, task: SoundTask) -> None:
        """Another number of reps is wished of the set that goes on."""
        if task != self.task:
            self.task = task
            self.state.last_told = self.state.done_told = False

    def take(self, events: list[Event], live: LiveState | None) -> Sounds:
        """What the engine said at once, and its newest state; call it for every packet: the tone lives from that."""
        drove, settled = self._heard(events, live)
        # In the drive it waits: silence.
        back = self._lost and self.state.phase != "drive"
        self._lost = self._lost and not back
        said = self._settled(settled) if settled is not None else self._words()
        # Words of the rep before may still be going on when the next drive begins.
        hush = drove and self.state.talking
        self.state.talking = self.state.talking and not drove
        if said.words is not None or said.count is not None:
            self.state.talking = True
        earcons = ((Earcon.SENSOR_BACK,) if back else ()) + said.earcons
        return Sounds(self._tone(live), earcons, said.words, said.count, hush)

    def end_set(self) -> Sounds:
        """The set was ended by hand."""
        return self._over(final=True)

    def pain(self) -> Sounds:
        """The key for pain was pressed: it is heard at once, and nothing else is until the next set."""
        self.state.pain = True
        return Sounds(earcons=(Earcon.PAIN,), words=None if self._is_moving() else PAIN, hush=True)

    def sensor_lost(self) -> Sounds:
        """No data come any more."""
        if self._lost:
            return Sounds()
        self._lost = True
        self.state.lockout = None
        quiet = self._is_moving() or self.state.pain
        return Sounds(earcons=(Earcon.SENSOR_LOST,), words=None if quiet else SENSOR_LOST)

    def _fresh(self, phase: str | None) -> MindState:
        row = EXERCISES.get(self.task.exercise or "")
        return MindState(phase=phase, concentric=row is not None and row.start is StartPhase.CONCENTRIC)

    def _is_moving(self) -> bool:
        return self.state.phase in _MOVING

    def _tone(self, live: LiveState | None) -> ToneWish:
        if live is None or live.phase != "descent" or not self.params.tone_on or self.state.pain:
            return SILENCE
        return descent_tone(-live.speed_ms, live.speed_sigma_ms, live.target_ms, self.params.pitch)

    def _heard(self, events: list[Event], live: LiveState | None) -> tuple[bool, SetSettled | None]:
        """Take note of everything. Gives whether a drive began, and the last settled set."""
        state, before = self.state, self.state.phase
        drove, settled = False, None
        for event in events:
            if isinstance(event, Moved):
                state.phase = event.phase
                drove = self._moved(event.phase, live) or drove
            elif isinstance(event, RepSaid):
                self._rep(event.rep)
            elif isinstance(event, SignSaid):
                self._sign(event.sign)
            elif isinstance(event, SetSettled):
                settled = event
        if live is not None:
            state.phase = live.phase
            if live.phase == "drive" and before != "drive" and not drove:
                drove = self._moved("drive", live)
        return drove, settled

    def _moved(self, phase: str, live: LiveState | None) -> bool:
        """A phase began. True where it is a drive."""
        state = self.state
        if phase == "drive":
            state.lockout, state.cued = None, False
            state.drive_from_m = live.height_m if live is not None else None
        elif phase == "top" and (state.concentric or state.hasty) and live is not None:
            self._lockout_of_drive(live)
        return phase == "drive"

    def _lockout_of_drive(self, live: LiveState) -> None:
        """A drive has come to its end: a lockout where it covered about what the set's drives cover."""
        state, start_m = self.state, self.state.drive_from_m
        least_m = self._least_drive_m()
        if start_m is None or least_m is None or live.height_m - start_m < least_m:
            return
        # The rep itself is said later, so its number is the next one.
        state.lockout = max(state.reps, live.reps) + 1

    def _least_drive_m(self) -> float | None:
        if self.state.travels_m:
            return self.params.lockout_share * statistics.median(self.state.travels_m)
        row = EXERCISES.get(self.task.exercise or "")
        # Off the floor the first drive is the first rep; elsewhere the bar is first lifted into place.
        return row.travel_min_m if row is not None and row.from_floor else None

    def _rep(self, rep: Rep) -> None:
        state = self.state
        state.reps = rep.number
        if rep.rom_m is not None:
            state.travels_m.append(rep.rom_m)
        if self.task.exercise is None and rep.descent is not None and rep.drive is not None:
            state.concentric = rep.drive.start_s < rep.descent.start_s
        if state.concentric:
            return
        # Reps without a pause at the top are said when the next descent has begun: from then on the end of a drive is
        # taken for the lockout, or nothing would ever be said in such a set.
        state.hasty = state.phase not in _TOP
        if not state.hasty:
            state.lockout = rep.number

    def _sign(self, sign: Sign) -> None:
        state, row = self.state, CODES.get(sign.code)
        state.times[sign.code] += 1
        if sign.cue is None or row is None or row.set_end or sign.severity.rank < self.params.least_spoken.rank:
            return
        key = (sign.code, sign.cue)
        said, waiting = state.said.get(key), state.pending.get(key)
        if said is not None and sign.severity.rank <= said.rank:
            return
        if waiting is None or sign.severity.rank >= waiting.severity.rank:
            state.pending[key] = sign

    def _words(self) -> Sounds:
        """What may be said now, if anything: once a lockout, the gravest."""
        state = self.state
        if state.pain:
            return Sounds()
        if state.lockout is not None and state.phase in _TOP:
            number, state.lockout = state.lockout, None
            return self._at_lockout(number)
        if state.concentric and state.reps and state.phase in _FLOOR:
            return self._stop()
        return Sounds()

    def _at_lockout(self, number: int) -> Sounds:
        """Stop, then a warning, then the last rep, then a note, then the number."""
        stop, signal = self._stop(), self._signal(number)
        if stop.words is not None:
            return stop
        words = self._cue(Severity.WARN) or signal.words or self._cue(Severity.NOTE)
        if words is not None:
            self.state.counted = max(self.state.counted, number)
            return Sounds(earcons=signal.earcons, words=words)
        return self._number(number)

    def _number(self, number: int) -> Sounds:
        if number <= self.state.counted or not self.params.count_on:
            return Sounds()
        self.state.counted = number
        return Sounds(count=number)

    def _stop(self) -> Sounds:
        """The gravest sign that ends the set, if there is one to say."""
        if not (self.params.signals_on or self.params.cues_on):
            return Sounds()
        words = self._cue(Severity.STOP)
        earcons = (Earcon.STOP,) if self.params.signals_on and words is not None else ()
        return Sounds(earcons=earcons, words=words)

    def _signal(self, number: int) -> Sounds:
        """That the planned reps are done, or all but one."""
        state, planned = self.state, self.task.planned_reps
        if planned is None:
            return Sounds()
        if number >= planned and self.params.signals_on and not state.done_told:
            state.done_told = True
            return Sounds(earcons=(Earcon.STOP,), words=DONE)
        if number == planned - 1 and self.params.last_rep_on and not state.last_told:
            state.last_told = True
            return Sounds(earcons=(Earcon.LAST_REP,), words=ONE_MORE if state.concentric else LAST_REP)
        return Sounds()

    def _cue(self, least: Severity) -> str | None:
        """The gravest sign waiting, at least as grave as this; it counts as said."""
        state = self.state
        if state.cued or not (self.params.cues_on or least is Severity.STOP):
            return None
        waiting = [key for key, sign in state.pending.items() if sign.severity.rank >= least.rank]
        if not waiting:
            return None
        key = max(waiting, key=lambda k: (state.pending[k].severity.rank, -ORDER[k[0]]))
        state.said[key] = state.pending.pop(key).severity
        state.cued = True
        # What was graver now than the rest says enough for this rep: the rest is told again only if it shows again.
        state.pending.clear()
        return key[1]

    def _settled(self, event: SetSettled) -> Sounds:
        sounds = self._over(final=event.final)
        if event.final:
            pain, self.state = self.state.pain, self._fresh(self.state.phase)
            self.state.pain = pain
        return sounds

    def _over(self, *, final: bool) -> Sounds:
        """The chime once the bar rests; the words only when the set is over for good, for it may go on."""
        state = self.state
        if not self.params.signals_on or state.reps <= state.chimed or self._is_moving() or state.pain:
            return Sounds()
        state.chimed = state.reps
        return Sounds(earcons=(Earcon.SET_OVER,), words=SET_OVER if final else None)
