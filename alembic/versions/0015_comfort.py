"""How the screens look, kept with the account"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0015'
down_revision: str | None = '0014'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('comfort',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('theme', sa.String(length=8), nullable=False),
    sa.Column('size', sa.String(length=12), nullable=False),
    sa.Column('contrast', sa.String(length=8), nullable=False),
    sa.Column('motion', sa.String(length=8), nullable=False),
    sa.Column('reading', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('account_id')
    )


def downgrade() -> None:
    op.drop_table('comfort')
