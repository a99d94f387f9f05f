"""Keeps whether a participant lives, works or studies in the municipality, and an e-mail address."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody kept so far has said anything."""
    op.add_column("participants", sa.Column("residence", sa.Text(), nullable=False, server_default="unstated"))
    op.add_column("participants", sa.Column("email", sa.Text(), nullable=False, server_default=""))
