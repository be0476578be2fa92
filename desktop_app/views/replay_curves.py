"""Speed and height along the time, the phases in the colours of the time line."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QGraphicsItem, QVBoxLayout, QWidget

from desktop_app.replay.marks import Phase, SetMarks
from desktop_app.views import words_replay as words
from desktop_app.views.replay_style import AXIS, FINE, LINE_PX, PLAYHEAD_PX, phase_colours
from desktop_app.views.theme import CAPITAL_SHARE, Look, colour
from dsp.results import Quality
from dsp.samples import BoolArray, FloatArray
from dsp.track import Track

CACHED: Final = QGraphicsItem.CacheMode.DeviceCoordinateCache
LEAST_SPEED_MS: Final = 0.5
LEAST_HEIGHT_CM: Final = 20.0
"""Full scales of a bar that hardly moves."""
ROOM: Final = 0.08
"""Above and below the curves, of their range."""
POINTS_A_PIXEL: Final = 2.5
"""As many points as a curve is drawn through: more cannot be seen."""
SMOOTH_ROWS: Final = 40_000
SHORTEST_S: Final = 0.2
"""The closest zoom."""
ZOOM: Final = 1.4
"""Of one step."""


def set_axis_look(axis: Any, look: Look) -> None:
    """Scales in the palette's colours and the desk's letters, in the units that their labels name."""
    axis.enableAutoSIPrefix(False)
    font = QFont()
    font.setPixelSize(max(round(look.px(FINE * look.font_scale) / CAPITAL_SHARE), 7))
    axis.setStyle(tickFont=font, tickLength=4, maxTickLevel=0)
    axis.setPen(pg.mkPen(look.palette.line))
    axis.setTextPen(pg.mkPen(look.palette.dim))
    axis.labelStyle = {"color": look.palette.dim, "font-size": f"{font.pixelSize()}px"}
    axis.label.setFont(font)
    axis.setLabel(axis.labelText)


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Minutes and seconds."""

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:  # noqa: N802 (pyqtgraph's name)
        digits = 0 if spacing >= 1.0 else (1 if spacing >= 0.1 else 2)
        return [words.on_scale(float(value) * scale, digits) for value in values]


class ScrubBox(pg.ViewBox):  # type: ignore[misc]
    """Left drag or click scrubs, right drag moves the view, the wheel zooms in time."""

    def __init__(self, scrubbed: Any) -> None:
        super().__init__(enableMenu=False)
        self._scrubbed = scrubbed
        self.setMouseEnabled(x=True, y=False)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:  # noqa: N802 (pyqtgraph's name)
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._scrub(ev.pos())
        else:
            super().mouseDragEvent(ev, axis)

    def mouseClickEvent(self, ev: Any) -> None:  # noqa: N802 (pyqtgraph's name)
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._scrub(ev.pos())

    def _scrub(self, at: QPointF) -> None:
        self._scrubbed(float(self.mapToView(at).x()))


