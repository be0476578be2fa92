"""The example recordings: where they are, and how the simulator makes them.

`python -m desktop_app.examples FOLDER` writes them anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from desktop_app.simulated import controlled_plan, recording_of
from dsp.context import Tempo
from sensor.loaded import LoadedRecording
from sensor.simulator import RepPlan, SetPlan

ROOT: Final = Path(__file__).resolve().parent
FOLDERS: Final = (ROOT / "recordings", ROOT.parent / "recordings")
"""Beside this file where the program is installed, beside its packages in the project itself."""
DEFAULT: Final = "simulated_squat_falls_apart"
"""What the demo plays: the set in which most happens."""


def find_examples() -> dict[str, Path]:
    """The example recordings by name, in the order of their names; empty where there are none."""
    for folder in FOLDERS:
        found = {path.stem: path for path in sorted(folder.glob("*.mcap"))}
        if found:
            return found
    return {}


def _squat_controlled(seed: int) -> SetPlan:
    return controlled_plan("squat", 5, seed, Tempo(1.9, 0.3, 1.1, 1.5))


def _squat_falls_apart(seed: int) -> SetPlan:
    """Three good reps, then faster and faster down, off the heels, bounced out of the bottom, and slow up."""
    plan = controlled_plan("squat", 7, seed, Tempo(1.9, 0.0, 1.0, 1.6))
    worse: dict[int, Callable[[RepPlan], RepPlan]] = {
        3: lambda r: replace(r, late_rush=1.0),
        4: lambda r: replace(r, descent_s=1.15, late_rush=0.9, bounce=1.3, drive_s=1.3),
        5: lambda r: replace(r, descent_s=1.0, bounce=2.0, drive_s=1.6, sticking=0.5, forward_drive_m=0.13),
        6: lambda r: replace(
            r, descent_s=0.95, bounce=2.0, drive_s=1.9, sticking=0.6, forward_drive_m=0.16, tilt_rad=r.tilt_rad + 0.08
        ),
    }
    reps = tuple(worse[k](rep) if k in worse else rep for k, rep in enumerate(plan.reps))
    return replace(plan, reps=reps)


def _bench(seed: int) -> SetPlan:
    return controlled_plan("bench", 6, seed, Tempo(1.4, 0.5, 0.9, 1.0))


def _hip_thrust(seed: int) -> SetPlan:
    """Eight reps; the sixth goes past the lockout and the last two stop short of it."""
    plan = controlled_plan("hip_thrust", 8, seed, Tempo(1.2, 0.4, 0.8, 0.9))
    reps = list(plan.reps)
    reps[5] = replace(reps[5], overshoot_m=0.05)
    for k in (6, 7):
        reps[k] = replace(reps[k], travel_m=0.8 * reps[k].travel_m)
    return replace(plan, reps=tuple(reps))


EXAMPLES: Final = MappingProxyType(
    {
        "simulated_squat_controlled": (_squat_controlled, 11),
        "simulated_squat_falls_apart": (_squat_falls_apart, 12),
        "simulated_bench": (_bench, 13),
        "simulated_hip_thrust": (_hip_thrust, 14),
    }
)
"""Plan and seed of each example."""


def simulated_example(name: str) -> LoadedRecording:
    """An example made on the spot, as it was when it was written to its file."""
    plan_of, seed = EXAMPLES[name]
    return recording_of(plan_of(seed), np.random.default_rng(seed), seed)


def write_examples(folder: Path) -> None:
    """Write every example recording. Raises OutputError."""
    from sensor.recording.saving import save_recording

    for name in EXAMPLES:
        save_recording(folder / f"{name}.mcap", simulated_example(name), viewer=False)


if __name__ == "__main__":
    write_examples(Path(sys.argv[1]))
