"""A quick driver for the rig's WitMotion, short times, and a sink that can be waited for."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pytest

from sensor.ble.params import LinkParams
from sensor.ble.status import LinkState, LinkStatus
from sensor.drivers.base import Decoded, Driver
from sensor.drivers.handling import Advert, Ask, Handling, Question, SetUp, Subscribe, TearDown, Write
from sensor.drivers.settings import SETUP_CHANNEL, Settings, Wanted
from sensor.packets import Packet
from tests.rig.rig import Near, Rig, near

NOTIFY: Final = "0000ffe4-0000-1000-8000-00805f9a34fb"
WRITE: Final = "0000ffe9-0000-1000-8000-00805f9a34fb"
FRAME_BYTES: Final = 20
PATIENCE_S: Final = 15.0
"""Longer than anything takes on a busy machine."""

QUICK: Final = LinkParams(
    search_s=0.6,
    sure_s=0.2,
    find_s=0.5,
    connect_s=1.0,
    step_s=1.0,
    set_up_s=3.0,
    stall_s=0.3,
    lost_s=0.8,
    first_s=1.5,
    backoff_first_s=0.05,
    backoff_max_s=0.2,
    radio_s=0.1,
    battery_every_s=0.3,
    battery_s=2.0,
    count_s=0.4,
    tear_down_s=1.0,
    disconnect_s=1.0,
    tick_s=0.02,
)

needs_rig = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs dbus-daemon, on Linux"
)


class FrameCount:
    """Counts frames of 20 bytes."""

    def push(self, packets: Sequence[Packet]) -> Decoded:
        counts = np.array([len(p.payload) // FRAME_BYTES for p in packets], dtype=np.int64)
        values = np.zeros((int(counts.sum()), 3))
        return Decoded(None, values, values, counts)


def set_up(wanted: Wanted) -> SetUp:
    yield Subscribe(NOTIFY, "data")
    return Settings(rate_hz=99.3, serial="again" if wanted.before else "first")


def tear_down(_: Settings) -> TearDown:
    yield Write(WRITE, bytes.fromhex("ffaa030900"))


def battery(_: Settings) -> Question:
    answer = yield Ask(WRITE, bytes.fromhex("ffaa276400"), "data", lambda p: b"\x55\x71\x64" in p, timeout_s=0.5)
    if not answer:
        return None
    at = answer[0].index(b"\x55\x71\x64")
    return (int.from_bytes(answer[0][at + 4 : at + 6], "little") / 100 - 3.4) / 0.64


def is_it(advert: Advert) -> bool:
    return advert.name is not None and advert.name.startswith("WT")


HANDLING: Final = Handling("Quick WT", is_it, set_up, tear_down, battery, caution="for tests only")
QUICK_WT: Final = Driver("quick", lambda _: FrameCount(), HANDLING)


def some_wt(**options: object) -> Near:
    """A sensor at 100 Hz from the first moment."""
    return near("witmotion", registers={"0x03": 9}, **options)


def quick_rig(*devices: Near | str) -> Rig:
    return Rig(*devices, connect_delay_s=0.01, resolve_delay_s=0.02, connect_timeout_s=0.5, advert_s=0.05)


class Heard:
    """What a sink was given, in order, from any thread."""

    def __init__(self) -> None:
        self._all: list[Packet | LinkStatus] = []
        self._changed = threading.Condition()

    def __call__(self, item: Packet | LinkStatus) -> None:
        with self._changed:
            self._all.append(item)
            self._changed.notify_all()

    def all(self, sensor_id: str | None = None) -> list[Packet | LinkStatus]:
        with self._changed:
            return [item for item in self._all if sensor_id in {None, item.sensor_id}]

    def packets(self, sensor_id: str | None = None) -> list[Packet]:
        return [item for item in self.all(sensor_id) if isinstance(item, Packet)]

    def statuses(self, sensor_id: str | None = None) -> list[LinkStatus]:
        return [item for item in self.all(sensor_id) if isinstance(item, LinkStatus)]

    def states(self, sensor_id: str | None = None) -> list[LinkState]:
        """States in order, each once for as long as it lasted."""
        states = [s.state for s in self.statuses(sensor_id)]
        return [state for n, state in enumerate(states) if n == 0 or state is not states[n - 1]]

    def set_ups(self, sensor_id: str | None = None) -> int:
        return sum(p.channel == SETUP_CHANNEL for p in self.packets(sensor_id))

    def frames(self, sensor_id: str | None = None) -> int:
        """How many frames of samples; answers have other heads."""
        payloads = [p.payload for p in self.packets(sensor_id) if p.channel == "data"]
        return sum(p[at : at + 2] == b"\x55\x61" for p in payloads for at in range(0, len(p), FRAME_BYTES))

    def wait(self, reached: Callable[[], bool], what: str) -> None:
        """Until it is so; fails after a long while, with what was heard of states."""
        with self._changed:
            if self._changed.wait_for(reached, PATIENCE_S):
                return
        told = "\n".join(f"{s.sensor_id} {s.state} {s.text}" for s in self.statuses())
        pytest.fail(f"waited in vain for {what}; heard:\n{told}")

    def wait_streaming(self, *sensor_ids: str, connections: int = 1) -> None:
        """Until each has been set up so often and sends."""

        def streams(sensor_id: str) -> bool:
            items = self.all(sensor_id)
            last = max((n for n, i in enumerate(items) if is_set_up(i)), default=-1)
            return self.set_ups(sensor_id) >= connections and any(
                isinstance(i, LinkStatus) and i.state is LinkState.STREAMING for i in items[last + 1 :]
            )

        self.wait(lambda: all(map(streams, sensor_ids)), f"{connections} connections of {sensor_ids}")

    def wait_text(self, part: str, sensor_id: str | None = None) -> None:
        """Until a state says so."""
        self.wait(lambda: any(part in s.text for s in self.statuses(sensor_id)), f"the text {part!r}")


def is_set_up(item: Packet | LinkStatus) -> bool:
    return isinstance(item, Packet) and item.channel == SETUP_CHANNEL
