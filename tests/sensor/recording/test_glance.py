from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sensor.opening import open_recording
from sensor.recording.glance import Glance, glance, rough_outline


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


def test_an_outline_out_of_all_chunks_is_that_of_the_samples(project: Path) -> None:
    path = project / "recordings" / "simulated_squat_falls_apart.mcap"
    seen, recording = glance(path), open_recording(path)
    assert seen is not None
    (rough,) = rough_outline(path, seen)
    size = np.linalg.norm(recording.sensors[0].samples.acc_ms2, axis=1)
    assert rough.high_ms2.max() == pytest.approx(size.max())
    assert rough.low_ms2.min() == pytest.approx(size.min())
    assert (np.diff(rough.time_s) > 0).all()
    assert 0.0 <= rough.time_s[0] <= rough.time_s[-1] <= seen.duration_s


def test_an_outline_looks_into_no_more_than_it_should(project: Path) -> None:
    path = project / "recordings" / "simulated_squat_falls_apart.mcap"
    seen = glance(path)
    assert seen is not None
    (rough,) = rough_outline(path, seen, most=4)
    assert len(rough.time_s) <= 4


def test_damaged_chunks_are_passed_over(project: Path, tmp_path: Path) -> None:
    path = project / "recordings" / "simulated_squat_falls_apart.mcap"
    seen = glance(path)
    assert seen is not None
    data = bytearray(path.read_bytes())
    start, length = seen.chunks[len(seen.chunks) // 2]
    data[start + length // 2] ^= 0xFF
    broken = tmp_path / "broken.mcap"
    broken.write_bytes(data)
    whole, (rough,) = rough_outline(path, seen)[0], rough_outline(broken, seen)
    assert len(rough.time_s) == len(whole.time_s) - 1


@pytest.mark.parametrize("places", [((0, 10),), ((10**12, 500),), ((5, 10**6),)])
def test_places_that_hold_no_chunk_give_no_outline(project: Path, places: tuple[tuple[int, int], ...]) -> None:
    path = project / "recordings" / "simulated_bench.mcap"
    assert rough_outline(path, Glance(10.0, 5, 0, places)) == ()
