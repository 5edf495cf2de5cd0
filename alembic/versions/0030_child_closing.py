"""Since when a parent asks that a child's record be closed"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0030'
down_revision: str | None = '0029'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('guardianship', sa.Column('closes_asked_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('guardianship', 'closes_asked_at')
