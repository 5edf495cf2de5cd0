"""What becomes of one's appointments to come when an account closes: kept with the sealed record, or called off."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rxapp.accounts.farewell import APPOINTMENTS, Ongoing
from rxapp.agenda import service
from rxapp.agenda.changes import Scope
from rxapp.agenda.views import MOST_ROWS, upcoming
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plural
from rxapp.core.policy import Actor, Context

ID = "rendez-vous"
_TITLE = (_("{n} rendez-vous à venir"), _("{n} rendez-vous à venir"))


def ongoing(uow: UnitOfWork, actor: Actor, context: Context, people: Sequence[str], lang: str) -> tuple[Ongoing, ...]:
    """One's own appointments to come, as one thing to choose about; a child's go on with the child."""
    if actor.person_id is None or actor.person_id not in people:
        return ()
    rows = upcoming(uow, actor=actor, context=context, people=[actor.person_id], lang=lang, limit=MOST_ROWS).rows
    if not rows:
        return ()
    count = len({row.id for row in rows})
    return (Ongoing(ID, actor.person_id, plural(*_TITLE, count, lang), rows[0].when_label, APPOINTMENTS),)


def cancel(uow: UnitOfWork, actor: Actor, context: Context, ids: Collection[str]) -> None:
    """Call off all that is to come of one's own; what took place stays. Raises as `service.cancel`."""
    while ID in ids and actor.person_id is not None:
        rows = upcoming(uow, actor=actor, context=context, people=[actor.person_id], lang="fr", limit=MOST_ROWS).rows
        if not rows:
            return
        first = {row.id: row for row in reversed(rows)}
        for row in first.values():
            scope = Scope.FOLLOWING if row.repeats else Scope.ALL
            given = {"appointment_id": row.id, "version": row.version, "occurrence": row.occurrence, "scope": scope}
            service.cancel(uow, actor=actor, context=context, **given)
        uow.session.flush()
