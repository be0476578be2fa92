"""Simulated sets as each device's own bytes over the fake radio, against the same sets analysed directly.

All devices feel one motion at once, each at its own rate, range, resolution, crystal and connection interval, and are
recorded by one recording. Speeds are those of the reps that both analyses found; differences are RMS over all of them.
"Truth" is the simulator's. Late is where the motion stands on the host's clock, delays included; what matters is that
devices agree within 10 ms. A device without a gyroscope or at 52-60 Hz can do less; how much is what the table says.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
import radio
from rich.table import Table

from dsp.engine import Engine
from dsp.events import SetSettled
from dsp.params import AnalysisParams
from dsp.results import Rep, SetResult
from dsp.timeline import Timeline, build_timeline
from sensor.loaded import SetInfo
from sensor.opening import open_recording
from sensor.simulator import Simulation, plan_set, simulate
from tests.rig.rig import Near, near

FULL: Final = 8
QUICK: Final = 1
LEAD_S: Final = 4.0
"""At rest before the set, so that clocks are set and the first second is no rep's."""
OVERLAP: Final = 0.5
UNDELAYED: Final = replace(AnalysisParams().timeline, sensor_delay_samples=0.0)
"""The devices of the rig have no low-pass whose delay must be taken off."""
LAGS_S: Final = np.arange(-0.06, 0.0601, 0.0005)
SMOOTH: Final = 17
MOST_MS2: Final = 16.0
DEVICES: Final[dict[str, Near]] = {
    "WitMotion 200 Hz": near("witmotion"),
    "WitMotion, 0x0B refused": near("witmotion", accepts_200=False),
    "MetaMotion R (BMI160)": near("metamotion"),
    "MetaMotion S (BMI270)": near("metamotion", chip="bmi270"),
    "Movesense": near("movesense"),
    "Polar Verity Sense": near("polar"),
    "Polar H10 (no gyroscope)": near("polar_h10"),
    "Movella DOT": near("dot"),
    "Rackside profile": near("rackside"),
}


@dataclass(slots=True)
class Figures:
    """Of one device over all sets. sets, counted: with the same number of reps. errors: by name, m/s and m.

    late_s: how much later than it was the motion stands on the host's clock.
    """

    rate_hz: list[float] = field(default_factory=list)
    sets: int = 0
    counted: int = 0
    good: list[bool] = field(default_factory=list)
    errors: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    late_s: list[float] = field(default_factory=list)


def a_set(seed: int) -> Simulation:
    """An ordinary set, as a sensor at 200 Hz feels it."""
    plan, sensor, link = plan_set("rest" if seed % 2 == 0 else "touch_and_go", seed)
    return simulate(plan, replace(sensor, rate_hz=200.0, bandwidth_hz=80.0), link, seed)


def settled(engine: Engine, sim_samples: object) -> SetResult:
    events = [*engine.push(sim_samples), *engine.finish()]  # type: ignore[arg-type]
    return [e.result for e in events if isinstance(e, SetSettled)][-1]


def run_set(seed: int, folder: Path, figures: dict[str, Figures]) -> None:
    sim = a_set(seed)
    direct = settled(Engine(sim.context, provisional=False), radio.rested(sim.samples, LEAD_S, radio.TAIL_S))
    target = folder / f"{seed}.mcap"
    motion = radio.motion_file(folder / f"{seed}.npz", sim.samples, LEAD_S)
    with radio.Station(list(DEVICES.values()), target, SetInfo(exercise=sim.context.exercise)) as station:
        station.start(motion)
        length_s = float(np.ptp(sim.samples.time_s)) + LEAD_S
        # Linux has one monotonic clock, which the host's clock and the rig's both are.
        to_host_ns = station.radio.clock.now_ns() - time.perf_counter_ns()
        played_s = station.rig.control("play", path=str(motion))["starts_s"]
        station.pump(length_s + radio.TAIL_S)
        station.stop()
        play_s = played_s + (to_host_ns - (station.session.zero_ns or 0)) * 1e-9
    recording = open_recording(target)
    for name, address in zip(DEVICES, station.rig.addresses, strict=True):
        sensor = next(s for s in recording.sensors if s.identity.id == address)
        found = settled(Engine(recording.context(sensor), provisional=False), sensor.samples)
        figure = figures[name]
        figure.rate_hz.append(found.rate_hz or 0.0)
        figure.sets += 1
        figure.counted += len(found.reps) == len(direct.reps)
        timeline = build_timeline(sensor.samples, sensor.stamps, UNDELAYED)
        figure.late_s.append(lateness(timeline, sim, play_s + LEAD_S))
        _compare(figure, found, direct, sim)


