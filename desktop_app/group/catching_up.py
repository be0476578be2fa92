"""What a station left unfinished when it was killed: kept in the history, and put by for the coach, at the next start.

    catching = CatchingUp(desk, joining.keep, say)
    catching.tick(now_s)                        # often; returns at once

A recording that was written to a moment ago is looked at again once it is certain that nobody writes to it; one that
was begun after this program was never is: it is this program's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from desktop_app.diary.desk import DiaryDesk
from desktop_app.session.sets import SetEntry
from desktop_app.store.records import Session

if TYPE_CHECKING:
    from desktop_app.store.store import Store

PutBy: TypeAlias = Callable[[Session, Sequence[SetEntry]], None]
AGAIN_S: Final = 12.0
"""Recordings left alone for ten seconds are over (`store.recovery`)."""


@dataclass(frozen=True, slots=True)
class Caught:
    """done: names of recordings whose sets were kept. later: of those that may still be written to."""

    done: tuple[str, ...]
    later: frozenset[str]


class CatchingUp:
    """Asks the history's desk, now and once more. One thread at a time. say: told each name that is done."""

    def __init__(self, desk: DiaryDesk, put_by: PutBy, say: Callable[[str], None]) -> None:
        self._desk, self._put_by, self._say = desk, put_by, say
        self._names: frozenset[str] | None = None
        self._asked: Future[Caught] | None = None
        self._next_s: float | None = 0.0

    def tick(self, now_s: float) -> None:
        """Begin where it is time, and take what has come of it. What fails is left for the next start."""
        if self._asked is not None and self._asked.done():
            asked, self._asked = self._asked, None
            if not asked.cancelled() and asked.exception() is None:
                caught = asked.result()
                for name in caught.done:
                    self._say(name)
                self._names = caught.later
                self._next_s = now_s + AGAIN_S if caught.later else None
        if self._asked is None and self._next_s is not None and now_s >= self._next_s:
            self._next_s, names = None, self._names
            self._asked = self._desk.ask(lambda store: catch_up(store, self._put_by, names))


def catch_up(store: Store, put_by: PutBy, names: frozenset[str] | None = None) -> Caught:
    """Keep and put by the sets of recordings that nobody finished, measured where nobody measured them.

    names: only of these. Identities are those they were lifted with, so that nothing is there twice. Takes its time.
    Raises StoreError.
    """
    from desktop_app.store import recovery

    done: list[str] = []
    later: set[str] = set()
    for unfinished in recovery.find_unfinished(store):
        if names is not None and unfinished.name not in names:
            continue
        if unfinished.goes_on:
            later.add(unfinished.name)
            continue
        offered = recovery.offer(store, unfinished)
        known = [stored.entry for stored in store.sets_of_session(offered.session.id)]
        if offered.failed is not None and not offered.sets:
            continue
        recovery.accept(store, offered)
        if entries := [*known, *(stored.entry for stored in offered.sets)]:
            put_by(offered.session, entries)
        done.append(unfinished.name)
    return Caught(tuple(done), frozenset(later))
