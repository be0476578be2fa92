"""The limits of the signs as a table: value, unit, default and the reason for it; for all lifts or one."""

from __future__ import annotations

import math
from dataclasses import fields
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import words
from dsp.constants import RAD_PER_DEG
from dsp.errors import ParameterError
from dsp.limits import LimitTable, SignLimits

NAME, VALUE, UNIT, DEFAULT, REASON = range(5)


class LimitsTable(QWidget):
    """An empty value is the default again; one that is no number is put back, with a line that says so."""

    changed = Signal(object)
    """The new `LimitTable`."""

    def __init__(self, limits: LimitTable) -> None:
        super().__init__()
        self._limits = limits
        self.exercise = QComboBox()
        self.exercise.addItem(words.ALL_LIFTS, None)
        for name, text in words.EXERCISES.items():
            self.exercise.addItem(text, name)
        self.wrong = QLabel()
        self.wrong.setObjectName("wrong")
        self._names = [each.name for each in fields(SignLimits)]
        self.table = QTableWidget(len(self._names), len(words.LIMIT_COLUMNS))
        self.table.setHorizontalHeaderLabels(words.LIMIT_COLUMNS)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        for widget in (self.exercise, self.table, self.wrong):
            rows.addWidget(widget)
        self._say("")
        self._fill()
        self.exercise.currentIndexChanged.connect(self._fill)
        self.table.cellChanged.connect(self._typed)

    def set_limits(self, limits: LimitTable) -> None:
        if limits != self._limits:
            self._limits = limits
            self._fill()

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def _fill(self) -> None:
        """All rows, for the exercise chosen."""
        name = self.exercise.currentData()
        limits = self._limits.of(name)
        default = SignLimits() if name is None else self._limits.common
        reasons = SignLimits.reasons()
        self.table.blockSignals(True)
        for row, limit in enumerate(self._names):
            text, unit = words.limit_name(limit)
            values = (text, shown(limits, limit), unit, shown(default, limit), reasons[limit])
            for column, value in enumerate(values):
                item = QTableWidgetItem(value)
                flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
                item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if column == VALUE else flags)
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)

    def _typed(self, row: int, column: int) -> None:
        item = self.table.item(row, column)
        if column != VALUE or item is None:
            return
        limit, name = self._names[row], self.exercise.currentData()
        text = item.text().strip()
        try:
            self._limits = with_limit(self._limits, name, limit, read(limit, text) if text else None)
        except (ValueError, ParameterError):
            self._say(words.LIMIT_WRONG.format(text[:20]))
        else:
            self._say("")
            self.changed.emit(self._limits)
        self._fill()


def with_limit(limits: LimitTable, exercise: str | None, limit: str, value: float | None) -> LimitTable:
    """The table with one limit changed, or with its default again. Raises ParameterError for a bad value."""
    if exercise is None:
        default = getattr(SignLimits(), limit)
        return LimitTable(limits.common.changed(**{limit: default if value is None else value}), limits.own)
    own = {name: dict(values) for name, values in limits.own.items()}
    mine = own.setdefault(exercise, {})
    mine.pop(limit, None)
    if value is not None and value != getattr(limits.common, limit):
        mine[limit] = value
        limits.common.changed(**mine)
    return LimitTable(limits.common, MappingProxyType({name: values for name, values in own.items() if values}))


def shown(limits: SignLimits, limit: str) -> str:
    """A limit's value as the table says it, in the unit beside it."""
    value = getattr(limits, limit)
    if isinstance(value, bool):
        return words.YES_NO[value]
    return f"{value / _unit(limit):.4g}"


def read(limit: str, text: str) -> float:
    """What was typed, in SI units. Raises ValueError for what is no such value."""
    kind = type(getattr(SignLimits(), limit))
    if kind is bool:
        return bool(words.YES_NO.index(text.lower()))
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(text)
    return int(text) if kind is int else value * _unit(limit)


def _unit(limit: str) -> float:
    """The shown unit in SI units."""
    return RAD_PER_DEG if limit.endswith(("_rad", "_rads")) else 1.0
