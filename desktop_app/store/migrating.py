"""A database brought to the tables of this version, with a copy of it beforehand; what is not ours is left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Inspector, inspect, text

from desktop_app.store.database import Database
from desktop_app.store.errors import ForeignStoreError, NewerStoreError, StoreAccessError
from desktop_app.store.tables import HEAD, REVISIONS, VERSION_TABLE, metadata
from sensor.errors import OutputError
from sensor.files import private_part

SCRIPTS: Final = Path(__file__).parent / "migrations"
BACKUP_SCHEMA: Final = "rackside_before_"
"""A PostgreSQL database is copied beside itself, into a schema whose name begins so."""
_UPGRADE_LOCK: Final = 0x7261636B
"""Two programs that start at once on one server upgrade one after the other: any number that only we use."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """before: the version that was found, None for a new database. backup: file or schema of the copy."""

    before: str | None
    backup: str | None


def version_of(connection: Connection, name: str) -> str | None:
    """The version of the tables; None for an empty database. Raises ForeignStoreError."""
    inspector = inspect(connection)
    tables = set(inspector.get_table_names())
    if VERSION_TABLE in tables:
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 (a constant)
        if found is not None:
            return str(found)
    elif not tables & set(metadata.tables) and (not tables or not inspector.dialect.name.startswith("sqlite")):
        return None
    raise ForeignStoreError(f"{name} holds something else than a history", "Name another database.")


def upgrade(database: Database, backups: Path) -> Upgraded | None:
    """Bring it to this version; None where it is already. backups: folder for the copy of an SQLite file.

    Raises NewerStoreError, ForeignStoreError, StoreAccessError where no copy can be made, and other StoreErrors.
    """
    before = database.read(lambda c: version_of(c, database.name))
    if before == HEAD:
        return None
    backup: list[str] = []

    def work(connection: Connection) -> Upgraded | None:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
        found = version_of(connection, database.name)
        if found == HEAD:
            return None
        if found is not None and found not in REVISIONS:
            raise NewerStoreError(
                f"{database.name} was made by a newer version of Rackside ({found[:32]})", "Update Rackside."
            )
        if found is not None and not backup:
            backup.append(_copy(connection, database, backups, found))
        _run_steps(connection)
        return Upgraded(found, backup[0] if backup else None)

    return database.write_locked(work)


def backup_schemas(inspector: Inspector) -> list[str]:
    """Schemas of copies on a server."""
    return [name for name in inspector.get_schema_names() if name.startswith(BACKUP_SCHEMA)]


def _run_steps(connection: Connection) -> None:
    # Imported only where it is needed: it takes as long as the rest of the store.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _copy(connection: Connection, database: Database, backups: Path, version: str) -> str:
    now = f"{datetime.now(UTC):%Y%m%d_%H%M%S_%f}"
    if database.is_sqlite:
        return str(_copy_file(Path(database.name), backups / f"{Path(database.name).name}.{version}.{now}.backup"))
    schema = f"{BACKUP_SCHEMA}{version}_{now}"
    connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    for table in (*inspect(connection).get_table_names(),):
        connection.execute(text(f'CREATE TABLE "{schema}"."{table}" AS TABLE "{table}"'))
    return schema


def _copy_file(source: Path, target: Path) -> Path:
    """As of before this transaction. Raises StoreAccessError."""
    try:
        with (
            private_part(target) as part,
            closing(sqlite3.connect(source)) as old,
            closing(sqlite3.connect(part)) as new,
        ):
            old.backup(new)
    except (OutputError, sqlite3.Error) as error:
        raise StoreAccessError(
            f"{target}: no copy of the history could be made before its upgrade", "Make room on the disk."
        ) from error
    return target
