"""From whom a person hides their medical profile, and who was allowed before professionals read profiles"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0029'
down_revision: str | None = '0028'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('profile_veil',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('target', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'target')
    )
    op.add_column('record_access', sa.Column('profile', sa.Boolean(), server_default=sa.false(), nullable=False))
    # What was allowed until now was said of documents: it stays so until the person says it anew.


def downgrade() -> None:
    op.drop_column('record_access', 'profile')
    op.drop_table('profile_veil')
