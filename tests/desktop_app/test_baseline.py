"""Baseline files: what is read, and what each wrong one is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.baseline import read_baseline
from desktop_app.errors import BaselineError
from dsp.features import MEASURED

GOOD: dict[str, Any] = {
    "schema": "rackside.baseline/1",
    "exercise": "squat",
    "reps": 24,
    "values": {"descent_s": {"median": 1.62, "spread": 0.11}, "rom_m": {"median": 0.58, "spread": 0}},
    "session_medians_rom_m": [0.57, 0.58],
}


def _written(folder: Path, content: object) -> Path:
    path = folder / "mine.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    found = read_baseline(_written(tmp_path, GOOD))
    assert found.exercise == "squat"
    assert found.baseline.reps == 24
    assert found.baseline.values["descent_s"].median == 1.62
    assert found.baseline.values["rom_m"].spread == 0.0
    assert found.baseline.session_medians_rom_m == (0.57, 0.58)


def test_exercise_and_sessions_may_be_left_out(tmp_path: Path) -> None:
    found = read_baseline(_written(tmp_path, {"schema": GOOD["schema"], "reps": 1, "values": {}}))
    assert found.exercise is None
    assert found.baseline.session_medians_rom_m == ()


def test_the_features_that_signs_use_can_all_be_given() -> None:
    assert {"descent_s", "late_ratio", "turnaround_acc_ms2", "rom_m", "tilt_rad"} <= MEASURED
    assert {"number", "quality", "start_s"}.isdisjoint(MEASURED)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", "line 1"),
        ('{"schema": ', "line 1"),
        ("[" * 100_000, "JSON"),
        ([], "no baseline"),
        ({**GOOD, "schema": "rackside.set/1"}, "no baseline"),
        ({**GOOD, "exercise": "curl"}, "'curl'"),
        ({**GOOD, "exercise": ["squat"]}, "exercise"),
        ({**GOOD, "reps": 0}, "reps"),
        ('{"reps": ' + "9" * 6000 + "}", "JSON"),
        ({**GOOD, "values": {"rom_m": {"median": 10**400, "spread": 0}}}, "values.rom_m.median"),
        ({**GOOD, "values": {"rom_m": {"median": 0.5, "spread": 1e300}}}, "values.rom_m.spread"),
        ({**GOOD, "reps": True}, "reps"),
        ({**GOOD, "values": None}, "values"),
        ({**GOOD, "values": {"descent_ms": {"median": 1, "spread": 0}}}, "values.descent_ms"),
        ({**GOOD, "values": {"descent_s": 1.5}}, "values.descent_s"),
        ({**GOOD, "values": {"descent_s": {"median": "1.5", "spread": 0}}}, "values.descent_s.median"),
        ({**GOOD, "values": {"descent_s": {"median": 1.5, "spread": -0.1}}}, "values.descent_s.spread"),
        ('{"schema": "rackside.baseline/1", "reps": 1, "values": {"rom_m": {"median": NaN, "spread": 0}}}', "rom_m"),
        ({**GOOD, "session_medians_rom_m": 0.5}, "session_medians_rom_m"),
        ({**GOOD, "session_medians_rom_m": [0.5, None]}, "session_medians_rom_m"),
    ],
)
def test_a_wrong_file_is_told_its_name_the_place_and_the_remedy(tmp_path: Path, content: object, place: str) -> None:
    path = _written(tmp_path, content)
    with pytest.raises(BaselineError) as caught:
        read_baseline(path)
    assert str(path) in caught.value.message
    assert place in caught.value.message
    assert caught.value.advice.endswith(".")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b" " * 2_000_000])
def test_what_is_no_text_or_far_too_much_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "big.json"
    path.write_bytes(content)
    with pytest.raises(BaselineError, match=r"big\.json"):
        read_baseline(path)


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="directory"):
        read_baseline(tmp_path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device without an end")
def test_a_device_without_an_end_is_refused() -> None:
    with pytest.raises(BaselineError, match="too large"):
        read_baseline(Path("/dev/zero"))
