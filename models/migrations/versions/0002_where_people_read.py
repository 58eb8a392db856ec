"""What happened where people read (lookups, mutes, receipts, verdicts on risks), and what a sync could not read.

Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lookup',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('engagement', sa.String(), nullable=False),
    sa.Column('person_id', sa.String(), nullable=False),
    sa.Column('looked_by', sa.String(), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('command', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_lookup_person', 'lookup', ['engagement', 'person_id'], unique=False)
    op.create_table('mute',
    sa.Column('engagement', sa.String(length=64), nullable=False),
    sa.Column('channel', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('muted_by', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('engagement', 'channel')
    )
    op.create_table('receipt',
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_index(op.f('ix_receipt_received_at'), 'receipt', ['received_at'], unique=False)
    op.create_table('risk_verdict',
    sa.Column('engagement', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=320), nullable=False),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('given_by', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('engagement', 'subject')
    )
    op.add_column('watermark', sa.Column('scope', sa.String(), nullable=True))
    op.add_column('sync_run', sa.Column('incomplete', sa.String(), nullable=True))
