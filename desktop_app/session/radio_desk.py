"""Bluetooth for a session: searching and connecting, which take seconds, away from whoever asks for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
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
    not found is searched again.
    """

    slice_s: float = 2.0
    slices: int = 4
    again_s: float = 2.0


DESK: Final = DeskParams()


class RadioDesk:
    """One radio for as long as the program runs, made when it is first needed. Any thread may ask.

    make: makes the radio, which is entered and left here.
    """

    def __init__(self, make: Callable[[], RadioThread], params: DeskParams = DESK) -> None:
        self._make, self._params = make, params
        self._radio: RadioThread | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=3, thread_name_prefix="rackside-desk")
        self._closed = threading.Event()
        self._wanted = 0
        self._searching: Future[None] | None = None
        self.search = Search()
        self.trouble: Notice | None = None
        """Why the sensor asked for cannot be searched just now; None where it simply was not found yet."""

    def look(self) -> None:
        """Begin a search; one that runs goes on."""
        if self._closed.is_set() or (self._searching is not None and not self._searching.done()):
            return
        self.search = Search(running=True, found=self.search.found)
        self._searching = self._pool.submit(self._look)

    def connect(self, wish: SensorWish, sink: Callable[[Item], None]) -> Future[Found | None]:
        """Stop what is connected, find this sensor and stay with it. Not found, it is searched on and on.

        Gives None where something else was asked for meanwhile. The future raises SensorError where there is no hope.
        """
        with self._lock:
            self._wanted += 1
            wanted = self._wanted
        return self._pool.submit(self._connect, wanted, wish, sink)

    def disconnect(self) -> None:
        """Stop what is connected or being connected; returns when all sensors are stopped."""
        with self._lock:
            self._wanted += 1
            radio = self._radio
        if radio is not None:
            with suppress(CancelledError):
                radio.stop_links()

    def close(self) -> None:
        """Stop everything, and the radio itself."""
        self._closed.set()
        self.disconnect()
        with self._lock:
            radio, self._radio = self._radio, None
        if radio is not None:
            radio.__exit__(None, None, None)
        self._pool.shutdown(cancel_futures=True)

    def _opened(self) -> RadioThread:
        with self._lock:
            if self._radio is None and not self._closed.is_set():
                self._radio = self._make()
                self._radio.__enter__()
            if self._radio is None:
                raise CancelledError
            return self._radio

    def _look(self) -> None:
        found: dict[str, Found] = {}
        try:
            for _ in range(self._params.slices):
                found |= {one.address: one for one in self._opened().scan(self._params.slice_s)}
                self.search = Search(running=True, found=_strongest_first(found))
        except SensorError as error:
            self.search = Search(found=_strongest_first(found), failed=_notice(error))
        except CancelledError:
            pass
        finally:
            self.search = Search(found=self.search.found, failed=self.search.failed)

    def _connect(self, wanted: int, wish: SensorWish, sink: Callable[[Item], None]) -> Found | None:
        try:
            self.trouble = None
            self._opened().stop_links()
            while wanted == self._wanted and not self._closed.is_set():
                try:
                    (found,) = self._opened().start([wish], sink)
                except (NotFoundError, RadioError) as error:
                    self.trouble = _notice(error) if isinstance(error, RadioError) else None
                    self._closed.wait(self._params.again_s)
                    continue
                if wanted != self._wanted:
                    self._opened().stop_links()
                    return None
                return found
        except CancelledError:
            pass
        return None


def _strongest_first(found: dict[str, Found]) -> tuple[Found, ...]:
    return tuple(
        sorted(found.values(), key=lambda one: one.rssi_dbm if one.rssi_dbm is not None else -999, reverse=True)
    )


def _notice(error: SensorError) -> Notice:
    return Notice(error.message, error.advice, Severity.WARN)
