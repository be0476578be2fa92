"""`rackside simulate`."""

from __future__ import annotations

import json
from pathlib import Path

from sensor.opening import open_recording
from tests.desktop_app.cli.conftest import Run


def test_the_same_options_give_the_same_file_and_another_seed_another(run: Run, tmp_path: Path) -> None:
    first, again, other = (tmp_path / f"{name}.mcap" for name in ("first", "again", "other"))
    for out, seed in ((first, 3), (again, 3), (other, 4)):
        assert run("simulate", "--out", out, "-e", "bench", "--reps", 3, "--seed", seed).code == 0
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_what_is_measured_is_what_was_done(run: Run, tmp_path: Path) -> None:
    out, truth = tmp_path / "set.mcap", tmp_path / "truth.json"
    options = ("--exercise", "squat", "--reps", 4, "--tempo", "3-1-X-1", "--load-kg", 90, "--truth", truth)
    assert run("simulate", "--out", out, *options).code == 0
    done = json.loads(truth.read_text())
    found = run("analyze", out, "--json").json
    assert (found["exercise"], found["tempo"], found["load_kg"]) == ("squat", "3-1-X-1", 90.0)
    assert found["summary"]["reps"] == done["count"] == 4
    for rep, true in zip(found["reps"], (r for r in done["reps"] if r["is_rep"]), strict=True):
        assert abs(rep["descent"]["start_s"] - true["descent"]["start_s"]) < 0.4
        assert abs(rep["rom_m"] - true["rom_m"]) < 0.03


def test_rate_and_loss_are_those_asked_for(run: Run, tmp_path: Path) -> None:
    whole, lossy = tmp_path / "whole.csv", tmp_path / "lossy.csv"
    run("simulate", "--out", whole, "--rate-hz", 50)
    run("simulate", "--out", lossy, "--rate-hz", 50, "--loss-percent", 20)
    kept, all_of_it = (len(open_recording(p).sensors[0].samples) for p in (lossy, whole))
    assert 0.6 < kept / all_of_it < 0.95
    assert round(run("analyze", whole, "--json").json["rate_hz"]) == 50


def test_unknown_family_and_mixed_wishes_are_bad_usage(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "x.mcap"
    assert "touch_and_go" in run("simulate", "--out", out, "--family", "nonsense").complaint
    assert "--family" in run("simulate", "--out", out, "--family", "rest", "-e", "squat").complaint
    assert run("simulate", "--out", out, "--reps", 0).code == 2
    assert not out.exists()


def test_a_phase_quicker_than_any_bar_is_refused(run: Run, tmp_path: Path) -> None:
    ended = run("simulate", "--out", tmp_path / "set.csv", "--tempo", "0.05-0-0.05-0")
    assert ended.code == 2
    assert "0.05 s" in ended.complaint
    assert list(tmp_path.iterdir()) == []
