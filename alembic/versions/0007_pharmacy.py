"""Pharmacy

The triggers enforce the moves of `rxapp/pharmacy/life.py`; they are written out here, so that the code may change. A later migration
that makes one of these tables anew in SQLite (batch) must put its triggers back.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0007'
down_revision: str | None = '0006'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOVES = (
    'patient|send||sent',
    'pharmacy|receive|sent|received',
    'pharmacy|prepare|received|preparing',
    'pharmacy|ready|preparing|ready',
    'pharmacy|resume|ready|preparing',
    'pharmacy|hand_part|ready|preparing',
    'pharmacy|hand_over|ready|collected',
    'pharmacy|refuse|sent|refused',
    'pharmacy|refuse|received|refused',
    'pharmacy|refuse|preparing|refused',
    'patient|cancel|sent|cancelled',
    'patient|cancel|received|cancelled',
    'patient|cancel|preparing|cancelled',
    'patient|cancel|ready|cancelled',
    'system|cancel|sent|cancelled',
    'system|cancel|received|cancelled',
    'system|cancel|preparing|cancelled',
    'system|cancel|ready|cancelled',
    'system|expire|sent|expired',
    'system|expire|ready|expired',
)
"""side|move|from|to"""
_LINES = (
    'preparation|in-progress',
    'preparation|on-hold',
    'preparation|declined',
    'preparation|cancelled',
    'on-hold|preparation',
    'on-hold|in-progress',
    'on-hold|declined',
    'on-hold|cancelled',
    'in-progress|preparation',
    'in-progress|on-hold',
    'in-progress|completed',
    'in-progress|declined',
    'in-progress|cancelled',
)
"""from|to of the state of a line"""


def _among(keys: tuple[str, ...]) -> str:
    return ', '.join(f"'{key}'" for key in keys)


_RULES = {
    # table, event, what is refused
    'order_starts_sent': (
        'pharmacy_order',
        'INSERT',
        """NEW.state <> 'sent' OR NEW.version <> 1 OR EXISTS (SELECT 1 FROM order_move m WHERE m.order_id = NEW.id)""",
    ),
    'order_stays_whose_it_is': (
        'pharmacy_order',
        'UPDATE',
        """NEW.id <> OLD.id OR NEW.person_id <> OLD.person_id OR NEW.pharmacy_id <> OLD.pharmacy_id
            OR NEW.secret <> OLD.secret OR NEW.placed_by <> OLD.placed_by OR NEW.placed_at <> OLD.placed_at""",
    ),
    'order_moves_with_its_history': (
        'pharmacy_order',
        'UPDATE',
        """(NEW.state <> OLD.state OR NEW.version <> OLD.version) AND NOT EXISTS (
            SELECT 1 FROM order_move m WHERE m.order_id = NEW.id AND m.version = NEW.version
            AND NEW.version = OLD.version + 1 AND m.from_state = OLD.state AND m.to_state = NEW.state)""",
    ),
    'order_move_allowed': (
        'order_move',
        'INSERT',
        f"""(NEW.side || '|' || NEW.move || '|' || NEW.from_state || '|' || NEW.to_state) NOT IN ({_among(_MOVES)})
            OR NOT EXISTS (
                SELECT 1 FROM pharmacy_order o WHERE o.id = NEW.order_id AND (
                    (NEW.version = 1 AND NEW.from_state = '' AND o.version = 1 AND o.state = 'sent')
                    OR (NEW.version = o.version + 1 AND NEW.from_state = o.state)))
            OR (NEW.version > 1 AND NOT EXISTS (
                SELECT 1 FROM order_move p WHERE p.order_id = NEW.order_id
                AND p.version = NEW.version - 1 AND p.to_state = NEW.from_state))""",
    ),
    'order_move_stays': (
        'order_move',
        'UPDATE',
        """NEW.order_id <> OLD.order_id OR NEW.version <> OLD.version OR NEW.at <> OLD.at OR NEW.account_id <> OLD.account_id
            OR NEW.side <> OLD.side OR NEW.move <> OLD.move OR NEW.from_state <> OLD.from_state OR NEW.to_state <> OLD.to_state
            OR (NEW.content <> OLD.content AND length(NEW.content) > 0)""",
    ),
    'order_line_allowed': (
        'order_line',
        'UPDATE',
        f"""(NEW.state <> OLD.state AND (OLD.state || '|' || NEW.state) NOT IN ({_among(_LINES)}))
            OR NEW.order_id <> OLD.order_id OR NEW.version < OLD.version""",
    ),
    'order_line_starts': (
        'order_line',
        'INSERT',
        "NEW.state <> 'preparation' OR EXISTS (SELECT 1 FROM order_line l WHERE l.id = NEW.id)",
    ),
}


def _make_triggers() -> None:
    postgresql = op.get_bind().dialect.name == 'postgresql'
    for name, (table, event, refused) in _RULES.items():
        if postgresql:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {refused} THEN RAISE EXCEPTION 'a move that the table does not have' USING ERRCODE = 'integrity_constraint_violation'; "
                'END IF; RETURN NEW; END $$'
            )
            op.execute(f'CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()')
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {refused} "
                "BEGIN SELECT RAISE(ABORT, 'a move that the table does not have'); END"
            )


def _drop_triggers() -> None:
    postgresql = op.get_bind().dialect.name == 'postgresql'
    for name, (table, _event, _refused) in _RULES.items():
        op.execute(f'DROP TRIGGER {name} ON {table}' if postgresql else f'DROP TRIGGER {name}')
        if postgresql:
            op.execute(f'DROP FUNCTION {name}()')



def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('pharmacy',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('finess', sa.String(length=9), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=240), nullable=False),
    sa.Column('postcode', sa.String(length=5), nullable=False),
    sa.Column('town', sa.String(length=80), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('needle', sa.Text(), nullable=False),
    sa.Column('x', sa.Float(), nullable=True),
    sa.Column('y', sa.Float(), nullable=True),
    sa.Column('zone', sa.String(length=24), nullable=False),
    sa.Column('hours', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('finess')
    )
    with op.batch_alter_table('pharmacy', schema=None) as batch_op:
        batch_op.create_index('ix_pharmacy_postcode', ['postcode', 'id'], unique=False)

    op.create_table('prescription_line',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=12), nullable=False),
    sa.Column('typed_by', sa.String(length=32), nullable=False),
    sa.Column('typed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('dispensed', sa.Integer(), nullable=False),
    sa.Column('dispensed_on', sa.Date(), nullable=True),
    sa.Column('dispensed_secretly', sa.Integer(), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("source IN ('person', 'pharmacy', 'prescriber')", name='ck_prescription_line_source'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('document_id', 'position', name='uq_prescription_line_position')
    )
    with op.batch_alter_table('prescription_line', schema=None) as batch_op:
        batch_op.create_index('ix_prescription_line_person', ['person_id', 'dispensed_on', 'id'], unique=False)

    op.create_table('pharmacy_choice',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('pharmacy_id', sa.String(length=32), nullable=False),
    sa.Column('usual', sa.Boolean(), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['pharmacy_id'], ['pharmacy.id'], ),
    sa.PrimaryKeyConstraint('person_id', 'pharmacy_id')
    )
    with op.batch_alter_table('pharmacy_choice', schema=None) as batch_op:
        batch_op.create_index('uq_pharmacy_choice_usual', ['person_id'], unique=True, sqlite_where=sa.text('usual'), postgresql_where=sa.text('usual'))

    op.create_table('pharmacy_order',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('pharmacy_id', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.Column('placed_by', sa.String(length=32), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded', sa.Boolean(), nullable=False),
    sa.Column('promised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('once_index', sa.LargeBinary(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('code_tries', sa.Integer(), nullable=False),
    sa.Column('follows', sa.String(length=32), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("state IN ('sent', 'received', 'preparing', 'ready', 'collected', 'refused', 'cancelled', 'expired')", name='ck_pharmacy_order_state'),
    sa.CheckConstraint('version >= 1', name='ck_pharmacy_order_version'),
    sa.ForeignKeyConstraint(['pharmacy_id'], ['pharmacy.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('once_index')
    )
    with op.batch_alter_table('pharmacy_order', schema=None) as batch_op:
        batch_op.create_index('ix_pharmacy_order_board', ['pharmacy_id', 'state', 'placed_at', 'id'], unique=False)
        batch_op.create_index('ix_pharmacy_order_due', ['due_at', 'id'], unique=False, sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))
        batch_op.create_index('ix_pharmacy_order_person', ['person_id', 'placed_at', 'id'], unique=False)

    op.create_table('pharmacy_staff',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('pharmacy_id', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['pharmacy_id'], ['pharmacy.id'], ),
    sa.PrimaryKeyConstraint('account_id')
    )
    with op.batch_alter_table('pharmacy_staff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pharmacy_staff_pharmacy_id'), ['pharmacy_id'], unique=False)

    op.create_table('order_document',
    sa.Column('order_id', sa.String(length=32), nullable=False),
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['pharmacy_order.id'], ),
    sa.PrimaryKeyConstraint('order_id', 'document_id')
    )
    with op.batch_alter_table('order_document', schema=None) as batch_op:
        batch_op.create_index('ix_order_document', ['document_id', 'order_id'], unique=False)
        batch_op.create_index('uq_order_document_live', ['document_id', 'secret'], unique=True, sqlite_where=sa.text('live'), postgresql_where=sa.text('live'))

    op.create_table('order_line',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('order_id', sa.String(length=32), nullable=False),
    sa.Column('line_id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("state IN ('preparation', 'in-progress', 'on-hold', 'completed', 'declined', 'cancelled')", name='ck_order_line_state'),
    sa.ForeignKeyConstraint(['order_id'], ['pharmacy_order.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.create_index('ix_order_line', ['order_id', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_line_line_id'), ['line_id'], unique=False)

    op.create_table('order_move',
    sa.Column('order_id', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('move', sa.String(length=12), nullable=False),
    sa.Column('from_state', sa.String(length=12), nullable=False),
    sa.Column('to_state', sa.String(length=12), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['pharmacy_order.id'], ),
    sa.PrimaryKeyConstraint('order_id', 'version')
    )
    # ### end Alembic commands ###
    _make_triggers()


def downgrade() -> None:
    _drop_triggers()
    # ### commands auto generated by Alembic - please adjust! ###
    op.drop_table('order_move')
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_line_line_id'))
        batch_op.drop_index('ix_order_line')

    op.drop_table('order_line')
    with op.batch_alter_table('order_document', schema=None) as batch_op:
        batch_op.drop_index('uq_order_document_live', sqlite_where=sa.text('live'), postgresql_where=sa.text('live'))
        batch_op.drop_index('ix_order_document')

    op.drop_table('order_document')
    with op.batch_alter_table('pharmacy_staff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pharmacy_staff_pharmacy_id'))

    op.drop_table('pharmacy_staff')
    with op.batch_alter_table('pharmacy_order', schema=None) as batch_op:
        batch_op.drop_index('ix_pharmacy_order_person')
        batch_op.drop_index('ix_pharmacy_order_due', sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))
        batch_op.drop_index('ix_pharmacy_order_board')

    op.drop_table('pharmacy_order')
    with op.batch_alter_table('pharmacy_choice', schema=None) as batch_op:
        batch_op.drop_index('uq_pharmacy_choice_usual', sqlite_where=sa.text('usual'), postgresql_where=sa.text('usual'))

    op.drop_table('pharmacy_choice')
    with op.batch_alter_table('prescription_line', schema=None) as batch_op:
        batch_op.drop_index('ix_prescription_line_person')

    op.drop_table('prescription_line')
    with op.batch_alter_table('pharmacy', schema=None) as batch_op:
        batch_op.drop_index('ix_pharmacy_postcode')

    op.drop_table('pharmacy')
    # ### end Alembic commands ###
