"""What somebody says of an event of their account: whether it was them, and when they said so"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0040'
down_revision: str | None = '0039'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('security_event', sa.Column('mine', sa.Boolean(), nullable=True))
    op.add_column('security_event', sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('security_event', 'answered_at')
    op.drop_column('security_event', 'mine')
