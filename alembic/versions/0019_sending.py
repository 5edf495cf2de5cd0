"""What professionals and establishments send into records"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0019'
down_revision: str | None = '0018'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('sending',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('sender_id', sa.String(length=32), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('document_id', sa.String(length=32), nullable=True),
    sa.Column('person_id', sa.String(length=32), nullable=True),
    sa.Column('filed_id', sa.String(length=32), nullable=True),
    sa.Column('again_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) = (filed_id IS NULL)', name='ck_sending_filed'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_sending_list', 'sending', ['sender_id', 'sent_at', 'id'], unique=False)
    op.create_index('ix_sending_state', 'sending', ['state', 'again_at'], unique=False)
    op.create_index('ix_sending_person', 'sending', ['person_id'], unique=False)
    op.add_column('document', sa.Column('sent_mark', sa.LargeBinary(), nullable=True))
    op.add_column('document', sa.Column('fresh', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.create_index('uq_document_sent_mark', 'document', ['sent_mark'], unique=True)


def downgrade() -> None:
    op.drop_index('uq_document_sent_mark', table_name='document')
    op.drop_column('document', 'fresh')
    op.drop_column('document', 'sent_mark')
    op.drop_index('ix_sending_person', table_name='sending')
    op.drop_index('ix_sending_state', table_name='sending')
    op.drop_index('ix_sending_list', table_name='sending')
    op.drop_table('sending')
