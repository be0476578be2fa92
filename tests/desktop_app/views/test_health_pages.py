"""The pages about health, by keyboard alone, over a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.pages import Occasion
from desktop_app.health.checkin import CheckIn, Flag, Kind, Modification, Moment, Place, Remark, Side
from desktop_app.health.checklist import Condition
from desktop_app.health.reminder import Day
from desktop_app.session.plan import LiftPlan
from desktop_app.session.settings import Settings, ThemeName
from desktop_app.store.manual import add_by_hand
from desktop_app.store.place import StorePlace
from desktop_app.store.store import Store
from desktop_app.views import words_answer, words_before, words_checkin, words_feeling, words_way_back
from desktop_app.views.health_pages import HealthPages
from desktop_app.views.red_flag_view import Reading
from desktop_app.views.theme import PALETTES, Look
from tests.desktop_app.health.making import NOW, ago

SQUAT = LiftPlan("Ann", "squat", (), 100.0)
ANN = Settings(athlete="Ann")
AT_ONCE = Reading(0, 0, 0)


@dataclass
class Bench:
    """The pages in a window of their own, and what they said."""

    window: QMainWindow
    pages: HealthPages
    desk: DiaryDesk
    qtbot: QtBot
    over: list[Occasion] = field(default_factory=list)
    wanted: list[bool] = field(default_factory=list)
    changed: list[Settings] = field(default_factory=list)

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            if isinstance(key, str):
                self.qtbot.keyClicks(widget, key)
            else:
                self.qtbot.keyClick(widget, key)

    def begin(self, occasion: Occasion, plan: LiftPlan | None = SQUAT, session: str | None = None) -> None:
        over, seen = len(self.over), len(self.wanted)
        self.pages.begin(occasion, plan=plan, session=session)
        self.qtbot.waitUntil(
            lambda: (len(self.wanted) > seen and not self.shows(self.pages.waiting)) or len(self.over) > over
        )

    def shows(self, view: object) -> bool:
        return self.pages.currentWidget() is view

    def wait_for(self, view: object) -> None:
        """What is looked up first is not there at once."""
        self.qtbot.waitUntil(lambda: self.shows(view))

    def kept(self, work: Callable[[Store], Any]) -> Any:
        return self.desk.ask(work).result(30.0)


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    desk = DiaryDesk(StorePlace(tmp_path / "history", tmp_path / "recordings"))
    desk.start()

    def made(settings: Settings = ANN, reading: Reading = AT_ONCE) -> Bench:
        pages, window = HealthPages(desk, settings, lambda: NOW, reading), QMainWindow()
        qtbot.addWidget(window)
        window.setCentralWidget(pages)
        window.setMinimumSize(800, 450)
        window.resize(1366, 768)
        pages.set_look(Look(PALETTES[ThemeName.DARK], 768))
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        bench = Bench(window, pages, desk, qtbot)
        pages.over.connect(bench.over.append)
        pages.wanted.connect(lambda: bench.wanted.append(True))
        pages.changed.connect(bench.changed.append)
        return bench

    yield made
    desk.close()


@pytest.fixture
def bench(make: Callable[..., Bench]) -> Bench:
    return make()


def test_nothing_hurts_is_one_key(bench: Bench) -> None:
    bench.begin(Occasion.PAIN)
    assert bench.shows(bench.pages.check_in)
    bench.press("0")
    assert bench.over == [Occasion.PAIN]
    (stored,) = bench.kept(lambda store: store.check_ins("Ann"))
    assert (stored.check_in.pain, stored.check_in.flags) == (0, frozenset())


def test_a_whole_check_in_is_answered_by_keys(bench: Bench) -> None:
    bench.begin(Occasion.PAIN)
    page, down = bench.pages.check_in, Qt.Key.Key_Down
    bench.press("3", down)
    assert page.place.hasFocus()
    bench.press("9", down)
    assert page.other.hasFocus()
    bench.press("shin", down, "2", down, "2", down)
    assert page.flags.hasFocus()
    bench.press(down, "3", down, "2", down)
    assert page.remarks.hasFocus()
    bench.press(Qt.Key.Key_Right, Qt.Key.Key_Space, "1", down, "1", down, "stairs")
    bench.press(Qt.Key.Key_Return)
    (stored,) = bench.kept(lambda store: store.check_ins("Ann"))
    said = stored.check_in
    assert said == CheckIn(
        NOW, Moment.DURING, 3, kind=Kind.ACHY, place=Place.OTHER, side=Side.RIGHT, other="shin", change=said.change,
        since=ago(1), remarks=frozenset({Remark.BETTER_WARM, Remark.WORKED}),
        tried=frozenset({Modification.LESS_LOAD}), exercise="squat", note="stairs",
    )  # fmt: skip
    assert said.change == "worse"
    assert bench.shows(bench.pages.answer)


@pytest.mark.parametrize(("keys", "pain"), [("10", 10), ("70", 0), ("15", 5), ("110", 10)])
def test_figures_choose_the_number(bench: Bench, keys: str, pain: int) -> None:
    bench.begin(Occasion.PAIN)
    bench.press(keys)
    assert bench.pages.check_in.scale.pain == pain
    assert not bench.over


def test_no_pain_but_numb_is_said_with_the_arrows_and_is_a_red_flag(bench: Bench) -> None:
    bench.begin(Occasion.PAIN)
    page = bench.pages.check_in
    bench.press(Qt.Key.Key_Left, Qt.Key.Key_Down)
    assert page.flags.hasFocus()
    assert not page.place.isVisible()
    bench.press("3", Qt.Key.Key_Return)
    assert bench.shows(bench.pages.red_flag)
    (stored,) = bench.kept(lambda store: store.check_ins("Ann"))
    assert stored.check_in.flags == {Flag.NUMB}


def test_enter_without_a_number_asks_for_one_and_esc_is_not_now(bench: Bench) -> None:
    bench.begin(Occasion.PAIN)
    bench.press(Qt.Key.Key_Return)
    assert bench.pages.check_in.wrong.text() == words_checkin.CHOOSE
    bench.press(Qt.Key.Key_Escape)
    assert bench.over == [Occasion.PAIN]
    assert bench.kept(lambda store: store.lifters()) == []


def test_two_places_are_two_answers(bench: Bench) -> None:
    bench.begin(Occasion.PAIN)
    bench.press("2", Qt.Key.Key_Down, "3", Qt.Key.Key_Plus)
    assert "knee" in bench.pages.check_in.so_far.text()
    bench.press("6", Qt.Key.Key_Down, "8", Qt.Key.Key_Return)
    found = bench.kept(lambda store: {c.check_in.place: c.check_in.pain for c in store.check_ins("Ann")})
    assert found == {Place.KNEE: 2, Place.NECK: 6}
    assert bench.pages.answer.title.text() == "Pain 6: modify, or hold off"
    bench.press(Qt.Key.Key_Return)
    assert bench.pages.answer.title.text() == "Pain 2: in the safe zone"


def _flag(bench: Bench) -> None:
    bench.begin(Occasion.PAIN)
    bench.press("4", Qt.Key.Key_Down, Qt.Key.Key_Down, "1", Qt.Key.Key_Down, "12345678", Qt.Key.Key_Return)
    assert bench.shows(bench.pages.red_flag)


def test_the_red_flag_screen_cannot_be_left_before_its_time(make: Callable[..., Bench]) -> None:
    bench = make(reading=Reading(60_000, 0, 60_000))
    _flag(bench)
    page = bench.pages.red_flag
    assert not page.confirm.isEnabled()
    for key in (Qt.Key.Key_Y, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_R, Qt.Key.Key_F2):
        bench.press(key)
        assert bench.shows(page)
    assert bench.pages.closed
    bench.begin(Occasion.LIFT)
    assert bench.shows(page)
    assert bench.over == []


def test_the_red_flag_screen_is_read_to_its_end_and_confirmed_by_its_own_key(bench: Bench) -> None:
    bench.pages.window().resize(1000, 460)
    bench.pages.set_look(Look(PALETTES[ThemeName.DARK], 460, 1.5))
    _flag(bench)
    page = bench.pages.red_flag
    bench.qtbot.wait(20)
    assert "sharp pain" in page.text.text()
    assert not page.confirm.isEnabled()
    bench.press(Qt.Key.Key_Y)
    assert bench.shows(page)
    for _ in range(200):
        if page.confirm.isEnabled():
            break
        bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Return)
    assert bench.shows(page)
    assert page.confirm.text() == words_answer.READ_KEY
    bench.press(Qt.Key.Key_Y)
    assert bench.over == [Occasion.PAIN]
    (check_in,) = bench.kept(lambda store: store.check_ins("Ann"))
    assert bench.kept(lambda store: store.red_flags_read("Ann")) == {check_in.id: NOW.timestamp()}
    assert not bench.pages.closed


def test_before_a_set_lines_are_tapped_and_enter_always_goes_on(bench: Bench) -> None:
    bench.begin(Occasion.LIFT)
    page = bench.pages.before
    assert bench.shows(page)
    assert page.title.text() == words_before.TITLE.format("Squat · 100 kg")
    bench.press("12", Qt.Key.Key_Down, Qt.Key.Key_Space, "45")
    assert page.lines.all_done
    assert page.head.text() == words_before.ALL_DONE
    bench.press(Qt.Key.Key_Return)
    assert bench.over == [Occasion.LIFT]
    assert bench.pages.plan == SQUAT
    bench.begin(Occasion.LIFT)
    assert bench.over == [Occasion.LIFT] * 2
    bench.begin(Occasion.LIFT, replace(SQUAT, exercise="hip_thrust"))
    assert bench.shows(page)
    bench.press(Qt.Key.Key_Return)
    assert bench.over == [Occasion.LIFT] * 3


def _lifted(bench: Bench) -> None:
    def work(store: Store) -> None:
        for days in (9, 6, 3):
            add_by_hand(store, replace(SQUAT, target_reps=5), 5, ago(days).timestamp())

    bench.kept(work)


def test_from_an_answer_to_a_way_back_and_its_step(bench: Bench) -> None:
    _lifted(bench)
    bench.begin(Occasion.PAIN)
    bench.press("6", Qt.Key.Key_Down, "1", Qt.Key.Key_Return)
    assert bench.shows(bench.pages.answer)
    assert "Dead bug" in bench.pages.answer.place.text()
    bench.press("1", "W")
    page = bench.pages.way_back
    assert bench.shows(page)
    assert page.title.text() == words_way_back.OFFER.format("Squat", "70 kg", "100 kg")
    bench.press(Qt.Key.Key_Left, Qt.Key.Key_Space, Qt.Key.Key_Return)
    (way,) = bench.kept(lambda store: store.way_backs("Ann"))
    assert (way.plan.start_load_kg, way.plan.place) == (60.0, Place.LOWER_BACK)
    assert bench.over == [Occasion.PAIN]
    bench.begin(Occasion.LIFT)
    # The last session was within the 72 hours: how it is today is asked first, and can be skipped.
    assert bench.shows(bench.pages.check_in)
    bench.press(Qt.Key.Key_Escape)
    assert bench.shows(bench.pages.before)
    bench.press("w", Qt.Key.Key_Return)
    assert bench.over == [Occasion.PAIN, Occasion.LIFT]
    assert bench.pages.plan == replace(SQUAT, load_kg=60.0, variation=("way_back",), target_reps=5)


def test_the_overview_opens_a_late_answer_a_way_back_and_an_answer(bench: Bench) -> None:
    _lifted(bench)
    bench.pages.overview()
    page = bench.pages.feeling
    bench.wait_for(page)
    texts = [page.list.item(k).text() for k in range(page.list.count())]
    assert texts[0] == words_feeling.NEW
    late = [text for text in texts if text.startswith("Add")]
    bench.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    bench.wait_for(bench.pages.check_in)
    bench.press("3", Qt.Key.Key_Return)
    assert bench.shows(bench.pages.answer)
    bench.press(Qt.Key.Key_Return)
    assert bench.shows(page)
    texts = [page.list.item(k).text() for k in range(page.list.count())]
    assert len([text for text in texts if text.startswith("Add")]) == len(late) - 1
    row = next(k for k, text in enumerate(texts) if ": 3" in text)
    page.list.setCurrentRow(row)
    bench.press(Qt.Key.Key_Return)
    bench.wait_for(bench.pages.answer)
    bench.press(Qt.Key.Key_Return)
    assert bench.shows(page)
    page.list.setCurrentRow(row)
    bench.press(Qt.Key.Key_Delete)
    assert page.wrong.text() == words_feeling.SURE
    bench.press(Qt.Key.Key_Delete)
    assert bench.kept(lambda store: store.check_ins("Ann")) == []
    assert bench.over == []


def test_a_self_check_is_answered_from_the_overview(bench: Bench) -> None:
    bench.pages.overview()
    page = bench.pages.feeling
    bench.wait_for(page)
    page.list.setCurrentRow(page.list.count() - 1)
    bench.press(Qt.Key.Key_Return, "2", Qt.Key.Key_Return)
    assert bench.shows(page)
    (check,) = bench.kept(lambda store: store.self_checks("Ann"))
    assert (check.limiter, check.ticked) == ("trunk", (1,))


def test_profile_and_reminder_are_chosen_by_tab_and_figures(bench: Bench) -> None:
    bench.pages.overview()
    page = bench.pages.feeling
    bench.wait_for(page)
    bench.press(Qt.Key.Key_Tab)
    assert page.conditions.hasFocus()
    bench.press("4", Qt.Key.Key_Tab, "3")
    assert bench.kept(lambda store: store.profile("Ann")) == (Condition.KNEE.value,)
    assert (bench.changed[-1].reminder.on, bench.changed[-1].reminder.day) == (True, Day.STANDING)
    bench.pages.set_settings(bench.changed[-1])
    bench.press(Qt.Key.Key_Tab, "4")
    assert bench.changed[-1].reminder.every_min == 60


def test_nobody_is_asked_for_a_name_first(make: Callable[..., Bench]) -> None:
    bench = make(Settings())
    bench.pages.overview()
    assert bench.pages.feeling.title.text() == words_feeling.NOBODY


def test_who_does_not_want_to_wait_for_the_history_goes_on(bench: Bench) -> None:
    busy = Event()
    bench.desk.ask(lambda _: busy.wait(30.0))
    bench.pages.begin(Occasion.LIFT, plan=SQUAT)
    bench.qtbot.waitUntil(lambda: bench.shows(bench.pages.waiting) and bool(bench.wanted))
    bench.press(Qt.Key.Key_Return)
    assert bench.shows(bench.pages.before)
    busy.set()


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_every_page_fits_its_window(bench: Bench, theme: ThemeName, size: tuple[int, int]) -> None:
    """A page that asks for more height than there is pushes its keys' line out of sight."""
    _lifted(bench)
    pages = bench.pages
    pages.set_look(Look(PALETTES[theme], size[1]))
    pages.window().resize(*size)
    bench.begin(Occasion.PAIN)
    bench.press("6", Qt.Key.Key_Down, "1")
    for view in (pages.check_in, pages.answer, pages.before, pages.red_flag, pages.way_back, pages.feeling):
        assert view.minimumSizeHint().height() <= size[1], type(view).__name__
        assert view.minimumSizeHint().width() <= size[0], type(view).__name__
