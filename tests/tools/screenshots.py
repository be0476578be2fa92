"""Pictures of every view at both sizes and in both themes: `python -m tests.tools.screenshots FOLDER [NAME ...]`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.session.settings import RackLayout, Settings, ThemeName
from desktop_app.session.setup import SetupDesk
from desktop_app.views.keys import Action
from desktop_app.views.rack_view import RackView
from desktop_app.views.window import MainWindow
from dsp.context import ClipPlace, Forward
from sensor.loaded import Mounting
from tests.desktop_app.views.fake_commands import FakeCommands, FakeSets
from tests.desktop_app.views.pictures import PLAN, session_log, snapshots
from tests.desktop_app.views.setup_pictures import setup_states

SIZES = ((1366, 768), (1920, 1080))


def main(arguments: Sequence[str]) -> int:
    """Write the pictures; NAMEs choose those whose names begin so."""
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder, wanted = Path(arguments[0]), tuple(arguments[1:])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    for width, height in SIZES:
        for theme in ThemeName:
            settings = replace(Settings(theme=theme, athlete="Ann", sensor="simulated"), muted=False).remembering(PLAN)
            for name, view in _views(settings):
                if wanted and not name.startswith(wanted):
                    continue
                view.resize(width, height)
                view.show()
                app.processEvents()
                view.grab().save(str(folder / f"{name}-{theme}-{width}x{height}.png"))
                view.close()
    return 0


def _views(settings: Settings) -> list[tuple[str, QWidget]]:
    made: list[tuple[str, QWidget]] = []
    for name, snapshot in snapshots().items():
        view = RackView(settings)
        view.show_snapshot(snapshot)
        made.append((f"rack-{name}", view))
    detail = RackView(replace(settings, layout=RackLayout.DETAIL))
    detail.show_snapshot(snapshots()["stop"])
    made.append(("rack-detail", detail))
    return made + _pages(settings)


def _pages(settings: Settings) -> list[tuple[str, QWidget]]:
    """The window on each of its other pages."""
    fresh, known, options, keys, sets = (
        MainWindow(FakeCommands(), lambda: None, each, lambda _: None, sets=FakeSets(session_log()))
        for each in (replace(settings, athlete=None), settings, settings, settings, settings)
    )
    options.go(options.settings_view)
    keys.go(keys.keys)
    sets.act(Action.SETS)
    pages: list[tuple[str, QWidget]] = [
        ("start-first", fresh), ("start-lift", known), ("settings", options), ("keys", keys), ("sets", sets)
    ]  # fmt: skip
    return pages + _setups(settings)


def _setups(settings: Settings) -> list[tuple[str, QWidget]]:
    """The set-up page in each of its states."""
    made: list[tuple[str, QWidget]] = []
    for name, shown in setup_states().items():
        desk = SetupDesk(lambda _: None)
        placed = settings if name == "nothing" else settings.mounted(Mounting(Forward.PLUS_Y, ClipPlace(0.3, 0.07)))
        window = MainWindow(FakeCommands(), lambda: None, placed, lambda _: None, setup=desk)
        window.act(Action.SET_UP)
        window.resize(*SIZES[0])
        window.show()
        desk.shown = shown
        if window.setup is not None:
            window.setup.show_newest()
        made.append((f"setup-{name}", window))
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
