"""A disk that fills up while recording: one clear error, and a file that can be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sensor.errors import DiskFullError, OutputError
from sensor.opening import open_recording
from sensor.recording.writer import RecordingWriter
from tests.sensor.recording.making import HEADER, LEFT

SCRIPT = """
import resource, sys
from pathlib import Path
from sensor.errors import DiskFullError
from sensor.recording.writer import RecordingWriter
from tests.sensor.recording.making import HEADER, LEFT, packet

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
written = 0
try:
    with RecordingWriter(Path(sys.argv[1]), HEADER, [LEFT]) as writer:
        for k in range(2000):
            writer.write(packet(LEFT, k / 25))
            written = writer.packets
except DiskFullError as error:
    try:
        writer.write(packet(LEFT, 90.0))
    except DiskFullError:
        print(written, error.message)
"""


def test_the_file_ends_at_the_last_flush(tmp_path: Path, project: Path) -> None:
    path = tmp_path / "set.mcap"
    command = [sys.executable, "-c", SCRIPT, str(path), "30000"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=project)
    written, message = done.stdout.split(" ", 1)
    assert f"{path}: there is no room left" in message
    assert 20_000 < path.stat().st_size <= 30_000
    (sensor,) = open_recording(path).sensors
    # All but what had come since the flush before: a quarter of a second, six packets of four samples.
    assert len(sensor.samples) >= 4 * (int(written) - 8)
    assert any("closing part" in w.text for w in sensor.warnings)


def test_no_room_from_the_start_leaves_nothing(tmp_path: Path, project: Path) -> None:
    path = tmp_path / "set.mcap"
    script = SCRIPT.replace("as error:", "as error:\n    print(error.message); sys.exit()")
    command = [sys.executable, "-c", script, str(path), "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=project)
    assert "no room left" in done.stdout
    assert not path.exists()


def test_a_full_device() -> None:
    with pytest.raises(DiskFullError):
        RecordingWriter(Path("/dev/full"), HEADER, [LEFT], overwrite=True)


@pytest.mark.parametrize("place", [".", "missing/set.mcap"])
def test_places_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputError) as caught:
        RecordingWriter(tmp_path / place, HEADER, [LEFT])
    assert caught.value.advice.endswith(".")
