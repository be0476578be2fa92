"""Many lifters for one coach: the tiles, who lifts here, and the summary at the end.

    view = CoachView(settings, crew.tiles, crew=crew)           # one laptop
    view = CoachView(settings, coach_tiles)                     # stations over the network
    view.opened, view.plan_wished, view.cue_wished              # wishes; a crew is told of them by the view

`source` gives the newest tiles. It is asked by one timer, only while the view is shown; what did not change is not
drawn again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.diary.desk import DiaryDesk
from desktop_app.group.local import Crew, Source
from desktop_app.group.looking import Places
from desktop_app.group.tile import Tile
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import Settings
from desktop_app.views import words_coach
from desktop_app.views.coach_grid import CoachGrid
from desktop_app.views.coach_people import PeoplePage
from desktop_app.views.summary_view import Entries, SummaryView
from desktop_app.views.theme import Look, style_sheet

FRAMES_HZ: Final = 30


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class CoachView(QWidget):
    """Tiles first. W shows who lifts here, G the summary, Esc goes back; `leave_page` tells whether it could.

    crew: this laptop's racks, None for a coach elsewhere. desk: knows the names of lifters. entries: gives the sets of
    the session, of the crew by default. now_s: for the order of those who need a look.
    """

    opened = Signal(str)
    """Key of the lifter to be looked at alone."""
    plan_wished = Signal(str, object)
    """Key and LiftPlan: for that lifter's next set."""
    cue_wished = Signal(str, str)
    """Key and what the coach says to the next set."""
    changed = Signal(object)
    """The `Settings`, as they were changed here: the colours of tapes, who stands on the board."""

    def __init__(
        self,
        settings: Settings,
        source: Source,
        *,
        crew: Crew | None = None,
        desk: DiaryDesk | None = None,
        entries: Entries | None = None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._settings, self._source, self._now_s = settings, source, now_s
        # A bar has the same number among the tiles and in the list.
        places = Places()
        self.grid = CoachGrid(
            words_coach.NO_STATIONS if crew is None else words_coach.NO_BARS,
            words_coach.FOOT_FAR if crew is None else words_coach.FOOT,
            places,
        )
        self.people = PeoplePage(settings, self._numbered, crew=crew, desk=desk)
        self._places = places
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pages = QStackedWidget()
        for page in (self.grid, self.people):
            self.pages.addWidget(page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.pages)
        self.grid.opened.connect(self.opened)
        self.people.plan_wished.connect(self._set_next)
        self.people.cue_wished.connect(self._set_cue)
        self.people.changed.connect(self.changed)
        self._crew = crew
        self._entries = entries or (crew.entries if crew is not None else None)
        self.summary: SummaryView | None = None
        self._look: Look | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1000 // FRAMES_HZ)
        self._timer.timeout.connect(self.refresh)

    def set_settings(self, settings: Settings) -> None:
        """Units from now on."""
        self._settings = settings
        self.people.set_settings(settings)
        if self.summary is not None:
            self.summary.set_settings(settings)

    def set_look(self, look: Look) -> None:
        self.setStyleSheet(style_sheet(look))
        self._look = look
        self.grid.set_look(look)
        self.people.set_look(look)
        if self.summary is not None:
            self.summary.set_look(look)

    def refresh(self) -> None:
        """Show the newest tiles."""
        if self.pages.currentWidget() is self.grid:
            self.grid.show_tiles(self._source(), self._now_s(), self._settings.units)
        elif self.pages.currentWidget() is self.people:
            self.people.refresh()

    def _numbered(self) -> list[tuple[int, Tile]]:
        """The newest tiles and the number of each, in the order of these."""
        tiles = self._source()
        places = self._places.of(tiles, self._now_s())
        return sorted(((places[tile.key] + 1, tile) for tile in tiles), key=lambda each: each[0])

    def show_people(self, key: str | None = None) -> None:
        """Who lifts here, with this one chosen."""
        self.people.choose(key or self.grid.chosen)
        self.pages.setCurrentWidget(self.people)
        self.people.begin()

    def show_summary(self) -> None:
        """What was done in this session."""
        if self._entries is None:
            return
        if self.summary is None:
            self.summary = SummaryView(self._entries, self._settings, _now)
            self.summary.changed.connect(self.changed)
            self.summary.closed.connect(self.show_tiles)
            if self._look is not None:
                self.summary.set_look(self._look)
            self.pages.addWidget(self.summary)
        self.pages.setCurrentWidget(self.summary)
        self.summary.wanting.setFocus()

    def show_tiles(self) -> None:
        """Back to the tiles."""
        self.people.end()
        self.pages.setCurrentWidget(self.grid)
        self.grid.setFocus()
        self.refresh()

    def leave_page(self) -> bool:
        """Back to the tiles; False where they are shown."""
        if self.pages.currentWidget() is self.grid:
            return False
        self.show_tiles()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        tiles = self.pages.currentWidget() is self.grid
        if tiles and event.key() == Qt.Key.Key_W:
            self.show_people()
        elif tiles and event.key() == Qt.Key.Key_G:
            self.show_summary()
        elif not tiles and event.key() == Qt.Key.Key_Escape:
            self.show_tiles()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self.setFocusProxy(self.grid)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        self._timer.stop()
        self.people.end()

    def _set_next(self, key: str, plan: LiftPlan) -> None:
        if self._crew is not None:
            self._crew.set_next(key, plan)
        self.plan_wished.emit(key, plan)

    def _set_cue(self, key: str, text: str) -> None:
        if self._crew is not None:
            self._crew.set_cue(key, text)
        self.cue_wished.emit(key, text)
