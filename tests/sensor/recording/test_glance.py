from __future__ import annotations

from pathlib import Path

import pytest

from sensor.opening import open_recording
from sensor.recording.glance import glance


def test_the_length_before_the_packets_are_read(project: Path) -> None:
    path = project / "recordings" / "simulated_bench.mcap"
    seen, recording = glance(path), open_recording(path)
    assert seen is not None
    arrivals = recording.sensors[0].chunks.arrival_s
    assert seen.duration_s == pytest.approx(arrivals[-1] - arrivals[0], abs=0.1)
    assert seen.packets == len(arrivals)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.95, 0.999])
def test_a_cut_file_says_nothing(project: Path, tmp_path: Path, share: float) -> None:
    data = (project / "recordings" / "simulated_bench.mcap").read_bytes()
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(data[: int(share * len(data))])
    assert glance(cut) is None


def test_no_file_says_nothing(tmp_path: Path) -> None:
    assert glance(tmp_path / "none.mcap") is None
