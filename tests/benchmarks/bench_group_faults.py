"""The group's network broken on purpose: whether every set arrives once, and what is made of messages that are none.

Stations put two sets by a second while the broker is killed and started again, while the network is cut (closed, or
open and silent), and while a station's process is killed in mid-set: 10 times each with --full, 3 times without. Then
10,000 messages that are malformed, oversized or forged go to a broker without access rules, so that the coach alone
must refuse them, and 1,000 as another station to a broker with them. With --full also `rackside station` itself, with
its engine and a sensor over the fake radio, killed in mid-set. Parts for --only: broker network kills forged station.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiomqtt
import harness  # sets one thread a process: before numpy
import radio  # noqa: F401 (makes the tests importable)
from group_forging import forged, topic_of_another
from group_killed import killed_commands
from group_stream import CONTEXT, HOST, Gym, new_gym
from rich.table import Table

from desktop_app.group.client import ClientParams
from desktop_app.group.coach import Coach
from desktop_app.group.ledger import Ledger
from desktop_app.group.outbox import Outbox
from desktop_app.group.place import BrokerPlace, Login, read_place
from desktop_app.group.station import StationAgent
from desktop_app.store.records import Session, session_id_of
from tests.desktop_app.group.broker import Broker
from tests.desktop_app.group.making import FakeRacks
from tests.desktop_app.group.proxy import CutProxy
from tests.desktop_app.store.making import entry

STATIONS: Final = 8
FULL: Final = 10
QUICK: Final = 3
SET_S: Final = 0.5
LATE_S: Final = 60.0
"""After the last fault everything has so long to arrive."""
FORGED: Final = 10_000
AS_ANOTHER: Final = 1_000
NAMES: Final = tuple(f"rack{k}" for k in range(STATIONS))
PARAMS: Final = ClientParams(most_s=2.0, keepalive_s=2, timeout_s=2.0)
"""Silence is noticed sooner than by default, so that the benchmark takes minutes."""


@dataclass(frozen=True)
class Floor:
    """A coach, and stations that lift. lifted: sets that each has put by."""

    coach: Coach
    agents: dict[str, StationAgent]
    lifted: dict[str, int]

    def arrived(self) -> bool:
        return all(not agent.waiting for agent in self.agents.values()) and len(self.coach.sets) >= sum(
            self.lifted.values()
        )


@contextmanager
def floor(gym: Gym, folder: Path, place: BrokerPlace) -> Iterator[Floor]:
    """All of them in this process, each with its own connection."""
    with ExitStack() as stack:
        coach = Coach(place, gym.login("coach"), Ledger(folder / "coach.sqlite3"), params=PARAMS)
        stack.callback(coach.close)
        coach.start()
        agents = {}
        for name in NAMES:
            agents[name] = StationAgent(
                name, place, gym.login(name), FakeRacks(), Outbox(folder / f"{name}.sqlite3"), params=PARAMS
            )
            stack.callback(agents[name].close)
            agents[name].start()
        lifted, ending = dict.fromkeys(NAMES, 0), threading.Event()

        def lift() -> None:
            while not ending.wait(SET_S):
                for name, agent in agents.items():
                    lifted[name] += 1
                    agent.keep(Session(session_id_of(name), 1e9), [entry(lifted[name])])

        lifting = threading.Thread(target=lift)
        lifting.start()
        stack.callback(lifting.join)
        stack.callback(ending.set)
        found = Floor(coach, agents, lifted)
        yield found
        ending.set()
        lifting.join()
        _wait(found.arrived)


def _wait(true: Callable[[], bool]) -> None:
    until_s = time.monotonic() + LATE_S
    while not true() and time.monotonic() < until_s:
        time.sleep(0.05)


def row(table: Table, what: str, coach: Coach, lifted: dict[str, int], faults: str) -> None:
    """Sets that came against sets that were lifted, by number."""
    came = [(c.station, c.done.number) for c in coach.sets]
    wanted = {(name, number) for name, count in lifted.items() for number in range(1, count + 1)}
    table.add_row(
        what,
        faults,
        f"{len(wanted)}",
        harness.against(len(wanted - set(came)), 0, 0),
        harness.against(len(came) - len(set(came)) + len(set(came) - wanted), 0, 0),
        harness.against(sum(c.done.revision != 1 for c in coach.sets), 0, 0),
    )


def broker_killed(table: Table, folder: Path, times: int) -> None:
    gym = new_gym(folder, NAMES)
    with Broker(folder, gym.config(), gym.port) as broker, floor(gym, folder, gym.place()) as on:
        for _ in range(times):
            time.sleep(3.0)
            broker.kill()
            time.sleep(1.0)
            broker.start()
    row(table, "broker killed", on.coach, on.lifted, f"{times}")


def network_cut(table: Table, folder: Path, times: int) -> None:
    gym = new_gym(folder, NAMES)
    with (
        Broker(folder, gym.config(), gym.port),
        CutProxy(gym.port) as proxy,
        floor(gym, folder, gym.place(proxy.port)) as on,
    ):
        for k in range(times):
            time.sleep(3.0)
            (proxy.close if k % 2 else proxy.silence)()
            time.sleep(1.0 if k % 2 else 5.0)
            proxy.heal()
    row(table, "network cut", on.coach, on.lifted, f"{times}")


def lift_on(gym: Gym, name: str, folder: Path, ending: Any) -> None:
    """A station's process: set after set, each on the disk once it is over; killed, it does the set again."""
    done = folder / f"{name}.done"
    agent = StationAgent(
        name, gym.place(), gym.login(name), FakeRacks(), Outbox(folder / f"{name}.sqlite3"), params=PARAMS
    )
    agent.start()
    number = int(done.read_text()) if done.exists() else 0
    while not ending.is_set():
        time.sleep(SET_S)
        number += 1
        agent.keep(Session(session_id_of(name), 1e9), [entry(number)])
        part = done.with_suffix(".part")
        part.write_text(f"{number}")
        part.replace(done)
    until_s = time.monotonic() + LATE_S
    while agent.waiting and time.monotonic() < until_s:
        time.sleep(0.05)
    agent.close()


