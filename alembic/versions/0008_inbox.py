"""Inbox

The triggers hold what was sent: a message changes by its withdrawal alone, nothing is deleted while the key of its person is there,
nobody writes into a closed conversation nor answers an information, and a conversation grows by one message at a time. A later
migration that makes one of these tables anew in SQLite (batch) must put its triggers back.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0008'
down_revision: str | None = '0007'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


_KEY_IS_THERE = 'EXISTS (SELECT 1 FROM person_keys k WHERE k.person_id = {whose})'
_RULES = {
    # table, event, what is refused
    'conversation_starts_empty': (
        'conversation',
        'INSERT',
        """NEW.state <> 'open' OR NEW.last_seq <> 0
            OR EXISTS (SELECT 1 FROM conversation c WHERE c.id = NEW.id)""",
    ),
    'conversation_stays_whose_it_is': (
        'conversation',
        'UPDATE',
        """NEW.id <> OLD.id OR NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind OR NEW.secret <> OLD.secret
            OR NEW.started_by <> OLD.started_by OR NEW.started_at <> OLD.started_at
            OR (OLD.state = 'closed' AND (NEW.state <> 'closed' OR NEW.closed_why <> OLD.closed_why
                OR NEW.closed_by <> OLD.closed_by OR NEW.closed_at <> OLD.closed_at OR NEW.closing <> OLD.closing))
            OR NEW.content <> OLD.content OR (NEW.closing <> OLD.closing AND NEW.state <> 'closed')""",
    ),
    'conversation_grows_by_its_messages': (
        'conversation',
        'UPDATE',
        """NEW.last_seq <> OLD.last_seq AND (NEW.last_seq <> OLD.last_seq + 1 OR NOT EXISTS (
            SELECT 1 FROM conversation_message m WHERE m.conversation_id = NEW.id AND m.seq = NEW.last_seq))""",
    ),
    'conversation_is_kept': ('conversation', 'DELETE', _KEY_IS_THERE.format(whose='OLD.person_id')),
    'message_allowed': (
        'conversation_message',
        'INSERT',
        """NEW.withdrawn_at IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM conversation c WHERE c.id = NEW.conversation_id AND c.person_id = NEW.person_id
            AND c.state = 'open' AND c.last_seq = NEW.seq - 1 AND (c.kind <> 'information' OR NEW.side = 'system'))
            OR EXISTS (SELECT 1 FROM conversation_message m WHERE m.id = NEW.id)
            OR EXISTS (SELECT 1 FROM conversation_message m WHERE m.once_index = NEW.once_index)
            OR EXISTS (SELECT 1 FROM conversation_message m WHERE m.conversation_id = NEW.conversation_id AND m.seq = NEW.seq)""",
    ),
    'message_stays': (
        'conversation_message',
        'UPDATE',
        """NEW.id <> OLD.id OR NEW.conversation_id <> OLD.conversation_id OR NEW.person_id <> OLD.person_id OR NEW.seq <> OLD.seq
            OR NEW.side <> OLD.side OR NEW.author <> OLD.author OR NEW.author_role <> OLD.author_role
            OR NEW.automatic <> OLD.automatic OR NEW.sent_at <> OLD.sent_at OR NEW.attachments <> OLD.attachments
            OR NEW.once_index <> OLD.once_index OR NEW.names <> OLD.names
            OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at))
            OR (NEW.body <> OLD.body AND (OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL))
            OR (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND EXISTS (
                SELECT 1 FROM conversation_box b WHERE b.conversation_id = OLD.conversation_id
                AND b.patient = (OLD.side <> 'patient') AND b.read_seq >= OLD.seq))""",
    ),
    'message_is_kept': ('conversation_message', 'DELETE', _KEY_IS_THERE.format(whose='OLD.person_id')),
    'message_piece_allowed': (
        'conversation_attachment',
        'INSERT',
        """NEW.gone OR EXISTS (
            SELECT 1 FROM conversation_attachment a WHERE a.message_id = NEW.message_id AND a.document_id = NEW.document_id)
            OR NOT EXISTS (
                SELECT 1 FROM conversation_message m JOIN conversation c ON c.id = m.conversation_id
                WHERE m.id = NEW.message_id AND m.withdrawn_at IS NULL AND m.seq = c.last_seq AND m.attachments > (
                    SELECT count(*) FROM conversation_attachment a WHERE a.message_id = NEW.message_id))""",
    ),
    'message_piece_stays': (
        'conversation_attachment',
        'UPDATE',
        """NEW.message_id <> OLD.message_id OR NEW.document_id <> OLD.document_id OR NEW.position <> OLD.position
            OR (NEW.content <> OLD.content AND NOT (NEW.gone AND length(NEW.content) = 0))
            OR (OLD.gone AND NOT NEW.gone) OR (NEW.aside AND NOT OLD.aside)""",
    ),
    'message_piece_is_kept': (
        'conversation_attachment',
        'DELETE',
        """EXISTS (SELECT 1 FROM conversation_message m JOIN person_keys k ON k.person_id = m.person_id
            WHERE m.id = OLD.message_id)""",
    ),
    'message_was_not_read_before': (
        'conversation_box',
        'INSERT',
        """EXISTS (SELECT 1 FROM conversation_box b
            WHERE b.account_id = NEW.account_id AND b.conversation_id = NEW.conversation_id)""",
    ),
    'message_read_stays': (
        'conversation_box',
        'UPDATE',
        """NEW.account_id <> OLD.account_id OR NEW.conversation_id <> OLD.conversation_id OR NEW.person_id <> OLD.person_id
            OR NEW.patient <> OLD.patient OR NEW.read_seq < OLD.read_seq""",
    ),
    'message_read_is_kept': ('conversation_box', 'DELETE', _KEY_IS_THERE.format(whose='OLD.person_id')),
}
_KEPT_WHOLE = ('conversation', 'conversation_message', 'conversation_attachment', 'conversation_box')
"""Tables that PostgreSQL does not empty at a stroke: its TRUNCATE asks the triggers of no row. SQLite has none.

