"""Keeps the fingerprint of the schema in the database, so that a server is known by one short read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; `migrations.upgrade` fills it once the last revision is in."""
    op.create_table(
        "schema_fingerprint",
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_schema_fingerprint")),
    )
