"""Who may read whose record, what is asked, and from whom documents are hidden"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0024'
down_revision: str | None = '0023'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('record_access',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.CheckConstraint("state IN ('asked', 'allowed', 'refused', 'blocked', 'ended')", name='ck_record_access_state'),
    sa.CheckConstraint("until IS NULL OR state = 'allowed'", name='ck_record_access_until'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('uq_record_access', 'record_access', ['person_id', 'account_id'], unique=True)
    op.create_index('ix_record_access_account', 'record_access', ['account_id', 'state'], unique=False)
    op.create_table('access_request',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked', sa.Boolean(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_access_request_list', 'access_request', ['account_id', 'asked_at'], unique=False)
    op.create_index('ix_access_request_due', 'access_request', ['looked'], unique=False)
    op.create_table('document_veil',
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('target', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id']),
    sa.PrimaryKeyConstraint('document_id', 'target')
    )
    op.create_index('ix_document_veil_person', 'document_veil', ['person_id'], unique=False)
    op.add_column('account', sa.Column('profession', sa.String(length=24), nullable=True))
    # Accounts of professionals that were opened before: one that nobody names a profession for opens nothing by itself.


def downgrade() -> None:
    op.drop_column('account', 'profession')
    op.drop_index('ix_document_veil_person', table_name='document_veil')
    op.drop_table('document_veil')
    op.drop_index('ix_access_request_due', table_name='access_request')
    op.drop_index('ix_access_request_list', table_name='access_request')
    op.drop_table('access_request')
    op.drop_index('ix_record_access_account', table_name='record_access')
    op.drop_index('uq_record_access', table_name='record_access')
    op.drop_table('record_access')
