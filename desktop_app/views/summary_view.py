"""The group's session at its end: what each lifter did, the board of those who want one, and both as a file.

view = SummaryView(entries, settings, now)      # entries: gives the sets as they stand
view.changed                                    # the settings: who stands on the board
view.closed                                     # Esc
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import AppError
from desktop_app.group import words_summary
from desktop_app.group.summary import LifterDone, board, csv_text, summarise
from desktop_app.session.sets import SetEntry
from desktop_app.session.settings import Settings
from desktop_app.views import words_summary_view as words
from desktop_app.views.awaited import Awaited
from desktop_app.views.key_list import KeyList
from desktop_app.views.replay_dialogs import AskSave, ask_save
from desktop_app.views.theme import Look, style_sheet
from desktop_app.views.widgets.lifter_done import LifterDonePane
from sensor.errors import SensorError
from sensor.files import write_private

ASKED_MS: Final = 500
Entries = Callable[[], Iterable[SetEntry]]
_NAME: Final = Qt.ItemDataRole.UserRole


class SummaryView(QWidget):
    """Sets at the left, at the right who stands on the board, and the buttons. now: what a file is dated by."""

    changed = Signal(object)
    closed = Signal()

    def __init__(
        self, entries: Entries, settings: Settings, now: Callable[[], datetime], ask: AskSave = ask_save
    ) -> None:
        super().__init__()
        self._entries, self._settings, self._now, self._ask = entries, settings, now, ask
        self._lifters: tuple[LifterDone, ...] = ()
        self._look: Look | None = None
        self._writing = Awaited(self, self._wrong)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="rackside-summary")
        writer = self._writer
        self.destroyed.connect(lambda: writer.shutdown(wait=False))
        self.panes: list[LifterDonePane] = []
        self.nothing, self.places, self.said = QLabel(words_summary.NOTHING), QLabel(), QLabel()
        self.wanting = KeyList()
        self.pdf, self.csv = QPushButton(words.SAVE_PDF), QPushButton(words.SAVE_CSV)
        self._rows = QVBoxLayout()
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setInterval(ASKED_MS)
        self._timer.timeout.connect(self.refresh)
        self.wanting.itemChanged.connect(self._choose)
        self.pdf.clicked.connect(self.save_pages)
        self.csv.clicked.connect(self.save_table)

    def set_settings(self, settings: Settings) -> None:
        """Units, and who stands on the board."""
        again = settings.board != self._settings.board or settings.units != self._settings.units
        self._settings = settings
        if again:
            self._show_all()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.setStyleSheet(style_sheet(look))
        for pane in self.panes:
            pane.set_look(look)

    def refresh(self) -> None:
        """Show the sets as they stand now."""
        lifters = summarise(self._entries())
        if lifters != self._lifters:
            self._lifters = lifters
            self._show_all()

    def save_pages(self) -> None:
        """As PDF, or as HTML where the name says so."""
        path = self._target(".pdf", words.PAGES_FILTER)
        if path is None:
            return
        from desktop_app.group.summary_pages import summary_document
        from desktop_app.report.saving import save_document

        document = summary_document(self._lifters, self._settings.board, self._settings.units, self._now())
        self._write(path, lambda: save_document(document, path))

    def save_table(self) -> None:
        """A line for each set, as CSV."""
        path = self._target(".csv", words.CSV_FILTER)
        if path is not None:
            text = csv_text(self._lifters)
            self._write(path, lambda: write_private(path, text.encode()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        self._timer.stop()

    def _show_all(self) -> None:
        for lifter, pane in zip(self._lifters, self._with_panes(len(self._lifters)), strict=True):
            pane.show_lifter(lifter, self._settings.units)
        self.nothing.setVisible(not self._lifters)
        named = [lifter.name for lifter in self._lifters if lifter.name is not None]
        asked = {name.casefold() for name in self._settings.board}
        self.wanting.blockSignals(True)
        self.wanting.clear()
        for name in named:
            item = QListWidgetItem(name, self.wanting)
            item.setData(_NAME, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name.casefold() in asked else Qt.CheckState.Unchecked)
        self.wanting.blockSignals(False)
        self._show_board()

    def _show_board(self) -> None:
        lines = board(self._lifters, self._settings.board)
        self.places.setText("\n".join(words.place_line(line) for line in lines) or words.BOARD_EMPTY)

    def _with_panes(self, count: int) -> list[LifterDonePane]:
        while len(self.panes) < count:
            pane = LifterDonePane()
            if self._look is not None:
                pane.set_look(self._look)
            self._rows.insertWidget(len(self.panes), pane)
            self.panes.append(pane)
        while len(self.panes) > count:
            self.panes.pop().deleteLater()
        return self.panes

    def _choose(self, item: QListWidgetItem) -> None:
        name = str(item.data(_NAME))
        others = tuple(each for each in self._settings.board if each.casefold() != name.casefold())
        wanted = item.checkState() is Qt.CheckState.Checked
        self._settings = replace(self._settings, board=(*others, name) if wanted else others)
        self._show_board()
        self.changed.emit(self._settings)

    def _target(self, ending: str, kinds: str) -> Path | None:
        if not self._lifters or self._writing.busy:
            self.said.setText(words_summary.NOTHING if not self._lifters else words.SAVING)
            return None
        return self._ask(self, Path(words.FILE_NAME.format(self._now()) + ending), kinds)

    def _write(self, path: Path, work: Callable[[], None]) -> None:
        def written() -> Path:
            work()
            return path

        self.said.setText(words.SAVING)
        self._writing.then(self._writer.submit(written), lambda saved: self.said.setText(words.SAVED.format(saved)))

    def _wrong(self, error: BaseException) -> None:
        if isinstance(error, (AppError, SensorError)):
            self.said.setText(f"{error.message}. {error.advice}")
        else:
            self.said.setText(words.NOT_SAVED.format(error))

    def _arrange(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title, wanting, note, back = (
            QLabel(text) for text in (words_summary.TITLE, words.WANTING, words_summary.BOARD_NOTE, words.BACK)
        )
        title.setObjectName("title")
        wanting.setObjectName("field")
        for label in (note, back, self.said, self.nothing):
            label.setObjectName("hint")
            label.setWordWrap(True)
        self.wanting.setObjectName("")
        self.wanting.setAccessibleName(words.WANTING)
        self._rows.addStretch(1)
        self._rows.setSpacing(0)
        inner, scroll = QWidget(), QScrollArea()
        inner.setLayout(self._rows)
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        left, right, columns = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        on_left: tuple[QWidget, ...] = (title, self.nothing, scroll)
        on_right: tuple[QWidget, ...] = (
            wanting, self.wanting, note, self.places, self.pdf, self.csv, self.said, back
        )  # fmt: skip
        for column, widgets in ((left, on_left), (right, on_right)):
            for widget in widgets:
                column.addWidget(widget)
        columns.addLayout(left, 5)
        columns.addLayout(right, 2)
