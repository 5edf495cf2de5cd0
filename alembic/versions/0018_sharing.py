"""Links that show some documents to somebody without an account"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0018'
down_revision: str | None = '0017'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('share',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('secret_hash', sa.LargeBinary(), nullable=False),
    sa.Column('code_index', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ending', sa.String(length=12), nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('hidden', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('recipient', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("(ended_at IS NULL) = (ending = '')", name='ck_share_ending'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('secret_hash')
    )
    op.create_index('ix_share_person', 'share', ['person_id', 'made_at'])
    op.create_index('ix_share_account', 'share', ['account_id'])
    op.create_index('ix_share_until', 'share', ['until'])
    op.create_table('share_item',
    sa.Column('share_id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('ref', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['share_id'], ['share.id']),
    sa.PrimaryKeyConstraint('share_id', 'position')
    )
    op.create_index('ix_share_item_ref', 'share_item', ['ref'])
    op.create_table('share_event',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('share_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('visit_id', sa.String(length=32), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['share_id'], ['share.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    op.create_index('ix_share_event_share', 'share_event', ['share_id', 'at'])
    op.create_index('uq_share_event_seen', 'share_event', ['visit_id', 'kind', 'position'], unique=True)


def downgrade() -> None:
    op.drop_table('share_event')
    op.drop_table('share_item')
    op.drop_table('share')
