"""The coach's end of the network: hears all stations, keeps their sets once each, asks for clocks, sends orders.

coach = Coach(place, login, Ledger(path))
coach.start()
coach.view, coach.net                               # newest frozen values, from any thread
coach.order(tile.key, LiftPlan(...)), coach.cue(tile.key, "Chest up")
coach.close()
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from desktop_app import __version__
from desktop_app.errors import AppError
from desktop_app.group import words
from desktop_app.group.bars import printable
from desktop_app.group.client import PARAMS as CLIENT_PARAMS
from desktop_app.group.client import ClientParams, Connection, GroupClient, NetState, Will, fault, together
from desktop_app.group.coach_model import CoachModel, CoachView
from desktop_app.group.gate import RATES, Gate, Rates
from desktop_app.group.ledger import KEPT_S, CameSet, Ledger, Verdict
from desktop_app.group.messages import (
    COACH,
    ROOT,
    CoachCue,
    DoneSet,
    Heed,
    Heeded,
    Here,
    Kept,
    Message,
    Order,
    Ping,
    Pong,
    Presence,
    RackState,
    new_token,
    plan_to_send,
)
from desktop_app.group.network import network_thread
from desktop_app.group.place import BrokerPlace, Login
from desktop_app.group.wire import Reason
from desktop_app.session.plan import LiftPlan
from desktop_app.session.snapshot import Notice
from dsp.results import Severity
from sensor.ble.host_clock import HostClock

HEARD: Final = tuple(f"{ROOT}/+/up/{name}" for name in ("presence", "state", "set", "pong", "heeded"))
NS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class CoachTimes:
    """view_s: tiles are made anew so often where something came, and at least every quiet_s, as time goes on.
    hello_s: between two hellos. ask_first_s, ask_s: between two questions for a clock that is hardly known, and for
    one that is. again_s: an order that nobody answered is sent again. sets_most: sets that wait to be kept.
    """

    view_s: float = 0.03
    quiet_s: float = 0.5
    hello_s: float = 5.0
    ask_first_s: float = 0.5
    ask_s: float = 10.0
    again_s: float = 3.0
    sets_most: int = 1000


TIMES: Final = CoachTimes()
FAREWELL_S: Final = 1.0
FRESH_S: Final = 1800.0
ORDERS_MOST: Final = 200
CUE_MOST_CHARS: Final = 80
PROGRAM: Final = f"rackside {__version__}"
Keep: TypeAlias = Callable[[str, DoneSet], "Future[Any]"]
"""Puts a set into a history of the coach's own; one that came before is put again after a change."""


@dataclass(frozen=True, slots=True)
class OrderView:
    """What was asked of a station, and what became of it; heed is None until it answers."""

    id: str
    station: str
    bar: str
    heed: Heed | None = None