def stations_killed(table: Table, folder: Path, times: int) -> None:
    names = NAMES[:2]
    gym, rng = new_gym(folder, names), random.Random(5)
    with Broker(folder, gym.config(), gym.port):
        coach = Coach(gym.place(), gym.login("coach"), Ledger(folder / "coach.sqlite3"), params=PARAMS)
        coach.start()
        ending = CONTEXT.Event()

        def started(name: str) -> Any:
            process = CONTEXT.Process(target=lift_on, args=(gym, name, folder, ending))
            process.start()
            return process

        running = {name: started(name) for name in names}
        time.sleep(5.0)
        for k in range(times):
            time.sleep(3.0 + rng.random())
            name = names[k % len(names)]
            running[name].kill()
            running[name].join()
            running[name] = started(name)
        time.sleep(6.0)
        ending.set()
        for process in running.values():
            process.join(2 * LATE_S)
        lifted = {name: int((folder / f"{name}.done").read_text()) for name in names}
        _wait(lambda: len(coach.sets) >= sum(lifted.values()))
        row(table, "station killed", coach, lifted, f"{times}")
        coach.close()


def coach_refuses(folder: Path) -> Table:
    """No access rules: whatever anybody says reaches the coach."""
    with Broker(folder) as broker, ExitStack() as stack:
        place = read_place(broker.url)
        coach = Coach(place, Login(), Ledger(folder / "coach.sqlite3"))
        stack.callback(coach.close)
        coach.start()
        agent = StationAgent("rack0", place, Login(), FakeRacks(), Outbox(folder / "rack0.sqlite3"))
        stack.callback(agent.close)
        agent.start()
        agent.keep(Session(session_id_of("own"), 1e9), [entry(1)])
        _wait(lambda: bool(coach.sets) and bool(coach.view.tiles))
        before = sum(coach.view.refused.values())
        messages = list(forged(random.Random(7), FORGED, "rack0", "own"))
        began = time.monotonic()
        asyncio.run(_say(broker.port, None, None, messages))
        _wait(lambda: sum(coach.view.refused.values()) - before >= len(messages))
        took_s = time.monotonic() - began
        time.sleep(1.0)
        view, refused = coach.view, sum(coach.view.refused.values()) - before
        shown = [tile for tile in view.tiles if tile.key != "rack0/1"]
        own = [came for came in coach.sets if came.done.deleted or came.station != "rack0"]
        table = harness.table(
            f"{FORGED} messages that are none, no access rules, {took_s:.1f} s", "what", "measured", "asked"
        )
        table.add_row("refused and counted", harness.at_least(refused, FORGED, 0), f"{FORGED}")
        for reason, count in sorted(view.refused.items()):
            table.add_row(f"  {reason}", f"{count}", "")
        table.add_row("shown as tiles or sets", harness.against(len(shown) + len(own), 0, 0), "0")
        table.add_row("the station's tile", f"{[t.reach for t in view.tiles if t.key == 'rack0/1']}", "live")
    return table


