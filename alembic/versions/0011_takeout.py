"""Copies to take along"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0011'
down_revision: str | None = '0010'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('takeout',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('session_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('locked', sa.Boolean(), nullable=False),
    sa.Column('blob_id', sa.String(length=32), nullable=False),
    sa.Column('key_salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('done', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('files', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('failure', sa.String(length=32), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('making', 'ready', 'failed')", name='ck_takeout_state'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account_id', 'person_id', name='uq_takeout_one')
    )
    op.create_index('ix_takeout_until', 'takeout', ['until'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_takeout_until', table_name='takeout')
    op.drop_table('takeout')
