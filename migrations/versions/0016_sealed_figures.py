"""Private business figures, sealed under the key of who brought them"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "sealed_figures",
        sa.Column("figures_id", sa.Integer(), nullable=False),
        sa.Column("key_name", TEXT(), nullable=False),
        sa.Column("sealed", TEXT(), nullable=False),
        sa.Column("stored_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("figures_id"),
    )
    op.create_index("ix_sealed_figures_key_name", "sealed_figures", ["key_name"])


def downgrade() -> None:
    op.drop_table("sealed_figures")
