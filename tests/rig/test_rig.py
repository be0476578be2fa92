"""The rig does to bleak what it says: links, faults and counters, each by way of a real connection."""

from __future__ import annotations

import asyncio
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from bleak import BleakClient, BleakScanner
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from tests.rig.bus import PrivateBus
from tests.rig.control import RigError
from tests.rig.devices import dot, witmotion
from tests.rig.devices.base import BATTERY_LEVEL
from tests.rig.rig import BUS_VARIABLE, PROJECT, Rig, near
from tests.rig.talking import QUICK, Talk, found, needs_rig, talking, until

pytestmark = needs_rig
STEP_US = 1e6 / 60
Run: TypeAlias = Callable[..., tuple[Talk, dict[str, int]]]


@pytest.fixture
def rig() -> Iterator[Rig]:
    """One DOT: each of its notifications is one sample with its own time."""
    with Rig("dot", **QUICK) as entered:
        yield entered


@pytest.fixture(scope="module")
def dots() -> Iterator[Rig]:
    """Enough of them that each test has one of its own."""
    with Rig(*["dot"] * 20, **QUICK) as entered:
        yield entered


@pytest.fixture
def fresh(dots: Rig) -> str:
    """The address of one that no test has touched."""
    return next(a for a in dots.addresses if "imu" not in dots.control("sent", address=a)["total"])


async def started(talk: Talk) -> None:
    """Have a DOT measure."""
    await talk.listen(dot.MEDIUM)
    await talk.say(dot.CONTROL, "010115", response=True)
    await talk.gather(dot.MEDIUM, 1)


def steps(talk: Talk) -> list[int]:
    """How many sampling periods lie between successive notifications."""
    times = [struct.unpack_from("<I", data)[0] for data in talk.came[dot.MEDIUM]]
    return [round((b - a) / STEP_US) for a, b in pairwise(times)]


async def settled(rig: Rig, address: str) -> dict[str, int]:
    """The tally of the run, once the link is held still and all that was sent has come."""
    await rig.ask("stall", address=address, seconds=60.0)
    await asyncio.sleep(0.05)
    tally: dict[str, int] = (await rig.ask("sent", address=address))["run"]["imu"]
    balance(tally)
    return tally


def balance(tally: dict[str, int]) -> None:
    """Every sample that was taken is accounted for."""
    gone = sum(tally[name] for name in ("sent", "lost", "damaged", "discarded", "pending"))
    assert tally["taken"] == gone
    assert tally["pending"] >= 0


class TestRig:
    def test_it_finds_and_restores_the_bus_address_and_leaves_nothing_running(self) -> None:
        before = os.environ.get(BUS_VARIABLE)
        with Rig() as rig:
            assert os.environ[BUS_VARIABLE] == rig.bus.address
            processes = [rig.bus.process, rig.bluez]
            assert [process.poll() for process in processes] == [None, None]
        assert os.environ.get(BUS_VARIABLE) == before
        assert None not in [process.poll() for process in processes]

    def test_a_killed_test_leaves_no_orphans(self) -> None:
        program = (
            "import time\nfrom tests.rig.rig import Rig\n"
            "with Rig() as rig:\n print(rig.bus.process.pid, rig.bluez.pid, flush=True)\n time.sleep(60)\n"
        )
        with subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            pids = [int(word) for word in process.stdout.readline().split()]
            process.kill()
        assert len(pids) == 2
        asyncio.run(until(lambda: not any(_runs(pid) for pid in pids)))

    def test_unknown_operations_devices_and_options_are_refused(self, rig: Rig) -> None:
        for wrong in ({"op": "make_tea"}, {"op": "run"}, {"op": "drop", "address": "none"}, {"op": "drop", "how": 1}):
            with pytest.raises(RigError):
                rig.control(**wrong)
        with pytest.raises(RuntimeError, match="chip"), Rig(near("dot", chip="bmi160")):
            pass

    def test_an_own_fault_is_not_silent(self) -> None:
        async def run(rig: Rig) -> None:
            async with talking(rig) as talk:
                with pytest.raises(BleakError):
                    await talk.say(witmotion.WRITE, "ffaa276400", response=True)

        with pytest.raises(AssertionError, match="battery"), Rig(near("witmotion", battery="full"), **QUICK) as rig:
            asyncio.run(run(rig))


