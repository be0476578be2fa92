"""The rig stands up and goes, is found by bleak, fails as a service fails, and counts: each by a real connection."""

from __future__ import annotations

import asyncio
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

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
from tests.rig.talking import QUICK, balance, found, needs_rig, settled, started, talking, until

pytestmark = needs_rig


@pytest.fixture
def rig() -> Iterator[Rig]:
    """One DOT: each of its notifications is one sample with its own time."""
    with Rig("dot", **QUICK) as entered:
        yield entered


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
