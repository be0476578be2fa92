"""What a crash left: found when the program starts, measured while something else goes on, kept or left as it is.

Usage: `start` it; look at `state`, a whole frozen value, whenever something is to be shown; `keep_all` has everything
kept that can be, as soon as it is measured; `leave` leaves it; `close` before the desk.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from desktop_app.diary.desk import DiaryDesk, told
from desktop_app.errors import AppError
from desktop_app.session.snapshot import Notice
from sensor.errors import SensorError

if TYPE_CHECKING:
    from desktop_app.session.sets import SetEntry
    from desktop_app.store.records import Session
    from desktop_app.store.recovery import Offered, Unfinished
    from desktop_app.store.store import Store

T = TypeVar("T")
OnKept: TypeAlias = "Callable[[Session, Sequence[SetEntry]], None]"
AGAIN_S: Final = 12.0
"""What was written to a moment before the start is looked at again after so long: a kill may have cut it off."""

LOOK_S: Final = 0.05
"""How often it is looked whether somebody has decided."""


class Stage(StrEnum):
    """How far one recording is."""

    WAITING = "waiting"
    MEASURING = "measuring"
    MEASURED = "measured"
    UNUSABLE = "unusable"
    """It cannot be read, or not be kept; it is left where it is."""
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class LeftOver:
    """One recording. name: of its file, without ending. unix_s: when it was begun, or written to last.

    share: of it that is read, 0 to 1. sets, reps, lifters, exercises: what would be kept. known: sets of it that are
    kept already. why: it cannot be used.
    """

    name: str
    unix_s: float
    size_bytes: int
    stage: Stage = Stage.WAITING
    share: float | None = None
    sets: int = 0
    reps: int = 0
    lifters: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    known: int = 0
    why: str | None = None


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """All there is to show. looking: before it is known what there is. keeping: asked to keep what there is.

    over: nothing more will change. notice: what went wrong.
    """

    items: tuple[LeftOver, ...] = ()
    looking: bool = True
    keeping: bool = False
    over: bool = False
    notice: Notice | None = None

    @property
    def worth_showing(self) -> bool:
        """Whether there is something to decide: what cannot be read alone is not."""
        return any(item.stage in {Stage.WAITING, Stage.MEASURING, Stage.MEASURED} for item in self.items)


class _LeftAloneError(Exception):
    """Nobody wants to know any more."""


class Recovery:
    """Calls may come from any thread and return at once.

    again_s: see `AGAIN_S`. on_kept: told what the history has now, in the thread of this.
    """

    def __init__(self, desk: DiaryDesk, again_s: float = AGAIN_S, on_kept: OnKept | None = None) -> None:
        self._desk, self._again_s, self._on_kept = desk, again_s, on_kept
        self._state = RecoveryState()
        self._lock = threading.Lock()
        self._left = threading.Event()
        self._keep = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rackside-recovery", daemon=True)

    @property
    def state(self) -> RecoveryState:
        return self._state

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def keep_all(self) -> None:
        """Keep everything that can be kept, once it is measured."""
        self._show(lambda state: replace(state, keeping=not state.over))
        self._keep.set()

    def leave(self) -> None:
        """Leave everything as it is: it is found again at the next start."""
        self._left.set()

    def close(self) -> None:
        """Stop, after the recording at hand."""
        self.leave()
        if self._thread.is_alive():
            self._thread.join()

    # The thread.

    def _run(self) -> None:
        try:
            self._recover(self._asked(lambda store: store))
        except _LeftAloneError:
            pass
        except Exception as error:  # noqa: BLE001 (whatever is wrong, it is told and nothing is lost)
            notice = told(error)
            self._show(lambda state: replace(state, notice=notice))
        self._show(lambda state: replace(state, looking=False, keeping=False, over=True))

    def _recover(self, store: Store) -> None:
        found = self._found(store)
        again_s = time.monotonic() + self._again_s if any(one.goes_on for one in found) else None
        pending = self._measured(store, found)
        while pending or again_s is not None:
            if self._left.wait(LOOK_S):
                raise _LeftAloneError
            if again_s is not None and time.monotonic() >= again_s:
                pending, again_s = [*pending, *self._measured(store, self._found(store))], None
            while pending and self._keep.is_set():
                self._kept(pending.pop(0))

    def _found(self, store: Store) -> list[Unfinished]:
        from desktop_app.store.recovery import find_unfinished

        own = {name.removesuffix(".mcap") for name in set(self._desk.recording)}
        return [one for one in find_unfinished(store) if one.name not in own]

    def _measured(self, store: Store, found: Sequence[Unfinished]) -> list[Offered]:
        """What of it is not yet in view; what is still being written to is not touched."""
        known = {item.name for item in self._state.items}
        new = [one for one in found if one.name not in known and not one.goes_on]
        fresh = tuple(LeftOver(one.name, one.modified_unix_s, one.size_bytes) for one in new)
        self._show(lambda state: replace(state, looking=False, items=(*state.items, *fresh)))
        return [offered for one in new if (offered := self._offer(store, one)) is not None]

    def _offer(self, store: Store, unfinished: Unfinished) -> Offered | None:
        """Measured beside the desk, which others need meanwhile. None where it cannot be used."""
        from desktop_app.store.recovery import offer

        def read(share: float) -> None:
            if self._left.is_set():
                raise _LeftAloneError
            self._item(unfinished.name, stage=Stage.MEASURING, share=share)

        read(0.0)
        offered = offer(store, unfinished, read)
        entries = [one.entry for one in offered.sets if one.entry.counts]
        plans = [entry.plan for entry in entries]
        self._item(
            unfinished.name,
            stage=Stage.MEASURED if offered.failed is None or offered.sets else Stage.UNUSABLE,
            share=None,
            unix_s=offered.session.started_unix_s,
            sets=len(entries),
            reps=sum(entry.rep_count for entry in entries),
            lifters=tuple(dict.fromkeys(plan.athlete for plan in plans if plan.athlete is not None)),
            exercises=tuple(dict.fromkeys(plan.exercise for plan in plans if plan.exercise is not None)),
            known=offered.known,
            why=offered.failed,
        )
        return offered if offered.failed is None or offered.sets else None

    def _kept(self, offered: Offered) -> None:
        from desktop_app.store.recovery import accept

        try:
            self._asked(lambda store: accept(store, offered))
        except (AppError, SensorError) as error:
            self._item(offered.unfinished.name, stage=Stage.UNUSABLE, why=error.message)
        else:
            self._item(offered.unfinished.name, stage=Stage.KEPT)
            if self._on_kept is not None:
                # Those that the history had already may have been killed on their way too.
                kept = self._asked(lambda store: store.sets_of_session(offered.session.id))
                self._on_kept(offered.session, [one.entry for one in kept])

    def _asked(self, work: Callable[[Store], T]) -> T:
        asked: Future[T] = self._desk.ask(work)
        while not asked.done():
            if self._left.is_set() and asked.cancel():
                raise _LeftAloneError
            time.sleep(0.005)
        if asked.cancelled():
            raise _LeftAloneError
        return asked.result()

    def _item(self, name: str, **values: object) -> None:
        self._show(
            lambda state: replace(
                state,
                items=tuple(
                    replace(item, **values) if item.name == name else item  # type: ignore[arg-type]
                    for item in state.items
                ),
            )
        )

    def _show(self, change: Callable[[RecoveryState], RecoveryState]) -> None:
        with self._lock:
            self._state = change(self._state)