def _runs(pid: int) -> bool:
    """Whether it is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class TestGatt:
    def test_scan_by_service(self) -> None:
        async def scan(uuid: str) -> set[str | None]:
            return {device.name for device in await BleakScanner.discover(0.1, service_uuids=[uuid])}

        with Rig("metamotion", "dot", **QUICK):
            assert asyncio.run(scan("326a9000-85cb-9195-d9dd-464cfbbae75a")) == {"MetaWear"}
            assert asyncio.run(scan(witmotion.SERVICE)) == set()

    def test_reads_writes_and_refusals(self, rig: Rig) -> None:
        async def run() -> None:
            async with talking(rig) as talk:
                characteristic = talk.client.services.get_characteristic(dot.CONTROL)
                assert characteristic is not None
                assert characteristic.properties == ["read", "write"]
                assert characteristic.max_write_without_response_size == 244
                rig.control(
                    "errors",
                    address=rig.addresses[0],
                    member="ReadValue",
                    errors=[("org.bluez.Error.InProgress", "In Progress")] * 2,
                )
                assert await talk.client.read_gatt_char(dot.BATTERY) == b"\x57\x00"
                for refused in (talk.client.read_gatt_char(dot.LONG), talk.say(dot.BATTERY, "01", response=True)):
                    with pytest.raises(BleakGATTProtocolError):
                        await refused
                assert rig.control("service")["calls"]["GattCharacteristic1.ReadValue"] == 4

        asyncio.run(run())

    def test_the_standard_battery_changes_under_the_listener(self) -> None:
        async def run(rig: Rig) -> None:
            async with talking(rig) as talk:
                await talk.listen(BATTERY_LEVEL)
                rig.control("battery", percent=12)
                assert await talk.gather(BATTERY_LEVEL, 1) == [bytes([12])]

        with Rig("polar", **QUICK) as rig:
            asyncio.run(run(rig))

    def test_connecting_at_once_is_counted(self) -> None:
        async def run(rig: Rig) -> None:
            clients = [BleakClient(await found(address)) for address in rig.addresses]
            await asyncio.gather(*(client.connect() for client in clients))
            for client in clients:
                await client.disconnect()

        with Rig("dot", "dot", **QUICK | {"connect_delay_s": 0.1}) as rig:
            asyncio.run(run(rig))
            assert rig.control("service")["overlapping_connects"] == 1


class TestNotifications:
    """Faults of single notifications, told by the sensor's own times and by the tally."""

    @pytest.fixture
    def run(self, dots: Rig, fresh: str) -> Run:
        """Have a sensor stream, with faults from a moment on; give what came and the tally."""

        async def streamed(
            faults: tuple[tuple[str, dict[str, object]], ...], after: int
        ) -> tuple[Talk, dict[str, int]]:
            async with talking(dots, fresh) as talk:
                await started(talk)
                for name, arguments in faults:
                    dots.control(name, address=fresh, **arguments)
                await talk.gather(dot.MEDIUM, after)
                return talk, await settled(dots, fresh)

        return lambda *faults, after=8: asyncio.run(streamed(faults, after))

    def test_none_is_lost_unasked(self, run: Run) -> None:
        talk, tally = run()
        assert set(steps(talk)) == {1}
        assert len(talk.came[dot.MEDIUM]) == tally["sent"] == tally["notifications"]
        assert tally["lost"] == tally["damaged"] == 0

    def test_loss_is_silent_and_counted(self, run: Run) -> None:
        talk, tally = run(("lose", {"count": 3}))
        assert sorted(steps(talk))[-2:] == [1, 4]
        assert (tally["lost"], tally["notifications_lost"]) == (3, 3)
        assert len(talk.came[dot.MEDIUM]) == tally["sent"]

    def test_twice(self, run: Run) -> None:
        talk, tally = run(("duplicate", {"count": 2}))
        assert sorted(steps(talk))[:3] == [0, 0, 1]
        assert len(talk.came[dot.MEDIUM]) == tally["sent"] + 2
        assert tally["duplicated"] == 2

    def test_out_of_turn(self, run: Run) -> None:
        talk, tally = run(("reorder", {}))
        assert [step for step in steps(talk) if step != 1] == [2, -1, 2]
        assert tally["reordered"] == 1

    def test_half_of_one(self, run: Run) -> None:
        talk, tally = run(("truncate", {"count": 1}), ("truncate", {"count": 1, "length": 5}))
        assert [len(data) for data in talk.came[dot.MEDIUM] if len(data) != 40] == [20, 5]
        assert (tally["damaged"], tally["notifications_damaged"]) == (2, 2)

    def test_a_small_mtu_cuts(self, run: Run) -> None:
        talk, tally = run(("mtu", {"mtu": 23}))
        assert {len(data) for data in talk.came[dot.MEDIUM][1:]} == {20}
        assert tally["damaged"] == len(talk.came[dot.MEDIUM]) - tally["sent"] > 0

    def test_a_small_mtu_splits(self, run: Run) -> None:
        talk, tally = run(("mtu", {"mtu": 23, "overlong": "split"}))
        came = talk.came[dot.MEDIUM]
        whole = sum(len(data) == 40 for data in came)
        assert {len(data) for data in came[whole:]} == {20}
        assert tally["sent"] == whole + (len(came) - whole) / 2

    def test_a_stall_that_keeps_bursts(self, run: Run) -> None:
        talk, tally = run(("stall", {"seconds": 0.3}), after=30)
        assert set(steps(talk)) == {1}
        assert tally["lost"] == 0

    def test_a_stall_that_loses(self, run: Run) -> None:
        talk, tally = run(("stall", {"seconds": 0.3, "keep": False}))
        assert [step for step in steps(talk) if step != 1] == [tally["lost"] + 1]
        assert tally["lost"] >= 15
        assert len(talk.came[dot.MEDIUM]) == tally["sent"]

    def test_too_slow(self, run: Run) -> None:
        talk, _ = run(("slow", {"factor": 0.5}))
        assert set(steps(talk)[2:]) == {2}


