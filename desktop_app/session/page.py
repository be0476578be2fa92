"""One session's page in the history, as the session sees it: every call returns at once, and nothing raises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from desktop_app.session.own import LookUp
from desktop_app.session.sets import SetLog
from desktop_app.session.snapshot import Notice


class Page(LookUp, Protocol):
    """Where a session's sets go for good, and where its lifters' own values come from."""

    @property
    def session_id(self) -> str:
        """The session's identity in the history."""

    @property
    def notice(self) -> Notice | None:
        """What is wrong with it at the moment; None while all is well."""

    @property
    def adopted(self) -> Path | None:
        """Where the recording lies since the history has it; None before."""

    def keep(self, log: SetLog, beside: Callable[[], Notice | None]) -> Notice | None:
        """The sets as they stand now, also after the end.

        beside: puts the list beside the recording; called as long as the history does not have the recording.
        """

    def end(self, recording: Path | None) -> None:
        """The recording is closed, None where there is none; the history takes it, after the sets."""


OpenPage: TypeAlias = Callable[[str, float, str | None], Page]
"""Makes a session's page: token of its recording's header, wall time of its beginning (s), name of the recording."""
