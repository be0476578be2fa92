"""Who lifts here: the bars of this laptop and their lifters, sensors that can be added, and each one's next set.

For a coach elsewhere only the next sets: bars and sensors are the stations' own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.diary.desk import DiaryDesk
from desktop_app.group.local import Crew
from desktop_app.group.tile import Tile
from desktop_app.session.commands import SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import COLOURS, SIMULATED, Settings
from desktop_app.views import words, words_coach
from desktop_app.views.coach_next import NextSetForm
from desktop_app.views.coach_sensors import SensorsNearby
from desktop_app.views.key_list import KeyList
from desktop_app.views.painting import hatched
from desktop_app.views.theme import BAR_COLOURS, Look, style_sheet
from sensor.ble.found import SensorWish

_KEY: Final = Qt.ItemDataRole.UserRole
MOST_BARS: Final = 16
Numbered = Callable[[], list[tuple[int, Tile]]]
"""Gives the newest tiles with their numbers."""


class PeoplePage(QWidget):
    """Bars at the left, the chosen one's lifter and next set in the middle, sensors at the right."""

    plan_wished = Signal(str, object)
    cue_wished = Signal(str, str)
    changed = Signal(object)
    """The settings, with the colours of tapes in them."""

    def __init__(self, settings: Settings, source: Numbered, *, crew: Crew | None, desk: DiaryDesk | None) -> None:
        super().__init__()
        self._settings, self._source, self._crew, self._desk = settings, source, crew, desk
        self._names: Future[list[str]] | None = None
        self._known: tuple[str, ...] = ()
        self._shown: tuple[object, ...] | None = None
        self._tiles: dict[str, Tile] = {}
        self._numbers: dict[str, int] = {}
        self.bars, self.lifter, self.colour, self.other = KeyList(), QComboBox(), QComboBox(), QComboBox()
        self.form = NextSetForm(settings)
        self.swap, self.remove = QPushButton(words_coach.CHANGE_BARS), QPushButton(words_coach.REMOVE)
        self.next_title, self._typed = QLabel(), QLineEdit()
        self.lifter.setLineEdit(self._typed)
        self.sensors = SensorsNearby(crew) if crew is not None else None
        self._arrange()
        self.bars.currentRowChanged.connect(self._show_chosen)
        self.form.wished.connect(self._wish)
        if self.sensors is not None:
            self.sensors.chosen.connect(self._add)
            self.sensors.found.connect(self.choose)
        self._typed.returnPressed.connect(self._assign)
        self.lifter.activated.connect(lambda _: self._assign())
        self.colour.activated.connect(self._set_colour)
        self.swap.clicked.connect(self._swap)
        self.remove.clicked.connect(self._remove)

    def set_settings(self, settings: Settings) -> None:
        """Units from now on."""
        self._settings, self._shown = settings, None
        self.form.set_settings(settings)

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))

    def begin(self) -> None:
        """It is shown now."""
        if self._desk is not None and self._names is None:
            self._names = self._desk.ask(lambda store: [lifter.name for lifter in store.lifters()])
        if self.sensors is not None:
            self.sensors.begin()
        self.refresh()
        self._show_chosen()
        self.bars.setFocus()

    def end(self) -> None:
        """It is shown no longer."""
        if self.sensors is not None:
            self.sensors.end()

    def choose(self, key: str | None) -> None:
        """Show this bar."""
        self.refresh()
        for row in range(self.bars.count()):
            if self.bars.item(row).data(_KEY) == key:
                self.bars.setCurrentRow(row)

    @property
    def key(self) -> str | None:
        """The bar that is chosen."""
        return str(self.bars.currentItem().data(_KEY)) if self.bars.currentRow() >= 0 else None

    def refresh(self) -> None:
        """Show the bars as they are now; what is being typed stays."""
        self._take_names()
        tiles = self._source()
        lines = tuple((t.key, self._line(k, t), t.colour) for k, t in tiles)
        if self.sensors is not None:
            self.sensors.refresh({t.key: (k, t.lifter or words_coach.NOBODY) for k, t in tiles})
            self.sensors.allow(len(tiles) < MOST_BARS)
        if lines == self._shown:
            return
        key, self._shown = self.key, lines
        self._tiles = {tile.key: tile for _, tile in tiles}
        self._numbers = {tile.key: number for number, tile in tiles}
        self.bars.blockSignals(True)
        self.bars.clear()
        for each, text, tape in lines:
            item = QListWidgetItem(text, self.bars)
            item.setData(_KEY, each)
            if tape is not None:
                item.setIcon(tape_icon(tape))
        keys = [each for each, _, _ in lines]
        self.bars.setCurrentRow(keys.index(key) if key in keys else 0 if keys else -1)
        self.bars.blockSignals(False)
        if self.key != key:
            self._show_chosen()
        self._show_heading()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.focusWidget() is self.bars:
            (self.lifter if self._crew is not None else self.form.exercise).setFocus()
        elif event.key() == Qt.Key.Key_F5 and self.sensors is not None:
            self.sensors.picker.search()
        else:
            super().keyPressEvent(event)

    def _line(self, number: int, tile: Tile) -> str:
        plan = words_coach.lift_line(tile, self._settings.units)
        sensor = self._crew.sensor(tile.key) if self._crew is not None else tile.station or ""
        state = words_coach.reach_line(tile) or words_coach.MODES[tile.mode]
        who = tile.lifter or words_coach.NOBODY
        return f"{number}  {who}\n{words.SEPARATOR.join(part for part in (plan, sensor, state) if part)}"

    def _show_heading(self) -> None:
        tile = self._tiles.get(self.key or "")
        name = tile.lifter or words_coach.NOBODY if tile is not None else words_coach.NOBODY
        self.next_title.setText(words_coach.NEXT_SET.format(name))
        for widget in (self.lifter, self.colour, self.swap, self.remove, self.other, self.form):
            widget.setEnabled(tile is not None)

    def _show_chosen(self) -> None:
        """Another bar: everything about it anew."""
        tile = self._tiles.get(self.key or "")
        self._show_heading()
        if tile is None:
            return
        plan = self._crew.plan(tile.key) if self._crew is not None else None
        self.form.show_plan(plan or LiftPlan(None, tile.exercise, tile.variation, tile.load_kg))
        here = tuple(t.lifter for t in self._tiles.values() if t.lifter)
        names = sorted({*self._known, *here}, key=str.casefold)
        self.lifter.clear()
        self.lifter.addItems(names)
        self.lifter.setEditText(tile.lifter or "")
        self.colour.setCurrentIndex(tile.colour if tile.colour is not None else -1)
        self.other.clear()
        for other in self._tiles.values():
            if other.key != tile.key:
                self.other.addItem(f"{self._numbers[other.key]}  {other.lifter or words_coach.NOBODY}", other.key)
        self.swap.setEnabled(self.other.count() > 0)

    def _take_names(self) -> None:
        names = self._names
        if names is not None and names.done():
            self._names = None
            # A history that cannot be read is told elsewhere; names can be typed.
            if not names.cancelled() and names.exception() is None:
                self._known = tuple(names.result())
                text = self.lifter.currentText()
                self.lifter.clear()
                self.lifter.addItems(sorted(self._known, key=str.casefold))
                self.lifter.setEditText(text)

    def _assign(self) -> None:
        if self._crew is not None and self.key is not None:
            self._crew.assign(self.key, self.lifter.currentText())

    def _set_colour(self, index: int) -> None:
        if self._crew is not None and self.key is not None:
            self._crew.set_colour(self.key, index)
            self._settings = replace(self._settings, colours=MappingProxyType(dict(self._crew.colours)))
            self.changed.emit(self._settings)

    def _swap(self) -> None:
        other = self.other.currentData()
        if self._crew is not None and self.key is not None and other is not None:
            self._crew.swap(self.key, str(other))

    def _remove(self) -> None:
        if self._crew is not None and self.key is not None:
            self._crew.remove(self.key)

    def _add(self, sensor: str) -> None:
        if self._crew is not None:
            self._crew.add(SimulatedSensor() if sensor == SIMULATED else SensorWish(sensor))

    def _wish(self, plan: LiftPlan, cue: str) -> None:
        if self.key is None:
            return
        self.plan_wished.emit(self.key, plan)
        if cue.strip() or self._crew is not None:
            self.cue_wished.emit(self.key, cue)

    def _arrange(self) -> None:
        self.lifter.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._typed.setMaxLength(60)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # Two lines each: letters as in a form, so that as many as can be are seen at once.
        self.bars.setObjectName("")
        for choice in (self.lifter, self.colour, self.other):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(6)
        for box, name in ((self.bars, words_coach.BARS), (self.lifter, words_coach.LIFTER)):
            box.setAccessibleName(name)
        self.colour.setAccessibleName(words_coach.COLOUR)
        self.other.setAccessibleName(words_coach.CHANGE_WITH)
        for index in range(COLOURS):
            self.colour.addItem(tape_icon(index), words_coach.colour_name(index))
        left, middle = QVBoxLayout(), QVBoxLayout()
        left.addWidget(_label(words_coach.PEOPLE_TITLE, "title"))
        left.addWidget(self.bars)
        left.addWidget(_label(words_coach.PEOPLE_BACK, "hint"))
        middle.addWidget(self._who())
        self.next_title.setObjectName("field")
        self.next_title.setWordWrap(True)
        middle.addWidget(self.next_title)
        middle.addWidget(self.form)
        middle.addStretch(1)
        rows = QHBoxLayout(self)
        for column, stretch in ((left, 5), (middle, 5)):
            rows.addLayout(column, stretch)
        if self.sensors is not None:
            rows.addWidget(self.sensors, 4)

    def _who(self) -> QWidget:
        """Lifter, tape and change of bars; of this laptop only."""
        box = QWidget()
        rows = QGridLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        hint = _label(words_coach.LIFTER_HINT, "hint")
        hint.setWordWrap(True)
        rows.addWidget(_label(words_coach.LIFTER, "field"), 0, 0)
        rows.addWidget(self.lifter, 0, 1)
        rows.addWidget(hint, 1, 0, 1, 2)
        rows.addWidget(QLabel(words_coach.COLOUR), 2, 0)
        rows.addWidget(self.colour, 2, 1)
        rows.addWidget(QLabel(words_coach.CHANGE_WITH), 3, 0)
        rows.addWidget(self.other, 3, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.swap)
        buttons.addWidget(self.remove)
        rows.addLayout(buttons, 4, 0, 1, 2)
        rows.setColumnStretch(1, 1)
        if self._crew is None:
            box.hide()
        return box


def tape_icon(index: int) -> QIcon:
    """A tape's colour; the second eight are striped."""
    size = 32
    picture = QPixmap(size, size)
    picture.fill(QColor(BAR_COLOURS[index % len(BAR_COLOURS)]))
    if index >= len(BAR_COLOURS):
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), hatched("#000000"))
        painter.end()
    return QIcon(picture)


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(kind)
    return label
