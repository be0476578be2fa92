"""How quick it is, on one core: batch, live with 16 sensors, memory over a long stream, the command's start.

Batch and live are told in processor time, which other work on the machine changes little; the command in wall time,
in turn with its imports. Nothing is asserted.
"""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
from rich.table import Table

from dsp.constants import DEG_PER_RAD, STANDARD_GRAVITY_MS2
from dsp.context import SetContext
from dsp.engine import Engine
from dsp.events import SetSettled
from dsp.samples import Samples
from sensor.simulator import Simulation, plan_set, simulate

SET_S: Final = 60.0
REPS_A_MINUTE: Final = 12
LEAST_TOP_S: Final = 0.3
SENSORS: Final = 16
LIVE_HZ: Final = 200.0
PACKET: Final = 8
QUIET_S: Final = 75.0
"""Between the sets of a long stream: enough for a set to be closed."""
BATCH_ASKED: Final = 500_000
LIVE_ASKED_PERCENT: Final = 25.0
PUSH_ASKED_MS: Final = 10.0
START_ASKED: Final = 2.0
HEADER: Final = "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"
IMPORTS: Final = "import numpy, scipy.signal, vqf"
ROWS: Final = ("batch", "live", "memory", "start")


def minute_set(seed: int, rate_hz: float, length_s: float = SET_S) -> Simulation:
    """A set of about a given length: an ordinary one of twelve reps a minute, its tops stretched to fill the time."""
    plan, sensor, link = plan_set("rest", seed)
    count = max(2, round(REPS_A_MINUTE * length_s / 60.0))
    reps = [plan.reps[i % len(plan.reps)] for i in range(count)]
    busy_s = sum(rep.descent_s + rep.bottom_pause_s + rep.drive_s for rep in reps)
    top_s = max((length_s - plan.rest_before_s - plan.rest_after_s - busy_s) / count, LEAST_TOP_S)
    held = tuple(replace(rep, top_pause_s=top_s) for rep in reps)
    sensor = replace(sensor, rate_hz=rate_hz, bandwidth_hz=0.4 * rate_hz)
    return simulate(replace(plan, reps=held), sensor, link, seed)


def first_s(sim: Simulation, length_s: float) -> Samples:
    samples = sim.samples
    return samples[: int(np.searchsorted(samples.time_s, samples.time_s[0] + length_s))]


def batch(seeds: range, rate_hz: float) -> tuple[list[float], list[int]]:
    """Samples a second, one figure a set; and reps found."""
    speeds, reps = [], []
    for seed in seeds:
        sim = minute_set(seed, rate_hz)
        samples = first_s(sim, SET_S)
        times = []
        for _ in range(3):
            gc.collect()
            engine = Engine(sim.context, provisional=False)
            start = time.process_time()
            events = [*engine.push(samples), *engine.finish()]
            times.append(time.process_time() - start)
        speeds.append(len(samples) / min(times))
        reps += [len(e.result.reps) for e in events if isinstance(e, SetSettled)]
    return speeds, reps


def live(length_s: float) -> tuple[float, list[float]]:
    """Share of one core in percent, and each push's time in ms, with all sensors' packets in turn."""
    sims = [minute_set(seed, LIVE_HZ, length_s) for seed in range(SENSORS)]
    streams = [first_s(sim, length_s) for sim in sims]
    engines = [Engine(sim.context) for sim in sims]
    pushes = []
    for start in range(0, max(map(len, streams)), PACKET):
        for engine, samples in zip(engines, streams, strict=True):
            packet = samples[start : start + PACKET]
            if len(packet):
                before = time.process_time()
                engine.push(packet)
                pushes.append(1e3 * (time.process_time() - before))
    return 100.0 * sum(pushes) / 1e3 / length_s, pushes


def long_stream(seconds: float, rate_hz: float) -> Iterator[Samples]:
    """Packets of sets of a minute with quiet between them, on one clock."""
    sets = [minute_set(seed, rate_hz) for seed in range(4)]
    rng = np.random.default_rng(5)
    now_s, number = 0.0, 0
    while now_s < seconds:
        samples = sets[number % len(sets)].samples
        quiet = _quiet(samples, rate_hz, rng)
        for part in (samples, quiet):
            whole = Samples(part.time_s - part.time_s[0] + now_s, part.acc_ms2, part.gyro_rads)
            for start in range(0, len(whole), PACKET):
                yield whole[start : start + PACKET]
            now_s = float(whole.time_s[-1]) + 1.0 / rate_hz
        number += 1


def _quiet(samples: Samples, rate_hz: float, rng: np.random.Generator) -> Samples:
    """A bar at rest as at the end of a set."""
    n = int(QUIET_S * rate_hz)
    tail = samples[len(samples) - int(0.3 * rate_hz) :]
    acc = tail.acc_ms2.mean(axis=0) + 0.03 * rng.standard_normal((n, 3))
    gyro = tail.gyro_rads.mean(axis=0) + 0.002 * rng.standard_normal((n, 3))
    return Samples(np.arange(n) / rate_hz, acc, gyro)


