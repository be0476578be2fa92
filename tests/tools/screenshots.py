"""Pictures of every view at both sizes and in both themes: `python -m tests.tools.screenshots FOLDER [NAME ...]`.

What the rack shows is what the session's core shows of the example recordings at chosen moments.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.session.settings import RackLayout, Settings, ThemeName
from desktop_app.session.setup import SetupDesk
from desktop_app.views.keys import Action
from desktop_app.views.rack_view import RackView
from desktop_app.views.theme import PALETTES, Look
from desktop_app.views.window import MainWindow
from tests.desktop_app.views.coach_pictures import coach_views
from tests.desktop_app.views.fake_commands import FakeCommands, FakeSets
from tests.desktop_app.views.health_pictures import health_views
from tests.desktop_app.views.setup_pictures import setup_states
from tests.tools.moments import HEAVY, MOUNTED, Moments, moments

SIZES: Final = ((1366, 768), (1920, 1080))
RECORDINGS: Final = Path(__file__).resolve().parents[2] / "recordings"
IN_DETAIL: Final = ("lifting", "alarm", "demo")


def main(arguments: Sequence[str]) -> int:
    """Write the pictures; NAMEs choose those whose names begin so."""
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder, wanted = Path(arguments[0]), tuple(arguments[1:])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    with TemporaryDirectory() as kept:
        seen = moments(RECORDINGS, Path(kept))
    for width, height in SIZES:
        for theme in ThemeName:
            settings = replace(Settings(theme=theme, athlete="Ann", sensor="simulated"), muted=False).remembering(HEAVY)
            look = Look(PALETTES[theme], height)
            for name, view in [*_views(settings, seen), *health_views(settings, look), *coach_views(settings, look)]:
                if wanted and not name.startswith(wanted):
                    continue
                view.resize(width, height)
                view.show()
                app.processEvents()
                view.grab().save(str(folder / f"{name}-{theme}-{width}x{height}.png"))
                view.close()
    return 0


def _views(settings: Settings, seen: Moments) -> list[tuple[str, QWidget]]:
    made: list[tuple[str, QWidget]] = []
    detail = replace(settings, layout=RackLayout.DETAIL)
    shown = [(f"rack-{name}", settings, snapshot) for name, snapshot in seen.snapshots.items()]
    shown += [(f"rack-detail-{name}", detail, seen.snapshots[name]) for name in IN_DETAIL]
    for name, looks, snapshot in shown:
        view = RackView(looks)
        view.show_snapshot(snapshot)
        made.append((name, view))
    return made + _pages(settings, seen)


def _pages(settings: Settings, seen: Moments) -> list[tuple[str, QWidget]]:
    """The window on each of its other pages."""
    fresh, known, options, keys, sets = (
        MainWindow(FakeCommands(), lambda: None, each, lambda _: None, sets=FakeSets(seen.log))
        for each in (replace(settings, athlete=None), settings, settings, settings, settings)
    )
    options.go(options.settings_view)
    keys.go(keys.keys)
    sets.act(Action.SETS)
    pages: list[tuple[str, QWidget]] = [
        ("start-first", fresh), ("start-lift", known), ("settings", options), ("keys", keys), ("sets", sets)
    ]  # fmt: skip
    return pages + _setups(settings, seen)


def _setups(settings: Settings, seen: Moments) -> list[tuple[str, QWidget]]:
    """The set-up page as it is with the example's sensor, and made up, in each of its other states."""
    made: list[tuple[str, QWidget]] = []
    for name, shown in {"placed": seen.placed, **setup_states()}.items():
        desk = SetupDesk(lambda _: None)
        placed = settings if name == "nothing" else settings.mounted(MOUNTED)
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
