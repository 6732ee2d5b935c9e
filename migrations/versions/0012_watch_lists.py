"""Watch lists and the messages to their webhooks"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "watchlist",
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("owner", TEXT(), nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("brand_ids", sa.JSON(), nullable=False),
        sa.Column("webhook_url", TEXT(), nullable=False),
        sa.Column("email", TEXT(), nullable=False),
        sa.Column("created_at", MOMENT(), nullable=False),
        sa.Column("release_id", TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("watch_id"),
    )
    op.create_index("ix_watchlist_owner", "watchlist", ["owner"])
    op.create_table(
        "delivery",
        sa.Column("event_id", TEXT(), nullable=False),
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("body", TEXT(), nullable=False),
        sa.Column("attempts_count", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT(), nullable=False),
        sa.Column("last_error", TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("ix_delivery_watch_id", "delivery", ["watch_id"])
    op.create_index("ix_delivery_state", "delivery", ["state"])


def downgrade() -> None:
    op.drop_table("delivery")
    op.drop_table("watchlist")
