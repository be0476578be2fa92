"""The example recordings: small, named as simulated, and showing what they are there to show."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.analysis import Wishes, analyze_file
from desktop_app.examples import DEFAULT, PREFIX, find_examples, write_examples
from dsp.results import SetResult
from sensor.opening import open_recording
from sensor.simulator.examples import EXAMPLES

LARGEST_BYTES = 200_000
NAMES = {PREFIX + name for name in EXAMPLES}


def _analysed(name: str) -> SetResult:
    (sensor,) = analyze_file(find_examples()[name], Wishes()).sensors
    (result,) = sensor.sets
    return result


def test_every_example_is_there_and_named_as_simulated() -> None:
    found = find_examples()
    assert set(found) == NAMES
    assert DEFAULT in found
    assert all(name.startswith("simulated_") and path.stat().st_size < LARGEST_BYTES for name, path in found.items())
    assert all(open_recording(path).sensors[0].identity.driver == "simulator" for path in found.values())


@pytest.mark.parametrize(
    ("name", "exercise", "reps"),
    [
        ("simulated_squat_controlled", "squat", 5),
        ("simulated_squat_falls_apart", "squat", 7),
        ("simulated_bench", "bench", 6),
        ("simulated_hip_thrust", "hip_thrust", 8),
    ],
)
def test_its_reps_are_found(name: str, exercise: str, reps: int) -> None:
    result = _analysed(name)
    assert (result.exercise, len(result.reps)) == (exercise, reps)


def test_the_controlled_sets_show_no_warning_sign_and_the_other_shows_its_own() -> None:
    for name in ("simulated_squat_controlled", "simulated_bench"):
        assert {s.code for s in _analysed(name).signs if s.severity != "note"} == set()
    shown = {s.code for s in _analysed("simulated_squat_falls_apart").signs}
    assert {"fast_descent", "late_rush", "bounce", "forward_drift", "slowing", "form_fading"} <= shown
    assert {"overshoot", "short_rom"} <= {s.code for s in _analysed("simulated_hip_thrust").signs}


def test_a_bounce_is_told_live_of_the_rep_that_bounced() -> None:
    (sensor,) = analyze_file(find_examples()["simulated_hip_thrust"], Wishes(live=True)).sensors
    (result,) = sensor.sets
    (bounce,) = (s for s in result.signs if s.code == "bounce")
    assert bounce.rep == 7
    # Only the next drive ends the turn, which is a fifth of a second later here.
    ended = result.reps[6].descent
    assert ended is not None
    assert ended.end_s < bounce.said_at_s < ended.end_s + 0.5


def test_they_can_be_written_anew(tmp_path: Path) -> None:
    write_examples(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {f"{name}.mcap" for name in NAMES}
