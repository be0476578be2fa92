"""The red-flag screen: plain, read to its end, and then confirmed by a key that nobody presses by habit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.diary.feeling import Kept
from desktop_app.health import words as health
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_answer as words
from desktop_app.views.health_parts import Scrolled, StateShape, label
from desktop_app.views.theme import HEADLINE, READING, Look, style_sheet

LET_THROUGH: Final = frozenset({Qt.Key.Key_F11, Qt.Key.Key_L})
"""The window's own keys that change nothing of what is shown: full screen, and light or dark."""
LETTERS: Final = 1.35
"""Size of the text's font over the height of letters that are read standing: capitals are 0.7 of a font."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How long the screen is shown at least before it can be confirmed (ours): as long as a calm reader takes."""

    first_ms: int = 1500
    word_ms: int = 170
    most_ms: int = 15_000

    def ms(self, text: str) -> int:
        return min(self.first_ms + self.word_ms * len(text.split()), self.most_ms)


READING_TIME: Final = Reading()


class RedFlagView(QWidget):
    """Every key but its own is taken and does nothing: it cannot be left."""

    read = Signal(object)
    """The `Kept` that was read."""

    def __init__(self, reading: Reading = READING_TIME) -> None:
        super().__init__()
        self._reading = reading
        self._kept: Kept | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._see)
        self.title, self.text = label("title"), label()
        self.from_line, self.articles, self.keys = label("hint"), label("hint"), label("hint", words.RED_KEYS)
        self.confirm = QPushButton()
        self._shape = StateShape()
        self._shape.show_state(Traffic.STOP)
        self._area = Scrolled((self.text, self.from_line, self.articles))
        self._arrange()
        self.confirm.clicked.connect(self._confirm)
        self._area.verticalScrollBar().valueChanged.connect(self._see)
        self._area.verticalScrollBar().rangeChanged.connect(self._see)

    @property
    def can_confirm(self) -> bool:
        """Whether it was shown for its reading, to its end."""
        bar = self._area.verticalScrollBar()
        return self._kept is not None and not self._timer.isActive() and bar.value() >= bar.maximum()

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        scale = look.font_scale
        self.text.setStyleSheet(f"font-size: {round(look.px(READING * LETTERS * scale))}px;")
        self.title.setStyleSheet(f"font-size: {round(look.px(HEADLINE * LETTERS))}px; color: {look.palette.stop};")
        self._shape.set_look(look)
        side = round(look.px(HEADLINE * 1.6))
        self._shape.setFixedSize(side, side)

    def show_kept(self, kept: Kept) -> None:
        """Show what was answered to one check-in; reading begins."""
        self._kept = kept
        answer = kept.told.answer
        self.title.setText(words.RED_URGENT_TITLE if answer.urgent else words.RED_TITLE)
        flags = {health.RED_FLAGS[flag.value] for flag in answer.red_flags}
        self.text.setText("\n".join(words.FLAG.format(line) if line in flags else line for line in answer.lines))
        self.from_line.setText(words.RED_FROM.format(kept.told.checkin.at.astimezone().strftime(words.TIME)))
        self.articles.setText(words.FROM.format(health.articles(answer.articles)))
        self._area.to_top()
        self._timer.start(self._reading.ms(self.text.text()))
        self._see()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        if key in LET_THROUGH:
            super().keyPressEvent(event)
            return
        if key == Qt.Key.Key_Y and not event.isAutoRepeat():
            self._confirm()
        else:
            self._area.scroll_by(key)
        event.accept()

    def _confirm(self) -> None:
        if self.can_confirm and self._kept is not None:
            kept, self._kept = self._kept, None
            self.read.emit(kept)

    def _see(self) -> None:
        can = self.can_confirm
        self.confirm.setEnabled(can)
        self.confirm.setText(words.READ_KEY if can else words.READ_ON)

    def _arrange(self) -> None:
        self.confirm.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.addWidget(self._shape)
        head.addWidget(self.title, stretch=1)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self._area, stretch=1)
        rows.addWidget(self.confirm)
        rows.addWidget(self.keys)
