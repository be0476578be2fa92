"""The reps of a set laid over each other: speed along time or share of the rep, and the paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.replay.overlay import Against, RepCurve
from desktop_app.views import words_replay as words
from desktop_app.views.painting import CENTRE, Pane, draw_state, draw_text
from desktop_app.views.replay_curves import set_axis_look
from desktop_app.views.replay_paths import Paths, PathShown, extent_of
from desktop_app.views.replay_style import DESK, FINE, LINE_PX, rep_colour
from desktop_app.views.theme import SEVERITY_TRAFFIC, Look, colour
from dsp.results import Quality, Severity
from dsp.samples import FloatArray

CHIP_PX: Final = 52.0
"""Widest place of one rep in the legend."""
LEGEND: Final = 0.048
"""Height of the legend, of the view's."""


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """Ends of the axes, so that two pictures can share them. extent_m: of the paths, lowest and highest."""

    along: tuple[float, float]
    speed_ms: tuple[float, float]
    extent_m: tuple[FloatArray, FloatArray]


def scales_of(curves: tuple[RepCurve, ...]) -> Scales | None:
    """What all curves fit in; None without curves."""
    if not curves:
        return None
    speeds = np.concatenate([c.speed_ms for c in curves])
    room = 0.06 * max(float(np.ptp(speeds)), 0.1)
    return Scales(
        (0.0, max(float(c.along[-1]) for c in curves)),
        (float(speeds.min()) - room, float(speeds.max()) + room),
        extent_of([c.path for c in curves]),
    )


class Legend(Pane):
    """Each rep's number in its colour, with the shape of its gravest sign."""

    inset = 0.7

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[RepCurve, ...] = ()
        self._rep: int | None = None
        self._title = ""

    def show_curves(self, curves: tuple[RepCurve, ...], rep: int | None, title: str) -> None:
        self._curves, self._rep, self._title = curves, rep, title
        self.setAccessibleName(title)
        self.update()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        look, palette = self.look, self.look.palette
        text = area.width() * 0.28 if self._title else 0.0
        head = QRectF(area.left(), area.top(), text - 8.0, area.height())
        draw_text(painter, head, self._title, palette.dim, look, DESK, FINE)
        wide = min((area.width() - text) / max(len(self._curves), 1), CHIP_PX * look.px(DESK) / 9.0)
        for k, curve in enumerate(self._curves):
            box = QRectF(area.left() + text + k * wide, area.top(), wide - 3.0, area.height())
            ink = rep_colour(palette, k, len(self._curves))
            bold = curve.number == self._rep
            thick = look.px(0.005) * (2.2 if bold else 1.0)
            painter.fillRect(QRectF(box.left(), box.bottom() - thick, box.width(), thick), ink)
            box = box.adjusted(0.0, 0.0, 0.0, -look.px(0.005))
            mark = "" if curve.quality is Quality.GOOD else "?"
            draw_text(painter, box, f"{curve.number}{mark}", palette.text, look, DESK, FINE, bold=bold, align=CENTRE)
            if curve.worst is not None and curve.worst is not Severity.NOTE and wide > 34.0:
                side = look.px(DESK)
                place = QRectF(box.right() - side, box.top(), side, side)
                draw_state(painter, place, SEVERITY_TRAFFIC[curve.worst], look)


class Overlay(QWidget):
    """One set's reps. The rep that is looked at is drawn thick, uncertain ones dashed."""

    def __init__(self, *, stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: Look | None = None
        self._title = "" if stacked else words.OVERLAY_TITLE
        self._shown: tuple[tuple[RepCurve, ...], Against, int | None, Scales | None] | None = None
        self._area = pg.GraphicsLayoutWidget()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot = self._area.addPlot()
        self.plot.hideButtons()
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setLabel("left", words.SPEED_AXIS)
        self.plot.showGrid(x=True, y=True, alpha=0.15)
        self._zero = pg.InfiniteLine(0.0, angle=0)
        self.plot.addItem(self._zero, ignoreBounds=True)
        self._lines: list[Any] = []
        self.legend, self.paths = Legend(), Paths(words.PATH_OVERLAY)
        self._place(stacked=stacked)

    def _place(self, *, stacked: bool) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.legend)
        body = QVBoxLayout() if stacked else QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._area, 3)
        body.addWidget(self.paths, 3 if stacked else 2)
        outer.addLayout(body, 1)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._area.setBackground(look.palette.pane)
        for side in ("left", "bottom"):
            set_axis_look(self.plot.getAxis(side), look)
        self._zero.setPen(QPen(colour(look.palette.line), 0))
        self.legend.set_look(look)
        self.legend.setFixedHeight(round(look.px(LEGEND * look.font_scale)))
        self.paths.set_look(look)
        shown, self._shown = self._shown, None
        if shown is not None:
            self.show_curves(*shown)

    def show_curves(
        self, curves: tuple[RepCurve, ...], against: Against, rep: int | None, scales: Scales | None = None
    ) -> None:
        """rep: the one that is looked at. scales: shared with another picture."""
        look = self._look
        before = self._shown
        if look is None or (before and before[0] is curves and before[1:] == (against, rep, scales)):
            return
        self._shown = (curves, against, rep, scales)
        scales = scales or scales_of(curves)
        for line in self._lines:
            self.plot.removeItem(line)
        self._lines = []
        factor = 100.0 if against is Against.SHARE else 1.0
        paths: list[PathShown] = []
        for k, curve in enumerate(curves):
            ink, bold = rep_colour(look.palette, k, len(curves)), curve.number == rep
            sure = curve.quality is Quality.GOOD
            line = self.plot.plot(
                curve.along * factor, curve.speed_ms, pen=_pen(ink, bold=bold, sure=sure), antialias=True
            )
            line.curve.setSegmentedLineMode("on")
            line.setDownsampling(auto=True, method="peak")
            line.setClipToView(True)
            line.setZValue(10.0 if bold else 0.0)
            self._lines.append(line)
            paths.append(PathShown(curve.path, ink, bold, sure))
        self.plot.setLabel("bottom", words.SHARE_AXIS if against is Against.SHARE else words.SINCE_AXIS)
        if scales is not None:
            self.plot.setXRange(scales.along[0] * factor, scales.along[1] * factor, padding=0.01)
            self.plot.setYRange(*scales.speed_ms, padding=0.0)
        self.legend.show_curves(curves, rep, self._title)
        self.paths.show_paths(paths, scales.extent_m if scales is not None else None)


def _pen(ink: QColor, *, bold: bool, sure: bool) -> QPen:
    pen = QPen(ink, LINE_PX * (2.4 if bold else 1.0))
    pen.setCosmetic(True)
    if not sure:
        pen.setStyle(Qt.PenStyle.DashLine)
    return pen
