"""What a vaccination said before it was written again"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0026'
down_revision: str | None = '0025'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('prevention_entry', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.create_table('prevention_version',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('entry_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('entry_id', 'version', name='uq_prevention_version')
    )
    op.create_index(op.f('ix_prevention_version_person_id'), 'prevention_version', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_prevention_version_person_id'), table_name='prevention_version')
    op.drop_table('prevention_version')
    op.drop_column('prevention_entry', 'version')
