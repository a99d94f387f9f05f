"""Keeps wrong tries at a password, who of the users is a supporter, and the tokens of machines."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the tie; nobody is tied yet."""
    op.create_table(
        "sign_in_tries",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("pc", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", "pc", name=op.f("pk_sign_in_tries")),
    )
    op.create_table(
        "machine_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_machine_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_machine_tokens_digest")),
        sa.UniqueConstraint("name", name=op.f("uq_machine_tokens_name")),
    )
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("supporter_id", sa.Uuid(), nullable=True))
        users.create_foreign_key(op.f("fk_users_supporter_id_supporters"), "supporters", ["supporter_id"], ["id"])
