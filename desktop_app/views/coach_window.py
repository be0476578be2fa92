"""The window of a coach who watches stations over the network: their tiles, and what is wrong with the network."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget

from desktop_app.group.coach_model import CoachView as Seen
from desktop_app.group.ledger import CameSet
from desktop_app.group.sets import entry_of
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.session.snapshot import Notice
from desktop_app.views import words, words_coach
from desktop_app.views.coach_view import CoachView
from desktop_app.views.place import put
from desktop_app.views.theme import PALETTES, Look, style_sheet

NOTICES_MS: Final = 300
LATELY_S: Final = 16 * 3600.0
"""A session that began earlier is another day's."""


class Stations(Protocol):
    """What `group.coach.Coach` offers."""

    @property
    def view(self) -> Seen: ...

    @property
    def sets(self) -> list[CameSet]: ...

    def order(self, key: str, plan: LiftPlan) -> str | None: ...

    def cue(self, key: str, text: str) -> str | None: ...


class CoachWindow(QMainWindow):
    """The tiles of every station; Enter opens one lifter's next set. notices: what is wrong, the gravest first.

    keep: stores settings that were changed here.
    """

    def __init__(
        self,
        stations: Stations,
        settings: Settings,
        keep: Callable[[Settings], Notice | None],
        notices: Callable[[], tuple[Notice, ...]],
    ) -> None:
        super().__init__()
        self._stations, self._settings, self._keep, self._notices = stations, settings, keep, notices
        self.line = QLabel()
        self.line.setObjectName("wrong")
        self.line.setWordWrap(True)
        self.view = CoachView(settings, lambda: stations.view.tiles, entries=self._entries)
        whole = QWidget()
        whole.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.line)
        rows.addWidget(self.view, 1)
        self.setCentralWidget(whole)
        self.setWindowTitle(f"{words.APP}{words.SEPARATOR}{words_coach.COACH_TITLE}")
        put(self, None)
        self.view.opened.connect(self.view.show_people)
        self.view.plan_wished.connect(self._order)
        self.view.cue_wished.connect(self._cue)
        self.view.changed.connect(self._change)
        self._gone = False
        self._looking = QTimer(self)
        self._looking.setInterval(NOTICES_MS)
        self._looking.timeout.connect(self.refresh)
        self._looking.start()
        self.refresh()
        self.view.setFocus()

    def refresh(self) -> None:
        """Show what is wrong."""
        notices = self._notices()
        text = words_coach.BAR_GONE if self._gone else words.notice_line(notices)
        self.line.setText(text)
        self.line.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        key = event.key()
        if key == Qt.Key.Key_L:
            other = ThemeName.LIGHT if self._settings.theme is ThemeName.DARK else ThemeName.DARK
            self._change(replace(self._settings, theme=other))
        elif key == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._look()

    def _change(self, settings: Settings) -> None:
        self._settings = settings
        self.view.set_settings(settings)
        self._look()
        self._keep(settings)

    def _entries(self) -> list[SetEntry]:
        """The sets of the sessions that are going on or were lately."""
        since_s = time.time() - LATELY_S
        return [entry_of(one.done) for one in self._stations.sets if one.done.session_unix_s >= since_s]

    def _look(self) -> None:
        look = Look(PALETTES[self._settings.theme], max(self.height(), 1), self._settings.font_scale)
        self.setStyleSheet(style_sheet(look))
        self.view.set_look(look)

    def _order(self, key: str, plan: LiftPlan) -> None:
        self._gone = self._stations.order(key, plan) is None

    def _cue(self, key: str, text: str) -> None:
        self._gone = self._stations.cue(key, text) is None
