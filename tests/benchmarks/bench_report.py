"""Reports of a lifter with five years of history: how long each takes, how large it is, and whether a browser is happy.

Each HTML file is opened in Chromium (Qt WebEngine) with no network and scripts off: asked is that it asks for nothing
but itself. A name that is markup, a script and a template is the lifter's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import radio
from bench_store import five_years
from PySide6.QtGui import QGuiApplication

from desktop_app.report.composing import document_of
from desktop_app.report.content import Wish
from desktop_app.report.saving import save_document
from desktop_app.report.writing import Prepared, prepared
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from tests.desktop_app.store.making import DAY_S, START_UNIX_S
from tests.tools.pdf_pages import pages

NAME: Final = "<script>alert({{7*7}})</script>"
PROJECT: Final = Path(radio.__file__).resolve().parents[2]


def _browsed(path: Path) -> tuple[bool, list[str]]:
    """Whether it opened, and what was asked for beside it."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.tools.open_page", str(path)], cwd=PROJECT, check=True, capture_output=True,
        text=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    told = json.loads(ended.stdout.splitlines()[-1])
    return told["loaded"] and NAME in told["text"], [url for url in told["asked"] if url != path.as_uri()]


def measured(store: Store, folder: Path) -> None:
    """Print one table."""
    begun = datetime.fromtimestamp(START_UNIX_S - 20 * DAY_S, UTC).date().replace(day=1)
    table = harness.table(
        "reports", "of", "from the history, s", "HTML written, s", "kB", "PDF written, s", "kB", "pages",
        "opened in Chromium", "requests beside it",
    )  # fmt: skip
    for what, wish in (("session", Wish(NAME)), ("month", Wish(NAME, month=begun, symptoms=True))):
        start_s = time.perf_counter()
        found: Prepared = prepared(store, wish)
        row = [what, f"{time.perf_counter() - start_s:.2f}"]
        for ending in (".html", ".pdf"):
            path = folder / f"{what}{ending}"
            start_s = time.perf_counter()
            save_document(document_of(found.report), path)
            row += [f"{time.perf_counter() - start_s:.2f}", f"{path.stat().st_size / 1000:.0f}"]
        well, asked = _browsed(folder / f"{what}.html")
        row += [f"{len(pages(folder / f'{what}.pdf', 50))}", "yes" if well else "no"]
        table.add_row(*row, harness.against(float(len(asked)), 0.0, 0))
    harness.show(table)


def main() -> None:
    harness.options(__doc__, 1, 1, processes=1)
    app = QGuiApplication([sys.argv[0], "-platform", "offscreen"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = StorePlace(folder / "history", folder / "recordings")
        with Store.open(place, now_unix_s=lambda: START_UNIX_S + DAY_S) as store:
            five_years(store)
            store.rename_lifter("Ann", NAME)
            measured(store, folder)
    harness.show(harness.MARK)
    app.quit()


if __name__ == "__main__":
    main()
