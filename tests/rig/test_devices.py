"""The rig's devices, spoken to with commands written out by hand from what is known of the real ones."""

from __future__ import annotations

import asyncio
import math
import struct
from collections.abc import Iterator
from itertools import pairwise

import pytest
from bleak import BleakScanner
from bleak.exc import BleakGATTProtocolError

from tests.rig.devices import dot, metamotion, movesense, polar, rackside, witmotion
from tests.rig.devices.base import BATTERY_LEVEL, uuid16
from tests.rig.devices.polar_frames import bits_of, compressed_runs
from tests.rig.rig import Rig, near
from tests.rig.talking import QUICK, Talk, needs_rig, talking, until

pytestmark = needs_rig
UNLOCK = "ffaa6988b5"


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    devices = (
        near("witmotion", "C0:00:00:00:00:01"),
        near("witmotion", "C0:00:00:00:00:02", accepts_200=False, replies="own", long_frames=True),
        near("metamotion", "C0:00:00:00:00:03", interval_s=0.03),
        near("metamotion", "C0:00:00:00:00:04", chip="bmi270"),
        near("movesense", "C0:00:00:00:00:05"),
        near("movesense", "C0:00:00:00:00:06", accepts_208=False),
        near("polar", "C0:00:00:00:00:07"),
        near("polar", "C0:00:00:00:00:08", acc_type=1, gyro_type=1),
        near("polar_h10", "C0:00:00:00:00:09"),
        near("dot", "C0:00:00:00:00:0A", clock_s=4294.9),
        near("dot", "C0:00:00:00:00:0B", firmware="old"),
        near("rackside", "C0:00:00:00:00:0C", first_number=65530),
        "thingy", "heart_strap", "television", "nameless",
    )  # fmt: skip
    with Rig(*devices, **QUICK) as entered:
        yield entered


def address(n: int) -> str:
    return f"C0:00:00:00:00:{n:02X}"


def test_adverts_are_as_the_devices_give_them(rig: Rig) -> None:
    seen = asyncio.run(BleakScanner.discover(0.2, return_adv=True))
    assert set(seen) == set(rig.addresses)
    adverts = {advert.local_name: advert for _, advert in seen.values()}
    assert None in adverts
    assert adverts["WT901BLE67"].service_uuids == []
    assert adverts["MetaWear"].service_uuids == ["326a9000-85cb-9195-d9dd-464cfbbae75a"]
    assert set(adverts["Movella DOT"].manufacturer_data) == {0x0886}
    assert adverts["Thingy"].service_uuids == ["ef680100-9b35-4933-9b10-52ffa9740042"]


