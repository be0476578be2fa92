"""The one bridge between the session and Qt: makes the window, owns the session's thread, and ends both in order.

The window asks for the newest snapshot by a timer of its own; nothing is ever called from the session's thread.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.diary.desk import DiaryDesk
from desktop_app.session.settings import Settings
from desktop_app.session.snapshot import Notice, RackSnapshot
from desktop_app.session.thread import SessionThread
from desktop_app.views import words
from desktop_app.views.diary_pages import DiaryPages
from desktop_app.views.group_pages import GroupPages
from desktop_app.views.window import MainWindow

if TYPE_CHECKING:
    from desktop_app.group.coach import Coach
    from desktop_app.group.joining import Joining
    from desktop_app.session.feeds import Feed
    from desktop_app.sound.face import Speaker
    from desktop_app.views.replay_view import ReplayView

SOUND_MS: Final = 400
STOPPED: Final = 130
"""Exit status after Ctrl-C."""
PlayFile: TypeAlias = "Callable[[Path], Feed]"
"""Makes a feed that plays a file as if live; called in the session's thread, may raise the packages' errors."""


class Bridge(QObject):
    """Window and session together. Make it in Qt's main thread; `close` when the window is gone.

    play: makes a feed out of a file that the replay asks to be played at the rack. with_sound: look for a device.
    desk: the history; what the session keeps at its end is in it before `close` returns.
    group: this laptop's part in one over the network; what is wrong with it is shown beside what is wrong here.
    """

    def __init__(
        self,
        session: SessionThread,
        settings: Settings,
        keep: Callable[[Settings], Notice | None],
        *,
        play: PlayFile | None = None,
        at_rack: bool = False,
        notice: Notice | None = None,
        with_sound: bool = True,
        desk: DiaryDesk | None = None,
        group: Joining | None = None,
    ) -> None:
        super().__init__()
        self._session, self._play, self._desk, self._joining = session, play, desk, group
        self._closed = False
        self._speaker: Speaker | None = None
        self._replays: list[ReplayView] = []
        if desk is not None:
            desk.start()
        session.start()
        self.window = MainWindow(
            session,
            self.newest,
            settings,
            keep,
            sets=session,
            setup=session.setup,
            replay=self._replay,
            diary=None if desk is None else DiaryPages(desk, settings, on_kept=None if group is None else group.keep),
            group=GroupPages(session, desk),
            at_rack=at_rack,
            notice=notice,
        )
        if with_sound:
            # Qt's multimedia takes its time to load: the window is there first.
            QTimer.singleShot(SOUND_MS, self, self._find_sound)

    def newest(self) -> Sequence[RackSnapshot]:
        """The newest snapshot of the chosen rack."""
        newest = self._session.newest
        also = [place.notice for place in (self._joining, self._desk) if place is not None]
        fresh = tuple(notice for notice in also if notice is not None and notice not in newest.notices)
        return (replace(newest, notices=(*newest.notices, *fresh)) if fresh else newest,)

    def close(self) -> None:
        """End what is replayed, the session, then the sound. Safe to call again."""
        for replay in self._replays:
            replay.stop()
        self._closed = True
        self._session.close()
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            speaker.close()
        if self._desk is not None:
            self._desk.close()

    def _find_sound(self) -> None:
        if self._closed:
            return
        from desktop_app.sound.player import Player

        player = Player()
        player.start()
        self._speaker = player
        self._session.use_speaker(player)

    def _replay(self) -> ReplayView:
        from desktop_app.views.replay_view import ReplayView

        replay = ReplayView(self.window.settings, play_live=self._play_live if self._play is not None else None)
        self._replays.append(replay)
        return replay

    def _play_live(self, path: Path) -> None:
        play = self._play
        if play is not None:
            self._session.start_feed(lambda: play(path))
            self.window.show_played()


class Shown(Protocol):
    """A window, and what is to be ended when it is closed."""

    @property
    def window(self) -> QWidget: ...

    def close(self) -> None: ...


class CoachBridge:
    """The window of a coach who watches stations; whoever made the coach ends it."""

    def __init__(self, coach: Coach, settings: Settings, keep: Callable[[Settings], Notice | None]) -> None:
        from desktop_app.views.coach_window import CoachWindow

        def notices() -> tuple[Notice, ...]:
            return tuple(notice for notice in (coach.net.notice, coach.notice) if notice is not None)

        self.window = CoachWindow(coach, settings, keep, notices)

    def close(self) -> None:
        """Nothing of its own goes on."""


def run_window(make: Callable[[], Shown]) -> int:
    """Show the window until it is closed; the exit status. Ctrl-C closes it too."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if isinstance(app, QApplication):
        app.setApplicationName(words.APP)
        app.setDesktopFileName(words.APP.lower())
    bridge = make()
    stopped: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopped.append(number)
        bridge.window.close()

    # The window's timer runs Python often enough for a signal to be seen.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        bridge.window.show()
        code = app.exec()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        bridge.close()
    return STOPPED if stopped else code
