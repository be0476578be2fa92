"""Settings as a private JSON file: written whole or not at all; a file that cannot be used is moved aside."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_app.errors import SettingsError
from desktop_app.session.settings import Settings
from desktop_app.session.settings_json import settings_from_plain, settings_to_plain
from desktop_app.session.snapshot import Notice
from dsp.results import Severity
from sensor.errors import OutputError
from sensor.files import PRIVATE_FOLDER, write_private

FILE_MAX_BYTES: Final = 256 << 10
"""Settings have some hundred values; a larger file is something else."""
ASIDE: Final = ".unusable"
"""Appended to the name of a file that could not be used."""


@dataclass(frozen=True, slots=True)
class SettingsStore:
    """One file of settings; its folder is made with the first saving."""

    path: Path

    def load(self) -> tuple[Settings, Notice | None]:
        """The settings kept, or defaults; a notice where a file was there that could not be used."""
        try:
            found = self._read()
        except FileNotFoundError:
            return Settings(), None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            return Settings(), _unusable(f"{self.path} could not be read: {reason}", "Check the rights of the file.")
        try:
            return settings_from_plain(found), None
        except SettingsError as error:
            return Settings(), _unusable(f"{self.path}: {error.message}", self._move_aside())

    def save(self, settings: Settings) -> Notice | None:
        """Keep settings in place of those before; a notice where that could not be done."""
        try:
            self._write(json.dumps(settings_to_plain(settings), indent=2, allow_nan=False) + "\n")
        except OutputError as error:
            return Notice(f"Settings were not kept: {error.message}", error.advice, Severity.WARN)
        return None

    def forget(self, lifter: str) -> tuple[Path, ...]:
        """Have a lifter's name in the settings no more; files that may hold it still, as they cannot be used."""
        aside = self._aside
        left = (aside,) if aside.exists() else ()
        try:
            settings = settings_from_plain(self._read())
        except FileNotFoundError:
            return left
        except (OSError, SettingsError):
            return (self.path, *left)
        kept = settings.without(lifter)
        return left if kept == settings or self.save(kept) is None else (self.path, *left)

    @property
    def _aside(self) -> Path:
        return self.path.with_name(self.path.name + ASIDE)

    def _read(self) -> Any:
        """What is in the file, None for what is no JSON. Raises OSError."""
        # Opened without waiting: what is no file may never have an end, or even a beginning.
        descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
            raw = os.read(descriptor, FILE_MAX_BYTES + 1) if regular else b""
        finally:
            os.close(descriptor)
        if len(raw) > FILE_MAX_BYTES:
            return None
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            return None

    def _write(self, text: str) -> None:
        try:
            self.path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError.of(self.path.parent, error) from error
        write_private(self.path, text)

    def _move_aside(self) -> str:
        aside = self._aside
        try:
            self.path.replace(aside)
        except OSError:
            return "The defaults hold; delete the file to be rid of this line."
        return f"The defaults hold; the old file is now {aside.name}."


def _unusable(text: str, advice: str) -> Notice:
    return Notice(text, advice, Severity.NOTE)
