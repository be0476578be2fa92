"""The life of a link that nothing befalls, and of the thread it lives in."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sensor.ble.found import SensorWish
from sensor.ble.host_clock import HostClock
from sensor.ble.status import LinkState
from sensor.ble.thread import RadioThread
from sensor.drivers.base import Driver
from sensor.drivers.handling import Ask, Listen, Read, SetUp, Subscribe, TearDown, Write
from sensor.drivers.settings import Settings, Wanted, settings_from_payload
from sensor.errors import GattError, SetupError
from tests.sensor.ble.making import (
    HANDLING,
    NOTIFY,
    PATIENCE_S,
    QUICK,
    QUICK_WT,
    WRITE,
    FrameCount,
    Heard,
    is_set_up,
    needs_rig,
    quick_rig,
    some_wt,
)

AROUND_THE_EDGES = 12
"""Frames that may come between the subscription and the end of the set-up, and while the sensor is stopped."""


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def driver_with(set_up: object) -> Driver:
    return Driver("quick", lambda _: FrameCount(), replace(HANDLING, set_up=set_up))


@needs_rig
def test_every_frame_between_set_up_and_stop_is_heard_once_and_in_order() -> None:
    with quick_rig(some_wt(), some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        heard = Heard()
        found = radio.start([SensorWish(rig.addresses[1]), SensorWish(rig.addresses[0])], heard)
        assert [f.address for f in found] == [rig.addresses[1], rig.addresses[0]]
        heard.wait_streaming(*rig.addresses)
        heard.wait(lambda: all(heard.frames(a) > 150 for a in rig.addresses), "frames")
        radio.stop_links()
        for address in rig.addresses:
            items = heard.all(address)
            first = next(n for n, item in enumerate(items) if is_set_up(item))
            assert heard.packets(address)[0] is items[first]
            assert heard.states(address) == [
                LinkState.CONNECTING,
                LinkState.SETTING_UP,
                LinkState.STREAMING,
                LinkState.GONE,
            ]
            sent = rig.control("sent", address=address)["total"]["imu"]["sent"]
            assert 0 <= sent - heard.frames(address) <= AROUND_THE_EDGES
            arrivals = [p.arrival_ns for p in heard.packets(address)]
            assert arrivals == sorted(arrivals)
        assert rig.control("service")["overlapping_connects"] == 0


@needs_rig
def test_states_tell_rate_battery_signal_and_driver() -> None:
    with quick_rig(some_wt(battery=60)) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        heard = Heard()
        radio.start([SensorWish(rig.addresses[0])], heard)
        heard.wait(lambda: any(s.battery and s.rate_hz for s in heard.statuses()), "rate and battery")
        last = heard.statuses()[-1]
        assert (last.name, last.driver) == ("WT901BLE67", "quick")
        assert last.rssi_dbm == pytest.approx(-55, abs=5)
        assert last.battery == pytest.approx(0.6, abs=0.02)
        assert last.rate_hz == pytest.approx(99.3, abs=15)


@needs_rig
def test_the_sensor_is_stopped_and_disconnected() -> None:
    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_streaming(rig.addresses[0])
        radio.stop_links()
        after = len(heard.all())
        assert not rig.control("state", address=rig.addresses[0])["connected"]
        assert heard.statuses()[-1].state is LinkState.GONE
        radio.run(asyncio.sleep(0.2))
        assert len(heard.all()) == after


@needs_rig
@pytest.mark.parametrize("after_s", [0.0, 0.02, 0.08, 0.3])
def test_a_stop_at_any_moment_ends_the_link(after_s: float) -> None:
    with quick_rig(some_wt(), some_wt()) as rig, RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
        heard = Heard()
        radio.start([SensorWish(a) for a in rig.addresses], heard)
        radio.run(asyncio.sleep(after_s))
        radio.stop_links()
        assert [heard.statuses(a)[-1].state for a in rig.addresses] == [LinkState.GONE] * 2
        assert not any(rig.control("state", address=a)["connected"] for a in rig.addresses)


@needs_rig
def test_leaving_the_thread_stops_the_links_and_leaves_nothing_behind() -> None:
    before = threads()
    with quick_rig(some_wt()) as rig:
        heard = Heard()
        with RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
            radio.start([SensorWish("WT901")], heard)
            heard.wait_streaming(rig.addresses[0])
        assert heard.states()[-1] is LinkState.GONE
        assert not rig.control("state", address=rig.addresses[0])["connected"]
    assert threads() <= before | {"asyncio_0"}


@needs_rig
def test_a_sensor_that_refuses_its_set_up_is_given_up() -> None:
    def refusing(_: Wanted) -> SetUp:
        yield Subscribe(NOTIFY, "data")
        raise SetupError("it speaks another protocol", "Use another sensor.")

    with quick_rig(some_wt()) as rig, RadioThread(params=QUICK, drivers=[driver_with(refusing)]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait(lambda: heard.states()[-1:] == [LinkState.GONE], "the end")
        assert heard.statuses()[-1].text == "it speaks another protocol. Use another sensor."
        assert heard.states().count(LinkState.SETTING_UP) == QUICK.set_up_tries
        assert not heard.packets()
        assert not rig.control("state", address=rig.addresses[0])["connected"]


@needs_rig
def test_a_set_up_that_never_ends_is_cut_short() -> None:
    def slow(_: Wanted) -> SetUp:
        yield Listen(None, 1000.0)
        return Settings()

    params = replace(QUICK, set_up_s=0.2)
    with quick_rig(some_wt()), RadioThread(params=params, drivers=[driver_with(slow)]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_text("did not answer in time")


@needs_rig
def test_each_step_gets_its_answer() -> None:
    got: list[object] = []
    missing = "0000aaaa-0000-1000-8000-00805f9b34fb"

    def steps(_: Wanted) -> SetUp:
        got.append((yield Read(missing)))
        for step in (Subscribe(missing, "x"), Write(missing, b"x"), Read(WRITE)):
            try:
                got.append((yield step))
            except GattError as error:
                got.append(error.message.split(") ")[1])
        got.append((yield Subscribe(NOTIFY, "data")))
        got.append((yield Subscribe(NOTIFY, "data")))
        got.append((yield Write(WRITE, bytes.fromhex("ffaa6988b5"), response=True)))
        volts = yield Ask(WRITE, bytes.fromhex("ffaa276400"), "data", lambda p: b"\x55\x71" in p)
        got.append(len(volts))
        got.append((yield Ask(WRITE, b"?", "data", lambda _: False, timeout_s=0.05, tries=2)))
        got.append((yield Listen("elsewhere", 0.01)))
        frames = yield Listen("data", 0.3)
        got.append(all(f.startswith(b"\x55") for f in frames) and len(frames) > 3)
        return Settings(values={"steps": len(got)})

    with quick_rig(some_wt()), RadioThread(params=QUICK, drivers=[driver_with(steps)]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait(lambda: heard.set_ups() > 0, "the set-up")
    lacks = "lacks a part that its kind of sensor has"
    assert got[:3] == [(), lacks, lacks]
    assert str(got[3]).startswith("refused")
    assert got[4:] == [(), (), (), 1, (), (), True]
    assert settings_from_payload(heard.packets()[0].payload).values == {"steps": 11.0}


@needs_rig
def test_a_tear_down_that_hangs_holds_up_no_stop() -> None:
    def hanging(_: Settings) -> TearDown:
        yield Listen(None, 1000.0)

    params = replace(QUICK, tear_down_s=0.1)
    driver = Driver("quick", lambda _: FrameCount(), replace(HANDLING, tear_down=hanging))
    with quick_rig(some_wt()) as rig, RadioThread(params=params, drivers=[driver]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait_streaming(rig.addresses[0])
        radio.stop_links()
        assert heard.states()[-1] is LinkState.GONE


@needs_rig
def test_a_fault_of_ours_ends_the_link_and_is_raised_at_the_stop() -> None:
    def faulty(_: Wanted) -> SetUp:
        yield Subscribe(NOTIFY, "data")
        raise ZeroDivisionError

    with quick_rig(some_wt()), RadioThread(params=QUICK, drivers=[driver_with(faulty)]) as radio:
        heard = Heard()
        radio.start([SensorWish("WT901")], heard)
        heard.wait(lambda: heard.states()[-1:] == [LinkState.GONE], "the end")
        assert "fault of this program" in heard.statuses()[-1].text
        with pytest.raises(ZeroDivisionError):
            radio.stop_links()


def test_other_work_runs_in_the_same_loop() -> None:
    async def where() -> str:
        await asyncio.sleep(0)
        return threading.current_thread().name

    async def failing() -> None:
        raise SetupError("no", "Try again.")

    async def for_ever() -> None:
        await asyncio.Event().wait()

    with RadioThread() as radio:
        assert radio.run(where()) == "rackside-radio"
        with pytest.raises(SetupError):
            radio.run(failing())
        left = radio.spawn(for_ever())
    assert left.cancelled()


def test_bluetooth_that_hangs_holds_up_no_end() -> None:
    """A call of the system's that never returns, in the thread where all of Bluetooth lives."""
    hanging, over = threading.Event(), threading.Event()

    async def hang() -> None:
        hanging.set()
        over.wait(PATIENCE_S)

    begun_s = time.monotonic()
    try:
        with RadioThread(params=replace(QUICK, stop_s=0.2)) as radio:
            radio.spawn(hang())
            assert hanging.wait(PATIENCE_S)
            assert not radio.stop_links()
        assert time.monotonic() - begun_s < PATIENCE_S / 2
    finally:
        over.set()


