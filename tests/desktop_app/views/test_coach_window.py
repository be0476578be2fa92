"""The window of a coach over a real broker: stations' bars as tiles, an order and a cue back, a broker that dies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.bridge import CoachBridge
from desktop_app.group.place import read_place
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.views.coach_window import CoachWindow
from tests.desktop_app.group.broker import MISSING, Broker, program
from tests.desktop_app.group.making import FakeRacks, coach_at, lifting, station_at

SOON_MS = 20_000


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if program() is None:
        pytest.skip(MISSING)
    with Broker(tmp_path) as found:
        yield found


def test_a_coach_sees_every_bar_and_sets_the_next_set(qtbot: QtBot, broker: Broker, tmp_path: Path) -> None:
    kept: list[Settings] = []
    racks, place = FakeRacks(lifting("1"), lifting("2")), read_place(broker.url)
    with coach_at(place, tmp_path) as coach, station_at(place, tmp_path, racks=racks):
        window = CoachBridge(coach, Settings(), kept.append).window
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        qtbot.waitUntil(lambda: len(coach.view.tiles) == 2, timeout=SOON_MS)
        qtbot.waitUntil(lambda: window.view.grid.chosen is not None, timeout=SOON_MS)
        qtbot.waitUntil(lambda: not window.line.isVisible(), timeout=SOON_MS)

        qtbot.keyClick(window.view.grid, Qt.Key.Key_1)
        assert window.view.pages.currentWidget() is window.view.people
        form = window.view.people.form
        form.load.setText("105")
        form.cue.setText("Chest up")
        form.send()
        qtbot.waitUntil(lambda: bool(racks.plans and racks.cues), timeout=SOON_MS)
        assert (racks.plans[0][0], racks.plans[0][1].load_kg) == ("1", 105.0)
        assert racks.cues == [("1", "Chest up")]

        qtbot.keyClick(window.view, Qt.Key.Key_Escape)
        assert window.view.pages.currentWidget() is window.view.grid
        qtbot.keyClick(window, Qt.Key.Key_L)
        assert [settings.theme for settings in kept] == [ThemeName.LIGHT]


def test_a_broker_that_is_gone_is_told_and_comes_back(qtbot: QtBot, broker: Broker, tmp_path: Path) -> None:
    place = read_place(broker.url)
    with coach_at(place, tmp_path) as coach:
        window: CoachWindow = CoachBridge(coach, Settings(), lambda _: None).window
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: not window.line.isVisible(), timeout=SOON_MS)
        broker.kill()
        qtbot.waitUntil(window.line.isVisible, timeout=SOON_MS)
        assert broker.url in window.line.text()
        broker.start()
        qtbot.waitUntil(lambda: not window.line.isVisible(), timeout=SOON_MS)
