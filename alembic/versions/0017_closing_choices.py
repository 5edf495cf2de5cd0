"""What was chosen of appointments and drafts waits with the closing"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0017'
down_revision: str | None = '0016'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('account_closing', sa.Column('choices', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('account_closing', 'choices')
