"""Settings and limits as they are typed."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.session.plates import Units
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.sound.face import VoiceKind
from desktop_app.views.limits_table import REASON, VALUE, LimitsTable, read, shown, with_limit
from desktop_app.views.settings_view import SettingsView
from dsp.constants import RAD_PER_DEG
from dsp.errors import ParameterError
from dsp.limits import LimitTable, SignLimits

NAMES = [each.name for each in fields(SignLimits)]


def _row(name: str) -> int:
    return NAMES.index(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_read_back_as_it_is_shown(name: str) -> None:
    text = shown(SignLimits(), name)
    assert read(name, text) == pytest.approx(getattr(SignLimits(), name))


@pytest.mark.parametrize("text", ["nan", "inf", "much", "-"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w|-"):
        read("late_rush_ratio", text)


def test_angles_are_typed_in_degrees_and_kept_in_radians(qtbot: QtBot) -> None:
    table = LimitsTable(LimitTable())
    qtbot.addWidget(table)
    with qtbot.waitSignal(table.changed) as told:
        table.table.item(_row("shift_tilt_rad"), VALUE).setText("3,5")
    assert math.isclose(told.args[0].common.shift_tilt_rad, 3.5 * RAD_PER_DEG)


def test_one_lifts_own_limit_leaves_the_others_alone(qtbot: QtBot) -> None:
    table = LimitsTable(LimitTable())
    qtbot.addWidget(table)
    table.exercise.setCurrentIndex(table.exercise.findData("bench"))
    cell = table.table.item(_row("late_rush_ratio"), VALUE)
    with qtbot.waitSignal(table.changed) as told:
        cell.setText("0.9")
    limits: LimitTable = told.args[0]
    assert limits.of("bench").late_rush_ratio == 0.9
    assert limits.of("squat") == SignLimits()
    with qtbot.waitSignal(table.changed) as told:
        table.table.item(_row("late_rush_ratio"), VALUE).setText("")
    assert told.args[0].own == {}


@pytest.mark.parametrize("text", ["-1", "abc", "1e400"])
def test_a_bad_value_is_put_back_and_said(qtbot: QtBot, text: str) -> None:
    table = LimitsTable(LimitTable())
    qtbot.addWidget(table)
    with qtbot.assertNotEmitted(table.changed):
        table.table.item(_row("late_rush_ratio"), VALUE).setText(text)
    assert text in table.wrong.text()
    assert table.table.item(_row("late_rush_ratio"), VALUE).text() == "0.8"


def test_each_limit_is_shown_with_its_reason(qtbot: QtBot) -> None:
    table = LimitsTable(LimitTable())
    qtbot.addWidget(table)
    for name, reason in SignLimits.reasons().items():
        assert table.table.item(_row(name), REASON).text() == reason


def test_a_negative_limit_never_gets_into_the_table() -> None:
    with pytest.raises(ParameterError):
        with_limit(LimitTable(), "squat", "late_rush_ratio", -1.0)


@pytest.mark.parametrize("name", ["tone_on", "cues_on", "count_on", "muted"])
def test_each_kind_of_sound_is_switched_by_itself(qtbot: QtBot, name: str) -> None:
    view = SettingsView(Settings())
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.changed) as told:
        view._ticks[name].toggle()
    assert told.args[0] == replace(Settings(), **{name: not getattr(Settings(), name)})


def test_the_voice_is_a_choice(qtbot: QtBot) -> None:
    view = SettingsView(Settings(voice=VoiceKind.RECORDED))
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.changed) as told:
        view._boxes["voice"].setCurrentIndex(0)
    assert told.args[0].voice is VoiceKind.SYSTEM


def test_choices_are_told_at_once_and_showing_settings_tells_nothing(qtbot: QtBot) -> None:
    view = SettingsView(Settings())
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.changed) as told:
        view.units.setCurrentIndex(1)
    assert told.args[0].units is Units.LB
    with qtbot.assertNotEmitted(view.changed):
        view.set_settings(Settings(theme=ThemeName.LIGHT, volume=0.43, muted=True, font_scale=1.5))
    with qtbot.waitSignal(view.changed) as told:
        view.theme.setCurrentIndex(list(ThemeName).index(ThemeName.DARK))
    assert told.args[0] == Settings(theme=ThemeName.DARK, volume=0.43, muted=True, font_scale=1.5)
