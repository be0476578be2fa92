"""The reps of a set as a table; a click goes to the rep."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop_app.replay.marks import worst_of
from desktop_app.views import words_replay as words
from desktop_app.views.painting import severity_icon
from desktop_app.views.replay_style import DESK
from desktop_app.views.theme import CAPITAL_SHARE, Look, colour
from dsp.results import Quality, SetResult, Severity

ROW_SHARE: Final = 0.030
"""Height of a row, of the view's."""
WIDEST: Final = "±00.00"
"""No cell but the signs' is wider."""
SIGNS: Final = len(words.REP_COLUMNS) - 1
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()


class Reps(QAbstractTableModel):
    """The cells of one set, made when the set is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.look: Look | None = None
        self.result: SetResult | None = None
        self._cells: list[tuple[str, ...]] = []
        self._worst: list[Severity | None] = []

    def show(self, result: SetResult | None, look: Look) -> None:
        self.beginResetModel()
        self.result, self.look = result, look
        reps = result.reps if result is not None else ()
        self._cells = [words.rep_cells(result, rep) for rep in reps] if result is not None else []
        self._worst = [worst_of(result, rep.number) for rep in reps] if result is not None else []
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else len(words.REP_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[row][column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if column == SIGNS else RIGHT
        if self.result is None or self.look is None:
            return None
        rep, worst = self.result.reps[row], self._worst[row]
        if role == Qt.ItemDataRole.ForegroundRole and rep.quality is not Quality.GOOD and column != SIGNS:
            return colour(self.look.palette.uncertain)
        if column == SIGNS and worst is not None and role == Qt.ItemDataRole.DecorationRole:
            return severity_icon(self.look, worst)
        if column == SIGNS and worst is not None and role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(words.sign_line(sign) for sign in words.signs_of_rep(self.result, rep.number))
        return None

    def headerData(  # noqa: N802 (Qt's name)
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return words.REP_COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return words.REP_COLUMN_TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section == SIGNS else RIGHT
        return None


class RepTable(QTableView):
    """`chosen`: the number of the rep that was clicked."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reps = Reps()
        self.setModel(self.reps)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.clicked.connect(self._clicked)

    def set_look(self, look: Look) -> None:
        self.verticalHeader().setDefaultSectionSize(round(look.px(ROW_SHARE * look.font_scale)))
        self.setIconSize(QSize(round(look.px(ROW_SHARE * 0.6)), round(look.px(ROW_SHARE * 0.6))))
        font = QFont()
        font.setPixelSize(max(round(look.px(DESK * look.font_scale) / CAPITAL_SHARE), 8))
        metrics = QFontMetrics(font)
        pad = round(look.px(0.016))
        for column, name in enumerate(words.REP_COLUMNS[:SIGNS]):
            wide = max(metrics.horizontalAdvance(text) for text in (name, WIDEST))
            self.horizontalHeader().resizeSection(column, wide + pad)
        self.reps.show(self.reps.result, look)

    def show_reps(self, result: SetResult | None) -> None:
        if result is not self.reps.result and self.reps.look is not None:
            self.reps.show(result, self.reps.look)

    def show_rep(self, rep: int | None) -> None:
        """The rep at the playhead is marked."""
        reps = self.reps.result.reps if self.reps.result is not None else ()
        row = next((k for k, each in enumerate(reps) if each.number == rep), -1)
        if row == self.currentIndex().row():
            return
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.selectRow(row)

    def _clicked(self, index: QModelIndex) -> None:
        if self.reps.result is not None:
            self.chosen.emit(self.reps.result.reps[index.row()].number)
