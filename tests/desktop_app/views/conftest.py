"""Windows for tests: real ones, closed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.session.settings import Settings
from desktop_app.session.settings_store import SettingsStore
from desktop_app.session.snapshot import RackSnapshot
from desktop_app.views.window import MainWindow
from tests.desktop_app.views.fake_commands import FakeCommands
from tests.desktop_app.views.window_rig import KNOWN, Rig


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """Makes a window of the size of a small laptop's screen."""
    rigs: list[Rig] = []

    def made(settings: Settings = KNOWN, **options: object) -> Rig:
        shown: list[RackSnapshot | None] = [None]
        commands, store = FakeCommands(), SettingsStore(tmp_path / "settings.json")
        window = MainWindow(commands, lambda: shown[0], settings, store.save, **options)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        rigs.append(Rig(window, commands, store, shown))
        return rigs[-1]

    yield made
    for rig in rigs:
        rig.window.close()
