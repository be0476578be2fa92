"""Before a set: the set-up to tap off, the load, what to remember, a question of the bar's. Enter always goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.diary.before import Before
from desktop_app.health import words as health
from desktop_app.health.limiters import ARTICLE as LIMITERS
from desktop_app.health.limiters import Question
from desktop_app.health.load_jump import ARTICLE as LOADS
from desktop_app.session.settings import Settings
from desktop_app.session.snapshot import Traffic
from desktop_app.views import words
from desktop_app.views import words_before as said
from desktop_app.views.health_parts import GO_ON, Scrolled, StateShape, label, show_text
from desktop_app.views.theme import READING, Look, style_sheet
from desktop_app.views.widgets.tap_list import TapList


class BeforeView(QWidget):
    """Figures tap the set-up off; Q opens the question, W takes the way back's step."""

    gone_on = Signal()
    asked = Signal(object)
    """The limiters' `Question` that the lifter wants to look at."""
    step_taken = Signal(object)
    """The `LiftPlan` at the way back's step."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._before: Before | None = None
        self._asked = False
        self.title, self.head, self.keys = label("title"), label("field"), label("hint")
        self.lines = TapList()
        self.cards = [_Card() for _ in range(6)]
        self._area = Scrolled(self.cards)
        self._arrange()
        self.lines.tapped.connect(self._tapped)

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self.lines.set_look(look)
        for card in self.cards:
            card.set_look(look)

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings

    def show_before(self, before: Before) -> None:
        """Show what there is to say before one set."""
        self._before = before
        units = self._settings.units
        self.title.setText(said.TITLE.format(words.plan_line(before.plan, units)))
        texts = [line.text for line in before.lines]
        # What was tapped off before the question was looked at stays so.
        self.lines.show_lines(texts, self.lines.done if self._asked and texts == list(self.lines.lines) else ())
        self.lines.setVisible(bool(before.lines))
        self.head.setText(said.CHECKLIST if before.lines else said.NO_CHECKLIST)
        self.keys.setText(said.KEYS_QUESTION if before.questions else said.KEYS)
        for card, (head, lines, traffic) in zip(self.cards, self._texts(before), strict=True):
            card.show_lines(head, lines, traffic)
        self._area.to_top()
        self._tapped()
        self._asked = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key, before = Qt.Key(event.key()), self._before
        if before is None:
            super().keyPressEvent(event)
        elif key in GO_ON or key == Qt.Key.Key_Escape:
            self._before = None
            self.gone_on.emit()
        elif key == Qt.Key.Key_Q and before.questions:
            self._asked = True
            self.asked.emit(before.questions[0])
        elif key == Qt.Key.Key_W and before.step is not None:
            self._before = None
            self.step_taken.emit(before.step)
        elif not self._area.scroll_by(key):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        if self.lines.isVisibleTo(self):
            self.lines.setFocus()

    def _texts(self, before: Before) -> list[tuple[str, list[str], Traffic]]:
        """Head, lines and state of each card; one without lines is not shown."""
        places = [said.DRILLS.format(health.PLACES[page.place.value]) for page in before.places if page.drills]
        drills = [
            words.SEPARATOR.join(drill.name for drill in page.drills[:5]) for page in before.places if page.drills
        ]
        questions = [*(question.text for question in before.questions[:1]), said.LOOK_AT]
        step = [] if before.step is None else [
            said.STEP.format(words.plan_line(before.step, self._settings.units)), said.TAKE_STEP
        ]  # fmt: skip
        # What could not be told of the load is no pass, and is said.
        load = [*(jump.text(self._settings.units) for jump in before.load.jumps), *before.load.unknown]
        return [
            (said.REMINDER, list(before.reminders), Traffic.STOP),
            (said.LOAD.format(LOADS), load, Traffic.CAREFUL if before.load.jumps else Traffic.WAIT),
            ("", step, Traffic.CAREFUL),
            (said.QUESTION.format(LIMITERS), questions if before.questions else [], Traffic.WAIT),
            (words.SEPARATOR.join(places[:1]), drills[:1], Traffic.WAIT),
            (said.BASELINE, [before.held_against] if before.held_against else [], Traffic.WAIT),
        ]

    def _tapped(self) -> None:
        if self._before is not None and self._before.lines:
            self.head.setText(said.ALL_DONE if self.lines.all_done else said.CHECKLIST)

    def _arrange(self) -> None:
        left, beside = QVBoxLayout(), QHBoxLayout()
        left.addWidget(self.head)
        left.addWidget(self.lines, stretch=1)
        left.addStretch(0)
        beside.addLayout(left, stretch=1)
        beside.addWidget(self._area, stretch=1)
        rows = QVBoxLayout(self)
        rows.addWidget(self.title)
        rows.addLayout(beside, stretch=1)
        rows.addWidget(self.keys)


class LimiterView(QWidget):
    """One limiter's self-check: what it usually looks like, a line to tick each."""

    kept = Signal(object)
    """`Question` and the places of the ticked lines; a tuple of both."""
    skipped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._question: Question | None = None
        self.title, self.seen, self.article = label("title"), label("field"), label("hint")
        self.keys = label("hint", said.SELF_CHECK_KEYS)
        self.lines = TapList()
        rows = QVBoxLayout(self)
        for widget in (self.title, self.seen):
            rows.addWidget(widget)
        rows.addWidget(self.lines, stretch=1)
        rows.addWidget(self.article)
        rows.addWidget(self.keys)

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self.lines.set_look(look)

    def ask(self, question: Question) -> None:
        self._question = question
        self.title.setText(question.text)
        codes = words.SEPARATOR.join(code.replace("_", " ") for code in question.codes)
        show_text(self.seen, said.SEEN_IN.format(len(question.sessions), codes) if question.codes else "")
        self.article.setText(said.SELF_CHECK_ARTICLE.format(LIMITERS))
        self.lines.show_lines(question.looks_like)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        self.lines.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key, question = Qt.Key(event.key()), self._question
        if question is None:
            super().keyPressEvent(event)
        elif key in GO_ON:
            self._question = None
            self.kept.emit((question, self.lines.done))
        elif key == Qt.Key.Key_Escape:
            self._question = None
            self.skipped.emit()
        else:
            super().keyPressEvent(event)


class _Card(QWidget):
    """A head with its lines, and how grave it is."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.text, self.shape = label("hint"), label(), StateShape()
        texts = QVBoxLayout()
        texts.addWidget(self.head)
        texts.addWidget(self.text)
        row = QHBoxLayout(self)
        row.addWidget(self.shape, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, stretch=1)

    def set_look(self, look: Look) -> None:
        self.shape.set_look(look)
        side = round(look.px(READING * look.font_scale * 1.8))
        self.shape.setFixedSize(side, side)
        self.text.setStyleSheet(f"font-size: {round(look.px(READING * look.font_scale))}px;")

    def show_lines(self, head: str, lines: list[str], traffic: Traffic) -> None:
        self.setVisible(bool(lines))
        show_text(self.head, head)
        self.text.setText("\n".join(lines))
        self.shape.show_state(traffic)
