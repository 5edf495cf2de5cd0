"""Whether the room that announces something writes its own e-mail about it"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0039'
down_revision: str | None = '0038'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('notice', sa.Column('mailed', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('notice', 'mailed')
