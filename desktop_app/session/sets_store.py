"""The list of sets beside its recording: `NAME.session.json`, private, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from desktop_app.errors import SessionFileError
from desktop_app.session.sets_json import SessionSets, session_from_plain, session_to_plain
from sensor.files import write_private

ENDING: Final = ".session.json"
FILE_MAX_BYTES: Final = 64 << 20
"""A set takes about 10 KB; a larger file is something else."""


def sets_file(recording: Path) -> Path:
    """The file beside a recording."""
    return recording.with_name(recording.name.removesuffix(".mcap") + ENDING)


def save_sets(path: Path, session: SessionSets) -> None:
    """Keep the list in place of the one before. Raises OutputError."""
    text = json.dumps(session_to_plain(session), allow_nan=False, separators=(",", ":")) + "\n"
    write_private(path, text)


def load_sets(path: Path) -> SessionSets:
    """The list that was kept. Raises SessionFileError for whatever cannot be used."""
    try:
        if not path.is_file() or path.stat().st_size > FILE_MAX_BYTES:
            raise SessionFileError(f"{path}: is no list of sets", "Name a file that ends in .session.json.")
        found = json.loads(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SessionFileError(f"{path}: could not be read: {reason}", "Check the name and its rights.") from error
    except (ValueError, RecursionError) as error:
        raise SessionFileError(f"{path}: is no list of sets", "Take another copy of it, if there is one.") from error
    try:
        return session_from_plain(found)
    except SessionFileError as error:
        raise SessionFileError(f"{path}: {error.message}", error.advice) from error
