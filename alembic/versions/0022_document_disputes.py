"""Conversations that stay with a document"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0022'
down_revision: str | None = '0021'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('document_dispute',
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('document_id', 'secret')
    )
    op.create_index('ix_document_dispute_person', 'document_dispute', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_document_dispute_person', table_name='document_dispute')
    op.drop_table('document_dispute')
