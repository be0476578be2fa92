"""A laptop's session in the group: what it keeps goes to the coach too, and after a crash what it had kept before."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.diary.desk import DiaryDesk
from desktop_app.diary.keeping import Pages
from desktop_app.group.catching_up import AGAIN_S, CatchingUp, catch_up
from desktop_app.group.joining import GroupPage, Joining
from desktop_app.group.own_history import keeper, put
from desktop_app.group.place import Login, read_place
from desktop_app.group.sets import set_to_send
from desktop_app.session.own import LiftKey
from desktop_app.session.page import Page
from desktop_app.session.sets import AddReps, SetEntry, SetLog, edited
from desktop_app.session.snapshot import Notice
from desktop_app.store.place import StorePlace
from desktop_app.store.records import Session, session_id_of
from desktop_app.store.store import Store
from tests.desktop_app.conftest import NewPlace
from tests.desktop_app.group.broker import MISSING, Broker, program
from tests.desktop_app.group.making import SOON_S, coach_at, until
from tests.desktop_app.store.making import START_UNIX_S, entry, log, measured, session

Put = list[tuple[Session, tuple[SetEntry, ...]]]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if program() is None:
        pytest.skip(MISSING)
    with Broker(tmp_path) as found:
        yield found


@pytest.fixture
def left_over(tmp_path: Path, project: Path) -> Path:
    """A recording as a station leaves it that is killed."""
    path = tmp_path / "recordings" / "killed.mcap"
    path.parent.mkdir()
    path.write_bytes((project / "recordings" / "simulated_squat_falls_apart.mcap").read_bytes()[:-3000])
    return path


def test_a_page_without_a_history_still_puts_by_what_changed() -> None:
    told: Put = []
    beside: list[Notice | None] = []

    def put_by(of: Session, entries: Sequence[SetEntry]) -> None:
        assert beside, "the disk comes first"
        told.append((of, tuple(entries)))

    page: Page = GroupPage(session(), None, put_by)
    first = log(1)
    page.keep(first, lambda: beside.append(None))
    page.keep(first, lambda: beside.append(None))
    second = SetLog((*first.entries, entry(2)))
    page.keep(second, lambda: beside.append(None))
    third = edited(second, AddReps(1, 2))
    page.keep(third, lambda: beside.append(None))
    assert [[e.id for e in entries] for _, entries in told] == [[1], [2], [1]]
    assert {of.id for of, _ in told} == {session().id} == {page.session_id}
    page.ask(LiftKey("Ann", None, (), None))
    assert (page.answer(), page.notice, page.adopted) == (None, None, None)
    page.end(None)


def test_two_stations_share_a_history_and_the_coach_has_each_set_once(
    broker: Broker, new_place: NewPlace, tmp_path: Path
) -> None:
    place = new_place()
    with ExitStack() as stack:
        coach = stack.enter_context(coach_at(read_place(broker.url), tmp_path))
        for name in ("rack1", "rack2"):
            desk = DiaryDesk(replace(place, recordings=tmp_path / name))
            joining = Joining(name, read_place(broker.url), Login(), tmp_path)
            stack.callback(joining.close)
            stack.callback(desk.close)
            desk.start()
            joining.agent.start()
            page = joining.pages(Pages(desk))(name, START_UNIX_S, None)
            for number in range(1, 6):
                page.keep(log(*range(1, number + 1)), lambda: None)
            page.end(None)
        until(lambda: len(coach.sets) == 10, "not all came")
    with Store.open(place) as store:
        kept = [one for name in ("rack1", "rack2") for one in store.sets_of_session(session_id_of(name))]
        assert {came.done.set_id for came in coach.sets} == {one.id for one in kept}
        assert len(kept) == 10
        assert [lifter.name for lifter in store.lifters()] == ["Ann"]


def test_what_a_killed_station_was_lifting_is_kept_and_put_by_once(tmp_path: Path, left_over: Path) -> None:
    store = Store.open(StorePlace(tmp_path / "history", left_over.parent))
    told: Put = []

    def put_by(of: Session, entries: Sequence[SetEntry]) -> None:
        told.append((of, tuple(entries)))

    caught = catch_up(store, put_by)
    assert (caught.done, caught.later, told) == ((), frozenset({"killed"}), []), "it may still be written to"
    store.now_unix_s = lambda: time.time() + 3600.0
    assert catch_up(store, put_by, frozenset({"another"})).done == ()
    assert catch_up(store, put_by, frozenset({"killed"})).done == ("killed",)
    ((of, (lifted,)),) = told
    assert lifted.rep_count == 7
    assert [one.id for one in store.sets_of_session(of.id)] == [set_to_send(of, lifted).set_id]
    left_over.write_bytes(b"junk")
    assert catch_up(store, put_by).done == ()
    store.close()


def test_catching_up_looks_again_at_what_may_still_be_written_to(tmp_path: Path, left_over: Path) -> None:
    desk, said = DiaryDesk(StorePlace(tmp_path / "history", left_over.parent)), list[str]()
    desk.start()
    catching = CatchingUp(desk, lambda *_: None, said.append)

    def tick(now_s: float) -> None:
        """Ask, and take what comes of it."""
        catching.tick(now_s)
        desk.ask(lambda _: None).result(SOON_S)
        catching.tick(now_s)

    tick(0.0)
    later_unix_s = time.time() - 60.0
    os.utime(left_over, (later_unix_s, later_unix_s))
    tick(AGAIN_S / 2)
    assert said == []
    tick(2 * AGAIN_S)
    desk.close()
    assert said == ["killed"]


def test_the_coachs_own_history_holds_each_set_as_it_stands(store: Store, place: StorePlace) -> None:
    first = set_to_send(session(), entry(1, found=measured(5, warned=(2,))), 1)
    put(store, first)
    put(store, first)
    assert store.sets_of_session(session().id)[0].revision == 1
    put(store, replace(first, revision=2, struck=(2,)))
    (kept,) = store.sets_of_session(session().id)
    assert (kept.entry.rep_count, kept.entry.plan.athlete) == (4, "Ann")
    desk = DiaryDesk(place)
    desk.start()
    keeper(desk)("rack1", set_to_send(session("b"), entry(1))).result(SOON_S)
    desk.close()
    assert len(store.sets_of_session(session("b").id)) == 1
