"""The page that saves a report: whose, of what, whether symptoms are told, as what and where to.

What the history tells comes from the desk's thread, the file is written in another: the window never waits.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from platformdirs import user_documents_path
from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QKeyEvent, QKeySequence, QPixmap

from desktop_app.diary.desk import KNOWN_ERRORS, DiaryDesk
from desktop_app.report.choices import Choices, choices
from desktop_app.report.content import Wish
from desktop_app.report.errors import ReportError
from desktop_app.report.paper import Paper
from desktop_app.report.saving import checked_target, suggested_name
from desktop_app.session.settings import Settings
from desktop_app.views import words_report as words
from desktop_app.views.awaited import Awaited
from desktop_app.views.history_style import history_sheet
from desktop_app.views.replay_dialogs import AskSave, ask_save
from desktop_app.views.report_form import FORMATS, ReportForm, form_sheet
from desktop_app.views.theme import Look

if TYPE_CHECKING:
    from desktop_app.report.writing import Prepared
    from desktop_app.store.store import Store

SOON_MS: Final = 150
"""The page is shown when nothing more was chosen for so long."""
Open = Callable[[Path], bool]


def open_with_system(path: Path) -> bool:
    """Have the system show a file; False where it knows no program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class ReportView(ReportForm):
    """now: the time with its zone, which is that of the days shown. ask: where to. opens: shows what was saved."""

    closed = Signal()

    def __init__(
        self, desk: DiaryDesk, settings: Settings, now: Callable[[], datetime], ask: AskSave = ask_save,
        opens: Open = open_with_system,
    ) -> None:  # fmt: skip
        super().__init__()
        self._desk, self._settings, self._now = desk, settings, now
        self._ask, self._opens = ask, opens
        self._choices: Choices | None = None
        self._session: str | None = None
        self._replaces: Path | None = None
        self._saved: Path | None = None
        self._filling, self._working = Awaited(self, self._wrong), Awaited(self, self._wrong)
        # What goes wrong with a preview goes wrong with the file too, and is told then.
        self._looking = Awaited(self, lambda _: self.page.setPixmap(QPixmap()))
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="rackside-report")
        writer = self._writer
        self.destroyed.connect(lambda: writer.shutdown(wait=False))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._preview)
        self._connect()

    # What the window does.

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(history_sheet(look) + form_sheet(look))
        self.set_sizes(look)

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings

    def show_wish(self, lifter: str | None, session: str | None = None) -> None:
        """A report of this session, or of the lifter's last one."""
        self._session = session
        self.by_session.setChecked(True)
        self.what.setFocus()
        self._fill(lifter)

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.matches(QKeySequence.StandardKey.Save):
            self._save()
        else:
            super().keyPressEvent(event)

    # What is chosen.

    @property
    def wish(self) -> Wish | None:
        """What is chosen; None where there is nothing to choose."""
        found, row = self._choices, self.what.currentRow()
        if found is None or found.lifter is None or row < 0:
            return None
        wish = Wish(
            found.lifter.id, symptoms=self.symptoms.isChecked(), units=self._settings.units, zone=self._now().tzinfo
        )
        if self.by_month.isChecked():
            return replace(wish, month=found.months[row].month)
        return replace(wish, session=found.sessions[row].id)

    @property
    def busy(self) -> bool:
        """Whether anything is under way, a preview too."""
        return self._soon.isActive() or any(x.busy for x in (self._filling, self._working, self._looking))

    def _connect(self) -> None:
        self.who.activated.connect(self._another)
        self.by_month.toggled.connect(lambda _: self._list())
        self.what.currentRowChanged.connect(lambda _: self._suggest())
        self.format.currentIndexChanged.connect(lambda _: self._suggest())
        self.symptoms.toggled.connect(lambda _: self._changed())
        self.where.textEdited.connect(lambda _: self._changed())
        self.browse.clicked.connect(self._choose_file)
        self.save.clicked.connect(self._save)
        self.show_it.clicked.connect(self._show)
        self.back.clicked.connect(self.closed)

    def _fill(self, lifter: str | None) -> None:
        session, zone = self._session, self._now().tzinfo
        self.tell(words.LOOKING)
        self._filling.then(self._desk.ask(lambda store: choices(store, lifter, session, zone)), self._filled)

    def _filled(self, found: Choices) -> None:
        self._choices = found
        self.show_lifters([x.name for x in found.lifters], found.lifters.index(found.lifter) if found.lifter else -1)
        self.tell("" if found.lifter is not None else words.NOBODY)
        self._list()

    def _another(self, row: int) -> None:
        if self._choices is not None and 0 <= row < len(self._choices.lifters):
            self._session = None
            self._fill(self._choices.lifters[row].id)

    def _list(self) -> None:
        found = self._choices
        if found is None:
            return
        if self.by_month.isChecked():
            self.show_rows([words.month_line(each) for each in found.months], 0)
        else:
            ids = [each.id for each in found.sessions]
            row = ids.index(self._session) if self._session in ids else 0
            self.show_rows([words.session_line(each) for each in found.sessions], row)
        self._suggest()

    def _suggest(self) -> None:
        """A name by lifter and day, in the folder that was used last."""
        wish, found = self.wish, self._choices
        self.save.setEnabled(wish is not None)
        if wish is None or found is None or found.lifter is None:
            return
        row = self.what.currentRow()
        when = f"{wish.month:%Y-%m}" if wish.month is not None else f"{found.sessions[row].at:%Y-%m-%d}"
        folder = Path(self.where.text()).parent if self.where.text() else user_documents_path()
        folder = folder if folder.is_dir() else Path.home()
        ending, _ = FORMATS[self.format.currentIndex()][1]
        self.where.setText(str(folder / suggested_name(found.lifter.name, when, ending)))
        self._changed()

    def _changed(self) -> None:
        """What was said of the file before no longer holds."""
        self._replaces = self._saved = None
        self.save.setText(words.SAVE)
        self.show_it.setVisible(False)
        self._soon.start()
        if not self._working.busy and self._choices is not None and self._choices.lifter is not None:
            self.tell("")

    def _choose_file(self) -> None:
        ending, _ = FORMATS[self.format.currentIndex()][1]
        path = self._ask(self, Path(self.where.text()), words.PDF_KIND if ending == ".pdf" else words.HTML_KIND)
        if path is not None:
            self.where.setText(str(path))
            self._changed()
            # The system's own dialog has asked already.
            self._replaces = path

    # Saving.

    def _save(self) -> None:
        wish, path = self.wish, Path(self.where.text())
        if wish is None or self._working.busy:
            return
        _, paper = FORMATS[self.format.currentIndex()][1]
        try:
            checked_target(path, force=True)
        except ReportError as error:
            self.tell(f"{error.message}. {error.advice}", wrong=True)
            return
        if path.exists() and path != self._replaces:
            self._replaces = path
            self.save.setText(words.REPLACE)
            self.tell(words.THERE.format(path.name), wrong=True)
            return
        self.tell(words.WRITING)
        self._working.then(
            self._desk.ask(lambda store: _prepared(store, wish)), lambda found: self._write(found, path, paper)
        )

    def _write(self, found: Prepared, path: Path, paper: Paper) -> None:
        from desktop_app.report.writing import written

        self._working.then(self._writer.submit(written, found, path, paper), self._wrote)

    def _wrote(self, path: Path) -> None:
        self._changed()
        self._saved = path
        self.show_it.setVisible(True)
        self.tell(words.SAVED.format(path))

    def _show(self) -> None:
        if self._saved is not None and not self._opens(self._saved):
            self.tell(words.NOT_OPENED.format(self._saved), wrong=True)

    # The first page, as it would look.

    def _preview(self) -> None:
        wish = self.wish
        if wish is None:
            self.page.setPixmap(QPixmap())
            return
        _, paper = FORMATS[self.format.currentIndex()][1]
        height_px = max(round(self.page.height() * self.devicePixelRatioF()), 1)

        def drawn(found: Prepared) -> None:
            self._looking.then(self._writer.submit(_first_page, found, paper, height_px), self._previewed)

        self._looking.then(self._desk.ask(lambda store: _prepared(store, wish)), drawn)

    def _previewed(self, image: QImage) -> None:
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.page.setPixmap(QPixmap.fromImage(image))

    def _wrong(self, error: BaseException) -> None:
        if isinstance(error, KNOWN_ERRORS):
            self.tell(f"{error.message}. {error.advice}", wrong=True)
        else:
            self.tell(words.FAULT.format(f"{type(error).__name__}: {error}"), wrong=True)


def _prepared(store: Store, wish: Wish) -> Prepared:
    # The database's modules take their time to load: here nobody waits for it.
    from desktop_app.report.writing import prepared

    return prepared(store, wish)


def _first_page(found: Prepared, paper: Paper, height_px: int) -> QImage:
    """Without the paths, which take a moment to measure again."""
    from desktop_app.report.composing import document_of
    from desktop_app.report.pdf import first_page

    return first_page(document_of(found.report), paper, height_px)
