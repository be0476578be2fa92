"""Recordings in folders: found by the ends of their names, told apart by their content."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Final

from desktop_app.archive.errors import NothingFoundError
from desktop_app.archive.jobs import Job, SourceFile
from sensor.csv_import.metabase import partner_of, stem_of
from sensor.errors import FileAccessError

ENDS: Final = (".csv", ".csv.gz", ".mcap")
PAIR_MARK: Final = b"rackside pair\0"
"""Before the contents of a pair, so that it is never that of one file."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder of which nothing is known: path, one line why, and what to do."""

    path: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the folders hold. recordings: each its files, one or a pair. others: files that are no recordings."""

    recordings: tuple[tuple[Path, ...], ...]
    unreadable: tuple[Unreadable, ...]
    others: int


def find_recordings(
    places: Sequence[Path], told: Callable[[int], None] = lambda _: None, *, apart: Path | None = None
) -> Found:
    """All recordings in folders and below, in the order of their names; a file that is named is one whatever its name.

    Hidden files and folders are left alone; links to folders are not followed. told: how many there are so far.
    apart: a folder that is no part of the search, nor what is below it.
    Raises NothingFoundError for a place that is not there.
    """
    search = _Search(told, apart)
    for place in places:
        if place.is_dir():
            search.folder(place)
        elif place.exists():
            search.take([Path(os.path.abspath(place))])  # noqa: PTH100 (a link keeps its own name)
        else:
            raise NothingFoundError(f"{place}: there is no such file or folder", "Check the name.")
    ordered = sorted(search.recordings.values(), key=lambda files: os.fsencode(files[0]))
    return Found(tuple(ordered), tuple(search.unreadable), search.others)


def job_of(files: Sequence[Path]) -> Job | Unreadable:
    """A recording's content and state, or why they cannot be told."""
    sources, contents = [], []
    for path in files:
        try:
            with _opened(path) as file:
                known = os.fstat(file.fileno())
                contents.append(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            return _unreadable(path, FileAccessError.of(path, error))
        except FileAccessError as error:
            return _unreadable(path, error)
        sources.append(SourceFile(str(path), known.st_size, known.st_mtime_ns))
    if len(contents) == 1:
        return Job(contents[0].hex(), tuple(sources))
    return Job(hashlib.sha256(PAIR_MARK + b"".join(contents)).hexdigest(), tuple(sources))


def shown_path(path: str) -> str:
    r"""A path as text: bytes that are no UTF-8 become `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class _Search:
    def __init__(self, told: Callable[[int], None], apart: Path | None) -> None:
        self.recordings: dict[Path, tuple[Path, ...]] = {}
        self.unreadable: list[Unreadable] = []
        self.others = 0
        self._told = told
        self._apart = None if apart is None else os.path.realpath(apart)

    def folder(self, place: Path) -> None:
        def failed(error: OSError) -> None:
            path = Path(error.filename or place)
            self.unreadable.append(_unreadable(path, FileAccessError.of(path, error)))

        for folder, below, names in os.walk(os.path.abspath(place), onerror=failed):  # noqa: PTH100
            if os.path.realpath(folder) == self._apart:
                below.clear()
                continue
            below[:] = sorted(name for name in below if not name.startswith("."))
            wanted = [n for n in sorted(names) if n.lower().endswith(ENDS) and not n.startswith(".")]
            self.others += len(names) - len(wanted)
            self.take([Path(folder, name) for name in wanted])
            self._told(len(self.recordings))

    def take(self, paths: Iterable[Path]) -> None:
        """Files of one folder."""
        halves: dict[str, list[Path]] = defaultdict(list)
        for path in paths:
            stem = stem_of(path)
            if stem is None:
                self.recordings[path] = (path,)
            else:
                halves[stem].append(path)
        for group in halves.values():
            for path in group:
                # Of a file that is named alone, the partner lies beside it.
                pair = partner_of(path, group if len(group) > 1 else None)
                files = (path,) if pair is None else (pair.accelerometer, pair.gyroscope)
                self.recordings[files[0]] = files


def _opened(path: Path) -> BufferedReader:
    """A regular file; a pipe or a device would be read for ever. Raises OSError, FileAccessError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise FileAccessError(path, "is not a regular file", "Save the recording to a file first.")
    return path.open("rb")


def _unreadable(path: Path, error: FileAccessError) -> Unreadable:
    return Unreadable(str(path), error.message.removeprefix(f"{path}: "), error.advice)
