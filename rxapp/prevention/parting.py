"""A record is destroyed: nothing tells any more what was done, answered, refused or announced, nor when it would be looked at."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, or_
from sqlmodel import col

from rxapp.accounts.standing import spoke_for
from rxapp.core.db import UnitOfWork
from rxapp.prevention.models import PreventionChoice, PreventionEntry, PreventionMessage, PreventionVersion, PreventionWatch


def destroy(uow: UnitOfWork, person_id: str, accounts: Sequence[str]) -> None:
    """All that is about the person, and what their account chose or was told about their children: nobody else sees that."""
    for held in (PreventionVersion, PreventionEntry):
        uow.session.execute(delete(held).where(col(held.person_id) == person_id))
    for table in (PreventionChoice, PreventionMessage, PreventionWatch):
        about = and_(col(table.account_id).in_(spoke_for(uow, person_id)), col(table.person_id) == person_id)
        uow.session.execute(delete(table).where(or_(col(table.account_id).in_(accounts), about)))
