"""That somebody of the family had the same e-mail address is known once their account is closed. Of those closed before, nobody
can tell: whoever was a child of one of them counts as sharing it"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0037'
down_revision: str | None = '0036'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('account', sa.Column('address_shared', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        'UPDATE account SET address_shared = true WHERE person_id IN (SELECT child_id FROM guardianship '
        'JOIN person_archive ON person_archive.person_id = guardianship.guardian_id)'
    )


def downgrade() -> None:
    op.drop_column('account', 'address_shared')
