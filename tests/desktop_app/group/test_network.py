"""Stations and a coach over a real broker: what is lifted is shown, every set arrives once, orders are followed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import AppError
from desktop_app.group.ledger import Ledger
from desktop_app.group.messages import DoneSet, Heed
from desktop_app.group.place import BrokerPlace, read_place
from desktop_app.group.sets import entry_of, set_to_send
from desktop_app.group.tile import Reach
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Mode, Traffic
from dsp.context import Tempo
from tests.desktop_app.group.broker import MISSING, Broker, program
from tests.desktop_app.group.making import QUICK_STATION, FakeRacks, coach_at, lifting, station_at, until
from tests.desktop_app.group.proxy import CutProxy
from tests.desktop_app.store.making import entry, session


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if program() is None:
        pytest.skip(MISSING)
    with Broker(tmp_path) as found:
        yield found


@pytest.fixture
def place(broker: Broker) -> BrokerPlace:
    return read_place(broker.url)


def test_what_is_lifted_at_a_station_is_shown_to_the_coach(place: BrokerPlace, tmp_path: Path) -> None:
    racks = FakeRacks(lifting("1"), lifting("2", mode=Mode.RESTING))
    with coach_at(place, tmp_path) as coach, station_at(place, tmp_path, racks=racks) as station:
        until(lambda: len(coach.view.tiles) == 2, "no tiles")
        first = coach.view.tiles[0]
        assert (first.key, first.station, first.lifter, first.rep, first.reach) == (
            "rack1/1", "rack1", "Ann", 2, Reach.LIVE,
        )  # fmt: skip
        racks.shown = (lifting("1", reps=3, traffic=Traffic.STOP),)
        until(lambda: [tile.rep for tile in coach.view.tiles] == [3])
        assert coach.view.tiles[0].traffic is Traffic.STOP
        until(lambda: coach.view.tiles[0].offset_ms is not None, "no clock")
        offset = coach.view.stations[0].offset
        assert offset is not None
        assert abs(offset.offset_s) <= offset.error_s + 0.01, "both are this computer's clock"
        assert station.coach_is_here
    assert coach.view.refused == {}


def test_a_station_that_leaves_or_dies_is_lost(place: BrokerPlace, tmp_path: Path) -> None:
    with coach_at(place, tmp_path) as coach:
        with station_at(place, tmp_path):
            until(lambda: coach.view.tiles and coach.view.tiles[0].reach is Reach.LIVE)
        until(lambda: coach.view.tiles[0].reach is Reach.LOST, "no farewell")
        assert coach.view.tiles[0].traffic is Traffic.UNCERTAIN


def test_sets_arrive_once_through_the_brokers_death_and_the_coachs(
    broker: Broker, place: BrokerPlace, tmp_path: Path
) -> None:
    with station_at(place, tmp_path) as station:
        station.keep(session(), [entry(1)])
        with coach_at(place, tmp_path) as coach:
            until(lambda: len(coach.sets) == 1)
            until(lambda: station.waiting == 0)
            broker.kill()
            station.keep(session(), [entry(2), entry(3)])
            until(lambda: station.waiting == 2)
            broker.start()
            until(lambda: len(coach.sets) == 3, "not caught up")
        station.keep(session(), [replace(entry(2), struck=(1,))])
        with coach_at(place, tmp_path) as coach:
            until(lambda: [came.done.revision for came in coach.sets] == [1, 2, 1])
            until(lambda: station.waiting == 0)
            assert entry_of(coach.sets[1].done).struck == (1,)
        # Another laptop, whose ledger is empty, is sent everything.
        other = tmp_path / "other"
        other.mkdir()
        with coach_at(place, other) as coach:
            until(lambda: len(coach.sets) == 3)


def test_a_coachs_own_history_is_told_of_each_change_once(place: BrokerPlace, tmp_path: Path) -> None:
    told: list[DoneSet] = []
    fails = threading.Event()
    fails.set()

    def keep(_: str, done: DoneSet) -> Future[Any]:
        answer: Future[Any] = Future()
        if fails.is_set():
            answer.set_exception(AppError("no room", "Make some."))
        else:
            told.append(done)
            answer.set_result(None)
        return answer

    with coach_at(place, tmp_path, keep=keep) as coach, station_at(place, tmp_path) as station:
        station.keep(session(), [entry(1), entry(2)])
        until(lambda: coach.notice is not None)
        assert station.waiting == 2, "what could not be kept is not acknowledged"
        fails.clear()
        until(lambda: station.waiting == 0)
        station.keep(session(), [entry(1), entry(2)])
        station.keep(session(), [replace(entry(1), added=1)])
        until(lambda: len(told) == 3 and station.waiting == 0)
    assert sorted((done.number, done.revision) for done in told) == [(1, 1), (1, 2), (2, 1)]
    assert coach.notice is None


def test_the_coach_sets_the_next_set_and_says_a_cue(place: BrokerPlace, tmp_path: Path) -> None:
    racks = FakeRacks(lifting("1", plan=LiftPlan("Ann", "squat", ("way_back",), 100.0, loss_stop_percent=20.0)))
    with coach_at(place, tmp_path) as coach, station_at(place, tmp_path, racks=racks):
        until(lambda: coach.view.tiles)
        assert coach.order("rack1/9", LiftPlan()) is None
        coach.order("rack1/1", LiftPlan(load_kg=110.0))
        coach.order("rack1/1", LiftPlan(tempo=Tempo.parse("3-1-X-0"), target_reps=5))
        coach.cue("rack1/1", "  Chest\tup ")
        until(lambda: len(coach.orders) == 3 and all(one.heed is Heed.DONE for one in coach.orders[1:]))
        coach.cue("rack1/1", "")
        until(lambda: len(racks.cues) == 2)
    wanted = LiftPlan("Ann", "squat", ("way_back",), 110.0, Tempo.parse("3-1-X-0"), None, 20.0, target_reps=5)
    assert racks.plans[-1] == ("1", wanted)
    assert racks.cues == [("1", "Chest up"), ("1", None)]


def test_a_network_that_is_cut_or_falls_silent_loses_no_set(broker: Broker, tmp_path: Path) -> None:
    with CutProxy(broker.port) as proxy:
        place = read_place(f"mqtt://127.0.0.1:{proxy.port}")
        with coach_at(read_place(broker.url), tmp_path) as coach, station_at(place, tmp_path) as station:
            station.keep(session(), [entry(1)])
            until(lambda: len(coach.sets) == 1 and coach.view.tiles)
            for number, cut in ((2, proxy.close), (3, proxy.silence)):
                cut()
                station.keep(session(), [entry(number)])
                until(lambda: coach.view.tiles[0].reach is not Reach.LIVE, "nobody noticed")
                proxy.heal()
                until(lambda count=number: len(coach.sets) == count and station.waiting == 0)
    assert [came.done.revision for came in coach.sets] == [1, 1, 1]


KILLED = """
import os, signal, sys, time
from pathlib import Path
from desktop_app.group.place import read_place
from tests.desktop_app.group.making import station_at, until
from tests.desktop_app.group.proxy import CutProxy
from tests.desktop_app.store.making import entry, session
with station_at(read_place(sys.argv[1]), Path(sys.argv[2])) as station:
    until(lambda: station.net.connected)
    station.keep(session(), [entry(1), entry(2)])
    until(lambda: station.waiting == 2)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_station_that_is_killed_in_mid_set_sends_all_once(
    broker: Broker, place: BrokerPlace, tmp_path: Path, project: Path
) -> None:
    with coach_at(place, tmp_path):
        """A coach that was there, and has left."""
    killed = subprocess.run([sys.executable, "-c", KILLED, broker.url, str(tmp_path)], cwd=project, check=False)
    assert killed.returncode == -signal.SIGKILL
    with coach_at(place, tmp_path) as coach, station_at(place, tmp_path) as station:
        # What is found beside its recordings is put by again, with the set that was going on.
        station.keep(session(), [entry(1), entry(2), entry(3)])
        until(lambda: len(coach.sets) == 3 and station.waiting == 0)
    assert [(came.done.number, came.done.revision) for came in coach.sets] == [(1, 1), (2, 1), (3, 1)]


def test_a_coach_and_a_station_wait_for_a_broker_that_is_not_there(broker: Broker, tmp_path: Path) -> None:
    place = read_place(broker.url)
    broker.kill()
    with coach_at(place, tmp_path) as coach, station_at(place, tmp_path) as station:
        until(lambda: station.net.notice is not None and "cannot be reached" in station.net.notice.text)
        station.keep(session(), [entry(1)])
        broker.start()
        until(lambda: len(coach.sets) == 1 and station.waiting == 0)


def test_sets_that_a_coach_does_not_take_hold_up_no_others(place: BrokerPlace, tmp_path: Path) -> None:
    foreign = [entry(number) for number in range(1, QUICK_STATION.at_once + 1)]
    ledger = Ledger(tmp_path / "coach.sqlite3")
    for one in foreign:
        ledger.put("rack2", set_to_send(session(), one), time.time())
    ledger.close()
    with coach_at(place, tmp_path) as coach, station_at(place, tmp_path) as station:
        station.keep(session(), foreign)
        until(lambda: station.waiting == len(foreign))
        station.keep(session("b"), [entry(1)])
        until(lambda: any(came.station == "rack1" for came in coach.sets), "held up")
        until(lambda: station.waiting == len(foreign))
