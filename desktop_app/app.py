"""The program with a window: what it is put together from. Qt is not loaded before it is certain that it is needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from desktop_app.errors import ScreenError
from desktop_app.screen import check_screen

if TYPE_CHECKING:
    from desktop_app.bridge import Shown
    from desktop_app.diary.desk import DiaryDesk
    from desktop_app.group.coach import Coach
    from desktop_app.group.joining import Joining
    from desktop_app.session.feeds import Feed
    from desktop_app.session.page import OpenPage
    from desktop_app.session.settings_store import SettingsStore
    from desktop_app.session.thread import SessionThread
    from sensor.ble.thread import RadioThread
    from sensor.loaded import LoadedRecording


def open_window(group: Joining | None = None) -> int:
    """The window, beginning with what is to be lifted; the exit status. Raises ScreenError where there is no screen.

    group: what is lifted is told to a coach.
    """
    check_screen()
    return _run(None, group)


def open_demo(opened: LoadedRecording, speed: float = 1.0) -> int:
    """The window with a recording played as if live. Raises ScreenError where there is no screen."""
    check_screen()

    def feed() -> Feed:
        from desktop_app.session import words
        from desktop_app.session.played_feeds import ReplayFeed
        from sensor.clock import RealClock

        chunks = opened.sensors[0].chunks
        clock = RealClock(float(chunks.arrival_s[0]) if len(chunks) else 0.0, rate=speed)
        return ReplayFeed(opened, banner=words.DEMO_BANNER, clock=clock)

    return _run(feed)


def open_coach(coach: Coach) -> int:
    """The window of a coach who watches stations; the exit status. Raises ScreenError where there is no screen."""
    check_screen()
    bridge, store = _qt(), _settings_store()
    code: int = bridge.run_window(lambda: bridge.CoachBridge(coach, store.load()[0], store.save))
    return code


def new_session(
    folder: Path, calibrations: Path, desk: DiaryDesk | None = None, group: Joining | None = None
) -> SessionThread:
    """A session with this machine's Bluetooth, not begun yet.

    folder: of recordings. desk: what is lifted is kept. group: it is told to a coach.
    """
    from desktop_app.diary.keeping import Pages
    from desktop_app.session.radio_desk import RadioDesk
    from desktop_app.session.thread import SessionThread, Station
    from sensor.ble.host_clock import HostClock
    from sensor.calibrations import CalibrationStore

    clock = HostClock()

    def radio() -> RadioThread:
        from sensor.ble.thread import RadioThread

        return RadioThread(clock)

    store = CalibrationStore(calibrations)
    pages: OpenPage | None = None if desk is None else Pages(desk)
    if group is not None:
        pages = group.pages(pages)
    return SessionThread(
        Station(RadioDesk(radio), folder, clock.now_ns, store.of, keep_calibration=store.save, open_page=pages)
    )


def play_file(path: Path) -> Feed:
    """A recording as if it were lifted now. Raises InputError."""
    from desktop_app.session import words
    from desktop_app.session.played_feeds import ReplayFeed
    from sensor.opening import open_recording

    return ReplayFeed(open_recording(path), banner=words.REPLAY_BANNER.format(path.name))


def _run(first: Callable[[], Feed] | None, group: Joining | None = None) -> int:
    bridge, store = _qt(), _settings_store()

    def make() -> Shown:
        from desktop_app.diary.desk import DiaryDesk
        from desktop_app.paths import calibrations_folder, recordings_folder
        from desktop_app.store.place import own_place

        settings, notice = store.load()
        desk = DiaryDesk(own_place(os.environ))
        session = new_session(recordings_folder(), calibrations_folder(), desk, group)
        if group is not None:
            group.begin(session)
        if first is not None:
            session.start_feed(first)
        made: Shown = bridge.Bridge(
            session, settings, store.save, play=play_file, at_rack=first is not None, notice=notice, desk=desk,
            group=group,
        )  # fmt: skip
        return made

    code: int = bridge.run_window(make)
    return code


def _settings_store() -> SettingsStore:
    from desktop_app.paths import settings_file
    from desktop_app.session.settings_store import SettingsStore

    return SettingsStore(settings_file())


def _qt() -> ModuleType:
    """The bridge to Qt. Raises ScreenError where Qt cannot be loaded."""
    try:
        from desktop_app import bridge
    except ImportError as error:
        # A system without a desktop lacks the libraries that Qt draws with.
        raise ScreenError(
            f"Qt cannot be loaded: {error}", "Install what it names, such as libegl1 and libgl1."
        ) from error
    return bridge