class TestWitMotion:
    async def _rate(self, talk: Talk, code: str) -> bytes:
        await talk.say(witmotion.WRITE, UNLOCK, f"ffaa03{code}00")
        return await talk.ask(witmotion.WRITE, "ffaa270300", witmotion.NOTIFY, "557103")

    def test_it_streams_at_10_hz_as_soon_as_somebody_listens(self, rig: Rig) -> None:
        async def run() -> list[bytes]:
            async with talking(rig, address(1)) as talk:
                await talk.listen(witmotion.NOTIFY)
                assert rig.control("state", address=address(1))["streams"] == {"imu": 10.05}
                return await talk.gather(witmotion.NOTIFY, 3)

        came = asyncio.run(run())
        assert all(len(data) == 20 and data[:2] == b"\x55\x61" for data in came)
        x, y, z, *_ = struct.unpack_from("<9h", came[0], 2)
        assert (abs(x) < 70, y, z) == (True, 0, 2048)

    def test_a_setting_needs_the_key_and_reads_back(self, rig: Rig) -> None:
        async def run() -> None:
            async with talking(rig, address(1)) as talk:
                await talk.listen(witmotion.NOTIFY)
                await talk.say(witmotion.WRITE, "ffaa030b00")
                locked = await talk.ask(witmotion.WRITE, "ffaa270300", witmotion.NOTIFY, "557103")
                assert locked[locked.index(b"\x55\x71") + 4] == 0x06
                unlocked = await self._rate(talk, "0b")
                assert unlocked[unlocked.index(b"\x55\x71") + 4] == 0x0B
                await talk.gather(witmotion.NOTIFY, 2)
                assert {len(data) for data in await talk.gather(witmotion.NOTIFY, 3)} == {160}
                await self._rate(talk, "09")
                await talk.gather(witmotion.NOTIFY, 2)
                assert {len(data) for data in await talk.gather(witmotion.NOTIFY, 3)} == {80}
                assert rig.control("state", address=address(1))["streams"] == {"imu": 99.26}
                await self._rate(talk, "06")

        asyncio.run(run())

    def test_after_a_save_it_is_busy_and_reads_zero(self, rig: Rig) -> None:
        async def run() -> None:
            async with talking(rig, address(1)) as talk:
                await talk.listen(witmotion.NOTIFY)
                await talk.say(witmotion.WRITE, UNLOCK, "ffaa1f0100", "ffaa000000")
                busy = await talk.ask(witmotion.WRITE, "ffaa271f00", witmotion.NOTIFY, "55711f")
                assert busy[busy.index(b"\x55\x71") + 4] == 0
                await asyncio.sleep(0.3)
                ready = await talk.ask(witmotion.WRITE, "ffaa271f00", witmotion.NOTIFY, "55711f")
                assert ready[ready.index(b"\x55\x71") + 4] == 1

        asyncio.run(run())

    def test_one_that_takes_200_hz_and_samples_at_99(self, rig: Rig) -> None:
        async def run() -> None:
            async with talking(rig, address(2)) as talk:
                await talk.listen(witmotion.NOTIFY)
                answer = await self._rate(talk, "0b")
                assert (len(answer), answer[4]) == (20, 0x0B)
                assert rig.control("state", address=address(2))["streams"] == {"imu": 99.29}
                came = await talk.gather(witmotion.NOTIFY, 2)
                assert [[data[n : n + 2] for n in range(0, len(data), 28)] for data in came] == [[b"\x55\x61"] * 4] * 2

        asyncio.run(run())

    def test_a_reboot_ends_the_link_and_forgets_what_was_not_saved(self, rig: Rig) -> None:
        async def run() -> None:
            async with talking(rig, address(2)) as talk:
                await talk.listen(witmotion.NOTIFY)
                await self._rate(talk, "09")
                await talk.say(witmotion.WRITE, "ffaa00ff00")
                await until(lambda: talk.lost)
            async with talking(rig, address(2)) as talk:
                await talk.listen(witmotion.NOTIFY)
                assert rig.control("state", address=address(2))["streams"] == {"imu": 10.05}

        asyncio.run(run())


