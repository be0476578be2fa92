"""The window with what is remembered: asked at the start, before a set, after pain, at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.diary.desk import DiaryDesk
from desktop_app.health.checkin import CheckIn, Flag, Moment
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Mode, RackSnapshot
from desktop_app.store.place import StorePlace
from desktop_app.store.records import Session, session_id_of
from desktop_app.store.store import Store
from desktop_app.views.before_view import BeforeView
from desktop_app.views.checkin_view import CheckInView
from desktop_app.views.diary_pages import DiaryPages
from desktop_app.views.health_pages import HealthPages
from desktop_app.views.history_view import HistoryView
from desktop_app.views.keys import Action
from desktop_app.views.recovery_view import RecoveryView
from desktop_app.views.red_flag_view import RedFlagView
from tests.desktop_app.health.making import NOW, ago
from tests.desktop_app.store.making import log
from tests.desktop_app.views.window_rig import KNOWN, Rig

SQUAT = LiftPlan("Ann", "squat", (), 100.0)
SETTINGS = KNOWN.remembering(SQUAT)
SOON_MS = 20_000
Open = Callable[..., Rig]


@pytest.fixture
def place(tmp_path: Path) -> StorePlace:
    return StorePlace(tmp_path / "history", tmp_path / "recordings")


@pytest.fixture
def open_diary(qtbot: QtBot, place: StorePlace, open_window: Open) -> Iterator[Open]:
    """A window over a history; it has looked for what a crash left, and asked what is due."""
    desk = DiaryDesk(place)
    desk.start()

    def made() -> Rig:
        diary = DiaryPages(desk, SETTINGS, lambda: NOW)
        looked: list[bool] = []
        diary.left.connect(lambda _: looked.append(True))
        diary.wanted.connect(lambda _: looked.append(True))
        diary.offered.connect(lambda _: looked.append(True))
        rig = open_window(SETTINGS, diary=diary)
        qtbot.waitUntil(lambda: bool(looked) and not is_waiting(rig), timeout=SOON_MS)
        return rig

    yield made
    desk.close()


@pytest.fixture
def store(place: StorePlace) -> Iterator[Store]:
    with Store.open(place, now_unix_s=NOW.timestamp) as opened:
        yield opened


def is_waiting(rig: Rig) -> bool:
    """Whether the history is slow to answer, and the window says so."""
    page = rig.window.stack.currentWidget()
    return isinstance(page, HealthPages) and page.currentWidget() is page.waiting


def shown(rig: Rig) -> QWidget:
    """The page, or that which the pages about health show."""
    page = rig.window.stack.currentWidget()
    shown = page.currentWidget() if isinstance(page, HealthPages) else page
    assert shown is not None
    return shown


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)


def session(days: float = 0.05) -> Session:
    return Session(session_id_of(f"{days} days ago"), ago(days).timestamp())


def lifting(**changed: object) -> RackSnapshot:
    return replace(RackSnapshot(1, Mode.READY, SQUAT, session_id=session().id), **changed)  # type: ignore[arg-type]


def test_before_a_set_enter_goes_on_to_the_rack(qtbot: QtBot, open_diary: Open) -> None:
    rig = open_diary()
    assert rig.window.stack.currentWidget() is rig.window.start
    rig.window.start.confirm()
    qtbot.waitUntil(lambda: isinstance(shown(rig), BeforeView), timeout=SOON_MS)
    assert rig.asked("start_sensor") == []
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(rig) is rig.window.rack, timeout=SOON_MS)
    assert rig.asked("set_plan") == [SQUAT]
    assert len(rig.asked("start_sensor")) == 1


def test_what_is_due_is_asked_at_the_start_and_esc_puts_it_off(qtbot: QtBot, store: Store, open_diary: Open) -> None:
    store.put_log(session(days=1.0), log(1, 2))
    rig = open_diary()
    assert isinstance(shown(rig), CheckInView)
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown(rig) is rig.window.start, timeout=SOON_MS)


def test_no_set_begins_while_a_red_flag_is_unread(qtbot: QtBot, store: Store, open_diary: Open) -> None:
    store.ensure_lifter("Ann")
    store.add_check_in("Ann", CheckIn(at=ago(1.0), pain=0, moment=Moment.AFTER, flags=frozenset({Flag.NUMB})))
    rig = open_diary()
    assert isinstance(shown(rig), RedFlagView)
    press(qtbot, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Escape)
    rig.window.go(rig.window.start)
    rig.window.start.confirm()
    qtbot.waitUntil(lambda: isinstance(shown(rig), RedFlagView), timeout=SOON_MS)
    rig.give(lifting(mode=Mode.RESTING))
    rig.window.go(rig.window.rack)
    qtbot.waitUntil(lambda: rig.window.rack.snapshot is not None, timeout=SOON_MS)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(shown(rig), RedFlagView), timeout=SOON_MS)
    waiting = lifting(mode=Mode.NO_SENSOR, serial=2)
    rig.give(waiting)
    rig.window.go(rig.window.rack)
    qtbot.waitUntil(lambda: rig.window.rack.snapshot is waiting, timeout=SOON_MS)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(shown(rig), RedFlagView), timeout=SOON_MS)
    assert (rig.asked("start_sensor"), rig.asked("next_set")) == ([], [])


def test_a_lifter_who_is_deleted_is_asked_for_anew(qtbot: QtBot, store: Store, open_diary: Open) -> None:
    store.ensure_lifter("Ann")
    rig = open_diary()
    rig.window.act(Action.HISTORY)
    history = shown(rig)
    assert isinstance(history, HistoryView)
    qtbot.waitUntil(lambda: history.person is not None and not history.asking.waiting, timeout=SOON_MS)
    history.data.delete_wanted.emit()
    qtbot.waitUntil(lambda: rig.window.settings.athlete is None, timeout=SOON_MS)
    assert store.lifters() == []
    qtbot.waitUntil(lambda: rig.store.load()[0].athlete is None and rig.store.path.exists(), timeout=SOON_MS)
    history.closed.emit()
    start = rig.window.start
    qtbot.waitUntil(lambda: shown(rig) is start, timeout=SOON_MS)
    assert start.pages.currentWidget() is start.who_page
    assert start.name.text() == ""


def test_after_the_key_for_pain_it_is_asked_first(qtbot: QtBot, store: Store, open_diary: Open) -> None:
    store.ensure_lifter("Ann")
    rig = open_diary()
    rig.give(lifting(mode=Mode.PAIN))
    rig.window.go(rig.window.rack)
    qtbot.waitUntil(lambda: rig.window.rack.snapshot is not None, timeout=SOON_MS)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(shown(rig), CheckInView), timeout=SOON_MS)
    assert rig.asked("pain_over") == []
    press(qtbot, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: shown(rig) is rig.window.rack, timeout=SOON_MS)
    assert len(rig.asked("pain_over")) == 1
    qtbot.waitUntil(lambda: bool(store.check_ins("Ann")), timeout=SOON_MS)
    (answer,) = store.check_ins("Ann")
    assert (answer.check_in.moment, answer.check_in.pain) == (Moment.DURING, 0)
    assert answer.check_in.session == session().id


def test_a_session_that_is_ended_is_asked_about(qtbot: QtBot, store: Store, open_diary: Open) -> None:
    rig = open_diary()
    store.put_log(session(), log(1))
    rig.give(lifting(mode=Mode.RESTING, sets=1))
    rig.window.go(rig.window.rack)
    qtbot.waitUntil(lambda: rig.window.rack.snapshot is not None, timeout=SOON_MS)
    press(qtbot, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: isinstance(shown(rig), CheckInView), timeout=SOON_MS)
    assert len(rig.asked("stop")) == 1


def test_the_history_opens_and_leads_back(qtbot: QtBot, store: Store, open_diary: Open) -> None:
    store.put_log(session(days=30.0), log(1))
    rig = open_diary()
    press(qtbot, Qt.Key.Key_F6)
    assert isinstance(shown(rig), HistoryView)
    press(qtbot, Qt.Key.Key_Escape)
    assert shown(rig) is rig.window.start


def test_what_a_crash_left_is_offered_first(project: Path, place: StorePlace, open_diary: Open) -> None:
    place.recordings.mkdir(parents=True)
    left = place.recordings / "2026-03-20_17-30-05.mcap"
    left.write_bytes((project / "recordings" / "simulated_squat_falls_apart.mcap").read_bytes()[:-3000])
    os.utime(left, (ago(hours=0.5).timestamp(),) * 2)
    rig = open_diary()
    assert isinstance(shown(rig), RecoveryView)
