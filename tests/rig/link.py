"""The air between one device and the computer: connection events, what fits into one, and the faults of radio.

A link lives in beats of the connection interval, on an absolute schedule. At each beat the device takes what was
written to it, and sends what it has ready. Nothing is lost but on purpose, and everything is counted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from tests.rig.devices.base import AttError, Outgoing, Personality
from tests.rig.tally import Tallies

T = TypeVar("T")
PER_BEAT: Final = 6
"""Notifications that fit into one connection event; at 15 ms some 400 a second, what good adapters do."""


class LinkDownError(Exception):
    """What was asked of the device will not be answered any more."""


@dataclass(slots=True)
class Faults:
    """What is to go wrong with the next notifications that carry samples.

    lose: so many vanish. duplicate: so many come twice. reorder: so many come after their successor.
    cut: lengths to which the next ones are cut; None is half. overlong: what happens to a payload that is longer
    than the MTU allows.
    """

    lose: int = 0
    duplicate: int = 0
    reorder: int = 0
    cut: deque[int | None] = field(default_factory=deque)
    overlong: Literal["cut", "split"] = "cut"


class Link:
    """One device's link. `notify` is told of each notification that arrives, `dropped` of the link's end."""

    def __init__(self, device: Personality, notify: Callable[[str, bytes], None], dropped: Callable[[], None]) -> None:
        self.device = device
        self.tallies = Tallies()
        self.faults = Faults()
        self.up = False
        self.in_range = True
        self._notify = notify
        self._dropped = dropped
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._supervision: asyncio.TimerHandle | None = None
        self._next_s = 0.0
        self._stalled_until_s = 0.0
        self._keep = True
        self._asked: deque[Callable[[], None]] = deque()
        self._waiting: set[asyncio.Future[object]] = set()
        self._queue: deque[Outgoing] = deque()
        self._held_back: Outgoing | None = None
        device.hang_up = self._drop_soon
        device.stream_started = self.tallies.started
        device.stream_stopped = self._stream_stopped
        device.power_on(self._loop.time())

    # Up and down

    def connect(self) -> None:
        self.up = True
        self._queue.clear()
        self.device.now_s = self._next_s = self._loop.time()
        self._stalled_until_s = 0.0
        self.device.connected()
        self._schedule()

    def drop(self) -> None:
        """The link ends, whoever ends it; what was still in the device for it is thrown away."""
        if not self.up:
            return
        self.up = False
        for timer in (self._timer, self._supervision):
            if timer is not None:
                timer.cancel()
        self._supervision = None
        self._collect(self._loop.time())
        if self._held_back is not None:
            self._queue.append(self._held_back)
            self._held_back = None
        for outgoing in self._queue:
            self._discard(outgoing)
        self._queue.clear()
        self._asked.clear()
        for future in self._waiting:
            if not future.done():
                future.set_exception(LinkDownError())
        self._waiting.clear()
        self.device.listened.clear()
        self.device.forget_answers()
        self.device.disconnected()
        self._dropped()

    def _drop_soon(self) -> None:
        self._loop.call_soon(self.drop)

    def leave_range(self, timeout_s: float) -> None:
        """Nothing passes any more; after the supervision timeout the link is given up."""
        self.in_range = False
        if self.up and self._supervision is None:
            self._supervision = self._loop.call_later(timeout_s, self.drop)

    def enter_range(self) -> None:
        self.in_range = True
        if self._supervision is not None:
            self._supervision.cancel()
            self._supervision = None

    def stall(self, seconds: float, keep: bool) -> None:
        """Nothing passes for so long, then all at once (keep), or what was ready meanwhile is lost."""
        self._stalled_until_s = self._loop.time() + seconds
        self._keep = keep

    # To the device

    def ask(self, action: Callable[[], T]) -> asyncio.Future[T]:
        """Have the device do something at the next beat. The future raises AttError, or LinkDownError."""
        future: asyncio.Future[T] = self._loop.create_future()
        future.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody need wait for it
        if not self.up:
            future.set_exception(LinkDownError())
            return future

        def act() -> None:
            if future.done():
                return
            try:
                future.set_result(action())
            except AttError as error:
                future.set_exception(error)
            finally:
                if not future.done():  # a fault of the rig: seen in its log, and nobody waits for ever
                    future.set_exception(LinkDownError())

        self._asked.append(act)
        self._waiting.add(future)  # type: ignore[arg-type]
        future.add_done_callback(self._waiting.discard)
        return future

    # Beats

    def _schedule(self) -> None:
        interval_s = self.device.interval_s
        now_s = self._loop.time()
        self._next_s += interval_s
        if self._next_s < now_s:  # this process was held up: go on in step
            self._next_s += interval_s * int((now_s - self._next_s) / interval_s)
        self._timer = self._loop.call_at(self._next_s, self._beat)

    def _beat(self) -> None:
        self._schedule()
        now_s = self._loop.time()
        if not self.in_range:
            return
        if now_s < self._stalled_until_s:
            if not self._keep:
                self._collect(now_s)
                self._lose_queue()
            return
        self.device.now_s = now_s
        while self._asked:
            self._asked.popleft()()
        self._collect(now_s)
        burst = self._stalled_until_s > 0.0
        self._stalled_until_s = 0.0
        for _ in range(len(self._queue) if burst else min(PER_BEAT, len(self._queue))):
            self._pass(self._queue.popleft())

    def _collect(self, now_s: float) -> None:
        before = {name: stream.taken for name, stream in self.device.streams.items()}
        out = self.device.due(now_s)
        for name, stream in self.device.streams.items():
            for tally in self.tallies.of(name):
                tally.taken += stream.taken - before[name]
        for outgoing in out:
            if outgoing.stream is not None:
                outgoing.tallies = self.tallies.of(outgoing.stream)
        self._queue += out

    # What happens to a notification

    def _pass(self, outgoing: Outgoing) -> None:
        if outgoing.characteristic not in self.device.listened:
            self._discard(outgoing)
            return
        if outgoing.stream is None:
            self._send(outgoing, outgoing.payload)
            return
        faults = self.faults
        if faults.lose:
            faults.lose -= 1
            self._lose(outgoing)
            return
        if self._held_back is None and faults.reorder:
            faults.reorder -= 1
            self._held_back = outgoing
            return
        self._damage_and_send(outgoing)
        if self._held_back is not None:
            late, self._held_back = self._held_back, None
            self._damage_and_send(late)
            for tally in late.tallies:
                tally.reordered += 1

    def _damage_and_send(self, outgoing: Outgoing) -> None:
        payload = outgoing.payload
        if self.faults.cut:
            length = self.faults.cut.popleft()
            payload = payload[: len(payload) // 2 if length is None else length]
            outgoing.spoiled = True
        twice = self.faults.duplicate > 0
        self.faults.duplicate -= twice
        for _ in range(1 + twice):
            self._send(outgoing, payload)
        for tally in outgoing.tallies:
            tally.went_out(outgoing)
            tally.duplicated += twice

    def _send(self, outgoing: Outgoing, payload: bytes) -> None:
        fits = self.device.mtu - 3
        if len(payload) <= fits:
            self._notify(outgoing.characteristic, payload)
        elif self.faults.overlong == "cut":
            outgoing.spoiled = True
            self._notify(outgoing.characteristic, payload[:fits])
        else:
            for start in range(0, len(payload), fits):
                self._notify(outgoing.characteristic, payload[start : start + fits])

    def _lose(self, outgoing: Outgoing) -> None:
        for tally in outgoing.tallies:
            tally.threw_away(outgoing)

    def _lose_queue(self) -> None:
        answers = [outgoing for outgoing in self._queue if outgoing.stream is None]
        for outgoing in self._queue:
            if outgoing.stream is not None:
                self._lose(outgoing)
        self._queue = deque(answers)

    def _discard(self, outgoing: Outgoing) -> None:
        for tally in outgoing.tallies:
            tally.discarded += outgoing.samples

    def _stream_stopped(self, stream: str, held: int) -> None:
        for tally in self.tallies.of(stream):
            tally.discarded += held
