"""Whose choices an e-mail that a room wrote follows, and as which kind of news"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0042'
down_revision: str | None = '0041'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('delivery', sa.Column('account_id', sa.String(length=32), nullable=True))
    op.add_column('delivery', sa.Column('kind', sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column('delivery', 'kind')
    op.drop_column('delivery', 'account_id')