class TestMetaMotion:
    @pytest.mark.parametrize(
        ("n", "acc", "gyro", "set_up", "heads"),
        [
            (3, "03800101", "13800001", ("0303280c", "13032800", "031c01", "130701"), ("031c", "1307")),
            (4, "03800400", "13800100", ("0303a803", "13032800", "030501", "130501"), ("0305", "1305")),
        ],
    )
    def test_it_says_its_chips_and_streams_what_was_asked(
        self, rig: Rig, n: int, acc: str, gyro: str, set_up: tuple[str, ...], heads: tuple[str, str]
    ) -> None:
        async def run() -> None:
            async with talking(rig, address(n)) as talk:
                await talk.listen(metamotion.NOTIFY)
                for module, told in (("0380", acc), ("1380", gyro), ("1980", "1980")):
                    answer = await talk.ask(metamotion.COMMAND, module, metamotion.NOTIFY, module)
                    assert answer.hex() == told
                battery = await talk.ask(metamotion.COMMAND, "11cc", metamotion.NOTIFY, "118c")
                assert battery[2] == 87
                await talk.say(metamotion.COMMAND, *set_up, "03020100", "13020100", "030101")
                assert set(rig.control("state", address=address(n))["streams"]) <= {"acc"}
                await talk.say(metamotion.COMMAND, "130101")
                seen = await talk.gather(metamotion.NOTIFY, 8)
                assert {data[:2].hex() for data in seen} == set(heads)
                assert {len(data) for data in seen} == {20}
                at_rest = [struct.unpack("<9h", data[2:])[2::3] for data in seen if data[0] == 0x03]
                assert {value for rows in at_rest for value in rows} == {2048}
                await talk.say(metamotion.COMMAND, "030100", "130100")
                await asyncio.sleep(0.1)
                assert rig.control("state", address=address(n))["streams"] == {}
                await talk.say(metamotion.COMMAND, "030101", "130101")

        asyncio.run(run())

    def test_what_was_left_on_runs_on_at_the_next_connection(self, rig: Rig) -> None:
        async def run() -> None:
            async with talking(rig, address(3)) as talk:
                await talk.listen(metamotion.NOTIFY)
                await talk.say(metamotion.COMMAND, "03032808", "031c01", "03020100", "030101")
                await talk.gather(metamotion.NOTIFY, 2)
                rig.control("drop", address=address(3))
                await until(lambda: talk.lost)
            async with talking(rig, address(3)) as talk:
                await talk.listen(metamotion.NOTIFY)
                assert (await talk.gather(metamotion.NOTIFY, 1))[0][:2].hex() == "031c"
                await talk.say(metamotion.COMMAND, "fe01")
                await until(lambda: talk.lost)
            async with talking(rig, address(3)) as talk:
                await talk.listen(metamotion.NOTIFY)
                assert rig.control("state", address=address(3))["streams"] == {}
                assert await talk.client.read_gatt_char(uuid16(0x2A24)) == b"5"

        asyncio.run(run())


class TestMovesense:
    def test_hello_battery_and_unknown_resources(self, rig: Rig) -> None:
        async def run() -> None:
            async with talking(rig, address(5)) as talk:
                await talk.listen(movesense.NOTIFY)
                hello = await talk.ask(movesense.WRITE, "0001", movesense.NOTIFY, "0101")
                assert hello[3:].split(b"\0")[0] == b"000000000001"
                path = b"/System/Energy/Level".hex()
                assert (await talk.ask(movesense.WRITE, f"0402{path}", movesense.NOTIFY, "0102")).hex() == "0102c80057"
                unknown = await talk.ask(movesense.WRITE, f"0103{b'/Meas/Tea/52'.hex()}", movesense.NOTIFY, "0103")
                assert struct.unpack("<H", unknown[2:]) == (404,)

        asyncio.run(run())

    @pytest.mark.parametrize(("rate_hz", "parts"), [(52, [102]), (104, [152, 48]), (208, [152, 152, 90])])
    def test_packets_come_in_parts_of_150_bytes(self, rig: Rig, rate_hz: int, parts: list[int]) -> None:
        async def run() -> list[bytes]:
            async with talking(rig, address(5)) as talk:
                await talk.listen(movesense.NOTIFY)
                path = f"/Meas/IMU6/{rate_hz}\0".encode().hex()
                assert (await talk.ask(movesense.WRITE, f"0109{path}", movesense.NOTIFY, "0109")).hex() == "0109c800"
                came = await talk.gather(movesense.NOTIFY, 4 * len(parts))
                assert (await talk.ask(movesense.WRITE, "0209", movesense.NOTIFY, "0109")).hex() == "0109c800"
                return came

        came = asyncio.run(run())
        assert [len(data) for data in came] == parts * 4
        assert [data[0] for data in came] == [2 + n for n in range(len(parts))] * 4
        packets = [b"".join(data[2:] for data in came[n : n + len(parts)]) for n in range(0, len(came), len(parts))]
        times = [struct.unpack_from("<I", packet)[0] for packet in packets]
        n = rate_hz // 13
        assert all(abs(b - a - 1000 * n / rate_hz) <= 1 for a, b in pairwise(times))
        acc_z = struct.unpack_from(f"<{3 * n}f", packets[0], 4)[2::3]
        assert acc_z == pytest.approx([9.80665] * n, abs=0.002)

    def test_a_rate_may_be_refused(self, rig: Rig) -> None:
        async def run() -> bytes:
            async with talking(rig, address(6)) as talk:
                await talk.listen(movesense.NOTIFY)
                return await talk.ask(movesense.WRITE, f"0105{b'/Meas/IMU6/208'.hex()}", movesense.NOTIFY, "0105")

        assert struct.unpack("<H", asyncio.run(run())[2:]) == (400,)


