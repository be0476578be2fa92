"""Five years of one lifter seen in the history view, offscreen: from a key to the painted page.

Some 800 sessions, 12,000 sets, 66,000 reps, with answers about pain; SQLite. The view is opened in a process of its
own, where nothing of the database was loaded before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import harness  # sets one thread a process: before numpy
import numpy as np
import radio  # noqa: F401 (makes the tests importable)

from desktop_app.store.place import StorePlace

SESSIONS: Final = 850
"""Less the weeks away, some 800."""
SIZE: Final = (1920, 1080)
STEPS: Final = 40
OPENED: Final = "--opened"


def main() -> None:
    harness.options(__doc__, 1, 1, processes=1)
    from tests.desktop_app.diary.years import NOW

    with tempfile.TemporaryDirectory() as folder:
        counts = _keep(_place(Path(folder)))
        run = [sys.executable, __file__, OPENED, folder, NOW.isoformat()]
        taken = json.loads(subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout)
    title = "history view: {} sessions, {} sets, {} reps, ms".format(*counts)
    table = harness.table(title, "what", "measured", "asked", "of it work")
    for what, (taken_s, work_s) in taken.items():
        asked = 1000.0 if what.startswith("opened") else None
        table.add_row(
            what,
            harness.against(1000.0 * taken_s, asked, 1),
            "" if asked is None else f"{asked:g}",
            f"{1000.0 * work_s:.1f}",
        )
    harness.show(table, harness.MARK)


def _place(folder: Path) -> StorePlace:
    return StorePlace(folder / "history", folder / "recordings")


def _keep(place: StorePlace) -> tuple[int, int, int]:
    from desktop_app.store.store import Store
    from tests.desktop_app.diary.years import NOW, keep_years

    with Store.open(place, now_unix_s=NOW.timestamp) as store:
        keep_years(store, sessions=SESSIONS)
        found = store.history("Ann")
    return len(found.sessions), len(found.sets), sum(one.reps for one in found.sets)


def opened(folder: Path, now: datetime) -> dict[str, tuple[float, float]]:
    """Seconds of each step in this process, and of work of its threads."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from desktop_app.diary.desk import DiaryDesk
    from desktop_app.session.settings import Settings, ThemeName
    from desktop_app.views import window  # noqa: F401 (it is there before the history is opened)
    from desktop_app.views.theme import PALETTES, Look

    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    taken: dict[str, tuple[float, float]] = {}
    desk = DiaryDesk(_place(folder))
    desk.start()

    def timed(what: str, work: Callable[[], object]) -> None:
        start_s, start_cpu_s = time.perf_counter(), time.process_time()
        work()
        taken[what] = time.perf_counter() - start_s, time.process_time() - start_cpu_s

    def open_view() -> None:
        from desktop_app.views.history_view import HistoryView

        view = HistoryView(desk, Settings(athlete="Ann"), lambda: now)
        view.resize(*SIZE)
        view.set_look(Look(PALETTES[ThemeName.DARK], SIZE[1]))
        view.show()
        settle(view)
        views.append(view)

    def settle(view: object) -> None:
        """Until everything asked for is answered and painted."""
        if view.asking.waiting:  # type: ignore[attr-defined]
            loop = QEventLoop()
            view.asking.busy.connect(lambda busy: None if busy else loop.quit())  # type: ignore[attr-defined]
            loop.exec()
        view.grab()  # type: ignore[attr-defined]

    views: list = []  # type: ignore[type-arg]
    timed("opened, the database loaded with it", open_view)
    assert views[0].sessions.table.sets.rows
    timed("opened again", open_view)
    view = views[-1]
    from desktop_app.views.history_view import Section

    for section in list(Section)[1:]:

        def go(section: Section = section) -> None:
            view.go(section)
            settle(view)

        timed(f"page {section + 1}, {section.name.lower()}", go)
    taken |= _steps(view, settle)
    desk.close()
    return taken


def _steps(view, settle: Callable[[object], None]) -> dict[str, tuple[float, float]]:  # type: ignore[no-untyped-def] # noqa: ANN001
    """Median time of one key on the pages that are walked through."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from desktop_app.views.history_view import Section

    found = {}
    pages = ((Section.SESSIONS, view.sessions.list, Qt.Key.Key_Down), (Section.TRENDS, view.trends, Qt.Key.Key_Left))
    for section, widget, key in pages:
        view.go(section)
        settle(view)
        each: list[tuple[float, float]] = []
        for _ in range(STEPS):
            start_s, start_cpu_s = time.perf_counter(), time.process_time()
            QTest.keyClick(widget, key)
            settle(view)
            each.append((time.perf_counter() - start_s, time.process_time() - start_cpu_s))
        found[f"one session on, {section.name.lower()}, median"] = tuple(np.median(each, axis=0).tolist())
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == [OPENED]:
        print(json.dumps(opened(Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))))
    else:
        main()
