"""What parents ask of a child's record, as the rows of their guardianships keep it: that it be closed, and until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import update

from rxapp.core.db import UnitOfWork

from .closing import Choice, read_choices
from .models import Guardianship
from .relatives_models import GuardianInvitation

ASKED_FOR = timedelta(days=30)
"""How long a parent who asked waits for the other one."""
_NOTHING = {"closes_asked_at": None, "closes_choices": "", "closes_until": None, "closes_on": None}


def asks(link: Guardianship, now: datetime) -> bool:
    """Whether a parent asks that the child's record be closed; once all do it holds as long as orders are waited for."""
    waits = link.closes_until is not None
    return link.closes_asked_at is not None and (waits or now < link.closes_asked_at + ASKED_FOR)


def waits_for(links: Collection[Guardianship]) -> frozenset[str]:
    """The orders that somebody who asks waits for."""
    said = (read_choices(link.closes_choices) for link in links if link.closes_asked_at is not None)
    return frozenset(order_id for choices in said for order_id, choice in choices.items() if choice == Choice.WAIT)


def wait_until(uow: UnitOfWork, child_id: str, until: datetime | None) -> None:
    """From whoever asks, until when it waits; a parent whose account is closed asks nothing. None: it waits no more."""
    theirs = update(Guardianship).where(Guardianship.child_id == child_id)
    given: dict[str, object] = {"closes_until": until}
    if until is not None:
        theirs = theirs.where(Guardianship.closes_asked_at.is_not(None))
    else:
        given["closes_on"] = None
    uow.session.execute(theirs.values(**given).execution_options(synchronize_session="fetch"))


def take_back_all(uow: UnitOfWork, child_id: str, **also: object) -> None:
    """Nobody asks any more that a child's record be closed. ``also``: further columns of their rows."""
    theirs = update(Guardianship).where(Guardianship.child_id == child_id)
    uow.session.execute(theirs.values(**_NOTHING, **also).execution_options(synchronize_session="fetch"))


def end_waiting(uow: UnitOfWork, child_id: str) -> None:
    """Nothing waits for a child whose record is sealed away: wishes to close it, invitations to act for the child."""
    take_back_all(uow, child_id, closes_refused_on=None)
    waiting = (GuardianInvitation.child_id == child_id, GuardianInvitation.state.in_(("asked", "open")))
    uow.session.execute(update(GuardianInvitation).where(*waiting).values(state="withdrawn"))
