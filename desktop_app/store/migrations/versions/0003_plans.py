"""What follows from answers about health: red flags that were read, ways back, self-checks. And own least speeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "least_speeds",
        sa.Column("lifter_id", sa.String(length=36), nullable=False),
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.Column("speed_ms", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["lifter_id"], ["lifters.id"], name=op.f("fk_least_speeds_lifter_id")),
        sa.PrimaryKeyConstraint("lifter_id", "exercise", name=op.f("pk_least_speeds")),
    )
    op.create_table(
        "red_flag_reads",
        sa.Column("check_in_id", sa.String(length=36), nullable=False),
        sa.Column("read_unix_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_ins.id"], name=op.f("fk_red_flag_reads_check_in_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("check_in_id", name=op.f("pk_red_flag_reads")),
    )
    _way_backs()
    op.create_table(
        "self_checks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("lifter_id", sa.String(length=36), nullable=False),
        sa.Column("at_unix_s", sa.Double(), nullable=False),
        sa.Column("limiter", sa.String(length=16), nullable=False),
        sa.Column("answers_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lifter_id"], ["lifters.id"], name=op.f("fk_self_checks_lifter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_checks")),
    )
    op.create_index("ix_self_checks_lifter_id_at_unix_s", "self_checks", ["lifter_id", "at_unix_s"])


def _way_backs() -> None:
    op.create_table(
        "way_backs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("lifter_id", sa.String(length=36), nullable=False),
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.Column("begun_unix_s", sa.Double(), nullable=False),
        sa.Column("plan_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lifter_id"], ["lifters.id"], name=op.f("fk_way_backs_lifter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_backs")),
    )
    op.create_index(op.f("ix_way_backs_lifter_id"), "way_backs", ["lifter_id"])
    op.create_table(
        "way_back_moves",
        sa.Column("way_back_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_unix_s", sa.Double(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["way_back_id"], ["way_backs.id"], name=op.f("fk_way_back_moves_way_back_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("way_back_id", "number", name=op.f("pk_way_back_moves")),
    )