class TestPolar:
    async def _say(self, talk: Talk, command: str) -> str:
        """A command to the control point, and the indication that answers it."""
        answer = await talk.ask(polar.CONTROL, command, polar.CONTROL, f"f0{command[:4]}", response=True)
        return answer.hex()

    @pytest.mark.parametrize("n", [7, 8])
    def test_sdk_mode_opens_rates_and_streams_differences(self, rig: Rig, n: int) -> None:
        async def run() -> list[bytes]:
            async with talking(rig, address(n)) as talk:
                assert (await talk.client.read_gatt_char(polar.CONTROL)).hex() == "0f6e02"
                await talk.listen(polar.CONTROL, polar.DATA)
                assert await self._say(talk, "0102") == "f001020000" + "00013400" + "01011000" + "02010800" + "040103"
                assert await self._say(talk, "02020001d000010110000201100004" + "0103") == "f0020208"
                assert await self._say(talk, "0209") == "f002090000"
                assert await self._say(talk, "0209") == "f0020906"
                started = await self._say(talk, "02020001d0000101100002011000040103")
                assert started[:14] == "f0020200000501"
                assert (await self._say(talk, "02050001d00001011000" + "0201d007040103"))[:10] == "f002050000"
                came = await talk.gather(polar.DATA, 4)
                rig.control("device", address=address(n), what="stops_itself")
                await talk.gather(polar.CONTROL, 1)
                assert talk.came[polar.CONTROL][-1] == b"\x01\x02\x05"
                await self._say(talk, "0309")
                return came

        came = asyncio.run(run())
        acc = [data for data in came if data[0] == 2]
        assert {data[9] for data in acc} == {0x80 if n == 7 else 0x81}
        assert {data[0] for data in came} == {2, 5}
        factor = 16 / 32768
        assert struct.unpack_from("<3h", acc[0], 10)[2] * factor == pytest.approx(1.0, abs=factor)
        times = [struct.unpack_from("<Q", data, 1)[0] for data in acc]
        assert all(abs(b - a - 42 / 208 * 1e9) < 200 for a, b in pairwise(times))

    def test_h10_goes_on_until_it_is_stopped(self, rig: Rig) -> None:
        start = "0202020108000001c80001011000"

        async def run() -> list[bytes]:
            async with talking(rig, address(9)) as talk:
                await talk.listen(polar.CONTROL, polar.DATA)
                assert await self._say(talk, start) == "f002020000"
                came = await talk.gather(polar.DATA, 2)
                rig.control("drop", address=address(9))
                await until(lambda: talk.lost)
            async with talking(rig, address(9)) as talk:
                await talk.listen(polar.CONTROL, polar.DATA)
                assert await self._say(talk, start) == "f0020206"
                await talk.gather(polar.DATA, 1)
                assert await self._say(talk, "0302") == "f003020000"
                assert (
                    await self._say(talk, "0102") == "f0010200000004190032006400c80001011000020302000400080004" + "0103"
                )
            return came

        came = asyncio.run(run())
        assert [(len(data), data[0], data[9]) for data in came] == [(10 + 6 * 36, 2, 1)] * 2
        assert struct.unpack_from("<3h", came[0], 10)[1:] == (0, 1000)

    def test_differences_are_packed_as_the_maker_packs_them(self) -> None:
        rows = [(-15, 20, 1008), (-20, 17, 1008)]  # differences -5, -3, 0: four bits each
        assert list(compressed_runs(rows, 2, 200)) == [(2, bytes.fromhex("f1ff1400f003" + "0401" + "db00"))]
        jump = [(0, 0, 0), (32767, 0, 0), (-32768, 0, 0)]
        assert [count for count, _ in compressed_runs(jump, 2, 200)] == [2, 1]
        assert [bits_of(v) for v in (0, 1, -1, 7, -8, 8)] == [1, 2, 1, 4, 4, 5]


