"""A real window over a session that only writes down what it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_app.session.settings import SIMULATED, Settings
from desktop_app.session.settings_store import SettingsStore
from desktop_app.session.snapshot import RackSnapshot
from desktop_app.views.window import MainWindow
from tests.desktop_app.views.fake_commands import FakeCommands

KNOWN = Settings(athlete="Ann", sensor=SIMULATED)


@dataclass
class Rig:
    """The window, what it asks for, and what it is given to show."""

    window: MainWindow
    commands: FakeCommands
    store: SettingsStore
    shown: list[RackSnapshot | None] = field(default_factory=lambda: [None])

    def give(self, snapshot: RackSnapshot) -> None:
        self.shown[0] = snapshot

    def asked(self, name: str) -> list[object]:
        return [value for key, value in self.commands.asked if key == name]
