"""One program's connection to the broker: made, lost and made again, for as long as it runs. A coroutine for any loop.

    client = GroupClient(place, login, "rack1", will, serve)
    await client.run()                                  # until cancelled; `client.state` says how it stands

`serve` is run for each connection, and given it; it ends with the connection. The library speaks by callbacks of a
selector loop, so on Windows the loop must be a `SelectorEventLoop` (`network.py` makes one everywhere).
"""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from desktop_app.group import words
from desktop_app.group.messages import ROOT, Kind, Message, kind_of
from desktop_app.group.place import BrokerPlace, Login
from desktop_app.group.wire import encode, topic_of
from desktop_app.session.snapshot import Notice
from dsp.results import Severity

if TYPE_CHECKING:
    import aiomqtt

_LOG: Final = logging.getLogger(__name__)
_LIBRARY_LOG: Final = logging.getLogger(f"{__name__}.library")
_LIBRARY_LOG.setLevel(logging.CRITICAL)
"""What goes wrong is in `state`, in the user's words; the library would print each dropped message besides."""
_OTHER_NAME_CODES: Final = frozenset({62, 64})
"""Of OpenSSL: the certificate is trusted, but is for another name or another address."""
_REFUSED_CODES: Final = frozenset({4, 5, 134, 135})
"""Of the broker's answer to a connection: bad user or password, not authorised (MQTT 3.1.1 and 5)."""


@dataclass(frozen=True, slots=True)
class ClientParams:
    """first_s, most_s: the wait after a failure doubles from the one to the other; each is drawn from its upper half,
    so that many stations do not come at once. refused_s: where name or password is wrong. keepalive_s: how long nothing
    may come before the broker is taken for lost. timeout_s: of one answer. queue: messages that wait to be read.
    """

    first_s: float = 0.25
    most_s: float = 8.0
    refused_s: float = 15.0
    keepalive_s: int = 6
    timeout_s: float = 5.0
    queue: int = 5000


PARAMS: Final = ClientParams()


@dataclass(frozen=True, slots=True)
class NetState:
    """How the connection stands. notice: why there is none. times: how often one was made.

    refused: it is of little use to try again: name or password is wrong, or the broker is not who it should be.
    """

    connected: bool = False
    notice: Notice | None = None
    times: int = 0
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says when this program is gone without a farewell."""

    station: str
    message: Message


@dataclass(frozen=True, slots=True)
class Received:
    """kept: the broker had kept it for whoever comes."""

    topic: str
    payload: bytes
    kept: bool


class Connection:
    """A connection that stands. Every call raises `aiomqtt.MqttError` once it does not stand any more."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client

    async def subscribe(self, *topics: str) -> None:
        await self._client.subscribe([(topic, 1) for topic in topics])

    async def send(self, station: str, message: Message) -> None:
        """Returns once the broker has it, if that matters for this kind."""
        kind = kind_of(message)
        await self._client.publish(topic_of(station, message), encode(message), kind.qos, kind.retain)

    async def send_payload(self, station: str, kind: Kind, payload: bytes) -> None:
        """What was encoded before."""
        await self._client.publish(f"{ROOT}/{station}/{kind.way}/{kind.name}", payload, kind.qos, kind.retain)

    async def received(self) -> AsyncIterator[Received]:
        """What is sent to the topics, as it comes."""
        async for message in self._client.messages:
            payload = message.payload
            yield Received(str(message.topic), bytes(payload), message.retain)


Serve: TypeAlias = Callable[[Connection], Awaitable[None]]


