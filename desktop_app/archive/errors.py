"""The errors of the archive: one small tree, each with one sentence of advice for the user."""

from __future__ import annotations

from desktop_app.errors import AppError


class ArchiveError(AppError):
    """Base of every error that the archive raises on purpose."""


class NothingFoundError(ArchiveError):
    """There is no recording where one was looked for."""


class ArchiveFolderError(ArchiveError):
    """The folder of results cannot be used: not there, another program's, in use, cut short or damaged."""


class ClusterError(ArchiveError):
    """The scheduler or its workers cannot be reached, are lost, or are not this program's."""

    def __reduce__(self) -> tuple[type[ClusterError], tuple[str, str]]:
        """As it travels from a worker."""
        return type(self), (self.message, self.advice)


class SchedulerAddressError(ArchiveError):
    """What is no address of a scheduler, or one that does not go with the certificates given."""


class QueryError(ArchiveError):
    """A question that cannot be answered."""
