"""When what became of a closed record's key last changed, so that ledger and database tell which of them is older"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0016'
down_revision: str | None = '0015'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('person_archive', sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE person_archive SET changed_at = COALESCE(destroyed_at, reopened_at, archived_at)')
    with op.batch_alter_table('person_archive', schema=None) as batch_op:
        batch_op.alter_column('changed_at', existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('person_archive', schema=None) as batch_op:
        batch_op.drop_column('changed_at')