class TestDot:
    @pytest.mark.parametrize(("mode", "uuid", "length"), [("1a", dot.LONG, 63), ("15", dot.MEDIUM, 40)])
    def test_each_mode_on_its_own_payload_with_a_clock_that_wraps(
        self, rig: Rig, mode: str, uuid: str, length: int
    ) -> None:
        async def run() -> list[bytes]:
            async with talking(rig, address(10)) as talk:
                await talk.listen(uuid)
                control = bytearray(await talk.client.read_gatt_char(dot.DEVICE_CONTROL))
                assert struct.unpack_from("<H", control, 24) == (60,)
                await talk.say(dot.CONTROL, f"0101{mode}", response=True)
                came = await talk.gather(uuid, 8)
                with pytest.raises(BleakGATTProtocolError):
                    await talk.client.write_gatt_char(dot.DEVICE_CONTROL, control, response=True)
                await talk.say(dot.CONTROL, f"0100{mode}", response=True)
                return came

        came = asyncio.run(run())
        assert {len(data) for data in came} == {length}
        times = [struct.unpack_from("<I", data)[0] for data in came]
        assert all(abs((b - a) % 2**32 - 1e6 / 60) <= 1 for a, b in pairwise(times))
        assert times[0] < 2**31
        first_acc = 20 if mode == "1a" else 4
        assert math.hypot(*struct.unpack_from("<3f", came[0], first_acc)) == pytest.approx(9.8, abs=0.05)

    def test_old_firmware_sends_orientation_whatever_is_asked(self, rig: Rig) -> None:
        async def run() -> bytes:
            async with talking(rig, address(11)) as talk:
                await talk.listen(dot.LONG, dot.SHORT)
                await talk.say(dot.CONTROL, "01011a", response=True)
                came = (await talk.gather(dot.SHORT, 1))[0]
                assert talk.came[dot.LONG] == []
                return came

        assert struct.unpack("<I4f", asyncio.run(run()))[1:] == (1.0, 0.0, 0.0, 0.0)


def test_a_home_made_sensor_counts_its_samples(rig: Rig) -> None:
    async def run() -> list[bytes]:
        async with talking(rig, address(12)) as talk:
            assert (await talk.client.read_gatt_char(rackside.INFO))[0] == 1
            wanted = struct.pack("<BxHHHf", 1, 16, 2000, 0, 200.0)
            await talk.say(rackside.CONFIG, wanted.hex(), response=True)
            took = struct.unpack("<BxHHH3f", await talk.client.read_gatt_char(rackside.CONFIG))
            assert took == pytest.approx((1, 16, 2000, 104, 208.0, 0.488, 70.0))
            await talk.listen(rackside.DATA)
            await talk.say(rackside.CONTROL, "01", response=True)
            came = await talk.gather(rackside.DATA, 4)
            await talk.say(rackside.CONTROL, "00", response=True)
            return came

    came = asyncio.run(run())
    assert [struct.unpack_from("<BBH", data) for data in came] == [(1, 8, n) for n in (65530, 2, 10, 18)]
    assert {len(data) for data in came} == {8 + 12 * 8}


def test_standard_battery_is_read_and_notified(rig: Rig) -> None:
    async def run() -> None:
        async with talking(rig, address(7)) as talk:
            assert await talk.client.read_gatt_char(BATTERY_LEVEL) == bytes([87])
            await talk.listen(BATTERY_LEVEL)
            rig.control("battery", address=address(7), percent=12)
            assert (await talk.gather(BATTERY_LEVEL, 1))[0] == bytes([12])
            rig.control("battery", address=address(7), percent=87)

    asyncio.run(run())