class Coach:
    """`view`, `net`, `sets`, `orders` and what is asked may be used from any thread. Raises BrokerPlaceError.

    keep: puts sets into a history of this laptop's own. A coach has one program at a time.
    """

    def __init__(
        self,
        place: BrokerPlace,
        login: Login,
        ledger: Ledger,
        *,
        keep: Keep | None = None,
        rates: Rates = RATES,
        times: CoachTimes = TIMES,
        params: ClientParams = CLIENT_PARAMS,
    ) -> None:
        self._ledger, self._keep, self._times = ledger, keep, times
        self._clock = HostClock()
        self._gate, self._model = Gate(rates), CoachModel()
        self._run, self._hellos = new_token(), 0
        self._connection: Connection | None = None
        self._orders: dict[str, _Asked] = {}
        self._to_keep: asyncio.Queue[tuple[str, DoneSet]] = asyncio.Queue(times.sets_most)
        self._news = True
        will = Will(COACH, Presence(self._run, Here.LOST, program=PROGRAM))
        self._client = GroupClient(
            place, login, f"rackside-coach-{self._run[:12]}", will, self._serve, params=params,
            dropped=lambda: self._gate.refuse(Reason.QUEUE, None),
        )  # fmt: skip
        self._thread = network_thread()
        self.view = CoachView()
        """Everything there is to show; swapped as a whole."""
        self.notice: Notice | None = None
        """Why sets cannot be kept at the moment, or that another coach is there."""
        self.orders: tuple[OrderView, ...] = ()
        """The last orders and cues, the oldest first."""
        self._ledger.forget(self._now_s() - KEPT_S)
        self._sets = {came.done.set_id: came for came in ledger.sets()}
        for came in self._sets.values():
            self._model.has_set(came.station, came.done.set_id)

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._thread.spawn(self._live())

    def close(self) -> None:
        """Say farewell and end. Safe to call again."""
        self._thread.close()
        self._ledger.close()

    @property
    def net(self) -> NetState:
        """How the connection stands."""
        return self._client.state

    @property
    def sets(self) -> list[CameSet]:
        """The newest state of each set that came, in the order they were lifted."""
        came = list(self._sets.values())
        return sorted(came, key=lambda one: (one.done.session_unix_s + one.done.start_s, one.done.set_id))

    def order(self, key: str, plan: LiftPlan) -> str | None:
        """Ask for a lifter's next set; what is None in it stays as it is. Its id; None where the tile is gone."""
        return self._ask(key, lambda bar: Order(new_token(), bar, plan_to_send(plan)))

    def cue(self, key: str, text: str, severity: Severity = Severity.NOTE) -> str | None:
        """Have a lifter see a line; an empty one takes it back. Its id; None where the tile is gone."""
        line = " ".join(printable(text, CUE_MOST_CHARS).split())
        return self._ask(key, lambda bar: CoachCue(new_token(), bar, line, severity))

    def _ask(self, key: str, make: Callable[[str], Order | CoachCue]) -> str | None:
        """key: of a tile."""
        found = self._model.bar(key)
        if found is None:
            return None
        station, bar = found
        asked = _Asked(station, make(bar), self._now_s())
        self._thread.spawn(self._say_order(asked))
        return asked.message.id

    def _now_s(self) -> float:
        return self._clock.now_ns() / NS

    # In the network's thread.

    async def _live(self) -> None:
        await together(self._client.run(), self._look(), self._keep_sets())

    async def _serve(self, connection: Connection) -> None:
        await connection.subscribe(*HEARD)
        self._connection = connection
        try:
            await together(self._hear(connection), self._say_hello(connection), self._ask_clocks(), self._ask_again())
        except asyncio.CancelledError:
            with suppress(Exception):
                await asyncio.wait_for(connection.send(COACH, self._presence(Here.CLOSED)), FAREWELL_S)
            raise
        finally:
            self._connection = None

    async def _hear(self, connection: Connection) -> None:
        async for received in connection.received():
            now_s = self._now_s()
            found = self._gate.read(received.topic, received.payload, now_s)
            self._news = True
            if found is not None:
                reason = self._heard(*found, now_s, kept=received.kept)
                if reason is not None:
                    self._gate.refuse(reason, found[0])

    def _heard(self, name: str, message: Message, now_s: float, *, kept: bool) -> Reason | None:
        if name == COACH:
            self._coach_heard(message, kept=kept)
            return None
        if isinstance(message, (Presence, RackState, Pong)):
            return self._model.take(name, message, now_s, kept=kept)
        if isinstance(message, Heeded):
            return self._heeded(name, message)
        if not isinstance(message, DoneSet):
            return Reason.TOPIC
        if self._to_keep.full():
            # It is not acknowledged, so it comes again.
            return Reason.QUEUE
        self._to_keep.put_nowait((name, message))
        return None

    def _coach_heard(self, message: Message, *, kept: bool) -> None:
        if isinstance(message, Presence) and message.run != self._run and message.state is Here.HERE and not kept:
            self.notice = Notice(words.TWO_COACHES, words.TWO_COACHES_ADVICE, Severity.WARN)

    def _heeded(self, name: str, message: Heeded) -> Reason | None:
        asked = self._orders.get(message.id)
        if asked is None or asked.station != name:
            return Reason.UNASKED
        asked.heed = message.heed
        self._show_orders()
        return None

    async def _keep_sets(self) -> None:
        """Sets, one after the other; what could not be kept is not acknowledged, and so it comes again."""
        while True:
            name, done = await self._to_keep.get()
            try:
                verdict = await asyncio.to_thread(self._ledger.verdict, name, done)
                if self._keep is not None and verdict in {Verdict.NEW, Verdict.CHANGED}:
                    await asyncio.wrap_future(self._keep(name, done))
                now_s = self._now_s()
                await asyncio.to_thread(self._ledger.put, name, done, now_s)
            except AppError as error:
                self.notice = Notice(error.message, error.advice, Severity.WARN)
                continue
            except Exception as error:  # noqa: BLE001 (one set is no reason to lose the others)
                self.notice = fault(error)
                continue
            self.notice = None
            if verdict is Verdict.FOREIGN:
                self._gate.refuse(Reason.IDENTITY, name)
                continue
            if verdict is not Verdict.KNOWN:
                self._sets = {**self._sets, done.set_id: CameSet(name, done, now_s)}
                self._model.has_set(name, done.set_id)
                self._news = True
            await self._say(name, Kept(done.set_id, done.revision, self._run))

    async def _look(self) -> None:
        """Make the view anew where something came, and now and then because time goes on."""
        quiet = 0
        while True:
            await asyncio.sleep(self._times.view_s)
            quiet += 1
            if self._news or quiet * self._times.view_s >= self._times.quiet_s:
                self._news, quiet = False, 0
                gate = self._gate
                self.view = self._model.view(self._now_s(), gate.refused, gate.by_station)

    async def _say_hello(self, connection: Connection) -> None:
        while True:
            await connection.send(COACH, self._presence(Here.HERE))
            await asyncio.sleep(self._times.hello_s)

    def _presence(self, here: Here) -> Presence:
        self._hellos += 1
        return Presence(self._run, here, self._hellos, self._now_s(), PROGRAM)

    async def _ask_clocks(self) -> None:
        turn, rare = 0, max(round(self._times.ask_s / self._times.ask_first_s), 1)
        while True:
            unsure, sure = self._model.to_ask(self._now_s())
            for name in (*unsure, *(sure if turn % rare == 0 else ())):
                question, now_s = new_token(), self._now_s()
                self._model.asked(name, question, now_s)
                await self._say(name, Ping(question, now_s))
            turn += 1
            await asyncio.sleep(self._times.ask_first_s)

    async def _ask_again(self) -> None:
        """Orders that were not answered yet."""
        while True:
            await asyncio.sleep(self._times.again_s)
            now_s = self._now_s()
            for asked in list(self._orders.values()):
                if asked.heed is None and now_s - asked.at_s < FRESH_S:
                    await self._say(asked.station, asked.message)

    async def _say_order(self, asked: _Asked) -> None:
        """A later one for the same bar takes the place of one that was not followed yet."""
        for other in self._orders.values():
            same = (other.station, other.message.bar, type(other.message))
            if same == (asked.station, asked.message.bar, type(asked.message)) and other.heed is None:
                other.heed = Heed.OLD
        self._orders[asked.message.id] = asked
        while len(self._orders) > ORDERS_MOST:
            del self._orders[next(iter(self._orders))]
        self._show_orders()
        await self._say(asked.station, asked.message)

    def _show_orders(self) -> None:
        self.orders = tuple(
            OrderView(id_, each.station, each.message.bar, each.heed) for id_, each in self._orders.items()
        )

    async def _say(self, station: str, message: Message) -> None:
        """Say something if there is a connection; whoever needs it asks again."""
        from aiomqtt import MqttError

        connection = self._connection
        if connection is not None:
            with suppress(MqttError):
                await connection.send(station, message)


@dataclass(slots=True)
class _Asked:
    """An order or a cue, and what became of it."""

    station: str
    message: Order | CoachCue
    at_s: float
    heed: Heed | None = None
