"""Everything that can be said has words, and no words are anywhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from desktop_app.replay.opened import Told
from desktop_app.session.plan import LiftPlan
from desktop_app.session.plates import Units
from desktop_app.session.snapshot import LinkView, Mode, Notice, RepView, Traffic
from desktop_app.views import words, words_replay
from desktop_app.views.theme import font_of
from dsp.context import Tempo
from dsp.exercises import EXERCISES, VARIATIONS
from dsp.results import Quality
from sensor.ble.status import LinkState

SHOWING = {
    "setText", "setWindowTitle", "addItem", "addRow", "addTab", "setTitle", "setToolTip", "setAccessibleName",
    "setPlaceholderText", "setStatusTip", "draw_text", "QLabel", "QPushButton", "QCheckBox", "QGroupBox", "_label",
}  # fmt: skip
"""Calls whose texts the user reads."""


def test_every_state_has_its_words() -> None:
    assert set(words.EXERCISES) == set(EXERCISES)
    assert set(words.VARIATIONS) == set(VARIATIONS)
    assert set(words.TRAFFIC) == set(Traffic)
    assert set(words.LINKS) == set(LinkState)
    assert set(words.PHASES) == {"descent", "bottom", "drive", "top", "rest"}
    assert set(words.MODES) == set(Mode)


def test_no_view_has_words_of_its_own(project: Path) -> None:
    found = []
    for path in sorted((project / "desktop_app" / "views").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", None))
            if not isinstance(node, ast.Call) or name not in SHOWING:
                continue
            for value in node.args:
                text = value.value if isinstance(value, ast.Constant) else None
                # `3-1-X-0` and `?` are signs, not words.
                if isinstance(text, str) and any(letter.islower() for letter in text) and name != "_label":
                    found.append(f"{path.name}:{node.lineno}: {text!r}")
    assert found == []


def test_unknown_is_never_shown_as_zero() -> None:
    assert words.number(None, 1) == words.UNKNOWN
    assert "0" not in words.speed(None)
    assert "0" not in words.loss(None)
    assert "0" not in words.link_line(LinkView("AA", "X", LinkState.STREAMING))


def test_a_plan_is_said_with_its_load_in_the_lifters_unit() -> None:
    plan = LiftPlan("Ann", "squat", ("box",), 100.0, Tempo.parse("3-1-X-0"))
    assert words.plan_line(plan, Units.KG) == "Squat, box · 100 kg · 3-1-X-0"
    assert "220.46 lb" in words.plan_line(plan, Units.LB)
    assert words.load_line(100.0, Units.KG).endswith("25 + 15")


def test_the_gravest_notice_is_said_with_what_to_do_and_how_many_more() -> None:
    line = words.notice_line((Notice("The disk is full.", "Free some space."), Notice("a", "b"), Notice("c", "d")))
    assert "The disk is full. Free some space." in line
    assert "2 more" in line
    assert words.notice_line((Notice("no room", "Free some."),)) == "no room. Free some."
    assert words.notice_line((Notice("Looking", ""),)) == "Looking"


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00"), (59.9, "0:59"), (61.0, "1:01"), (3600.0, "60:00")])
def test_rest_is_told_in_minutes_and_seconds(seconds: float, text: str) -> None:
    assert words.clock(seconds) == text


def test_in_the_replay_too_what_happened_and_what_to_do_are_two_sentences() -> None:
    told = Told("set.csv: there is no acceleration in it", "Name its columns.", wrong=True)
    assert words_replay.told_line(told) == "set.csv: there is no acceleration in it. Name its columns."
    assert words_replay.told_line(Told("Saved as set.png.")) == "Saved as set.png."
    assert words_replay.told_line(None) == ""


def test_an_uncertain_rep_is_said_to_be_uncertain() -> None:
    assert words.NOT_SURE in words.rep_said(RepView(1, Quality.UNCERTAIN, 2.0, 0.5, None))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("shift_tilt_rad", ("shift tilt", "deg")),
        ("position_change_roll_rate_rads", ("position change roll rate", "deg/s")),
        ("floor_impact_ms", ("floor impact", "m/s")),
        ("first_reps", ("first reps", "")),
    ],
)
def test_limits_are_named_with_the_unit_they_are_shown_in(name: str, said: tuple[str, str]) -> None:
    assert words.limit_name(name) == said


def test_every_letter_is_in_the_font(qtbot: QtBot) -> None:
    metrics = QFontMetrics(font_of(30.0, bold=False))
    said = {letter for value in vars(words).values() if isinstance(value, str) for letter in value}
    assert {letter for letter in said if letter.isprintable() and not metrics.inFontUcs4(ord(letter))} == set()
