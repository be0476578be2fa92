"""Every fault of radio, adapter and service in mid-set: does the set go on, does the recording open, what has changed.

Each fault comes between two reps of a simulated set that two sensors feel, one without a clock of its own (WitMotion)
and one with (the open profile). The reps are held against those of the same set without a fault. Reps that touch the
gap may be marked or missing; all others must be there with the same speeds.
"""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
import radio
from bench_devices import a_set, settled
from rich.text import Text

from dsp.engine import Engine
from dsp.results import Rep, SetResult
from sensor.ble.status import LinkState
from sensor.errors import SensorError
from sensor.loaded import SetInfo
from sensor.opening import open_recording
from tests.rig.rig import Rig

LEAD_S: Final = 4.0
SEED: Final = 29
AFTER_REP: Final = 3
AWAY_S: Final = 1.5
CHANGE_MS: Final = 0.02
"""Two runs sample the same motion at other instants: drive peaks differ by a few thousandths."""
MARGIN_S: Final = 1.5
DEVICES: Final = ("witmotion", "rackside")
Fault = Callable[[Rig], None]


def waits(first: str, then: str, seconds: float = AWAY_S, **arguments: object) -> Fault:
    def fault(rig: Rig) -> None:
        rig.control(first, **arguments)
        time.sleep(seconds)
        rig.control(then)

    return fault


def restarts(how: signal.Signals) -> Fault:
    def fault(rig: Rig) -> None:
        rig.kill_bluez(how)
        time.sleep(AWAY_S)
        rig.start_bluez()

    return fault


def switched(rig: Rig) -> None:
    rig.control("power", on=False)
    time.sleep(AWAY_S)
    rig.control("power", on=True)


FAULTS: Final[dict[str, Fault]] = {
    "none": lambda _: None,
    "dropped by the device": lambda rig: rig.control("drop"),
    "out of range 1.5 s": waits("out_of_range", "in_range"),
    "stalled 1 s, then all at once": lambda rig: rig.control("stall", seconds=1.0),
    "stalled 1 s, that lost": lambda rig: rig.control("stall", seconds=1.0, keep=False),
    "Bluetooth off and on": switched,
    "adapter out and in": waits("remove_adapter", "add_adapter"),
    "adapter out, silently": waits("remove_adapter", "add_adapter", silent=True),
    "service killed, restarted": restarts(signal.SIGKILL),
    "service stopped, restarted": restarts(signal.SIGTERM),
    "device forgotten": lambda rig: rig.control("remove"),
    "device forgotten, silently": lambda rig: rig.control("remove", silent=True),
    "three half frames": lambda rig: rig.control("truncate", count=3),
    "five notifications twice": lambda rig: rig.control("duplicate", count=5),
    "three out of order": lambda rig: rig.control("reorder", count=3),
    "three lost silently": lambda rig: rig.control("lose", count=3),
    "MTU 23, payloads cut": lambda rig: rig.control("mtu", mtu=23, overlong="cut"),
    "MTU 23, payloads split": lambda rig: rig.control("mtu", mtu=23, overlong="split"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one fault. sets: a result for each device, None where the recording holds nothing of it."""

    opened: bool
    sets: tuple[SetResult | None, ...]
    shift_s: tuple[float, ...]
    gap_s: tuple[float, float]
    said: str


def run(name: str) -> Outcome:
    sim = a_set(SEED)
    direct = settled(Engine(sim.context, provisional=False), sim.samples)
    fault_s = direct.reps[AFTER_REP - 1].end_s - float(sim.samples.time_s[0]) + LEAD_S
    length_s = float(np.ptp(sim.samples.time_s)) + LEAD_S
    with tempfile.TemporaryDirectory() as folder:
        motion = radio.motion_file(Path(folder) / "motion.npz", sim.samples, LEAD_S)
        target = Path(folder) / "set.mcap"
        with radio.Station(list(DEVICES), target, SetInfo(exercise=sim.context.exercise)) as station:
            station.start(motion)
            station.rig.control("play", path=str(motion))
            played_ns = station.radio.clock.now_ns()
            began = time.monotonic()
            station.pump(fault_s)
            FAULTS[name](station.rig)
            station.pump(length_s + radio.TAIL_S - (time.monotonic() - began))
            zero_ns = station.session.zero_ns or played_ns
            said = [s for s in station.heard.statuses if s.state in {LinkState.LOST, LinkState.STALLED}]
            station.stop()
            play_s = (played_ns - zero_ns) * 1e-9
        try:
            recording = open_recording(target)
        except SensorError:
            return Outcome(False, (None, None), (0.0, 0.0), (0.0, 0.0), "")
        sets: list[SetResult | None] = []
        for address in station.rig.addresses:
            sensor = next((s for s in recording.sensors if s.identity.id == address), None)
            found = sensor and settled(Engine(recording.context(sensor), provisional=False), sensor.samples)
            sets.append(found)
    gap = (play_s + fault_s - MARGIN_S, play_s + fault_s + MARGIN_S)
    gaps = [g for s in sets if s is not None for g in s.gaps if g.end_s > gap[0] and g.start_s < gap[1]]
    end_s = max([gap[1], *(g.end_s + 0.5 for g in gaps)])
    return Outcome(True, tuple(sets), (play_s, play_s), (gap[0], end_s), said[0].text if said else "")


def reps_by_time(found: SetResult | None, shift_s: float) -> dict[float, Rep]:
    return {} if found is None else {rep.start_s - shift_s: rep for rep in found.reps}


def compare(outcome: Outcome, clean: Outcome, device: int) -> tuple[int, int, float | None]:
    """Reps outside the gap that are there, that should be, and the largest change of a drive's peak among them."""
    mine = reps_by_time(outcome.sets[device], outcome.shift_s[device])
    theirs = reps_by_time(clean.sets[device], clean.shift_s[device])
    start_s, end_s = (edge - outcome.shift_s[device] for edge in outcome.gap_s)
    kept, wanted, change = 0, 0, 0.0
    for at_s, rep in theirs.items():
        if rep.end_s - clean.shift_s[device] > start_s and at_s < end_s:
            continue
        wanted += 1
        same = [r for t, r in mine.items() if abs(t - at_s) < 0.7]
        if same and same[0].drive is not None and rep.drive is not None:
            kept += 1
            change = max(change, abs(same[0].drive.peak_speed_ms - rep.drive.peak_speed_ms))
    return kept, wanted, change if kept else None


def main() -> None:
    chosen = harness.options(__doc__, 1, 1)
    names = ["none", *(name for name in chosen.chosen(FAULTS) if name != "none")]
    outcomes = dict(zip(names, harness.answers(run, names, chosen.processes), strict=True))
    figures = harness.table(
        "Faults in mid-set: reps outside the gap, and the largest change of a drive's peak", "fault", "opens",
        "WitMotion", "m/s", "profile", "m/s", "gap s", "said",
    )  # fmt: skip
    for name, outcome in outcomes.items():
        row: list[Text | str] = [name, "yes" if outcome.opened else Text("no*", style="bold red")]
        for device in range(len(DEVICES)):
            kept, wanted, change = compare(outcome, outcomes["none"], device)
            row += [harness.at_least(kept, wanted, 0) + f"/{wanted}", harness.against(change, CHANGE_MS)]
        gaps = [g.end_s - g.start_s for s in outcome.sets if s is not None for g in s.gaps]
        figures.add_row(*row, f"{max(gaps, default=0.0):.2f}", outcome.said[:60])
    harness.show(figures, harness.MARK)


if __name__ == "__main__":
    main()
