"""Where and when a figure was read; official counts go by the source that also crawls them"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RENAMED = {"ny-dfs": "ny_dfs", "bcb": "bcb_ranking"}


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    with op.batch_alter_table("officialcount", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_url", text, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("read_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    with op.batch_alter_table("exposure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("citation", text, nullable=False, server_default=""))
    for old, new in RENAMED.items():
        _rename(old, new)
        # the file's own row stays: it is the source of its import runs
        op.execute(
            sa.text(
                "INSERT INTO source (source_id, name, kind, tier, homepage, licence, declaration) "
                "SELECT :new, name, kind, tier, homepage, licence, declaration FROM source WHERE source_id = :old "
                "AND NOT EXISTS (SELECT 1 FROM source WHERE source_id = :new)"
            ).bindparams(old=old, new=new)
        )


def downgrade() -> None:
    for old, new in RENAMED.items():
        _rename(new, old)
    with op.batch_alter_table("exposure", schema=None) as batch_op:
        batch_op.drop_column("citation")
    with op.batch_alter_table("officialcount", schema=None) as batch_op:
        batch_op.drop_column("read_at")
        batch_op.drop_column("source_url")


def _rename(old: str, new: str) -> None:
    op.execute(sa.text("UPDATE officialcount SET source_id = :new WHERE source_id = :old").bindparams(old=old, new=new))
