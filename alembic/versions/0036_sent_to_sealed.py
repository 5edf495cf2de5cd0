"""What senders keep of records that were sealed before they lost it: names, titles, dates of birth"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0036'
down_revision: str | None = '0035'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    gone = "SELECT person_id FROM person_archive WHERE sealed IS NOT NULL OR destroyed_at IS NOT NULL"
    op.get_bind().execute(sa.text(f'UPDATE sending SET content = :nothing WHERE person_id IN ({gone})'), {'nothing': b''})


def downgrade() -> None:
    pass
