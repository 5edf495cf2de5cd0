"""Attestations of helps on their way into records, and the documents that Carnet makes"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0031'
down_revision: str | None = '0030'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('help_paper',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('helping_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['helping_id'], ['helping.id']),
    sa.ForeignKeyConstraint(['person_id'], ['person.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_help_paper_due_at', 'help_paper', ['due_at'], unique=False)
    op.create_index('ix_help_paper_helping_id', 'help_paper', ['helping_id'], unique=False)
    op.add_column('document', sa.Column('made', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('document', 'made')
    op.drop_index('ix_help_paper_helping_id', table_name='help_paper')
    op.drop_index('ix_help_paper_due_at', table_name='help_paper')
    op.drop_table('help_paper')
