"""Closed records sealed away, destroyed or given back; what a person refuses"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0012'
down_revision: str | None = '0011'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('person_archive',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('name_index', sa.LargeBinary(), nullable=True),
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('destroy_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked', sa.Boolean(), nullable=False),
    sa.Column('receipt_to', sa.LargeBinary(), nullable=True),
    sa.Column('letter_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('again_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('noted', sa.Boolean(), nullable=False),
    sa.Column('wiped', sa.Boolean(), nullable=False),
    sa.CheckConstraint('sealed IS NULL OR destroyed_at IS NULL', name='ck_person_archive_one_end'),
    sa.CheckConstraint('(sealed IS NULL) = (destroy_at IS NULL)', name='ck_person_archive_last_day'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id']),
    sa.PrimaryKeyConstraint('person_id')
    )
    op.create_index('ix_person_archive_reference', 'person_archive', ['reference'], unique=False)
    op.create_index(
        'ix_person_archive_destroy', 'person_archive', ['destroy_at'], unique=False,
        sqlite_where=sa.text('destroy_at IS NOT NULL'), postgresql_where=sa.text('destroy_at IS NOT NULL')
    )
    op.create_index(
        'ix_person_archive_unsettled', 'person_archive', ['wiped'], unique=False,
        sqlite_where=sa.text('wiped = false'), postgresql_where=sa.text('wiped = false')
    )
    op.create_table('person_rights',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id']),
    sa.PrimaryKeyConstraint('person_id')
    )
    op.add_column('account_closing', sa.Column('destroy', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('account_closing', sa.Column('receipt_sheet', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Refused while a record is sealed away: its key is in this table alone."""
    if op.get_bind().execute(sa.text('SELECT 1 FROM person_archive WHERE sealed IS NOT NULL')).first() is not None:
        raise RuntimeError('closed records are sealed away in person_archive: without it they could never be reopened')
    op.drop_column('account_closing', 'receipt_sheet')
    op.drop_column('account_closing', 'destroy')
    op.drop_table('person_rights')
    op.drop_index('ix_person_archive_unsettled', table_name='person_archive')
    op.drop_index('ix_person_archive_destroy', table_name='person_archive')
    op.drop_index('ix_person_archive_reference', table_name='person_archive')
    op.drop_table('person_archive')
