"""Signs of each session beside the pain of the three days after it: dots, and never a word on why."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop_app.diary.symptoms import Heap, Symptoms
from desktop_app.health.checkin import MOST_PAIN
from desktop_app.health.together import Dot
from desktop_app.views import words_history as words
from desktop_app.views.history_plot import Plot, dot, titled
from desktop_app.views.history_scales import Scale, ticks
from desktop_app.views.history_style import FINE, NAME, TEXT
from desktop_app.views.painting import CENTRE, LEFT, RIGHT, draw_text
from desktop_app.views.theme import Look, colour, faded

ZONE: Final = 4
"""Up to so much pain article A speaks of a safe zone."""
LEAST_SIGNS: Final = 6
"""Full scale where there were fewer signs."""
MOST_SIGNS_SHARE: Final = 1.04


class HeapsPlot(Plot):
    """A dot for each pair of numbers, as large as it is frequent; what is half unknown lies in the margins."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Symptoms | None = None
        self._dots: list[tuple[Heap, QPointF, float]] = []
        self._aside = 0.0

    def show_symptoms(self, found: Symptoms | None) -> None:
        self._found = found
        self.looked()
        self.setAccessibleName(
            words.SYMPTOMS_TITLE if found is None else f"{words.SYMPTOMS_TITLE}. {found.together.text}"
        )
        self.update()

    def made(self, area: QRectF) -> None:
        self._dots = []
        if self._found is None:
            return
        fine = self.look.px(FINE * self.look.font_scale)
        room = self.room(area, self.look.px(NAME * self.look.font_scale) * 1.7 + fine * 2.6, below=4.2)
        self._aside = fine * 4.2
        most = max(self._found.most_signs, LEAST_SIGNS)
        self.across = Scale(-0.5, most + 0.5, room.left() + self._aside, room.right())
        self.up = Scale(-0.5, MOST_PAIN + 0.5, room.bottom() - self._aside, room.top())
        step = min(
            (self.across.to_px - self.across.from_px) / (most + 1), (self.up.from_px - self.up.to_px) / (MOST_PAIN + 1)
        )
        largest = max((heap.sessions for heap in self._found.heaps), default=1)
        for heap in self._found.heaps:
            at = QPointF(
                room.left() + self._aside * 0.45 if heap.signs is None else self.across.px(heap.signs),
                room.bottom() - self._aside * 0.45 if heap.pain is None else self.up.px(heap.pain),
            )
            # The area tells how many.
            radius = max(step * 0.6 * math.sqrt(heap.sessions / largest), self.look.px(0.004))
            self._dots.append((heap, at, radius))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        titled(painter, look, area, words.SYMPTOMS_TITLE, words.SYMPTOMS_PAIN, NAME)
        if not self._dots:
            text = "" if self._found is None else words.SYMPTOMS_NONE
            draw_text(painter, area, text, palette.dim, look, TEXT, FINE, align=CENTRE)
            return
        self._ground(painter)
        for heap, at, radius in self._dots:
            whole = heap.signs is not None and heap.pain is not None
            if whole:
                dot(painter, at, radius, faded(palette.accent, 0.75))
                self._count(painter, heap, at, radius)
            else:
                dot(painter, at, min(radius, self._aside * 0.4), faded(palette.uncertain, 0.7), hollow=True)

    def _count(self, painter: QPainter, heap: Heap, at: QPointF, radius: float) -> None:
        if heap.sessions > 1 and radius > self.look.px(FINE) * 1.4:
            box = QRectF(at.x() - radius, at.y() - radius, 2.0 * radius, 2.0 * radius)
            ink = self.look.palette.on_accent
            draw_text(painter, box, str(heap.sessions), ink, self.look, FINE, FINE * 0.7, align=CENTRE)

    def _ground(self, painter: QPainter) -> None:
        look, palette, plot = self.look, self.look.palette, self.plot
        fine = look.px(FINE * look.font_scale)
        top = self.up.px(ZONE + 0.5)
        painter.fillRect(QRectF(plot.left(), top, plot.width(), plot.bottom() - top), faded(palette.steady, 0.10))
        self.left_scale(painter, MOST_PAIN // 2, values=range(0, MOST_PAIN + 1, 2))
        painter.setPen(QPen(colour(palette.line), 1.0))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.drawLine(plot.topLeft(), plot.bottomLeft())
        under = self._aside
        whole = [value for value in ticks(0.0, self.across.high, 10) if value == round(value)]
        for value in whole:
            box = QRectF(self.across.px(value) - fine * 3.0, plot.bottom() + under, fine * 6.0, fine * 2.0)
            draw_text(painter, box, f"{value:.0f}", palette.dim, look, FINE, FINE, align=CENTRE)
        box = QRectF(plot.left(), plot.bottom() + under + fine * 2.0, plot.width(), fine * 1.9)
        draw_text(painter, box, words.SYMPTOMS_SIGNS, palette.dim, look, FINE, FINE, align=CENTRE)
        if any(heap.pain is None for heap, _, _ in self._dots):
            box = QRectF(plot.left() + fine, plot.bottom(), plot.width() - 2.0 * fine, under)
            draw_text(painter, box, words.SYMPTOMS_NO_ANSWER, palette.uncertain, look, FINE, FINE, align=RIGHT)
        if any(heap.signs is None for heap, _, _ in self._dots):
            box = QRectF(plot.left() - under, plot.top(), under * 1.6, fine * 3.8)
            draw_text(painter, box, words.SYMPTOMS_NO_SENSOR, palette.uncertain, look, FINE, FINE * 0.8, align=LEFT)


class OverTimePlot(Plot):
    """Above a line the signs of each session, below it the pain of the three days after."""

    def __init__(self) -> None:
        super().__init__()
        self._dots: tuple[Dot, ...] = ()
        self._most = LEAST_SIGNS
        self._signs: list[QLineF] = []
        self._pains: list[tuple[QLineF, bool]] = []

    def show_symptoms(self, found: Symptoms | None) -> None:
        self._dots = () if found is None else found.together.dots
        self._most = LEAST_SIGNS if found is None else max(found.most_signs, LEAST_SIGNS)
        self.looked()
        self.setAccessibleName(words.SYMPTOMS_OVER_TIME)
        self.update()

    def made(self, area: QRectF) -> None:
        self._signs, self._pains = [], []
        if len(self._dots) < 2:
            return
        fine = self.look.px(FINE * self.look.font_scale)
        room = self.room(area, self.look.px(NAME * self.look.font_scale) * 2.0)
        self.across = Scale(self._dots[0].at.timestamp(), self._dots[-1].at.timestamp(), room.left(), room.right())
        self.up = Scale(-1.0, 1.0, room.bottom(), room.top())
        middle = self.up.px(0.0)
        for each in self._dots:
            x = self.across.px(each.at.timestamp())
            if each.signs:
                self._signs.append(QLineF(x, middle - 1.0, x, self.up.px(each.signs / self._most / MOST_SIGNS_SHARE)))
            if each.pain:
                foot = self.up.px(-each.pain / MOST_PAIN)
                self._pains.append(
                    (QLineF(x, middle + 1.0, x, min(foot, room.bottom() - fine * 0.1)), each.pain > ZONE)
                )

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        titled(painter, look, area, words.SYMPTOMS_OVER_TIME, "", NAME)
        if len(self._dots) < 2:
            return
        plot, fine = self.plot, look.px(FINE * look.font_scale)
        width = min(max(0.7 * plot.width() / len(self._dots), 1.4), look.px(0.006))
        painter.setPen(_bar(palette.accent, width))
        painter.drawLines(self._signs)
        for line, severe in self._pains:
            painter.setPen(_bar(palette.stop if severe else palette.careful, width))
            painter.drawLine(line)
        middle = self.up.px(0.0)
        painter.setPen(QPen(colour(palette.line), 1.0))
        painter.drawLine(QPointF(plot.left(), middle), QPointF(plot.right(), middle))
        for text, y in (
            (words.SYMPTOMS_SIGNS_SHORT, middle - fine * 2.2),
            (words.SYMPTOMS_PAIN_SHORT, middle + fine * 0.3),
        ):
            box = QRectF(area.left(), y, plot.left() - area.left() - fine * 0.4, fine * 1.9)
            draw_text(painter, box, text, palette.dim, look, FINE, FINE * 0.7, align=LEFT)
        self.foot(painter, self.months())


class SymptomsPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heaps, self.over_time = HeapsPlot(), OverTimePlot()
        self.text, self.never = QLabel(), QLabel(words.SYMPTOMS_NEVER_WHY)
        self.never.setObjectName("hint")
        card = QFrame()
        card.setObjectName("card")
        lines = QVBoxLayout(card)
        for label in (self.text, self.never):
            label.setWordWrap(True)
            lines.addWidget(label)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.heaps, stretch=17)
        rows.addWidget(self.over_time, stretch=10)
        rows.addWidget(card)

    def set_look(self, look: Look) -> None:
        self.heaps.set_look(look)
        self.over_time.set_look(look)

    def show_symptoms(self, found: Symptoms | None, now: datetime) -> None:
        for each in (self.heaps, self.over_time):
            each.zone = now.tzinfo
            each.show_symptoms(found)
        self.text.setText(words.LOADING if found is None else found.together.text)


def _bar(ink: str, width: float) -> QPen:
    """For bars with flat ends."""
    pen = QPen(colour(ink), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
