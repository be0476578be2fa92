"""Two sets side by side, of one recording or of two, on the same scales, with their figures between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.replay.compare import Row
from desktop_app.replay.overlay import Against, RepCurve
from desktop_app.views import words_replay as words
from desktop_app.views.replay_overlay import Overlay, Scales, scales_of
from desktop_app.views.replay_table import ROW_SHARE
from desktop_app.views.theme import Look


@dataclass(frozen=True, slots=True)
class Side:
    """One set: which of the list it is, and its curves, none while they are not known."""

    place: int | None
    curves: tuple[RepCurve, ...] = ()


class Compare(QWidget):
    """`chosen`: side (0 left, 1 right) and place in the list. `wanted_other`: open another recording."""

    chosen = Signal(int, int)
    wanted_other = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._scaled: tuple[tuple[RepCurve, ...], tuple[RepCurve, ...]] = ((), ())
        self._scales: Scales | None = None
        self.sides = (Overlay(stacked=True), Overlay(stacked=True))
        self.lists = (QComboBox(), QComboBox())
        self.other = QPushButton(words.COMPARE_OPEN)
        self.other.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.other.clicked.connect(self.wanted_other)
        self.table = QTableWidget(0, 4)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setHorizontalHeaderLabels(["", *words.SIDES, words.COMPARE_DIFFERENCE])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for k, each in enumerate(self.lists):
            each.activated.connect(lambda place, side=k: self.chosen.emit(side, place))
            each.setMinimumContentsLength(12)
            each.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._place()

    def _place(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 0)
        for k in (0, 1):
            column = QVBoxLayout()
            head = QHBoxLayout()
            name = QLabel(words.SIDES[k])
            name.setObjectName("title")
            head.addWidget(name)
            head.addWidget(self.lists[k], 1)
            column.addLayout(head)
            column.addWidget(self.sides[k], 1)
            row.addLayout(column, 5)
            if k == 0:
                middle = QVBoxLayout()
                middle.addWidget(self.other)
                middle.addWidget(self.table, 1)
                row.addLayout(middle, 4)

    def set_look(self, look: Look) -> None:
        self.table.verticalHeader().setMinimumSectionSize(round(look.px(ROW_SHARE * 0.8 * look.font_scale)))
        for side in self.sides:
            side.set_look(look)

    def show_names(self, names: Sequence[str]) -> None:
        """The sets there are to choose from."""
        if tuple(names) == self._names:
            return
        self._names = tuple(names)
        for each in self.lists:
            with QSignalBlocker(each):
                kept = each.currentIndex()
                each.clear()
                each.addItems(list(names))
                each.setPlaceholderText(words.COMPARE_NONE)
                each.setCurrentIndex(kept if kept < len(names) else -1)

    def show_sides(self, sides: tuple[Side, Side], rows: tuple[Row, ...], against: Against) -> None:
        """Both sets on the same scales, and their figures."""
        both = (sides[0].curves, sides[1].curves)
        if both[0] is not self._scaled[0] or both[1] is not self._scaled[1]:
            self._scaled, self._scales = both, _shared([scales_of(curves) for curves in both])
        for each, side, chooser in zip(self.sides, sides, self.lists, strict=True):
            with QSignalBlocker(chooser):
                chooser.setCurrentIndex(-1 if side.place is None else side.place)
            each.show_curves(side.curves, against, None, self._scales)
        self.table.setRowCount(len(rows))
        for k, row in enumerate(rows):
            for column, text in enumerate(words.compared(row)):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(k, column, item)


def _shared(every: Sequence[Scales | None]) -> Scales | None:
    known = [s for s in every if s is not None]
    if not known:
        return None
    # A side without paths has no say in their scale.
    extents = [s.extent_m for s in known if (s.extent_m[1] > s.extent_m[0]).any()] or [known[0].extent_m]
    return Scales(
        (0.0, max(s.along[1] for s in known)),
        (min(s.speed_ms[0] for s in known), max(s.speed_ms[1] for s in known)),
        (np.min([e[0] for e in extents], axis=0), np.max([e[1] for e in extents], axis=0)),
    )
