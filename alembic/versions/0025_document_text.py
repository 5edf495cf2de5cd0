"""What documents say, to search in"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0025'
down_revision: str | None = '0024'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('document_text',
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('needle', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id']),
    sa.PrimaryKeyConstraint('document_id')
    )
    op.create_index('ix_document_text_person', 'document_text', ['person_id'], unique=False)
    # Documents that were there before are read one after the other once the server runs.
    op.add_column('document', sa.Column('reading', sa.String(length=8), nullable=False, server_default='due'))
    op.create_index('ix_document_reading', 'document', ['reading', 'status'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_document_reading', table_name='document')
    op.drop_column('document', 'reading')
    op.drop_index('ix_document_text_person', table_name='document_text')
    op.drop_table('document_text')