def test_host_time_is_wall_time_at_the_start_and_monotonic_from_there() -> None:
    wall_ns, passed_ns = [1_000_000], [500]
    clock = HostClock(unix_ns=lambda: wall_ns[0], monotonic_ns=lambda: passed_ns[0])
    assert clock.now_ns() == 1_000_000
    wall_ns[0] = 5
    passed_ns[0] = 600
    assert clock.now_ns() == 1_000_100


CRASHING = """
import sys
from sensor.ble.found import SensorWish
from sensor.ble.thread import RadioThread
from tests.sensor.ble.making import QUICK, QUICK_WT, Heard
heard = Heard()
with RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
    radio.start([SensorWish("WT901")], heard)
    heard.wait(lambda: heard.frames() > 10, "frames")
    print("streaming", flush=True)
    sys.stdin.read()
"""


@needs_rig
def test_a_sensor_that_a_killed_program_left_connected_is_found_and_used(project: Path) -> None:
    with quick_rig(some_wt()) as rig:
        command = [sys.executable, "-c", CRASHING]
        with subprocess.Popen(command, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as crashing:
            assert crashing.stdout is not None
            assert crashing.stdout.readline() == b"streaming\n"
            crashing.kill()
        assert rig.control("state", address=rig.addresses[0])["connected"]
        with RadioThread(params=QUICK, drivers=[QUICK_WT]) as radio:
            assert [(f.address, f.connected, f.driver) for f in radio.scan(0.1)] == [(rig.addresses[0], True, "quick")]
            heard = Heard()
            radio.start([SensorWish("WT901")], heard)
            heard.wait_streaming(rig.addresses[0])
            radio.stop_links()
        assert not rig.control("state", address=rig.addresses[0])["connected"]
