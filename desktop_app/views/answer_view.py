"""What an answer says: safe zone with the four changes, modify, or leave out; drills and causes of the place."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.diary.pages import AnswerPage
from desktop_app.health import words as health
from desktop_app.health.answer import FOUR_CHANGES, Offer
from desktop_app.health.causes import PlacePage
from desktop_app.health.checkin import Modification
from desktop_app.views import words_answer as words
from desktop_app.views.health_parts import GO_ON, Scrolled, StateShape, label, show_text
from desktop_app.views.theme import HEADLINE, READING, Look, style_sheet
from desktop_app.views.widgets.choice_row import ChoiceRow
from desktop_app.views.widgets.pain_scale import traffic_of

CHANGES = tuple((health.OFFERS[offer.value], Modification(offer.value)) for offer in FOUR_CHANGES)


class AnswerView(QWidget):
    """Figures choose what will be changed, W looks at a way back, Enter goes on."""

    passed = Signal(object)
    """The changes that were chosen: a tuple of `Modification`."""
    way_back = Signal(object)
    """The same, and a way back is to be looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._page: AnswerPage | None = None
        self.title, self.text, self.place, self.articles, self.keys = (
            label(kind) for kind in ("title", "", "", "hint", "hint")
        )
        self.changes = ChoiceRow(words.CHANGES, CHANGES, several=True)
        self._shape = StateShape()
        self._left, self._right = Scrolled((self.text,)), Scrolled((self.place,))
        self._arrange()

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self.text.setStyleSheet(f"font-size: {round(look.px(READING * look.font_scale * 1.2))}px;")
        self.place.setStyleSheet(f"font-size: {round(look.px(READING * look.font_scale * 0.85))}px;")
        self._shape.set_look(look)
        side = round(look.px(HEADLINE * 1.4))
        self._shape.setFixedSize(side, side)
        self.changes.set_look(look)

    def show_page(self, page: AnswerPage, tried: Iterable[Modification] = ()) -> None:
        """Show one answer. tried: changes chosen before in this session."""
        self._page = page
        answer, checkin = page.kept.told.answer, page.kept.told.checkin
        self.title.setText(words.TITLES[answer.level].format(checkin.pain))
        self._shape.show_state(traffic_of(checkin.pain))
        self.text.setText("\n\n".join(_paragraphs(answer.lines)))
        self.place.setText("" if page.place is None else "\n".join(_place_lines(page.place)))
        self._right.setVisible(bool(self.place.text()))
        can_change = any(offer in FOUR_CHANGES for offer in answer.offers)
        self.changes.setVisible(can_change)
        self.changes.choose(tuple(tried))
        letters = " ".join([answer.articles, *_letters(page.place)])
        show_text(self.articles, words.FROM.format(health.articles(letters)))
        keys = words.ANSWER_KEYS if page.can_go_back else words.ANSWER_KEYS_CHANGES
        self.keys.setText(keys if can_change else words.ANSWER_KEYS_PLAIN)
        self._left.to_top()
        self._right.to_top()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        if self.changes.isVisibleTo(self):
            self.changes.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key, page = Qt.Key(event.key()), self._page
        if page is None:
            super().keyPressEvent(event)
        elif key in GO_ON or key == Qt.Key.Key_Escape:
            self._page = None
            self.passed.emit(self.changes.values)
        elif key == Qt.Key.Key_W and page.can_go_back and Offer.LESS_LOAD in page.kept.told.answer.offers:
            self._page = None
            self.way_back.emit(self.changes.values)
        elif self._left.scroll_by(key):
            self._right.scroll_by(key)
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        head, beside = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._shape)
        head.addWidget(self.title, stretch=1)
        beside.addWidget(self._left, stretch=6)
        beside.addWidget(self._right, stretch=5)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addLayout(beside, stretch=1)
        rows.addWidget(self.changes)
        rows.addWidget(self.articles)
        rows.addWidget(self.keys)


def _paragraphs(lines: Iterable[str]) -> list[str]:
    """The answer's lines; choices are points under what comes before them."""
    choices = {*health.CHANGES.values(), *health.OTHER_VERSIONS.values(), health.OTHER_VERSION}
    made: list[str] = []
    for line in lines:
        if line in choices and made:
            made[-1] += words.POINT.format(line)
        else:
            made.append(line)
    return made


def _place_lines(page: PlacePage) -> list[str]:
    lines = []
    if page.causes:
        lines += [page.head, *(words.CAUSE.format(each.text, each.articles) for each in page.causes), ""]
    if page.drills:
        title = words.DRILLS_FOR.format(health.PLACES[page.place.value])
        lines += [title, *(words.DRILL.format(each.name, each.articles) for each in page.drills), ""]
    return [*lines, page.help]


def _letters(page: PlacePage | None) -> list[str]:
    return [] if page is None else [each.articles for each in page.causes] + [each.articles for each in page.drills]
