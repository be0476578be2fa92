"""`rackside record` killed at random moments: how much of what had arrived is not in the file.

The command runs over the fake radio with two sensors at 200 Hz, gets SIGKILL at a random moment while both stream,
and the file is opened. Lost is the time from the last packet in the file to the kill, for the sensor that lost more;
packets come every 40 ms, so 0.04 s would be nothing lost.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
import radio  # noqa: F401 (makes the rig importable)

from sensor.errors import SensorError
from sensor.opening import open_recording
from sensor.recording.limits import RECORDING_LIMITS
from sensor.recording.raw import read_raw
from tests.rig.rig import Rig

FULL: Final = 50
QUICK: Final = 8
ASKED_S: Final = 1.0
STREAMING_BYTES: Final = 12_000
"""A file of this size holds packets of both sensors."""
LEAST_S, MOST_S = 0.3, 4.0


def killed(rig: Rig, target: Path, wait_s: float) -> tuple[float | None, int]:
    """Seconds lost and packets in the file; None where nothing was recorded or the file cannot be opened."""
    sensors = [word for address in rig.addresses for word in ("--sensor", address)]
    command = [sys.executable, "-m", "desktop_app", "record", *sensors, "--exercise", "squat", "--out", str(target)]
    process = subprocess.Popen(command, cwd=harness.PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + 30.0
    while not (target.is_file() and target.stat().st_size > STREAMING_BYTES):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise SystemExit(f"record ended early: {process.communicate()[1].decode()[-500:]}")
        time.sleep(0.02)
    time.sleep(wait_s)
    at_ns = time.time_ns()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    try:
        open_recording(target)
        sensors_found = read_raw(target, RECORDING_LIMITS).sensors
    except SensorError:
        return None, 0
    if len(sensors_found) < len(rig.addresses):
        return None, 0
    last_ns = min(sensor.packets[-1].arrival_ns for sensor in sensors_found)
    return (at_ns - last_ns) * 1e-9, sum(len(sensor.packets) for sensor in sensors_found)


def main() -> None:
    chosen = harness.options(__doc__, QUICK, FULL, processes=1)
    rng = random.Random(chosen.first)
    lost: list[float | None] = []
    packets = 0
    with tempfile.TemporaryDirectory() as folder, Rig("witmotion", "witmotion") as rig:
        for k in range(chosen.seeds):
            found, count = killed(rig, Path(folder) / f"{k}.mcap", rng.uniform(LEAST_S, MOST_S))
            lost.append(found)
            packets += count
            rig.control("drop")  # what the kill left connected
    known = np.array([value for value in lost if value is not None])
    figures = harness.table(f"{len(lost)} recordings killed", "what", "measured", "asked")
    figures.add_row("files that do not open", harness.against(lost.count(None), 0, 0), "0")
    figures.add_row("lost, median s", f"{np.median(known):.3f}", "")
    figures.add_row("lost, worst s", harness.against(float(known.max()), ASKED_S), "1")
    figures.add_row("packets in the files", f"{packets}", "")
    harness.show(figures, harness.MARK)


if __name__ == "__main__":
    main()