class GroupClient:
    """dropped: called for each message that there was no room for. identifier: as the broker knows this program."""

    def __init__(
        self,
        place: BrokerPlace,
        login: Login,
        identifier: str,
        will: Will,
        serve: Serve,
        *,
        dropped: Callable[[], None] = lambda: None,
        params: ClientParams = PARAMS,
    ) -> None:
        self.place, self._login, self._identifier = place, login, identifier
        self._will, self._serve, self._dropped, self._params = will, serve, dropped, params
        self._tls = place.context()
        self._waits = 0
        self.state = NetState(notice=Notice(words.CONNECTING.format(place.url), ""))

    async def run(self) -> None:
        """Connect, serve, and again, until cancelled; then the connection is closed in order."""
        while True:
            refused = await self._once()
            self._waits += 1
            top_s = min(self._params.first_s * 2.0 ** min(self._waits - 1, 30), self._params.most_s)
            wait_s = self._params.refused_s if refused else top_s
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.0))  # noqa: S311 (nothing secret)

    async def _once(self) -> bool:
        """One connection, from its beginning to its end; whether it was refused."""
        import aiomqtt

        try:
            async with self._new_client() as client:
                self._waits = 0
                self.state = NetState(connected=True, times=self.state.times + 1)
                await self._serve(Connection(client))
        except aiomqtt.MqttError as error:
            return self._fell(error)
        except Exception as error:  # noqa: BLE001 (the connection outlives any fault of ours)
            _LOG.exception("in the network's thread")
            self.state = NetState(notice=fault(error), times=self.state.times)
        return False

    def _new_client(self) -> aiomqtt.Client:
        import aiomqtt

        will = self._will
        kind = kind_of(will.message)
        return aiomqtt.Client(
            self.place.host,
            self.place.port,
            username=self._login.user,
            password=self._login.password,
            logger=_LIBRARY_LOG,
            identifier=self._identifier,
            queue_type=partial(_CountedQueue, self._dropped),  # type: ignore[arg-type]
            will=aiomqtt.Will(topic_of(will.station, will.message), encode(will.message), kind.qos, kind.retain),
            clean_session=True,
            timeout=self._params.timeout_s,
            keepalive=self._params.keepalive_s,
            max_queued_incoming_messages=self._params.queue,
            tls_context=self._tls,
        )

    def _fell(self, error: aiomqtt.MqttError) -> bool:
        """Note why there is no connection; whether trying again soon is of no use."""
        url, cause = self.place.url, error.__context__
        refused = _code(error) in _REFUSED_CODES
        if refused:
            notice = Notice(words.REFUSED.format(url, self._login.user or "everybody"), words.REFUSED_ADVICE)
        elif isinstance(cause, ssl.SSLCertVerificationError):
            refused = True
            notice = _untrusted(url, cause)
        else:
            reason = (getattr(cause, "strerror", None) or str(error) or type(error).__name__).lower().rstrip(".")
            notice = self._unreached(reason, cause)
        _LOG.debug("%s", notice.text, exc_info=error)
        notice = replace(notice, severity=Severity.WARN)
        self.state = NetState(notice=notice, times=self.state.times, refused=refused)
        return refused

    def _unreached(self, reason: str, cause: BaseException | None) -> Notice:
        """Nobody there, or somebody who waits for encryption where we have none."""
        nobody = isinstance(cause, (ConnectionRefusedError, socket.gaierror))
        advice = words.UNREACHABLE_ADVICE if self.place.tls or nobody else words.PERHAPS_TLS_ADVICE
        return Notice(words.UNREACHABLE.format(self.place.url, reason), advice)


def _untrusted(url: str, cause: ssl.SSLCertVerificationError) -> Notice:
    reason = cause.verify_message.lower().rstrip(".")
    if cause.verify_code in _OTHER_NAME_CODES:
        return Notice(words.OTHER_NAME.format(url, reason), words.OTHER_NAME_ADVICE)
    return Notice(words.UNTRUSTED.format(url, reason), words.UNTRUSTED_ADVICE)


class _CountedQueue(asyncio.Queue[Any]):
    """A queue that tells of each message for which there is no room."""

    def __init__(self, dropped: Callable[[], None], maxsize: int = 0) -> None:
        super().__init__(maxsize)
        self._dropped = dropped

    def put_nowait(self, item: Any) -> None:
        if self.full():
            self._dropped()
        super().put_nowait(item)


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until one of them ends or fails; the others are cancelled, and what it raised is raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def fault(error: Exception) -> Notice:
    """A fault of the program, as a line."""
    return Notice(words.FAULT.format(f"{type(error).__name__}: {error}"), words.FAULT_ADVICE, Severity.WARN)


def _code(error: aiomqtt.MqttError) -> int | None:
    """What the broker answered to a connection, where it did."""
    code = getattr(error, "rc", None)
    value = getattr(code, "value", code)
    return value if isinstance(value, int) else None
