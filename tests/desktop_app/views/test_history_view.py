"""The history by keys alone, over a real store in its own thread."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.lifts import Span
from desktop_app.group.outbox import Outbox
from desktop_app.health.learning import Hold
from desktop_app.session.plates import Units
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.store.place import StorePlace
from desktop_app.store.records import Band
from desktop_app.store.store import Store, as_stored
from desktop_app.views import words_history as words
from desktop_app.views import words_history_data as data_words
from desktop_app.views.history_view import HistoryView, Section
from desktop_app.views.theme import PALETTES, Look
from tests.desktop_app.diary.years import NOW, keep_years
from tests.desktop_app.store.making import PLAN, START_UNIX_S, entry, session

SIZE = (1366, 768)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months of Ann, four sessions of Ben, one set of nobody, in one file."""
    folder = tmp_path_factory.mktemp("template")
    with Store.open(StorePlace(folder, folder / "recordings"), now_unix_s=NOW.timestamp) as store:
        keep_years(store, "Ann", sessions=36)
        keep_years(store, "Ben", sessions=4, seed=2)
        of = session("nobody", days=-1)
        store.put_session(of)
        store.put_set(as_stored(of, entry(1, replace(PLAN, athlete=None))))
    return folder


@dataclass
class Opened:
    """The view in its window, where its store is, and the bot."""

    window: QMainWindow
    view: HistoryView
    place: StorePlace
    bot: QtBot

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            self.bot.keyClick(widget, key)

    def type_in(self, widget: QWidget, text: str) -> None:
        widget.setFocus()
        self.bot.keyClicks(widget, text)

    def settle(self) -> None:
        self.bot.waitUntil(lambda: not self.view.asking.waiting, timeout=10_000)

    def go(self, section: Section) -> None:
        self.view.rail.setFocus()
        self.press(Qt.Key(Qt.Key.Key_1 + section))
        self.settle()

    def store(self) -> Store:
        return Store.open(self.place, now_unix_s=NOW.timestamp)


@pytest.fixture
def open_view(qtbot: QtBot, template: Path, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    desks: list[DiaryDesk] = []

    def made(settings: Settings | None = None, *, empty: bool = False) -> Opened:
        folder = tmp_path / "history"
        if not empty:
            shutil.copytree(template, folder)
        place = StorePlace(folder, tmp_path / "recordings", group=tmp_path / "group")
        desk = DiaryDesk(place)
        desk.start()
        desks.append(desk)
        view = HistoryView(desk, settings or Settings(athlete="Ann"), lambda: NOW)
        window = QMainWindow()
        qtbot.addWidget(window)
        window.setMinimumSize(800, 450)
        window.setCentralWidget(view)
        window.resize(*SIZE)
        view.set_look(Look(PALETTES[ThemeName.DARK], SIZE[1]))
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        view.setFocus()
        opened = Opened(window, view, place, qtbot)
        opened.settle()
        return opened

    yield made
    for desk in desks:
        desk.close()


@pytest.fixture
def opened(open_view: Callable[..., Opened]) -> Opened:
    return open_view()


def test_it_opens_on_the_lifters_newest_session_with_its_sets(opened: Opened) -> None:
    view = opened.view
    assert view.section is Section.SESSIONS
    assert view.head.who.currentText() == "Ann"
    assert view.person is not None
    newest = view.person.history.sessions[-1]
    assert view.sessions.session == newest
    assert len(view.sessions.table.sets.rows) == len(newest.sets)
    assert words.whole_day(words.day(newest.started_unix_s, NOW.tzinfo)) in view.sessions.title.text()


def test_digits_go_to_pages_and_arrows_along_the_list(opened: Opened) -> None:
    view = opened.view
    for section in Section:
        opened.press(Qt.Key(Qt.Key.Key_1 + section))
        opened.settle()
        assert view.section is section
        view.rail.setFocus()
    opened.press(Qt.Key.Key_Home, Qt.Key.Key_Down)
    assert view.section is Section.TRENDS


def test_another_session_shows_other_sets_and_another_day(opened: Opened) -> None:
    view = opened.view
    opened.press(Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Down)
    opened.settle()
    assert view.person is not None
    wanted = view.person.history.sessions[-3]
    assert view.sessions.session == wanted
    assert {row.stored.session_id for row in view.sessions.table.sets.rows} == {wanted.id}
    view.sessions.calendar.setFocus()
    opened.press(Qt.Key.Key_Right)
    opened.settle()
    assert view.sessions.session == view.person.history.sessions[-2]


def test_a_set_with_a_recording_opens_in_the_replay(open_view: Callable[..., Opened], tmp_path: Path) -> None:
    opened = open_view(empty=True)
    of = session("now", days=-1)
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "now.mcap").write_bytes(b"bytes")
    with opened.store() as store:
        store.put_session(replace(of, recording_name="now.mcap"))
        store.put_set(as_stored(of, entry(1, PLAN)))
    opened.view.refresh()
    opened.settle()
    opened.view.sessions.table.setFocus()
    with opened.bot.waitSignal(opened.view.replay_wanted) as asked:
        opened.press(Qt.Key.Key_Return)
    assert asked.args == [tmp_path / "recordings" / "now.mcap", entry(1).start_s]


