"""A person's archive: one zip with all their data as JSON and CSV, and their recordings. Written, and taken in.

README.txt        what this is
person.json       everything (`person.py`), which is what is read when it is taken in
sets.csv, reps.csv, signs.csv, sessions.csv, check_ins.csv
recordings/<SHA-256 of the content>.mcap
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Connection

from desktop_app.analysis import Progress
from desktop_app.store import files, health, people, person_csv, plans, sets
from desktop_app.store.errors import ArchiveError, BadRecordError, NameTakenError
from desktop_app.store.person import Person, gather, person_from_plain, person_to_plain, renamed, take_in
from desktop_app.store.place import make_private
from desktop_app.store.records import Lifter, RecordingFile
from desktop_app.store.store import Store
from sensor.files import private_file

DATA_NAME: Final = "person.json"
DATA_MAX_BYTES: Final = 1 << 30
"""Five years take some 60 MB."""
RECORDING_MAX_BYTES: Final = 4 << 30
_BLOCK_BYTES: Final = 1 << 20
_NO_ZIP: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What the library raises for files that are none, damaged, encrypted or packed otherwise."""
_README: Final = """All that Rackside keeps of one lifter. `rackside history import FILE` takes it in again.
person.json holds everything; the CSV files hold the same for spreadsheets; recordings/ what the sensors sent.
Answers about health are in here: give it only to whom you trust with them.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What went out. missing: recordings whose files are not there, or not as they were."""

    lifter: Lifter
    sets: int
    recordings: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in. sets: in the archive; new: of them not kept before. missing: recordings that it names and lacks."""

    lifter: Lifter
    sets: int
    new: int
    recordings: int
    missing: tuple[str, ...]


def _silent(stage: str, share: float | None) -> None:
    """Progress that nobody watches."""


def export_person(store: Store, name_or_id: str, target: Path, progress: Progress = _silent) -> Exported:
    """Everything of a lifter in one file, there whole or not at all. Raises StoreError, OutputError (`sensor`)."""
    progress("reading", None)
    person = store.database.read(lambda c: gather(c, people.the_lifter(c, name_or_id)))
    whole: list[RecordingFile] = []
    for number, recording in enumerate(person.recordings):
        progress("recordings", number / len(person.recordings))
        if files.is_intact(store.place.recordings, recording):
            whole.append(recording)
    missing = tuple(r.sha256 for r in person.recordings if r not in whole)
    with private_file(target) as file:
        _write(file, person, [store.path_of(r) for r in whole], progress)
    return Exported(person.lifter, len(person.sets), len(whole), missing)


def import_person(store: Store, source: Path, name: str | None = None, progress: Progress = _silent) -> Imported:
    """Take an archive in beside what is kept; what is kept already is left as it is.

    name: the lifter that it is to be, a new one or one that is kept; None: as in the archive.
    Raises ArchiveError, NameTakenError where the archive's lifter has the name of another or what is in it is kept as
    another's, other StoreErrors.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            person = _read(source, archive)
            store.database.read(lambda c: _check_whose(c, person, name))
            make_private(store.place.recordings)
            found = [r for r in person.recordings if _extracted(source, archive, r, store.place.recordings)]
    except _NO_ZIP as error:
        raise _wrong(source, "is no archive, or damaged", "Take another copy of it.") from error
    except OSError as error:
        raise files.cannot_read(source, error) from error
    here = {r.sha256 for r in found}
    missing = tuple(r.sha256 for r in person.recordings if r.sha256 not in here)
    kept = replace(
        person,
        recordings=tuple(found),
        sets=tuple(s if s.recording_sha256 in here else replace(s, recording_sha256=None) for s in person.sets),
    )

    def work(connection: Connection) -> tuple[Lifter, int]:
        _check_whose(connection, person, name)
        lifter = _lifter(connection, person, name, store.now_unix_s())
        return lifter, take_in(connection, renamed(kept, lifter), store.now_unix_s(), progress)

    lifter, new = store.database.write(work)
    return Imported(lifter, len(person.sets), new, len(found), missing)


