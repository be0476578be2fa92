"""What a station left unfinished when it was killed: kept in the history, and sent, before anything new is lifted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop_app.session.sets import SetEntry
from desktop_app.store.records import Session

if TYPE_CHECKING:
    from desktop_app.store.store import Store


def catch_up(store: Store, put_by: Callable[[Session, Sequence[SetEntry]], None], *, accept: bool) -> list[str]:
    """Recordings that nobody finished, as names: their sets, measured where nobody measured them, are put by.

    accept: keep them in the history too; else they are left to be offered. Identities are those they were lifted
    with, so that nothing is there twice. Takes its time. Raises StoreError.
    """
    from desktop_app.store import recovery

    done = []
    for unfinished in recovery.find_unfinished(store):
        if unfinished.goes_on:
            continue
        offered = recovery.offer(store, unfinished)
        known = [stored.entry for stored in store.sets_of_session(offered.session.id)]
        if accept:
            recovery.accept(store, offered)
        if entries := [*known, *(stored.entry for stored in offered.sets)]:
            put_by(offered.session, entries)
        done.append(unfinished.name)
    return done
