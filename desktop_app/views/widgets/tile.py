"""One lifter among many: who, what, which rep, how it went, and whether to look. Read by somebody who walks about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen

from desktop_app.group.looking import Urgency
from desktop_app.session.snapshot import Traffic
from desktop_app.views.painting import CENTRE, RIGHT, Pane, dashed, draw_state, draw_text, hatched
from desktop_app.views.theme import BAR_COLOURS, CORNER, FAR, GAP, ON_TAPE, PROVISIONAL, STROKE, Look, colour, faded
from desktop_app.views.tile_face import FULL_GAUGE, TileFace

HEAD, LIFT, BODY = 0.25, 0.15, 0.40
"""Shares of the height: who; what; how it goes. The rest is a line at the foot."""
FORWARD_STATE = {
    Urgency.CAREFUL: Traffic.CAREFUL,
    Urgency.GONE: Traffic.UNCERTAIN,
    Urgency.STOP: Traffic.STOP,
    Urgency.PAIN: Traffic.STOP,
}
NAME_LINES = 2
"""In the smallest letters so many fit into the head."""
LARGEST_NAME = 0.075
"""Of the window: where there is room for more, it is the figures'."""


class TilePane(Pane):
    """A tile; `pressed` is called with its key when it is clicked."""

    inset = 0.5

    def __init__(self, pressed: Callable[[str], None]) -> None:
        super().__init__()
        self.key = ""
        self._pressed = pressed

    def show_face(self, key: str, face: TileFace, said: str) -> None:
        self.key = key
        self.take(face, said)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed(self.key)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        face = self._value
        if not isinstance(face, TileFace):
            return
        height = area.height()
        look = Look(self.look.palette, self.look.height_px, 1.0)
        ink = look.palette.dim if face.away else look.palette.text
        area = area.adjusted(look.px(GAP), 0.0, -look.px(GAP), 0.0)
        whole = QRectF(self.rect()).adjusted(*(look.px(GAP) * k for k in (1, 1, -1, -1)))
        head = QRectF(whole.left(), whole.top(), whole.width(), HEAD * whole.height())
        self._edge(painter, whole, head, face, look)
        self._head(painter, head, face, look)
        lift = QRectF(area.left(), head.bottom(), area.width(), LIFT * height)
        draw_text(painter, lift, face.lift, ink, look, min(_share(lift, 0.52, look), 0.055), _share(lift, 0.36, look))
        body = QRectF(area.left(), lift.bottom(), area.width(), (BODY - 0.01) * height)
        self._body(painter, body, face, look, ink)
        self._foot(painter, QRectF(area.left(), body.bottom(), area.width(), area.bottom() - body.bottom()), face, look)

    def _edge(self, painter: QPainter, whole: QRectF, head: QRectF, face: TileFace, look: Look) -> None:
        """Whoever should be looked at has a filled head and a frame of the state's colour; the chosen one a frame."""
        corner = look.px(CORNER)
        if face.forward > Urgency.NONE:
            ink = look.palette.of(FORWARD_STATE[face.forward])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ink))
            painter.drawRoundedRect(head, corner, corner)
            painter.drawRect(head.adjusted(0.0, corner, 0.0, 0.0))
            width = look.px(STROKE) * 1.6
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(dashed(ink, width) if face.forward is Urgency.GONE else _pen(ink, width))
            half = width / 2.0
            painter.drawRoundedRect(whole.adjusted(half, half, -half, -half), corner, corner)
        if face.chosen:
            width = look.px(STROKE)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_pen(look.palette.accent, width))
            gap = width * 0.5
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(gap, gap, -gap, -gap), corner, corner)

    def _head(self, painter: QPainter, head: QRectF, face: TileFace, look: Look) -> None:
        """Number in the bar's colour, name, and the state's shape."""
        palette, size = look.palette, head.height()
        on_state = face.forward > Urgency.NONE
        badge = QRectF(head.left(), head.top(), size * 1.1, size).adjusted(size * 0.12, size * 0.12, 0.0, -size * 0.12)
        draw_badge(painter, badge, face.number, face.colour, look)
        shape = QRectF(head.right() - size * 1.05, head.top(), size, size).adjusted(*(size * k for k in _INNER))
        ink = palette.on_state if on_state else None
        draw_state(painter, shape, face.state, look, ink)
        left = badge.right() + size * 0.22
        room = QRectF(left, head.top(), shape.left() - left - size * 0.1, size)
        name_ink = palette.on_state if on_state else palette.dim if face.away else palette.text
        largest = min(_share(room, 0.5, look), LARGEST_NAME)
        draw_text(painter, room, face.lifter, name_ink, look, largest, largest * 0.62, bold=True, most_lines=NAME_LINES)

    def _body(self, painter: QPainter, body: QRectF, face: TileFace, look: Look, ink: str) -> None:
        """The rep's number; its descent against the target."""
        split = body.left() + body.width() * 0.34
        rep = QRectF(body.left(), body.top(), split - body.left(), body.height())
        size = min(_share(body, 0.62, look), 2.2 * FAR)
        draw_text(painter, rep, face.rep, ink, look, size, size * 0.5, bold=True, align=CENTRE)
        right = QRectF(split, body.top(), body.right() - split, body.height() * 0.62)
        size = min(_share(right, 0.5, look), FAR)
        half = right.left() + right.width() * 0.56
        down = QRectF(right.left(), right.top(), half - right.left(), right.height())
        down_ink = look.palette.uncertain if face.unsure and not face.away else ink
        draw_text(painter, down, face.down, down_ink, look, size, size * 0.5, bold=True, align=RIGHT)
        of = QRectF(half + right.width() * 0.03, right.top(), right.right() - half, right.height())
        draw_text(painter, of, face.of, look.palette.dim, look, size * 0.56, size * 0.4)
        bar = QRectF(split, right.bottom(), body.right() - split, body.height() * 0.2)
        _gauge(painter, bar, face, look)

    def _foot(self, painter: QPainter, foot: QRectF, face: TileFace, look: Look) -> None:
        """What is the matter with the link, else the worst sign, else what goes on."""
        palette = look.palette
        text, ink, state = face.foot, palette.dim, None
        if face.sign_state is not None:
            text, ink, state = face.sign, palette.of(face.sign_state), face.sign_state
        if face.trouble and (face.away or face.sign_state is None):
            state = Traffic.UNCERTAIN if face.away else Traffic.CAREFUL
            text, ink = face.trouble, palette.of(state)
        room = foot
        if state is not None:
            size = foot.height()
            draw_state(
                painter, QRectF(foot.left(), foot.top(), size, size).adjusted(*(size * k for k in _INNER)), state, look
            )
            room = foot.adjusted(size * 1.1, 0.0, 0.0, 0.0)
        largest = min(_share(foot, 0.5, look), LARGEST_NAME)
        draw_text(painter, room, text, ink, look, largest, largest * 0.5, bold=state is not None)


