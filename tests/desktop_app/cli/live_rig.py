"""The command beside a fake Bluetooth service: run in a program of its own, with what its sensors feel."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, Self

import numpy as np

from desktop_app.simulated import controlled_plan
from dsp.context import Tempo
from dsp.samples import Samples
from sensor.simulator import Link, SensorModel, simulate
from tests.desktop_app.cli.conftest import Ended

PATIENCE_S: Final = 40.0
PROJECT: Final = Path(__file__).resolve().parents[3]


def short_squat() -> Samples:
    """Two quick squats with a second of rest before and after."""
    plan = controlled_plan("squat", 2, 4, Tempo.parse("1.2-0.3-0.9-0.6"))
    found = simulate(plan, SensorModel(200.0, off_axis_m=0.04), Link(), 4)
    first_s, last_s = found.truth.reps[0].start_s - 2.0, found.truth.reps[-1].end_s + 2.5
    inside = (found.samples.time_s >= first_s) & (found.samples.time_s < last_s)
    rows = np.flatnonzero(inside)
    return found.samples[int(rows[0]) : int(rows[-1]) + 1]


def motion_file(path: Path, samples: Samples) -> Path:
    """What the rig's devices are to feel."""
    np.savez(path, time_s=samples.time_s, acc_ms2=samples.acc_ms2, gyro_rads=samples.gyro_rads)
    return path


class Program:
    """`rackside` in a process of its own; ended when the `with` is left. first: what that process does before."""

    def __init__(self, *arguments: object, first: str = "") -> None:
        script = f"{first}\nimport sys; from desktop_app.cli.main import main; sys.exit(main(sys.argv[1:]))"
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            cwd=PROJECT,
            # The line editor of whoever runs the tests may have put its width where only children see it.
            env=dict(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        self._out = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def read_until(self, text: str) -> None:
        """Wait for a line of standard output that holds the text. Raises AssertionError where it never comes."""
        assert self.process.stdout is not None
        until_s = time.monotonic() + PATIENCE_S
        while (left_s := until_s - time.monotonic()) > 0 and select.select([self.process.stdout], [], [], left_s)[0]:
            line = self.process.stdout.readline()
            self._out += line
            if text in line.decode():
                return
            if not line:
                break
        self.process.kill()
        _, err = self.process.communicate()
        raise AssertionError(f"{text!r} was never said:\n{self._out.decode()}{err.decode()}")

    def end(self, how: signal.Signals | None = None) -> Ended:
        """Send it a signal, and wait for its end."""
        if how is not None:
            self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        return Ended(self.process.returncode, (self._out + out).decode(), err.decode())
