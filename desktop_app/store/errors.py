"""The errors of the store: one small tree, each with one sentence of advice for the user.

None of them repeats a value that was stored: answers about health stay out of logs and reports.
"""

from __future__ import annotations

from desktop_app.errors import AppError


class StoreError(AppError):
    """Base of every error that the store raises on purpose."""


class StoreUnreachableError(StoreError):
    """The database server cannot be reached, or refuses to be used."""


class StoreAccessError(StoreError):
    """The database or its folder cannot be opened, read or written."""


class StoreFullError(StoreError):
    """No room left for the database."""


class StoreBusyError(StoreError):
    """Others have kept the database busy for longer than anyone would wait."""


class NewerStoreError(StoreError):
    """The database was made by a newer version of the program."""


class ForeignStoreError(StoreError):
    """The database holds something else than a history."""


class StoreDamagedError(StoreError):
    """The database cannot be read any more."""


class UnknownRecordError(StoreError):
    """Nothing of that name or identity is kept."""


class ChangedMeanwhileError(StoreError):
    """Somebody else has changed the same thing since it was read."""


class BadRecordError(StoreError):
    """A value that cannot be kept: no identity, an impossible load."""


class NameTakenError(StoreError):
    """Another lifter has that name."""


class ArchiveError(StoreError):
    """An archive that cannot be taken in. The message names the file and the place in it."""
