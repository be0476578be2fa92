from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.replay.measured import MeasuredSet
from desktop_app.replay.reps_csv import COLUMNS, write_reps
from dsp.context import SetContext
from dsp.results import BarPath, Severity
from sensor.errors import OutputError
from sensor.loaded import SetInfo
from tests.desktop_app.replay.making import rep, result, sign


def measured(info: SetInfo) -> MeasuredSet:
    forward = replace(rep(2, 5.0), path=BarPath(-0.02, 0.01, signed=True), descent=None, rom_m=None)
    found = result((rep(1, 0.0), forward), (sign("bounce", 1, Severity.WARN, 2.0),))
    return MeasuredSet(3, slice(0, 10), info, SetContext("squat"), found, 0.0, 10.0)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_a_rep(tmp_path: Path) -> None:
    path = tmp_path / "reps.csv"
    assert write_reps(path, [measured(SetInfo("squat", ("box", "paused"), 102.5, "Ann"))]) == 2
    first, second = rows(path)
    assert tuple(first) == COLUMNS
    assert (first["set"], first["rep"], first["load_kg"], first["variation"]) == ("3", "1", "102.5", "box paused")
    assert (first["descent_s"], first["signs"], first["forward_signed"]) == ("2", "bounce:warn", "1")
    assert (second["descent_s"], second["rom_m"], second["signs"]) == ("", "", ""), "unknown is empty, never 0"


def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    path = tmp_path / "reps.csv"
    write_reps(path, [measured(SetInfo())])
    assert rows(path)[1]["forward_m"] == "-0.02"


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_names_are_no_formulas(tmp_path: Path, name: str) -> None:
    path = tmp_path / "reps.csv"
    write_reps(path, [measured(SetInfo(athlete=name))])
    told = rows(path)[0]["athlete"]
    assert told == "'" + name


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no such folder"):
        write_reps(tmp_path / "none" / "reps.csv", [measured(SetInfo())])
