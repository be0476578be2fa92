"""A way back as stairs: what was earned is filled and ticked, where the lifter is stands out, the rest is outlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop_app.health.way_back import Step
from desktop_app.session.plates import Units, load_text
from desktop_app.views import words_way_back as words
from desktop_app.views.painting import CENTRE, Pane, dashed, draw_text, hatched
from desktop_app.views.theme import HAIR, SMALL, colour
from desktop_app.views.widgets.choice_row import draw_tick

LOWEST: Final = 0.22
"""Height of the first step, as a share of the room."""
RANGE_SHARE: Final = 0.35
"""Of the height that is climbed, what steps of range have; the load's has the rest."""


@dataclass(frozen=True, slots=True)
class StairsValue:
    """at: where the lifter is; None for an offer. proposed: what is proposed; picked: what is looked at."""

    steps: tuple[Step, ...]
    units: Units
    at: int | None = None
    proposed: int | None = None
    picked: int | None = None


class Stairs(Pane):
    """One column a step, rising."""

    def show_steps(
        self,
        steps: Sequence[Step],
        units: Units,
        *,
        at: int | None = None,
        proposed: int | None = None,
        picked: int | None = None,
    ) -> None:
        value = StairsValue(tuple(steps), units, at, proposed, picked)
        self.take(value, words.STAIRS_SAID.format(0 if at is None else at + 1, len(steps)))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        value = self._value
        if not isinstance(value, StairsValue) or not value.steps:
            return
        look = self.look
        foot, head = look.px(SMALL * look.font_scale) * 2.0, look.px(SMALL * look.font_scale) * 2.4
        room = area.adjusted(0.0, head, 0.0, -foot)
        width = room.width() / len(value.steps)
        label = look.px(SMALL * look.font_scale) * 5.0
        every = max(int(label // max(width, 1.0)) + 1, 1)
        for k, step in enumerate(value.steps):
            height = room.height() * _height(k, value.steps)
            gap = min(width * 0.08, look.px(HAIR) * 3.0)
            bar = QRectF(room.left() + k * width + gap, room.bottom() - height, width - 2.0 * gap, height)
            self._draw_step(painter, bar, value, k)
            if k in _labelled(value, every):
                self._draw_label(painter, bar, step, value, k, max(width, label), area)

    def _draw_step(self, painter: QPainter, bar: QRectF, value: StairsValue, k: int) -> None:
        look, palette = self.look, self.look.palette
        here, done = k == value.at, value.at is not None and k < value.at
        fill = palette.steady if done else palette.accent if here else palette.trough
        painter.setPen(QPen(colour(palette.line), max(look.px(HAIR), 1.0)))
        painter.setBrush(colour(fill))
        painter.drawRect(bar)
        if value.steps[k].prescribed_rom_m is not None and not (done or here):
            painter.setBrush(hatched(palette.line))
            painter.drawRect(bar)
        if k == value.proposed and not here:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(dashed(palette.accent, max(look.px(HAIR) * 2.5, 2.0)))
            painter.drawRect(bar.adjusted(2.0, 2.0, -2.0, -2.0))
        if k == value.picked:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(palette.text), max(look.px(HAIR) * 2.5, 2.0)))
            painter.drawRect(bar)
        if done:
            side = min(bar.width() * 0.5, look.px(SMALL) * 1.5)
            tick = QRectF(bar.center().x() - side / 2.0, bar.top() + side * 0.5, side, side)
            draw_tick(painter, tick, palette.on_state)

    def _draw_label(
        self, painter: QPainter, bar: QRectF, step: Step, value: StairsValue, k: int, wide: float, area: QRectF
    ) -> None:
        look, palette = self.look, self.look.palette
        head = look.px(SMALL * look.font_scale) * 2.2
        left = min(max(bar.center().x() - wide / 2.0, area.left()), area.right() - wide)
        strong = k in {value.at, value.picked, value.proposed}
        text = load_text(step.load_kg, value.units)
        box = QRectF(left, bar.top() - head, wide, head)
        draw_text(
            painter,
            box,
            text,
            palette.text if strong else palette.dim,
            look,
            SMALL,
            SMALL * 0.6,
            bold=strong,
            align=CENTRE,
        )
        if step.prescribed_rom_m is not None:
            text = words.CENTIMETRES.format(100.0 * step.prescribed_rom_m)
            box = QRectF(left, bar.bottom(), wide, look.px(SMALL * look.font_scale) * 1.8)
            draw_text(painter, box, text, palette.dim, look, SMALL * 0.8, SMALL * 0.6, align=CENTRE)


def _labelled(value: StairsValue, every: int) -> set[int]:
    """Steps that have room for their load: what is looked at, where the lifter is, both ends, then the others."""
    told: list[int] = []
    wanted = (value.picked, value.at, value.proposed, len(value.steps) - 1, *range(0, len(value.steps), every))
    for k in wanted:
        if k is not None and all(abs(k - other) >= every for other in told):
            told.append(k)
    return set(told)


def _height(k: int, steps: Sequence[Step]) -> float:
    """Of one step, as a share of the room: range climbs first, then load."""
    ranges = sum(step.prescribed_rom_m is not None for step in steps)
    part = RANGE_SHARE if ranges else 0.0
    if k < ranges:
        climbed = part * k / ranges
    else:
        low, high = steps[ranges].load_kg, steps[-1].load_kg
        share = 0.0 if high <= low else (steps[k].load_kg - low) / (high - low)
        climbed = part + (1.0 - part) * share
    return LOWEST + (1.0 - LOWEST) * climbed
