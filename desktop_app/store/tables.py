"""The tables as they are now. How they came to be so is in `migrations/versions`; a test holds the two together.

Units are in the columns' names. A rep's columns follow from `dsp.results.Rep`: nested values are joined by underscores.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_type_hints

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from dsp.results import Rep

REVISIONS: Final = ("0001", "0002", "0003")
"""Every version of the tables, the newest last."""
HEAD: Final = REVISIONS[-1]
VERSION_TABLE: Final = "rackside_version"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID: Final = String(36)
_HASH: Final = String(64)


def _flattened(kind: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Names and types of a dataclass's values, nested ones with their place before the name."""
    for each in fields(kind):
        hint = get_type_hints(kind)[each.name]
        if isinstance(hint, UnionType):
            (hint,) = (a for a in get_args(hint) if a is not NoneType)
        if is_dataclass(hint):
            yield from _flattened(hint, f"{prefix}{each.name}_")
        else:
            yield prefix + each.name, hint


def _rep_column(name: str, kind: Any) -> Column[Any]:
    if kind is bool:
        return Column(name, Boolean)
    if kind is int:
        return Column(name, Integer)
    return Column(name, String(16) if issubclass(kind, StrEnum) else Double)


REP_VALUES: Final = dict(_flattened(Rep))
"""Column names of a measured rep and their types."""

lifters = Table(
    "lifters",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    Column("created_unix_s", Double, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("started_unix_s", Double, nullable=False, index=True),
    Column("recording_name", Text),
)

recordings = Table(
    "recordings",
    metadata,
    Column("sha256", _HASH, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("path", Text, nullable=False),
    Column("session_id", _ID, ForeignKey("sessions.id"), index=True),
)

sets = Table(
    "sets",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("session_id", _ID, ForeignKey("sessions.id"), nullable=False, index=True),
    Column("lifter_id", _ID, ForeignKey("lifters.id")),
    Column("recording_sha256", _HASH, ForeignKey("recordings.sha256"), index=True),
    Column("number", Integer, nullable=False),
    Column("started_unix_s", Double, nullable=False),
    Column("revision", Integer, nullable=False),
    # The plan, as corrected.
    Column("exercise", Text),
    Column("variation_key", Text, nullable=False),
    Column("load_kg", Double),
    Column("tempo", Text),
    Column("warm_up", Boolean, nullable=False),
    # The whole entry, and of it what is asked for.
    Column("entry_json", Text, nullable=False),
    Column("sensor_id", Text, nullable=False),
    Column("start_s", Double, nullable=False),
    Column("end_s", Double, nullable=False),
    Column("added_reps", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("joined_into", Integer),
    Column("ended_for_pain", Boolean, nullable=False),
    Column("fast_is_wanted", Boolean, nullable=False),
    # What was measured, but for reps and signs.
    Column("measured_json", Text),
    # Of the reps that count, for lists and trends.
    Column("counts", Boolean, nullable=False),
    Column("reps", Integer, nullable=False),
    Column("notes", Integer, nullable=False),
    Column("warns", Integer, nullable=False),
    Column("stops", Integer, nullable=False),
    Column("speed_loss_percent", Double),
    Column("descent_s", Double),
    Column("late_ratio", Double),
    Column("turnaround_acc_ms2", Double),
    Column("rom_m", Double),
    Column("rom_spread_m", Double),
    Column("forward_m", Double),
    Column("drive_speed_ms", Double),
    Column("best_drive_speed_ms", Double),
    Index("ix_sets_lifter_id_started_unix_s", "lifter_id", "started_unix_s"),
    Index("ix_sets_lifter_id_exercise_started_unix_s", "lifter_id", "exercise", "started_unix_s"),
)

reps = Table(
    "reps",
    metadata,
    Column("set_id", _ID, ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("struck", Boolean, nullable=False),
    Column("controlled", Boolean, nullable=False),
    Column("features_json", Text),
    *(_rep_column(name, kind) for name, kind in REP_VALUES.items() if name != "number"),
)

signs = Table(
    "signs",
    metadata,
    Column("set_id", _ID, ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("rep", Integer),
    Column("phase", Text),
    Column("value", Double, nullable=False),
    Column("unit", Text, nullable=False),
    Column("limit_value", Double, nullable=False),
    Column("limit_source", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("said_at_s", Double, nullable=False),
    Column("cue", Text),
    Column("article", Text, nullable=False),
)

baselines = Table(
    "baselines",
    metadata,
    Column("lifter_id", _ID, ForeignKey("lifters.id"), primary_key=True),
    Column("exercise", Text, primary_key=True),
    Column("variation_key", Text, primary_key=True),
    Column("low_kg", Double, primary_key=True),
    Column("high_kg", Double, primary_key=True),
    Column("variation_json", Text, nullable=False),
    Column("reset_unix_s", Double),
    Column("decided_unix_s", Double, nullable=False),
    Column("pinned_json", Text),
    CheckConstraint("low_kg <= high_kg", name="loads_in_order"),
)

limits = Table(
    "limits",
    metadata,
    Column("lifter_id", _ID, ForeignKey("lifters.id"), primary_key=True),
    Column("limits_json", Text, nullable=False),
)

least_speeds = Table(
    "least_speeds",
    metadata,
    Column("lifter_id", _ID, ForeignKey("lifters.id"), primary_key=True),
    Column("exercise", Text, primary_key=True),
    Column("speed_ms", Double, nullable=False),
)

# Answers about health, apart from all the rest.

check_ins = Table(
    "check_ins",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("lifter_id", _ID, ForeignKey("lifters.id"), nullable=False),
    Column("session_id", _ID, index=True),
    Column("at_unix_s", Double, nullable=False),
    Column("pain_0_10", Integer, nullable=False),
    Column("answers_json", Text, nullable=False),
    Index("ix_check_ins_lifter_id_at_unix_s", "lifter_id", "at_unix_s"),
)

health_profiles = Table(
    "health_profiles",
    metadata,
    Column("lifter_id", _ID, ForeignKey("lifters.id"), primary_key=True),
    Column("profile_json", Text, nullable=False),
)

red_flag_reads = Table(
    "red_flag_reads",
    metadata,
    Column("check_in_id", _ID, ForeignKey("check_ins.id", ondelete="CASCADE"), primary_key=True),
    Column("read_unix_s", Double, nullable=False),
)

way_backs = Table(
    "way_backs",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("lifter_id", _ID, ForeignKey("lifters.id"), nullable=False, index=True),
    Column("exercise", Text, nullable=False),
    Column("begun_unix_s", Double, nullable=False),
    Column("plan_json", Text, nullable=False),
)

way_back_moves = Table(
    "way_back_moves",
    metadata,
    Column("way_back_id", _ID, ForeignKey("way_backs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at_unix_s", Double, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("step", Integer, nullable=False),
)

self_checks = Table(
    "self_checks",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("lifter_id", _ID, ForeignKey("lifters.id"), nullable=False),
    Column("at_unix_s", Double, nullable=False),
    Column("limiter", String(16), nullable=False),
    Column("answers_json", Text, nullable=False),
    Index("ix_self_checks_lifter_id_at_unix_s", "lifter_id", "at_unix_s"),
)