INSERT OR REPLACE of SQLite takes the old row away without the trigger of its deletion: an insertion asks whether one is there.
"""


def _make_triggers() -> None:
    postgresql = op.get_bind().dialect.name == 'postgresql'
    for name, (table, event, refused) in _RULES.items():
        row = 'OLD' if event == 'DELETE' else 'NEW'
        if postgresql:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {refused} THEN RAISE EXCEPTION 'what was sent stays' USING ERRCODE = 'integrity_constraint_violation'; "
                f'END IF; RETURN {row}; END $$'
            )
            op.execute(f'CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()')
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {refused} "
                "BEGIN SELECT RAISE(ABORT, 'what was sent stays'); END"
            )
    if postgresql:
        op.execute(
            'CREATE FUNCTION message_table_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            "RAISE EXCEPTION 'what was sent stays' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in _KEPT_WHOLE:
            op.execute(
                f'CREATE TRIGGER {table}_is_kept_whole BEFORE TRUNCATE ON {table} '
                'FOR EACH STATEMENT EXECUTE FUNCTION message_table_is_kept()'
            )


def _drop_triggers() -> None:
    postgresql = op.get_bind().dialect.name == 'postgresql'
    for name, (table, _event, _refused) in _RULES.items():
        op.execute(f'DROP TRIGGER {name} ON {table}' if postgresql else f'DROP TRIGGER {name}')
        if postgresql:
            op.execute(f'DROP FUNCTION {name}()')
    if postgresql:
        for table in _KEPT_WHOLE:
            op.execute(f'DROP TRIGGER {table}_is_kept_whole ON {table}')
        op.execute('DROP FUNCTION message_table_is_kept()')


def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('conversation',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('closed_why', sa.String(length=16), nullable=False),
    sa.Column('closed_by', sa.String(length=32), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_by', sa.String(length=32), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('closing', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name='ck_conversation_closed'),
    sa.CheckConstraint("kind IN ('talk', 'information')", name='ck_conversation_kind'),
    sa.CheckConstraint("state IN ('open', 'closed')", name='ck_conversation_state'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_person', ['person_id', 'last_at', 'id'], unique=False)

    op.create_table('inbox_choices',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('who_may_start', sa.String(length=12), nullable=False),
    sa.Column('absence', sa.Integer(), nullable=False),
    sa.Column('away_from', sa.Date(), nullable=True),
    sa.Column('away_to', sa.Date(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("who_may_start IN ('nobody', 'known', 'everybody')", name='ck_inbox_choices_who'),
    sa.CheckConstraint('(away_from IS NULL) = (away_to IS NULL)', name='ck_inbox_choices_away'),
    sa.PrimaryKeyConstraint('account_id')
    )
    op.create_table('message_draft',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('place', sa.String(length=32), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'person_id', 'place')
    )
    op.create_table('practice_member',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('practice_id', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('account_id')
    )
    with op.batch_alter_table('practice_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_member_practice_id'), ['practice_id'], unique=False)

    op.create_table('professional_block',
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.Column('by_account', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'account_id', 'secret')
    )
    op.create_table('conversation_box',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('patient', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_seq', sa.Integer(), nullable=False),
    sa.Column('unread', sa.Boolean(), nullable=False),
    sa.Column('archived', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('account_id', 'conversation_id')
    )
    with op.batch_alter_table('conversation_box', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_box_all', ['account_id', 'archived', 'unread', 'last_at', 'conversation_id', 'person_id'], unique=False)
        batch_op.create_index('ix_conversation_box_kind', ['account_id', 'person_id', 'kind', 'archived', 'unread', 'last_at', 'conversation_id'], unique=False)
        batch_op.create_index('ix_conversation_box_of', ['conversation_id'], unique=False)
        batch_op.create_index('ix_conversation_box_person', ['account_id', 'person_id', 'archived', 'unread', 'last_at', 'conversation_id'], unique=False)

    op.create_table('conversation_message',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=12), nullable=False),
    sa.Column('author', sa.String(length=32), nullable=False),
    sa.Column('author_role', sa.String(length=16), nullable=False),
    sa.Column('automatic', sa.Boolean(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attachments', sa.Integer(), nullable=False),
    sa.Column('once_index', sa.LargeBinary(), nullable=False),
    sa.Column('names', sa.LargeBinary(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("side IN ('patient', 'professional', 'system')", name='ck_conversation_message_side'),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (length(body) > 0)', name='ck_conversation_message_body'),
    sa.CheckConstraint('seq >= 1', name='ck_conversation_message_seq'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('conversation_id', 'seq', name='uq_conversation_message_seq'),
    sa.UniqueConstraint('once_index')
    )
    op.create_table('conversation_participant',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('practice_id', sa.String(length=32), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('assigned', sa.Boolean(), nullable=False),
    sa.Column('for_account', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_seq', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('conversation_id', 'account_id')
    )
    with op.batch_alter_table('conversation_participant', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_participant_account', ['account_id', 'person_id'], unique=False)

    op.create_table('conversation_attachment',
    sa.Column('message_id', sa.String(length=32), nullable=False),
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('aside', sa.Boolean(), nullable=False),
    sa.Column('gone', sa.Boolean(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['conversation_message.id'], ),
    sa.PrimaryKeyConstraint('message_id', 'document_id')
    )
    with op.batch_alter_table('conversation_attachment', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_attachment_document', ['document_id', 'message_id'], unique=False)

    op.create_table('message_report',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('message_id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['conversation_message.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('message_id', 'account_id', name='uq_message_report')
    )
    with op.batch_alter_table('message_report', schema=None) as batch_op:
        batch_op.create_index('ix_message_report_at', ['at', 'id'], unique=False)

    # ### end Alembic commands ###
    _make_triggers()


def downgrade() -> None:
    _drop_triggers()
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table('message_report', schema=None) as batch_op:
        batch_op.drop_index('ix_message_report_at')

    op.drop_table('message_report')
    with op.batch_alter_table('conversation_attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_attachment_document')

    op.drop_table('conversation_attachment')
    with op.batch_alter_table('conversation_participant', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_participant_account')

    op.drop_table('conversation_participant')
    op.drop_table('conversation_message')
    with op.batch_alter_table('conversation_box', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_box_person')
        batch_op.drop_index('ix_conversation_box_of')
        batch_op.drop_index('ix_conversation_box_kind')
        batch_op.drop_index('ix_conversation_box_all')

    op.drop_table('conversation_box')
    op.drop_table('professional_block')
    with op.batch_alter_table('practice_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_member_practice_id'))

    op.drop_table('practice_member')
    op.drop_table('message_draft')
    op.drop_table('inbox_choices')
    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_person')

    op.drop_table('conversation')
    # ### end Alembic commands ###
