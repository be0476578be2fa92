"""A session without threads and without a clock: what sensors send in; what to show, to hear and to keep out.

    core = SessionCore(measure, plan)               # measure: makes what measures, told who listens
    core.take(items, now_ns)                        # packets and states of links, or chunks of a replay
    core.tick(now_ns)                               # at least ten times a second
    core.snapshot(now_ns), core.sounds(), core.log
    core.mark(now_ns), core.pain(now_ns), ...       # what the lifter asks for
    core.end(now_ns)

Every time is host time in nanoseconds, on the clock of the items; a replay's clock counts from its own zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from desktop_app.session import words
from desktop_app.session.bar import NS, Bar
from desktop_app.session.lifter import Lifter, SetAtHand
from desktop_app.session.measuring import Chunk, Keep, Measure, Measuring, kept_nowhere
from desktop_app.session.next_line import next_line
from desktop_app.session.own import Known, LookUp, OwnValues
from desktop_app.session.plan import LiftPlan
from desktop_app.session.set_book import EDIT, SetBook
from desktop_app.session.sets import Edit, SetEntry, SetLog
from desktop_app.session.snapshot import Mode, Notice, RackSnapshot, RecordingView, Traffic
from desktop_app.sound.decisions import SoundMind, SoundTask
from desktop_app.sound.face import SoundChoice, Sounds
from dsp.errors import DspError
from dsp.events import Event
from dsp.exercises import EXERCISES
from dsp.limits import LimitTable
from dsp.results import Severity
from dsp.samples import Samples
from sensor.ble.status import LinkStatus
from sensor.drivers.settings import SETUP_CHANNEL
from sensor.loaded import SetInfo
from sensor.packets import Packet
from sensor.session import Item, LiveSensor, NewSet

LEAD_NS: Final = 50_000_000
"""A mark lies so far ahead that whatever has come already lies before it."""
FAULT: Final = "fault"
"""Among the notices: a fault of the program."""


def _nowhere() -> Path | None:
    return None


class SessionCore:
    """Everything about one session. One thread at a time.

    send: where a mark of a new set goes, so that it comes back with the items, in order; at once by default.
    keep: puts the list of sets by whenever it has changed. recording: name of the file; None where there is none.
    look_up: finds what the lifter's sets are held against; it holds from the next set on.
    """

    def __init__(
        self,
        measure: Measure,
        plan: LiftPlan,
        *,
        limits: LimitTable | None = None,
        send: Callable[[NewSet], None] | None = None,
        keep: Keep = kept_nowhere,
        look_up: LookUp | None = None,
        recording: str | None = None,
        banner: str | None = None,
        first_set: int = 1,
    ) -> None:
        self.plan = plan
        self.over = False
        """A replay has come to its end."""
        self.muted = False
        self.in_pain = False
        """The lifter pressed the key for pain and has not gone on yet, with a sensor or without."""
        self.watcher: Callable[[LiveSensor, Samples], None] | None = None
        """Given the first sensor's samples too, as they come."""
        self.adopted: Callable[[], Path | None] = _nowhere
        """Where the recording lies since the history has it."""
        self.session_id: str | None = None
        """Its identity in the history; None where nothing is kept."""
        self.notices: dict[str, Notice] = {}
        """What is wrong with the session itself, by what it is about."""
        self._limits = limits or LimitTable()
        self._own = OwnValues(look_up or Known(), plan)
        self._begun = self._info(plan)
        self._own_found = False
        self._send = send
        self._book = SetBook(keep, first_set)
        self._recording, self._banner = recording, banner
        self._bars: dict[str, Bar] = {}
        self._stretch = 0
        self._serial = 0
        self._mind = SoundMind(_task(plan))
        self._sounds: list[Sounds] = []
        self._heard: dict[str, list[Event]] = {}
        self._measuring = measure(self._listen, self._sampled)

    @property
    def measuring(self) -> Measuring:
        return self._measuring

    def take(self, items: Iterable[Item | Chunk], now_ns: int) -> None:
        """Measure what has come, and fold in what it says."""
        items = list(items)
        touched = self._arrived(items, now_ns)
        self._measuring.measure(items)
        for sensor_id in touched:
            self._fold(sensor_id, self._heard.pop(sensor_id, []), now_ns)
        for sensor_id in list(self._heard):
            self._fold(sensor_id, self._heard.pop(sensor_id), now_ns)

    def tick(self, now_ns: int) -> None:
        """What time alone changes."""
        time_s = self._time_s(now_ns)
        for bar in self._bars.values():
            if not bar.is_stale(now_ns):
                bar.lifter.tick(time_s)
        self._own_found = self._own.poll() or self._own_found
        if self._own_found and not (self.is_lifting or self.in_pain or self.over):
            self._own_found = False
            self._hold_against_own(now_ns)
        main = self._main
        if main is not None and not self.over and main.data_ns is not None and main.is_stale(now_ns):
            self._sounds.append(self._mind.sensor_lost())

    def snapshot(self, now_ns: int, sensor_id: str | None = None) -> RackSnapshot:
        """What there is to show of one sensor, the first by default."""
        bar = self._main if sensor_id is None else self._bars.get(sensor_id)
        self._serial += 1
        sensor = self._measuring.sensors.get(bar.id) if bar is not None else None
        failed = self._measuring.failed
        notices = [*self.notices.values(), *self.list_notices]
        if failed is not None:
            text = words.NOT_RECORDED.format(failed.message)
            notices.append(Notice(text, failed.advice, Severity.WARN))
        if bar is not None and not self.over:
            notices += bar.notices(sensor, now_ns)
        time_s = self._time_s(now_ns)
        told = failed.message if failed is not None else None
        mode = Mode.PAIN if self.in_pain else Mode.OVER if self.over else Mode.NO_SENSOR
        base = RackSnapshot(
            serial=self._serial,
            mode=mode,
            plan=self.plan,
            time_s=time_s,
            traffic=Traffic.STOP if self.in_pain else Traffic.WAIT,
            link=bar.link(sensor) if bar is not None else None,
            recording=None if self._recording is None else RecordingView(self._recording, max(time_s, 0.0), told),
            notices=tuple(sorted(notices, key=lambda n: -n.severity.rank)),
            banner=self._banner,
            sets=len(self.log.counted),
            muted=self.muted,
            session_id=self.session_id,
        )
        return base if bar is None else bar.snapshot(self._serial, now_ns, base)

    @property
    def is_lifting(self) -> bool:
        """Whether a set is going on."""
        return self._any(Mode.LIFTING)

    @property
    def limits(self) -> LimitTable:
        """Those that signs are judged by now: the lifter's own, or those of the settings."""
        return self._own.limits(self.plan, self._limits)

    @property
    def sensor_ids(self) -> tuple[str, ...]:
        """Those that were ever heard of, in that order."""
        return tuple(self._bars)

    def sounds(self) -> list[Sounds]:
        """What is to be heard since this was asked last."""
        out, self._sounds = self._sounds, []
        return out

    def set_plan(self, plan: LiftPlan, now_ns: int) -> None:
        """What is lifted next; in a set, that set is taken for it too."""
        if plan.exercise is not None and plan.exercise not in EXERCISES:
            return
        before, self.plan = self.plan, plan
        self._own.look_up(plan)
        if plan.athlete != before.athlete:
            for bar in self._bars.values():
                bar.next_line = None
        if self._any(Mode.LIFTING):
            for bar in self._bars.values():
                bar.lifter.relabel(plan)
                known = bar.lifter.set.entry
                if known is not None:
                    self._book.relabel(known, plan)
        elif plan.info != before.info and not self.in_pain:
            self._begin(now_ns)
        else:
            for bar in self._bars.values():
                bar.lifter.plan = plan
        if plan.exercise != before.exercise:
            self._sounds.append(self._mind.new_set(_task(plan)))
        else:
            self._mind.plan(_task(plan))

    def set_limits(self, limits: LimitTable, now_ns: int) -> None:
        """Limits of signs from the next set on; at once where none is going on."""
        if limits != self._limits:
            self._limits = limits
            if not self.over and all(bar.lifter.mode is Mode.READY for bar in self._bars.values()):
                self._begin(now_ns)

    def set_sounds(self, choice: SoundChoice) -> None:
        """Kinds of sound from now on."""
        self._mind.choose(choice)

    def mark(self, now_ns: int) -> None:
        """A set begins here, or, where one is going on, ends here."""
        if self._any(Mode.LIFTING):
            self._end(now_ns, self.plan)
            self._sounds.append(self._mind.end_set())
        elif self._bars and not self.in_pain and not self.over:
            self._begin(now_ns, by_hand=True)
            self._sounds.append(self._mind.new_set(_task(self.plan)))

    def next_set(self, now_ns: int) -> None:
        """The rest is over."""
        if self._any(Mode.RESTING):
            self._begin(now_ns)
            self._sounds.append(self._mind.new_set(_task(self.plan)))

    def play_on(self, plan: LiftPlan | None, limits: LimitTable, now_ns: int) -> None:
        """What is played is marked as a set of its own from here on; None: as none until the next mark."""
        if plan is None or self.is_lifting:
            self._end(now_ns, plan)
        if plan is None:
            return
        self.plan, self._limits = plan, limits
        self._own.look_up(plan)
        self._own.poll()
        self._begin(now_ns)
        self._sounds.append(self._mind.new_set(_task(plan)))

    def pain(self, now_ns: int) -> None:
        """It hurts: the set ends here, and nothing is measured until the lifter goes on. Told without a sensor too."""
        if not self.in_pain:
            self.in_pain = True
            self._end(now_ns, None, pain=True)
            self._sounds.append(self._mind.pain())

    def pain_over(self, now_ns: int) -> None:
        """The lifter goes on."""
        if self.in_pain:
            self.in_pain = False
            self._begin(now_ns)
            self._sounds.append(self._mind.new_set(_task(self.plan)))

    @property
    def log(self) -> SetLog:
        """The sets so far."""
        return self._book.log

    def edit(self, edit: Edit) -> None:
        """Correct the list of sets; what cannot be done is a notice."""
        self._book.edit(edit)

    @property
    def list_notices(self) -> tuple[Notice, ...]:
        """What is wrong with the list of sets."""
        return tuple(self._book.notices.values())

    def edit_failed(self, notice: Notice) -> None:
        """An edit could not be done; told until one can."""
        self._book.notices[EDIT] = notice

    def to_measure(self) -> list[SetEntry]:
        """Sets that were measured as something else than they are taken for now, since this was asked last."""
        return self._book.to_measure()

    def end(self, now_ns: int) -> None:
        """Settle what is at hand, and close the recording."""
        self._measuring.end()
        for sensor_id in list(self._heard):
            self._fold(sensor_id, self._heard.pop(sensor_id), now_ns)

    def told_fault(self, notice: Notice) -> None:
        """A fault of the program: told until a set has been measured again."""
        self.notices[FAULT] = notice

    def recover(self, now_ns: int) -> None:
        """After a fault: what is measured begins anew, what is recorded goes on."""
        self._heard.clear()
        if self.in_pain:
            self._end(now_ns, None, pain=True)
        else:
            self._begin(now_ns)

    @property
    def _main(self) -> Bar | None:
        return next(iter(self._bars.values()), None)

    def _any(self, mode: Mode) -> bool:
        return any(bar.lifter.mode is mode for bar in self._bars.values())

    def _time_s(self, now_ns: int) -> float:
        zero_ns = self._measuring.zero_ns
        return 0.0 if zero_ns is None else (now_ns - zero_ns) / NS

    def _info(self, plan: LiftPlan) -> SetInfo:
        return self._own.info(plan, self._limits)

    def _hold_against_own(self, now_ns: int) -> None:
        """What comes next is to be held against what was found; a rest goes on."""
        if self._info(self.plan) == self._begun:
            return
        if self._any(Mode.RESTING):
            self._end(now_ns, self.plan)
        else:
            self._begin(now_ns)

    def _bar(self, sensor_id: str) -> Bar:
        bar = self._bars.get(sensor_id)
        if bar is None:
            bar = self._bars[sensor_id] = Bar(sensor_id, Lifter(self.plan))
            bar.lifter.stretch = bar.lifter.set.stretch = self._stretch
            if self.in_pain:
                bar.lifter.mode = Mode.PAIN
        return bar

    def _arrived(self, items: list[Item | Chunk], now_ns: int) -> list[str]:
        """Note when what came, and how the links are; gives the sensors that sent something."""
        touched: dict[str, None] = {}
        for item in items:
            if isinstance(item, NewSet):
                continue
            bar = self._bar(item.sensor_id)
            if isinstance(item, LinkStatus):
                bar.status = item
                continue
            touched[item.sensor_id] = None
            if isinstance(item, Packet):
                if item.channel == SETUP_CHANNEL:
                    continue
                bar.arrival_ns = item.arrival_ns
            bar.data_ns = now_ns
        return list(touched)

    def _listen(self, sensor_id: str, events: list[Event]) -> None:
        """What the engine says, by stretch: that before a mark is folded in before what comes after it."""
        bar, sensor = self._bar(sensor_id), self._measuring.sensors[sensor_id]
        if sensor.stretch < self._stretch:
            self._settled(bar, bar.lifter.heard(events, None, sensor.stretch))
        else:
            self._heard.setdefault(sensor_id, []).extend(events)

    def _sampled(self, sensor_id: str, samples: Samples) -> None:
        bar = self._bar(sensor_id)
        bar.signal.push(samples)
        if self.watcher is not None and bar is self._main:
            self.watcher(self._measuring.sensors[sensor_id], samples)

    def _fold(self, sensor_id: str, events: list[Event], now_ns: int) -> None:
        bar, sensor = self._bar(sensor_id), self._measuring.sensors[sensor_id]
        state = sensor.state
        hands = bar.lifter.heard(events, state, sensor.stretch)
        self._settled(bar, hands)
        bar.path = sensor.path or bar.path
        if any(hand.relabelled and hand.over for hand in hands) and sensor.stretch == self._stretch:
            # What comes next is to be measured as what it is.
            self._end(now_ns, self.plan)
        if bar is self._main and sensor.stretch == self._stretch:
            self._sounds.append(self._mind.take(events, state))
        if not bar.is_stale(now_ns):
            bar.lifter.tick(self._time_s(now_ns))

    def _settled(self, bar: Bar, hands: list[SetAtHand]) -> None:
        taken = self._book.settled(bar.id, hands, self._measuring.sensors[bar.id].last_s)
        if taken:
            # What is measured again is well again.
            self.notices.pop(FAULT, None)
        for hand in taken:
            if hand.result is not None and hand.plan.athlete == self.plan.athlete:
                bar.next_line, bar.told_of = next_line(hand.result, pain=hand.pain), hand

    def _begin(self, now_ns: int, *, by_hand: bool = False) -> None:
        self._cut(now_ns, self.plan)
        for bar in self._bars.values():
            bar.lifter.begin(self.plan, self._stretch, self._time_s(now_ns), by_hand=by_hand)

    def _end(self, now_ns: int, following: LiftPlan | None, *, pain: bool = False) -> None:
        self._cut(now_ns, following)
        for bar in self._bars.values():
            bar.lifter.end(self._stretch, self._time_s(now_ns), pain=pain)

    def _cut(self, now_ns: int, plan: LiftPlan | None) -> None:
        """Everything from now on by itself."""
        try:
            item = NewSet(now_ns + LEAD_NS, self._info(plan) if plan is not None else None)
        except DspError as error:
            self.notices["plan"] = Notice(error.message, error.advice)
            item = NewSet(now_ns + LEAD_NS, self._info(replace(self.plan, exercise=None)))
        self._stretch += 1
        self._begun = self._info(plan or self.plan)
        if self._send is not None:
            self._send(item)
        else:
            self._measuring.measure([item])


def _task(plan: LiftPlan) -> SoundTask:
    return SoundTask(plan.exercise, plan.target_reps)
