"""Several sets and several sensors in one recording become one answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop_app.analysis import RecordingAnalysis, Wishes, analyze_recording
from desktop_app.examples import find_examples
from dsp.context import Tempo
from dsp.limits import SignLimits
from dsp.results import SetWarning, WarningCode
from dsp.samples import Samples
from sensor.loaded import LoadedRecording, SetInfo, SetSpan
from sensor.opening import open_recording
from sensor.packets import Chunks
from sensor.recording.saving import save_recording

APART_S = 100.0


@pytest.fixture(scope="module")
def squat() -> LoadedRecording:
    return open_recording(find_examples()["simulated_squat_controlled"])


@pytest.fixture(scope="module")
def two_sets(squat: LoadedRecording) -> LoadedRecording:
    """The same set twice, `APART_S` apart, each marked, the second one with another load."""
    sensor = squat.sensors[0]
    first = sensor.samples
    later = replace(first, time_s=first.time_s + APART_S)
    chunks = sensor.chunks
    twice = Chunks(
        np.concatenate([chunks.stop, chunks.stop + len(first)]),
        np.concatenate([chunks.arrival_s, chunks.arrival_s + APART_S]),
    )
    spans = (
        SetSpan(0.0, 60.0, SetInfo(exercise="squat", load_kg=80.0)),
        SetSpan(APART_S, None, SetInfo(exercise="squat", load_kg=90.0)),
    )
    return replace(squat, sensors=(replace(sensor, samples=Samples.joined([first, later]), chunks=twice),), sets=spans)


def _analysed(recording: LoadedRecording, **wishes: Any) -> dict[str, Any]:
    found = analyze_recording(recording, "here.mcap", Wishes(**wishes)).to_json()
    json.dumps(found, allow_nan=False)
    return found


@pytest.mark.parametrize("live", [False, True])
def test_marked_sets_are_each_answered_and_gathered(two_sets: LoadedRecording, live: bool) -> None:
    found = _analysed(two_sets, live=live)
    assert [len(one["reps"]) for one in found["sets"]] == [5, 5]
    assert [one["load_kg"] for one in found["sets"]] == [80.0, 90.0]
    assert [(rep["set"], rep["number"]) for rep in found["reps"]] == [(s, n) for s in (1, 2) for n in range(1, 6)]
    assert found["exercise"] == "squat"
    assert found["load_kg"] is None
    assert found["summary"]["reps"] == 10
    assert found["summary"]["speed_loss_percent"] is None
    assert found["samples"] == len(two_sets.sensors[0].samples)
    assert found["duration_s"] == pytest.approx(APART_S + found["sets"][0]["duration_s"], abs=0.2)


def test_a_set_is_measured_the_same_wherever_it_stands(squat: LoadedRecording, two_sets: LoadedRecording) -> None:
    alone, found = _analysed(squat), _analysed(two_sets)
    for one, shift in zip(found["sets"], (0.0, APART_S), strict=True):
        for rep, same in zip(one["reps"], alone["reps"], strict=True):
            assert rep["start_s"] - shift == pytest.approx(same["start_s"], abs=1e-3)
            assert rep["rom_m"] == pytest.approx(same["rom_m"], abs=1e-4)


def test_one_set_has_no_list_of_sets(squat: LoadedRecording) -> None:
    assert {"sets", "sensors"}.isdisjoint(_analysed(squat))


def test_several_sensors_are_listed_and_the_first_is_on_top(squat: LoadedRecording) -> None:
    left = squat.sensors[0]
    right = replace(left, identity=replace(left.identity, id="right", name="Right"), samples=left.samples[:1500])
    right = replace(right, chunks=Chunks(np.array([1500]), np.array([15.0])))
    found = _analysed(replace(squat, sensors=(left, right)))
    assert [one["sensor"]["id"] for one in found["sensors"]] == [left.identity.id, "right"]
    assert found["reps"] == found["sensors"][0]["reps"]
    assert found["sensors"][1]["samples"] == 1500


def test_what_was_found_wrong_on_reading_comes_first(squat: LoadedRecording) -> None:
    warning = SetWarning(WarningCode.UNREADABLE_TAIL, "the end is missing")
    sensor = replace(squat.sensors[0], warnings=(warning,))
    assert _analysed(replace(squat, sensors=(sensor,)))["warnings"][0] == {
        "code": "unreadable_tail",
        "text": warning.text,
    }


def test_a_marked_set_without_samples_is_still_answered(squat: LoadedRecording) -> None:
    found = _analysed(replace(squat, sets=(SetSpan(500.0, 600.0, SetInfo(exercise="squat")),)))
    assert found["reps"] == []
    assert found["samples"] == 0
    assert found["warnings"]


def test_the_users_words_come_before_the_recordings(two_sets: LoadedRecording) -> None:
    found = _analysed(two_sets, load_kg=0.0, tempo=Tempo.parse("2-0-1-1"))
    assert [(one["load_kg"], one["tempo"]) for one in found["sets"]] == [(0.0, "2-0-1-1")] * 2


def test_progress_is_told_in_shares_that_grow(squat: LoadedRecording) -> None:
    told: list[tuple[str, float | None]] = []
    analyze_recording(squat, "x", Wishes(live=True), lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told if share is not None]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_each_sensor_keeps_its_own_sets(two_sets: LoadedRecording, tmp_path: Path) -> None:
    save_recording(tmp_path / "two.mcap", two_sets)
    opened = open_recording(tmp_path / "two.mcap")
    analysis: RecordingAnalysis = analyze_recording(opened, "two.mcap", Wishes())
    assert [len(result.reps) for result in analysis.sensors[0].sets] == [5, 5]


def test_a_mark_after_which_nothing_was_lifted_makes_no_set(project: Path) -> None:
    opened = open_recording(project / "recordings" / "simulated_squat_controlled.mcap")
    spans = (SetSpan(-60.0, 2.0, opened.info), SetSpan(2.0, None, SetInfo("front_squat", load_kg=60.0)))
    found = analyze_recording(replace(opened, sets=spans), "x", Wishes())
    (result,) = found.sensors[0].sets
    assert (result.exercise, len(result.reps)) == ("front_squat", 5)
    nothing = analyze_recording(replace(opened, sets=(spans[0], SetSpan(2.0, 3.0, opened.info))), "x", Wishes())
    assert len(nothing.sensors[0].sets) == 1


LOUD = SignLimits(late_rush_ratio=0.05, late_rush_reference_ratio=0.0, first_reps=1)
"""By which an even descent is a rush."""


@pytest.mark.parametrize("live", [False, True])
def test_a_recording_is_judged_by_the_limits_that_it_was_recorded_with(squat: LoadedRecording, live: bool) -> None:
    info = replace(squat.info, exercise="squat")
    held = replace(squat, info=replace(info, limits=LOUD))
    usual, found = ({s["code"] for s in _analysed(r, live=live)["signs"]} for r in (replace(squat, info=info), held))
    assert "late_rush" in found - usual
    assert "late_rush" not in {s["code"] for s in _analysed(held, exercise="front_squat", live=live)["signs"]}
