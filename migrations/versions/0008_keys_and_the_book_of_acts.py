"""Keys that may write, and the book of what people did by hand"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "apikey",
        sa.Column("api_key_id", sa.Integer(), nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("key_hash", TEXT(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("brand_id", TEXT(), nullable=False),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("revoked_at", MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint("api_key_id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_table(
        "act",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("acted_at", MOMENT(), nullable=False),
        sa.Column("actor", TEXT(), nullable=False),
        sa.Column("act", TEXT(), nullable=False),
        sa.Column("target_kind", TEXT(), nullable=False),
        sa.Column("target_id", TEXT(), nullable=False),
        sa.Column("because", TEXT(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("act_id"),
    )
    op.create_index("ix_act_acted_at", "act", ["acted_at"])
    op.create_index("ix_act_target_id", "act", ["target_id"])


def downgrade() -> None:
    op.drop_table("act")
    op.drop_table("apikey")
