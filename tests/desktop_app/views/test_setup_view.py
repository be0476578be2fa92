"""The set-up page in the real window: live from samples, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from desktop_app.session.setup import SetupDesk, Task
from desktop_app.session.snapshot import Traffic
from desktop_app.views import setup_view, words_setup
from desktop_app.views.setup_view import SetupView
from desktop_app.views.words_setup import CHECKS, FINDINGS, MARKING, finding_text, headline
from dsp.context import ClipPlace, Forward
from dsp.forward_mark import MarkStage
from dsp.placement import Check, Seen, Verdict
from dsp.samples import Samples
from sensor.calibrations import StoredCalibration
from sensor.loaded import UNKNOWN_MOUNTING, Mounting
from tests.desktop_app.session.test_setup import AWAY_AND_BACK, real_sensor
from tests.desktop_app.views.pictures import snapshots
from tests.desktop_app.views.setup_pictures import BAD, GOOD, UNSEEN, setup_states
from tests.desktop_app.views.window_rig import Rig
from tests.dsp.gestures import gesture
from tests.dsp.positions import UP, lying, turning

Open = Callable[..., Rig]


class Bench:
    """A window on the set-up page, and the desk behind it."""

    def __init__(self, open_window: Open, **options: object) -> None:
        self.kept: list[StoredCalibration] = []
        self.desk = SetupDesk(self.kept.append)
        self.rig = open_window(setup=self.desk, **options)
        self.at_s = 0.0

    @property
    def page(self) -> SetupView:
        page = self.rig.window.setup
        assert page is not None
        return page

    @property
    def said(self) -> str:
        return self.page.message.accessibleName()

    def feed(self, samples: Samples) -> None:
        later = Samples(samples.time_s - samples.time_s[0] + self.at_s, samples.acc_ms2, samples.gyro_rads)
        for k in range(0, len(later), 10):
            self.desk.take(real_sensor(), later[k : k + 10])
        self.at_s = float(later.time_s[-1]) + 0.01


def press(qtbot: QtBot, key: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key)


@pytest.fixture
def bench(open_window: Open, qtbot: QtBot) -> Bench:
    """Opened by its key from the start."""
    made = Bench(open_window)
    press(qtbot, Qt.Key.Key_F4)
    assert made.rig.window.stack.currentWidget() is made.page
    return made


def test_opened_from_the_start_it_connects_the_sensor_and_shows_what_comes(bench: Bench, qtbot: QtBot) -> None:
    assert bench.rig.asked("set_mounting") == [UNKNOWN_MOUNTING]
    assert len(bench.rig.asked("start_sensor")) == 1
    qtbot.waitUntil(lambda: bench.said.startswith(words_setup.NOTHING))
    bench.feed(lying(UP["+z"], 3.0, rate_hz=50.0))
    qtbot.waitUntil(lambda: "50 samples a second" in bench.page.checks.accessibleName())
    assert "One g at rest, good: 1.00 g" in bench.page.checks.accessibleName()


def test_forward_is_marked_by_a_key_and_the_bar_and_holds_for_the_next_recording(bench: Bench, qtbot: QtBot) -> None:
    bench.feed(lying(UP["+z"], 1.0))
    press(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: bench.said.startswith(MARKING[MarkStage.UNREST][0]))
    bench.feed(gesture(roll_deg=AWAY_AND_BACK))
    qtbot.waitUntil(lambda: bench.said.startswith("Forward is +y"))
    assert bench.rig.window.settings.mounting.forward is Forward.PLUS_Y
    assert bench.page.forward.currentText() == "+y"
    press(qtbot, Qt.Key.Key_Escape)
    assert bench.rig.window.stack.currentWidget() is bench.rig.window.start
    press(qtbot, Qt.Key.Key_Return)
    assert bench.rig.asked("set_mounting")[-1] == Mounting(Forward.PLUS_Y)
    assert len(bench.rig.asked("start_sensor")) == 2
    qtbot.waitUntil(bench.rig.store.path.exists)
    assert bench.rig.store.load()[0].mounting == Mounting(Forward.PLUS_Y)


def test_nothing_changed_leaves_the_sensor_connected(bench: Bench, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_Return)
    assert len(bench.rig.asked("start_sensor")) == 1


def test_axis_and_place_are_chosen_by_tab_and_arrows(bench: Bench, qtbot: QtBot) -> None:
    seen: list[object] = []
    for _ in range(6):
        press(qtbot, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        if isinstance(widget, QComboBox) and widget not in seen:
            seen.append(widget)
            qtbot.keyClick(widget, Qt.Key.Key_Down)
    assert seen == [bench.page.forward, bench.page.along, bench.page.off_axis]
    mounting = bench.rig.window.settings.mounting
    assert mounting.forward is Forward.PLUS_X
    # Off the axis one further down than what the first choice along filled in.
    assert mounting.clip == ClipPlace(0.0, 0.07)
    bench.page.along.setCurrentIndex(0)
    assert bench.rig.window.settings.mounting == Mounting(Forward.PLUS_X)
    assert bench.page.off_axis.currentText() == words_setup.NOT_TOLD


def test_a_place_on_the_sleeve_is_told_at_once(bench: Bench, qtbot: QtBot) -> None:
    bench.feed(lying(UP["+z"], 2.0))
    bench.page.along.setCurrentIndex(bench.page.along.count() - 1)
    qtbot.waitUntil(lambda: "sleeve turns by itself" in bench.page.checks.accessibleName())


def test_a_calibration_from_first_to_last_and_its_key_to_stop(bench: Bench, qtbot: QtBot) -> None:
    bench.feed(lying(UP["+z"], 1.0))
    press(qtbot, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: bench.said.startswith(words_setup.FIRST_SIDE))
    press(qtbot, Qt.Key.Key_Escape)
    assert bench.desk.shown.task is Task.CHECK
    assert bench.rig.window.stack.currentWidget() is bench.page
    bench.page.calibrate.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert bench.desk.shown.task is Task.CALIBRATE
    for k, name in enumerate(UP):
        bench.feed(turning(1.0))
        bench.feed(lying(UP[name], 62.0 if k == 5 else 5.1))
        if k == 2:
            qtbot.waitUntil(lambda: "3 of 6 sides seen" in bench.said)
            assert "-y up, +z up, -z up" in bench.said
    qtbot.waitUntil(lambda: bench.said.startswith(words_setup.CALIBRATED))
    assert len(bench.kept) == 1
    assert bench.page.holds_later


def test_from_the_rack_the_sensor_is_connected_anew_only_while_no_set_is_over(open_window: Open, qtbot: QtBot) -> None:
    bench = Bench(open_window)
    press(qtbot, Qt.Key.Key_Return)
    for sets, starts in ((2, 1), (0, 2)):
        snapshot = replace(snapshots()["ready"], sets=sets, serial=100 + sets)
        bench.rig.give(snapshot)
        qtbot.waitUntil(lambda wanted=snapshot: bench.rig.window.rack.snapshot == wanted)
        press(qtbot, Qt.Key.Key_F4)
        bench.page.forward.setCurrentIndex(1 + sets)
        press(qtbot, Qt.Key.Key_Escape)
        assert bench.rig.window.stack.currentWidget() is bench.rig.window.rack
        assert len(bench.rig.asked("start_sensor")) == starts


def test_left_by_another_key_a_change_holds_from_the_next_go(bench: Bench, qtbot: QtBot) -> None:
    bench.page.forward.setCurrentIndex(3)
    press(qtbot, Qt.Key.Key_F2)
    bench.rig.window.go(bench.rig.window.start)
    press(qtbot, Qt.Key.Key_Return)
    assert bench.rig.asked("set_mounting")[-1] == Mounting(Forward.PLUS_Y)
    bench.rig.window.go(bench.rig.window.start)
    press(qtbot, Qt.Key.Key_Return)
    assert len(bench.rig.asked("start_sensor")) == 2


def test_a_demo_is_not_ended_by_a_look(open_window: Open, qtbot: QtBot) -> None:
    bench = Bench(open_window, at_rack=True)
    press(qtbot, Qt.Key.Key_F4)
    bench.page.forward.setCurrentIndex(2)
    press(qtbot, Qt.Key.Key_Escape)
    assert bench.rig.asked("start_sensor") == []


def test_a_sensor_that_falls_silent_is_told(bench: Bench, qtbot: QtBot) -> None:
    bench.feed(lying(UP["+z"], 2.0))
    qtbot.waitUntil(lambda: not bench.said.startswith(words_setup.NOTHING))
    bench.page._changed_s -= setup_view.STALE_S
    qtbot.waitUntil(lambda: bench.said.startswith(words_setup.NOTHING))
    bench.feed(lying(UP["+z"], 1.0))
    qtbot.waitUntil(lambda: not bench.said.startswith(words_setup.NOTHING))


def test_without_help_the_key_does_nothing(open_window: Open, qtbot: QtBot) -> None:
    rig = open_window()
    press(qtbot, Qt.Key.Key_F4)
    assert rig.window.stack.currentWidget() is rig.window.start


class TestWords:
    @pytest.mark.parametrize("name", list(setup_states()))
    def test_every_state_has_a_headline_and_what_to_do(self, name: str) -> None:
        title, lines, _ = headline(setup_states()[name])
        assert title
        assert lines
        assert not any("{" in text for text in (title, *lines))

    @pytest.mark.parametrize("finding", [*GOOD, *BAD, *UNSEEN], ids=str)
    def test_every_finding_has_words(self, finding: Seen) -> None:
        text = finding_text(finding)
        assert text
        assert "{" not in text

    def test_every_check_has_a_name_and_words_for_bad_and_unseen(self) -> None:
        assert set(CHECKS) == set(Check)
        for check in Check:
            told = {verdict for each, verdict in FINDINGS if each is check}
            assert {Verdict.UNSEEN, Verdict.GOOD} < told

    def test_the_gravest_check_speaks(self) -> None:
        states = setup_states()
        assert [headline(states[name])[2] for name in ("bad", "unseen", "good")] == [
            Traffic.STOP,
            Traffic.CAREFUL,
            Traffic.STEADY,
        ]
