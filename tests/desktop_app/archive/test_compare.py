"""Two runs held against each other: what was put in comes out, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.archive.compare import Compared, compare
from desktop_app.archive.matching import Tolerance, matched
from desktop_app.archive.opened import open_archive
from tests.desktop_app.archive.making import altered

Rows = list[dict[str, Any]]


def _compared(before: Path, after: Path, tolerance: Tolerance | None = None) -> Compared:
    return compare(open_archive(before), open_archive(after), tolerance or Tolerance())


def test_a_run_is_the_same_as_itself(whole: Path) -> None:
    found = _compared(whole / "out", whole / "out")
    assert found.same
    assert (found.both, found.alone, found.changes) == (16, [0, 0], [])
    assert found.reps_in_both > 30


def test_changed_figures_are_told_beyond_the_tolerance(whole: Path, tmp_path: Path) -> None:
    def change(rows: Rows) -> Rows:
        rows[0]["drive_mean_speed_ms"] += 0.02
        rows[0]["rom_m"] += 0.001
        rows[1]["rom_m"] -= 0.03
        rows[2]["bottom_pause_s"] = None
        rows[3]["quality"] = "uncertain" if rows[3]["quality"] == "good" else "good"
        return rows

    other = altered(whole / "out", tmp_path / "out", "reps", change)
    found = _compared(whole / "out", other)
    assert found.counts == {"reps changed": 4}
    assert {name: one.count for name, one in found.figures.items()} == {
        "drive_mean_speed_ms": 1, "rom_m": 1, "bottom_pause_s": 1, "quality": 1,
    }  # fmt: skip
    assert abs(found.figures["rom_m"].largest + 0.03) < 1e-12
    assert found.figures["bottom_pause_s"].unknown == 1
    loose = _compared(whole / "out", other, Tolerance(speed_ms=0.03, travel_m=0.05))
    assert set(loose.figures) == {"bottom_pause_s", "quality"}


def test_a_rep_that_vanished_takes_its_signs_with_it(whole: Path, tmp_path: Path) -> None:
    """The reps after it are counted anew, and are the same reps all the same, with the same signs."""
    from tests.desktop_app.archive.making import table

    out = whole / "out"
    signed = next(s for s in table(out, "signs") if s["rep"] is not None and s["rep"] > 1)
    gone = (signed["set_id"], signed["rep"])
    lost = sum((s["set_id"], s["rep"]) == gone for s in table(out, "signs"))

    def change(name: str) -> Any:
        def moved(rows: Rows) -> Rows:
            kept = [row for row in rows if (row["set_id"], row[name]) != gone]
            for row in kept:
                if row["set_id"] == gone[0] and row[name] is not None and row[name] > gone[1]:
                    row[name] -= 1
            return kept

        return moved

    other = altered(out, tmp_path / "out", "reps", change("rep"))
    altered(out, other, "signs", change("rep"))
    forth, back = _compared(out, other), _compared(other, out)
    assert forth.counts == {"reps vanished": 1, "signs vanished": lost}
    assert back.counts == {"reps appeared": 1, "signs appeared": lost}
    (rep,) = [change for change in forth.changes if change.what == "rep"]
    assert (rep.rep, rep.came) == ((gone[1], None), "vanished")
    assert forth.signs[signed["code"]]["vanished"] >= 1
    assert not forth.same


def test_a_set_that_is_cut_in_two_keeps_its_reps(whole: Path, tmp_path: Path) -> None:
    def cut(rows: Rows) -> Rows:
        first = rows[0]["set_id"]
        for row in rows:
            if row["set_id"] == first and row["rep"] > 1:
                row["set_id"], row["rep"] = f"{first}x", row["rep"] - 1
        return rows

    def doubled(rows: Rows) -> Rows:
        return [*rows, {**rows[0], "set_id": f"{rows[0]['set_id']}x", "set_number": 2}]

    other = altered(whole / "out", tmp_path / "out", "reps", cut)
    altered(whole / "out", other, "sets", doubled)
    found = _compared(whole / "out", other)
    assert not found.counts["reps vanished"] + found.counts["reps appeared"] + found.counts["reps changed"]


def test_recordings_that_broke_or_are_new_are_told(whole: Path, tmp_path: Path) -> None:
    def change(rows: Rows) -> Rows:
        measured = [row for row in rows if row["status"] == "measured" and row["duplicate_of"] is None]
        measured[0]["status"] = "broken"
        rows.remove(measured[1])
        return rows

    other = altered(whole / "out", tmp_path / "out", "files", change)
    found = _compared(whole / "out", other)
    assert found.counts == {"status": 1}
    assert found.alone == [1, 0]
    assert found.both == 15


SPANS = st.lists(st.tuples(st.floats(0.1, 3.0), st.floats(0.0, 2.0)), max_size=12)


def _reps(spans: list[tuple[float, float]]) -> Rows:
    reps, now_s = [], 0.0
    for number, (length_s, pause_s) in enumerate(spans, 1):
        reps.append({"rep": number, "start_s": now_s, "end_s": now_s + length_s})
        now_s += length_s + pause_s
    return reps


@given(SPANS, st.sets(st.integers(0, 11)), st.floats(-0.04, 0.04))
def test_reps_are_matched_though_some_vanish_and_times_move_a_little(
    spans: list[tuple[float, float]], gone: set[int], moved_s: float
) -> None:
    before = _reps(spans)
    after = [
        {**rep, "start_s": rep["start_s"] + moved_s, "end_s": rep["end_s"] + moved_s}
        for n, rep in enumerate(before) if n not in gone
    ]  # fmt: skip
    pairs = list(matched(before, after))
    assert [one["rep"] for one, _ in pairs if one is not None] == [rep["rep"] for rep in before]
    assert all(other is None or (one is not None and one["rep"] == other["rep"]) for one, other in pairs)
    assert sum(other is not None for _, other in pairs) == len(after)
