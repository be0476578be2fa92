"""The coach's page of the window, where several lifters lift at this laptop: made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.diary.desk import DiaryDesk
from desktop_app.session.settings import Settings
from desktop_app.session.thread import SessionThread

if TYPE_CHECKING:
    from desktop_app.views.coach_view import CoachView


class GroupPages(QObject):
    """One for each window. While a coach looks at many, none of them is heard."""

    wanted = Signal(QWidget)
    """This page is to be shown."""
    left = Signal(QWidget)
    """This page is done: back to where one came from."""
    opened = Signal()
    """The rack of one lifter is to be shown: it is chosen already."""
    changed = Signal(object)
    """The `Settings`, as a page changed them."""

    def __init__(self, session: SessionThread, desk: DiaryDesk | None) -> None:
        super().__init__()
        self._session, self._desk = session, desk
        self._view: CoachView | None = None

    def show(self, settings: Settings) -> None:
        """The tiles."""
        if self._view is None:
            from desktop_app.group.local import Crew
            from desktop_app.views.coach_view import CoachView

            crew = Crew(self._session, settings.colours)
            view = self._view = CoachView(settings, crew.tiles, crew=crew, desk=self._desk)
            view.opened.connect(self._open)
            view.changed.connect(self.changed)
        self.wanted.emit(self._view)

    def shown(self, page: QWidget | None) -> None:
        """Another page of the window is shown."""
        if self._view is not None:
            self._session.set_heard(page is not self._view)

    def leave_page(self, page: QWidget | None) -> bool:
        """Back within the page; False where there is nothing to go back to, or it is another's."""
        return self._view is not None and page is self._view and self._view.leave_page()

    def _open(self, key: str) -> None:
        self._session.choose(key)
        self.opened.emit()
