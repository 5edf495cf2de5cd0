"""The language an account is written to: mails, letters, and its screens on a browser that has not chosen one."""

from __future__ import annotations

from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor

from . import acts
from .opening import account_row

LANGUAGES = {"fr": "Français", "en": "English"}
"""By its own name."""


def set_language(uow: UnitOfWork, *, actor: Actor, language: str) -> None:
    """Write to the actor in that language from now on; nothing happens when it is so already or is none of `LANGUAGES`.

    Raises DomainError ``introuvable`` for a closed account.
    """
    account = account_row(uow, actor.account_id)
    if language not in LANGUAGES or account.language == language:
        return
    account.language = language
    uow.session.add(account)
    if actor.person_id is not None:
        details = {"langue": LANGUAGES[language]}
        audit.record(uow, person_id=actor.person_id, actor=actor, action=acts.LANGUAGE_CHOSEN, details=details)
