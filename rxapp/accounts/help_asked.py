"""Invitations to help: whom they name, which wait, and what a new one comes in the place of."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlmodel import col

from rxapp.core.clock import day_starts
from rxapp.core.crypto import open_text
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key

from .errors import FieldErrors
from .relatives_models import Helping

MOST = 3
"""Helpers one may have, invitations that wait included."""
INVITATION_FOR = timedelta(days=14)
"""How long an invitation waits for an answer: to the end of that day in Paris."""


def lasting(uow: UnitOfWork, person_id: str) -> list[Helping]:
    """The helpers of a person and the invitations that wait, the oldest first; one that was declined waits like any other."""
    today = uow.clock.today()
    waits = or_(col(Helping.started_on).is_not(None), col(Helping.asked_at) >= _oldest(today))
    wanted = select(Helping).where(Helping.person_id == person_id, col(Helping.ended_at).is_(None), Helping.until >= today, waits)
    return list(uow.session.execute(wanted.order_by(Helping.asked_at, Helping.id)).scalars())


def asked_of(uow: UnitOfWork, row: Helping) -> dict[str, str]:
    """Whom an invitation names: ``login`` and ``birth_date``, as they were typed."""
    place = {"table": "helping", "column": "asked", "row": row.id, "person": row.person_id}
    return json.loads(open_text(person_key(uow, row.person_id), row.asked, **place))


def invitations(uow: UnitOfWork, person_id: str) -> list[Helping]:
    """What somebody is asked and has not answered."""
    new = (col(Helping.started_on).is_(None), col(Helping.declined_at).is_(None), col(Helping.ended_at).is_(None))
    lasts = (Helping.asked_at >= _oldest(uow.clock.today()), Helping.until >= uow.clock.today())
    wanted = select(Helping).where(Helping.helper_id == person_id, *new, *lasts)
    return list(uow.session.execute(wanted.order_by(Helping.asked_at, Helping.id)).scalars())


def replaced(uow: UnitOfWork, person_id: str, named: dict[str, str]) -> list[Helping]:
    """The invitations of a person in whose place a new one comes, by what was typed and never by whether anybody was found.

    Raises FieldErrors (``identifiant``) where the same was asked already or helps already, DomainError ``aide.trop``.
    """
    held = lasting(uow, person_id)
    asked = [(row, asked_of(uow, row)) for row in held]
    alike = [(row, typed) for row, typed in asked if typed["login"] == named["login"]]
    if any(row.started_on is not None or typed == named for row, typed in alike):
        raise FieldErrors({"identifiant": "aide.deja"})
    if len(held) - len(alike) >= MOST:
        raise DomainError("aide.trop", maximum=MOST)
    return [row for row, _typed in alike]


def _oldest(today: date) -> datetime:
    """The first instant of what still waits today: the last day to answer counts to its end, in Paris."""
    return day_starts(today - INVITATION_FOR)
