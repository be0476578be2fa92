"""Lifters, sessions, recordings, sets with their reps and signs, baselines, limits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _sets()
    _reps()
    _signs()
    _own_settings()


def _people() -> None:
    op.create_table(
        "lifters",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("created_unix_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifters")),
        sa.UniqueConstraint("name_key", name=op.f("uq_lifters_name_key")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("started_unix_s", sa.Double(), nullable=False),
        sa.Column("recording_name", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_started_unix_s"), "sessions", ["started_unix_s"])
    op.create_table(
        "recordings",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("session_id", sa.String(length=36)),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_recordings_session_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_recordings")),
    )
    op.create_index(op.f("ix_recordings_session_id"), "recordings", ["session_id"])


def _sets() -> None:
    op.create_table(
        "sets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("lifter_id", sa.String(length=36)),
        sa.Column("recording_sha256", sa.String(length=64)),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_unix_s", sa.Double(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.Text()),
        sa.Column("variation_key", sa.Text(), nullable=False),
        sa.Column("load_kg", sa.Double()),
        sa.Column("tempo", sa.Text()),
        sa.Column("warm_up", sa.Boolean(), nullable=False),
        sa.Column("entry_json", sa.Text(), nullable=False),
        sa.Column("sensor_id", sa.Text(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("added_reps", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("joined_into", sa.Integer()),
        sa.Column("ended_for_pain", sa.Boolean(), nullable=False),
        sa.Column("fast_is_wanted", sa.Boolean(), nullable=False),
        sa.Column("measured_json", sa.Text()),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("warns", sa.Integer(), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.Column("speed_loss_percent", sa.Double()),
        sa.Column("descent_s", sa.Double()),
        sa.Column("late_ratio", sa.Double()),
        sa.Column("turnaround_acc_ms2", sa.Double()),
        sa.Column("rom_m", sa.Double()),
        sa.Column("rom_spread_m", sa.Double()),
        sa.Column("forward_m", sa.Double()),
        sa.Column("drive_speed_ms", sa.Double()),
        sa.Column("best_drive_speed_ms", sa.Double()),
        sa.ForeignKeyConstraint(["lifter_id"], ["lifters.id"], name=op.f("fk_sets_lifter_id")),
        sa.ForeignKeyConstraint(["recording_sha256"], ["recordings.sha256"], name=op.f("fk_sets_recording_sha256")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_sets_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sets")),
    )
    op.create_index("ix_sets_lifter_id_exercise_started_unix_s", "sets", ["lifter_id", "exercise", "started_unix_s"])
    op.create_index("ix_sets_lifter_id_started_unix_s", "sets", ["lifter_id", "started_unix_s"])
    op.create_index(op.f("ix_sets_recording_sha256"), "sets", ["recording_sha256"])
    op.create_index(op.f("ix_sets_session_id"), "sets", ["session_id"])


def _reps() -> None:
    op.create_table(
        "reps",
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("controlled", sa.Boolean(), nullable=False),
        sa.Column("features_json", sa.Text()),
        sa.Column("quality", sa.String(length=16)),
        sa.Column("start_s", sa.Double()),
        sa.Column("end_s", sa.Double()),
        sa.Column("said_at_s", sa.Double()),
        sa.Column("descent_start_s", sa.Double()),
        sa.Column("descent_end_s", sa.Double()),
        sa.Column("descent_duration_s", sa.Double()),
        sa.Column("descent_mean_speed_ms", sa.Double()),
        sa.Column("descent_peak_speed_ms", sa.Double()),
        sa.Column("descent_peak_at_fraction", sa.Double()),
        sa.Column("descent_late_ratio", sa.Double()),
        sa.Column("bottom_start_s", sa.Double()),
        sa.Column("bottom_end_s", sa.Double()),
        sa.Column("bottom_pause_s", sa.Double()),
        sa.Column("bottom_dwell_s", sa.Double()),
        sa.Column("bottom_turnaround_acc_ms2", sa.Double()),
        sa.Column("drive_start_s", sa.Double()),
        sa.Column("drive_end_s", sa.Double()),
        sa.Column("drive_duration_s", sa.Double()),
        sa.Column("drive_mean_speed_ms", sa.Double()),
        sa.Column("drive_peak_speed_ms", sa.Double()),
        sa.Column("drive_sticking_fraction", sa.Double()),
        sa.Column("top_pause_s", sa.Double()),
        sa.Column("rom_m", sa.Double()),
        sa.Column("path_max_forward_m", sa.Double()),
        sa.Column("path_max_lateral_m", sa.Double()),
        sa.Column("path_signed", sa.Boolean()),
        sa.Column("roll_deg", sa.Double()),
        sa.Column("tilt_deg", sa.Double()),
        sa.Column("sigma_mean_speed_ms", sa.Double()),
        sa.Column("sigma_peak_speed_ms", sa.Double()),
        sa.Column("sigma_rom_m", sa.Double()),
        sa.Column("sigma_forward_m", sa.Double()),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name=op.f("fk_reps_set_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("set_id", "number", name=op.f("pk_reps")),
    )


def _signs() -> None:
    op.create_table(
        "signs",
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rep", sa.Integer()),
        sa.Column("phase", sa.Text()),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("limit_value", sa.Double(), nullable=False),
        sa.Column("limit_source", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("said_at_s", sa.Double(), nullable=False),
        sa.Column("cue", sa.Text()),
        sa.Column("article", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name=op.f("fk_signs_set_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("set_id", "place", name=op.f("pk_signs")),
    )


def _own_settings() -> None:
    op.create_table(
        "baselines",
        sa.Column("lifter_id", sa.String(length=36), nullable=False),
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.Column("variation_key", sa.Text(), nullable=False),
        sa.Column("low_kg", sa.Double(), nullable=False),
        sa.Column("high_kg", sa.Double(), nullable=False),
        sa.Column("variation_json", sa.Text(), nullable=False),
        sa.Column("reset_unix_s", sa.Double()),
        sa.Column("decided_unix_s", sa.Double(), nullable=False),
        sa.Column("pinned_json", sa.Text()),
        sa.CheckConstraint("low_kg <= high_kg", name=op.f("ck_baselines_loads_in_order")),
        sa.ForeignKeyConstraint(["lifter_id"], ["lifters.id"], name=op.f("fk_baselines_lifter_id")),
        sa.PrimaryKeyConstraint(
            "lifter_id", "exercise", "variation_key", "low_kg", "high_kg", name=op.f("pk_baselines")
        ),
    )
    op.create_table(
        "limits",
        sa.Column("lifter_id", sa.String(length=36), nullable=False),
        sa.Column("limits_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lifter_id"], ["lifters.id"], name=op.f("fk_limits_lifter_id")),
        sa.PrimaryKeyConstraint("lifter_id", name=op.f("pk_limits")),
    )
