"""The fields of the page that saves a report, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.report.paper import Paper
from desktop_app.views import words_report as words
from desktop_app.views.key_combo import KeyCombo
from desktop_app.views.key_list import KeyList
from desktop_app.views.theme import Look

FORMATS: Final = (
    (words.HTML, (".html", Paper.A4)),
    (words.PDF_A4, (".pdf", Paper.A4)),
    (words.PDF_LETTER, (".pdf", Paper.LETTER)),
)
"""Name, the file's ending, and the paper."""
MARGIN: Final = 0.03
CHOICE: Final = 5
FILE: Final = 4
"""Widths of the two columns, against each other."""
TICK: Final = 0.018


class ReportForm(QWidget):
    """What can be chosen; whoever has it says what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.who, self.what, self.format = KeyCombo(), KeyList(), QComboBox()
        self.by_session, self.by_month = QRadioButton(words.ONE_SESSION), QRadioButton(words.ONE_MONTH)
        self.symptoms = QCheckBox(words.SYMPTOMS)
        self.where, self.browse = QLineEdit(), QPushButton(words.BROWSE)
        self.save, self.show_it, self.back = (QPushButton(text) for text in (words.SAVE, words.SHOW, words.BACK))
        self.line, self.page = _label("", "name"), QLabel()
        self.page.setAccessibleName(words.PAGE)
        self.page.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        # Its size is the layout's, whatever is shown on it.
        self.page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._group = QButtonGroup(self)
        for each in (self.by_session, self.by_month):
            self._group.addButton(each)
        self.by_session.setChecked(True)
        self.format.addItems([name for name, _ in FORMATS])
        self.save.setObjectName("main")
        self.what.setObjectName("sessions")
        self.show_it.setVisible(False)
        for field, name in ((self.who, words.LIFTER), (self.what, words.OF), (self.where, words.WHERE)):
            field.setAccessibleName(name)
        self._arrange()
        self.setFocusProxy(self.what)

    def set_sizes(self, look: Look) -> None:
        margin = round(look.px(MARGIN))
        self.layout().setContentsMargins(margin, margin, margin, margin)  # type: ignore[union-attr]

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """How it went."""
        self.line.setObjectName("wrong" if wrong else "name")
        self.line.style().polish(self.line)
        self.line.setText(text)

    def show_lifters(self, names: Sequence[str], row: int) -> None:
        self.who.clear()
        self.who.addItems(list(names))
        self.who.setCurrentIndex(row)

    def show_rows(self, texts: Sequence[str], row: int) -> None:
        """Sessions or months to choose from; whoever shows them knows that the row is another."""
        self.what.blockSignals(True)
        self.what.clear()
        self.what.addItems(list(texts))
        self.what.setCurrentRow(row if texts else -1)
        self.what.blockSignals(False)

    def _arrange(self) -> None:
        """What it is of at the left, the file at the right."""
        head = QHBoxLayout()
        head.addWidget(_label(words.TITLE, "title"), stretch=1)
        head.addWidget(self.back)
        beside = QHBoxLayout()
        beside.addLayout(self._arranged_choice(), stretch=CHOICE)
        beside.addWidget(self._arranged_file(), stretch=FILE)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(_label(words.INTRO, "hint"))
        rows.addLayout(beside, stretch=1)
        rows.addWidget(_label(words.KEYS, "hint"))

    def _arranged_choice(self) -> QVBoxLayout:
        kinds = QHBoxLayout()
        kinds.addWidget(self.who)
        for each in (self.by_session, self.by_month):
            kinds.addWidget(each)
        kinds.addStretch(1)
        column = QVBoxLayout()
        column.addLayout(kinds)
        column.addWidget(self.what, stretch=1)
        return column

    def _arranged_file(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        buttons = QHBoxLayout()
        for button in (self.save, self.show_it):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(card)
        for part in (
            self.symptoms, _label(words.SYMPTOMS_HINT, "hint"), _label(words.AS, "name"), self.format,
            _label(words.WHERE, "name"), self.where, self.browse, buttons, self.line,
        ):  # fmt: skip
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        column.addWidget(self.page, stretch=1)
        return card


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(kind)
    label.setWordWrap(True)
    return label


def form_sheet(look: Look) -> str:
    """What the history's sheet leaves out: ticks that are seen on any ground."""
    p = look.palette
    size = max(round(look.px(TICK * look.font_scale)), 10)
    return f"""
    QCheckBox::indicator, QRadioButton::indicator {{ width: {size}px; height: {size}px; border: 2px solid {p.text};
        background: {p.pane}; }}
    QRadioButton::indicator {{ border-radius: {size // 2 + 2}px; }}
    QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {p.accent}; }}
    QCheckBox, QRadioButton {{ padding: 3px; border: 2px solid transparent; }}
    QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {p.accent}; }}
    QFrame#card QComboBox, QFrame#card QPushButton {{ margin: 2px 0px; }}
    """