class Curves(QWidget):
    """Two plots with one time. `scrubbed`: go to this time. `ranged`: this stretch is shown now."""

    scrubbed = Signal(float)
    ranged = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: Look | None = None
        self._track: Track | None = None
        self._marks: SetMarks | None = None
        self._wide_px = 0.0
        self._area = pg.GraphicsLayoutWidget()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.ci.setContentsMargins(0, 0, 0, 0)
        self._area.ci.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self.speed, self.height_plot = self._plot(0, words.SPEED_AXIS), self._plot(1, words.HEIGHT_AXIS)
        self.height_plot.setXLink(self.speed)
        self.speed.getAxis("bottom").setStyle(showValues=False)
        self._show_scales(shown=False)
        self._zero = pg.InfiniteLine(0.0, angle=0)
        self.speed.addItem(self._zero, ignoreBounds=True)
        self._heads = [pg.InfiniteLine(0.0, angle=90) for _ in range(2)]
        self._lines: dict[tuple[int, Phase | None], Any] = {}
        for place, plot in enumerate((self.speed, self.height_plot)):
            for phase in (None, Phase.DESCENT, Phase.DRIVE, Phase.REST):
                line = plot.plot(connect="finite", antialias=True)
                # Many short thick lines are drawn ten times as quickly as one long one.
                line.curve.setSegmentedLineMode("on")
                # The playhead passes over them sixty times a second: they are drawn when they change.
                line.curve.setCacheMode(CACHED)
                line.opts["autoDownsampleFactor"] = POINTS_A_PIXEL
                line.setClipToView(True)
                self._lines[place, phase] = line
            plot.addItem(self._heads[place], ignoreBounds=True)
        self.speed.sigXRangeChanged.connect(lambda _, span: self.ranged.emit(float(span[0]), float(span[1])))

    def _plot(self, row: int, label: str) -> Any:
        axes = {"bottom": TimeAxis("bottom")}
        plot = self._area.addPlot(row=row, col=0, viewBox=ScrubBox(self.scrubbed.emit), axisItems=axes)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setLabel("left", label)
        plot.showGrid(x=True, y=True, alpha=0.15)
        for side in ("left", "bottom"):
            plot.getAxis(side).setCacheMode(CACHED)
        return plot

    @property
    def span(self) -> tuple[float, float]:
        """The stretch that is shown."""
        first, last = self.speed.viewRange()[0]
        return float(first), float(last)

    def margins(self) -> tuple[float, float]:
        """Room at the left and right of the time, pixels, so that panes above can begin where the curves do."""
        return self._wide_px, 4.0

    def set_look(self, look: Look) -> None:
        """Colours and sizes."""
        self._look = look
        palette = look.palette
        self._area.setBackground(palette.pane)
        for plot in (self.speed, self.height_plot):
            for side in ("left", "bottom"):
                set_axis_look(plot.getAxis(side), look)
        self._widths()
        inks = phase_colours(palette)
        for (_, phase), line in self._lines.items():
            ink = palette.dim if phase is None else (palette.uncertain if phase is Phase.REST else inks[phase])
            line.setPen(self._pen(ink, LINE_PX if phase is None else LINE_PX * 1.6))
        self._zero.setPen(self._pen(palette.line, 1.0))
        for head in self._heads:
            head.setPen(self._pen(palette.text, PLAYHEAD_PX))

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._widths()

    def _widths(self) -> None:
        if self._look is None:
            return
        self._wide_px = float(round(max(AXIS * self.width() * 1.3, 44.0)))
        for plot in (self.speed, self.height_plot):
            plot.getAxis("left").setWidth(self._wide_px)
            plot.layout.setContentsMargins(0, 4, 4, 0)

    @staticmethod
    def _pen(ink: str, width_px: float) -> QPen:
        pen = QPen(colour(ink), width_px)
        pen.setCosmetic(True)
        return pen

    def show_track(self, track: Track | None, marks: SetMarks | None) -> None:
        """The curves of one set; None while they are not known."""
        if track is self._track and marks is self._marks:
            return
        self._track, self._marks = track, marks
        if track is None or marks is None or not len(track.time_s):
            for line in self._lines.values():
                line.setData([], [])
            self._show_scales(shown=False)
            return
        self._show_scales(shown=True)
        # Of a long stretch no peak may get lost; of a short one the lowest and highest of each pixel would be a saw.
        method = "peak" if len(track.time_s) > SMOOTH_ROWS else "subsample"
        values = (track.velocity_ms[:, 2], 100.0 * track.position_m[:, 2])
        parts = _phases(track.time_s, marks)
        for (place, phase), line in self._lines.items():
            shown = values[place] if phase is None else np.where(parts[phase], values[place], np.nan)
            line.setDownsampling(auto=True, method=method)
            line.setData(track.time_s, shown)
        moving = _moving(track.time_s, marks)
        for plot, value, least in zip(
            (self.speed, self.height_plot), values, (LEAST_SPEED_MS, LEAST_HEIGHT_CM), strict=True
        ):
            low, high = _range(value[moving] if moving.any() else value, least)
            plot.setYRange(low, high, padding=ROOM)

    def _show_scales(self, *, shown: bool) -> None:
        """Scales without curves would say nothing."""
        for plot in (self.speed, self.height_plot):
            plot.getAxis("left").setStyle(showValues=shown)
        self.height_plot.getAxis("bottom").setStyle(showValues=shown)

    def show_span(self, start_s: float, end_s: float) -> None:
        """Show this stretch."""
        self.speed.setXRange(start_s, max(end_s, start_s + SHORTEST_S), padding=0.0)

    def set_limits(self, start_s: float, end_s: float) -> None:
        """Farther out there is nothing to see."""
        for plot in (self.speed, self.height_plot):
            plot.setLimits(xMin=start_s - 1.0, xMax=end_s + 1.0, minXRange=SHORTEST_S)

    def zoom(self, around_s: float, nearer: bool) -> None:
        """One step nearer to a time, or back."""
        first, last = self.span
        factor = 1.0 / ZOOM if nearer else ZOOM
        around_s = min(max(around_s, first), last)
        self.show_span(around_s - (around_s - first) * factor, around_s + (last - around_s) * factor)

    def set_playhead(self, at_s: float) -> None:
        for head in self._heads:
            head.setValue(at_s)


def _range(values: FloatArray, least: float) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return -least / 2.0, least / 2.0
    low, high = float(known.min()), float(known.max())
    short = max(least - (high - low), 0.0) / 2.0
    return low - short, high + short


def _moving(time_s: FloatArray, marks: SetMarks) -> BoolArray:
    """Rows within reps: what happens around them must not flatten the curves."""
    inside = np.zeros(len(time_s), dtype=bool)
    for rep in marks.reps:
        inside[np.searchsorted(time_s, rep.start_s) : np.searchsorted(time_s, rep.end_s)] = True
    return inside


def _phases(time_s: FloatArray, marks: SetMarks) -> dict[Phase, BoolArray]:
    """Rows of descents and drives that are known well; `REST` stands for those that are not."""
    out: dict[Phase, BoolArray] = {
        phase: np.zeros(len(time_s), dtype=bool) for phase in (Phase.DESCENT, Phase.DRIVE, Phase.REST)
    }
    for band in marks.bands:
        if band.phase in {Phase.DESCENT, Phase.DRIVE}:
            key = band.phase if band.quality is Quality.GOOD else Phase.REST
            out[key][np.searchsorted(time_s, band.start_s) : np.searchsorted(time_s, band.end_s) + 1] = True
    return out
