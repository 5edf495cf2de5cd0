"""The receipt of a closing that waited, for the browser that then closed the account too"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0038'
down_revision: str | None = '0037'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('account_closing', sa.Column('browser_index', sa.LargeBinary(), nullable=True))
    op.add_column('account_closing', sa.Column('browser_token', sa.LargeBinary(), nullable=True))
    op.create_index('ix_account_closing_browser_index', 'account_closing', ['browser_index'])


def downgrade() -> None:
    op.drop_index('ix_account_closing_browser_index', table_name='account_closing')
    op.drop_column('account_closing', 'browser_token')
    op.drop_column('account_closing', 'browser_index')
