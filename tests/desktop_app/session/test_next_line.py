"""One line for the next set: the gravest and most frequent sign, in its own words, and never more than was seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.session import words
from desktop_app.session.next_line import next_line
from dsp.results import Quality, Severity
from dsp.signs.table import CODES, TEMPO_CUES
from tests.desktop_app.session.results import rep, result, sign

REPS = [rep(1), rep(2), rep(3)]
NOTE, WARN, STOP = Severity.NOTE, Severity.WARN, Severity.STOP


def test_nothing_seen_is_the_same_again_with_its_numbers() -> None:
    assert next_line(result(REPS)) == "Same again: 3 reps, 2.0 s down, 0.50 m/s up."
    assert next_line(result([])) is None


@pytest.mark.parametrize(
    ("signs", "line"),
    [
        ([sign("fast_descent", value=1.6)], "Slow it down: 1.6 s down on rep 1, at least 1.5 s is meant."),
        ([sign("fast_descent", NOTE, unit="m/s", value=0.9)], "Slow it down: 0.90 m/s down on rep 1."),
        ([sign("forward_drift", value=0.07, rep=2)], "Stay over midfoot: the bar went 7 cm forward on rep 2."),
        ([sign("tempo_missed", cue="Slower descent", value=2.0)],
         "Slower descent: 2.0 s on rep 1, at least 1.5 s is asked."),
        ([sign("depth_varies", NOTE, rep=None, value=0.08)], "Same depth each rep: the reps differ by 8 cm."),
        ([sign("slowing", STOP, value=34.0, rep=3)],
         "Less load, or stop sooner: the drive was 34 % slower on rep 3."),
        ([sign("form_fading", STOP, value=2.0, rep=3)], "Less load, or stop sooner: control faded in rep 3."),
        # Grave before frequent, frequent before the table's order.
        ([sign("bounce", NOTE), sign("bounce", NOTE, rep=2), sign("shift", unit="deg", value=2.5)],
         "Even it out: the bar was 2.5 degrees off on rep 1."),
        ([sign("fast_descent"), sign("late_rush", rep=2), sign("late_rush", rep=3)],
         "Own the last inches: the end of the descent was rushed on rep 2."),
        # A drive that slows a little is what sets do.
        ([sign("slowing", NOTE, value=22.0)], "Same again: 3 reps, 2.0 s down, 0.50 m/s up."),
        # What has no cue asks for nothing.
        ([sign("rest_at_bottom", NOTE)], "Same again: 3 reps, 2.0 s down, 0.50 m/s up."),
    ],
)  # fmt: skip
def test_lines(signs: list, line: str) -> None:  # type: ignore[type-arg]
    assert next_line(result(REPS, *signs)) == line


@pytest.mark.parametrize("code", ["fast_descent", "tempo_missed"])
def test_a_descents_time_is_the_one_that_its_bar_has(code: str) -> None:
    """Against a prescription it is judged from rest to rest, 2.1 s here, and shown from edge to edge."""
    told = replace(sign(code, value=2.1, rep=2), phase="descent")
    line = next_line(result(REPS, told))
    assert line is not None
    assert "2.0 s" in line
    assert "2.1" not in line
    # Another phase's time is its own.
    line = next_line(result(REPS, replace(sign("tempo_missed", value=0.4, cue="Hold"), phase="bottom")))
    assert line is not None
    assert "0.4 s" in line


def test_what_could_not_be_measured_is_not_praised() -> None:
    unsure = [rep(1), rep(2, quality=Quality.UNCERTAIN), rep(3, quality=Quality.UNRESOLVED)]
    line = next_line(result(unsure, sign("bounce", NOTE)))
    assert line is not None
    assert line.startswith("2 of 3 reps could not be measured well")
    warned = next_line(result(unsure, sign("bounce")))
    assert warned is not None
    assert warned.startswith("Pause, then drive")


@pytest.mark.parametrize("variation", ["box", "pin", "way_back"])
@pytest.mark.parametrize("code", ["short_rom", "depth_varies"])
def test_a_range_that_was_reduced_on_purpose_is_not_to_be_made_longer(variation: str, code: str) -> None:
    line = next_line(result(REPS, sign(code, NOTE), variation=(variation,)))
    assert line is not None
    assert line.startswith("Same again")


def test_pain_goes_before_everything() -> None:
    assert next_line(result(REPS, sign("slowing", STOP)), pain=True) == words.ENDED_FOR_PAIN
    assert next_line(result([]), pain=True) == words.ENDED_FOR_PAIN


def test_every_sign_with_a_cue_has_its_words() -> None:
    for row in CODES.values():
        cues = TEMPO_CUES.values() if row.code == "tempo_missed" else [row.cue]
        for unit in row.units:
            for cue in cues:
                line = next_line(result(REPS, sign(row.code, row.severity, unit=unit, cue=cue)))
                assert line is not None
                assert "{" not in line
                assert line.startswith(("Same again", "Less load", str(cue)))
