"""The coach's view: what keys and the mouse ask for, what it says, and that nothing is drawn twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.group.local import Crew
from desktop_app.group.looking import LOOKING
from desktop_app.group.tile import Reach, Tile
from desktop_app.session.commands import SimulatedSensor
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetLog
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.session.snapshot import Mode
from desktop_app.views.coach_grid import ON_A_PAGE, columns_of
from desktop_app.views.coach_view import CoachView
from desktop_app.views.painting import at_most
from desktop_app.views.theme import FAR, PALETTES, Look
from desktop_app.views.widgets.tile import NAME_LINES, TilePane
from dsp.context import Tempo
from dsp.samples import Samples
from sensor.ble.found import SensorWish
from tests.desktop_app.group.group_sets import entries
from tests.desktop_app.group.test_local import LIFTING, FakeRacks
from tests.desktop_app.session.test_shaking import shaken
from tests.desktop_app.views.coach_pictures import CAREFUL, MIXED, STEADY, STOP, tiles
from tests.desktop_app.views.fake_commands import FOUND

SETTINGS = Settings(theme=ThemeName.DARK)


@dataclass
class Rig:
    view: CoachView
    shown: list[tuple[Tile, ...]]
    frame: QWidget
    opened: list[str] = field(default_factory=list)
    now_s: list[float] = field(default_factory=lambda: [0.0])

    def show(self, *given: Tile) -> None:
        self.shown[0] = given
        self.view.refresh()

    def pane(self, key: str) -> TilePane:
        return next(p for p in self.view.grid.panes if p.key == key and p.isVisible())


def _framed(view: CoachView, qtbot: QtBot) -> QWidget:
    """The view in a window, as large as a small laptop's screen."""
    frame = QWidget()
    qtbot.addWidget(frame)
    view.setParent(frame)
    view.set_look(Look(PALETTES[ThemeName.DARK], 768))
    for widget in (frame, view):
        widget.resize(1366, 768)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    return frame


@pytest.fixture
def rig(qtbot: QtBot) -> Rig:
    shown: list[tuple[Tile, ...]] = [tiles(4)]
    now_s = [0.0]
    view = CoachView(SETTINGS, lambda: shown[0], now_s=lambda: now_s[0])
    made = Rig(view, shown, _framed(view, qtbot), now_s=now_s)
    view.opened.connect(made.opened.append)
    view.grid.setFocus()
    return made


def test_keys_open_a_lifter(rig: Rig, qtbot: QtBot) -> None:
    grid = rig.view.grid
    qtbot.keyClick(grid, Qt.Key.Key_3)
    qtbot.keyClick(grid, Qt.Key.Key_9)
    assert rig.opened == ["3"]
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.chosen == "3"
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert rig.opened == ["3", "2"]
    # Of these four only the second needs a look.
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert rig.opened == ["3", "2", "2"]


def test_a_click_opens_a_lifter(rig: Rig, qtbot: QtBot) -> None:
    qtbot.mouseClick(rig.pane("4"), Qt.MouseButton.LeftButton)
    assert rig.opened == ["4"]
    band = rig.view.grid.band
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=band.rect().center() / 2)
    assert rig.opened == ["4", "2"]


def test_who_needs_a_look_comes_forward_and_no_tile_moves(rig: Rig) -> None:
    well, worse = replace(CAREFUL, key="a"), replace(STOP, key="b")
    rig.show(replace(STEADY, key="a"), replace(STEADY, key="b"))
    places = {key: rig.pane(key).geometry() for key in "ab"}
    assert rig.view.grid.band.chips == ()
    rig.show(well, replace(STEADY, key="b"))
    rig.now_s[0] = 1.0
    rig.show(well, worse)
    assert [chip.key for chip in rig.view.grid.band.chips] == ["b", "a"]
    assert "Stop: control is lost" in rig.view.grid.band.accessibleName()
    assert {key: rig.pane(key).geometry() for key in "ab"} == places
    rig.now_s[0] = 1.0 + LOOKING.hold_s
    rig.show(replace(STEADY, key="b"), replace(STEADY, key="a"))
    assert rig.view.grid.band.chips == ()
    assert {key: rig.pane(key).geometry() for key in "ab"} == places


def test_a_tile_says_everything_in_words_too(rig: Rig) -> None:
    rig.show(replace(STOP, key="1"))
    said = rig.pane("1").accessibleName()
    for part in ("Carla", "Romanian deadlift, paused, tempo", "120 kg", "rep 8", "stop", "Stop: control is lost"):
        assert part in said
    rig.show(replace(STEADY, key="1", reach=Reach.STALE, said_age_s=65.0, station="rack-2"))
    assert "not heard for 1:05" in rig.pane("1").accessibleName()


