"""The reps of a set as a table; a click goes to the rep."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop_app.replay.marks import worst_of
from desktop_app.views import words_replay as words
from desktop_app.views.painting import draw_state
from desktop_app.views.theme import SEVERITY_TRAFFIC, Look, colour
from dsp.results import Quality, SetResult, Severity

ICON_PX = 28
ROW_SHARE = 0.030
"""Height of a row, of the view's."""


class RepTable(QTableWidget):
    """`chosen`: the number of the rep that was clicked."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(words.REP_COLUMNS), parent)
        self._result: SetResult | None = None
        self._look: Look | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setHorizontalHeaderLabels(words.REP_COLUMNS)
        for k, tip in enumerate(words.REP_COLUMN_TIPS):
            item = self.horizontalHeaderItem(k)
            if item is not None:
                item.setToolTip(tip)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        signs = self.horizontalHeaderItem(len(words.REP_COLUMNS) - 1)
        if signs is not None:
            signs.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.cellClicked.connect(self._clicked)

    def set_look(self, look: Look) -> None:
        self._look = look
        result, self._result = self._result, None
        self.verticalHeader().setDefaultSectionSize(round(look.px(ROW_SHARE * look.font_scale)))
        self.setIconSize(QSize(round(look.px(ROW_SHARE * 0.6)), round(look.px(ROW_SHARE * 0.6))))
        self.show_reps(result)

    def show_reps(self, result: SetResult | None) -> None:
        if result is self._result or self._look is None:
            self._result = result
            return
        self._result = result
        reps = result.reps if result is not None else ()
        self.setRowCount(len(reps))
        palette = self._look.palette
        last = len(words.REP_COLUMNS) - 1
        for row, rep in enumerate(reps):
            for column, text in enumerate(words.rep_cells(result, rep) if result is not None else ()):
                item = QTableWidgetItem(text)
                if column < last:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if rep.quality is not Quality.GOOD and column < last:
                    item.setForeground(colour(palette.uncertain))
                self.setItem(row, column, item)
            worst = worst_of(result, rep.number) if result is not None else None
            signs = self.item(row, last)
            if signs is not None and result is not None and worst is not None:
                signs.setIcon(_icon(self._look, worst))
                told = words.signs_of_rep(result, rep.number)
                signs.setToolTip("\n".join(words.sign_line(sign) for sign in told))

    def show_rep(self, rep: int | None) -> None:
        """The rep at the playhead is marked."""
        reps = self._result.reps if self._result is not None else ()
        row = next((k for k, each in enumerate(reps) if each.number == rep), -1)
        if row != self.currentRow():
            if row < 0:
                self.clearSelection()
                self.setCurrentCell(-1, -1)
            else:
                self.selectRow(row)

    def _clicked(self, row: int, _: int) -> None:
        if self._result is not None and row < len(self._result.reps):
            self.chosen.emit(self._result.reps[row].number)


@lru_cache(maxsize=16)
def _icon(look: Look, severity: Severity) -> QIcon:
    """The shape of how grave a sign is."""
    picture = QPixmap(ICON_PX, ICON_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_state(painter, QRectF(2.0, 2.0, ICON_PX - 4.0, ICON_PX - 4.0), SEVERITY_TRAFFIC[severity], look)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
