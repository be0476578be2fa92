"""A station's end of the network: says what its racks do, sends its sets until the coach has them, takes orders.

    agent = StationAgent("rack1", place, login, racks, Outbox(path))
    agent.start()
    agent.keep(session, entries)                        # sets that are new or were changed; returns at once
    agent.net, agent.notice, agent.waiting              # how it stands, from any thread
    agent.close()

Nothing here holds up a rack: it works and records whether there is a network or not, and what was lifted without one
is sent when it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol, TypeVar

from desktop_app import __version__
from desktop_app.errors import AppError
from desktop_app.group import words
from desktop_app.group.bars import bar_of, key_of
from desktop_app.group.client import PARAMS as CLIENT_PARAMS
from desktop_app.group.client import ClientParams, Connection, GroupClient, NetState, Will, fault, together
from desktop_app.group.gate import RATES, Gate, Rates
from desktop_app.group.messages import (
    COACH,
    KINDS,
    MOST_BARS,
    PRIVATE_TAGS,
    ROOT,
    BarMode,
    BarState,
    CoachCue,
    DoneSet,
    Heed,
    Heeded,
    Here,
    Kept,
    Message,
    Order,
    Ping,
    Plan,
    Pong,
    Presence,
    RackState,
    new_token,
    plan_of,
)
from desktop_app.group.network import network_thread
from desktop_app.group.outbox import Outbox
from desktop_app.group.place import BrokerPlace, Login
from desktop_app.session.plan import LiftPlan
from desktop_app.session.sets import SetEntry
from desktop_app.session.snapshot import Mode, Notice, RackSnapshot
from desktop_app.store.records import Session
from dsp.results import Severity
from sensor.ble.host_clock import HostClock

T = TypeVar("T")
NS: Final = 1_000_000_000
SHOWN_S: Final = 1.0
"""So long after it was ordered a plan is certainly shown."""
FAREWELL_S: Final = 1.0
DRAIN_S: Final = 3.0
"""Who ends the program waits no longer for the last set to be sent; what is left is sent by the next start."""
ORDERS_MOST: Final = 100
PROGRAM: Final = f"rackside {__version__}"
SET_KIND: Final = next(kind for kind in KINDS if kind.type is DoneSet)


class StationRacks(Protocol):
    """What a station speaks for; called from the network's thread, returns at once."""

    def snapshots(self) -> Sequence[RackSnapshot]:
        """The newest of each rack."""

    def set_next_plan(self, bar: str, plan: LiftPlan) -> None:
        """What is lifted next at a bar (`bars.key_of`); a set that is going on stays what it is."""

    def set_cue(self, bar: str, text: str | None) -> None:
        """What the coach says to a bar's next set; None takes it back."""


@dataclass(frozen=True, slots=True)
class StationTimes:
    """look_s: racks are looked at so often. least_s: between two states; lifting_s, quiet_s: one is said at least so
    often while anybody lifts, and else. hello_s: between two hellos. send_s: the outbox is looked through so often;
    again_s: a set that the coach did not answer is sent again, then after twice that, up to again_most_s.
    at_once: sets sent before the first of them is answered.
    """

    look_s: float = 0.02
    least_s: float = 0.06
    lifting_s: float = 0.2
    quiet_s: float = 1.0
    hello_s: float = 10.0
    send_s: float = 0.5
    again_s: float = 4.0
    again_most_s: float = 64.0
    at_once: int = 16


TIMES: Final = StationTimes()


