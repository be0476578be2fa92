"""The table of reps as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from desktop_app.csv_cells import harmless
from desktop_app.replay.measured import MeasuredSet
from dsp.results import Rep
from sensor.files import replacing

COLUMNS: Final = (
    "set", "rep", "exercise", "variation", "load_kg", "athlete", "quality", "start_s", "end_s",
    "descent_s", "descent_mean_ms", "descent_peak_ms", "late_ratio", "bottom_pause_s", "turnaround_acc_ms2",
    "drive_s", "drive_mean_ms", "drive_peak_ms", "top_pause_s", "rom_m", "forward_m", "lateral_m", "forward_signed",
    "roll_deg", "tilt_deg", "sigma_mean_speed_ms", "sigma_rom_m", "signs",
)  # fmt: skip

Cell = str | float | int | bool | None


def write_reps(path: Path, sets: Iterable[MeasuredSet]) -> int:
    """Write every rep of the sets, whole or not at all; an unknown value is an empty cell. Gives how many rows.

    Raises OutputError.
    """
    count = 0
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(COLUMNS)
        for row in _rows(sets):
            table.writerow([_text(cell) for cell in row])
            count += 1
    return count


def _rows(sets: Iterable[MeasuredSet]) -> Iterator[list[Cell]]:
    for each in sets:
        for rep in each.result.reps:
            said = [f"{s.code}:{s.severity}" for s in each.result.signs if s.rep == rep.number]
            yield [*_of_set(each, rep), *_of_rep(rep), " ".join(said)]


def _of_set(each: MeasuredSet, rep: Rep) -> list[Cell]:
    info = each.info
    return [
        each.number, rep.number, info.exercise, " ".join(info.variation), info.load_kg, info.athlete,
        str(rep.quality), rep.start_s, rep.end_s,
    ]  # fmt: skip


def _of_rep(rep: Rep) -> list[Cell]:
    d, b, u, path = rep.descent, rep.bottom, rep.drive, rep.path
    return [
        *((d.duration_s, d.mean_speed_ms, d.peak_speed_ms, d.late_ratio) if d else (None,) * 4),
        *((b.pause_s, b.turnaround_acc_ms2) if b else (None,) * 2),
        *((u.duration_s, u.mean_speed_ms, u.peak_speed_ms) if u else (None,) * 3),
        rep.top.pause_s, rep.rom_m, path.max_forward_m, path.max_lateral_m, path.signed,
        rep.roll_deg, rep.tilt_deg, rep.sigma.mean_speed_ms, rep.sigma.rom_m,
    ]  # fmt: skip


def _text(cell: Cell) -> str:
    """Numbers stay numbers, also negative ones; only text can be a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, str):
        return harmless(cell)
    return f"{cell:.10g}"
