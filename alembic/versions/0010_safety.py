"""Safety of accounts: second factor, forgotten passwords, security events"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0010'
down_revision: str | None = '0009'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('enrolling', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('with_key', sa.Boolean(), server_default=sa.false(), nullable=False))

    op.create_table('second_factor',
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('pending', sa.LargeBinary(), nullable=True),
    sa.Column('pending_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pending_session', sa.String(length=32), nullable=True),
    sa.CheckConstraint('(secret IS NULL) = (confirmed_at IS NULL)', name='ck_second_factor_confirmed'),
    sa.CheckConstraint('(pending IS NULL) = (pending_at IS NULL)', name='ck_second_factor_pending'),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('account_id')
    )
    op.create_table('recovery_code',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('code_index', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code_index')
    )
    op.create_index('ix_recovery_code_account_id', 'recovery_code', ['account_id'])
    op.create_table('sign_in_step',
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index('ix_sign_in_step_account_id', 'sign_in_step', ['account_id'])
    op.create_index('ix_sign_in_step_until', 'sign_in_step', ['until'])
    op.create_table('reset_request',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_reset_request_at', 'reset_request', ['at'])
    op.create_table('password_reset',
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('departure_id', sa.String(length=32), nullable=False),
    sa.Column('without_factor', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index('ix_password_reset_account_id', 'password_reset', ['account_id'])
    op.create_index('ix_password_reset_until', 'password_reset', ['until'])
    op.create_table('security_event',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('device', sa.LargeBinary(), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_security_event_account', 'security_event', ['account_id', 'at', 'id'])
    op.create_index('ix_security_event_at', 'security_event', ['at'])
    op.create_table('passkey',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=False),
    sa.Column('credential_index', sa.LargeBinary(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('device', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('credential_index')
    )
    op.create_index('ix_passkey_account_id', 'passkey', ['account_id'])
    op.create_table('passkey_challenge',
    sa.Column('challenge_hash', sa.LargeBinary(), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id']),
    sa.PrimaryKeyConstraint('challenge_hash')
    )
    op.create_index('ix_passkey_challenge_until', 'passkey_challenge', ['until'])


def downgrade() -> None:
    op.drop_table('passkey_challenge')
    op.drop_table('passkey')
    for table in ('security_event', 'password_reset', 'reset_request', 'sign_in_step', 'recovery_code', 'second_factor'):
        op.drop_table(table)
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_column('with_key')
        batch_op.drop_column('enrolling')
