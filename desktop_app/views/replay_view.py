"""The replay: any recording, played, scrubbed, looped, laid over itself, and set beside another.

    view = ReplayView(settings, play_live=lambda path: ...)
    view.open(path)

It is a page for the window, and works alone as well. Everything that takes time happens in the threads of
`desktop_app.replay.opening`; a timer asks for the newest state, and what is shown already is not drawn again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.replay.opened import Told
from desktop_app.replay.viewer import Showing, Viewer
from desktop_app.session.settings import Settings
from desktop_app.views import words_replay as words
from desktop_app.views.replay_compare import Compare, Side
from desktop_app.views.replay_controls import Act, Controls, act_of
from desktop_app.views.replay_dialogs import AskOpen, AskSave, ask_open, ask_save
from desktop_app.views.replay_head import Head, News
from desktop_app.views.replay_overlay import Overlay
from desktop_app.views.replay_overview import Overview
from desktop_app.views.replay_saving import Saving
from desktop_app.views.replay_set_page import SetPage
from desktop_app.views.replay_style import HEAD, MESSAGE, OVERVIEW, desk_sheet
from desktop_app.views.replay_waiting import Waiting
from desktop_app.views.theme import PALETTES, Look

FRAME_MS: Final = 16
STEP_S: Final = 0.5
FRAME_STEP_S: Final = 0.02
"""What an arrow key goes on, alone and with Shift."""
LEAD: Final = 0.08
"""Where the playhead comes to stand when the curves follow it, of their width."""


class ReplayView(QWidget):
    """A page that replays recordings.

    settings: looks and limits. play_live: called with the recording's path to play it at the rack as if live; the
    button is hidden where there is none. ask_open, ask_save: ask the user for a file, by the system's own dialogs if
    nothing else is given. monotonic: the clock that replays run by.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        play_live: Callable[[Path], None] | None = None,
        ask_open: AskOpen = ask_open,
        ask_save: AskSave = ask_save,
        monotonic: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.viewer = Viewer(settings.limits, monotonic)
        self._settings = settings
        self._play_live, self._ask_open = play_live, ask_open
        self._saving = Saving(self, self.viewer, ask_save)
        self._showing: Showing | None = None
        self._framed: tuple[object, ...] = ()
        self._shown: tuple[object, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.head, self.news, self.overview = Head(live=play_live is not None), News(), Overview()
        self.set_page, self.overlay, self.compare = SetPage(), Overlay(), Compare()
        self.controls, self.waiting = Controls(), Waiting()
        self.pages = QStackedWidget()
        self._wanted: QWidget = self.set_page
        for page in (self.set_page, self.overlay, self.compare, self.waiting):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        # What does not fit is shortened; it never makes the window larger.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for each in (self.head, self.news, self.overview):
            column.addWidget(each)
        column.addWidget(self.pages, 1)
        column.addWidget(self.controls)
        self._connect()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.refresh)
        self.set_settings(settings)

    def _connect(self) -> None:
        self.head.asked.connect(self.act)
        self.head.cancelled.connect(self.viewer.cancel)
        self.head.lift.connect(self._choose_lift)
        self.head.sensor.connect(self.viewer.choose_sensor)
        self.overview.scrubbed.connect(self.scrub)
        self.set_page.scrubbed.connect(self.scrub)
        self.set_page.chosen.connect(self._go_rep)
        self.set_page.curves.ranged.connect(self._ranged)
        self.controls.asked.connect(self.act)
        self.controls.rated.connect(self._rate)
        self.compare.chosen.connect(self._choose_side)
        self.compare.wanted_other.connect(self._open_other)

    def open(self, path: Path, at_s: float | None = None) -> None:
        """Open a recording; what goes wrong is told in the view. at_s: where to begin."""
        self.viewer.open(path, at_s=at_s)
        self._framed = ()
        self._page(self.set_page)
        self.setFocus()

    def set_settings(self, settings: Settings) -> None:
        """Looks from now on; limits for what is opened from now on."""
        self._settings = settings
        self.viewer.set_limits(settings.limits)
        self._look()

    def stop(self) -> None:
        """Give up all that goes on in the background; before the window closes."""
        self._timer.stop()
        self.viewer.close()

    def refresh(self) -> None:
        """Show the newest state, as far as it is not shown."""
        showing = self.viewer.showing()
        before, self._showing = self._showing, showing
        if before is None or _news(showing) != _news(before):
            self._show_news(showing)
        self._follow(showing)
        moment = self._moment(showing)
        if moment == self._shown:
            return
        self._shown = moment
        self._turn(showing)
        self.overview.set_playhead(showing.at_s if showing.sensor is not None else None)
        self._show_controls(showing)
        page = self.pages.currentWidget()
        if page is self.set_page:
            self.set_page.show_moment(showing, self.viewer.path(showing))
        elif page is self.overlay:
            rep = showing.rep.number if showing.rep is not None else None
            self.overlay.show_curves(self.viewer.overlay(showing), self.viewer.against, rep)
        elif page is self.compare:
            self._show_compared(showing)
        else:
            self.waiting.show_opened(showing.opened)

    def scrub(self, at_s: float) -> None:
        """Go to a time and show it at once."""
        self.viewer.seek(at_s)
        self.refresh()

    def act(self, act: Act) -> None:
        """Do what a key or a button asks for."""
        head = self.viewer.playhead
        doing: dict[Act, Callable[[], None]] = {
            Act.PLAY: head.toggle,
            Act.BACK: lambda: self.viewer.seek(head.position() - STEP_S),
            Act.ON: lambda: self.viewer.seek(head.position() + STEP_S),
            Act.BACK_FRAME: lambda: self.viewer.seek(head.position() - FRAME_STEP_S),
            Act.ON_FRAME: lambda: self.viewer.seek(head.position() + FRAME_STEP_S),
            Act.PREVIOUS_REP: lambda: self.viewer.jump_rep(on=False),
            Act.NEXT_REP: lambda: self.viewer.jump_rep(on=True),
            Act.PREVIOUS_SET: lambda: self.viewer.jump_set(on=False),
            Act.NEXT_SET: lambda: self.viewer.jump_set(on=True),
            Act.FIRST: lambda: self.viewer.seek(head.start_s),
            Act.LAST: lambda: self.viewer.seek(head.end_s),
            Act.LOOP: self.viewer.toggle_loop,
            Act.NEARER: lambda: self.set_page.curves.zoom(head.position(), nearer=True),
            Act.FARTHER: lambda: self.set_page.curves.zoom(head.position(), nearer=False),
            Act.WHOLE: self._whole,
            Act.OVERLAY: lambda: self._toggle(self.overlay),
            Act.COMPARE: lambda: self._toggle(self.compare),
            Act.AGAINST: self.viewer.toggle_against,
            Act.PICTURE: self._saving.picture,
            Act.EXPORT: self._saving.reps,
            Act.EXPORT_TRACK: self._saving.track,
            Act.OPEN: self._open_asked,
            Act.LIVE: self._live,
            Act.LEAVE: lambda: self._page(self.set_page),
        }
        doing[act]()
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        asked = self._asked(event)
        if isinstance(asked, Act):
            self.act(asked)
        elif asked is not None:
            self._rate(asked)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # The window may have other uses for the same keys: while the replay is shown they are the replay's.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._asked(event):
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self.setFocus()
        self._timer.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        self._timer.stop()
        self.viewer.playhead.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 (Qt's name)
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 (Qt's name)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.open(paths[0])

    def _asked(self, event: QKeyEvent) -> Act | float | None:
        asked = act_of(event.key(), event.modifiers())
        # Esc leaves overlay and comparison; from the time line it is the window's.
        return None if asked is Act.LEAVE and self._wanted is self.set_page else asked

    def _look(self) -> None:
        look = Look(PALETTES[self._settings.theme], max(self.height(), 1), self._settings.font_scale)
        self.setStyleSheet(desk_sheet(look))
        for each in (self.news, self.overview, self.set_page, self.overlay, self.compare, self.waiting):
            each.set_look(look)
        self.head.setFixedHeight(round(look.px(HEAD)))
        self.news.setFixedHeight(round(look.px(MESSAGE)))
        self.overview.setFixedHeight(round(look.px(OVERVIEW)))
        self._showing, self._shown = None, ()
        self.refresh()
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _moment(self, showing: Showing) -> tuple[object, ...]:
        """What decides whether anything has to be shown anew."""
        head = (showing.at_s, showing.playing, showing.rate, showing.loop, showing.told)
        page = (self._wanted, showing.sensor is None, self.viewer.against, *self.viewer.sides)
        return *self.viewer.serials, showing.opened is None, *head, *page

    def _show_news(self, showing: Showing) -> None:
        """What changes seldom."""
        opened, sensor, found = showing.opened, showing.sensor, showing.found
        line = words.set_line(found.measured, len(sensor.sets)) if found is not None and sensor is not None else ""
        self.head.show_opened(opened, line, self.viewer.exercise, sensor)
        warning = words.warning_line(found.measured.result, sensor) if found is not None and sensor is not None else ""
        told = showing.told
        if told is None and sensor is not None and sensor.done and not sensor.sets:
            told = Told(words.NO_SETS)
        self.news.show_news(told, warning)
        self.overview.show_sensor(sensor, showing.shown)
        self.set_page.show_set(showing)

    def _follow(self, showing: Showing) -> None:
        """The curves show the set at the playhead; while it plays, they go with it."""
        found, curves = showing.found, self.set_page.curves
        if found is None or showing.sensor is None:
            return
        framed = (showing.sensor.identity, found.measured.from_s, found.measured.to_s)
        if framed != self._framed:
            self._framed = framed
            curves.set_limits(showing.sensor.start_s, showing.sensor.end_s)
            curves.show_span(found.measured.from_s, found.measured.to_s)
        first, last = curves.span
        moved = self._showing is None or showing.at_s != self.overview.at_s
        inside = found.measured.from_s <= showing.at_s <= found.measured.to_s
        if moved and inside and not first <= showing.at_s <= last:
            width = last - first
            curves.show_span(showing.at_s - LEAD * width, showing.at_s + (1.0 - LEAD) * width)

    def _show_controls(self, showing: Showing) -> None:
        page = (None, Act.OVERLAY, Act.COMPARE, None)[self.pages.currentIndex()]
        text = f"{words.about(showing.at_s)}   ×{words.rate(showing.rate)}" if showing.sensor is not None else ""
        self.controls.show_state(
            playing=showing.playing,
            rate=showing.rate,
            looping=showing.loop is not None,
            page=page,
            against=self.viewer.against,
            time=text,
        )

    def _show_compared(self, showing: Showing) -> None:
        choices = self.viewer.choices()
        self.compare.show_names(
            [words.set_choice(opened, sensor, each.measured) for _, opened, sensor, each in choices]
        )
        places = {choice: k for k, (choice, *_) in enumerate(choices)}
        sides, curves, rows = self.viewer.compared(showing)
        left, right = (
            Side(places.get(side) if side is not None else None, curve)
            for side, curve in zip(sides, curves, strict=True)
        )
        self.compare.show_sides((left, right), tuple(rows), self.viewer.against)

    def _ranged(self, first: float, last: float) -> None:
        self.overview.show_window(first, last)
        self.set_page.time_line.set_span(first, last)

    def _whole(self) -> None:
        self._framed = ()

    def _go_rep(self, number: int) -> None:
        self.viewer.go_rep(number)
        self.refresh()

    def _rate(self, rate: float) -> None:
        self.viewer.playhead.set_rate(rate)
        self.refresh()

    def _choose_lift(self, exercise: object) -> None:
        self.viewer.choose_exercise(exercise if isinstance(exercise, str) else None)
        self.setFocus()

    def _choose_side(self, side: int, place: int) -> None:
        choices = self.viewer.choices()
        if place < len(choices):
            self.viewer.sides[side] = choices[place][0]
        self.setFocus()
        self.refresh()

    def _toggle(self, page: QWidget) -> None:
        self._page(self.set_page if self._wanted is page else page)

    def _page(self, page: QWidget) -> None:
        self._wanted = page
        self._showing, self._shown = None, ()
        self.refresh()

    def _turn(self, showing: Showing) -> None:
        """The page that is wanted, as soon as there is something to show on it."""
        page = self._wanted if showing.sensor is not None else self.waiting
        self.overview.setVisible(page is not self.waiting)
        self.controls.setEnabled(page is not self.waiting)
        self.pages.setCurrentWidget(page)

    def _open_asked(self) -> None:
        path = self._ask_open(self)
        if path is not None:
            self.open(path)

    def _open_other(self) -> None:
        path = self._ask_open(self)
        if path is not None:
            self.viewer.open_other(path)

    def _live(self) -> None:
        opened = self.viewer.opened
        if self._play_live is not None and opened is not None and opened.sensors:
            self.viewer.playhead.pause()
            self._play_live(opened.path)


def _news(showing: Showing) -> tuple[object, ...]:
    """What decides whether more than the playhead has changed."""
    serial = showing.opened.serial if showing.opened is not None else -1
    path = showing.opened.path if showing.opened is not None else None
    identity = showing.sensor.identity if showing.sensor is not None else None
    return serial, path, identity, showing.shown, id(showing.found), id(showing.track), showing.told
