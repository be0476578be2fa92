"""Sets that came to the coach, in a history of the coach's own laptop: for gyms without a shared one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from desktop_app.diary.desk import DiaryDesk
from desktop_app.group.messages import DoneSet
from desktop_app.group.sets import entry_of, session_of

if TYPE_CHECKING:
    from desktop_app.store.store import Store


def keeper(desk: DiaryDesk) -> Callable[[str, DoneSet], Future[Any]]:
    """What `Coach` is given as `keep`. Not for a history that the stations keep sets in themselves."""

    def keep(_: str, done: DoneSet) -> Future[Any]:
        return desk.ask(lambda store: put(store, done))

    return keep


def put(store: Store, done: DoneSet) -> None:
    """Keep a set as it stands now; again, it changes nothing. Raises StoreError."""
    from desktop_app.store.store import as_stored

    session = session_of(done)
    if store.session(session.id) is None:
        store.put_session(session)
    store.put_set(as_stored(session, entry_of(done)))
