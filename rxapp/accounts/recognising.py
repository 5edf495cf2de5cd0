"""« C’était moi », « Ce n’était pas moi »: what somebody says of an event of their own account, and what follows.

The last answer stands, so that whoever got in and owned up to their own sign-in can still be denied.
"""

from __future__ import annotations

from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import LANGUAGES, date_time, translate
from rxapp.core.policy import Actor

from . import acts, events, sessions
from .models import SecurityEvent


def own(uow: UnitOfWork, *, actor: Actor, event_id: str) -> None:
    """Settle an event: it was the actor. Nothing is written when they said so already.

    Raises DomainError ``introuvable`` for an event that is somebody else's, or asks nothing.
    """
    _answer(uow, actor, event_id, mine=True)


def disown(uow: UnitOfWork, *, actor: Actor, event_id: str) -> tuple[bytes, ...]:
    """It was not the actor: every other session ends. Returns their token hashes, for open sockets to be closed.

    The event stays marked until the password changes. Raises DomainError ``introuvable`` as `own` does.
    """
    _answer(uow, actor, event_id, mine=False)
    return sessions.end_other_sessions(uow, actor=actor)


def _answer(uow: UnitOfWork, actor: Actor, event_id: str, *, mine: bool) -> None:
    event = uow.session.get(SecurityEvent, event_id)
    if event is None or event.account_id != actor.account_id or event.kind not in events.GRAVE:
        raise DomainError("introuvable")
    if event.mine is mine:
        return
    event.mine, event.answered_at = mine, uow.clock.now()
    uow.session.add(event)
    if actor.person_id is not None:
        label = {lang: f"{translate(events.WORDS[event.kind], lang)}, {date_time(event.at, lang)}" for lang in LANGUAGES}
        act = acts.EVENT_OWNED if mine else acts.EVENT_DISOWNED
        audit.record(uow, person_id=actor.person_id, actor=actor, action=act, details={"label": label}, item=event.id)
