"""A widget as a picture: PNG at twice the screen's resolution, or SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from desktop_app.views import words_replay as words
from sensor.errors import OutputError
from sensor.files import replacing

SCALE: Final = 2.0
"""Pixels of a PNG for each of the screen's: sharp on paper too."""


def save_picture(widget: QWidget, path: Path) -> None:
    """Write the widget as it is shown, whole or not at all, by the name's ending. Raises OutputError."""
    with replacing(path) as part:
        made = _svg(widget, part) if path.suffix.lower() == ".svg" else _png(widget, part)
        if not made:
            message, advice = words.NOT_SAVED
            raise OutputError(path, message, advice)


def _png(widget: QWidget, part: Path) -> bool:
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    widget.render(image)
    return image.save(str(part), b"PNG")


def _svg(widget: QWidget, part: Path) -> bool:
    generator = QSvgGenerator()
    generator.setFileName(str(part))
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(), widget.size()))
    generator.setTitle(words.TITLE)
    painter = QPainter()
    if not painter.begin(generator):
        return False
    widget.render(painter, QPoint())
    return painter.end() and part.stat().st_size > 0
