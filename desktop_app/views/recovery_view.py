"""What a crash left, shown at the start: one card a recording, and one key that keeps them all."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.diary.recovering import LeftOver, Recovery, RecoveryState, Stage
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words_recovery as words
from desktop_app.views.health_parts import GO_ON, Scrolled, label
from desktop_app.views.painting import LEFT, RIGHT, Pane, draw_state, draw_text
from desktop_app.views.theme import READING, SMALL, STROKE, Look, colour, style_sheet

LOOK_MS: Final = 100
"""How often it is looked how far the measuring is."""
CARD: Final = 0.13
"""Height of a card, as a share of the window's."""
STATES: Final = {
    Stage.WAITING: Traffic.WAIT,
    Stage.MEASURING: Traffic.WAIT,
    Stage.MEASURED: Traffic.STEADY,
    Stage.UNUSABLE: Traffic.CAREFUL,
    Stage.KEPT: Traffic.STEADY,
}


class Card(Pane):
    """One recording: when, who and what, how much; how far its measuring is."""

    def show_item(self, item: LeftOver) -> None:
        self.take(item, words.said(item))

    def looked(self) -> None:
        self.setFixedHeight(round(self.look.px(CARD * self.look.font_scale)))

    def draw(self, painter: QPainter, area: QRectF) -> None:
        item, look = self._value, self.look
        if not isinstance(item, LeftOver):
            return
        palette = look.palette
        side = area.height() * 0.5
        mark = QRectF(area.left(), area.center().y() - side / 2.0, side, side)
        draw_state(painter, mark, STATES[item.stage], look)
        text = area.adjusted(side * 1.6, 0.0, 0.0, 0.0)
        left = QRectF(text.left(), text.top(), text.width() * 0.66, text.height())
        half = left.height() / 2.0
        upper, lower = left.adjusted(0.0, 0.0, 0.0, -half), left.adjusted(0.0, half, 0.0, 0.0)
        draw_text(painter, upper, words.when(item), palette.text, look, READING, SMALL, bold=True, align=LEFT)
        draw_text(painter, lower, words.what(item), palette.dim, look, READING * 0.8, SMALL, align=LEFT)
        right = text.adjusted(left.width(), 0.0, 0.0, 0.0)
        kept = item.stage is Stage.KEPT
        upper, lower = right.adjusted(0.0, 0.0, 0.0, -half), right.adjusted(0.0, half, 0.0, 0.0)
        draw_text(
            painter, upper if kept else right, words.how_much(item), palette.text, look, READING, SMALL, align=RIGHT
        )
        if kept:
            draw_text(painter, lower, words.STAGES[Stage.KEPT], palette.steady, look, READING * 0.8, SMALL, align=RIGHT)
        if item.share is not None:
            bar = max(look.px(STROKE), 2.0)
            trough = QRectF(text.left(), self.height() - bar * 3.0, text.width(), bar)
            painter.fillRect(trough, colour(palette.trough))
            done = QRectF(trough.left(), trough.top(), trough.width() * min(item.share, 1.0), bar)
            painter.fillRect(done, colour(palette.accent))


class RecoveryView(QWidget):
    """Enter keeps everything, then goes on; Esc leaves it. `recovery` is begun and closed by its owner."""

    done = Signal()
    """Decided, or nothing to decide: the page can go."""

    def __init__(self, recovery: Recovery) -> None:
        super().__init__()
        self._recovery = recovery
        self._look: Look | None = None
        self._shown: RecoveryState | None = None
        self.cards: list[Card] = []
        self.title, self.line, self.keys = label("title"), label("field"), label("hint", words.KEYS)
        self.keep, self.later = QPushButton(), QPushButton(words.LATER)
        self._area = Scrolled(())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.refresh)
        self.keep.clicked.connect(self._confirm)
        self.later.clicked.connect(self._leave)
        self._arrange()
        self.refresh()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.setStyleSheet(style_sheet(look))
        for card in self.cards:
            card.set_look(look)

    def refresh(self) -> None:
        """Show how it stands now."""
        state = self._recovery.state
        if state == self._shown:
            return
        self._shown = state
        while len(self.cards) < len(state.items):
            self._add_card()
        for card, item in zip(self.cards, state.items, strict=False):
            card.show_item(item)
        self.title.setText(words.title(state))
        self.line.setText(words.line(state))
        self.line.setObjectName("wrong" if state.notice is not None else "field")
        self.keep.setText(words.button(state))
        self.keep.setEnabled(not (state.keeping or state.looking))
        self.later.setVisible(state.worth_showing and not state.keeping)
        self.keys.setVisible(state.worth_showing)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        if key in GO_ON:
            self._confirm()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        elif not self._area.scroll_by(key):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self._timer.start()
        self.refresh()
        self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        self._timer.stop()

    def _confirm(self) -> None:
        state = self._recovery.state
        if state.worth_showing and not state.over:
            self._recovery.keep_all()
            self.refresh()
        elif not state.looking:
            self.done.emit()

    def _leave(self) -> None:
        """What is being kept already goes on."""
        if not self._recovery.state.keeping:
            self._recovery.leave()
        self.done.emit()

    def _add_card(self) -> None:
        card = Card()
        card.set_look(self._look or card.look)
        card.looked()
        self._area.column.insertWidget(len(self.cards), card)
        self.cards.append(card)

    def _arrange(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.later.setObjectName("quiet")
        for button in (self.keep, self.later):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.addWidget(self.keep, stretch=2)
        row.addWidget(self.later, stretch=1)
        rows = QVBoxLayout(self)
        rows.addWidget(self.title)
        rows.addWidget(self.line)
        rows.addWidget(self._area, stretch=1)
        rows.addLayout(row)
        rows.addWidget(self.keys)
