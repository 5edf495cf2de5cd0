"""Requests of access that keep no trace of whom they named are forgotten: nothing would tell whose they are when one leaves"""

from collections.abc import Sequence

from alembic import op

revision: str = '0034'
down_revision: str | None = '0033'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute('DELETE FROM access_request WHERE looked')


def downgrade() -> None:
    pass
