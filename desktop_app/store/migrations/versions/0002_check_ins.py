"""Answers about health, apart from the training."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("lifter_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36)),
        sa.Column("at_unix_s", sa.Double(), nullable=False),
        sa.Column("pain_0_10", sa.Integer(), nullable=False),
        sa.Column("answers_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lifter_id"], ["lifters.id"], name=op.f("fk_check_ins_lifter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
    )
    op.create_index("ix_check_ins_lifter_id_at_unix_s", "check_ins", ["lifter_id", "at_unix_s"])
    op.create_index(op.f("ix_check_ins_session_id"), "check_ins", ["session_id"])
    op.create_table(
        "health_profiles",
        sa.Column("lifter_id", sa.String(length=36), nullable=False),
        sa.Column("profile_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lifter_id"], ["lifters.id"], name=op.f("fk_health_profiles_lifter_id")),
        sa.PrimaryKeyConstraint("lifter_id", name=op.f("pk_health_profiles")),
    )
