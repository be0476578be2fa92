"""The real window over a real session: a replay, the simulated sensor, and a live set through the fake radio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import new_session, play_file
from desktop_app.bridge import Bridge
from desktop_app.diary.desk import DiaryDesk
from desktop_app.session.feeds import Feed
from desktop_app.session.plan import LiftPlan
from desktop_app.session.played_feeds import ReplayFeed
from desktop_app.session.sets_store import load_sets, sets_file
from desktop_app.session.settings import SIMULATED, Settings
from desktop_app.session.snapshot import Mode, RackSnapshot, Traffic
from desktop_app.store.place import StorePlace
from sensor.ble.status import LinkState
from sensor.clock import RealClock
from sensor.opening import open_recording
from tests.desktop_app.cli.live_rig import motion_file, short_squat
from tests.rig.rig import Rig, near
from tests.sensor.ble.making import needs_rig

KNOWN = Settings(athlete="Ann", sensor=SIMULATED).remembering(LiftPlan("Ann", "squat", (), 60.0))
ADDRESS = "C0:FF:EE:00:00:77"
SOON_MS = 30_000
Open = Callable[..., Bridge]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def open_bridge(qtbot: QtBot, tmp_path: Path, folder: Path) -> Iterator[Open]:
    """Makes a window with its session; both are ended afterwards, in order."""
    bridges: list[Bridge] = []

    def made(
        settings: Settings = KNOWN, first: Callable[[], Feed] | None = None, desk: DiaryDesk | None = None
    ) -> Bridge:
        session = new_session(folder, tmp_path / "calibrations")
        if first is not None:
            session.start_feed(first)
        bridge = Bridge(
            session, settings, lambda _: None, play=play_file, at_rack=first is not None, with_sound=False, desk=desk
        )
        bridges.append(bridge)
        qtbot.addWidget(bridge.window)
        bridge.window.show()
        qtbot.waitExposed(bridge.window)
        bridge.window.activateWindow()
        qtbot.waitUntil(bridge.window.isActiveWindow)
        return bridge

    yield made
    for bridge in bridges:
        bridge.window.close()
        bridge.close()


def until(qtbot: QtBot, bridge: Bridge, true: Callable[[RackSnapshot], object]) -> RackSnapshot:
    """Wait until the rack shows something."""

    def shown() -> bool:
        snapshot = bridge.window.rack.snapshot
        return snapshot is not None and bool(true(snapshot))

    qtbot.waitUntil(shown, timeout=SOON_MS)
    snapshot = bridge.window.rack.snapshot
    assert snapshot is not None
    return snapshot


def press(qtbot: QtBot, bridge: Bridge, key: Qt.Key) -> None:
    qtbot.keyClick(QApplication.focusWidget() or bridge.window, key)


def demo(project: Path) -> Callable[[], Feed]:
    opened = open_recording(project / "recordings" / "simulated_squat_falls_apart.mcap")
    return lambda: ReplayFeed(opened, banner="Demo", clock=RealClock(7.0, rate=8.0))


def test_the_demo_plays_to_its_end_in_the_window(qtbot: QtBot, open_bridge: Open, project: Path) -> None:
    bridge = open_bridge(first=demo(project))
    assert bridge.window.stack.currentWidget() is bridge.window.rack
    until(qtbot, bridge, lambda s: s.mode is Mode.LIFTING and s.reps)
    last = until(qtbot, bridge, lambda s: s.mode is Mode.OVER)
    assert len(last.reps) == 7
    assert last.banner == "Demo"
    assert last.traffic is Traffic.STOP
    press(qtbot, bridge, Qt.Key.Key_Return)
    assert bridge.window.stack.currentWidget() is bridge.window.start


def test_what_is_wrong_with_the_history_is_told_with_or_without_a_sensor(
    qtbot: QtBot, open_bridge: Open, tmp_path: Path
) -> None:
    (tmp_path / "history").write_text("a file where the folder should be")
    desk = DiaryDesk(StorePlace(tmp_path / "history", tmp_path / "recordings"))
    bridge = open_bridge(desk=desk)
    desk.tell(lambda store: store.lifters())
    qtbot.waitUntil(lambda: desk.notice is not None)
    bridge.window.show_played()
    shown = until(qtbot, bridge, lambda s: s.notices)
    assert (shown.mode, shown.notices) == (Mode.NO_SENSOR, (desk.notice,))


def test_pain_and_sound_by_key(qtbot: QtBot, open_bridge: Open, project: Path) -> None:
    bridge = open_bridge(first=demo(project))
    until(qtbot, bridge, lambda s: s.mode is Mode.LIFTING and s.reps)
    press(qtbot, bridge, Qt.Key.Key_S)
    until(qtbot, bridge, lambda s: s.muted)
    press(qtbot, bridge, Qt.Key.Key_P)
    until(qtbot, bridge, lambda s: s.mode is Mode.PAIN)
    press(qtbot, bridge, Qt.Key.Key_Return)
    until(qtbot, bridge, lambda s: s.mode is Mode.READY)


def test_the_simulated_sensor_from_the_start_page(qtbot: QtBot, open_bridge: Open, folder: Path) -> None:
    bridge = open_bridge()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    press(qtbot, bridge, Qt.Key.Key_Return)
    shown = until(qtbot, bridge, lambda s: s.mode is Mode.READY)
    assert shown.banner is not None
    assert shown.plan.exercise == "squat"
    assert not folder.exists()


@needs_rig
def test_a_live_set_over_the_radio(qtbot: QtBot, open_bridge: Open, tmp_path: Path, folder: Path) -> None:
    motion = motion_file(tmp_path / "set.npz", short_squat())
    with Rig(near("rackside", ADDRESS, name="Bar")) as rig:
        bridge = open_bridge(replace(KNOWN, sensor=ADDRESS))
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        press(qtbot, bridge, Qt.Key.Key_Return)
        until(qtbot, bridge, lambda s: s.link is not None and s.link.state is LinkState.STREAMING)
        rig.control("play", path=str(motion), delay_s=0.3)
        until(qtbot, bridge, lambda s: s.mode is Mode.LIFTING)
        shown = until(qtbot, bridge, lambda s: len(s.reps) == 2)
        assert shown.plan == LiftPlan("Ann", "squat", (), 60.0)
        assert shown.recording is not None
        rig.control("drop", address=ADDRESS)
        until(qtbot, bridge, lambda s: any("Nothing comes" in n.text for n in s.notices))
        until(qtbot, bridge, lambda s: s.link is not None and s.link.state is LinkState.STREAMING and not s.notices)
        press(qtbot, bridge, Qt.Key.Key_M)
        until(qtbot, bridge, lambda s: s.mode is Mode.RESTING and s.next_line is not None)
        bridge.window.close()
        bridge.close()
        assert not rig.control("state", address=ADDRESS)["connected"]
    (path,) = folder.glob("*.mcap")
    (sensor,) = open_recording(path).sensors
    assert sensor.identity.address == ADDRESS
    (entry,) = load_sets(sets_file(path)).log.entries
    assert entry.rep_count == 2
    assert entry.plan.athlete == "Ann"


@needs_rig
def test_pain_is_on_the_screen_at_once_also_where_the_sensor_is_lost(
    qtbot: QtBot, open_bridge: Open, tmp_path: Path
) -> None:
    motion = motion_file(tmp_path / "set.npz", short_squat())
    with Rig(near("rackside", ADDRESS, name="Bar")) as rig:
        bridge = open_bridge(replace(KNOWN, sensor=ADDRESS))
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        press(qtbot, bridge, Qt.Key.Key_Return)
        until(qtbot, bridge, lambda s: s.link is not None and s.link.state is LinkState.STREAMING)
        rig.control("play", path=str(motion), delay_s=0.3)
        until(qtbot, bridge, lambda s: s.mode is Mode.LIFTING and s.reps)
        rig.control("out_of_range", address=ADDRESS, timeout_s=0.1)
        lost = until(qtbot, bridge, lambda s: s.link is not None and s.link.state is LinkState.LOST)
        assert lost.mode is not Mode.PAIN
        press(qtbot, bridge, Qt.Key.Key_P)
        shown = until(qtbot, bridge, lambda s: s.mode is Mode.PAIN)
        # No packet and no word of the link was waited for.
        assert shown.at_ns == lost.at_ns
        assert shown.link is not None
        assert shown.link.state is LinkState.LOST
        bridge.window.close()
        bridge.close()