def _write(file: IO[bytes], person: Person, recordings: list[Path], progress: Progress) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("README.txt", _README)
        archive.writestr(DATA_NAME, json.dumps(person_to_plain(person), allow_nan=False))
        for name, text in person_csv.tables(person):
            progress(name, None)
            archive.writestr(name, text)
        for number, path in enumerate(recordings):
            progress("recordings", number / len(recordings))
            archive.write(path, f"recordings/{path.name}", zipfile.ZIP_STORED)


def _read(source: Path, archive: zipfile.ZipFile) -> Person:
    try:
        info = archive.getinfo(DATA_NAME)
    except KeyError as error:
        raise _wrong(source, f"holds no {DATA_NAME}", "Name a file that `rackside history export` wrote.") from error
    if info.file_size > DATA_MAX_BYTES:
        raise _wrong(source, f"{DATA_NAME} is far too large", "Take another copy of it.")
    try:
        with archive.open(info) as file:
            data = file.read(DATA_MAX_BYTES + 1)
        person = person_from_plain(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise _wrong(source, f"{DATA_NAME} is no JSON", "Take another copy of it.") from error
    except BadRecordError as error:
        raise _wrong(source, f"{DATA_NAME}: {error.message}", error.advice) from None
    sessions = {s.id for s in person.sessions}
    if any(s.session_id not in sessions for s in person.sets):
        raise _wrong(source, f"{DATA_NAME}: a set of no session", "Export it again.")
    if not all(files.HASH_NAME.fullmatch(r.file_name) for r in person.recordings):
        raise _wrong(source, f"{DATA_NAME}: a recording without its hash", "Export it again.")
    return person


def _extracted(source: Path, archive: zipfile.ZipFile, recording: RecordingFile, folder: Path) -> bool:
    """Whether the recording is in the folder now. Raises ArchiveError where its content is another."""
    target = folder / recording.file_name
    if target.exists():
        return True
    try:
        info = archive.getinfo(f"recordings/{recording.file_name}")
    except KeyError:
        return False
    if info.file_size != recording.size_bytes or info.file_size > RECORDING_MAX_BYTES:
        raise _wrong(source, f"{info.filename} is not what it should be", "Take another copy of the archive.")
    with archive.open(info) as packed, private_file(target) as file:
        found = hashlib.sha256()
        while block := packed.read(_BLOCK_BYTES):
            found.update(block)
            file.write(block)
        if found.hexdigest() != recording.sha256:
            raise _wrong(source, f"{info.filename} is not what it should be", "Take another copy of the archive.")
    return True


def _lifter(connection: Connection, person: Person, name: str | None, now_unix_s: float) -> Lifter:
    """Whose it becomes."""
    if name is not None:
        return people.ensure_lifter(connection, name, now_unix_s)
    same = people.find_lifter(connection, person.lifter.name)
    if same is not None and same.id != person.lifter.id:
        raise NameTakenError(
            f"there is another lifter called {same.name!r}",
            f"Say who it is with --as: the same name if {same.name!r} is the same person, another one if not.",
        )
    if people.has_lifter(connection, person.lifter.id):
        return people.the_lifter(connection, person.lifter.id)
    people.put_lifter(connection, person.lifter)
    return person.lifter


def _check_whose(connection: Connection, person: Person, name: str | None) -> None:
    """What is kept already stays whose it is. Raises NameTakenError."""
    becomes = person.lifter.id
    if name is not None:
        found = people.find_lifter(connection, name)
        becomes = "" if found is None else found.id
    others = _owners(connection, person) - {becomes}
    if others:
        other = people.the_lifter(connection, min(others)).name
        raise NameTakenError(
            f"what is in it is kept already, as that of {other!r}",
            f"Leave --as out, or delete {other!r} first.",
        )


def _owners(connection: Connection, person: Person) -> set[str]:
    """Whose is what is kept under the identities that are in an archive.

    All the rest of a person is kept under the lifter's own identity: it cannot be another's.
    """
    after = person.after
    return (
        sets.owners(connection, [one.id for one in person.sets])
        | health.owners(connection, [one.id for one in person.check_ins])
        | plans.owners(connection, [one.id for one in after.way_backs], [one.id for one in after.self_checks])
    )


def _wrong(source: Path, message: str, advice: str) -> ArchiveError:
    return ArchiveError(f"{source}: {message}", advice)
