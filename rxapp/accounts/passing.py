"""What is over and leaves nothing: sign-ins halfway, links and secrets that nobody used, old events."""

from __future__ import annotations

from sqlalchemy import delete, update

from rxapp.core.db import UnitOfWork

from .events import purge_events
from .models import PasswordReset, SecondFactor, SignInStep
from .second_factor import SETUP_LIFE


def purge_passing(uow: UnitOfWork) -> int:
    """Delete what is over. Returns how many rows went or were emptied."""
    now = uow.clock.now()
    over = [delete(table).where(table.until <= now) for table in (SignInStep, PasswordReset)]
    stale = SecondFactor.pending_at <= now - SETUP_LIFE
    unread = delete(SecondFactor).where(stale, SecondFactor.secret.is_(None))
    kept = update(SecondFactor).where(stale).values(pending=None, pending_at=None)
    return purge_events(uow) + sum(uow.session.execute(one).rowcount for one in (*over, unread, kept))
