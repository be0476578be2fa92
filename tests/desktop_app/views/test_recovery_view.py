"""What a crash left, as it is shown: one key keeps it, one leaves it, and nothing is asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.diary.recovering import LeftOver, RecoveryState, Stage
from desktop_app.session.settings import ThemeName
from desktop_app.session.snapshot import Notice
from desktop_app.views import words_recovery as words
from desktop_app.views.recovery_view import RecoveryView
from desktop_app.views.theme import PALETTES, Look

READY = LeftOver("a", 1.79e9, 3, Stage.MEASURED, None, 3, 14, ("Ann",), ("squat", "bench"))
ITEMS = (
    READY,
    LeftOver("b", 1.7901e9, 3, Stage.MEASURING, 0.4),
    LeftOver("c", 1.7902e9, 3, Stage.WAITING),
    LeftOver("d", 1.7903e9, 3, Stage.UNUSABLE, None, why="/home/ann/recordings/d.mcap: is not an MCAP"),
)


@dataclass
class Recovering:
    """As the view uses it."""

    state: RecoveryState = field(default_factory=lambda: RecoveryState(ITEMS, looking=False))
    asked: list[str] = field(default_factory=list)

    def keep_all(self) -> None:
        self.asked.append("keep")
        self.state = replace(self.state, keeping=True)

    def leave(self) -> None:
        self.asked.append("leave")


@pytest.fixture
def recovering() -> Recovering:
    return Recovering()


@pytest.fixture
def view(qtbot: QtBot, recovering: Recovering) -> Iterator[RecoveryView]:
    frame = QWidget()
    qtbot.addWidget(frame)
    view = RecoveryView(recovering)  # type: ignore[arg-type]
    view.setParent(frame)
    view.set_look(Look(PALETTES[ThemeName.DARK], 768))
    for widget in (frame, view):
        widget.resize(1366, 768)
    frame.show()
    qtbot.waitExposed(frame)
    yield view
    frame.close()


def test_each_recording_has_a_card_that_says_what_it_is(view: RecoveryView) -> None:
    texts = [card.accessibleName() for card in view.cards]
    assert "3 sets, 14 reps" in texts[0]
    assert "Ann" in texts[0]
    assert "Squat" in texts[0]
    assert words.STAGES[Stage.MEASURING] in texts[1]
    assert "is not an MCAP" in texts[3]
    assert view.keep.text() == words.KEEP


def test_enter_keeps_everything_then_goes_on(qtbot: QtBot, view: RecoveryView, recovering: Recovering) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert recovering.asked[0] == "keep"
    assert not view.keep.isEnabled()
    assert not view.later.isVisible()
    recovering.state = RecoveryState((replace(READY, stage=Stage.KEPT),), looking=False, over=True)
    qtbot.waitUntil(lambda: view.keep.text() == words.GO_ON)
    assert view.line.text() == words.DONE
    with qtbot.waitSignal(view.done):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_escape_leaves_it(qtbot: QtBot, view: RecoveryView, recovering: Recovering) -> None:
    with qtbot.waitSignal(view.done):
        qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert recovering.asked == ["leave"]


def test_escape_while_it_is_kept_does_not_stop_it(qtbot: QtBot, view: RecoveryView, recovering: Recovering) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.done):
        qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert recovering.asked == ["keep"]


def test_what_went_wrong_is_told_and_the_page_can_be_left(
    qtbot: QtBot, view: RecoveryView, recovering: Recovering
) -> None:
    recovering.state = RecoveryState(looking=False, over=True, notice=Notice("The disk is full.", "Make room."))
    view.refresh()
    assert view.line.text() == "The disk is full. Make room."
    with qtbot.waitSignal(view.done):
        qtbot.mouseClick(view.keep, Qt.MouseButton.LeftButton)


def test_more_than_fit_can_be_scrolled(qtbot: QtBot, view: RecoveryView, recovering: Recovering) -> None:
    more = tuple(replace(READY, name=f"{k}") for k in range(20))
    recovering.state = RecoveryState((*ITEMS, *more), looking=False)
    qtbot.waitUntil(lambda: len(view.cards) == 24)
    bar = view._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert bar.value() > 0


@pytest.mark.parametrize("item", ITEMS)
def test_nothing_of_it_is_markup_or_empty(item: LeftOver) -> None:
    assert words.said(item)
    assert words.when(item)
    assert words.what(item)
