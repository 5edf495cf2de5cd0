"""Records opened in an emergency"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0027'
down_revision: str | None = '0026'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('emergency_access',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disputed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('over', sa.Boolean(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('until > opened_at', name='ck_emergency_access_until'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_emergency_access_account', 'emergency_access', ['account_id', 'until'], unique=False)
    op.create_index('ix_emergency_access_person', 'emergency_access', ['person_id', 'opened_at'], unique=False)
    op.create_index('ix_emergency_access_due', 'emergency_access', ['over', 'until'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_emergency_access_due', table_name='emergency_access')
    op.drop_index('ix_emergency_access_person', table_name='emergency_access')
    op.drop_index('ix_emergency_access_account', table_name='emergency_access')
    op.drop_table('emergency_access')
