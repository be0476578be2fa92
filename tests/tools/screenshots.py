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
from desktop_app.views.keys import Action
from desktop_app.views.rack_view import RackView
from desktop_app.views.window import MainWindow
from tests.desktop_app.views.fake_commands import FakeCommands, FakeSets
from tests.desktop_app.views.pictures import PLAN, session_log, snapshots

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
    return [("start-first", fresh), ("start-lift", known), ("settings", options), ("keys", keys), ("sets", sets)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
