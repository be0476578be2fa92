"""What the session's core shows of the example recordings at chosen moments, and the sets that it keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from desktop_app.session import words
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played_feeds import ReplayFeed
from desktop_app.session.sets import AddReps, ChangePlan, SetLog, Strike
from desktop_app.session.setup import SetupDesk, SetupShown
from desktop_app.session.snapshot import Mode, RackSnapshot, Traffic
from dsp.context import ClipPlace, Forward
from dsp.samples import Samples
from sensor.ble.status import LinkState
from sensor.loaded import Mounting
from sensor.opening import open_recording
from sensor.session import Item
from tests.desktop_app.session.sessions import SENDER, Session, part

LIGHT: Final = LiftPlan("Ann", "squat", (), 100.0, loss_stop_percent=20.0, target_reps=5)
HEAVY: Final = replace(LIGHT, load_kg=130.0, target_reps=8)
MOUNTED: Final = Mounting(Forward.PLUS_Y, ClipPlace(0.35, 0.04))
"""As the simulated sensor sits."""
BETWEEN_S: Final = 20.0
REST_S: Final = 40.0
LOST_AT_S: Final = 17.0
STEP_S: Final = 0.05
Wanted = Callable[[RackSnapshot], object]


@dataclass(frozen=True)
class Moments:
    """Snapshots by name, the sets of the first session, and what the set-up saw of the sensor on its bar."""

    snapshots: Mapping[str, RackSnapshot]
    log: SetLog
    placed: SetupShown


def moments(recordings: Path, kept: Path) -> Moments:
    """Two sets and their rests, a sensor lost on the way, pain, and a demo to its end. kept: folder to record into."""
    trained = _trained(recordings, kept / "2026-11-21_18-30-05.mcap")
    found = {
        "no_sensor": trained.shown[0],
        "ready": _first(trained.shown, lambda s: s.mode is Mode.READY and s.time_s > 3.0),
        "lifting": _first(trained.shown, _in_the_fourth_descent),
        "resting": _last(trained.shown, lambda s: s.mode is Mode.RESTING and s.plan == LIGHT),
        "alarm": _first(trained.shown, lambda s: s.alarm and s.traffic is not Traffic.STOP),
        "cue": _first(trained.shown, lambda s: s.cue is not None and s.phase == "top" and s.traffic is Traffic.CAREFUL),
        "stop": _first(trained.shown, lambda s: s.traffic is Traffic.STOP and s.mode is Mode.LIFTING),
        "resting_heavy": trained.shown[-1],
        **_lost(recordings),
        **_played(recordings),
    }
    core = trained.core
    first, second = core.log.entries
    for edit in (ChangePlan(first.id, replace(first.plan, warm_up=True)), Strike(second.id, 7), AddReps(second.id, 1)):
        core.edit(edit)
    serials = {name: replace(each, serial=k) for k, (name, each) in enumerate(found.items(), 1)}
    return Moments(MappingProxyType(serials), core.log, _placed(recordings))


def _trained(recordings: Path, path: Path) -> Session:
    light, heavy = _samples(recordings, "squat_controlled"), _samples(recordings, "squat_falls_apart")
    session = Session(path, LIGHT)
    session.look()
    session.feed(SENDER.items(light), 2)
    at_s = _rested(session, light, float(light.time_s[-1]), BETWEEN_S)
    session.core.set_plan(HEAVY, session.now_ns)
    session.core.next_set(session.now_ns)
    session.feed(_data(heavy, at_s), 2)
    _rested(session, heavy, at_s + float(heavy.time_s[-1]), REST_S)
    return session


def _placed(recordings: Path) -> SetupShown:
    """The checks of the sensor's place, after some reps."""
    session, desk = Session(None, LIGHT), SetupDesk(lambda _: None)
    desk.open(MOUNTED)
    session.core.watcher = desk.take
    session.feed(SENDER.items(part(_samples(recordings, "squat_controlled"), 0.0, LOST_AT_S)), 2)
    return desk.shown


def _lost(recordings: Path) -> Mapping[str, RackSnapshot]:
    """A sensor that goes out of range in the set, and the key for pain."""
    samples = _samples(recordings, "squat_controlled")
    session = Session(None, LIGHT)
    session.feed(SENDER.items(part(samples, 0.0, LOST_AT_S)), 2)
    text = "The sensor went out of range. Bring it near; it is tried again."
    session.feed([SENDER.status(LinkState.LOST, LOST_AT_S + 0.1, text)])
    found = {"lost": session.newest}
    session.wait(25.0, 0.5)
    found["gone"] = session.newest
    session.core.pain(session.now_ns)
    return {**found, "pain": session.look()}


def _played(recordings: Path) -> Mapping[str, RackSnapshot]:
    """A demo of a lift that begins with its drive, and its end."""
    clock = _Clock()
    opened = open_recording(recordings / "simulated_hip_thrust.mcap")
    feed = ReplayFeed(opened, banner=words.DEMO_BANNER, clock=clock)
    shown: list[RackSnapshot] = []
    while not feed.core.over:
        clock.time_s += STEP_S
        feed.step()
        feed.core.tick(feed.now_ns())
        shown.append(feed.core.snapshot(feed.now_ns()))
    shown.append(feed.core.snapshot(feed.now_ns()))
    return {"demo": _first(shown, lambda s: len(s.reps) == 4 and s.phase == "descent"), "over": shown[-1]}


def _in_the_fourth_descent(shown: RackSnapshot) -> bool:
    return len(shown.reps) == 3 and shown.phase == "descent" and (shown.progress or 0.0) > 0.5


class _Clock:
    time_s = 0.0

    def now(self) -> float:
        return self.time_s

    def sleep_until(self, time_s: float) -> bool:
        self.time_s = max(self.time_s, time_s)
        return True


def _rested(session: Session, samples: Samples, from_s: float, seconds: float) -> float:
    """The bar is left as it was; gives when something may follow."""
    time_s = np.arange(0.01, seconds, 0.01)
    still = Samples(
        time_s, np.tile(samples.acc_ms2[-1], (len(time_s), 1)), np.tile(samples.gyro_rads[-1], (len(time_s), 1))
    )
    session.feed(_data(still, from_s), 5)
    return from_s + seconds


def _data(samples: Samples, from_s: float) -> Sequence[Item]:
    return SENDER.data(Samples(samples.time_s + from_s, samples.acc_ms2, samples.gyro_rads))


def _samples(recordings: Path, name: str) -> Samples:
    (sensor,) = open_recording(recordings / f"simulated_{name}.mcap").sensors
    return sensor.samples


def _first(shown: Sequence[RackSnapshot], wanted: Wanted) -> RackSnapshot:
    return next(each for each in shown if wanted(each))


def _last(shown: Sequence[RackSnapshot], wanted: Wanted) -> RackSnapshot:
    return _first(shown[::-1], wanted)
