"""The sets that are over, and their correction by hand: lift, load, lifter, warm-up, reps, joined, deleted, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.session.commands import SetEdits
from desktop_app.session.sets import AddReps, ChangePlan, Delete, Join, SetEntry, SetLog, Strike, Undo
from desktop_app.session.settings import Settings
from desktop_app.views import words, words_sets
from desktop_app.views.key_list import KeyList
from desktop_app.views.lift_form import LiftForm
from desktop_app.views.theme import Look, style_sheet

ASKED_MS: Final = 200
"""The list is looked at so often while it is shown: a set that is measured anew appears by itself."""
_ID: Final = Qt.ItemDataRole.UserRole


class SetsView(QWidget):
    """A list of sets, beside it the reps of the one chosen: those that are checked count."""

    def __init__(self, edits: SetEdits, settings: Settings) -> None:
        super().__init__()
        self._edits, self._settings = edits, settings
        self._log: SetLog | None = None
        self.sets, self.reps = KeyList(), KeyList()
        self.pages, self.list_page, self.change_page = QStackedWidget(), QWidget(), QWidget()
        self.form, self.name, self.heading = LiftForm(settings), QLineEdit(), QLabel()
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setInterval(ASKED_MS)
        self._timer.timeout.connect(self.refresh)
        self.sets.currentRowChanged.connect(self._show_reps)
        self.reps.itemChanged.connect(self._strike)

    def set_settings(self, settings: Settings) -> None:
        """Units and choices from now on."""
        self._settings, self._log = settings, None
        self.form.set_settings(settings)
        if self.isVisible():
            self.refresh()

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))

    def refresh(self) -> None:
        """Show the sets as they stand now."""
        log = self._edits.set_log()
        if log is self._log:
            return
        chosen, self._log = self.entry, log
        self.sets.blockSignals(True)
        self.sets.clear()
        for entry in log.entries:
            item = QListWidgetItem(words_sets.set_line(entry, self._settings.units), self.sets)
            item.setData(_ID, entry.id)
            if not entry.counts:
                font = item.font()
                font.setStrikeOut(True)
                item.setFont(font)
        ids = [entry.id for entry in log.entries]
        self.sets.setCurrentRow(ids.index(chosen.id) if chosen is not None and chosen.id in ids else len(ids) - 1)
        self.sets.blockSignals(False)
        self._show_reps()

    @property
    def entry(self) -> SetEntry | None:
        """The set that is chosen, as it was when it was shown."""
        if self._log is None or self.sets.currentRow() < 0:
            return None
        set_id = self.sets.currentItem().data(_ID)
        return next((entry for entry in self._log.entries if entry.id == set_id), None)

    def leave_change(self) -> bool:
        """Back from the page of changes to the list; False where the list is shown."""
        if self.pages.currentWidget() is self.list_page:
            return False
        self._show_list()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = Qt.Key(event.key())
        if self.pages.currentWidget() is self.change_page:
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.save()
            else:
                super().keyPressEvent(event)
            return
        doing: dict[Qt.Key, Callable[[SetEntry], None]] = {
            Qt.Key.Key_Return: self._change,
            Qt.Key.Key_Enter: self._change,
            Qt.Key.Key_W: lambda e: self._ask(ChangePlan(e.id, replace(e.plan, warm_up=not e.plan.warm_up))),
            Qt.Key.Key_Plus: lambda e: self._ask(AddReps(e.id, e.added + 1)),
            Qt.Key.Key_Equal: lambda e: self._ask(AddReps(e.id, e.added + 1)),
            Qt.Key.Key_Minus: lambda e: self._ask(AddReps(e.id, max(e.added - 1, 0))),
            Qt.Key.Key_J: self._join,
            Qt.Key.Key_Delete: lambda e: self._ask(Delete(e.id, not e.deleted)),
            Qt.Key.Key_Backspace: lambda e: self._ask(Delete(e.id, not e.deleted)),
        }
        entry = self.entry
        if key is Qt.Key.Key_Z:
            self._ask(Undo())
        elif key in doing and entry is not None:
            doing[key](entry)
        else:
            super().keyPressEvent(event)

    def save(self) -> None:
        """Take the changes, where they can be understood."""
        entry, plan = self.entry, self.form.plan()
        if entry is None or plan is None:
            return
        name = " ".join(self.name.text().split()) or None
        kept = replace(
            plan, athlete=name, warm_up=entry.plan.warm_up, prescribed_rom_m=entry.plan.prescribed_rom_m,
            loss_stop_percent=entry.plan.loss_stop_percent,
        )  # fmt: skip
        self._ask(ChangePlan(entry.id, kept))
        self._show_list()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self._show_list()
        self._timer.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        self._timer.stop()

    def _ask(self, change: ChangePlan | Strike | AddReps | Join | Delete | Undo) -> None:
        self._edits.edit(change)
        self.refresh()

    def _change(self, entry: SetEntry) -> None:
        self.heading.setText(words_sets.SETS_CHANGE.format(entry.id))
        self.name.setText(entry.plan.athlete or "")
        self.form.show_plan(entry.plan)
        self.pages.setCurrentWidget(self.change_page)
        self.form.exercises.setFocus()

    def _join(self, entry: SetEntry) -> None:
        following = self._log.entries if self._log is not None else ()
        later = [e for e in following if e.counts and e.sensor_id == entry.sensor_id and e.start_s > entry.start_s]
        if later:
            self._ask(Join(entry.id, min(later, key=lambda e: e.start_s).id))

    def _strike(self, item: QListWidgetItem) -> None:
        entry = self.entry
        if entry is not None:
            self._ask(Strike(entry.id, item.data(_ID), struck=item.checkState() is Qt.CheckState.Unchecked))

    def _show_list(self) -> None:
        self.pages.setCurrentWidget(self.list_page)
        self.sets.setFocus()

    def _show_reps(self) -> None:
        entry, row = self.entry, self.reps.currentRow()
        self.reps.blockSignals(True)
        self.reps.clear()
        for rep in entry.result.reps if entry is not None and entry.result is not None else ():
            item = QListWidgetItem(words_sets.measured_rep_line(rep), self.reps)
            item.setData(_ID, rep.number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            struck = entry is not None and rep.number in entry.struck
            item.setCheckState(Qt.CheckState.Unchecked if struck else Qt.CheckState.Checked)
        self.reps.setCurrentRow(min(max(row, 0), self.reps.count() - 1))
        self.reps.blockSignals(False)

    def _arrange(self) -> None:
        title, keys, name = QLabel(words_sets.SETS_TITLE), QLabel(words_sets.SETS_KEYS), QLabel(words.NAME)
        title.setObjectName("title")
        self.heading.setObjectName("title")
        keys.setObjectName("hint")
        keys.setWordWrap(True)
        name.setObjectName("field")
        for box, said in ((self.sets, words_sets.SETS_TITLE), (self.reps, words.REPS)):
            box.setAccessibleName(said)
        self.name.setAccessibleName(words.NAME)
        self.name.setMaxLength(60)
        save = QPushButton(words_sets.SETS_SAVE)
        save.clicked.connect(self.save)
        beside = QHBoxLayout()
        beside.addWidget(self.sets, stretch=3)
        beside.addWidget(self.reps, stretch=2)
        rows = QVBoxLayout(self.list_page)
        rows.addWidget(title)
        rows.addLayout(beside)
        rows.addWidget(keys)
        changes = QVBoxLayout(self.change_page)
        for widget in (self.heading, self.form, name, self.name, save):
            changes.addWidget(widget)
        self.pages.addWidget(self.list_page)
        self.pages.addWidget(self.change_page)
        self.setFocusProxy(self.sets)
        whole = QVBoxLayout(self)
        whole.addWidget(self.pages)