def test_what_did_not_change_is_not_drawn_again(rig: Rig, qtbot: QtBot) -> None:
    drawn: list[str] = []
    for pane in rig.view.grid.panes:
        draw = pane.draw

        def counted(painter: Any, area: Any, pane: TilePane = pane, draw: Callable[..., None] = draw) -> None:
            drawn.append(pane.key)
            draw(painter, area)

        pane.draw = counted  # type: ignore[method-assign]
    given = tiles(16)
    rig.show(*given)
    qtbot.waitUntil(lambda: len(set(drawn)) == 16)
    drawn.clear()
    for _ in range(10):
        rig.show(*given)
        qtbot.wait(5)
    assert drawn == []
    rig.show(*given[:4], replace(given[4], rep=9), *given[5:])
    qtbot.waitUntil(lambda: drawn == ["5"])


@pytest.mark.parametrize("count", [1, 2, 4, 5, 9, 12, 16])
def test_tiles_fill_the_view_and_never_overlap(rig: Rig, count: int) -> None:
    rig.show(*tiles(count))
    rects = [pane.geometry() for pane in rig.view.grid.panes if pane.isVisible()]
    assert len(rects) == count
    assert all(not a.intersects(b) for k, a in enumerate(rects) for b in rects[:k])
    assert all(rect.width() >= rig.view.width() // 4 for rect in rects)
    assert columns_of(count) ** 2 >= count


def test_a_rep_can_be_read_from_two_metres_with_sixteen_tiles(rig: Rig) -> None:
    rig.show(*tiles(16))
    grab = rig.pane("1").grab().toImage()
    # The rep's number stands alone in the left third: its ink, from top to bottom.
    rows = [
        y for y in range(int(grab.height() * 0.42), int(grab.height() * 0.8)) if _bright(grab, y, grab.width() // 3)
    ]
    assert rows[-1] - rows[0] >= 0.5 * FAR * 768


def _bright(image: Any, y: int, until: int) -> bool:
    return any(image.pixelColor(x, y).lightness() > 200 for x in range(12, until))


def test_more_than_sixteen_have_pages(rig: Rig, qtbot: QtBot) -> None:
    rig.show(*tiles(ON_A_PAGE + 3))
    assert sum(pane.isVisible() for pane in rig.view.grid.panes) == ON_A_PAGE
    qtbot.keyClick(rig.view.grid, Qt.Key.Key_PageDown)
    rig.view.refresh()
    assert [pane.key for pane in rig.view.grid.panes if pane.isVisible()] == ["17", "18", "19"]
    qtbot.keyClick(rig.view.grid, Qt.Key.Key_2)
    assert rig.opened == ["18"]
    qtbot.keyClick(rig.view.grid, Qt.Key.Key_PageUp)
    rig.show()
    assert rig.view.grid.nothing.isVisible()


def test_every_state_at_every_size_and_theme_is_drawn_without_a_word_of_trouble(rig: Rig) -> None:
    for theme in ThemeName:
        for height in (450, 768, 1080):
            rig.view.set_look(Look(PALETTES[theme], height, 1.5))
            rig.view.resize(height * 16 // 9, height)
            for count in (1, 4, 9, 12):
                rig.show(*MIXED[-count:])
                assert not rig.view.grab().isNull()


@dataclass
class LocalRig:
    view: CoachView
    racks: FakeRacks
    frame: QWidget
    wishes: list[tuple[object, ...]] = field(default_factory=list)


class Names:
    """A history that knows some names."""

    def ask(self, _: object) -> Future[list[str]]:
        answer: Future[list[str]] = Future()
        answer.set_result(["Zoe", "Ann"])
        return answer


@pytest.fixture
def local(qtbot: QtBot) -> LocalRig:
    ben = replace(LIFTING, rack="2", plan=LiftPlan("Ben", "bench", (), 60.0, Tempo.parse("3-1-X-0")))
    racks = FakeRacks((LIFTING, ben), {"1": SensorWish("AA:01"), "2": SensorWish("AA:02")})
    crew = Crew(racks)
    view = CoachView(SETTINGS, crew.tiles, crew=crew, desk=Names())  # type: ignore[arg-type]
    made = LocalRig(view, racks, _framed(view, qtbot))
    view.plan_wished.connect(lambda key, plan: made.wishes.append((key, plan)))
    view.cue_wished.connect(lambda key, text: made.wishes.append((key, text)))
    view.grid.setFocus()
    qtbot.keyClick(view.grid, Qt.Key.Key_Right)
    qtbot.keyClick(view.grid, Qt.Key.Key_W)
    return made


def test_the_next_set_and_a_cue_go_to_the_lifter_chosen(local: LocalRig, qtbot: QtBot) -> None:
    people, form = local.view.people, local.view.people.form
    assert people.key == "2"
    assert (form.load.text(), form.tempo.text()) == ("60 kg", "3-1-X-0")
    form.load.setText("much")
    form.send()
    assert not local.wishes
    assert "much" in form.wrong.text()
    form.load.setText("65")
    form.cue.setText("Pause below")
    qtbot.keyClick(form.cue, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form.send()
    wanted = LiftPlan(None, "bench", (), 65.0, Tempo.parse("3-1-X-0"))
    assert local.wishes[-2:] == [("2", wanted), ("2", "Pause below")]
    assert ("2", "set_next_plan", replace(wanted, athlete="Ben")) in local.racks.asked
    assert ("2", "set_cue", "Pause below") in local.racks.asked


def test_lifters_are_assigned_by_name_and_change_bars(local: LocalRig, qtbot: QtBot) -> None:
    people = local.view.people
    assert [people.lifter.itemText(k) for k in range(people.lifter.count())] == ["Ann", "Ben", "Zoe"]
    people.lifter.setEditText("Zoe")
    qtbot.keyClick(people.lifter.lineEdit(), Qt.Key.Key_Return)
    assert local.racks.asked.pop()[1] == "set_next_plan"
    qtbot.mouseClick(people.swap, Qt.MouseButton.LeftButton)
    assert local.racks.asked.pop() == ("swap", "2", "1")
    people.colour.setCurrentIndex(7)
    with qtbot.waitSignal(local.view.changed) as kept:
        people.colour.activated.emit(7)
    assert kept.args == [replace(SETTINGS, colours={"aa:02": 7})]
    qtbot.mouseClick(people.remove, Qt.MouseButton.LeftButton)
    assert local.racks.asked.pop() == ("remove", "2")


def test_what_is_typed_stays_while_the_bars_go_on(local: LocalRig) -> None:
    people = local.view.people
    people.lifter.setEditText("Zo")
    people.form.load.setText("70")
    local.racks.snapshots = (replace(LIFTING, mode=Mode.RESTING, rest_s=5.0), local.racks.snapshots[1])
    local.view.refresh()
    assert (people.lifter.currentText(), people.form.load.text(), people.key) == ("Zo", "70", "2")


def test_sensors_are_added_until_there_are_sixteen(local: LocalRig, qtbot: QtBot) -> None:
    sensors = local.view.people.sensors
    assert sensors is not None
    local.racks.search = lambda: replace(FakeRacks(()).search(), found=FOUND)  # type: ignore[method-assign]
    sensors.picker.refresh()
    sensors.picker.list.setCurrentRow(1)
    qtbot.mouseClick(sensors.add, Qt.MouseButton.LeftButton)
    assert local.racks.asked.pop() == ("add", SensorWish(FOUND[0].address))
    sensors.picker.list.setCurrentRow(0)
    qtbot.mouseClick(sensors.add, Qt.MouseButton.LeftButton)
    assert local.racks.asked.pop() == ("add", SimulatedSensor())
    local.racks.snapshots = tuple(replace(LIFTING, rack=str(k + 1)) for k in range(16))
    local.view.refresh()
    assert not sensors.add.isEnabled()


def test_the_bar_that_is_shaken_is_chosen(local: LocalRig, qtbot: QtBot) -> None:
    people = local.view.people
    assert people.sensors is not None
    qtbot.mouseClick(people.sensors.shake, Qt.MouseButton.LeftButton)
    samples: Samples = shaken(1, hz=3.0, by_m=0.025)
    for k in range(0, len(samples), 10):
        local.racks.shaking.take("1", samples[k : k + 10])
    local.view.refresh()
    assert people.key == "1"
    assert "number 1: Ann" in people.sensors.said.text()
    assert not local.racks.shaking.shown.running
    assert local.view.leave_page()
    assert not local.view.leave_page()


def test_the_summary_opens_from_the_tiles_and_closes_again(local: LocalRig, qtbot: QtBot) -> None:
    view = local.view
    assert view.leave_page()
    local.racks.all_logs = (SetLog(entries()),)
    qtbot.keyClick(view.grid, Qt.Key.Key_G)
    assert view.summary is not None
    assert len(view.summary.panes) == 3
    with qtbot.waitSignal(view.changed):
        view.summary.wanting.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.keyClick(view.summary.wanting, Qt.Key.Key_Escape)
    assert view.pages.currentWidget() is view.grid
    qtbot.keyClick(view.grid, Qt.Key.Key_G)
    assert view.leave_page()


def test_a_coach_elsewhere_cannot_change_bars(qtbot: QtBot) -> None:
    view = CoachView(SETTINGS, lambda: MIXED)
    frame = _framed(view, qtbot)
    view.show_people("10")
    wished: list[tuple[str, LiftPlan]] = []
    view.plan_wished.connect(lambda key, plan: wished.append((key, plan)))
    assert view.people.sensors is None
    assert not view.people.lifter.isVisible()
    view.people.form.send()
    assert wished == [("10", LiftPlan(None, "front_squat", (), 82.5))]
    assert frame.isVisible()


def test_a_long_name_takes_two_lines_and_no_more() -> None:
    lines = ("Maximiliane", "von der", "Gabelentz", "Schmidt")
    assert at_most(lines, NAME_LINES) == ("Maximiliane", "von der Gabelentz Schmidt")
    assert at_most(lines, 1) == (" ".join(lines),)
    assert at_most(lines[:2], NAME_LINES) == lines[:2]
