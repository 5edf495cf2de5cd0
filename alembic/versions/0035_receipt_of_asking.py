"""The receipt of a closing that waits: its reference, and what fetches the receipt once it is done"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0035'
down_revision: str | None = '0034'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('account_closing', sa.Column('asked_reference', sa.String(length=16), nullable=True))
    op.add_column('account_closing', sa.Column('asked_token', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column('account_closing', 'asked_token')
    op.drop_column('account_closing', 'asked_reference')