class TestLink:
    def test_a_drop_is_told_and_the_same_device_connects_again(self, dots: Rig, fresh: str) -> None:
        async def run() -> None:
            async with talking(dots, fresh) as talk:
                await started(talk)
                dots.control("drop", address=fresh)
                await until(lambda: talk.lost)
                assert not talk.client.is_connected
                for tallies in dots.control("sent", address=fresh).values():
                    balance(tallies["imu"])
                    assert tallies["imu"]["pending"] == 0
                await talk.client.disconnect()
                await talk.client.connect()
                await started(talk)

        asyncio.run(run())

    def test_out_of_range_is_noticed_after_the_supervision_timeout(self, dots: Rig, fresh: str) -> None:
        async def run() -> None:
            async with talking(dots, fresh, timeout_s=0.5) as talk:
                await started(talk)
                began_s = time.monotonic()
                dots.control("out_of_range", address=fresh, timeout_s=0.3)
                await until(lambda: talk.lost)
                assert time.monotonic() - began_s > 0.25
                await talk.client.disconnect()
                dots.control("timing", connect_timeout_s=0.1)
                with pytest.raises(TimeoutError):
                    await talk.client.connect()
                dots.control("in_range", address=fresh)
                await talk.client.connect()
                await started(talk)

        asyncio.run(run())

    def test_back_in_time_nothing_happened(self, dots: Rig, fresh: str) -> None:
        async def run() -> None:
            async with talking(dots, fresh) as talk:
                await started(talk)
                dots.control("out_of_range", address=fresh, timeout_s=0.3)
                await asyncio.sleep(0.1)
                dots.control("in_range", address=fresh)
                await talk.gather(dot.MEDIUM, 12)
                await asyncio.sleep(0.2)
                assert not talk.lost
                assert set(steps(talk)) == {1}

        asyncio.run(run())

    @pytest.mark.parametrize(("how", "error"), [("timed_out", BleakDBusError), ("aborted", TimeoutError)])
    def test_a_refused_connection(self, dots: Rig, fresh: str, how: str, error: type[Exception]) -> None:
        async def run() -> None:
            dots.control("refuse_connect", address=fresh, how=how)
            with pytest.raises(error):
                async with talking(dots, fresh, timeout_s=0.4):
                    pass
            async with talking(dots, fresh):
                pass

        asyncio.run(run())

    def test_a_slow_connection(self, dots: Rig, fresh: str) -> None:
        async def run() -> None:
            dots.control("slow_connect", address=fresh, seconds=0.3)
            began_s = time.monotonic()
            async with talking(dots, fresh):
                assert time.monotonic() - began_s > 0.3

        asyncio.run(run())

    def test_services_that_never_resolve(self, dots: Rig, fresh: str) -> None:
        async def run() -> None:
            dots.control("never_resolve", address=fresh)
            with pytest.raises(TimeoutError):
                async with talking(dots, fresh, timeout_s=0.4):
                    pass
            dots.control("never_resolve", address=fresh, on=False)
            async with talking(dots, fresh):
                pass

        asyncio.run(run())

    def test_a_program_that_dies_leaves_the_device_connected(self, dots: Rig, fresh: str) -> None:
        program = (
            "import asyncio, os, sys\nfrom bleak import BleakClient, BleakScanner\n"
            "async def run():\n d = await BleakScanner.find_device_by_address(sys.argv[1])\n c = BleakClient(d)\n"
            " await c.connect()\n os._exit(0)\nasyncio.run(run())\n"
        )
        subprocess.run([sys.executable, "-c", program, fresh], check=True, timeout=20)
        assert dots.control("state", address=fresh)["connected"]


