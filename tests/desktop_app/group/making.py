"""Messages, sets and racks, made by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from desktop_app.group.client import ClientParams
from desktop_app.group.coach import Coach, CoachTimes
from desktop_app.group.ledger import Ledger
from desktop_app.group.messages import BarMode, BarState, Here, Plan, Presence, RackState
from desktop_app.group.outbox import Outbox
from desktop_app.group.place import BrokerPlace, Login
from desktop_app.group.station import StationAgent, StationTimes
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import LinkView, Mode, RackSnapshot, RepView, Traffic
from dsp.results import Quality
from sensor.ble.status import LinkState

NOBODY: Final = Login()
QUICK: Final = ClientParams(first_s=0.05, most_s=0.2, refused_s=0.2, keepalive_s=2, timeout_s=2.0)
QUICK_COACH: Final = CoachTimes(hello_s=0.5, ask_first_s=0.1, ask_s=1.0, again_s=0.3)
QUICK_STATION: Final = StationTimes(hello_s=1.0, send_s=0.1, again_s=0.3, again_most_s=1.0)
SOON_S: Final = 20.0
RUN: Final = "0123456789abcdef"


def bar(name: str = "AA:01", **changed: object) -> BarState:
    given: dict[str, object] = {
        "bar": name, "name": "Bar left", "plan": Plan("Ann", "squat", (), 100.0, "3-1-X-0"),
        "mode": BarMode.LIFTING, "traffic": Traffic.STEADY,
    }  # fmt: skip
    return BarState(**{**given, **changed})  # type: ignore[arg-type]


def state(number: int = 1, *bars: BarState, run: str = RUN, at_unix_s: float = 1e9) -> RackState:
    return RackState(run, number, at_unix_s, bars or (bar(),))


def hello(run: str = RUN, here: Here = Here.HERE) -> Presence:
    return Presence(run, here, 1, 1e9, "rackside 0")


def until(true: Callable[[], object], what: str = "it did not come to that", soon_s: float = SOON_S) -> None:
    """Wait for something."""
    end_s = time.monotonic() + soon_s
    while not true():
        assert time.monotonic() < end_s, what
        time.sleep(0.01)


class FakeRacks:
    """Racks that show what they are told to, and remember what was asked of them."""

    def __init__(self, *snapshots: RackSnapshot) -> None:
        self.shown = snapshots or (lifting(),)
        self.plans: list[tuple[str, LiftPlan]] = []
        self.cues: list[tuple[str, str | None]] = []

    def snapshots(self) -> Sequence[RackSnapshot]:
        return self.shown

    def set_next_plan(self, bar: str, plan: LiftPlan) -> None:
        self.plans.append((bar, plan))

    def set_cue(self, bar: str, text: str | None) -> None:
        self.cues.append((bar, text))


def lifting(rack: str = "1", reps: int = 2, **changed: object) -> RackSnapshot:
    views = tuple(RepView(k + 1, Quality.GOOD, 2.0, 0.5, None) for k in range(reps))
    link = LinkView("AA:01", "Bar left", LinkState.STREAMING)
    shown = RackSnapshot(1, Mode.LIFTING, LiftPlan("Ann", "squat", (), 100.0), time.time_ns(), reps=views, link=link,
                         traffic=Traffic.STEADY, rack=rack)  # fmt: skip
    return replace(shown, **changed)  # type: ignore[arg-type]


@contextmanager
def coach_at(place: BrokerPlace, folder: Path, login: Login = NOBODY, **given: Any) -> Iterator[Coach]:
    """A coach's program, whose ledger is in a folder."""
    coach = Coach(place, login, Ledger(folder / "coach.sqlite3"), times=QUICK_COACH, params=QUICK, **given)
    coach.start()
    try:
        yield coach
    finally:
        coach.close()


@contextmanager
def station_at(
    place: BrokerPlace, folder: Path, name: str = "rack1", login: Login = NOBODY, racks: FakeRacks | None = None
) -> Iterator[StationAgent]:
    """A station's program, whose outbox is in a folder."""
    outbox = Outbox(folder / f"{name}.sqlite3")
    agent = StationAgent(
        name, place, login, racks or FakeRacks(), outbox, times=QUICK_STATION, params=QUICK, echo_s=1.0
    )
    agent.start()
    try:
        yield agent
    finally:
        agent.close()