_INNER = (0.16, 0.16, -0.16, -0.16)


def draw_badge(painter: QPainter, area: QRectF, number: int, bar_colour: int | None, look: Look) -> None:
    """A bar's number upon its tape's colour; the second eight are striped."""
    palette = look.palette
    count = len(BAR_COLOURS)
    fill = palette.trough if bar_colour is None else BAR_COLOURS[bar_colour % count]
    painter.setPen(_pen(palette.line, look.px(STROKE) * 0.3))
    painter.setBrush(colour(fill))
    corner = area.height() * 0.2
    painter.drawRoundedRect(area, corner, corner)
    if bar_colour is not None and bar_colour >= count:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hatched("#000000"))
        painter.drawRoundedRect(area, corner, corner)
        middle = area.adjusted(*(area.height() * k for k in (0.12, 0.16, -0.12, -0.16)))
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(middle, corner, corner)
    ink = palette.text if bar_colour is None else ON_TAPE[bar_colour % count]
    size = 0.5 * area.height() / look.height_px
    draw_text(painter, area, str(number), ink, look, size, size * 0.7, bold=True, align=CENTRE)


def _gauge(painter: QPainter, area: QRectF, face: TileFace, look: Look) -> None:
    """How long the descent took, with a mark at the target."""
    palette = look.palette
    painter.setPen(Qt.PenStyle.NoPen)
    trough = area.adjusted(0.0, area.height() * 0.2, 0.0, -area.height() * 0.2)
    painter.setBrush(colour(palette.trough))
    painter.drawRect(trough)
    if face.share is not None:
        filled = QRectF(trough.left(), trough.top(), trough.width() * face.share, trough.height())
        ink = palette.dim if face.away else palette.uncertain if face.unsure else palette.text
        painter.setBrush(hatched(ink) if face.unsure else faded(ink, PROVISIONAL) if face.away else colour(ink))
        painter.drawRect(filled)
    if face.of:
        x = trough.left() + trough.width() / FULL_GAUGE
        painter.setPen(_pen(palette.accent, look.px(STROKE) * 0.9))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def _pen(ink: str, width: float) -> QPen:
    return QPen(colour(ink), width)


def _share(area: QRectF, share: float, look: Look) -> float:
    """A share of an area's height as one of the window's."""
    return share * area.height() / look.height_px