def resident_mb() -> float:
    """Memory of this process, MB: now where the system tells it, else the most so far."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def memory(seconds: float, rate_hz: float, marks: int = 6) -> tuple[list[tuple[float, float]], int]:
    """Resident memory, MB, at some moments of a long stream; and how many sets were closed in it."""
    engine = Engine(SetContext("squat"))
    told, due, sets = [], seconds / marks, 0
    for packet in long_stream(seconds, rate_hz):
        sets += sum(isinstance(e, SetSettled) and e.final for e in engine.push(packet))
        if packet.time_s[-1] >= due:
            gc.collect()
            told.append((due, resident_mb()))
            due += seconds / marks
    return told, sets


def start_times(pairs: int) -> tuple[list[float], list[float]]:
    """Wall times, s, of `rackside analyze` of a one-minute set and of the bare imports, in turn."""
    sim = minute_set(1, 100.0)
    samples = first_s(sim, SET_S)
    columns = [samples.time_s, samples.acc_ms2 / STANDARD_GRAVITY_MS2, samples.gyro_rads * DEG_PER_RAD]
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(harness.PROJECT), os.environ.get("PYTHONPATH"))))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "minute.csv"
        np.savetxt(file, np.column_stack(columns), fmt="%.6f", delimiter=",", header=HEADER, comments="")
        command = [sys.executable, "-m", "desktop_app", "analyze", str(file), "--exercise", str(sim.context.exercise)]
        ours, bare = [], []
        for _ in range(pairs + 1):
            ours.append(_timed(command, environment))
            bare.append(_timed([sys.executable, "-c", IMPORTS], environment))
    # The first pair reads everything from disk.
    return ours[1:], bare[1:]


def _timed(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=tempfile.gettempdir())
    lasted = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.decode()[-500:]}")
    return lasted


def _batch_table(seeds: range) -> Table:
    table = harness.table(
        f"Batch: {SET_S:.0f} s sets, samples to result, one core", "rate Hz", "sets", "samples/s median", "least",
        "asked", "ms a set", "reps",
    )  # fmt: skip
    for rate_hz in (100.0, 200.0):
        speeds, reps = batch(seeds, rate_hz)
        table.add_row(
            f"{rate_hz:.0f}", f"{len(speeds)}", harness.at_least(float(np.median(speeds)), BATCH_ASKED, 0),
            f"{min(speeds):.0f}", f"{BATCH_ASKED}", f"{1e3 * SET_S * rate_hz / np.median(speeds):.1f}", f"{sum(reps)}",
        )  # fmt: skip
    return table


def _live_table(length_s: float) -> Table:
    share, pushes = live(length_s)
    table = harness.table(
        f"Live: {SENSORS} sensors at {LIVE_HZ:.0f} Hz in packets of {PACKET}, {length_s:.0f} s of stream",
        "", "% of a core", "push p50 ms", "p99 ms", "p99.9 ms", "max ms",
    )  # fmt: skip
    p50, p99, p999 = np.quantile(pushes, [0.5, 0.99, 0.999])
    table.add_row("asked", f"{LIVE_ASKED_PERCENT:g}", "", f"{PUSH_ASKED_MS:g}", "", "", style="dim")
    table.add_row(
        "measured", harness.against(share, LIVE_ASKED_PERCENT, 1), f"{p50:.2f}",
        harness.against(float(p99), PUSH_ASKED_MS, 2), f"{p999:.1f}", f"{max(pushes):.1f}",
    )  # fmt: skip
    return table


def _memory_table(seconds: float) -> Table:
    told, sets = memory(seconds, LIVE_HZ if seconds > 1800 else 100.0)
    table = harness.table(
        f"Memory over {seconds / 60:.0f} min of stream, {sets} sets closed; asked: flat", "minute", "resident MB",
        "against the first",
    )  # fmt: skip
    for at_s, mb in told:
        table.add_row(f"{at_s / 60:.0f}", f"{mb:.1f}", f"{mb - told[0][1]:+.1f}")
    return table


def _start_table(pairs: int) -> Table:
    ours, bare = start_times(pairs)
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    table = harness.table(f"The command against its imports, {pairs} pairs in turn, medians", "", "s", "ratio", "asked")
    table.add_row(f'python -c "{IMPORTS}"', f"{np.median(bare):.3f}")
    table.add_row(
        "rackside analyze, a one-minute CSV", f"{np.median(ours):.3f}",
        harness.against(float(np.median(ratios)), START_ASKED, 2), f"{START_ASKED:g}",
    )  # fmt: skip
    return table


def main() -> None:
    """Print the tables."""
    options = harness.options(__doc__, quick=3, full=20, processes=1)
    parts = {
        "batch": lambda: _batch_table(options.seed_range()),
        "live": lambda: _live_table(60.0 if options.full else 30.0),
        "memory": lambda: _memory_table(3600.0 if options.full else 420.0),
        "start": lambda: _start_table(15 if options.full else 5),
    }
    for name in options.chosen(ROWS):
        harness.show(parts[name]())
    harness.show(harness.MARK)


if __name__ == "__main__":
    main()
