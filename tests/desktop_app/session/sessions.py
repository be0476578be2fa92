"""Sessions for tests: a core over a recording, fed what a home-made sensor would send, by a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.session.core import SessionCore
from desktop_app.session.measuring import Measure
from desktop_app.session.own import LookUp
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import RackSnapshot
from desktop_app.sound.face import Sounds
from dsp.samples import Samples
from sensor.recording.marks import Header
from sensor.session import Item, Listener, NewSet, RecordingSession, SampleListener
from tests.sensor.live_items import START_NS, Sender, arrival_ns

PLAN = LiftPlan("Ann", "squat", (), 100.0)
SENDER = Sender()
LATE_NS = 5_000_000
"""How long after it came something is taken in."""


@dataclass
class Session:
    """A core and everything it showed and sounded. path: of the recording; None where nothing is recorded."""

    path: Path | None
    plan: LiftPlan = PLAN
    now_ns: int = START_NS
    look_up: LookUp | None = None
    shown: list[RackSnapshot] = field(default_factory=list)
    sounds: list[Sounds] = field(default_factory=list)
    core: SessionCore = field(init=False)
    recording: RecordingSession = field(init=False)

    def __post_init__(self) -> None:
        name = None if self.path is None else self.path.name
        self.core = SessionCore(self._measure(), self.plan, send=self._send, recording=name, look_up=self.look_up)

    def feed(self, items: Iterable[Item], at_once: int = 1, then: Callable[[], None] = lambda: None) -> None:
        """Bring items as they come, so many at once."""
        items = list(items)
        for k in range(0, len(items), at_once):
            batch = items[k : k + at_once]
            self.now_ns = arrival_ns(batch[-1]) + LATE_NS
            self.recording.record(batch)
            self.core.take(batch, self.now_ns)
            self.look()
            then()

    def wait(self, seconds: float, step_s: float = 0.1) -> None:
        """Time goes on and nothing comes."""
        for _ in range(round(seconds / step_s)):
            self.now_ns += round(step_s * 1e9)
            self.look()

    def look(self) -> RackSnapshot:
        self.core.tick(self.now_ns)
        self.recording.tick(self.now_ns)
        self.shown.append(self.core.snapshot(self.now_ns))
        self.sounds += self.core.sounds()
        return self.shown[-1]

    @property
    def newest(self) -> RackSnapshot:
        return self.shown[-1]

    @property
    def words(self) -> list[str]:
        return [said.words for said in self.sounds if said.words is not None]

    def _measure(self) -> Measure:
        def make(listener: Listener, sampled: SampleListener) -> RecordingSession:
            self.recording = RecordingSession(
                self.path, Header(self.plan.info, START_NS), listener=listener, sampled=sampled
            )
            return self.recording

        return make

    def _send(self, mark: NewSet) -> None:
        self.recording.record([mark])
        self.core.take([mark], self.now_ns)


def part(samples: Samples, from_s: float, to_s: float) -> Samples:
    """Samples between two times."""
    inside = (samples.time_s >= from_s) & (samples.time_s < to_s)
    first = int(inside.argmax())
    return samples[first : first + int(inside.sum())]