def lateness(timeline: Timeline, sim: Simulation, start_s: float) -> float:
    """By how much the motion must be shifted to lie on what was measured, by least squares.

    Of the turn rates; of the acceleration's size, which is vaguer, where there are none.
    """
    true_s = sim.samples.time_s - sim.samples.time_s[0] + start_s
    inner = (true_s > timeline.time_s[0] + LAGS_S[-1]) & (true_s < timeline.time_s[-1] - LAGS_S[-1])
    if timeline.gyro_rads.any():
        columns = list(zip(timeline.gyro_rads.T, sim.samples.gyro_rads.T, strict=True))
    else:
        columns = [(np.linalg.norm(timeline.acc_ms2, axis=1), np.linalg.norm(sim.samples.acc_ms2, axis=1))]
        inner &= columns[0][1] < MOST_MS2  # knocks are cut off
    misfit = np.zeros(len(LAGS_S))
    box = np.ones(SMOOTH) / SMOOTH  # a ringing bar looks the same a period later
    for measured, true in columns:
        smooth = np.convolve(true, box, "same")[inner]
        for k, lag_s in enumerate(LAGS_S):
            read = np.convolve(np.interp(true_s + lag_s, timeline.time_s, measured), box, "same")[inner]
            misfit[k] += float(np.mean((read - smooth) ** 2))
    return float(LAGS_S[int(np.argmin(misfit))])


def _compare(figure: Figures, found: SetResult, direct: SetResult, sim: Simulation) -> None:
    if not found.reps or len(found.reps) != len(direct.reps):
        return
    # The rig plays at some time of the recording; the median rep tells which.
    shift_s = float(np.median([a.start_s - b.start_s for a, b in zip(found.reps, direct.reps, strict=True)]))
    truths = [t for t in sim.truth.reps if t.is_rep]
    for mine, theirs in zip(found.reps, direct.reps, strict=True):
        figure.good.append(mine.quality.value == "good")
        for part in ("descent", "drive"):
            a, b = getattr(mine, part), getattr(theirs, part)
            if a is not None and b is not None:
                figure.errors[f"{part}_peak"].append(a.peak_speed_ms - b.peak_speed_ms)
                figure.errors[f"{part}_mean"].append(a.mean_speed_ms - b.mean_speed_ms)
        if mine.rom_m is not None and theirs.rom_m is not None:
            figure.errors["rom"].append(mine.rom_m - theirs.rom_m)
        for truth in truths:
            drive = truth.drive
            if mine.drive is not None and drive is not None and _same(mine, shift_s, truth.start_s, truth.end_s):
                figure.errors["truth_peak"].append(mine.drive.peak_speed_ms - drive.peak_speed_ms)


def _same(rep: Rep, shift_s: float, start_s: float, end_s: float) -> bool:
    common = min(rep.end_s - shift_s, end_s) - max(rep.start_s - shift_s, start_s)
    return common > OVERLAP * (end_s - start_s)


def as_table(figures: dict[str, Figures], sets: int) -> Table:
    out = harness.table(
        f"{sets} sets as each device sends them, against the same analysed directly; RMS", "device", "Hz",
        "sets counted", "descent peak m/s", "mean", "drive peak", "mean", "range m", "good %", "drive peak, truth",
        "late ms",
    )  # fmt: skip
    for name, figure in figures.items():
        rms = {key: float(np.sqrt(np.mean(np.square(values)))) for key, values in figure.errors.items() if values}
        columns = ("descent_peak", "descent_mean", "drive_peak", "drive_mean", "rom")
        out.add_row(
            name,
            f"{np.mean(figure.rate_hz):.0f}",
            harness.at_least(figure.counted, figure.sets, 0) + f"/{figure.sets}",
            *(f"{rms[c]:.3f}" if c in rms else "-" for c in columns),
            f"{100 * np.mean(figure.good):.0f}" if figure.good else "-",
            f"{rms['truth_peak']:.3f}" if "truth_peak" in rms else "-",
            f"{1000 * min(figure.late_s):.1f} to {1000 * max(figure.late_s):.1f}",
        )
    return out


def main() -> None:
    chosen = harness.options(__doc__, QUICK, FULL, processes=1)
    figures = {name: Figures() for name in DEVICES}
    with tempfile.TemporaryDirectory() as folder:
        for seed in chosen.seed_range():
            run_set(seed, Path(folder), figures)
    harness.show(as_table(figures, chosen.seeds), harness.MARK)


if __name__ == "__main__":
    main()
