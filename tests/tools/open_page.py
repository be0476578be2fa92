"""Open an HTML file in Chromium (Qt WebEngine) with no network and no script: what it asked for, and a picture of it.

`python -m tests.tools.open_page FILE.html [PICTURE.png [WIDTH]]` prints JSON: requests, title, and the page's text.
In a process of its own: WebEngine wants its flags before Qt begins, and takes its time.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

FLAGS: Final = "--no-sandbox --disable-gpu --disable-dev-shm-usage"
"""Tests may run as root, in a container without much shared memory."""
SETTLED_MS: Final = 1500
TALLEST_PX: Final = 12_000


class Watching(QWebEngineUrlRequestInterceptor):
    """Notes every request and lets only the file itself through."""

    def __init__(self, allowed: QUrl) -> None:
        super().__init__()
        self.asked: list[str] = []
        self._allowed = allowed

    def interceptRequest(self, info: Any) -> None:  # noqa: N802
        self.asked.append(info.requestUrl().toString())
        info.block(info.requestUrl() != self._allowed)


def main(path: Path, picture: Path | None, width: int) -> int:
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = FLAGS
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(["open_page"])
    url = QUrl.fromLocalFile(str(path.resolve()))
    profile, watching = QWebEngineProfile(), Watching(url)
    profile.setUrlRequestInterceptor(watching)
    page = QWebEnginePage(profile)
    page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptEnabled, False)
    view = QWebEngineView()
    view.setPage(page)
    view.resize(width, 900)
    view.show()
    done: dict[str, Any] = {"loaded": False}

    def told(text: str) -> None:
        done["text"] = text
        if picture is not None:
            view.resize(width, min(round(page.contentsSize().height()) + 2, TALLEST_PX))
        QTimer.singleShot(SETTLED_MS, end)

    def end() -> None:
        if picture is not None:
            view.grab().save(str(picture))
        app.quit()

    def loaded(well: bool) -> None:
        done["loaded"] = well
        QTimer.singleShot(SETTLED_MS, lambda: page.toPlainText(told))

    page.loadFinished.connect(loaded)
    page.load(url)
    app.exec()
    print(json.dumps({**done, "title": page.title(), "asked": watching.asked}))  # noqa: T201
    # A page that outlives its profile is complained of.
    shiboken6.delete(view)
    shiboken6.delete(page)
    return 0


if __name__ == "__main__":
    sys.exit(
        main(
            Path(sys.argv[1]),
            Path(sys.argv[2]) if len(sys.argv) > 2 else None,
            int(sys.argv[3]) if len(sys.argv) > 3 else 1000,
        )
    )
