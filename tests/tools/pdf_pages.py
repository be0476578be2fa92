"""The pages of a PDF as pictures: `python -m tests.tools.pdf_pages FILE.pdf FOLDER [WIDTH]`."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtPdf import QPdfDocument


def pages(path: Path, width: int) -> list[QImage]:
    """Each page on white."""
    document = QPdfDocument()
    if document.load(str(path)) is not QPdfDocument.Error.None_:
        raise ValueError(f"{path} is no PDF")
    found = []
    for number in range(document.pageCount()):
        size = document.pagePointSize(number)
        drawn = document.render(number, QSize(width, round(width * size.height() / size.width())))
        page = QImage(drawn.size(), QImage.Format.Format_RGB32)
        page.fill(0xFFFFFFFF)
        painter = QPainter(page)
        painter.drawImage(0, 0, drawn)
        painter.end()
        found.append(page)
    document.close()
    return found


def text_of(path: Path) -> str:
    """What stands on all pages."""
    document = QPdfDocument()
    document.load(str(path))
    text = "\n".join(document.getAllText(number).text() for number in range(document.pageCount()))
    document.close()
    return text


if __name__ == "__main__":
    app = QGuiApplication(["pdf_pages", "-platform", "offscreen"])
    folder = Path(sys.argv[2])
    for number, page in enumerate(pages(Path(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) > 3 else 1000), 1):
        page.save(str(folder / f"{Path(sys.argv[1]).stem}_page{number}.png"))
