"""Made-up sets for the replay's tests: results with known times, tracks in closed form, recordings on the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from desktop_app.simulated import opened
from dsp.results import (
    BarPath,
    Bottom,
    Descent,
    Drive,
    LimitSource,
    Quality,
    Rep,
    RepSigma,
    SetResult,
    Severity,
    Sign,
    Summary,
    Top,
)
from dsp.samples import Samples
from dsp.track import Track
from sensor.loaded import LoadedRecording, SetInfo, SetSpan
from sensor.packets import Chunks
from sensor.recording.saving import save_recording
from sensor.simulator import plan_set, simulate

RATE_HZ = 100.0
SEED = 3
REPS = 7
"""A simulated set of so many reps with rests between them."""


def rep(number: int, start_s: float, *, quality: Quality = Quality.GOOD, load_first: bool = False) -> Rep:
    """Two seconds down, half a second at the bottom, one up; the other way round where the drive comes first."""
    down = Descent(start_s, start_s + 2.0, 2.0, 0.25, 0.4, 0.5, 0.45)
    bottom: Bottom | None = Bottom(start_s + 2.0, start_s + 2.5, 0.5, 0.6, 3.0)
    up = Drive(start_s + 2.5, start_s + 3.5, 1.0, 0.5, 0.8, None)
    if load_first:
        up = replace(up, start_s=start_s, end_s=start_s + 1.0)
        down = replace(down, start_s=start_s + 1.5, end_s=start_s + 3.5)
        bottom = None
    return Rep(
        number, quality, start_s, start_s + 3.5, start_s + 3.6, down, bottom, up, Top(0.5), 0.5,
        BarPath(0.03, 0.01, signed=True), 20.0, 0.5, RepSigma(0.01, 0.01, 0.01, 0.02),
    )  # fmt: skip


def sign(code: str, of: int | None, severity: Severity, said_at_s: float) -> Sign:
    return Sign(code, of, "descent", 1.0, "s", 1.4, LimitSource.FIRST_REPS, severity, said_at_s, "Slow it down", "A")


def result(reps: tuple[Rep, ...], signs: tuple[Sign, ...] = (), **changes: object) -> SetResult:
    made = SetResult(
        source="made", exercise="squat", variation=(), tempo=None, load_kg=100.0, rate_hz=100.0, duration_s=30.0,
        samples=3000, gaps=(), warnings=(), reps=reps, refused=(), signs=signs,
        summary=Summary(len(reps), 10.0, 2.0, 0.5, 0.5, None),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def wave(start_s: float, end_s: float, period_s: float, travel_m: float, rate_hz: float = 100.0) -> Track:
    """A bar that goes down and up as a sine from its highest place, and 3 cm forward and back with it."""
    t = np.arange(start_s, end_s, 1.0 / rate_hz)
    turn = 2.0 * np.pi * (t - start_s) / period_s
    up = -0.5 * travel_m * (1.0 - np.cos(turn))
    speed = -0.5 * travel_m * np.sin(turn) * 2.0 * np.pi / period_s
    forward, ahead = 0.015 * (1.0 - np.cos(turn)), 0.015 * np.sin(turn) * 2.0 * np.pi / period_s
    zero = np.zeros(len(t))
    return Track(
        t,
        np.column_stack([zero, forward, up]),
        np.column_stack([zero, ahead, speed]),
        0.1 * np.sin(turn),
        np.full(len(t), np.nan),
        np.zeros(len(t), dtype=bool),
    )


def recording(sets: int = 2, quiet_s: float = 5.0, *, marked: bool = True) -> LoadedRecording:
    """The same simulated front squats several times with quiet between; marked as sets, or left to the engine."""
    rng = np.random.default_rng(7)
    simulation = simulate(*plan_set("rest", SEED), SEED)
    samples = simulation.samples
    last = samples[len(samples) - 100 :]
    count = int(quiet_s * RATE_HZ)
    quiet = Samples(
        np.arange(count) / RATE_HZ,
        last.acc_ms2.mean(axis=0) + 0.03 * rng.standard_normal((count, 3)),
        last.gyro_rads.mean(axis=0) + 0.002 * rng.standard_normal((count, 3)),
    )
    parts: list[Samples] = []
    spans: list[SetSpan] = []
    info = SetInfo(exercise=simulation.context.exercise, athlete="=Ann")
    now_s = 0.0
    for k in range(sets):
        begin_s = now_s
        for part in (samples, quiet):
            parts.append(Samples(part.time_s - part.time_s[0] + now_s, part.acc_ms2, part.gyro_rads))
            now_s = float(parts[-1].time_s[-1]) + 1.0 / RATE_HZ
        spans.append(SetSpan(begin_s, now_s, replace(info, load_kg=100.0 + 10.0 * k)))
    whole = Samples.joined(parts)
    stop = np.append(np.arange(8, len(whole), 8), len(whole)).astype(np.int64)
    first = opened(simulation)
    sensor = replace(first.sensors[0], samples=whole, chunks=Chunks(stop, whole.time_s[stop - 1]))
    return replace(first, sensors=(sensor,), info=info, sets=tuple(spans) if marked else ())


def saved(path: Path, sets: int = 2, quiet_s: float = 5.0, *, marked: bool = True) -> Path:
    save_recording(path, recording(sets, quiet_s, marked=marked), viewer=False)
    return path
