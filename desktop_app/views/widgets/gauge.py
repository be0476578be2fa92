"""The descent gauge: speed of the bar against the target band, which is always at the same place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from desktop_app.session.snapshot import RackSnapshot
from desktop_app.views import words
from desktop_app.views.painting import CENTRE, RIGHT, Pane, dashed, draw_text, hatched
from desktop_app.views.theme import (
    BAND_FROM,
    BAND_TO,
    CORNER,
    FAR,
    READING,
    SCALE_MS,
    STROKE,
    colour,
    faded,
)

HEAD_SHARE = 0.4
"""Of the height; the gauge has the rest."""
PHASE_SHARE = 0.6
"""Of the heading, for the phase, where something stands beside it: wide enough for the longest word of a descent."""
DEPTH_SHARE = 0.09
"""Width of the strip at the right that tells how far down the bar is."""


@dataclass(frozen=True, slots=True)
class GaugeValue:
    """What the gauge draws. filled: 0 to 1 of its width. band: whether there is a target. Speeds in m/s."""

    filled: float
    band: bool
    speed_ms: float | None
    target_ms: float | None
    phase: str | None
    uncertain: bool
    alarm: bool
    depth: float | None


def gauge_value(snapshot: RackSnapshot) -> GaugeValue:
    """The gauge fills in the descent alone: in the drive nothing is judged."""
    down = snapshot.phase == "descent"
    band = snapshot.band_ms if snapshot.target_ms is not None else None
    speed_ms = snapshot.speed_ms if down else None
    return GaugeValue(
        filled=0.0 if speed_ms is None else filled(speed_ms, band),
        band=band is not None,
        speed_ms=None if speed_ms is None else round(speed_ms, 2),
        target_ms=snapshot.target_ms,
        phase=snapshot.phase,
        uncertain=snapshot.speed_uncertain and down,
        alarm=snapshot.alarm,
        depth=snapshot.progress,
    )


def filled(speed_ms: float, band_ms: tuple[float, float] | None) -> float:
    """How far a speed fills the gauge: to `BAND_FROM` and `BAND_TO` at the edges of the band, all at its double."""
    if band_ms is None:
        return min(max(speed_ms / SCALE_MS, 0.0), 1.0)
    low_ms, high_ms = band_ms
    if speed_ms <= low_ms:
        share = BAND_FROM * speed_ms / low_ms if low_ms > 0.0 else BAND_FROM
    elif speed_ms <= high_ms:
        share = BAND_FROM + (BAND_TO - BAND_FROM) * (speed_ms - low_ms) / (high_ms - low_ms)
    else:
        share = BAND_TO + (1.0 - BAND_TO) * (speed_ms - high_ms) / high_ms if high_ms > 0.0 else 1.0
    return min(max(share, 0.0), 1.0)


def heading_boxes(area: QRectF, *, beside: bool) -> tuple[QRectF, QRectF]:
    """Where the phase is, and what stands beside it: apart from one another at every size of letters."""
    share = PHASE_SHARE if beside else 1.0
    left = QRectF(area.left(), area.top(), area.width() * share, area.height())
    return left, QRectF(left.right(), area.top(), area.right() - left.right(), area.height())


class Gauge(Pane):
    """Wide, so that it is read without looking for it: below the band slow, within it right, beyond it too fast."""

    def show_speed(self, snapshot: RackSnapshot) -> None:
        value = gauge_value(snapshot)
        said = (
            words.TOO_FAST
            if value.alarm
            else f"{words.PHASES.get(value.phase or '', '')} {words.speed(value.speed_ms)}"
        )
        self.take(value, said)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value = self._value
        if not isinstance(value, GaugeValue):
            return
        top = QRectF(area.left(), area.top(), area.width(), area.height() * HEAD_SHARE)
        self._heading(painter, top, value)
        body = QRectF(area.left(), top.bottom(), area.width(), area.bottom() - top.bottom())
        wide = QRectF(body.left(), body.top(), body.width() * (1.0 - DEPTH_SHARE) - self.look.px(CORNER), body.height())
        deep = QRectF(
            wide.right() + self.look.px(CORNER),
            body.top(),
            body.right() - wide.right() - self.look.px(CORNER),
            body.height(),
        )
        self._trough(painter, wide, value)
        self._depth(painter, deep, value)

    def _heading(self, painter: QPainter, area: QRectF, value: GaugeValue) -> None:
        palette = self.look.palette
        if value.alarm:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.stop))
            painter.drawRoundedRect(
                area.adjusted(0, 0, 0, -self.look.px(CORNER)), self.look.px(CORNER), self.look.px(CORNER)
            )
            draw_text(
                painter, area, words.TOO_FAST, palette.on_state, self.look, FAR * 1.1, FAR, bold=True, align=CENTRE
            )
            return
        phase = words.PHASES.get(value.phase or "", "")
        told = words.NOT_SURE if value.uncertain else words.speed(value.speed_ms) if value.speed_ms is not None else ""
        left, right = heading_boxes(area, beside=bool(told))
        # What hangs below the line must not touch the gauge.
        raised = left.translated(0.0, -area.height() * 0.08)
        draw_text(painter, raised, phase, palette.text, self.look, FAR, FAR, bold=True)
        ink = palette.uncertain if value.uncertain else palette.text
        bold = value.uncertain
        draw_text(painter, right, told, ink, self.look, READING * 1.6, READING, bold=bold, align=RIGHT)

    def _trough(self, painter: QPainter, area: QRectF, value: GaugeValue) -> None:
        look, palette = self.look, self.look.palette
        corner = look.px(CORNER)
        clip = QPainterPath()
        clip.addRoundedRect(area, corner, corner)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(area, colour(palette.trough))
        low, high = area.left() + BAND_FROM * area.width(), area.left() + BAND_TO * area.width()
        if value.band:
            painter.fillRect(QRectF(low, area.top(), high - low, area.height()), faded(palette.accent, 0.35))
        done = QRectF(area.left(), area.top(), area.width() * value.filled, area.height())
        if value.uncertain:
            painter.fillRect(done, hatched(palette.uncertain))
        elif value.filled > 0.0:
            painter.fillRect(done.adjusted(0, area.height() * 0.22, 0, -area.height() * 0.12), colour(self._ink(value)))
        painter.restore()
        if value.band:
            painter.setPen(dashed(palette.accent, look.px(STROKE)))
            for x in (low, high):
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            box = QRectF(low, area.top(), high - low, area.height() * 0.2)
            ink = palette.text if value.filled < BAND_FROM else palette.on_state
            draw_text(
                painter,
                box,
                words.TARGET,
                palette.text if box.bottom() else ink,
                look,
                READING * 0.7,
                READING * 0.4,
                align=CENTRE,
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colour(palette.stop if value.alarm else palette.line))
        painter.drawRoundedRect(area, corner, corner)

    def _ink(self, value: GaugeValue) -> str:
        palette = self.look.palette
        if value.alarm:
            return palette.stop
        if not value.band:
            return palette.accent
        return palette.careful if value.filled > BAND_TO else palette.steady

    def _depth(self, painter: QPainter, area: QRectF, value: GaugeValue) -> None:
        """A ball that goes down with the bar."""
        look = self.look
        middle = area.center().x()
        ball = min(area.width() * 0.4, area.height() * 0.2)
        painter.setPen(colour(look.palette.line))
        for y in (area.top(), area.bottom()):
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.drawLine(QPointF(middle, area.top()), QPointF(middle, area.bottom()))
        if value.depth is None:
            return
        y = area.top() + ball + (area.height() - 2.0 * ball) * min(max(value.depth, 0.0), 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look.palette.text))
        painter.drawEllipse(QPointF(middle, y), ball, ball)
