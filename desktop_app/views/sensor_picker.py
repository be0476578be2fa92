"""The list of sensors to choose from: the made-up one, and what a search finds, as it is found."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.session.commands import Search, Searches
from desktop_app.session.settings import SIMULATED
from desktop_app.views import words

ASKED_MS: Final = 250
"""A search is looked at so often while it is shown."""
_SENSOR: Final = Qt.ItemDataRole.UserRole


class SensorPicker(QWidget):
    """Searches while it is shown; what was chosen stays chosen when the list changes."""

    def __init__(self, commands: Searches, chosen: str | None) -> None:
        super().__init__()
        self._commands = commands
        self._shown: Search | None = None
        self.list = QListWidget()
        self.list.setObjectName("large")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(words.SENSOR)
        self.state = QLabel()
        self.state.setObjectName("hint")
        self.state.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.list)
        rows.addWidget(self.state)
        self._timer = QTimer(self)
        self._timer.setInterval(ASKED_MS)
        self._timer.timeout.connect(self.refresh)
        self._fill(Search(), chosen)

    @property
    def sensor(self) -> str | None:
        """Address of the sensor chosen, `SIMULATED` for the made-up one; None where none is."""
        return str(self.list.currentItem().data(_SENSOR)) if self.list.currentRow() >= 0 else None

    @property
    def name(self) -> str | None:
        """What the sensor chosen calls itself, where it was found just now."""
        found = self._shown.found if self._shown is not None else ()
        return next((each.name for each in found if each.address == self.sensor), None)

    def search(self) -> None:
        """Search anew."""
        self._commands.look_for_sensors()
        self.refresh()

    def refresh(self) -> None:
        """Show how the search stands."""
        search = self._commands.search()
        if search == self._shown:
            return
        self._fill(search, self.sensor)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self._timer.start()
        self.search()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        self._timer.stop()

    def _fill(self, search: Search, chosen: str | None) -> None:
        self._shown = search
        rows = [(SIMULATED, words.SIMULATED, True)]
        rows += [(found.address, words.found_line(found), found.unusable is None) for found in search.found]
        known = {address for address, _, _ in rows}
        if chosen is not None and chosen not in known:
            rows.append((chosen, words.SENSOR_AWAY.format(chosen), True))
        self.list.clear()
        for address, text, usable in rows:
            item = QListWidgetItem(text, self.list)
            item.setData(_SENSOR, address)
            if not usable:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            if address == (chosen or SIMULATED):
                self.list.setCurrentItem(item)
        self.state.setText(_state(search))


def _state(search: Search) -> str:
    if search.failed is not None:
        return words.sentences(search.failed)
    if search.running:
        return words.SEARCHING
    return words.SEARCHED if search.found else words.SEARCHED_NONE
