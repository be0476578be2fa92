"""A thread with a loop ends what runs in it, however it takes being told."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from contextlib import suppress

import pytest

from sensor import loop_thread
from sensor.loop_thread import LoopThread

WAIT_S = 20.0


@pytest.fixture
def thread() -> LoopThread:
    thread = LoopThread("loop", asyncio.new_event_loop())
    thread.start()
    return thread


def test_what_runs_is_cancelled_and_may_say_farewell(thread: LoopThread) -> None:
    begun, said = threading.Event(), threading.Event()

    async def works() -> None:
        try:
            begun.set()
            await asyncio.sleep(WAIT_S)
        finally:
            await asyncio.sleep(0.05)
            said.set()

    future = thread.spawn(works())
    assert begun.wait(WAIT_S)
    thread.close()
    assert said.is_set()
    with pytest.raises(CancelledError):
        future.result(WAIT_S)
    assert not thread.is_alive


def test_what_swallows_being_cancelled_is_told_again(thread: LoopThread) -> None:
    begun, ended = threading.Event(), threading.Event()

    async def swallows() -> None:
        try:
            begun.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(WAIT_S)
            await asyncio.Queue[None]().get()
        finally:
            ended.set()

    thread.spawn(swallows())
    assert begun.wait(WAIT_S)
    thread.close(WAIT_S)
    assert ended.is_set()
    assert not thread.is_alive


def test_closed_before_it_began_or_twice() -> None:
    thread = LoopThread("loop", asyncio.new_event_loop())
    thread.close()
    thread.close()
    thread.call(lambda: None)
    assert loop_thread.JOIN_S > loop_thread.ROUNDS * loop_thread.END_S
