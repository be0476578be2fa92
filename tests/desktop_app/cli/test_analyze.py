"""`rackside analyze`: the contract with scripts, and what people read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desktop_app.cli.conftest import Run

SET_KEYS = [
    "schema", "source", "exercise", "variation", "tempo", "load_kg", "rate_hz", "duration_s", "samples", "gaps",
    "warnings", "reps", "refused", "signs", "summary",
]  # fmt: skip
REP_KEYS = [
    "number", "quality", "start_s", "end_s", "said_at_s", "descent", "bottom", "drive", "top", "rom_m", "path",
    "roll_deg", "tilt_deg", "sigma",
]  # fmt: skip
SIGN_KEYS = [
    "code", "rep", "phase", "value", "unit", "limit", "limit_source", "severity", "said_at_s", "cue", "article",
]  # fmt: skip


def test_one_file_is_one_object_of_the_contract(run: Run, falls_apart: Path) -> None:
    ended = run("analyze", falls_apart, "--json")
    found = ended.json
    assert ended.code == 0
    assert list(found) == SET_KEYS
    assert found["schema"] == "rackside.set/1"
    assert found["source"] == str(falls_apart)
    assert found["exercise"] == "squat"
    assert [list(rep) for rep in found["reps"]] == [REP_KEYS] * 7
    assert found["summary"]["reps"] == 7
    assert found["signs"]
    assert all(list(sign) == SIGN_KEYS for sign in found["signs"])


def test_several_files_are_an_array_in_the_order_given(run: Run, controlled: Path, falls_apart: Path) -> None:
    ended = run("analyze", falls_apart, controlled, falls_apart, "--json")
    assert ended.code == 0
    assert [found["source"] for found in ended.json] == [str(falls_apart), str(controlled), str(falls_apart)]


def test_a_bad_file_among_several_does_not_stop_the_others(run: Run, controlled: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"
    ended = run("analyze", missing, controlled, "--json")
    assert ended.code == 1
    assert [found["source"] for found in ended.json] == [str(controlled)]
    assert str(missing) in ended.complaint


def test_nothing_but_bad_files_is_bad_input(run: Run, tmp_path: Path) -> None:
    ended = run("analyze", tmp_path / "a.csv", tmp_path / "b.csv", "--json")
    assert ended.code == 2
    assert ended.out == ""
    assert len(ended.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--exercise", "sqat"], "hip_thrust"),
        (["--tempo", "3-1-0"], "3-1-X-0"),
        (["--load-kg", "nan"], "--load-kg"),
        (["--load-kg", "-5"], "--load-kg"),
        (["--load-kg", "heavy"], "--load-kg"),
        (["--forward", "up"], "+y"),
        (["--clip", "0.3"], "0.35,0.04"),
        (["--clip", "inf,0.04"], "0.35,0.04"),
        (["--baseline", "nowhere.json"], "nowhere.json"),
        (["--sideways"], "--sideways"),
    ],
)
def test_bad_usage_is_one_line_that_says_what_is_possible(
    run: Run, controlled: Path, options: list[str], named: str
) -> None:
    ended = run("analyze", controlled, *options)
    assert ended.code == 2
    assert named in ended.complaint


def test_an_error_stays_one_line_whatever_the_file_is_called(run: Run, tmp_path: Path) -> None:
    ended = run("analyze", tmp_path / "two\nlines\x1b[31m.csv")
    assert ended.code == 2
    assert "two lines" in ended.complaint


def test_options_come_before_what_the_recording_says(run: Run, controlled: Path) -> None:
    found = run("analyze", controlled, "-e", "Front-Squat", "--tempo", "2-0-x-1", "--load-kg", 60, "--json").json
    assert (found["exercise"], found["tempo"], found["load_kg"]) == ("front_squat", "2-0-X-1", 60.0)


def test_an_axis_that_looks_like_an_option_is_taken_as_the_axis(run: Run, controlled: Path) -> None:
    assert run("analyze", controlled, "--forward", "-y", "--json").code == 0


def test_without_an_exercise_the_set_is_said_to_have_none(run: Run, controlled_csv: Path) -> None:
    found = run("analyze", controlled_csv, "--json").json
    assert found["exercise"] is None
    assert "no_exercise" in [warning["code"] for warning in found["warnings"]]
    assert found["summary"]["reps"] == 5
    assert all(s["code"] in {"tempo_missed", "slowing", "shift"} and s["severity"] == "note" for s in found["signs"])


def test_live_says_each_thing_after_it_happened_and_before_the_set_is_over(run: Run, falls_apart: Path) -> None:
    settled = run("analyze", falls_apart, "--json").json
    live = run("analyze", falls_apart, "--live", "--json").json
    assert list(live) == SET_KEYS
    assert live["summary"]["reps"] == len(live["reps"]) == settled["summary"]["reps"]
    end_s = settled["reps"][-1]["end_s"] + 3.0
    for rep in live["reps"]:
        assert rep["drive"]["end_s"] - 0.1 < rep["said_at_s"] < end_s
    assert live["signs"]
    assert all(0.0 < sign["said_at_s"] < end_s for sign in live["signs"])
    first_fast = next(s for s in live["signs"] if s["code"] == "fast_descent")
    assert first_fast["said_at_s"] < settled["reps"][first_fast["rep"] - 1]["drive"]["end_s"]


def test_live_summary_is_of_what_was_said(run: Run, falls_apart: Path) -> None:
    live = run("analyze", falls_apart, "--live", "--json").json
    speeds = [rep["drive"]["mean_speed_ms"] for rep in live["reps"]]
    assert live["summary"]["mean_drive_speed_ms"] == pytest.approx(sum(speeds) / len(speeds))
    assert live["summary"]["speed_loss_percent"] == pytest.approx(100 * (1 - speeds[-1] / max(speeds)), abs=3.0)


def _baseline(path: Path, **changes: Any) -> Path:
    held = {
        "schema": "rackside.baseline/1",
        "exercise": "squat",
        "reps": 20,
        "values": {"descent_s": {"median": 4.0, "spread": 0.1}},
        **changes,
    }
    path.write_text(json.dumps(held))
    return path


def test_a_baseline_is_what_the_reps_are_held_against(run: Run, controlled: Path, tmp_path: Path) -> None:
    baseline = _baseline(tmp_path / "mine.json")
    signs = run("analyze", controlled, "--baseline", baseline, "--json").json["signs"]
    fast = [s for s in signs if s["code"] == "fast_descent"]
    assert len(fast) == 5
    assert {s["limit_source"] for s in fast} == {"baseline"}
    assert {s["limit"] for s in fast} == {3.0}


def test_a_baseline_of_another_lift_is_refused(run: Run, controlled: Path, tmp_path: Path) -> None:
    baseline = _baseline(tmp_path / "bench.json", exercise="bench")
    ended = run("analyze", controlled, "--baseline", baseline)
    assert ended.code == 2
    assert "bench.json" in ended.complaint
    assert str(controlled) in ended.complaint


@pytest.mark.parametrize("columns", [80, 100, 120])
@pytest.mark.parametrize("live", [False, True])
def test_tables_fit_the_terminal_and_lose_nothing(
    run: Run, falls_apart: Path, at_width: Callable[[int], None], columns: int, live: bool
) -> None:
    at_width(columns)
    ended = run("analyze", falls_apart, *(["--live"] if live else []))
    assert ended.code == 0
    assert max(len(line.rstrip()) for line in ended.out.splitlines()) <= columns
    assert "…" not in ended.out
    for head in ("down", "late", "turn", "up", "ROM", "fwd", "roll", "tilt", "tempo", "measured", "limit", "cue"):
        assert head in ended.out
    for said in ("fast_descent", "first reps", "form_fading"):
        assert said in ended.out


def test_the_table_shows_the_figures_of_the_json(run: Run, controlled: Path) -> None:
    found = run("analyze", controlled, "--json").json
    table = run("analyze", controlled).out.splitlines()
    first = next(line for line in table if line.startswith("1 ")).split()
    rep = found["reps"][0]
    assert first[1] == f"{rep['descent']['duration_s']:.2f}"
    assert first[3] == f"{rep['descent']['peak_speed_ms']:.2f}"
    assert first[9] == f"{100 * rep['rom_m']:.0f}"
    assert any("No sign of lost control" in line for line in table)


def test_the_table_has_a_mark_for_what_is_unknown_and_for_what_is_uncertain(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "dead.mcap"
    assert run("simulate", "--family", "deadlift45", "--seed", 5, "--out", path).code == 0
    reps = run("analyze", path, "--json").json["reps"]
    assert reps[-1]["bottom"] is None
    rows = [line for line in run("analyze", path).out.splitlines() if line[:1].isdigit()][: len(reps)]
    assert " - " in rows[-1]
    for rep, row in zip(reps, rows, strict=True):
        assert ("?" in row[:6]) == (rep["quality"] != "good")


def test_a_directory_and_a_picture_are_told_apart_from_recordings(run: Run, tmp_path: Path) -> None:
    assert "directory" in run("analyze", tmp_path).complaint
    picture = tmp_path / "bar.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    ended = run("analyze", picture)
    assert ended.code == 2
    assert str(picture) in ended.complaint
