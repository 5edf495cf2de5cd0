"""How a date of somebody's calendar came about, for the operator they asked: without what they keep secret, and with a line."""

from __future__ import annotations

from datetime import date

from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR
from rxapp.prevention import acts, explain, law, store
from rxapp.prevention.given import events_of, person_of


def explained(uow: UnitOfWork, *, person_id: str, rule: str, as_of: date) -> explain.Explanation:
    """Explain a rule for a person of this instance, and write in their history that it was.

    Raises DomainError ``introuvable`` for nobody, KeyError for an unknown rule, `PersonError` for an age nobody has reached.
    """
    who = identity_of(uow, person_id)
    said = store.said(uow, actor=SYSTEM_ACTOR, context=NO_CONTEXT, person_id=person_id, open_only=True)
    person = person_of(said, born=who.birth_date, sex=who.sex, today=as_of)
    found = explain.explain(person, events_of(said, as_of), rule, as_of)
    label = {"label": law.title(rule, None, "fr")}
    audit.record(uow, person_id=person_id, actor=SYSTEM_ACTOR, action=acts.EXPLAINED, details=label)
    return found
