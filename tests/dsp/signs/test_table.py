"""The table of the signs is that of the specification, row for row."""

from __future__ import annotations

import pytest

from dsp.exercises import ANY_LIFT, EXERCISES
from dsp.results import Severity
from dsp.signs import CODES
from dsp.signs.rules import REP_RULES, SET_RULES
from dsp.signs.table import TEMPO_CUES

ALL = frozenset(EXERCISES)
SQUATS = frozenset({"squat", "front_squat"})
SQUATS_BENCH = SQUATS | {"bench"}
HIP = frozenset({"hip_thrust"})

SPECIFIED = {
    "fast_descent": ("D", ALL, "warn", "Slow it down", "A C"),
    "late_rush": ("D", SQUATS_BENCH, "warn", "Own the last inches", "B"),
    "bounce": ("D", SQUATS_BENCH | HIP, "warn", "Pause, then drive", "A B C"),
    "lost_tension": ("D", SQUATS_BENCH, "warn", "Stay tight", "B"),
    "bottom_unstable": ("P", SQUATS_BENCH, "warn", "Less load, own the bottom", "B"),
    "position_change": ("P", SQUATS, "warn", "Stop where you can hold it", "B"),
    "shift": ("P", ALL, "warn", "Even it out", "B E"),
    "forward_drift": ("P", SQUATS | {"deadlift", "overhead_press"}, "warn", "Stay over midfoot", "B"),
    "rushed_reps": ("T", SQUATS_BENCH | {"romanian_deadlift", "overhead_press"}, "warn", "Breathe and brace", "A C"),
    "tempo_missed": ("T", ALL, "warn", None, "A"),
    "depth_varies": ("R", SQUATS_BENCH, "note", "Same depth each rep", "B"),
    "short_rom": ("R", ALL, "warn", "Finish the rep", "C E"),
    "overshoot": ("R", HIP, "warn", "Ribs down", "C E"),
    "no_lockout_hold": ("T", HIP, "note", "Squeeze at the top", "C"),
    "rest_at_bottom": ("T", HIP, "note", None, "C"),
    "floor_impact": ("D", HIP | {"deadlift"}, "note", "Lower it", "C"),
    "unsettled_start": ("P", SQUATS, "note", "Set, breathe, then go", "B"),
    "slowing": ("L", ALL, "stop", "Rack it", "A"),
    "form_fading": ("L", ALL, "stop", "End the set here", "C E"),
}


def test_the_codes_are_those_specified_in_order() -> None:
    assert list(CODES) == list(SPECIFIED)


@pytest.mark.parametrize("code", SPECIFIED)
def test_a_row_says_what_is_specified(code: str) -> None:
    row = CODES[code]
    assert (row.group, row.lifts, row.severity, row.cue, row.article) == SPECIFIED[code]


def test_every_code_of_an_exercise_is_in_the_table_and_every_code_is_measured() -> None:
    named = frozenset().union(*(row.signs for row in EXERCISES.values())) | ANY_LIFT
    assert named == frozenset(CODES)
    ruled = {rule.code for rule in REP_RULES} | {code for code, _ in SET_RULES}
    assert ruled | {"unsettled_start", "form_fading"} == set(CODES)


def test_severities_rise_from_note_to_stop() -> None:
    assert [s.rank for s in (Severity.NOTE, Severity.WARN, Severity.STOP)] == [0, 1, 2]


def test_no_cue_asks_for_depth_or_pace() -> None:
    cues = [row.cue.lower() for row in CODES.values() if row.cue is not None]
    for cue in [*cues, *(cue.lower() for cue in TEMPO_CUES.values())]:
        assert not any(word in cue for word in ("deeper", "faster", "quick", "hurry", "speed up", "more depth"))
