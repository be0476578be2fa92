"""The time line of a set: its phases as the bar's own rise and fall, its signs as shapes, gaps hatched."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from desktop_app.replay.marks import Band, Phase, RepSpan, SetMarks, SignMark, Stretch
from desktop_app.views import words_replay as words
from desktop_app.views.painting import CENTRE, draw_state, draw_text, hatched
from desktop_app.views.replay_style import DESK, FINE, phase_colours
from desktop_app.views.replay_time_pane import TimePane
from desktop_app.views.theme import SEVERITY_TRAFFIC, colour, faded
from dsp.results import Quality

LOW = 0.16
"""Height of the bottom's band, of the time line's."""
NAME_PX = 34.0
"""A band narrower than this carries no word."""


class TimeLine(TimePane):
    """Signs above, reps and phases below; what was refused is hatched, with why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: SetMarks | None = None
        self._rep: int | None = None
        self._loop: tuple[float, float] | None = None
        self._hint = ""
        self.setAccessibleName(words.TIME_LINE)

    def show_marks(self, marks: SetMarks | None, hint: str = "") -> None:
        """hint: what is written where there are no marks."""
        if marks is not self._marks or hint != self._hint:
            self._marks, self._hint = marks, hint
            self.update()

    def show_rep(self, rep: int | None, loop: tuple[float, float] | None) -> None:
        """The rep at the playhead, and what is looped."""
        if (rep, loop) != (self._rep, self._loop):
            self._rep, self._loop = rep, loop
            self.update()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, marks = self.look, self._marks
        if marks is None:
            draw_text(painter, area, self._hint, look.palette.dim, look, DESK, align=CENTRE)
            return
        self.clip(painter)
        signs, bands, names = self._rows()
        for rep in marks.reps:
            self._draw_rep(painter, rep, names)
        for refused in marks.refused:
            self._draw_refused(painter, refused, bands)
        for band in marks.bands:
            self._draw_band(painter, band, bands)
        for gap in marks.gaps:
            self._draw_gap(painter, gap, bands)
        self._draw_loop(painter, bands)
        for mark in reversed(self._spread(signs)):
            draw_state(painter, mark[1], SEVERITY_TRAFFIC[mark[0].sign.severity], look)
        self.draw_playhead(painter)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def told_at(self, at: QPointF) -> str:
        """What the mark, or else the stretch, at a place says."""
        if self._marks is None:
            return ""
        for mark, box in self._spread(self._rows()[0]):
            if box.adjusted(-2.0, -2.0, 2.0, 2.0).contains(at):
                return words.sign_line(mark.sign)
        time_s = self.time_of(at.x())
        for refused in self._marks.refused:
            if refused.start_s <= time_s < refused.end_s:
                return words.refused(refused.reason)
        return ""

    def _rows(self) -> tuple[QRectF, QRectF, QRectF]:
        """Signs, phases and names from top to bottom."""
        tall = self.look.px(DESK) * 1.9
        height, width = float(self.height()), float(self.width())
        names = QRectF(0.0, height - tall - 2.0, width, tall)
        signs = QRectF(0.0, 7.0, width, tall)
        return signs, QRectF(0.0, signs.bottom() + 3.0, width, names.top() - signs.bottom() - 5.0), names

    def _spread(self, row: QRectF) -> list[tuple[SignMark, QRectF]]:
        """The shapes of the signs; those of one moment side by side, the gravest first."""
        if self._marks is None:
            return []
        side = row.height() * 0.8
        out: list[tuple[SignMark, QRectF]] = []
        free_x = -1e9
        ordered = sorted(self._marks.signs, key=lambda m: (round(m.time_s, 1), -m.sign.severity.rank))
        for mark in ordered:
            left = max(self.x_of(mark.time_s) - side / 2.0, free_x)
            out.append((mark, QRectF(left, row.top(), side, side)))
            free_x = left + side * 1.12
        return out

    def _draw_rep(self, painter: QPainter, rep: RepSpan, row: QRectF) -> None:
        look, palette = self.look, self.look.palette
        box = QRectF(self.x_of(rep.start_s), row.top(), self.x_of(rep.end_s) - self.x_of(rep.start_s), row.height())
        current = rep.number == self._rep
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(palette.accent, 0.30))
            painter.drawRoundedRect(box, 3.0, 3.0)
        mark = "" if rep.quality is Quality.GOOD else " ?"
        ink = palette.text if rep.quality is Quality.GOOD else palette.uncertain
        box = box.adjusted(min(box.width() - 30.0, 0.0) / 2.0, 0.0, -min(box.width() - 30.0, 0.0) / 2.0, 0.0)
        draw_text(painter, box, f"{rep.number}{mark}", ink, look, DESK, FINE, bold=current, align=CENTRE)

    def _draw_band(self, painter: QPainter, band: Band, row: QRectF) -> None:
        palette = self.look.palette
        left, right = self.x_of(band.start_s), self.x_of(band.end_s)
        ink = phase_colours(palette)[band.phase]
        sure = band.quality is Quality.GOOD
        painter.setBrush(faded(ink, 0.85) if sure else hatched(palette.uncertain))
        painter.setPen(Qt.PenStyle.NoPen if sure else QPen(colour(palette.uncertain), 1.0))
        painter.drawPolygon(_silhouette(band.phase, left, right, row))

    def _draw_refused(self, painter: QPainter, refused: Stretch, row: QRectF) -> None:
        look, palette = self.look, self.look.palette
        left, right = self.x_of(refused.start_s), self.x_of(refused.end_s)
        box = QRectF(left, row.center().y(), right - left, row.height() / 2.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hatched(palette.line))
        painter.drawRect(box)
        if right - left > NAME_PX:
            draw_text(painter, box, words.refused(refused.reason), palette.dim, look, FINE, FINE * 0.8, align=CENTRE)

    def _draw_gap(self, painter: QPainter, gap: Stretch, row: QRectF) -> None:
        palette = self.look.palette
        left, right = self.x_of(gap.start_s), self.x_of(gap.end_s)
        painter.setPen(QPen(colour(palette.uncertain), 1.0))
        painter.setBrush(hatched(palette.uncertain))
        painter.drawRect(QRectF(left, row.top(), max(right - left, 2.0), row.height()))

    def _draw_loop(self, painter: QPainter, row: QRectF) -> None:
        if self._loop is None:
            return
        painter.setPen(QPen(colour(self.look.palette.accent), 3.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left, right = (self.x_of(t) for t in self._loop)
        painter.drawRoundedRect(QRectF(left, row.top() - 2.0, right - left, row.height() + 4.0), 4.0, 4.0)


def _silhouette(phase: Phase, left: float, right: float, row: QRectF) -> QPolygonF:
    """The bar's height in that phase, filled down to the foot: falling, low, rising, high."""
    high, low, foot = row.top(), row.bottom() - LOW * row.height(), row.bottom()
    before, after = {
        Phase.DESCENT: (high, low),
        Phase.BOTTOM: (low, low),
        Phase.DRIVE: (low, high),
        Phase.TOP: (high, high),
        Phase.REST: (high, high),
    }[phase]
    return QPolygonF([QPointF(left, before), QPointF(right, after), QPointF(right, foot), QPointF(left, foot)])
