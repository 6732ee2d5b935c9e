"""Decisions of people on brands: merges, splits, and what undoes them"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "brand_decision",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("decision", TEXT(), nullable=False),
        sa.Column("label", TEXT(), nullable=False),
        sa.Column("brand_id", TEXT(), nullable=False),
        sa.Column("to_brand_id", TEXT(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("because", TEXT(), nullable=False),
        sa.Column("judged_by", TEXT(), nullable=False),
        sa.Column("judged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id"),
    )


def downgrade() -> None:
    op.drop_table("brand_decision")
