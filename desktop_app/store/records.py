"""What the store takes and gives: frozen values. Wall times are seconds since 1970 (`_unix_s`), identities are UUIDs.

An identity is made when the thing is, not when it is stored: storing it again, after a crash or by a second process,
finds it there. That of a set which a session measured follows from the session's own (`set_id_of`).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.session.sets import SetEntry

_SPACE: Final = uuid.UUID("5f3b8e0e-8b4b-4c1e-9d5c-7d4b6a1f2c90")
"""Identities that follow from others are made within it."""
NO_SENSOR: Final = ""
"""`SetEntry.sensor_id` of a set that was entered by hand."""


def new_id() -> str:
    """An identity that nothing else has."""
    return str(uuid.uuid4())


def session_id_of(token: str) -> str:
    """The identity of a session by the token in its recording's header, or by the recording's name without one."""
    return str(uuid.uuid5(_SPACE, f"session {token}"))


def set_id_of(session_id: str, number: int) -> str:
    """The identity of a session's set by its number there (`SetEntry.id`)."""
    return str(uuid.uuid5(uuid.UUID(session_id), f"set {number}"))


@dataclass(frozen=True, slots=True)
class Lifter:
    """One person. Names are told apart without regard to capitals."""

    id: str
    name: str
    created_unix_s: float


@dataclass(frozen=True, slots=True)
class Session:
    """One visit to the rack. recording_name: of the file in the recordings' folder while it is not yet adopted."""

    id: str
    started_unix_s: float
    recording_name: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A recording that was adopted: a file in the recordings' folder, named by the SHA-256 of its content."""

    sha256: str
    size_bytes: int
    session_id: str | None

    @property
    def file_name(self) -> str:
        return f"{self.sha256}.mcap"


@dataclass(frozen=True, slots=True)
class StoredSet:
    """One set as it is kept.

    entry: as the session has it; `entry.plan.athlete` is the lifter's name, `entry.id` its number in the session,
    `entry.sensor_id` is `NO_SENSOR` for a set entered by hand. started_unix_s: when it was lifted.
    recording_sha256: the adopted recording that `entry.start_s` and `entry.end_s` are of.
    fast_is_wanted: the lifter or coach has confirmed that descents faster than the fallback are as wanted.
    revision: counts the changes; given by the store.
    """

    id: str
    session_id: str
    started_unix_s: float
    entry: SetEntry
    recording_sha256: str | None = None
    fast_is_wanted: bool = False
    revision: int = 0

    @property
    def by_hand(self) -> bool:
        """Done without a sensor."""
        return self.entry.sensor_id == NO_SENSOR and self.entry.result is None


@dataclass(frozen=True, slots=True)
class Band:
    """What a baseline is of: one lifter's exercise, variation and loads from low to high, both included."""

    lifter_id: str
    exercise: str
    variation: tuple[str, ...] = ()
    low_kg: float = 0.0
    high_kg: float = 1000.0


@dataclass(frozen=True, slots=True)
class BaselineRep:
    """A controlled rep that a baseline may be learned from. values: by the names of `dsp.features.RepFeatures`."""

    set_id: str
    session_id: str
    number: int
    lifted_unix_s: float
    load_kg: float
    fast_is_wanted: bool
    values: Mapping[str, float]
