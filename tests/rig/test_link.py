"""Faults of notifications and of links, each on a device of its own."""

from __future__ import annotations

import asyncio
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

import pytest
from bleak.exc import BleakDBusError

from tests.rig.devices import dot
from tests.rig.rig import Rig
from tests.rig.talking import QUICK, Talk, balance, needs_rig, settled, started, talking, until

pytestmark = needs_rig
STEP_US = 1e6 / 60
Run: TypeAlias = Callable[..., tuple[Talk, dict[str, int]]]


@pytest.fixture(scope="module")
def dots() -> Iterator[Rig]:
    """Enough of them that each test has one of its own."""
    with Rig(*["dot"] * 20, **QUICK) as entered:
        yield entered


@pytest.fixture
def fresh(dots: Rig) -> str:
    """The address of one that no test has touched."""
    return next(a for a in dots.addresses if "imu" not in dots.control("sent", address=a)["total"])


def steps(talk: Talk) -> list[int]:
    """How many sampling periods lie between successive notifications."""
    times = [struct.unpack_from("<I", data)[0] for data in talk.came[dot.MEDIUM]]
    return [round((b - a) / STEP_US) for a, b in pairwise(times)]


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
