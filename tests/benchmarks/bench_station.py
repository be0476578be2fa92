"""Eight sensors at 200 Hz through bleak and the fake BlueZ, engine and recording on: losses, load, memory, delay.

Ten minutes with --full, one without. Processor time is this program's: radio, decoding, recording and engines; the
fake radio runs in a process of its own. Lost packets are told by the sensors' own sequence numbers; what the fake radio
counted as sent and what was recorded differ by the packets that came before a sensor was set up, one each.
"""

from __future__ import annotations

import gc
import resource
import tempfile
import time
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
import radio
from rich.table import Table

from dsp.samples import Samples
from sensor.loaded import SetInfo
from sensor.opening import open_recording
from sensor.simulator import plan_set, simulate
from tests.rig.rig import near

SENSORS: Final = 8
RATE_HZ: Final = 200.0
FULL_S: Final = 600.0
QUICK_S: Final = 60.0
GROWTH_ASKED_MB: Final = 10.0
CORE_ASKED_PERCENT: Final = 50.0
DELAY_ASKED_MS: Final = 50.0
REST_S: Final = 90.0
STAGGER_S: Final = 0.7
"""Each lifter begins this much after the one before: nobody lifts in step."""
SETTLED_S: Final = 100.0
"""Memory is first read after this long: the first set is closed and every module and buffer is there. A shorter run
reads it after a third of its time.
"""


def lifting(length_s: float, seed: int = 3) -> Samples:
    """A set and its rest over and over, until length_s is full. Each time it begins as it began, so nothing leaps."""
    sim = simulate(*plan_set("rest", seed), seed)
    turn = radio.rested(sim.samples, 0.0, REST_S)
    turn = Samples(turn.time_s - turn.time_s[0], turn.acc_ms2, turn.gyro_rads)
    count = int(np.ceil(length_s / turn_s(turn)))
    return Samples(
        np.concatenate([turn.time_s + k * turn_s(turn) for k in range(count)]),
        np.tile(turn.acc_ms2, (count, 1)),
        np.tile(turn.gyro_rads, (count, 1)),
    )


def turn_s(turn: Samples) -> float:
    """Length of one set with its rest."""
    return float(turn.time_s[-1] + np.median(np.diff(turn.time_s)))


def memory_mb() -> float:
    """Resident now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def run(folder: Path, seconds: float) -> list[Table | str]:
    target = folder / "eight.mcap"
    motion = radio.motion_file(folder / "motion.npz", lifting(seconds))
    devices = [near("rackside") for _ in range(SENSORS)]
    with radio.Station(devices, target, SetInfo(exercise="squat")) as station:
        station.start(motion)
        for k, address in enumerate(station.rig.addresses):
            station.rig.control("play", address=address, path=str(motion), delay_s=STAGGER_S * k)
        station.pump(min(SETTLED_S, seconds / 3))
        before_mb, before_cpu, before = memory_mb(), time.process_time(), time.monotonic()
        station.pump(seconds)
        cpu, wall, after_mb = time.process_time() - before_cpu, time.monotonic() - before, memory_mb()
        lost = sum(s.lost for s in station.session.sensors.values())
        refused = sum(s.refused for s in station.session.sensors.values())
        station.stop()
        sent = [_sent(station.rig.control("sent", address=a)) for a in station.rig.addresses]
        heard = station.heard
        got = [station.session.sensors[a].samples for a in station.rig.addresses]
    opened = open_recording(target)
    reps = heard.reps.total()
    rates = [len(s.samples) / float(np.ptp(s.samples.time_s)) for s in opened.sensors]
    figures = harness.table(f"{SENSORS} sensors at {RATE_HZ:g} Hz for {wall:.0f} s", "what", "measured", "asked")
    figures.add_row("samples lost, by sequence number", harness.against(lost, 0, 0), "0")
    figures.add_row("packets that could not be decoded", harness.against(refused, 0, 0), "0")
    figures.add_row("samples sent before set-up had ended, not recorded", f"{sum(sent) - sum(got)}", "")
    figures.add_row("samples recorded", f"{sum(got)}", "")
    figures.add_row("rate a sensor, Hz", f"{min(rates):.1f}-{max(rates):.1f}", "200")
    figures.add_row("processor, % of a core", harness.against(100 * cpu / wall, CORE_ASKED_PERCENT, 1), "50")
    figures.add_row("memory growth, MB", harness.against(after_mb - before_mb, GROWTH_ASKED_MB, 1), "10")
    figures.add_row("arrival to event, p50 ms", f"{np.percentile(heard.event_ms, 50):.1f}", "")
    figures.add_row(
        "arrival to event, p99 ms", harness.against(float(np.percentile(heard.event_ms, 99)), DELAY_ASKED_MS, 1), "50"
    )
    figures.add_row("of it while a set goes on, p99 ms", f"{np.percentile(heard.set_ms, 99):.1f}", "")
    figures.add_row("arrival to measured, p99 ms", f"{np.percentile(heard.packet_ms, 99):.1f}", "")
    figures.add_row("reps said live", f"{reps}", "")
    return [figures, harness.MARK]


def _sent(tallies: dict[str, dict[str, dict[str, int]]]) -> int:
    return sum(stream["sent"] for stream in tallies["run"].values())


def main() -> None:
    chosen = harness.options(__doc__, 1, 1, processes=1)
    with tempfile.TemporaryDirectory() as folder:
        harness.show(*run(Path(folder), FULL_S if chosen.full else QUICK_S))


if __name__ == "__main__":
    main()