class StationAgent:
    """`net`, `notice`, `waiting` may be read, and `keep` called, from any thread. Raises BrokerPlaceError.

    clock_ns: host time, that of the snapshots' packets. echo_s: a broker that does not give back our own hello within
    so long does not let us speak under this name.
    """

    def __init__(
        self,
        name: str,
        place: BrokerPlace,
        login: Login,
        racks: StationRacks,
        outbox: Outbox,
        *,
        times: StationTimes = TIMES,
        rates: Rates = RATES,
        params: ClientParams = CLIENT_PARAMS,
        clock_ns: Callable[[], int] | None = None,
        echo_s: float = 5.0,
    ) -> None:
        self.name = name
        self._racks, self._outbox, self._times, self._echo_s = racks, outbox, times, echo_s
        self._now_ns, self._gate = clock_ns or HostClock().now_ns, Gate(rates)
        self._run, self._hellos, self._states = new_token(), 0, 0
        self._coach: str | None = None
        self._sent: dict[tuple[str, int], _Sent] = {}
        self._put: asyncio.Queue[tuple[Session, tuple[SetEntry, ...]]] = asyncio.Queue()
        self._heeded: dict[str, Heed] = {}
        self._wanted: dict[str, tuple[float, LiftPlan]] = {}
        self._echoed = False
        self._stir, self._all_kept = asyncio.Event(), asyncio.Event()
        self._client = GroupClient(
            place, login, f"rackside-{name}-{self._run[:12]}", Will(name, self._presence(Here.LOST)), self._serve,
            params=params,
        )  # fmt: skip
        self._thread = network_thread()
        self.notice: Notice | None = None
        """What is wrong besides the connection itself."""
        self.waiting = 0
        """Sets that the coach has not got."""
        self._outbox.forget(self._now_s())

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._thread.spawn(self._live())

    def close(self) -> None:
        """Put by what was kept, send it if the coach is here, say farewell, and end. Safe to call again."""
        if self._thread.is_alive:
            with suppress(TimeoutError, CancelledError):
                self._thread.spawn(self._drained()).result(DRAIN_S)
        self._thread.close()
        self._outbox.close()

    @property
    def net(self) -> NetState:
        """How the connection stands."""
        return self._client.state

    @property
    def coach_is_here(self) -> bool:
        return self._coach is not None and self.net.connected

    def keep(self, session: Session, entries: Sequence[SetEntry]) -> None:
        """Have the coach get these sets, which are new or not as they were."""
        self._thread.call(lambda: self._put.put_nowait((session, tuple(entries))))

    def _now_s(self) -> float:
        return self._now_ns() / NS

    # In the network's thread.

    async def _live(self) -> None:
        await together(self._client.run(), self._put_sets())

    async def _put_sets(self) -> None:
        while True:
            session, entries = await self._put.get()
            try:
                for entry in entries:
                    await self._of_outbox(partial(self._outbox.put, session, entry, self._now_s()))
                await self._count()
                self._stir.set()
            finally:
                self._put.task_done()

    async def _drained(self) -> None:
        """Until nothing is left that could be sent now."""
        await self._put.join()
        if self.coach_is_here:
            await self._all_kept.wait()

    async def _count(self) -> None:
        self.waiting = await self._of_outbox(lambda: self._outbox.waiting) or 0
        if self.waiting:
            self._all_kept.clear()
        else:
            self._all_kept.set()

    async def _of_outbox(self, work: Callable[[], T]) -> T | None:
        """Disks take their time: elsewhere. What goes wrong is the notice, and None is given."""
        try:
            return await asyncio.to_thread(work)
        except AppError as error:
            self.notice = Notice(words.NOT_RECORDED.format(error.message), error.advice, Severity.WARN)
        except Exception as error:  # noqa: BLE001 (one set is no reason to lose the others)
            self.notice = fault(error)
        return None

    async def _serve(self, connection: Connection) -> None:
        self._coach, self._echoed = None, False
        own, told = f"{ROOT}/{self.name}", f"{ROOT}/{COACH}/up/presence"
        await connection.subscribe(f"{own}/down/+", f"{own}/up/presence", told)
        try:
            await together(
                self._hear(connection), self._say_hello(connection), self._say_state(connection),
                self._send_sets(connection), self._watch_echo(),
            )  # fmt: skip
        except asyncio.CancelledError:
            with suppress(Exception):
                await asyncio.wait_for(connection.send(self.name, self._presence(Here.CLOSED)), FAREWELL_S)
            raise

    async def _hear(self, connection: Connection) -> None:
        async for received in connection.received():
            found = self._gate.read(received.topic, received.payload, self._now_s())
            if found is not None:
                answer = await self._heard(*found, came_s=self._now_s())
                if answer is not None:
                    await connection.send(self.name, answer)

    async def _heard(self, who: str, message: Message, came_s: float) -> Message | None:
        """Take in what was said; gives what is to be answered."""
        if who not in {self.name, COACH}:
            return None
        if isinstance(message, Presence):
            self._presence_heard(who, message)
        elif isinstance(message, Ping):
            return Pong(message.id, came_s, self._now_s())
        elif isinstance(message, Kept):
            await self._of_outbox(partial(self._outbox.kept, message.set_id, message.revision, message.run))
            self._sent.pop((message.set_id, message.revision), None)
            if len(self._sent) < self._times.at_once // 2:
                self._stir.set()
            await self._count()
        elif isinstance(message, (Order, CoachCue)):
            return Heeded(message.id, self._follow(message))
        return None

    def _presence_heard(self, who: str, message: Presence) -> None:
        if who == COACH:
            coach = message.run if message.state is Here.HERE else None
            if coach != self._coach:
                self._coach = coach
                self._sent.clear()
                self._stir.set()
        elif message.run == self._run:
            self._echoed = True
        elif message.state is Here.HERE and self._echoed:
            self.notice = Notice(words.TWICE.format(self.name), words.TWICE_ADVICE, Severity.WARN)

    def _follow(self, message: Order | CoachCue) -> Heed:
        """Do what the coach wants, once, however often it is said."""
        before = self._heeded.get(message.id)
        if before is not None:
            return before
        shown = {key_of(snapshot): snapshot for snapshot in self._racks.snapshots()}
        snapshot = shown.get(message.bar)
        if snapshot is None:
            return Heed.NO_BAR
        if isinstance(message, Order):
            plan = ordered(self._next_plan(message.bar, snapshot), message.plan)
            self._wanted[message.bar] = self._now_s(), plan
            self._racks.set_next_plan(message.bar, plan)
        else:
            self._racks.set_cue(message.bar, message.text or None)
        self._heeded[message.id] = Heed.DONE
        while len(self._heeded) > ORDERS_MOST:
            del self._heeded[next(iter(self._heeded))]
        return Heed.DONE

    def _next_plan(self, bar: str, snapshot: RackSnapshot) -> LiftPlan:
        """Of the next set: that shown, unless another was ordered that is not shown yet."""
        at_s, plan = self._wanted.get(bar, (0.0, snapshot.plan))
        unseen = snapshot.mode is Mode.LIFTING or self._now_s() - at_s < SHOWN_S
        return plan if unseen else snapshot.plan

    def _presence(self, here: Here) -> Presence:
        self._hellos += 1
        return Presence(self._run, here, self._hellos, self._now_s(), PROGRAM)

    async def _say_hello(self, connection: Connection) -> None:
        while True:
            await connection.send(self.name, self._presence(Here.HERE))
            await asyncio.sleep(self._times.hello_s)

    async def _watch_echo(self) -> None:
        await asyncio.sleep(self._echo_s)
        if not self._echoed:
            self.notice = Notice(words.NOT_ALLOWED.format(self.name), words.NOT_ALLOWED_ADVICE, Severity.WARN)
        elif self.notice is not None and self.notice.advice == words.NOT_ALLOWED_ADVICE:
            self.notice = None
        await asyncio.Event().wait()

    async def _say_state(self, connection: Connection) -> None:
        times, loop = self._times, asyncio.get_running_loop()
        said_s, said = -times.quiet_s, tuple[BarState, ...]()
        while True:
            await asyncio.sleep(times.look_s)
            silent_s = loop.time() - said_s
            if silent_s < times.least_s:
                continue
            bars = tuple(bar_of(snapshot) for snapshot in self._racks.snapshots()[:MOST_BARS])
            lifting = any(bar.mode is BarMode.LIFTING for bar in bars)
            due = silent_s >= (times.lifting_s if lifting else times.quiet_s)
            if due or _told(bars) != _told(said):
                said_s, said = loop.time(), bars
                self._states += 1
                await connection.send(self.name, RackState(self._run, self._states, self._now_s(), bars))

    async def _send_sets(self, connection: Connection) -> None:
        """Whatever the coach that is here has not got, again and again until it says that it has."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stir.wait(), self._times.send_s)
            self._stir.clear()
            coach, now_s = self._coach, self._now_s()
            if coach is None:
                continue
            letters = await self._of_outbox(partial(self._outbox.due, coach, now_s)) or []
            due = {(letter.set_id, letter.revision) for letter in letters}
            self._sent = {key: sent for key, sent in self._sent.items() if key in due}
            # What a coach was sent twice and does not take holds up nothing else.
            room = self._times.at_once - sum(sent.wait_s <= self._times.again_s for sent in self._sent.values())
            for letter in letters:
                key = (letter.set_id, letter.revision)
                before = self._sent.get(key)
                if before is None and room <= 0:
                    continue
                if before is not None and now_s < before.at_s + before.wait_s:
                    continue
                room -= before is None
                wait_s = self._times.again_s if before is None else min(2.0 * before.wait_s, self._times.again_most_s)
                self._sent[key] = _Sent(now_s, wait_s)
                await connection.send_payload(self.name, SET_KIND, letter.payload)


@dataclass(frozen=True, slots=True)
class _Sent:
    """When a set was sent last, and how long its answer is waited for."""

    at_s: float
    wait_s: float


def ordered(plan: LiftPlan, wanted: Plan) -> LiftPlan:
    """A lifter's plan after an order: what is None in it stays as it is, and so does what the coach cannot see."""
    found = plan_of(wanted)
    same_lifter = found.athlete is None or found.athlete == plan.athlete
    kept = tuple(tag for tag in plan.variation if tag in PRIVATE_TAGS) if same_lifter else ()
    shown = found.variation if wanted.exercise is not None or found.variation else plan.variation
    return replace(
        plan,
        athlete=found.athlete or plan.athlete,
        exercise=found.exercise or plan.exercise,
        variation=(*(tag for tag in shown if tag not in kept), *kept),
        load_kg=_or(found.load_kg, plan.load_kg),
        tempo=found.tempo or plan.tempo,
        prescribed_rom_m=_or(found.prescribed_rom_m, plan.prescribed_rom_m),
        loss_stop_percent=_or(found.loss_stop_percent, plan.loss_stop_percent),
        target_reps=found.target_reps or plan.target_reps,
    )


def _or(value: float | None, otherwise: float | None) -> float | None:
    return otherwise if value is None else value


def _told(bars: tuple[BarState, ...]) -> tuple[BarState, ...]:
    """What of it is news: time alone is none."""
    return tuple(replace(bar, rest_s=None, data_unix_s=None) for bar in bars)