class TestService:
    def test_power_off_and_on(self, rig: Rig) -> None:
        async def run() -> None:
            async with talking(rig) as talk:
                await started(talk)
                rig.control("power", on=False)
                await until(lambda: talk.lost)
                await talk.client.disconnect()
                with pytest.raises(BleakBluetoothNotAvailableError):
                    await BleakScanner.discover(0.1)
                rig.control("power", on=True)
                await talk.client.connect()
                await started(talk)

        asyncio.run(run())

    @pytest.mark.parametrize("silent", [False, True])
    def test_the_adapter_is_pulled_out_and_put_back(self, rig: Rig, silent: bool) -> None:
        async def run() -> None:
            async with talking(rig) as talk:
                await started(talk)
                rig.control("remove_adapter", silent=silent)
                await asyncio.sleep(0.1)
                assert talk.lost != silent
                assert talk.client.is_connected == silent
                with pytest.raises(BleakBluetoothNotAvailableError):
                    await BleakScanner.discover(0.1)
                if silent:
                    with pytest.raises(BleakDBusError):
                        await talk.client.disconnect()
            rig.control("add_adapter")
            await asyncio.sleep(0.05)
            async with talking(rig) as talk:
                await started(talk)

        asyncio.run(run())

    @pytest.mark.parametrize("silent", [False, True])
    def test_bluez_forgets_the_device(self, rig: Rig, silent: bool) -> None:
        async def run() -> None:
            async with talking(rig) as talk:
                await started(talk)
                rig.control("remove", silent=silent)
                await asyncio.sleep(0.1)
                assert talk.lost != silent
                if silent:
                    with pytest.raises(BleakDBusError):
                        await talk.client.disconnect()
                else:
                    await talk.client.disconnect()
                with pytest.raises((BleakDeviceNotFoundError, BleakError)):
                    await talk.client.connect()
            async with talking(rig) as talk:
                await started(talk)

        asyncio.run(run())

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
    def test_the_service_ends_and_starts_again(self, rig: Rig, how: signal.Signals) -> None:
        """Killed outright, nobody is told: bleak goes on believing that it is connected."""
        told = how is signal.SIGTERM

        async def run() -> None:
            async with talking(rig) as talk:
                await started(talk)
                rig.kill_bluez(how)
                await asyncio.sleep(0.1)
                assert talk.lost == told
                assert talk.client.is_connected != told
                with pytest.raises(BleakError):
                    await BleakScanner.discover(0.1)
                with pytest.raises(RigError):
                    rig.control("service")
                if told:
                    await talk.client.disconnect()
                else:
                    with pytest.raises(BleakDBusError):
                        await talk.client.disconnect()
                rig.start_bluez()
                await asyncio.sleep(0.05)
            async with talking(rig) as talk:
                await started(talk)

        asyncio.run(run())

    @pytest.mark.parametrize("what", ["radio", "all"])
    def test_permission_may_be_refused(self, rig: Rig, what: str) -> None:
        rig.control("deny", what=what)
        with pytest.raises(BleakDBusError, match="AccessDenied"):
            asyncio.run(BleakScanner.discover(0.1))
        rig.control("deny", what=None)
        assert len(asyncio.run(BleakScanner.discover(0.1))) == 1

    def test_without_a_bus(self, rig: Rig) -> None:
        rig.bus.end()
        with pytest.raises(FileNotFoundError):
            asyncio.run(BleakScanner.discover(0.1))

    def test_a_bus_that_cannot_start_says_why(self, tmp_path: Path) -> None:
        (tmp_path / "bus").mkdir()
        with pytest.raises(RuntimeError, match="dbus-daemon does not start"), PrivateBus(tmp_path):
            pass


