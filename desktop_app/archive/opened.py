"""An archive's results opened for reading: whole tables of one run, in a database that can reach nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop_app.archive.columns import TABLES
from desktop_app.archive.engine_id import SCHEMA
from desktop_app.archive.errors import ArchiveFolderError
from desktop_app.archive.parts import schema_of
from desktop_app.archive.tables import MARK, SUMMARY

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset as ds

SUMMARY_MAX_BYTES: Final = 1 << 20
MEMORY: Final = "2GB"
"""A question that needs more is refused rather than answered from the disk."""
_SHUT: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": "false", "autoload_known_extensions": "false", "autoinstall_known_extensions": "false",
    "python_enable_replacements": "false", "memory_limit": MEMORY,
}  # fmt: skip
"""What a question may not do: open files, fetch anything, see Python's own variables, fill the memory."""


@dataclass(frozen=True, slots=True)
class Opened:
    """folder: of the results. run: their mark. engine: version and fingerprints. counts: rows of the tables."""

    folder: Path
    run: str
    engine: Mapping[str, str]
    counts: Mapping[str, int]

    def table(self, name: str) -> ds.Dataset:
        """A table to read from as it is needed."""
        import pyarrow.dataset as ds

        # A folder's name may look like a pattern: the file is named, never searched for.
        return ds.dataset([str(self.folder / f"{name}.parquet")], schema=schema_of(TABLES[name]), format="parquet")


def open_archive(folder: Path) -> Opened:
    """The results in a folder. Raises ArchiveFolderError for everything but the whole tables of one run."""
    found = _summary(folder)
    if found.get("schema") != SCHEMA:
        raise ArchiveFolderError(
            f"{folder}: the results are those of another version ({found.get('schema')!r})",
            "Run `rackside archive analyze` on it again.",
        )
    try:
        opened = Opened(folder, str(found["run"]), dict(found["engine"]), dict(found["counts"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(folder / SUMMARY) from error
    for name in TABLES:
        if _mark(folder / f"{name}.parquet") != opened.run:
            raise ArchiveFolderError(
                f"{folder}: {name}.parquet is of another run, which was cut short",
                "Run `rackside archive analyze` again: it goes on where it was.",
            )
    return opened


def connected(views: Mapping[str, ds.Dataset]) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds these views and reaches nothing else, for good."""
    import duckdb

    base = duckdb.connect(config=_SHUT)
    for name, table in views.items():
        base.register(name, table)
    base.execute("SET lock_configuration = true")
    return base


def _summary(folder: Path) -> dict[str, Any]:
    path = folder / SUMMARY
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(SUMMARY_MAX_BYTES))
    except FileNotFoundError as error:
        raise ArchiveFolderError(
            f"{folder} holds no results", "Name the --out folder of a `rackside archive analyze` that ended."
        ) from error
    except OSError as error:
        raise ArchiveFolderError(f"{path} cannot be read: {error.strerror}", "Check the folder's name.") from error
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(found, dict):
        raise _damaged(path)
    return found


def _mark(path: Path) -> str | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid) as error:
        raise _damaged(path) from error
    mark: bytes | None = metadata.get(MARK.encode())
    return None if mark is None else mark.decode("ascii", "replace")


def _damaged(path: Path) -> ArchiveFolderError:
    return ArchiveFolderError(f"{path} is missing or damaged", "Run `rackside archive analyze` again.")
