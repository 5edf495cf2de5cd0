"""How often one may write: a limit that nobody who writes meets, and that a stolen account or a stuck key does."""

from __future__ import annotations

from datetime import timedelta

from rxapp.accounts.limits import Rule, take
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role

MOST_AN_HOUR = 60
"""Messages of one account in one conversation, and conversations that one account begins. A choice of ours."""
_HOUR = timedelta(hours=1)


def require_pace(uow: UnitOfWork, actor: Actor, conversation_id: str = "") -> None:
    """Count a message, or a conversation that begins. Raises DomainError ``message.trop_souvent`` (``attente``) beyond the limit.

    What is refused is not counted, and the draft of who typed it stays.
    """
    if actor.role is Role.SYSTEM:
        return
    wait = take(uow, [Rule(f"message:{actor.account_id}|{conversation_id or 'new'}", MOST_AN_HOUR, _HOUR)])
    if wait is not None:
        raise DomainError("message.trop_souvent", attente=wait)
