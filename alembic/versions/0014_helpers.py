"""Adults who help another"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0014'
down_revision: str | None = '0013'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('helping',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('helper_id', sa.String(length=32), nullable=True),
    sa.Column('scopes', sa.String(length=60), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('asked', sa.LargeBinary(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('reference', sa.String(length=16), nullable=True),
    sa.CheckConstraint('person_id <> helper_id', name='ck_helping_two_people'),
    sa.CheckConstraint('started_on IS NULL OR helper_id IS NOT NULL', name='ck_helping_by_somebody'),
    sa.CheckConstraint('started_on IS NULL OR declined_at IS NULL', name='ck_helping_one_answer'),
    sa.CheckConstraint('(started_on IS NULL) = (reference IS NULL)', name='ck_helping_reference'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['helper_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_helping_person_id', 'helping', ['person_id'], unique=False)
    op.create_index('ix_helping_helper_id', 'helping', ['helper_id'], unique=False)
    op.create_index('ix_helping_looked_at', 'helping', ['looked_at'], unique=False)
    op.create_index('uq_helping_lasting', 'helping', ['person_id', 'helper_id'], unique=True,
    sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))


def downgrade() -> None:
    op.drop_index('uq_helping_lasting', table_name='helping')
    op.drop_index('ix_helping_looked_at', table_name='helping')
    op.drop_index('ix_helping_helper_id', table_name='helping')
    op.drop_index('ix_helping_person_id', table_name='helping')
    op.drop_table('helping')
