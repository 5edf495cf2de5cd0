"""Signed checkpoints of histories: what only grows"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0028'
down_revision: str | None = '0027'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLES = ('audit_checkpoint', 'audit_checkpoint_leaf')
_REFUSED = 'EXISTS (SELECT 1 FROM person_keys)'
"""What is signed stays as long as there is anybody; a demonstration starts afresh by taking every key away first."""


def upgrade() -> None:
    op.create_table('audit_checkpoint',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('head', sa.LargeBinary(), nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('number')
    )
    op.create_table('audit_checkpoint_leaf',
    sa.Column('checkpoint', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('checkpoint', 'position')
    )
    op.create_index('ix_audit_checkpoint_leaf_person', 'audit_checkpoint_leaf', ['person_id', 'checkpoint'], unique=False)
    _make_triggers()


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == 'postgresql'
    for table in _TABLES:
        for event in ('update', 'delete'):
            name = f'{table}_no_{event}'
            op.execute(f'DROP TRIGGER {name} ON {table}' if postgresql else f'DROP TRIGGER {name}')
    if postgresql:
        op.execute('DROP FUNCTION audit_checkpoint_is_kept()')
    op.drop_index('ix_audit_checkpoint_leaf_person', table_name='audit_checkpoint_leaf')
    op.drop_table('audit_checkpoint_leaf')
    op.drop_table('audit_checkpoint')


def _make_triggers() -> None:
    postgresql = op.get_bind().dialect.name == 'postgresql'
    if postgresql:
        op.execute(
            'CREATE FUNCTION audit_checkpoint_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF {_REFUSED} THEN RAISE EXCEPTION 'what is signed stays' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
    for table in _TABLES:
        for event in ('update', 'delete'):
            name, when = f'{table}_no_{event}', event.upper()
            if postgresql:
                op.execute(
                    f'CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION audit_checkpoint_is_kept()'
                )
            else:
                op.execute(
                    f'CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW WHEN {_REFUSED} '
                    "BEGIN SELECT RAISE(ABORT, 'what is signed stays'); END"
                )
