"""The sets of one session as a table; Enter or a double click opens a set's recording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop_app.session.plates import Units
from desktop_app.views import words_history as words
from desktop_app.views.history_style import SET_ROW, TEXT
from desktop_app.views.key_list import ITS_OWN
from desktop_app.views.painting import severity_icon
from desktop_app.views.theme import CAPITAL_SHARE, Look, colour
from dsp.results import Severity

if TYPE_CHECKING:
    from desktop_app.diary.looking import SetRow
    from desktop_app.store.history import SetLine

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
LIFT: Final = 1
SIGNS: Final = len(words.SET_COLUMNS) - 1
LEAST: Final = ("88", "Bench press", "102.5 kg", "88", "0.00", "0.00", "0.00", "88", "88")
"""What the columns have room for in any case."""
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
GIVE_WAY: Final = (7, 8, 5)
"""Columns that are left out, one after the other, where the signs would have no room."""
SIGNS_CHARS: Final = 14
"""Room for the name of a sign."""
OPENING: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class _Sets(QAbstractTableModel):
    """The cells, made when a session is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.look: Look | None = None
        self.rows: Sequence[SetRow] = ()
        self._cells: list[tuple[str, ...]] = []
        self._worst: list[Severity | None] = []
        self._dim: list[bool] = []

    def show(self, rows: Sequence[SetRow], lines: Sequence[SetLine], units: Units) -> None:
        self.beginResetModel()
        by_id = {line.id: line for line in lines}
        self.rows = tuple(row for row in rows if row.stored.id in by_id)
        told = [row.stored.entry.result.signs if row.stored.entry.result is not None else () for row in self.rows]
        self._cells = [
            words.set_cells(by_id[row.stored.id], row.stored.entry, signs, units)
            for row, signs in zip(self.rows, told, strict=True)
        ]
        self._worst = [words.gravest(signs) for signs in told]
        self._dim = [by_id[row.stored.id].warm_up for row in self.rows]
        self.endResetModel()

    def texts(self, column: int) -> list[str]:
        return [cells[column] for cells in self._cells]

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else len(words.SET_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[row][column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if column in {LIFT, SIGNS} else RIGHT
        if self.look is None:
            return None
        if role == Qt.ItemDataRole.ForegroundRole and self._dim[row]:
            return colour(self.look.palette.dim)
        worst = self._worst[row]
        if column == SIGNS and worst is not None and role == Qt.ItemDataRole.DecorationRole:
            return severity_icon(self.look, worst)
        if column == SIGNS and role == Qt.ItemDataRole.ToolTipRole:
            return self._cells[row][SIGNS]
        return None

    def headerData(  # noqa: N802 (Qt's name)
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return words.SET_COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return words.SET_TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section in {LIFT, SIGNS} else RIGHT
        return None


class SetTable(QTableView):
    """`opened`: the row that is to be replayed."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sets = _Sets()
        self._signs_px = 0
        self.setModel(self.sets)
        self.setAccessibleName(words.SETS)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def set_look(self, look: Look) -> None:
        self.sets.look = look
        self.verticalHeader().setDefaultSectionSize(round(look.px(SET_ROW * look.font_scale)))
        side = round(look.px(SET_ROW * 0.52))
        self.setIconSize(QSize(side, side))
        font = QFont()
        font.setPixelSize(max(round(look.px(TEXT * look.font_scale) / CAPITAL_SHARE), 8))
        metrics = QFontMetrics(font)
        pad = round(look.px(0.021))
        for column, least in enumerate(LEAST):
            texts = (words.SET_COLUMNS[column], least, *self.sets.texts(column))
            wide = max(metrics.horizontalAdvance(text) for text in texts)
            self.horizontalHeader().resizeSection(column, wide + pad)
        self._signs_px = metrics.averageCharWidth() * SIGNS_CHARS
        self._give_way()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._give_way()

    def show_sets(self, rows: Sequence[SetRow], lines: Sequence[SetLine], units: Units) -> None:
        """lines: of the history, for the figures."""
        self.sets.show(rows, lines, units)
        if self.sets.look is not None:
            self.set_look(self.sets.look)
        if rows:
            self.setCurrentIndex(self.sets.index(0, LIFT))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Letters and digits belong to the page."""
        key = Qt.Key(event.key())
        if key in OPENING:
            self._open(self.currentIndex().row())
        elif key in ITS_OWN:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _give_way(self) -> None:
        """Leave out what has no room."""
        for column in GIVE_WAY:
            self.setColumnHidden(column, False)
        for column in GIVE_WAY:
            if sum(self.columnWidth(k) for k in range(SIGNS)) + self._signs_px <= self.viewport().width():
                return
            self.setColumnHidden(column, True)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.sets.rows):
            self.opened.emit(self.sets.rows[row])
