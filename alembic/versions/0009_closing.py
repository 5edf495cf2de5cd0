"""Closing an account"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0009'
down_revision: str | None = '0008'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('account_closing',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waits_for', sa.Text(), nullable=False),
    sa.Column('again_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reference', sa.String(length=16), nullable=True),
    sa.Column('receipt_index', sa.LargeBinary(), nullable=True),
    sa.Column('receipt_until', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(until IS NULL) = (reference IS NOT NULL)', name='ck_account_closing_one_end'),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('account_id'),
    sa.UniqueConstraint('receipt_index')
    )
    op.create_index(
        'ix_account_closing_until', 'account_closing', ['until'], unique=False,
        sqlite_where=sa.text('until IS NOT NULL'), postgresql_where=sa.text('until IS NOT NULL')
    )


def downgrade() -> None:
    op.drop_index('ix_account_closing_until', table_name='account_closing')
    op.drop_table('account_closing')
