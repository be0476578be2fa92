"""Storing killed at random moments, and what is then found: `python -m tests.desktop_app.store.killing KILLS SEED`.

A child keeps sessions as the app does: it writes a recording and the list of sets beside it, keeps the sets one by one,
and adopts the recording. It says on a pipe what was kept. It is killed (SIGKILL), and the store is looked at: what was
said to be kept must be there, whole, and every recording must be in the store or be found as left over.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import select

from desktop_app.session.sets import SetLog
from desktop_app.session.sets_json import SessionSets
from desktop_app.session.sets_store import save_sets, sets_file
from desktop_app.store.files import is_intact
from desktop_app.store.place import StorePlace
from desktop_app.store.records import Session, session_id_of, set_id_of
from desktop_app.store.recovery import accept, find_unfinished, offer
from desktop_app.store.store import Store
from desktop_app.store.tables import sets as sets_table
from tests.desktop_app.store.making import START_UNIX_S, entry

SETS: Final = 6
LONGEST_S: Final = 0.25
WHILE_OPENING: Final = 0.2
"""This share of kills may come while the store is being opened."""
LATER_UNIX_S: Final = 4e9
"""Nothing goes on any more."""


@dataclass
class Tally:
    """kept: sets that were said to be kept. lost: of them not found. half: sets that are not as they were given.

    unopened: times that the database was damaged. recordings: that are neither in the store nor found as left over.
    """

    kills: int = 0
    kept: int = 0
    lost: int = 0
    half: int = 0
    unopened: int = 0
    recordings: int = 0


def kill_often(place: StorePlace, kills: int, seed: int) -> Tally:
    """Kill so often, look each time, take in at the end what was left over."""
    rng = random.Random(seed)
    tally, said = Tally(), set[str]()
    for round_ in range(kills):
        said |= _killed(place, round_, rng.uniform(0.0, LONGEST_S), while_opening=rng.random() < WHILE_OPENING)
        tally.kills += 1
        with Store.open(place, now_unix_s=lambda: LATER_UNIX_S) as store:
            tally.unopened += store.opened.put_aside is not None
            _look(store, round_, said, tally)
            tally.recordings += _missing(store, round_)
            if round_ % 10 == 9:
                for found in find_unfinished(store):
                    accept(store, offer(store, found))
    tally.kept = len(said)
    with Store.open(place) as store:
        known = store.database.read(lambda c: set(c.execute(select(sets_table.c.id)).scalars()))
    tally.lost += len(said - known)
    return tally


def _look(store: Store, round_: int, said: set[str], tally: Tally) -> None:
    known = set()
    for name in _names(round_):
        found = store.sets_of_session(session_id_of(name))
        if not found:
            break
        for one in found:
            known.add(one.id)
            if replace(one.entry, plan=replace(one.entry.plan, athlete="Ann")) != entry(one.entry.id):
                tally.half += 1
    mine = {set_id_of(session_id_of(name), n) for name in _names(round_) for n in range(1, SETS + 1)}
    tally.lost += len((said & mine) - known)


def _missing(store: Store, round_: int) -> int:
    """Recordings of this round with sets in the store that are neither there by name nor adopted and intact."""
    adopted = {one.sha256: one for one in store.recordings()}
    count = 0
    for name in _names(round_):
        if not store.sets_of_session(session_id_of(name)):
            break
        one = adopted.get(hashlib.sha256(_content(name)).hexdigest())
        there = (store.place.recordings / f"{name}.mcap").is_file()
        count += not there and (one is None or not is_intact(store.place.recordings, one))
    return count


def _content(name: str) -> bytes:
    return name.encode() * 10_000


def _names(round_: int) -> Iterator[str]:
    return (f"{round_}-{k}" for k in range(200))


def _killed(place: StorePlace, round_: int, after_s: float, *, while_opening: bool) -> set[str]:
    """The sets that were said to be kept before the end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _keep_on(place, round_, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        begun = b"" if while_opening else pipe.readline()
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        text = pipe.read().decode()
    if not while_opening and begun != b"begun\n":
        raise RuntimeError("the child did not begin")
    return set(text.split("\n")[:-1]) - {"begun"}


def _keep_on(place: StorePlace, round_: int, pipe: int) -> None:
    with Store.open(place) as store:
        os.write(pipe, b"begun\n")
        for name in _names(round_):
            session = Session(session_id_of(name), START_UNIX_S, f"{name}.mcap")
            path = place.recordings / f"{name}.mcap"
            path.write_bytes(_content(name))
            log = SetLog()
            for number in range(1, SETS + 1):
                log = SetLog((*log.entries, entry(number)))
                save_sets(sets_file(path), SessionSets(path.name, START_UNIX_S, log))
                store.put_log(session, log)
                os.write(pipe, f"{set_id_of(session.id, number)}\n".encode())
            store.adopt_recording(path, session.id)


@contextmanager
def new_place(url: str | None) -> Iterator[StorePlace]:
    with tempfile.TemporaryDirectory() as folder:
        place = StorePlace(Path(folder) / "history", Path(folder) / "recordings", url)
        place.recordings.mkdir()
        Store.open(place).close()
        yield place


if __name__ == "__main__":
    with new_place(os.environ.get("RACKSIDE_DATABASE_URL")) as chosen:
        sys.stdout.write(json.dumps(asdict(kill_often(chosen, int(sys.argv[1]), int(sys.argv[2])))))
