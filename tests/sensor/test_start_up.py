"""Reading a CSV loads neither the MCAP library nor scipy: starting is most of the time a short set takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_a_csv_needs_numpy_alone(tmp_path: Path, project: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text("time_s,ax_g,ay_g,az_g\n0,0,0,1\n0.01,0,0,1\n0.02,0,0,1\n")
    script = (
        "import sys; from sensor.opening import open_recording; from sensor.convert import convert\n"
        "open_recording(sys.argv[1])\n"
        "print({m.split('.')[0] for m in sys.modules} & {'mcap', 'scipy', 'zstandard', 'lz4', 'bleak', 'PySide6'})"
    )
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=project)
    assert done.stdout.strip() == "set()"
