"""The example recordings: where they are, and how they are written from the simulator's plans.

`python -m desktop_app.examples FOLDER` writes them anew.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sensor.loaded import LoadedRecording

ROOT: Final = Path(__file__).resolve().parent
FOLDERS: Final = (ROOT / "recordings", ROOT.parent / "recordings")
"""Beside this file where the program is installed, beside its packages in the project itself."""
PREFIX: Final = "simulated_"
"""Stands before each plan's name, so that nobody takes an example for a set that was lifted."""
DEFAULT: Final = f"{PREFIX}squat_falls_apart"
"""What the demo plays: the set in which most happens."""


def find_examples() -> dict[str, Path]:
    """The example recordings by name, in the order of their names; empty where there are none."""
    for folder in FOLDERS:
        found = {path.stem: path for path in sorted(folder.glob(f"{PREFIX}*.mcap"))}
        if found:
            return found
    return {}


def simulated_example(name: str) -> LoadedRecording:
    """An example made on the spot, as it was when it was written to its file."""
    # The simulator takes a while to load, and a demo that finds its file does without.
    from desktop_app.simulated import opened
    from sensor.loaded import SetInfo
    from sensor.simulator.examples import EXAMPLES

    example = EXAMPLES[name.removeprefix(PREFIX)]
    return opened(example.simulation(), info=SetInfo(exercise=example.plan.exercise, load_kg=example.load_kg))


def write_examples(folder: Path) -> None:
    """Write every example recording. Raises OutputError."""
    from sensor.recording.saving import save_recording
    from sensor.simulator.examples import EXAMPLES

    for name in (PREFIX + each for each in EXAMPLES):
        save_recording(folder / f"{name}.mcap", simulated_example(name), viewer=False)


if __name__ == "__main__":
    write_examples(Path(sys.argv[1]))
