"""Best sets of a lift: four cards, the heaviest for each number of reps, and the fastest at each load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.diary.best import Best, BestSets, Kind
from desktop_app.session.plates import Units
from desktop_app.views import words_history as words
from desktop_app.views.history_plot import Plot, titled, upright_bar
from desktop_app.views.history_scales import Scale
from desktop_app.views.history_style import FINE, HERO, NAME, TEXT
from desktop_app.views.painting import CENTRE, Pane, draw_text
from desktop_app.views.theme import Look, colour, faded

if TYPE_CHECKING:
    from desktop_app.diary.looking import LiftPage

CARDS: Final = len(Kind)
FILL: Final = 0.62
FLOOR: Final = 0.55
"""Bars of loads begin at so much of the least: what differs is seen."""


class Card(Pane):
    """One best set; Enter or a click opens its session. `opened`: the session's identity."""

    opened = Signal(str)

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._best: Best | None = None
        self._units = Units.KG
        self._zone: tzinfo | None = None

    def show_best(self, best: Best | None, units: Units, zone: tzinfo | None) -> None:
        self._best, self._units, self._zone = best, units, zone
        said = words.NO_BEST if best is None else ", ".join(
            [words.best_title(best, units), words.best_value(best, units), words.best_line(best, units, zone)]
        )  # fmt: skip
        self.take((best, units), said)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._best is not None:
            self.opened.emit(self._best.session_id)
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802 (Qt's name)
        if self._best is not None:
            self.opened.emit(self._best.session_id)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette, best = self.look, self.look.palette, self._best
        title = words.kind_title(self.kind) if best is None else words.best_title(best, self._units)
        used = titled(painter, look, area, title, "", NAME)
        if best is None:
            draw_text(painter, area, words.NO_BEST, palette.dim, look, TEXT, FINE, align=CENTRE)
        else:
            line = look.px(FINE * look.font_scale) * 2.0
            hero = area.adjusted(0.0, used, 0.0, -2.0 * line)
            draw_text(
                painter, hero, words.best_value(best, self._units), palette.text, look, HERO * 0.8, NAME, bold=True
            )
            foot = QRectF(area.left(), area.bottom() - 2.0 * line, area.width(), line)
            draw_text(painter, foot, words.best_line(best, self._units, self._zone), palette.dim, look, FINE, FINE)
            before = words.best_before(best, self._units)
            draw_text(painter, foot.translated(0.0, line), before, palette.dim, look, FINE, FINE)
        if self.hasFocus():
            gap = look.px(0.006)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(palette.accent), 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(gap, gap, -gap, -gap), gap * 2.0, gap * 2.0)


class Bars(Plot):
    """Upright bars with their values above and their names below."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._bars: Sequence[tuple[str, float, str]] = ()
        self._made: list[tuple[QRectF, QPainterPath, str, str]] = []

    def show_bars(self, bars: Sequence[tuple[str, float, str]]) -> None:
        """bars: name, height, and value in words."""
        if tuple(bars) != self._bars:
            self._bars = tuple(bars)
            self.looked()
            self.setAccessibleName(", ".join([self._title, *(f"{name}: {value}" for name, _, value in bars)]))
            self.update()

    def made(self, area: QRectF) -> None:
        self._made = []
        if not self._bars:
            return
        line = self.look.px(TEXT * self.look.font_scale) * 1.9
        room = self.room(area, self.look.px(NAME * self.look.font_scale) * 2.6 + line, left=0.8)
        heights = [height for _, height, _ in self._bars]
        self.up = Scale(FLOOR * min(heights), max(heights), room.bottom(), room.top())
        each = room.width() / len(heights)
        for k, (name, height, value) in enumerate(self._bars):
            top = self.up.px(height)
            box = QRectF(room.left() + (k + (1.0 - FILL) / 2.0) * each, top, FILL * each, room.bottom() - top)
            self._made.append((box, upright_bar(box, self.look.px(0.005)), name, value))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        titled(painter, look, area, self._title, "", NAME)
        if not self._made:
            draw_text(painter, area, words.NO_BEST, palette.dim, look, TEXT, FINE, align=CENTRE)
            return
        line = look.px(TEXT * look.font_scale) * 1.9
        for box, path, name, value in self._made:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(palette.accent, 0.75))
            painter.drawPath(path)
            wide = box.width() / FILL
            above = QRectF(box.center().x() - wide / 2.0, box.top() - line, wide, line)
            draw_text(painter, above, value, palette.text, look, TEXT, FINE * 0.8, bold=True, align=CENTRE)
            under = QRectF(above.left(), box.bottom(), wide, line)
            draw_text(painter, under, name, palette.dim, look, TEXT, FINE * 0.8, align=CENTRE)


class BestPage(QWidget):
    """`session_wanted`: the session of a best set."""

    session_wanted = Signal(str)

    def __init__(self, units: Units) -> None:
        super().__init__()
        self._units = units
        self._zone: tzinfo | None = None
        self._best: BestSets | None = None
        self.cards = [Card(kind) for kind in Kind]
        self.by_reps, self.by_load = Bars(words.BY_REPS), Bars(words.BY_LOAD)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for k, card in enumerate(self.cards):
            grid.addWidget(card, 0, k)
            card.opened.connect(self.session_wanted.emit)
        grid.addWidget(self.by_reps, 1, 0, 1, CARDS // 2)
        grid.addWidget(self.by_load, 1, CARDS // 2, 1, CARDS - CARDS // 2)
        grid.setRowStretch(0, 4)
        grid.setRowStretch(1, 7)
        for k in range(CARDS):
            grid.setColumnStretch(k, 1)
        self.setFocusProxy(self.cards[0])

    def set_look(self, look: Look) -> None:
        for each in (*self.cards, self.by_reps, self.by_load):
            each.set_look(look)

    def set_units(self, units: Units) -> None:
        self._units = units
        self._show()

    def show_page(self, page: LiftPage | None, now: datetime) -> None:
        self._best, self._zone = None if page is None else page.best, now.tzinfo
        self._show()

    def _show(self) -> None:
        best, unit = self._best, self._units
        firsts = {} if best is None else {each.kind: each for each in best.firsts}
        for card in self.cards:
            card.show_best(firsts.get(card.kind), unit, self._zone)
        by_reps = () if best is None else best.by_reps
        by_load = () if best is None else best.by_load
        self.by_reps.show_bars([(str(n), each.value, f"{each.value / unit.kg:.4g}") for n, each in by_reps])
        self.by_load.show_bars([(words.load(kg, unit), each.value, f"{each.value:.2f}") for kg, each in by_load])