def broker_refuses(folder: Path) -> Table:
    """A station's credential, and other stations' names."""
    gym, rng = new_gym(folder, NAMES), random.Random(9)
    with Broker(folder, gym.config(), gym.port):
        coach = Coach(gym.place(), gym.login("coach"), Ledger(folder / "coach.sqlite3"))
        coach.start()
        _wait(lambda: coach.net.connected and coach.view.serial > 0)
        messages = [topic_of_another(rng, "rack0", list(NAMES)) for _ in range(AS_ANOTHER)]
        asyncio.run(_say(gym.port, gym, "rack0", messages))
        time.sleep(2.0)
        came = len(coach.view.tiles) + len(coach.view.stations) + sum(coach.view.refused.values())
        told = coach.notice is not None
        coach.close()
    table = harness.table(f"{AS_ANOTHER} messages as another station, access rules", "what", "measured", "asked")
    table.add_row("reached the coach", harness.against(came + told, 0, 0), "0")
    return table


async def _say(port: int, gym: Gym | None, name: str | None, messages: list[tuple[str, bytes]]) -> None:
    login = Login() if gym is None or name is None else gym.login(name)
    context = None if gym is None else ssl.create_default_context(cafile=str(gym.place().ca))
    async with aiomqtt.Client(HOST, port, username=login.user, password=login.password, tls_context=context) as client:
        client.pending_calls_threshold = len(messages)
        for topic, payload in messages:
            await client.publish(topic, payload, 1)


PARTS: Final[dict[str, Callable[[Table, Path, int], None]]] = {
    "broker": broker_killed,
    "network": network_cut,
    "kills": stations_killed,
}


def main() -> None:
    chosen = harness.options(__doc__, QUICK, FULL, processes=1)
    times = chosen.seeds
    table = harness.table(
        f"{STATIONS} stations, two sets a second each", "fault", "times", "sets", "lost", "twice", "changed"
    )
    for name in chosen.chosen(PARTS):
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](table, Path(folder), times)
    if chosen.chosen(["station"]) and (chosen.full or chosen.only):
        with tempfile.TemporaryDirectory() as folder:
            killed_commands(table, Path(folder), times)
    if table.rows:
        harness.show(table)
    if chosen.chosen(["forged"]):
        for part in (coach_refuses, broker_refuses):
            with tempfile.TemporaryDirectory() as folder:
                harness.show(part(Path(folder)))
    harness.show(harness.MARK)


if __name__ == "__main__":
    main()
