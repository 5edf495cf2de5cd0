"""Relatives: how a parent began and ceased to act, invitations, documents that a minor keeps"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = '0013'
down_revision: str | None = '0012'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table('guardianship', schema=None) as batch_op:
        batch_op.add_column(sa.Column('began_by', sa.String(length=12), server_default='', nullable=False))
        batch_op.add_column(sa.Column('ended_by', sa.String(length=12), server_default='', nullable=False))
        batch_op.add_column(sa.Column('announced', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('settled', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('of_age', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index('ix_guardianship_guardian_id', 'guardianship', ['guardian_id'])
    op.create_index('ix_guardianship_of_age', 'guardianship', ['of_age'])
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hidden', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('guardian_invitation',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('child_id', sa.String(length=32), nullable=False),
    sa.Column('asker_id', sa.String(length=32), nullable=False),
    sa.Column('invited_id', sa.String(length=32), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('asked', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint(
        "state IN ('asked', 'open', 'accepted', 'declined', 'withdrawn')", name='ck_guardian_invitation_state'
    ),
    sa.ForeignKeyConstraint(['asker_id'], ['person.id']),
    sa.ForeignKeyConstraint(['child_id'], ['person.id']),
    sa.ForeignKeyConstraint(['invited_id'], ['person.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_guardian_invitation_child_id', 'guardian_invitation', ['child_id'])
    op.create_index('ix_guardian_invitation_invited_id', 'guardian_invitation', ['invited_id'])
    op.create_index('ix_guardian_invitation_state', 'guardian_invitation', ['state', 'at'])


def downgrade() -> None:
    op.drop_table('guardian_invitation')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_column('hidden')
    op.drop_index('ix_guardianship_guardian_id', table_name='guardianship')
    op.drop_index('ix_guardianship_of_age', table_name='guardianship')
    with op.batch_alter_table('guardianship', schema=None) as batch_op:
        batch_op.drop_column('of_age')
        batch_op.drop_column('settled')
        batch_op.drop_column('announced')
        batch_op.drop_column('ended_by')
        batch_op.drop_column('began_by')
