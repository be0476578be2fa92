"""Waits end: in time, by an event, and even where what is waited for cannot be cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from sensor.ble.waiting import Ended, pause, unless, within


def run(work: Coroutine[Any, Any, object]) -> object:
    return asyncio.run(asyncio.wait_for(work, 20.0))


async def value(after_s: float = 0.0) -> str:
    await asyncio.sleep(after_s)
    return "value"


async def deaf(release: asyncio.Event) -> None:
    """Work that goes on when it is cancelled, as a call to a service that hangs does."""
    while not release.is_set():
        try:
            await release.wait()
        except asyncio.CancelledError:
            continue


def test_what_is_ready_in_time_is_given() -> None:
    assert run(within(value(), 5.0)) == "value"
    assert run(unless(value(), asyncio.Event())) == "value"


def test_what_takes_too_long_is_cut() -> None:
    with pytest.raises(TimeoutError):
        run(within(value(100.0), 0.01))


def test_a_call_that_cannot_be_cancelled_is_left_behind() -> None:
    async def work() -> None:
        release = asyncio.Event()
        try:
            await within(deaf(release), 0.01)
        finally:
            release.set()
            await asyncio.sleep(0)

    with pytest.raises(TimeoutError):
        run(work())


def test_an_event_cuts_the_work() -> None:
    async def work() -> str:
        stop = asyncio.Event()
        ended = asyncio.Event()

        async def waiting() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        asyncio.get_running_loop().call_later(0.01, stop.set)
        with pytest.raises(Ended):
            await unless(waiting(), asyncio.Event(), stop)
        assert ended.is_set()
        with pytest.raises(Ended):
            await unless(value(), stop)
        return "cut"

    assert run(work()) == "cut"


def test_errors_of_the_work_come_through() -> None:
    async def failing() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 (of the work, which says nothing)
        run(within(failing(), 1.0))
    with pytest.raises(ValueError):  # noqa: PT011
        run(unless(failing(), asyncio.Event()))


def test_a_pause_says_whether_it_was_cut() -> None:
    async def work() -> list[bool]:
        stop = asyncio.Event()
        whole = await pause(0.0, stop)
        stop.set()
        return [whole, await pause(100.0, stop)]

    assert run(work()) == [False, True]
