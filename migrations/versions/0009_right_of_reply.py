"""Right of reply: disputes with their sides and proofs, and what accepted ones correct"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.drop_table("dispute")  # nothing ever wrote to it
    op.create_table(
        "dispute",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("target_kind", TEXT(), nullable=False),
        sa.Column("target_id", TEXT(), nullable=False),
        sa.Column("brand_id", TEXT(), nullable=False),
        sa.Column("record_id", TEXT(), nullable=False),
        sa.Column("side", TEXT(), nullable=False),
        sa.Column("raised_by", TEXT(), nullable=False),
        sa.Column("statement", TEXT(), nullable=False),
        sa.Column("opened_at", MOMENT(), nullable=False),
        sa.Column("due_at", MOMENT(), nullable=False),
        sa.Column("proven_at", MOMENT(), nullable=True),
        sa.Column("proven_how", TEXT(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("decided_at", MOMENT(), nullable=True),
        sa.Column("outcome", TEXT(), nullable=False),
        sa.Column("request_key", TEXT(), nullable=True),
        sa.PrimaryKeyConstraint("dispute_id"),
        sa.UniqueConstraint("request_key"),
    )
    op.create_index("ix_dispute_target_id", "dispute", ["target_id"])
    op.create_index("ix_dispute_brand_id", "dispute", ["brand_id"])
    op.create_table(
        "correction",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("effect", TEXT(), nullable=False),
        sa.Column("target_id", TEXT(), nullable=False),
        sa.Column("before", TEXT(), nullable=False),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("because", TEXT(), nullable=False),
        sa.Column("decided_by", TEXT(), nullable=False),
        sa.Column("decided_at", MOMENT(), nullable=False),
        sa.Column("undone_at", MOMENT(), nullable=True),
        sa.Column("undone_because", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.dispute_id"]),
        sa.PrimaryKeyConstraint("correction_id"),
    )
    op.create_index("ix_correction_dispute_id", "correction", ["dispute_id"])
    op.create_index("ix_correction_effect_target", "correction", ["effect", "target_id"])
    with op.batch_alter_table("exposure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("set_aside_because", TEXT(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("exposure", schema=None) as batch_op:
        batch_op.drop_column("set_aside_because")
    op.drop_table("correction")
    op.drop_table("dispute")
    op.create_table(
        "dispute",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("target_kind", TEXT(), nullable=False),
        sa.Column("target_id", TEXT(), nullable=False),
        sa.Column("raised_by", TEXT(), nullable=False),
        sa.Column("statement", TEXT(), nullable=False),
        sa.Column("opened_at", MOMENT(), nullable=False),
        sa.Column("due_at", MOMENT(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("outcome", TEXT(), nullable=False),
        sa.Column("decided_at", MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint("dispute_id"),
    )
    op.create_index("ix_dispute_target_id", "dispute", ["target_id"])
