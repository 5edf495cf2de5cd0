"""What becomes of a child's orders when their record is closed, and until when they are waited for"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0032'
down_revision: str | None = '0031'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('guardianship', sa.Column('closes_choices', sa.Text(), server_default='', nullable=False))
    op.add_column('guardianship', sa.Column('closes_until', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('guardianship', 'closes_until')
    op.drop_column('guardianship', 'closes_choices')