def test_a_set_without_a_recording_says_so(opened: Opened) -> None:
    opened.view.sessions.table.setFocus()
    opened.press(Qt.Key.Key_Return)
    assert opened.view.foot.line.text() == words.NO_RECORDING


def test_report_and_close_are_signals(opened: Opened) -> None:
    session_shown = opened.view.sessions.session
    assert session_shown is not None
    with opened.bot.waitSignal(opened.view.report_wanted) as asked:
        opened.press(Qt.Key.Key_P)
    assert asked.args == [session_shown.id]
    with opened.bot.waitSignal(opened.view.closed):
        opened.press(Qt.Key.Key_Escape)


def test_trends_are_looked_at_session_by_session_and_opened(opened: Opened) -> None:
    view = opened.view
    opened.go(Section.TRENDS)
    opened.press(Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert view.lift_page is not None
    sessions = view.lift_page.trends.sessions
    assert view.trends.at == len(sessions) - 2
    said = view.trends.multiples[0].accessibleName()
    assert words.MEASURES[view.trends.multiples[0].measure][0] in said
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert view.section is Section.SESSIONS
    assert view.sessions.session is not None
    assert view.sessions.session.id == sessions[-2][0]


def test_lift_load_and_time_are_chosen_by_keys(opened: Opened) -> None:
    view = opened.view
    opened.go(Section.TRENDS)
    view.choice.lifts.setFocus()
    opened.press(Qt.Key.Key_Down)
    opened.settle()
    assert view.person is not None
    assert view.lift_page is not None
    assert view.lift_page.choice.lift == view.person.lifts[1]
    view.choice.bands.setFocus()
    opened.press(Qt.Key.Key_End)
    opened.settle()
    assert view.lift_page.choice.band is None
    assert view.trends.baseline.line.text() == words.BASELINE_ALL
    view.choice.spans.setFocus()
    opened.press(Qt.Key.Key_End)
    opened.settle()
    assert view.lift_page.choice.span is Span.ALL
    opened.press(Qt.Key.Key_1)
    assert view.section is Section.SESSIONS


def test_a_baseline_is_pinned_and_reset_only_at_the_second_press(opened: Opened) -> None:
    view = opened.view
    opened.go(Section.TRENDS)
    page = view.lift_page
    assert page is not None
    assert page.choice.band is not None
    assert view.person is not None
    lift, of = page.choice.lift, page.choice.band
    band = Band(view.person.history.lifter.id, lift.exercise, lift.tags, of.low_kg, of.high_kg)
    view.trends.baseline.pin.setFocus()
    opened.press(Qt.Key.Key_Space)
    opened.settle()
    assert words.BASELINE_PINNED in view.trends.baseline.line.text()
    view.trends.baseline.clear.setFocus()
    opened.press(Qt.Key.Key_Space)
    with opened.store() as store:
        assert store.hold(band).pinned is not None
    assert view.trends.baseline.clear.text() == words.RESET_SURE
    opened.press(Qt.Key.Key_Space)
    opened.settle()
    with opened.store() as store:
        assert store.hold(band) == Hold(NOW.timestamp()) or store.hold(band).reset_unix_s is not None
        assert store.hold(band).pinned is None


def test_an_own_speed_of_a_single_is_kept(opened: Opened) -> None:
    view = opened.view
    opened.go(Section.STRENGTH)
    opened.type_in(view.strength.least, "7")
    opened.press(Qt.Key.Key_Return)
    assert view.strength.wrong.isVisible()
    view.strength.least.clear()
    opened.type_in(view.strength.least, "0.2")
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert view.lift_page is not None
    assert view.lift_page.own_least_ms == 0.2
    assert view.lift_page.strength.profile.least is not None
    assert view.lift_page.strength.profile.least.speed_ms == 0.2


def test_weeks_are_looked_at_one_after_the_other(opened: Opened) -> None:
    view = opened.view
    opened.go(Section.WEEKS)
    view.weeks.setFocus()
    opened.press(Qt.Key.Key_Left)
    assert view.person is not None
    week = view.person.weeks[-2]
    assert view.weeks.plot.week == week
    assert words.week_line(week, Units.KG) in view.weeks.plot.accessibleName()


def test_a_best_set_opens_its_session(opened: Opened) -> None:
    view = opened.view
    opened.go(Section.BEST)
    view.best.cards[0].setFocus()
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert view.section is Section.SESSIONS
    assert view.lift_page is not None
    assert view.sessions.session is not None
    assert view.sessions.session.id == view.lift_page.best.firsts[0].session_id


def test_symptoms_say_how_far_they_went_together(opened: Opened) -> None:
    opened.go(Section.SYMPTOMS)
    assert "correlation" in opened.view.symptoms.text.text()
    assert opened.view.symptoms.never.text() == words.SYMPTOMS_NEVER_WHY


def test_another_lifter_is_chosen_by_keys(opened: Opened) -> None:
    view = opened.view
    view.head.who.setFocus()
    opened.press(Qt.Key.Key_Down)
    opened.settle()
    assert view.person is not None
    assert view.person.history.lifter.name == "Ben"
    assert len(view.person.history.sessions) == 4
    opened.go(Section.TRENDS)
    view.show_lifter("Ann")
    opened.settle()
    assert view.person.history.lifter.name == "Ann"
    assert view.lift_page is not None
    assert view.section is Section.TRENDS


def test_a_set_without_a_sensor_is_typed_in(opened: Opened) -> None:
    view = opened.view
    assert view.person is not None
    before = len(view.person.history.sets)
    opened.press(Qt.Key.Key_A)
    view.add.form.load.setText("60")
    view.add.form.load.setFocus()
    opened.press(Qt.Key.Key_Return)
    assert view.add.wrong.text() == data_words.ADD_REPS_WRONG
    opened.type_in(view.add.form.reps, "12")
    view.add.day.setText("2026-12-24")
    opened.press(Qt.Key.Key_Return)
    assert view.add.wrong.text() == data_words.ADD_LATER
    view.add.day.setText("2026-11-18")
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert view.pages.currentWidget() is view.sessions
    assert view.person is not None
    assert len(view.person.history.sets) == before + 1
    added = next(one for one in view.person.history.sets if one.by_hand and one.reps == 12)
    assert (added.load_kg, added.exercise) == (60.0, "squat")
    assert words.day(added.started_unix_s, NOW.tzinfo).isoformat() == "2026-11-18"


def test_the_form_is_left_without_keeping_anything(opened: Opened) -> None:
    view = opened.view
    opened.press(Qt.Key.Key_A)
    opened.type_in(view.add.form.reps, "5")
    opened.press(Qt.Key.Key_Escape)
    assert view.pages.currentWidget() is view.sessions
    assert not view.asking.waiting


def test_sets_of_nobody_are_given_to_somebody(opened: Opened) -> None:
    view = opened.view
    opened.go(Section.DATA)
    assert view.data.nobodys.count() == 1
    view.data.give.click()
    assert view.foot.line.text() == data_words.NAME_SOMEBODY
    opened.type_in(view.data.whose, "Cleo")
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert view.data.nobodys.count() == 0
    with opened.store() as store:
        assert len(store.history("Cleo").sets) == 1


def test_a_person_goes_out_is_deleted_by_name_and_comes_back(open_view: Callable[..., Opened], tmp_path: Path) -> None:
    opened = open_view(Settings(athlete="Ben"))
    view = opened.view
    assert view.person is not None
    before = len(view.person.history.sets)
    opened.go(Section.DATA)
    view.data.target.setText(str(tmp_path))
    view.data.target.setFocus()
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    archive = tmp_path / "rackside-ben.zip"
    assert archive.is_file()
    assert str(archive) in view.foot.line.text()

    opened.type_in(view.data.typed, "ben")
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert not view.data.delete.isEnabled()
    with opened.store() as store:
        assert len(store.history("Ben").sets) == before
    view.data.typed.clear()
    opened.type_in(view.data.typed, "Ben")
    forgotten: list[str] = []
    view.forgotten.connect(forgotten.append)
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert forgotten == ["Ben"]
    with opened.store() as store:
        assert [lifter.name for lifter in store.lifters()] == ["Ann"]
    assert view.head.who.currentText() == "Ann"
    assert view.data.typed.text() == ""

    view.data.source.setText(str(archive))
    view.data.source.setFocus()
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert view.person is not None
    assert view.person.history.lifter.name == "Ben"
    assert len(view.person.history.sets) == before


def test_a_deleted_person_leaves_the_groups_files_too(open_view: Callable[..., Opened], tmp_path: Path) -> None:
    opened = open_view(Settings(athlete="Ben"))
    group = opened.place.group
    assert group is not None
    outbox = Outbox(group / "outbox-rack1.sqlite3")
    outbox.put(session(), entry(1, replace(PLAN, athlete="Ben")), START_UNIX_S)
    damaged = group / "coach.sqlite3"
    damaged.write_bytes(b"Ben" * 1000)
    opened.go(Section.DATA)
    opened.type_in(opened.view.data.typed, "Ben")
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert outbox.waiting == 0
    outbox.close()
    told = opened.view.foot.line.text()
    assert "1 sets" in told
    assert str(damaged) in told


def test_what_went_wrong_is_told_with_what_to_do(opened: Opened, tmp_path: Path) -> None:
    view = opened.view
    opened.go(Section.DATA)
    view.data.source.setText(str(tmp_path / "none.zip"))
    view.data.source.setFocus()
    opened.press(Qt.Key.Key_Return)
    opened.settle()
    assert "none.zip" in view.foot.line.text()
    assert view.foot.line.objectName() == "wrong"


def test_nobody_is_kept_and_every_page_can_be_shown(open_view: Callable[..., Opened]) -> None:
    opened = open_view(empty=True)
    for section in Section:
        opened.go(section)
    assert opened.view.head.facts.text() == words.NOBODY
    assert not opened.view.data.export.isEnabled()
    opened.press(Qt.Key.Key_P)


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize(("size", "scale"), [((1366, 768), 1.0), ((1920, 1080), 1.0), ((1366, 768), 1.5)])
def test_every_page_is_drawn_and_nothing_is_cut_off(
    opened: Opened, theme: ThemeName, size: tuple[int, int], scale: float
) -> None:
    view = opened.view
    opened.window.resize(*size)
    view.set_look(Look(PALETTES[theme], size[1], scale))
    pictures: list[QImage] = []
    for section in Section:
        opened.go(section)
        pictures.append(view.grab().toImage())
        least = view.minimumSizeHint()
        assert (least.width() <= size[0], least.height() <= size[1]) == (True, True), section
    assert all(one != other for one, other in pairwise(pictures))


def test_loads_are_shown_in_the_lifters_units(opened: Opened) -> None:
    view = opened.view
    opened.go(Section.TRENDS)
    view.set_settings(Settings(athlete="Ann", units=Units.LB))
    assert "lb" in view.choice.bands.currentText()
    assert "lb" in view.sessions.title.text()
    assert "lb" in view.trends.baseline.line.text()
