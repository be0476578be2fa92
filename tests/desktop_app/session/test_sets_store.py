"""The list of sets in its file: the same after a round trip, private, and whatever else is in it refused by name."""

from __future__ import annotations

import copy
import json
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import SessionFileError
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry, SetLog
from desktop_app.session.sets_json import SessionSets, session_from_plain, session_to_plain
from desktop_app.session.sets_store import load_sets, save_sets, sets_file
from dsp.context import Tempo
from sensor.errors import OutputError
from tests.desktop_app.session.results import rep, result, sign

PLAN = LiftPlan("Ann", "squat", ("box",), 100.0, Tempo.parse("3-1-X-0.5"), 0.4, 20.0, warm_up=True, target_reps=8)
FURTHER = ({"tilt_rad": 0.01, "yaw_rad": -0.02}, {})
LOG = SetLog(
    (
        SetEntry(1, PLAN, "AA", 0.0, 40.0, result([rep(1), rep(2)], sign("bounce", rep=2)), (2,), 1, further=FURTHER),
        SetEntry(2, LiftPlan(), "AA", 40.0, 70.0, None, deleted=True, joined_into=1, ended_for_pain=True),
    )
)
SESSION = SessionSets("x.mcap", 1_795_277_405.25, LOG)
PLAIN = session_to_plain(SESSION)


def test_round_trip(tmp_path: Path) -> None:
    path = sets_file(tmp_path / "2026-11-21_18-30-05.mcap")
    assert path.name == "2026-11-21_18-30-05.session.json"
    save_sets(path, SESSION)
    assert load_sets(path) == SESSION
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    save_sets(path, replace(SESSION, log=SetLog()))
    assert load_sets(path).log == SetLog()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_the_result_in_it_is_that_of_the_contract() -> None:
    assert PLAIN["sets"][0]["result"]["schema"] == "rackside.set/1"
    assert PLAIN["sets"][0]["plan"]["tempo"] == "3-1-X-0.5"
    json.dumps(PLAIN, allow_nan=False)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        found += [p for key, each in value.items() for p in _places(each, (*path, key))]
    elif isinstance(value, list):
        found += [p for k, each in enumerate(value) for p in _places(each, (*path, k))]
    return found


NONSENSE = st.sampled_from(
    [None, True, -1, 1 << 70, 1e400, "", "x" * 5000, [], {}, [[]], {"a": 1}, float("nan"), "3-1", 0.5]
)


@given(st.sampled_from(_places(PLAIN)), NONSENSE)
def test_nonsense_anywhere_is_refused_or_read_and_never_more(place: tuple[Any, ...], nonsense: object) -> None:
    found: Any = copy.deepcopy(PLAIN)
    if not place:
        found = nonsense
    else:
        into = found
        for key in place[:-1]:
            into = into[key]
        into[place[-1]] = nonsense
    try:
        read = session_from_plain(found)
    except SessionFileError:
        return
    json.dumps(session_to_plain(read), allow_nan=False)


@pytest.mark.parametrize("text", ["", "[", "null", "[" * 100_000, '{"schema": "rackside.session/2"}', "\x00\xff"])
def test_other_files(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.session.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SessionFileError, match=r"x\.session\.json"):
        load_sets(path)


def test_places_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(SessionFileError):
        load_sets(tmp_path)
    with pytest.raises(SessionFileError):
        load_sets(tmp_path / "none.session.json")
    with pytest.raises(OutputError):
        save_sets(tmp_path / "none" / "x.session.json", SESSION)
