"""Where a history is: a file of one's own, or a server that a gym shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.store.errors import StoreAccessError
from sensor.files import PRIVATE_FOLDER

if TYPE_CHECKING:
    from sqlalchemy import URL

URL_VARIABLE: Final = "RACKSIDE_DATABASE_URL"
"""Environment variable naming a server: postgresql://user@host/database."""
FILE_NAME: Final = "history.sqlite3"


@dataclass(frozen=True, slots=True)
class StorePlace:
    """folder: of the database file and its backups. recordings: folder of recordings. url: of a server; None is SQLite.

    Recordings stay on this machine also where the rest is on a server.
    group: folder of the group's files, which hold sets for a while too; None: there is none.
    """

    folder: Path
    recordings: Path
    url: str | None = None
    group: Path | None = None

    @property
    def file(self) -> Path:
        """The SQLite file, whether it is used or not."""
        return self.folder / FILE_NAME

    def database_url(self) -> URL:
        """For SQLAlchemy. Raises StoreAccessError for a URL that is none of ours."""
        # Whoever only says where the history is does without the library.
        from sqlalchemy import URL, make_url
        from sqlalchemy.exc import ArgumentError

        if self.url is None:
            return URL.create("sqlite", database=str(self.file))
        advice = "Write it as postgresql://user@host/database."
        try:
            url = make_url(self.url)
        except ArgumentError as error:
            raise StoreAccessError("the database's URL is not understood", advice) from error
        if url.drivername in {"postgresql", "postgres"}:
            url = url.set(drivername="postgresql+psycopg")
        if url.drivername != "postgresql+psycopg" or not url.database:
            raise StoreAccessError(f"{url.render_as_string(hide_password=True)} is no history", advice)
        return url


def own_place(environ: Mapping[str, str]) -> StorePlace:
    """The user's own, by the rules of the operating system and the environment."""
    from desktop_app.paths import group_folder, history_folder, recordings_folder

    return StorePlace(history_folder(), recordings_folder(), environ.get(URL_VARIABLE) or None, group_folder())


def make_private(folder: Path) -> None:
    """A folder for its owner alone, made where it is missing. Raises StoreAccessError."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(PRIVATE_FOLDER)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StoreAccessError(f"{folder}: {reason}", "Choose a folder that is yours.") from error
