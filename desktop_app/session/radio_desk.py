"""Bluetooth for a session: searching and connecting, which take seconds, away from whoever asks for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.session.commands import Search
from desktop_app.session.snapshot import Notice
from dsp.results import Severity
from sensor.errors import NotFoundError, RadioError, SensorError

if TYPE_CHECKING:
    from sensor.ble.found import Found, SensorWish
    from sensor.ble.thread import RadioThread
    from sensor.session import Item


@dataclass(frozen=True, slots=True)
class DeskParams:
    """slice_s, slices: a search gives what it has found after each slice. again_s: the wait before a sensor that was
    not found is searched again. at_once: sensors that are searched or stopped at the same time, at most.
    """

    slice_s: float = 2.0
    slices: int = 4
    again_s: float = 2.0
    at_once: int = 40


DESK: Final = DeskParams()


class RadioDesk:
    """One radio for as long as the program runs, made when it is first needed. Any thread may ask.

    make: makes the radio, which is entered and left here. A `line` is for one sensor at a time.
    """

    def __init__(self, make: Callable[[], RadioThread], params: DeskParams = DESK) -> None:
        self._make, self.params = make, params
        self._radio: RadioThread | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=params.at_once, thread_name_prefix="rackside-desk")
        self.closed = threading.Event()
        self._lines: list[RadioLine] = []
        self._searching: Future[None] | None = None
        self._asked: dict[str, Future[Found | None]] = {}
        self.search = Search()

    def look(self) -> None:
        """Begin a search; one that runs goes on."""
        if self.closed.is_set() or (self._searching is not None and not self._searching.done()):
            return
        self.search = Search(running=True, found=self.search.found)
        self._searching = self._pool.submit(self._look)

    def line(self) -> RadioLine:
        """Another line, for another sensor."""
        line = RadioLine(self)
        with self._lock:
            self._lines.append(line)
        return line

    def close(self) -> None:
        """Stop everything, and the radio itself."""
        self.closed.set()
        with self._lock:
            lines = list(self._lines)
            radio, self._radio = self._radio, None
        for line in lines:
            line.give_up()
        if radio is not None:
            radio.__exit__(None, None, None)
        self._pool.shutdown(cancel_futures=True)

    def opened(self) -> RadioThread:
        """The radio. Raises CancelledError when it is closed."""
        with self._lock:
            if self._radio is None and not self.closed.is_set():
                self._radio = self._make()
                self._radio.__enter__()
            if self._radio is None:
                raise CancelledError
            return self._radio

    def run(self, name: str, work: Callable[[], Found | None]) -> Future[Found | None]:
        """Do this, after whatever was asked for a sensor of that name before."""
        with self._lock:
            before = self._asked.get(name)
            self._asked[name] = asked = self._pool.submit(_after, before, work)
        return asked

    def without(self, line: RadioLine) -> None:
        """Forget a line that is no longer used."""
        with self._lock:
            if line in self._lines:
                self._lines.remove(line)

    def _look(self) -> None:
        found: dict[str, Found] = {}
        try:
            for _ in range(self.params.slices):
                found |= {one.address: one for one in self.opened().scan(self.params.slice_s)}
                self.search = Search(running=True, found=_strongest_first(found))
        except SensorError as error:
            self.search = Search(found=_strongest_first(found), failed=_notice(error))
        except CancelledError:
            pass
        finally:
            self.search = Search(found=self.search.found, failed=self.search.failed)


class RadioLine:
    """The way to one sensor; other lines know nothing of it. Used once: connected, and then disconnected."""

    def __init__(self, desk: RadioDesk) -> None:
        self._desk = desk
        self._held: str | None = None
        self._given_up = threading.Event()
        self._lock = threading.Lock()
        self.trouble: Notice | None = None
        """Why the sensor asked for cannot be searched just now; None where it simply was not found yet."""

    def connect(self, wish: SensorWish, sink: Callable[[Item], None]) -> Future[Found | None]:
        """Find this sensor and stay with it. Not found, it is searched on and on.

        Gives None where the line was disconnected meanwhile. The future raises SensorError where there is no hope.
        """
        return self._desk.run(wish.name_or_address.strip().lower(), lambda: self._connect(wish, sink))

    def disconnect(self) -> None:
        """Stop what is connected or being connected; returns when the sensor is stopped."""
        self.give_up()
        self._desk.without(self)
        with self._lock:
            held, self._held = self._held, None
        if held is not None:
            with suppress(CancelledError):
                self._desk.opened().stop_link(held)

    def give_up(self) -> None:
        """Search no longer."""
        self._given_up.set()

    def _connect(self, wish: SensorWish, sink: Callable[[Item], None]) -> Found | None:
        try:
            while not self._given_up.is_set() and not self._desk.closed.is_set():
                try:
                    (found,) = self._desk.opened().start([wish], sink)
                except (NotFoundError, RadioError) as error:
                    self.trouble = _notice(error) if isinstance(error, RadioError) else None
                    self._given_up.wait(self._desk.params.again_s)
                    continue
                with self._lock:
                    self._held = found.address
                if self._given_up.is_set():
                    self.disconnect()
                    return None
                return found
        except CancelledError:
            pass
        return None


def _after(before: Future[Found | None] | None, work: Callable[[], Found | None]) -> Found | None:
    if before is not None:
        # One that still searches has been given up, or has the sensor: which `work` is told when it asks.
        wait([before])
    return work()


def _strongest_first(found: dict[str, Found]) -> tuple[Found, ...]:
    return tuple(
        sorted(found.values(), key=lambda one: one.rssi_dbm if one.rssi_dbm is not None else -999, reverse=True)
    )


def _notice(error: SensorError) -> Notice:
    return Notice(error.message, error.advice, Severity.WARN)
