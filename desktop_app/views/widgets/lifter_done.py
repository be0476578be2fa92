"""One lifter's sets in a group's summary: each set a line, each rep a shape."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.group import words_summary
from desktop_app.group.summary import Judged, LifterDone, SetDone
from desktop_app.session.plates import Units
from desktop_app.session.snapshot import Traffic
from desktop_app.sign_words import sign_name
from desktop_app.views import words
from desktop_app.views.painting import RIGHT, Pane, draw_state, draw_text
from desktop_app.views.theme import READING, SMALL, Look

STATES: Final = {
    Judged.STOP: Traffic.STOP,
    Judged.WARN: Traffic.CAREFUL,
    Judged.UNCERTAIN: Traffic.UNCERTAIN,
    Judged.STEADY: Traffic.STEADY,
}
HEAD, ROW = 0.06, 0.042
"""Heights of the name and of a set, as shares of the window's."""
LIFT_SHARE, FIGURES_SHARE = 0.3, 0.26
"""Of the width: what was lifted, and the figures at the end."""


class LifterDonePane(Pane):
    """As high as its sets need."""

    inset = 0.8

    def show_lifter(self, lifter: LifterDone, units: Units) -> None:
        name = lifter.name or words_summary.NOBODY
        said = [name, *(f"{words_summary.lift_text(s.lift, units)}, {s.reps}" for s in lifter.sets)]
        self.take((lifter, units), "; ".join(said))
        self.looked()

    def looked(self) -> None:
        value = self._value
        if isinstance(value, tuple):
            lifter: LifterDone = value[0]
            lines = len(lifter.sets) + bool(lifter.signs)
            self.setFixedHeight(round(self.look.px((HEAD + ROW * lines + 0.02) * self.look.font_scale)))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        if not isinstance(self._value, tuple):
            return
        lifter: LifterDone = self._value[0]
        units: Units = self._value[1]
        look, palette = self.look, self.look.palette
        head = QRectF(area.left(), area.top(), area.width(), look.px(HEAD * look.font_scale))
        name = head.adjusted(0.0, 0.0, -head.width() * 0.55, 0.0)
        draw_text(
            painter, name, lifter.name or words_summary.NOBODY, palette.text, look, READING * 1.1, SMALL, bold=True
        )
        rest = head.adjusted(head.width() * 0.46, 0.0, 0.0, 0.0)
        draw_text(painter, rest, words_summary.head(lifter), palette.dim, look, SMALL * 0.9, SMALL * 0.5, align=RIGHT)
        row = look.px(ROW * look.font_scale)
        for k, one in enumerate(lifter.sets):
            _set(painter, QRectF(area.left(), head.bottom() + k * row, area.width(), row), one, units, look)
        if lifter.signs:
            line = QRectF(area.left(), head.bottom() + len(lifter.sets) * row, area.width(), row)
            text = words.SEPARATOR.join(f"{sign_name(code)} {count} ×" for code, count in lifter.signs)
            state = Traffic.STOP if lifter.stops else Traffic.CAREFUL
            draw_state(painter, _square(line, row * 0.5), state, look)
            draw_text(painter, line.adjusted(row, 0.0, 0.0, 0.0), text, palette.of(state), look, SMALL, SMALL * 0.6)


def _set(painter: QPainter, line: QRectF, one: SetDone, units: Units, look: Look) -> None:
    palette, row = look.palette, line.height()
    left = line.left() + line.width() * LIFT_SHARE
    right = line.right() - line.width() * FIGURES_SHARE
    lift = QRectF(line.left(), line.top(), left - line.left() - row * 0.4, row)
    draw_text(painter, lift, words_summary.lift_text(one.lift, units), palette.text, look, SMALL, SMALL * 0.7)
    most = max(int((right - left) / (row * 0.72)) - 1, 1)
    for n, judged in enumerate(one.judged[:most]):
        place = QRectF(left + n * row * 0.72, line.top(), row * 0.72, row)
        draw_state(painter, _square(place, row * 0.56), STATES[judged], look)
    more = one.reps - min(len(one.judged), most)
    if more > 0:
        place = QRectF(left + min(len(one.judged), most) * row * 0.72, line.top(), row * 2.0, row)
        draw_text(painter, place, f"+ {more}", palette.dim, look, SMALL, SMALL * 0.7)
    figures = words_summary.FIGURES.format(words.number(one.best_ms, 2), words.loss(one.loss_percent))
    draw_text(painter, QRectF(right, line.top(), line.right() - right, row), figures, palette.dim, look, SMALL * 0.9,
              SMALL * 0.6, align=RIGHT)  # fmt: skip


def _square(area: QRectF, size: float) -> QRectF:
    return QRectF(area.left(), area.center().y() - size / 2.0, size, size)
