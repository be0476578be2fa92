"""How things are drawn: panes, letters that fit, hatching, and the shapes of states."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QIcon,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from desktop_app.session.settings import ThemeName
from desktop_app.session.snapshot import Traffic
from desktop_app.views.theme import (
    CORNER,
    GAP,
    PALETTES,
    SEVERITY_TRAFFIC,
    SHAPES,
    STROKE,
    Look,
    Shape,
    colour,
    font_of,
)
from dsp.results import Severity

CENTRE: Final = Qt.AlignmentFlag.AlignCenter
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WHOLE: Final = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
ICON_PX: Final = 28
LINE_SHARE: Final = 1.5
"""Height of a line over the height of its capitals: what hangs below one may touch the next, which has room."""


class Pane(QWidget):
    """A widget that draws one value, and only when the value or the look changed."""

    inset = 2.0
    """Room between edge and content above and below, in gaps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.look = Look(PALETTES[ThemeName.DARK], 768)
        self._value: object = None

    def set_look(self, look: Look) -> None:
        if look != self.look:
            self.look = look
            self.looked()
            self.update()

    def take(self, value: object, said: str) -> None:
        """Draw this from now on. said: the same in words, for who hears the screen."""
        if value != self._value:
            self._value = value
            self.setAccessibleName(said)
            self.update()

    def looked(self) -> None:
        """The look or the size changed: the place to make again what depends on it."""

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw within the area, whose ground is filled."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        painter.fillRect(whole, colour(self.look.palette.ground))
        gap, corner = self.look.px(GAP), self.look.px(CORNER)
        area = whole.adjusted(gap, gap, -gap, -gap)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self.look.palette.pane))
        painter.drawRoundedRect(area, corner, corner)
        self.draw(painter, self.content())
        painter.end()

    def content(self) -> QRectF:
        """The room to draw in."""
        gap = self.look.px(GAP)
        aside, above = gap * 3.0, gap * (1.0 + self.inset)
        return QRectF(self.rect()).adjusted(aside, above, -aside, -above)


@lru_cache(maxsize=1024)
def _broken(text: str, capital_px: float, width: float, *, bold: bool) -> tuple[tuple[str, ...], bool]:
    """The text in lines, and whether each line is as wide as allowed or less."""
    metrics = QFontMetricsF(font_of(capital_px, bold=bold))
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines), all(metrics.horizontalAdvance(line) <= width for line in lines)


@lru_cache(maxsize=1024)
def fitted(
    text: str, width: float, height: float, largest_px: float, least_px: float, *, bold: bool
) -> tuple[float, tuple[str, ...]]:
    """The largest letters, between the two heights of capitals, with which the text fits; and its lines."""
    size_px = largest_px
    while True:
        lines, narrow = _broken(text, size_px, width, bold=bold)
        if (narrow and len(lines) * size_px * LINE_SHARE <= height) or size_px <= least_px:
            return size_px, lines
        size_px = max(size_px * 0.94, least_px)


def at_most(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Lines, of which the last holds all the rest, to be cut where it does not fit."""
    return lines if len(lines) <= most else (*lines[: most - 1], " ".join(lines[most - 1 :]))


def draw_text(
    painter: QPainter,
    area: QRectF,
    text: str,
    ink: str | QColor,
    look: Look,
    largest: float,
    least: float | None = None,
    *,
    bold: bool = False,
    align: Qt.AlignmentFlag = LEFT,
    most_lines: int | None = None,
) -> None:
    """Letters as large as fit, in one line or several. largest, least: heights of capitals, shares of the window.

    most_lines: what would take more is cut short in the last of them.
    """
    if not text or area.width() <= 0 or area.height() <= 0:
        return
    largest_px = look.px(largest * look.font_scale)
    # What must be read from afar does not become smaller with the lifter's scale.
    least_px = min(look.px(largest if least is None else least), largest_px)
    size_px, lines = fitted(text, area.width(), area.height(), largest_px, least_px, bold=bold)
    lines = lines if most_lines is None else at_most(lines, most_lines)
    font = font_of(size_px, bold=bold)
    painter.setFont(font)
    painter.setPen(colour(ink) if isinstance(ink, str) else ink)
    step = size_px * LINE_SHARE
    y = area.center().y() - step * len(lines) / 2.0
    if align & Qt.AlignmentFlag.AlignTop:
        y = area.top()
    metrics = QFontMetricsF(font)
    for line in lines:
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRectF(area.left(), y, area.width(), step), align | _WHOLE, shown)
        y += step


def hatched(ink: str) -> QBrush:
    """What is uncertain is filled so."""
    return QBrush(colour(ink), Qt.BrushStyle.BDiagPattern)


def dashed(ink: str, width_px: float) -> QPen:
    pen = QPen(colour(ink), width_px)
    pen.setDashPattern([2.2, 1.6])
    return pen


def shape_path(shape: Shape, area: QRectF) -> QPainterPath:
    """The outline of a shape, as large as the area allows."""
    path = QPainterPath()
    radius = min(area.width(), area.height()) / 2.0
    centre = area.center()
    if shape is Shape.TRIANGLE:
        path.addPolygon(_polygon(centre + QPointF(0.0, radius * 0.22), radius * 1.15, 3, -90.0))
        path.closeSubpath()
    elif shape is Shape.OCTAGON:
        path.addPolygon(_polygon(centre, radius * 1.04, 8, 22.5))
        path.closeSubpath()
    elif shape is Shape.DOTS:
        for k in (-1, 0, 1):
            path.addEllipse(centre + QPointF(k * radius * 0.62, 0.0), radius * 0.16, radius * 0.16)
    else:
        path.addEllipse(centre, radius * 0.94, radius * 0.94)
    return path


def draw_state(painter: QPainter, area: QRectF, traffic: Traffic, look: Look, ink: str | None = None) -> None:
    """The shape of a state: filled where it says something, a dashed ring where it could not be measured."""
    made = SHAPES[traffic]
    ink = ink or look.palette.of(traffic)
    if made is Shape.DASHED_RING:
        width = min(max(look.px(STROKE) * 2.0, 2.0), area.height() / 7.0)
        painter.setPen(dashed(ink, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape_path(made, area.adjusted(width, width, -width, -width)))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ink))
        painter.drawPath(shape_path(made, area))


def _polygon(centre: QPointF, radius: float, corners: int, first_deg: float) -> QPolygonF:
    angles = [math.radians(first_deg + 360.0 * k / corners) for k in range(corners)]
    return QPolygonF([centre + QPointF(radius * math.cos(a), radius * math.sin(a)) for a in angles])


@lru_cache(maxsize=16)
def severity_icon(look: Look, severity: Severity) -> QIcon:
    """The shape of how grave a sign is."""
    picture = QPixmap(ICON_PX, ICON_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_state(painter, QRectF(2.0, 2.0, ICON_PX - 4.0, ICON_PX - 4.0), SEVERITY_TRAFFIC[severity], look)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
