"""Sets corrected afterwards, by keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.session.sets import AddReps, ChangePlan, Delete, Edit, Join, SetLog, Strike, Undo
from desktop_app.session.settings import ThemeName
from desktop_app.views import words_sets
from desktop_app.views.key_list import KeyList
from desktop_app.views.sets_view import SetsView
from desktop_app.views.theme import PALETTES, Look, style_sheet
from tests.desktop_app.views.fake_commands import FakeSets
from tests.desktop_app.views.pictures import PLAN, session_log, snapshots
from tests.desktop_app.views.window_rig import Rig

Open = Callable[..., Rig]


@pytest.fixture
def sets() -> FakeSets:
    return FakeSets(session_log())


@pytest.fixture
def view(open_window: Open, qtbot: QtBot, sets: FakeSets) -> SetsView:
    rig = open_window(at_rack=True, sets=sets)
    rig.give(snapshots()["resting"])
    _press(qtbot, Qt.Key.Key_E)
    assert rig.window.sets is not None
    assert rig.window.stack.currentWidget() is rig.window.sets
    return rig.window.sets


def _press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)


@pytest.mark.parametrize(
    ("keys", "edits"),
    [
        ([Qt.Key.Key_Delete], [Delete(3)]),
        ([Qt.Key.Key_Delete, Qt.Key.Key_Delete], [Delete(3), Delete(3, deleted=False)]),
        ([Qt.Key.Key_Delete, Qt.Key.Key_Z], [Delete(3), Undo()]),
        ([Qt.Key.Key_Up, Qt.Key.Key_Plus, Qt.Key.Key_Minus], [AddReps(2, 2), AddReps(2, 1)]),
        ([Qt.Key.Key_Minus], [AddReps(3, 0)]),
        ([Qt.Key.Key_Home, Qt.Key.Key_J], [Join(1, 2)]),
        ([Qt.Key.Key_J], []),
        ([Qt.Key.Key_Home, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Space], [Strike(1, 2)]),
        ([Qt.Key.Key_Up, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Space], [Strike(2, 2, struck=False)]),
    ],
)
def test_one_key_makes_one_correction(
    view: SetsView, sets: FakeSets, qtbot: QtBot, keys: list[Qt.Key], edits: list[Edit]
) -> None:
    _press(qtbot, *keys)
    assert sets.asked == edits


def test_a_warm_up_is_one_key(view: SetsView, sets: FakeSets, qtbot: QtBot) -> None:
    _press(qtbot, Qt.Key.Key_Up, Qt.Key.Key_W)
    assert sets.log.entry(2).plan.warm_up
    assert words_sets.WARM_UP in view.sets.item(1).text()


def test_lift_load_and_lifter_are_changed_together(view: SetsView, sets: FakeSets, qtbot: QtBot) -> None:
    _press(qtbot, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert view.form.exercise == "squat"
    view.form.load.setText("225 lb")
    view.name.setText("Ben")
    _press(qtbot, Qt.Key.Key_Return)
    (change,) = sets.asked
    assert isinstance(change, ChangePlan)
    assert change.plan.athlete == "Ben"
    assert change.plan.load_kg == pytest.approx(102.058, abs=1e-3)
    assert (change.plan.tempo, change.plan.variation) == (PLAN.tempo, PLAN.variation)
    assert change.plan.loss_stop_percent == PLAN.loss_stop_percent
    assert change.plan.target_reps == PLAN.target_reps == 8
    assert view.pages.currentWidget() is view.list_page
    assert view.entry is not None
    assert view.entry.id == 2


def test_a_load_that_is_none_changes_nothing(view: SetsView, sets: FakeSets, qtbot: QtBot) -> None:
    _press(qtbot, Qt.Key.Key_Return)
    view.form.load.setText("heavy")
    _press(qtbot, Qt.Key.Key_Return)
    assert sets.asked == []
    assert "heavy" in view.form.wrong.text()
    _press(qtbot, Qt.Key.Key_Escape)
    assert view.pages.currentWidget() is view.list_page


def test_what_was_struck_or_deleted_is_shown_so(view: SetsView, qtbot: QtBot) -> None:
    _press(qtbot, Qt.Key.Key_Up)
    states = [view.reps.item(k).checkState() for k in range(view.reps.count())]
    assert states == [Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    assert words_sets.REPS_COUNTED_OF.format(2, 8) in view.sets.item(1).text()
    _press(qtbot, Qt.Key.Key_Delete)
    assert view.sets.item(1).font().strikeOut()
    assert words_sets.DELETED in view.sets.item(1).text()
    assert words_sets.PAIN_ENDED in view.sets.item(2).text()


def test_a_row_that_just_does_not_fit_has_two_lines(qtbot: QtBot) -> None:
    rows = KeyList()
    qtbot.addWidget(rows)
    rows.setStyleSheet(style_sheet(Look(PALETTES[ThemeName.DARK], 768)))
    rows.resize(600, 300)
    rows.show()
    rows.addItems(["set", "set two"])
    line = rows.visualItemRect(rows.item(0)).height()
    metrics, room = rows.fontMetrics(), rows.viewport().width()
    words = "set"
    while metrics.horizontalAdvance(words) < room - 10:
        words += " i"
    assert metrics.horizontalAdvance(words) < room
    rows.item(1).setText(words)
    assert rows.visualItemRect(rows.item(0)).height() == line
    assert rows.visualItemRect(rows.item(1)).height() > 1.5 * line


def test_a_set_that_ends_meanwhile_appears_and_the_choice_stays(view: SetsView, sets: FakeSets, qtbot: QtBot) -> None:
    _press(qtbot, Qt.Key.Key_Home)
    sets.log = SetLog(sets.log.entries[:2])
    qtbot.waitUntil(lambda: view.sets.count() == 2)
    assert view.entry is not None
    assert view.entry.id == 1


def test_no_set_yet_needs_nothing(open_window: Open, qtbot: QtBot) -> None:
    rig = open_window(at_rack=True, sets=FakeSets(SetLog()))
    _press(qtbot, Qt.Key.Key_E, Qt.Key.Key_W, Qt.Key.Key_Return, Qt.Key.Key_J, Qt.Key.Key_Escape)
    assert rig.window.stack.currentWidget() is rig.window.rack
