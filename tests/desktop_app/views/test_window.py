"""The real window, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.session.commands import SimulatedSensor
from desktop_app.session.plates import Units
from desktop_app.session.settings import FONT_SCALES, SIMULATED, RackLayout, Settings, ThemeName, WindowPlace
from desktop_app.session.snapshot import Mode, Notice, RackSnapshot
from desktop_app.sound.face import SoundChoice
from desktop_app.views.coach_next import NextSetForm
from desktop_app.views.keys import Action
from desktop_app.views.window import MainWindow
from sensor.ble.found import SensorWish
from sensor.loaded import UNKNOWN_MOUNTING
from tests.desktop_app.views.fake_commands import FakeCommands, FakeSets
from tests.desktop_app.views.pictures import session_log, snapshots
from tests.desktop_app.views.window_rig import KNOWN, Rig

ALL = snapshots()
Open = Callable[..., Rig]


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _type(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(_focused(), text)


def _press(qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(_focused(), key)


def _at_rack(open_window: Open, qtbot: QtBot, name: str, **options: object) -> Rig:
    rig = open_window(at_rack=True, **options)
    rig.give(ALL[name])
    qtbot.waitUntil(lambda: rig.window.rack.snapshot is not None)
    return rig


def test_first_run_needs_a_name_and_a_sensor_and_then_three_choices(open_window: Open, qtbot: QtBot) -> None:
    rig = open_window(Settings())
    assert rig.asked("look_for_sensors")
    assert isinstance(_focused(), QLineEdit)
    _press(qtbot, Qt.Key.Key_Return)
    assert rig.window.start.wrong.text()
    _type(qtbot, "Msp Ann")
    _press(qtbot, Qt.Key.Key_Tab)
    _press(qtbot, Qt.Key.Key_Down)
    _press(qtbot, Qt.Key.Key_Return)
    _press(qtbot, Qt.Key.Key_Down)
    _press(qtbot, Qt.Key.Key_Tab)
    _press(qtbot, Qt.Key.Key_Down)
    _press(qtbot, Qt.Key.Key_Space)
    _press(qtbot, Qt.Key.Key_Tab)
    _type(qtbot, "bar + 20 + 10")
    _press(qtbot, Qt.Key.Key_Tab)
    _type(qtbot, "3-1-x-0")
    _press(qtbot, Qt.Key.Key_Tab)
    _type(qtbot, "8")
    _press(qtbot, Qt.Key.Key_Return)
    assert rig.window.stack.currentWidget() is rig.window.rack
    assert rig.asked("start_sensor") == [SensorWish("AA:BB:CC:DD:EE:01")]
    assert rig.window.settings.sensor_name == "WT901BLE68"
    (plan,) = rig.asked("set_plan")
    assert (plan.athlete, plan.exercise, plan.variation) == ("Msp Ann", "front_squat", ("pin",))
    assert (plan.load_kg, str(plan.tempo), plan.target_reps) == (80.0, "3-1-X-0", 8)
    assert rig.asked("pain") + rig.asked("mark") == []


def test_a_later_run_goes_with_one_key_and_remembers(open_window: Open, qtbot: QtBot) -> None:
    settings = KNOWN.remembering(ALL["lifting"].plan)
    rig = open_window(settings)
    _press(qtbot, Qt.Key.Key_Return)
    assert rig.asked("start_sensor") == [SimulatedSensor()]
    assert rig.asked("set_plan") == [replace(ALL["lifting"].plan, loss_stop_percent=None)]
    qtbot.waitUntil(rig.store.path.exists)
    assert rig.store.load()[0].exercise == "squat"


def test_going_back_for_another_load_leaves_the_sensor_connected(open_window: Open, qtbot: QtBot) -> None:
    rig = open_window(KNOWN)
    _press(qtbot, Qt.Key.Key_Return)
    _press(qtbot, Qt.Key.Key_Escape)
    assert rig.window.stack.currentWidget() is rig.window.start
    rig.window.start.form.load.setFocus()
    _type(qtbot, "60")
    _press(qtbot, Qt.Key.Key_Return)
    assert len(rig.asked("start_sensor")) == 1
    assert rig.asked("set_plan")[-1].load_kg == 60.0


@pytest.mark.parametrize(("field", "text"), [("load", "heavy"), ("tempo", "fast"), ("reps", "0"), ("reps", "ten")])
def test_what_cannot_be_understood_is_said_and_nothing_begins(
    open_window: Open, qtbot: QtBot, field: str, text: str
) -> None:
    rig = open_window(KNOWN)
    box = getattr(rig.window.start.form, field)
    box.setFocus()
    box.clear()
    _type(qtbot, text)
    _press(qtbot, Qt.Key.Key_Return)
    assert text in rig.window.start.form.wrong.text()
    assert rig.window.stack.currentWidget() is rig.window.start
    assert rig.asked("set_plan") == []


def test_what_is_half_typed_stays_when_another_setting_changes(open_window: Open, qtbot: QtBot) -> None:
    rig = open_window(KNOWN.remembering(replace(ALL["lifting"].plan, load_kg=80.0)))
    window, form = rig.window, rig.window.start.form
    form.exercises.setCurrentRow(1)
    for line, text in ((form.load, "bar + 2"), (form.tempo, "3-1-"), (form.reps, "1")):
        line.setText(text)
    window.act(Action.MUTE)
    window.act(Action.THEME)
    assert form.exercise == "front_squat"
    assert (form.load.text(), form.tempo.text(), form.reps.text()) == ("bar + 2", "3-1-", "1")
    form.load.setText("100")
    window.settings_view.units.setCurrentIndex(1)
    assert form.load.text() == "220.46 lb"


def test_sensors_appear_as_they_are_found_and_the_choice_stays(open_window: Open, qtbot: QtBot) -> None:
    rig = open_window(replace(KNOWN, sensor="AA:BB:CC:DD:EE:02"))
    found, rig.commands.found = rig.commands.found, replace(rig.commands.found, found=(), running=True)
    _press(qtbot, Qt.Key.Key_F3)
    picker = rig.window.start.picker
    assert picker.sensor == "AA:BB:CC:DD:EE:02"
    rig.commands.found = found
    qtbot.waitUntil(lambda: picker.list.count() == 4)
    assert picker.sensor == "AA:BB:CC:DD:EE:02"
    rig.commands.found = replace(found, failed=Notice("Bluetooth is off.", "Switch it on."))
    qtbot.waitUntil(lambda: "Switch it on." in picker.state.text())
    _press(qtbot, Qt.Key.Key_Escape)
    assert rig.window.start.pages.currentWidget() is rig.window.start.lift_page


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        (Qt.Key.Key_P, ("pain", None)),
        (Qt.Key.Key_M, ("mark", None)),
        (Qt.Key.Key_S, ("mute", True)),
        (Qt.Key.Key_Plus, ("set_volume", 0.8)),
        (Qt.Key.Key_Minus, ("set_volume", 0.6)),
    ],
)
def test_one_key_at_the_rack_asks_for_one_thing(
    open_window: Open, qtbot: QtBot, key: Qt.Key, asked: tuple[str, object]
) -> None:
    rig = _at_rack(open_window, qtbot, "lifting")
    rig.commands.asked.clear()
    _press(qtbot, key)
    assert rig.commands.asked == [asked]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("no_sensor", [("set_mounting", UNKNOWN_MOUNTING), ("start_sensor", SimulatedSensor())]),
        ("resting", [("next_set", None)]),
        ("pain", [("pain_over", None)]),
        ("lifting", []),
        ("ready", []),
    ],
)
def test_enter_goes_on_from_what_waits(
    open_window: Open, qtbot: QtBot, name: str, asked: list[tuple[str, object]]
) -> None:
    rig = _at_rack(open_window, qtbot, name)
    rig.commands.asked.clear()
    _press(qtbot, Qt.Key.Key_Return)
    assert rig.commands.asked == asked
    assert rig.window.stack.currentWidget() is rig.window.rack


def test_views_themes_and_sound_persist(open_window: Open, qtbot: QtBot) -> None:
    rig = _at_rack(open_window, qtbot, "lifting")
    _press(qtbot, Qt.Key.Key_V)
    assert rig.window.settings.layout is RackLayout.DETAIL
    assert not rig.window.rack.path.isHidden()
    _press(qtbot, Qt.Key.Key_Tab)
    assert rig.window.rack.path.isHidden()
    _press(qtbot, Qt.Key.Key_L)
    _press(qtbot, Qt.Key.Key_S)
    rig.window.resize(1200, 700)
    rig.window.close()
    kept, notice = rig.store.load()
    assert notice is None
    assert (kept.theme, kept.muted) == (ThemeName.LIGHT, True)
    assert kept.window is not None
    assert (kept.window.width, kept.window.height) == (1200, 700)
    assert rig.asked("stop")


def test_a_window_left_on_a_screen_that_is_gone_comes_back_to_one_that_is_there(open_window: Open) -> None:
    rig = open_window(replace(KNOWN, window=WindowPlace(90_000, 90_000, 1000, 600)))
    assert rig.window.screen().availableGeometry().intersects(rig.window.frameGeometry())


def test_help_closes_with_any_key_and_returns_to_the_rack(open_window: Open, qtbot: QtBot) -> None:
    rig = _at_rack(open_window, qtbot, "lifting")
    qtbot.keyClick(_focused(), "?")
    assert rig.window.stack.currentWidget() is rig.window.keys
    rig.commands.asked.clear()
    _press(qtbot, Qt.Key.Key_P)
    assert rig.window.stack.currentWidget() is rig.window.rack
    assert rig.commands.asked == []


def test_full_screen_and_back(open_window: Open, qtbot: QtBot) -> None:
    rig = _at_rack(open_window, qtbot, "lifting")
    _press(qtbot, Qt.Key.Key_F11)
    assert rig.window.isFullScreen()
    _press(qtbot, Qt.Key.Key_F11)
    assert not rig.window.isFullScreen()


class _ReplayPage(QWidget):
    settings: Settings | None = None

    def set_settings(self, settings: Settings) -> None:
        self.settings = settings


def test_replay_is_made_when_it_is_first_asked_for(open_window: Open, qtbot: QtBot) -> None:
    made: list[_ReplayPage] = []

    def replay() -> QWidget:
        made.append(_ReplayPage())
        return made[-1]

    rig = _at_rack(open_window, qtbot, "over", replay=replay)
    assert made == []
    _press(qtbot, Qt.Key.Key_R)
    assert rig.window.stack.currentWidget() is made[0]
    qtbot.keyClick(made[0], Qt.Key.Key_Escape)
    assert rig.window.stack.currentWidget() is rig.window.rack
    _press(qtbot, Qt.Key.Key_R)
    assert len(made) == 1
    qtbot.keyClick(made[0], Qt.Key.Key_L)
    assert made[0].settings is rig.window.settings


def test_after_something_was_played_the_sensor_is_connected_anew(open_window: Open, qtbot: QtBot) -> None:
    rig = open_window()
    _press(qtbot, Qt.Key.Key_Return)
    assert len(rig.asked("start_sensor")) == 1
    rig.window.show_played()
    assert rig.window.stack.currentWidget() is rig.window.rack
    rig.give(ALL["over"])
    qtbot.waitUntil(lambda: rig.window.rack.snapshot is ALL["over"])
    _press(qtbot, Qt.Key.Key_Return)
    _press(qtbot, Qt.Key.Key_Return)
    assert len(rig.asked("start_sensor")) == 2


def test_a_fault_in_one_picture_is_not_the_end_of_the_next(open_window: Open, qtbot: QtBot) -> None:
    rig = _at_rack(open_window, qtbot, "ready")
    source, faults = rig.window._source, []

    def faulty() -> object:
        rig.window._source = source
        faults.append(1)
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        rig.window._source = faulty
        qtbot.waitUntil(lambda: bool(faults))
        rig.give(ALL["lifting"])
        qtbot.waitUntil(lambda: rig.window.rack.snapshot is ALL["lifting"])
    assert len(caught) == 1


def test_without_a_replay_its_key_does_nothing(open_window: Open, qtbot: QtBot) -> None:
    rig = _at_rack(open_window, qtbot, "over")
    _press(qtbot, Qt.Key.Key_R)
    assert rig.window.stack.currentWidget() is rig.window.rack


class _Frames(QObject):
    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_the_newest_snapshot_is_shown_and_the_same_one_never_twice(open_window: Open, qtbot: QtBot) -> None:
    rig = _at_rack(open_window, qtbot, "lifting")
    qtbot.wait(60)
    frames = _Frames(rig.window.rack.gauge)
    qtbot.wait(100)
    assert frames.count == 0
    rig.give(replace(ALL["lifting"], serial=90, speed_ms=0.5))
    qtbot.waitUntil(lambda: frames.count == 1)
    qtbot.wait(60)
    assert frames.count == 1


def test_however_fast_snapshots_come_only_sixty_a_second_are_taken(qtbot: QtBot) -> None:
    asked: list[int] = []

    def source() -> RackSnapshot:
        asked.append(1)
        return replace(ALL["lifting"], serial=len(asked), speed_ms=len(asked) % 7 / 10.0)

    window = MainWindow(FakeCommands(), source, KNOWN, lambda _: None, at_rack=True)
    qtbot.addWidget(window)
    window.show()
    asked.clear()
    since = QElapsedTimer()
    since.start()
    qtbot.wait(500)
    # Fewer on a busy machine, never more.
    assert 0 < len(asked) <= since.elapsed() * 60 / 1000 + 2


def test_no_page_but_the_rack_asks_for_snapshots(open_window: Open, qtbot: QtBot) -> None:
    rig = open_window(KNOWN)
    rig.give(ALL["lifting"])
    qtbot.wait(60)
    assert rig.window.rack.snapshot is None


def test_settings_that_cannot_be_kept_are_a_line_and_nothing_more(qtbot: QtBot) -> None:
    told = Notice("Settings were not kept.", "Free some space.")
    snapshot = ALL["lifting"]
    window = MainWindow(FakeCommands(), lambda: [snapshot], KNOWN, lambda _: told, at_rack=True)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.rack.snapshot is not None)
    _ = qtbot.keyClick(window.rack, Qt.Key.Key_L)
    qtbot.waitUntil(lambda: "Free some space." in window.start.notice.text())
    snapshot = replace(snapshot, serial=500)
    qtbot.waitUntil(lambda: window.rack.snapshot is not None and told in window.rack.snapshot.notices)


def test_changing_what_holds_reaches_the_session(open_window: Open, qtbot: QtBot) -> None:
    rig = _at_rack(open_window, qtbot, "ready")
    _press(qtbot, Qt.Key.Key_F2)
    assert rig.window.stack.currentWidget() is rig.window.settings_view
    view = rig.window.settings_view
    rig.commands.asked.clear()
    view.volume.setCurrentIndex(3)
    view.muted.setChecked(True)
    view._ticks["tone_on"].setChecked(False)
    view.loss_stop.setCurrentIndex(2)
    assert rig.asked("set_volume") == [0.3]
    assert rig.asked("mute") == [True]
    assert rig.asked("set_sounds") == [SoundChoice(tone=False)]
    assert [plan.loss_stop_percent for plan in rig.asked("set_plan")] == [15.0]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert rig.window.stack.currentWidget() is rig.window.rack


def test_the_first_settings_are_told_to_the_session(open_window: Open) -> None:
    rig = open_window(replace(KNOWN, volume=0.2, muted=True, cues_on=False, sensor=SIMULATED))
    assert rig.asked("set_sounds") == [SoundChoice(cues=False)]
    assert rig.asked("set_volume") == [0.2]
    assert rig.asked("mute") == [True]
    assert rig.asked("set_limits") == [KNOWN.limits]
    assert ALL["lifting"].mode is Mode.LIFTING


@pytest.mark.parametrize("scale", FONT_SCALES)
@pytest.mark.parametrize("size", [(800, 450), (1366, 768), (1920, 1080)])
def test_no_page_needs_more_room_than_there_is(open_window: Open, size: tuple[int, int], scale: float) -> None:
    rig = open_window(replace(KNOWN, font_scale=scale))
    rig.window.resize(*size)
    for page in (rig.window.start, rig.window.start.who_page, rig.window.settings_view.widget()):
        assert page.minimumSizeHint().width() <= size[0], type(page)
    assert rig.window.start.minimumSizeHint().height() <= size[1]
    assert (rig.window.width(), rig.window.height()) == size


def test_help_and_pages_opened_from_one_another_never_trap_the_lifter(open_window: Open) -> None:
    window = open_window(sets=FakeSets(session_log())).window
    assert window.sets is not None
    window.go(window.rack)
    for page in (Action.SETTINGS, Action.SETS, Action.SETTINGS):
        window.act(page)
    window.act(Action.HELP)
    QTest.keyClick(window.keys, Qt.Key.Key_X)
    assert window.stack.currentWidget() is window.settings_view
    window.act(Action.BACK)
    assert window.stack.currentWidget() is window.rack


def test_a_name_that_looks_like_markup_is_shown_as_it_is(open_window: Open) -> None:
    rig = open_window(replace(KNOWN, athlete="<b>Ann</b> & Co"), sets=FakeSets(session_log()))
    labels = rig.window.stack.findChildren(QLabel)
    assert "<b>Ann</b> & Co" in rig.window.start.who.text()
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_fields_say_their_name_with_the_units(open_window: Open, qtbot: QtBot) -> None:
    pounds = replace(KNOWN, units=Units.LB)
    rig, coach = open_window(pounds), NextSetForm(pounds)
    qtbot.addWidget(coach)
    for form in (rig.window.start.form, coach):
        assert form.load.accessibleName() == "Load, lb"
    assert not [w for w in rig.window.stack.findChildren(QWidget) if "{" in w.accessibleName()]
