"""Waiting that always ends: for a call that may hang, and for a call that something else may cut short."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

GRACE_S: Final = 1.0
"""How long a cancelled call may clean up. A hung Bluetooth service never answers, and bleak waits for it even then."""

_abandoned: Final[set[asyncio.Task[Any]]] = set()
"""Calls that did not even end when cancelled; kept, since a task that nobody holds may vanish while it runs."""


class Ended(Exception):  # noqa: N818 (not an error: the way out of a wait)
    """One of the events came before the work was done."""


async def within(work: Coroutine[Any, Any, T], timeout_s: float) -> T:
    """What work returns or raises; TimeoutError where it takes longer, also where it cannot be cancelled."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=timeout_s)
        if not task.done() or task.cancelled():
            raise TimeoutError
        return task.result()
    finally:
        await put_down(task)


async def unless(work: Coroutine[Any, Any, T], *ends: asyncio.Event) -> T:
    """What work returns or raises; Ended as soon as one of the events is set, with the work cancelled."""
    if any(end.is_set() for end in ends):
        work.close()
        raise Ended
    task = asyncio.ensure_future(work)
    waits = [asyncio.ensure_future(end.wait()) for end in ends]
    try:
        await asyncio.wait({task, *waits}, return_when=asyncio.FIRST_COMPLETED)
        if any(end.is_set() for end in ends):
            raise Ended
        return task.result()
    finally:
        for wait in waits:
            wait.cancel()
        await put_down(task, 2 * GRACE_S)


async def pause(seconds: float, *ends: asyncio.Event) -> bool:
    """Let time pass; True as soon as one of the events is set."""
    try:
        await unless(asyncio.sleep(seconds), *ends)
    except Ended:
        return True
    return False


async def put_down(task: asyncio.Task[Any], grace_s: float = GRACE_S) -> None:
    """Have a task end, and what it would still say said to nobody."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=grace_s)
    if task.done():
        _consume(task)
        return
    _abandoned.add(task)
    task.add_done_callback(_consume)


def _consume(task: asyncio.Task[Any]) -> None:
    _abandoned.discard(task)
    if not task.cancelled():
        task.exception()