class TestMotion:
    def test_a_motion_is_played_sample_for_sample(self, tmp_path: Path) -> None:
        """The WitMotion takes what it is shown at its own instants, to half a step; held before and after."""
        times = np.arange(0.0, 0.4, 0.01)
        ramp = np.outer(times, [10.0, -20.0, 30.0])
        np.savez(tmp_path / "ramp.npz", time_s=100.0 + times, acc_ms2=ramp, gyro_rads=ramp / 10.0)

        async def run(rig: Rig) -> tuple[list[bytes], dict[str, int]]:
            async with talking(rig) as talk:
                await talk.listen(witmotion.NOTIFY)
                await talk.say(witmotion.WRITE, "ffaa6988b5", "ffaa030900")
                await talk.gather(witmotion.NOTIFY, 2)
                told = await rig.ask("play", path=str(tmp_path / "ramp.npz"), delay_s=0.15)
                assert told["ends_s"] == pytest.approx(told["starts_s"] + times[-1])
                await until(lambda: time.monotonic() > told["ends_s"] + 0.2)
                return talk.came[witmotion.NOTIFY], await settled(rig, rig.addresses[0])

        with Rig("witmotion", **QUICK) as rig:
            came, tally = asyncio.run(run(rig))
        frames = [data[n : n + 20] for data in came for n in range(0, len(data), 20)]
        rows = np.array([struct.unpack_from("<6h", frame, 2) for frame in frames if frame[1] == 0x61])
        rows = rows[int(np.argmax(~rows.any(axis=1))) :]  # from the held first sample on: all zeros
        acc = rows[:, :3] / 2048 * 9.80665
        rate = np.radians(rows[:, 3:] * 2000 / 32768)
        assert np.count_nonzero(~rows.any(axis=1)) >= 10
        assert acc[-1] == pytest.approx(ramp[-1], abs=0.003)
        moving = acc[(acc[:, 2] > 0.1) & (acc[:, 2] < ramp[-1, 2] - 0.1)]
        assert moving[:, 1] == pytest.approx(-2.0 / 3.0 * moving[:, 2], abs=0.005)
        assert np.diff(moving[:, 2]) == pytest.approx(30.0 / 99.26, abs=0.006)
        assert rate == pytest.approx(acc / 10.0, abs=0.002)
        assert tally["lost"] == 0

    def test_what_plays_goes_on_when_the_service_is_started_again(self, rig: Rig, tmp_path: Path) -> None:
        times = np.arange(0.0, 60.0, 0.1)
        acc = np.column_stack([times, 0 * times, 0 * times])
        np.savez(tmp_path / "long.npz", time_s=times, acc_ms2=acc, gyro_rads=0 * acc)
        starts_s = rig.control("play", path=str(tmp_path / "long.npz"))["starts_s"]

        async def first_acc() -> float:
            async with talking(rig) as talk:
                await started(talk)
                return float(struct.unpack_from("<f", talk.came[dot.MEDIUM][0], 4)[0])

        rig.kill_bluez()
        rig.start_bluez()
        acc_ms2 = asyncio.run(first_acc())
        assert acc_ms2 == pytest.approx(time.monotonic() - starts_s, abs=1.0)
        assert acc_ms2 > 0.05


def test_eight_at_200_hz_lose_nothing() -> None:
    """What came is what was sent, to the sample, on each of them."""

    async def run(rig: Rig) -> list[int]:
        talks = [talking(rig, address) for address in rig.addresses]
        entered = [await talk.__aenter__() for talk in talks]
        for talk in entered:
            await talk.listen(witmotion.NOTIFY)
            await talk.say(witmotion.WRITE, "ffaa6988b5", "ffaa030b00")
        await asyncio.sleep(0.8)
        await rig.ask("stall", seconds=60.0)
        await asyncio.sleep(0.05)
        came = [sum(len(data) // 20 for data in talk.came[witmotion.NOTIFY]) for talk in entered]
        for talk in talks:
            await talk.__aexit__(None, None, None)
        return came

    with Rig(*["witmotion"] * 8, **QUICK) as rig:
        came = asyncio.run(run(rig))
        total = [rig.control("sent", address=address)["total"]["imu"] for address in rig.addresses]
    assert came == [tally["sent"] for tally in total]
    assert min(came) > 100
    for tally in total:
        balance(tally)
        assert tally["lost"] == tally["damaged"] == 0
