"""Prevention: what was said, chosen and sent"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0005'
down_revision: str | None = '0004'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('prevention_entry',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_by', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('done', 'answer')", name='ck_prevention_entry_kind'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_prevention_entry_person', 'prevention_entry', ['person_id', 'removed_at'], unique=False)

    op.create_table('prevention_choice',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('what_index', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('aside', 'refusal')", name='ck_prevention_choice_kind'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account_id', 'person_id', 'what_index', name='uq_prevention_choice_what')
    )

    op.create_table('prevention_message',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('once_index', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended', sa.String(length=8), nullable=True),
    sa.Column('replaced_by', sa.String(length=32), nullable=True),
    sa.Column('reason_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name='ck_prevention_message_end'),
    sa.CheckConstraint("ended IS NULL OR ended IN ('replaced', 'over', 'refused')", name='ck_prevention_message_ended'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account_id', 'person_id', 'once_index', name='uq_prevention_message_once')
    )
    op.create_index(
        'ix_prevention_message_latest', 'prevention_message', ['account_id', 'person_id', 'sent_at', 'id'], unique=False
    )

    op.create_table('prevention_watch',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('look_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'person_id')
    )
    op.create_index('ix_prevention_watch_look', 'prevention_watch', ['look_on', 'account_id', 'person_id'], unique=False)

    op.create_table('prevention_edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    # Everybody an account speaks for already: looked at in the coming night.
    op.execute(
        "INSERT INTO prevention_watch (account_id, person_id, look_on) "
        "SELECT id, person_id, CURRENT_DATE FROM account WHERE person_id IS NOT NULL AND closed_at IS NULL"
    )
    op.execute(
        "INSERT INTO prevention_watch (account_id, person_id, look_on) "
        "SELECT DISTINCT account.id, guardianship.child_id, CURRENT_DATE FROM account "
        "JOIN guardianship ON guardianship.guardian_id = account.person_id "
        "WHERE account.closed_at IS NULL AND guardianship.ends_on IS NULL AND guardianship.child_id <> account.person_id"
    )


def downgrade() -> None:
    op.drop_table('prevention_edition')
    op.drop_index('ix_prevention_watch_look', table_name='prevention_watch')
    op.drop_table('prevention_watch')
    op.drop_index('ix_prevention_message_latest', table_name='prevention_message')
    op.drop_table('prevention_message')
    op.drop_table('prevention_choice')
    op.drop_index('ix_prevention_entry_person', table_name='prevention_entry')
    op.drop_table('prevention_entry')
