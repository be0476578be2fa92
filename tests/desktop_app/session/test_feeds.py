"""Where a session's items come from, by clocks that jump: a replay to its end, a lifter who never ends."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from desktop_app.analysis import Wishes, analyze_recording
from desktop_app.session import words
from desktop_app.session.feeds import Feed
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played_feeds import ReplayFeed, SimulatedFeed
from desktop_app.session.snapshot import Mode, RackSnapshot
from dsp.context import Tempo
from dsp.limits import SignLimits
from dsp.samples import Samples
from sensor.loaded import SetInfo, SetSpan
from sensor.opening import open_recording
from sensor.packets import Chunks


class HandClock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.time_s = 0.0

    def now(self) -> float:
        return self.time_s

    def sleep_until(self, time_s: float) -> bool:
        raise AssertionError("a feed never waits")


def run(feed: Feed, clock: HandClock, until_s: float, step_s: float = 0.05) -> list[RackSnapshot]:
    shown: list[RackSnapshot] = []
    while clock.time_s < until_s:
        clock.time_s += step_s
        feed.step()
        feed.core.tick(feed.now_ns())
        shown.append(feed.core.snapshot(feed.now_ns()))
    return shown


def test_a_replay_is_as_if_live_and_then_over(project: Path) -> None:
    clock = HandClock()
    opened = open_recording(project / "recordings" / "simulated_hip_thrust.mcap")
    feed = ReplayFeed(opened, banner=words.DEMO_BANNER, clock=clock)
    shown = run(feed, clock, 60.0)
    assert {s.banner for s in shown} == {words.DEMO_BANNER}
    assert shown[0].plan.exercise == "hip_thrust"
    assert shown[0].plan.load_kg == 90.0
    assert Mode.LIFTING in {s.mode for s in shown}
    last = shown[-1]
    assert (last.mode, len(last.reps), last.sets, last.notices) == (Mode.OVER, 8, 1, ())
    assert all(r.settled for r in last.reps)
    assert last.next_line is not None
    feed.close()


def test_a_replay_that_is_over_has_lost_no_sensor(project: Path) -> None:
    clock = HandClock()
    feed = ReplayFeed(open_recording(project / "recordings" / "simulated_bench.mcap"), banner="x", clock=clock)
    while not feed.core.over:
        run(feed, clock, clock.time_s + 1.0)
    feed.core.sounds()
    run(feed, clock, clock.time_s + 10.0)
    assert not any(said.earcons or said.words for said in feed.core.sounds())


def test_time_never_runs_ahead_of_what_was_measured(project: Path) -> None:
    clock = HandClock()
    feed = ReplayFeed(
        open_recording(project / "recordings" / "simulated_bench.mcap"), banner="x", clock=clock
    )  # fmt: skip
    clock.time_s = 30.0
    feed.step()
    assert feed.now_ns() < 2e9
    before_s = 0.0
    for _ in range(30):
        feed.step()
        assert feed.now_ns() * 1e-9 > before_s
        before_s = feed.now_ns() * 1e-9
        feed.core.tick(feed.now_ns())
        assert feed.core.snapshot(feed.now_ns()).mode is not Mode.NO_SENSOR


def test_the_simulated_lifter_goes_on_and_does_what_the_plan_says() -> None:
    clock = HandClock()
    feed = SimulatedFeed(LiftPlan("Ann", "bench", (), 60.0), clock=clock)
    shown = run(feed, clock, 70.0)
    assert {s.banner for s in shown} == {words.SIMULATED_BANNER}
    assert {s.recording for s in shown} == {None}
    assert shown[-1].sets >= 1
    assert [e.plan.exercise for e in feed.core.log.entries][:1] == ["bench"]
    modes = [s.mode for s in shown]
    resting = modes.index(Mode.RESTING)
    assert Mode.READY in modes[resting:]
    assert Mode.LIFTING in modes[resting:]
    feed.core.set_plan(LiftPlan("Ann", "deadlift", (), 140.0, target_reps=3), feed.now_ns())
    shown = run(feed, clock, 200.0)
    assert "deadlift" in {e.plan.exercise for e in feed.core.log.entries if e.rep_count == 3}
    feed.close()


def test_a_tempo_that_no_bar_can_follow() -> None:
    clock = HandClock()
    feed = SimulatedFeed(LiftPlan(exercise="squat", tempo=Tempo.parse("0-0-0-0")), clock=clock)
    assert run(feed, clock, 1.0)


def test_thread_and_core_are_made_without_the_simulator_and_bluetooth(project: Path) -> None:
    script = (
        "import sys; import desktop_app.session.thread, desktop_app.app\n"
        "print({m for m in sys.modules if m in ('bleak', 'scipy.signal', 'sensor.simulator', 'PySide6', 'vqf')})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=project)
    assert "bleak" not in done.stdout
    assert "simulator" not in done.stdout
    assert "PySide6" not in done.stdout


def test_each_set_of_a_recording_is_played_as_it_is_marked(project: Path) -> None:
    once = open_recording(project / "recordings" / "simulated_squat_controlled.mcap")
    sensor, apart_s = once.sensors[0], 100.0
    later = replace(sensor.samples, time_s=sensor.samples.time_s + apart_s)
    chunks = Chunks(
        np.concatenate([sensor.chunks.stop, sensor.chunks.stop + len(later)]),
        np.concatenate([sensor.chunks.arrival_s, sensor.chunks.arrival_s + apart_s]),
    )
    strict = SignLimits(late_rush_ratio=0.05, late_rush_reference_ratio=0.0, first_reps=1)
    sets = (
        SetSpan(0.0, 60.0, SetInfo("squat", load_kg=80.0, athlete="Ann", limits=strict)),
        SetSpan(apart_s, None, SetInfo("front_squat", load_kg=60.0, athlete="Bea")),
    )
    twice = replace(sensor, samples=Samples.joined([sensor.samples, later]), chunks=chunks)
    recording = replace(once, sensors=(twice,), sets=sets)
    clock = HandClock()
    feed = ReplayFeed(recording, banner="x", clock=clock)
    shown = run(feed, clock, 2 * apart_s)
    lifting = [s.plan.athlete for s in shown if s.mode is Mode.LIFTING]
    assert (lifting[0], lifting[-1], set(lifting)) == ("Ann", "Bea", {"Ann", "Bea"})
    first, second = feed.core.log.entries
    assert [(e.plan.exercise, e.plan.load_kg, e.rep_count) for e in (first, second)] == [
        ("squat", 80.0, 5), ("front_squat", 60.0, 5),
    ]  # fmt: skip
    analysed = analyze_recording(recording, "here", Wishes()).sensors[0].sets
    for entry, alone in zip((first, second), analysed, strict=True):
        assert entry.result is not None
        assert entry.result.reps == alone.reps
        assert [s.code for s in entry.result.signs] == [s.code for s in alone.signs]
    assert "late_rush" in {s.code for s in analysed[0].signs} - {s.code for s in analysed[1].signs}
