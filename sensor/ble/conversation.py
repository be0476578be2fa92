"""A driver's conversation held with a connected sensor: its steps taken by bleak, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakError

from sensor.ble.host_clock import HostClock
from sensor.ble.trouble import Trouble, asked, told, trouble_error
from sensor.drivers.handling import Answer, Ask, Listen, Read, Step, Subscribe, Write
from sensor.errors import GattError

R = TypeVar("R")

Heard = Callable[[str, int, bytes], None]
"""Told of each notification: channel, host time of its arrival in ns, payload."""

_NOTHING: Final[Answer] = ()


@dataclass(slots=True)
class _Ear:
    """Who waits for notifications on a channel; answers: which ones."""

    channel: str
    answers: Callable[[bytes], bool]
    heard: list[bytes] = field(default_factory=list)
    any: asyncio.Event = field(default_factory=asyncio.Event)


class Conversation:
    """One connection's conversations. What is subscribed in one stays so in the next.

    subject: the sensor's title, for messages. step_s: the longest that one read, write or subscription may take.
    """

    def __init__(self, client: BleakClient, clock: HostClock, heard: Heard, subject: str, step_s: float) -> None:
        self._client = client
        self._clock = clock
        self._heard = heard
        self._subject = subject
        self._step_s = step_s
        self._channels: set[str] = set()
        self._ears: list[_Ear] = []

    async def hold(self, talk: Generator[Step, Answer, R]) -> R:
        """Take the steps to the end; what the conversation returns.

        A step that fails throws GattError into it. Raises what it raises, and RadioError or NotFoundError where
        Bluetooth itself failed.
        """
        try:
            step = next(talk)
            while True:
                try:
                    answer = await self._take(step)
                except GattError as error:
                    step = talk.throw(error)
                else:
                    step = talk.send(answer)
        except StopIteration as end:
            result: R = end.value
            return result
        finally:
            talk.close()

    async def begin_only(self, talk: Generator[Step, Answer, R]) -> None:
        """Take the subscriptions that a conversation begins with, and nothing else of it."""
        try:
            step = next(talk)
            while isinstance(step, Subscribe):
                step = talk.send(await self._take(step))
        except StopIteration:
            return
        finally:
            talk.close()

    async def _take(self, step: Step) -> Answer:
        match step:
            case Subscribe():
                await self._subscribe(step)
            case Read():
                return await self._read(step)
            case Write():
                await self._write(step.characteristic, step.payload, response=step.response)
            case Ask():
                return await self._ask(step)
            case Listen():
                return await self._listen(step)
        return _NOTHING

    async def _subscribe(self, step: Subscribe) -> None:
        if step.characteristic in self._channels:
            return
        clock, heard, ears, channel = self._clock, self._heard, self._ears, step.channel

        def on_notification(_: BleakGATTCharacteristic, data: bytearray) -> None:
            at_ns = clock.now_ns()
            payload = bytes(data)
            heard(channel, at_ns, payload)
            for ear in ears:
                if ear.channel == channel and ear.answers(payload):
                    ear.heard.append(payload)
                    ear.any.set()

        there = self._required(step.characteristic)
        await asked(self._client.start_notify(there, on_notification), self._step_s, self._subject)
        self._channels.add(step.characteristic)

    async def _read(self, step: Read) -> Answer:
        there = self._characteristic(step.characteristic)
        if there is None:
            return _NOTHING
        return (bytes(await asked(self._client.read_gatt_char(there), self._step_s, self._subject)),)

    async def _write(self, characteristic: str, payload: bytes, *, response: bool) -> None:
        """Write in the way asked, or in the only way that the characteristic has."""
        there = self._required(characteristic)
        ways = there.properties
        if response and "write" not in ways and "write-without-response" in ways:
            response = False
        elif not response and "write-without-response" not in ways:
            response = True
        call = self._client.write_gatt_char(there, payload, response=response)
        await asked(call, self._step_s, self._subject)

    async def _ask(self, step: Ask) -> Answer:
        for _ in range(step.tries):
            ear = _Ear(step.channel, step.answers)
            self._ears.append(ear)
            try:
                await self._write(step.characteristic, step.payload, response=step.response)
                async with asyncio.timeout(step.timeout_s):
                    await ear.any.wait()
            except TimeoutError:
                continue
            finally:
                self._ears.remove(ear)
            return (ear.heard[0],)
        return _NOTHING

    async def _listen(self, step: Listen) -> Answer:
        if step.channel is None:
            await asyncio.sleep(step.seconds)
            return _NOTHING
        ear = _Ear(step.channel, lambda _: True)
        self._ears.append(ear)
        try:
            await asyncio.sleep(step.seconds)
        finally:
            self._ears.remove(ear)
        return tuple(ear.heard)

    def _required(self, uuid: str) -> BleakGATTCharacteristic:
        there = self._characteristic(uuid)
        if there is None:
            raise trouble_error(Trouble.MISSING, self._subject)
        return there

    def _characteristic(self, uuid: str) -> BleakGATTCharacteristic | None:
        try:
            return self._client.services.get_characteristic(uuid)
        except BleakError as error:
            raise told(error, self._subject) from error
