"""The baseline of a load band in a line: what it was learned from, how old it is; pinned, reset, learned again."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop_app.health.learning import Learned
from desktop_app.session.plates import Units
from desktop_app.views import words_history as words
from desktop_app.views.elided import Elided
from desktop_app.views.theme import Look

if TYPE_CHECKING:
    from desktop_app.diary.looking import LiftPage

SURE_MS: Final = 4000
"""So long a second press of Reset counts."""
DAY_S: Final = 86_400.0


class BaselineBar(QFrame):
    """`pinned`: hold this baseline; None: follow what is lifted. `reset`: learn anew from now on."""

    pinned = Signal(object)
    reset = Signal()

    def __init__(self, units: Units) -> None:
        super().__init__()
        self.setObjectName("card")
        self._units = units
        self._page: LiftPage | None = None
        self._now: datetime | None = None
        self._zone: tzinfo | None = None
        self.name, self.line, self.day = QLabel(words.BASELINE), Elided(), QLabel()
        self.pin, self.clear = QPushButton(words.PIN), QPushButton(words.RESET)
        self.name.setObjectName("name")
        self.line.setObjectName("hint")
        row = QHBoxLayout(self)
        row.addWidget(self.name)
        row.addWidget(self.line, stretch=1)
        for each in (self.day, self.pin, self.clear):
            row.addWidget(each)
        self._sure = QTimer(self)
        self._sure.setSingleShot(True)
        self._sure.setInterval(SURE_MS)
        self._sure.timeout.connect(lambda: self.clear.setText(words.RESET))
        self.pin.clicked.connect(self._pin)
        self.clear.clicked.connect(self._clear)

    def set_look(self, look: Look) -> None:
        margin = round(look.px(0.012))
        self.setContentsMargins(margin, 0, margin, 0)

    def set_units(self, units: Units) -> None:
        self._units = units
        if self._page is not None and self._now is not None:
            self.show_page(self._page, self._now)

    def show_page(self, page: LiftPage | None, now: datetime) -> None:
        self._page, self._now, self._zone = page, now, now.tzinfo
        learned = None if page is None else page.trends.learned
        self._sure.stop()
        self.clear.setText(words.RESET)
        self.clear.setEnabled(learned is not None)
        self.pin.setEnabled(learned is not None and (learned.pinned or learned.baseline is not None))
        self.pin.setText(words.UNPIN if learned is not None and learned.pinned else words.PIN)
        self.line.setText(self._told(page, learned, now))

    def show_day(self, at_unix_s: float | None) -> None:
        """The session that is looked at."""
        self.day.setText("" if at_unix_s is None else words.whole_day(words.day(at_unix_s, self._zone)))

    def _told(self, page: LiftPage | None, learned: Learned | None, now: datetime) -> str:
        if page is None:
            return ""
        band = page.choice.band
        if learned is None or band is None:
            return words.BASELINE_ALL
        if learned.baseline is None:
            return words.BASELINE_MISSING.format(learned.missing or "")
        age_s = learned.age_s(now.timestamp())
        parts = [
            words.BASELINE_LINE.format(learned.reps, learned.sessions, words.ago((age_s or 0.0) / DAY_S)),
            words.BASELINE_BAND.format(words.load(band.low_kg, self._units), words.load(band.high_kg, self._units)),
        ]
        if learned.too_fast:
            parts.append(words.BASELINE_TOO_FAST.format(learned.too_fast))
        if learned.pinned:
            parts.append(words.BASELINE_PINNED)
        return words.SEPARATOR.join(parts)

    def _pin(self) -> None:
        learned = None if self._page is None else self._page.trends.learned
        if learned is not None:
            self.pinned.emit(None if learned.pinned else learned)

    def _clear(self) -> None:
        """The second press does it: what was learned cannot be brought back."""
        if self._sure.isActive():
            self._sure.stop()
            self.clear.setText(words.RESET)
            self.reset.emit()
        else:
            self.clear.setText(words.RESET_SURE)
            self._sure.start()
