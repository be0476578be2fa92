"""What was measured so far, kept in parts: folders of four Parquet files that appear under their names whole.

    parts/<engine's fingerprint>-<number>/recordings.parquet  sets.parquet  reps.parquet  signs.parquet

A part is written under a hidden name and then renamed, so that a run killed anywhere leaves whole parts alone, and the
next one goes on from them. A recording stands in a part by its content: where it lies now is not in there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop_app.archive.columns import KEPT, Column, arrow_type
from desktop_app.archive.engine_id import SCHEMA
from desktop_app.archive.errors import ArchiveFolderError
from desktop_app.archive.jobs import Problem
from sensor.errors import OutputError
from sensor.files import PRIVATE_FOLDER, private_file, sync

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER: Final = "parts"
PART: Final = "part"
"""The column that says which part a row stands in: the newest is right about a recording that was measured again."""
PASSING: Final = frozenset({Problem.CHANGED})
"""Problems that say nothing of the content, and are not kept."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Where a content's rows are, and what became of it."""

    part: int
    broken: bool


class Parts:
    """The parts of one engine in a folder. One writer at a time: `locking.only_run`."""

    def __init__(self, out: Path, engine: str) -> None:
        self.folder, self._engine = out / FOLDER, engine
        self._numbers: list[int] = []
        self._next = 1

    def read(self) -> dict[str, Measured]:
        """What is measured already, by content. Parts that are damaged are removed, so that theirs is measured anew."""
        import pyarrow.parquet as pq

        known: dict[str, Measured] = {}
        self._clear()
        for number in sorted(self._found()):
            self._next = number + 1
            if not _readable(self._place(number)):
                shutil.rmtree(self._place(number), ignore_errors=True)
                continue
            self._numbers.append(number)
            table = pq.read_table(self._file(number, "recordings"), columns=["content", "status"], partitioning=None)
            for content, status in zip(*(column.to_pylist() for column in table.columns), strict=True):
                known[content] = Measured(number, status == "broken")
        return known

    def write(self, answers: list[dict[str, Any]]) -> dict[str, Measured]:
        """Keep a few answers; which part they are in. Raises OutputError, and then none of them is kept."""
        kept = [answer for answer in answers if answer["about"].get("problem") not in PASSING]
        if not kept:
            return {}
        number, self._next = self._next, self._next + 1
        hidden = self.folder / f".{self._engine}-{number}"
        try:
            self.folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            hidden.mkdir(mode=PRIVATE_FOLDER)
            for name, columns in KEPT.items():
                _write(hidden / f"{name}.parquet", _table(name, columns, kept, number))
            hidden.rename(self._place(number))
            _sync_folder(self.folder)
        except OSError as error:
            shutil.rmtree(hidden, ignore_errors=True)
            raise OutputError.of(self.folder, error) from error
        self._numbers.append(number)
        return {a["about"]["content"]: Measured(number, a["about"]["status"] == "broken") for a in kept}

    def files(self, name: str) -> list[str]:
        """A table's files, one a part, in the order of the parts."""
        return [str(self._file(number, name)) for number in self._numbers]

    def remove_other_engines(self) -> None:
        """Once the tables are of this engine, what others measured is of no more use here."""
        if self.folder.is_dir():
            for place in self.folder.iterdir():
                if not place.name.startswith(f"{self._engine}-"):
                    shutil.rmtree(place, ignore_errors=True)

    def _place(self, number: int) -> Path:
        return self.folder / f"{self._engine}-{number}"

    def _file(self, number: int, name: str) -> Path:
        return self._place(number) / f"{name}.parquet"

    def _found(self) -> Iterator[int]:
        for place in self.folder.iterdir() if self.folder.is_dir() else ():
            engine, _, number = place.name.rpartition("-")
            if engine == self._engine and number.isascii() and number.isdigit():
                yield int(number)

    def _clear(self) -> None:
        """Remove what a run that was killed had not finished writing."""
        for place in self.folder.glob(".*-*") if self.folder.is_dir() else ():
            shutil.rmtree(place, ignore_errors=True)


def schema_of(columns: tuple[Column, ...], *, metadata: dict[str, str] | None = None, part: bool = False) -> pa.Schema:
    """The Parquet schema of a table; with part, as it is kept between runs."""
    import pyarrow as pa

    fields = [pa.field(c.name, arrow_type(c.kind), metadata={"text": c.text} if c.text else None) for c in columns]
    if part:
        fields.append(pa.field(PART, pa.int64()))
    return pa.schema(fields, metadata={"rackside.schema": SCHEMA, **(metadata or {})})


def _table(name: str, columns: tuple[Column, ...], answers: list[dict[str, Any]], number: int) -> pa.Table:
    import pyarrow as pa

    if name == "recordings":
        rows = [[column.value(answer["about"]) for column in columns] for answer in answers]
    else:
        rows = [row for answer in answers for row in answer[name]]
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(v, arrow_type(c.kind)) for v, c in zip(values, columns, strict=True)]
    arrays.append(pa.array([number] * len(rows), pa.int64()))
    return pa.Table.from_arrays(arrays, schema=schema_of(columns, part=True))


def _write(path: Path, table: pa.Table) -> None:
    import pyarrow.parquet as pq

    with private_file(path) as file:
        pq.write_table(table, file, compression="zstd")


def _readable(place: Path) -> bool:
    """Whether all four files of a part are there, and end as they should."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        for name, columns in KEPT.items():
            names = pq.read_schema(place / f"{name}.parquet").names
            if names != [*(column.name for column in columns), PART]:
                return False
    except PermissionError as error:
        raise ArchiveFolderError(f"{place} may not be read", "Give yourself read permission.") from error
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def _sync_folder(folder: Path) -> None:
    """Hand a folder's names to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
