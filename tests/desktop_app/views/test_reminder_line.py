"""The reminder: off at first, due after its time, gone for who lifts or sends it away."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop_app.health.reminder import Day, Reminder
from desktop_app.session.settings import Settings
from desktop_app.views.reminder_line import ReminderLine
from tests.desktop_app.health.making import NOW

ON = Settings(reminder=Reminder(True, Day.STANDING, 45))


class Bench:
    """The line in a window, with a clock that is set by hand."""

    def __init__(self, qtbot: QtBot, settings: Settings) -> None:
        self.at, self.lifting = NOW, False
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.line = ReminderLine(settings, lambda: self.lifting, self.now)
        self.window.setMinimumSize(400, 200)
        self.window.setCentralWidget(self.line)
        self.window.show()
        self.line.look()

    def now(self) -> datetime:
        return self.at

    def later(self, minutes: float) -> bool:
        """Whether it is shown so much later."""
        self.at += timedelta(minutes=minutes)
        self.line.look()
        return self.line.isVisible()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot, ON)


def test_it_is_off_unless_it_was_turned_on(qtbot: QtBot) -> None:
    bench = Bench(qtbot, Settings())
    assert not bench.later(600)
    bench.line.set_settings(ON)
    assert bench.later(0)
    bench.line.set_settings(Settings())
    assert not bench.line.isVisible()


def test_it_comes_after_its_time_and_again_when_it_was_sent_away(bench: Bench, qtbot: QtBot) -> None:
    assert not bench.later(44)
    with qtbot.waitSignal(bench.line.due):
        assert bench.later(1)
    assert ON.reminder.text in bench.line.text()
    qtbot.mouseClick(bench.line, Qt.MouseButton.LeftButton)
    assert not bench.line.isVisible()
    assert not bench.later(44)
    assert bench.later(1)
    assert bench.line.dismiss()
    assert not bench.line.dismiss()


def test_nobody_is_reminded_while_lifting(bench: Bench) -> None:
    bench.lifting = True
    assert not bench.later(100)
    bench.lifting = False
    assert not bench.later(44)
    assert bench.later(1)
