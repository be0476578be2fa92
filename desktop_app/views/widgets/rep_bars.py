"""The reps of the set as bars: descent time, or drive speed, against what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.session.snapshot import RepView, Traffic
from desktop_app.views import words
from desktop_app.views.painting import CENTRE, Pane, dashed, draw_state, draw_text, hatched
from desktop_app.views.theme import (
    HAIR,
    MOST_REPS,
    PROVISIONAL,
    READING,
    SEVERITY_TRAFFIC,
    SMALL,
    STROKE,
    TINY,
    colour,
    faded,
)
from dsp.results import Quality, Severity

HEADROOM: Final = 1.06
"""Full height over the tallest bar or the target, so that a target line is never at the edge."""
WIDEST: Final = 0.14
"""A bar is never wider than this share of the widget."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One rep. value: None where it was not measured. mark: its gravest sign, WAIT where it has none."""

    number: int
    value: float | None
    uncertain: bool
    settled: bool
    mark: Traffic


@dataclass(frozen=True, slots=True)
class BarsValue:
    """All there is to draw. top: value at the full height. target: the line to hold."""

    title: str
    bars: tuple[Bar, ...]
    target: float | None
    top: float
    digits: int


def bars_value(title: str, bars: Sequence[Bar], target: float | None, digits: int) -> BarsValue:
    """The last bars that can be told apart, with a scale that holds them and the target."""
    shown = tuple(bars[-MOST_REPS:])
    largest = max(
        [bar.value for bar in shown if bar.value is not None] + ([] if target is None else [target]), default=1.0
    )
    return BarsValue(title, shown, target, HEADROOM * max(largest, 1e-3), digits)


def _bar(rep: RepView, value: float | None) -> Bar:
    grave = rep.worst in {Severity.WARN, Severity.STOP} and rep.worst is not None
    mark = SEVERITY_TRAFFIC[rep.worst] if grave and rep.worst else Traffic.WAIT
    return Bar(rep.number, value, rep.quality is not Quality.GOOD, rep.settled, mark)


class RepBars(Pane):
    """One bar a rep: full when settled, pale while it may change, hatched where uncertain, `?` where unknown."""

    def show_descents(self, reps: Sequence[RepView], target_s: float | None) -> None:
        bars = [_bar(rep, rep.descent_s) for rep in reps]
        self.take(bars_value(words.DESCENT_BARS, bars, target_s, 1), "; ".join(map(words.rep_said, reps)))

    def show_drives(self, reps: Sequence[RepView], stop_percent: float | None) -> None:
        """The line is the speed at which the lifter chose to stop."""
        known = [rep.drive_ms for rep in reps if rep.drive_ms is not None and rep.quality is Quality.GOOD]
        stop_ms = max(known) * (1.0 - stop_percent / 100.0) if known and stop_percent is not None else None
        bars = [_bar(rep, rep.drive_ms) for rep in reps]
        self.take(bars_value(words.DRIVE_BARS, bars, stop_ms, 2), "; ".join(map(words.rep_said, reps)))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value = self._value
        if not isinstance(value, BarsValue):
            return
        look, palette = self.look, self.look.palette
        line = look.px(SMALL) * 2.0
        title = QRectF(area.left(), area.top(), area.width(), line)
        draw_text(painter, title, value.title, palette.dim, look, SMALL, TINY)
        if not value.bars:
            draw_text(painter, area, words.NO_REPS, palette.dim, look, READING, SMALL, align=CENTRE)
            return
        foot = look.px(SMALL) * 1.8
        plot = area.adjusted(0.0, line, 0.0, -foot)
        step = min(plot.width() / len(value.bars), area.width() * WIDEST)
        slots = [QRectF(plot.left() + k * step, plot.top(), step, plot.height()) for k in range(len(value.bars))]
        for slot, bar in zip(slots, value.bars, strict=True):
            self._bar(painter, slot, bar, value)
        self._target(painter, plot, value)
        for slot, bar in zip(slots, value.bars, strict=True):
            self._label(painter, slot, bar, value)
            self._foot(painter, QRectF(slot.left(), plot.bottom(), step, foot), bar)

    def _foot(self, painter: QPainter, area: QRectF, bar: Bar) -> None:
        """The rep's number, and the shape of its gravest sign beside it."""
        marked = bar.mark is not Traffic.WAIT
        number = area.adjusted(0.0, 0.0, -area.width() * 0.45 if marked else 0.0, 0.0)
        ink = self.look.palette.text
        draw_text(painter, number, str(bar.number), ink, self.look, SMALL, TINY * 0.8, align=CENTRE)
        if marked:
            side = min(area.width() * 0.42, area.height() * 0.95)
            mark = QRectF(number.right(), area.center().y() - side / 2.0, side, side)
            draw_state(painter, mark, bar.mark, self.look)

    def _bar(self, painter: QPainter, slot: QRectF, bar: Bar, value: BarsValue) -> None:
        look, palette = self.look, self.look.palette
        if bar.value is None:
            draw_text(painter, slot, "?", palette.uncertain, look, READING, SMALL, bold=True, align=CENTRE)
            return
        if bar.uncertain:
            painter.setPen(dashed(palette.uncertain, look.px(HAIR) * 1.5))
            painter.setBrush(hatched(palette.uncertain))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.accent) if bar.settled else faded(palette.accent, PROVISIONAL))
        painter.drawRect(_box(slot, bar.value, value.top))

    def _label(self, painter: QPainter, slot: QRectF, bar: Bar, value: BarsValue) -> None:
        """The figure at the foot of its bar, where no target line crosses it."""
        if bar.value is None:
            return
        look, palette = self.look, self.look.palette
        height = look.px(TINY) * 1.8
        box = QRectF(slot.left(), slot.bottom() - height, slot.width(), height)
        ink = palette.on_accent if bar.settled and not bar.uncertain else palette.text
        if bar.uncertain:
            painter.fillRect(box.adjusted(slot.width() * 0.14, 0.0, -slot.width() * 0.14, 0.0), colour(palette.pane))
        said = words.number(bar.value, value.digits) + ("?" if bar.uncertain else "")
        draw_text(painter, box, said, ink, look, TINY, TINY * 0.7, bold=True, align=CENTRE)

    def _target(self, painter: QPainter, plot: QRectF, value: BarsValue) -> None:
        if value.target is None:
            return
        y = plot.bottom() - plot.height() * min(value.target / value.top, 1.0)
        painter.setPen(dashed(self.look.palette.text, self.look.px(STROKE) * 0.6))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))


def _box(slot: QRectF, value: float, top: float) -> QRectF:
    height = slot.height() * min(value / top, 1.0)
    return QRectF(slot.left() + slot.width() * 0.1, slot.bottom() - height, slot.width() * 0.8, height)
