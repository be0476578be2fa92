"""One set: time line and curves, numbers and path at the playhead, and the table of reps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.replay.overlay import RepPath
from desktop_app.replay.viewer import Showing
from desktop_app.views import words_replay as words
from desktop_app.views.replay_curves import Curves
from desktop_app.views.replay_numbers import Numbers
from desktop_app.views.replay_paths import Paths, PathShown
from desktop_app.views.replay_style import SIDE, TABLE, TIME_LINE
from desktop_app.views.replay_table import RepTable
from desktop_app.views.replay_time_line import TimeLine
from desktop_app.views.theme import Look, colour
from dsp.results import Quality


class SetPage(QWidget):
    """`scrubbed`: go to this time. `chosen`: go to this rep."""

    scrubbed = Signal(float)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.time_line, self.curves, self.table = TimeLine(), Curves(), RepTable()
        self.numbers, self.paths = Numbers(), Paths()
        self._look: Look | None = None
        self._path: RepPath | None = None
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.time_line)
        left.addWidget(self.curves, 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.numbers, 5)
        side.addWidget(self.paths, 6)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addLayout(left, 1)
        top.addWidget(self._side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(top, 1)
        whole.addWidget(self.table)
        self.time_line.scrubbed.connect(self.scrubbed)
        self.curves.scrubbed.connect(self.scrubbed)
        self.table.chosen.connect(self.chosen)

    def set_look(self, look: Look) -> None:
        self._look, self._path = look, None
        for each in (self.time_line, self.curves, self.table, self.numbers, self.paths):
            each.set_look(look)
        self.time_line.setFixedHeight(round(look.px(TIME_LINE)))
        self.table.setFixedHeight(round(look.px(TABLE)))
        self._widths()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._widths()

    def _widths(self) -> None:
        self._side.setFixedWidth(round(SIDE * self.width()))
        self.time_line.set_margins(*self.curves.margins())

    def show_set(self, showing: Showing) -> None:
        """The set that is shown, or why there is none."""
        found = showing.found
        hint = ""
        if found is None and showing.opened is not None:
            hint = words.MEASURING_SET if showing.opened.busy else words.NO_SETS
        self.time_line.show_marks(found.marks if found is not None else None, hint)
        self.curves.show_track(showing.track, found.marks if found is not None else None)
        self.table.show_reps(found.measured.result if found is not None else None)

    def show_moment(self, showing: Showing, path: RepPath | None) -> None:
        """What changes with the playhead."""
        rep, found = showing.rep, showing.found
        number = rep.number if rep is not None else None
        self.time_line.set_margins(*self.curves.margins())
        self.time_line.set_playhead(showing.at_s if found is not None else None)
        self.time_line.show_rep(number, showing.loop)
        self.curves.set_playhead(showing.at_s)
        signs = words.signs_of_rep(found.measured.result, number) if found is not None and rep is not None else ()
        self.numbers.show_figures(showing.figures, len(found.marks.reps) if found is not None else 0, signs)
        self.table.show_rep(number)
        self._show_path(path, sure=rep is None or rep.quality is Quality.GOOD)
        self.paths.show_now(showing.at_s)

    def _show_path(self, path: RepPath | None, *, sure: bool) -> None:
        if path is self._path or self._look is None:
            return
        self._path = path
        ink = colour(self._look.palette.accent)
        self.paths.show_paths([PathShown(path, ink, bold=True, sure=sure)] if path is not None else [])
