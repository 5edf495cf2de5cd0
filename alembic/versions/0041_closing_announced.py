"""From which day on a young person's record may be closed, and since when they object"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0041'
down_revision: str | None = '0040'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('guardianship', sa.Column('closes_on', sa.Date(), nullable=True))
    op.add_column('guardianship', sa.Column('closes_refused_on', sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column('guardianship', 'closes_refused_on')
    op.drop_column('guardianship', 'closes_on')
