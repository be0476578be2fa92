"""A widget as a picture: PNG at twice the screen's resolution, or SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from desktop_app.views import words_replay as words
from sensor.errors import OutputError
from sensor.files import replacing

SCALE: Final = 2.0
"""Pixels of a PNG for each of the screen's: sharp on paper too."""


def save_picture(widget: QWidget, path: Path) -> None:
    """Write the widget as it is shown, whole or not at all, by the name's ending. Raises OutputError."""
    device = QBuffer()
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    made = _svg(widget, device) if path.suffix.lower() == ".svg" else _png(widget, device)
    device.close()
    if not made or not device.size():
        message, advice = words.NOT_SAVED
        raise OutputError(path, message, advice)
    with replacing(path) as part:
        part.write_bytes(device.data().data())


def _png(widget: QWidget, device: QBuffer) -> bool:
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    widget.render(image)
    return QImageWriter(device, b"png").write(image)


def _svg(widget: QWidget, device: QBuffer) -> bool:
    generator = QSvgGenerator()
    generator.setOutputDevice(device)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(), widget.size()))
    generator.setTitle(words.TITLE)
    painter = QPainter()
    if not painter.begin(generator):
        return False
    widget.render(painter, QPoint())
    return painter.end()
