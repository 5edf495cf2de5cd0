"""What a young person lets each parent keep at 18: nothing, unless they choose it in the last three months before.

What is kept is a help as any adult lends it: scopes, a last day, the attestation. It begins at 18, never before, and only for a
parent who still acts on the eve. The choice is sealed under the young person's key, who alone sees it: parents read a minor's
history, so it leaves no line there before the help begins.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rxapp.core import lookers
from rxapp.core.crypto import SealBroken, open_text, seal
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import has_key, person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor, HelpScope

from . import acts, arrivals
from .birth import handover_day, majority_day, typed_day
from .errors import FieldErrors
from .help_asked import MOST, lasting
from .helped import scopes_of, written
from .helping import latest_day, note
from .identity import identity_of
from .models import Guardianship
from .relatives import accounts_of, guardians_of
from .relatives_models import Helping
from .standing import is_leaving

FIELD = "jusqu_au"
log = logging.getLogger("carnet.accounts")


@dataclass(frozen=True)
class Kept:
    """What a parent is to keep: in which scopes, up to which day of Paris, included."""

    scopes: frozenset[HelpScope]
    until: date


def keep(uow: UnitOfWork, *, actor: Actor, link_id: str, scopes: Collection[str], until: str) -> None:
    """Let a parent (``link_id``: of what lets them act) keep some scopes after one's majority; none: nothing.

    ``until``: the last day, ISO; not read when nothing is kept. Raises FieldErrors (``jusqu_au``), DomainError ``introuvable``
    for anybody but a young person in the three months before their majority, and for who is no parent of theirs then.
    """
    person_id, today = actor.person_id or "", uow.clock.today()
    link = next((one for one in guardians_of(uow, person_id) if one.id == link_id), None)
    born = identity_of(uow, person_id).birth_date if link is not None else today
    if link is None or not handover_day(born) <= today < majority_day(born) or not acts_to_the_end(link, born):
        raise DomainError("introuvable")
    given = {HelpScope(one) for one in scopes if one in set(HelpScope)}
    link.kept = None
    if given:
        said = {"scopes": written(given), "until": _last_day(until, born).isoformat()}
        link.kept = seal(person_key(uow, person_id), json.dumps(said), **_place(link))
    uow.session.add(link)
    uow.session.flush()
    lookers.look_again(uow, [actor.account_id])


def kept_by(uow: UnitOfWork, link: Guardianship) -> Kept | None:
    """What was chosen for a parent; None for nothing, and for what cannot be read any more."""
    if link.kept is None:
        return None
    try:
        said = json.loads(open_text(person_key(uow, link.child_id), link.kept, **_place(link)))
        return Kept(scopes_of(said["scopes"]), date.fromisoformat(said["until"]))
    except (SealBroken, ValueError, KeyError) as failure:
        log.error("what a parent was to keep cannot be read: %s", type(failure).__name__)
        return None


def acts_to_the_end(link: Guardianship, born: date) -> bool:
    """Whether a parent acts up to the majority of a child born that day: nothing ends it before."""
    return link.ends_on is None or link.ends_on >= majority_day(born)


def begin(uow: UnitOfWork, link: Guardianship) -> Kept | None:
    """The young person is of age: what they chose for this parent begins, once; None when there is nothing to begin.

    A parent who left, or waits to leave, keeps nothing.
    """
    kept = kept_by(uow, link)
    link.kept = None
    uow.session.add(link)
    account_id = accounts_of(uow, [link.guardian_id]).get(link.guardian_id)
    if kept is None or kept.until < uow.clock.today() or account_id is None or not has_key(uow, link.guardian_id):
        return None
    if is_leaving(uow, account_id) or len(lasting(uow, link.child_id)) >= MOST:
        return None
    row_id, now = new_id(), uow.clock.now()
    nobody = json.dumps({"login": "", "birth_date": ""})  # nobody was looked for
    place = {"table": "helping", "column": "asked", "row": row_id, "person": link.child_id}
    row = Helping(
        id=row_id,
        person_id=link.child_id,
        helper_id=link.guardian_id,
        scopes=written(kept.scopes),
        until=kept.until,
        asked=seal(person_key(uow, link.child_id), nobody, **place),
        asked_at=now,
        looked_at=now,
    )
    uow.session.add(row)
    uow.session.flush()
    note(uow, SYSTEM_ACTOR, row, acts.HELP_STARTED, started_on=uow.clock.today())
    arrivals.tell_help(uow, account_id, link.child_id, scopes_of(row.scopes))
    return kept


def _last_day(typed: str, born: date) -> date:
    first = majority_day(born)
    day = typed_day(typed)
    if day is None:
        raise FieldErrors({FIELD: "aide.jour"})
    if not first <= day <= latest_day(first):
        raise FieldErrors({FIELD: DomainError("proches.garde_jour", debut=first, fin=latest_day(first))})
    return day


def _place(link: Guardianship) -> dict[str, str]:
    return {"table": "guardianship", "column": "kept", "row": link.id, "person": link.child_id}
