"""What is over and leaves nothing: sign-ins halfway, links and secrets that nobody used, invitations, old events."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from rxapp.core.db import UnitOfWork
from rxapp.notices import service as notices

from .events import purge_events
from .models import PasskeyChallenge, PasswordReset, SecondFactor, SignInStep
from .relatives_models import GuardianInvitation
from .second_factor import SETUP_LIFE


def purge_passing(uow: UnitOfWork, *, keep_words: bool = False) -> int:
    """Delete what is over, and what the e-mails of links said (but ``keep_words``). Returns how many rows it was."""
    now = uow.clock.now()
    if not keep_words:
        sent = select(PasswordReset.departure_id).where(PasswordReset.until <= now)
        notices.erase_mails(uow, uow.session.execute(sent).scalars().all())
    over = [
        delete(table).where(table.until <= now) for table in (SignInStep, PasswordReset, PasskeyChallenge, GuardianInvitation)
    ]
    stale = SecondFactor.pending_at <= now - SETUP_LIFE
    unread = delete(SecondFactor).where(stale, SecondFactor.secret.is_(None))
    kept = update(SecondFactor).where(stale).values(pending=None, pending_at=None)
    return purge_events(uow) + sum(uow.session.execute(one).rowcount for one in (*over, unread, kept))
