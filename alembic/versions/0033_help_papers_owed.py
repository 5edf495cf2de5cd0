"""Attestations owed to both of the helps that had begun before they were filed in records"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa

from alembic import op

revision: str = '0033'
down_revision: str | None = '0032'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HELPING = sa.table(
    'helping',
    *(sa.column(name) for name in ('id', 'person_id', 'helper_id', 'reference')),
    sa.column('until', sa.Date()),
    sa.column('started_on', sa.Date()),
    sa.column('ended_at', sa.DateTime(timezone=True)),
)
DOCUMENT = sa.table('document', sa.column('person_id'), sa.column('made', sa.Boolean()))
PAPER = sa.table(
    'help_paper',
    *(sa.column(name) for name in ('id', 'helping_id', 'person_id', 'reference')),
    sa.column('made_on', sa.Date()),
    sa.column('until', sa.Date()),
    sa.column('due_at', sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    now, bind = datetime.now(UTC), op.get_bind()
    owed = sa.select(PAPER.c.id).where(PAPER.c.helping_id == HELPING.c.id).exists()
    made = sa.select(DOCUMENT.c.person_id).where(DOCUMENT.c.made.is_(True))
    begun = (HELPING.c.started_on.is_not(None), HELPING.c.ended_at.is_(None), ~owed, HELPING.c.person_id.not_in(made))
    for row in bind.execute(sa.select(HELPING).where(*begun)).all():
        said = {'helping_id': row.id, 'reference': row.reference, 'made_on': now.date(), 'until': row.until, 'due_at': now}
        for person_id in (row.person_id, row.helper_id):
            bind.execute(sa.insert(PAPER).values(id=uuid4().hex, person_id=person_id, **said))


def downgrade() -> None:
    pass
