"""Who reads whom from the first day: Paul lets his doctor, so that a professional finds a patient."""

from __future__ import annotations

from datetime import timedelta

from rxapp.accounts import allowing
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of
from rxapp.core.db import Database
from rxapp.demo import earlier
from rxapp.demo.people import Demo
from rxapp.demo.profiles import AGO

_AFTER = timedelta(hours=3)
"""How long after his profile was written."""


def make_demo_access(database: Database, demo: Demo) -> None:
    """Allow them, as the person would have."""
    with earlier.at(database, database.clock.now() - AGO + _AFTER).uow() as uow:
        actor = actor_of(uow, demo.accounts["paul.durand"].account_id)
        given = {"person_id": demo.people["Paul"], "account_id": demo.accounts["dr.moreau"].account_id}
        allowing.allow(uow, actor=actor, context=context_for(uow, actor), **given)
        uow.commit()
