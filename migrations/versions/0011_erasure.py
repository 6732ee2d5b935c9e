"""What is left of erased records"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("record_id", TEXT(), nullable=False),
        sa.Column("source_id", TEXT(), nullable=False),
        sa.Column("posted_at", MOMENT(), nullable=True),
        sa.Column("first_seen_at", MOMENT(), nullable=False),
        sa.Column("erased_at", MOMENT(), nullable=False),
        sa.Column("because", TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("record_id"),
    )


def downgrade() -> None:
    op.drop_table("erasure")
