"""A person's data: taken out as one file, taken in, deleted for good; and sets that are nobody's given to somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views import words_history as common
from desktop_app.views import words_history_data as words
from desktop_app.views.key_list import KeyList
from desktop_app.views.theme import Look

if TYPE_CHECKING:
    from desktop_app.diary.looking import Nobodys

SESSION: Final = Qt.ItemDataRole.UserRole
FAR: Final = 200
"""No name of a person is longer."""


@dataclass(frozen=True, slots=True)
class TakeIn:
    """name: who it is to be; None: as in the file."""

    source: Path
    name: str | None


@dataclass(frozen=True, slots=True)
class Give:
    session_id: str
    name: str


class DataPage(QWidget):
    """`export_wanted`: Path. `import_wanted`: TakeIn. `delete_wanted`. `give_wanted`: Give. `wrong`: what to say."""

    export_wanted = Signal(Path)
    import_wanted = Signal(object)
    delete_wanted = Signal()
    give_wanted = Signal(object)
    wrong = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name: str | None = None
        self.target, self.source, self.as_name = QLineEdit(), QLineEdit(), QLineEdit()
        self.typed, self.whose, self.nobodys = QLineEdit(), QLineEdit(), KeyList()
        self.export_title, self.delete_title, self.delete_hint = QLabel(), QLabel(), QLabel()
        self.nobody_none = QLabel(words.DATA_NOBODY_NONE)
        self.export, self.import_ = QPushButton(words.EXPORT), QPushButton(words.IMPORT)
        self.delete, self.give = QPushButton(words.DELETE), QPushButton(words.ASSIGN)
        self.delete.setObjectName("danger")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, card in enumerate(
            (self._export_card(), self._import_card(), self._nobody_card(), self._delete_card())
        ):
            grid.addWidget(card, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        grid.setRowStretch(2, 1)
        self.setFocusProxy(self.target)
        self.export.clicked.connect(self._export)
        self.import_.clicked.connect(self._import)
        self.delete.clicked.connect(self._delete)
        self.give.clicked.connect(self._give)
        self.typed.textChanged.connect(lambda _: self._allow())
        for line, doing in ((self.target, self._export), (self.source, self._import), (self.as_name, self._import),
                            (self.whose, self._give), (self.typed, self._delete)):  # fmt: skip
            line.returnPressed.connect(doing)

    def set_look(self, look: Look) -> None:
        self.nobodys.setMinimumHeight(round(look.px(0.3)))

    def show_name(self, name: str | None) -> None:
        """Whose data these are; None while nobody is kept."""
        self._name = name
        said = name or common.UNKNOWN
        self.export_title.setText(words.DATA_EXPORT.format(said))
        self.delete_title.setText(words.DATA_DELETE.format(said))
        self.delete_hint.setText(words.DATA_DELETE_HINT.format(said))
        self.target.setText("" if name is None else str(Path.home() / words.suggested(name)))
        self.typed.clear()
        self._allow()

    def show_nobodys(self, nobodys: Sequence[Nobodys], zone: tzinfo | None) -> None:
        self.nobodys.clear()
        for each in nobodys:
            day = common.whole_day(common.day(each.started_unix_s, zone))
            item = QListWidgetItem(words.DATA_NOBODY_LINE.format(day, each.sets), self.nobodys)
            item.setData(SESSION, each.session_id)
        self.nobodys.setCurrentRow(0 if nobodys else -1)
        self.nobodys.setVisible(bool(nobodys))
        self.nobody_none.setVisible(not nobodys)
        self.whose.setEnabled(bool(nobodys))
        self.give.setEnabled(bool(nobodys))

    def _allow(self) -> None:
        self.export.setEnabled(self._name is not None)
        self.delete.setEnabled(self._name is not None and self.typed.text() == self._name)

    def _export(self) -> None:
        text = self.target.text().strip()
        if not text:
            self.wrong.emit(words.NAME_A_FILE)
        elif self._name is not None:
            path = Path(text).expanduser()
            self.export_wanted.emit(path / words.suggested(self._name) if path.is_dir() else path)

    def _import(self) -> None:
        text = self.source.text().strip()
        if not text:
            self.wrong.emit(words.NAME_A_FILE)
        else:
            self.import_wanted.emit(TakeIn(Path(text).expanduser(), _name(self.as_name)))

    def _delete(self) -> None:
        if self.delete.isEnabled():
            self.delete_wanted.emit()
        elif self._name is not None:
            self.wrong.emit(words.TYPE_THE_NAME.format(self._name))

    def _give(self) -> None:
        item, name = self.nobodys.currentItem(), _name(self.whose)
        if self.nobodys.currentRow() < 0 or name is None:
            self.wrong.emit(words.NAME_SOMEBODY)
        else:
            self.give_wanted.emit(Give(item.data(SESSION), name))

    def _choose(self, into: QLineEdit, *, save: bool) -> None:
        """The system's own dialog, beside which the window lives on."""
        dialog = QFileDialog(self, "", into.text(), words.ZIP_FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if save else QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile if save else QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(into.setText)
        dialog.open()

    def _chooser(self, into: QLineEdit, *, save: bool) -> QHBoxLayout:
        button = QPushButton(words.CHOOSE)
        button.clicked.connect(lambda: self._choose(into, save=save))
        into.setAccessibleName(words.DATA_FILE)
        return _row(into, button)

    def _export_card(self) -> QFrame:
        hint = _hint(words.DATA_EXPORT_HINT)
        return _card(self.export_title, hint, self._chooser(self.target, save=True), _row(None, self.export))

    def _import_card(self) -> QFrame:
        self.as_name.setPlaceholderText(words.DATA_IMPORT_AS)
        self.as_name.setAccessibleName(words.DATA_IMPORT_AS)
        self.as_name.setMaxLength(FAR)
        title, hint = QLabel(words.DATA_IMPORT), _hint(words.DATA_IMPORT_HINT)
        return _card(title, hint, self._chooser(self.source, save=False), _row(self.as_name, self.import_))

    def _nobody_card(self) -> QFrame:
        self.whose.setPlaceholderText(words.DATA_NOBODY_WHOSE)
        self.whose.setAccessibleName(words.DATA_NOBODY_WHOSE)
        self.whose.setMaxLength(FAR)
        self.nobodys.setObjectName("nobodys")
        self.nobodys.setAccessibleName(words.DATA_NOBODY)
        self.nobody_none.setObjectName("hint")
        return _card(QLabel(words.DATA_NOBODY), self.nobody_none, self.nobodys, _row(self.whose, self.give))

    def _delete_card(self) -> QFrame:
        self.delete_hint.setObjectName("hint")
        self.delete_hint.setWordWrap(True)
        self.typed.setAccessibleName(common.LIFTER)
        self.typed.setMaxLength(FAR)
        return _card(self.delete_title, self.delete_hint, _row(self.typed, self.delete))


def _name(line: QLineEdit) -> str | None:
    return " ".join(line.text().split()) or None


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("hint")
    label.setWordWrap(True)
    return label


def _row(first: QWidget | None, last: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    if first is None:
        row.addStretch(1)
    else:
        row.addWidget(first, stretch=1)
    row.addWidget(last)
    return row


def _card(title: QLabel, *parts: QWidget | QHBoxLayout) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    title.setObjectName("name")
    rows = QVBoxLayout(card)
    rows.addWidget(title)
    for part in parts:
        if isinstance(part, QWidget):
            rows.addWidget(part)
        else:
            rows.addLayout(part)
    rows.addStretch(1)
    return card
