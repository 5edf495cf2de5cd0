"""A parent invites the other one to act for a child too, by what an activation asks: number, birth date, first given name.

Nobody is looked up while one waits: what was asked is written down whoever is named, and `answer_invitations` reads it later. An
invitation that nobody gets, one that is declined and one left without an answer are the same to who asked, in words and in time.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, or_, select, update

from rxapp.core import audit, lookers
from rxapp.core.clock import day_starts, paris_date
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError, passes
from rxapp.core.i18n import _
from rxapp.core.policy import Actor

from . import acts, limits
from .birth import is_minor, needs_parent
from .identity import identities_like, identity_of, person_row, read_identity
from .nir import Nir
from .people import Origin, attach_child, children_ids, first_name, was_decided
from .relatives import accounts_of, concerned, going_on, guardians_of, may_bring, tell
from .relatives_models import GuardianInvitation
from .standing import require_staying

OPEN_FOR = timedelta(days=30)
"""How long an invitation waits for an answer: to the end of that day in Paris."""
MOST_PARENTS = 2
"""How many may act for a child by invitation; the operator may attach others."""
MOST_OPEN = 3
"""How many invitations of one child wait at once."""
_AT_ONCE = 20
_TABLE = GuardianInvitation.__tablename__
_INVITED = _("Une invitation vous attend")
_INVITED_TEXT = _("On vous propose d’agir pour un enfant dans Carnet. La page « Proches » dit qui et pour qui.")
_ACCEPTED = _("Une invitation est acceptée")
_ACCEPTED_TEXT = _("Un autre parent agit maintenant pour un enfant avec vous.")
_ANOTHER_FOR = _("Un autre parent peut agir pour vous")
_ANOTHER_TEXT = _("La page « Proches » dit qui, et depuis quand.")
_log = logging.getLogger("carnet.accounts")


def open_until(asked_at: datetime) -> datetime:
    """The last instant at which an invitation may be answered: the day that is said counts to its end."""
    return day_starts(paris_date(asked_at) + OPEN_FOR + timedelta(days=1)) - timedelta(microseconds=1)


def invite(uow: UnitOfWork, *, actor: Actor, child_id: str, nir: str, birth_date: str, given_name: str, address: str) -> None:
    """Invite another parent of a child. The answer is the same whoever is named.

    Raises FieldErrors (``nir``, ``naissance``, ``prenom``), DomainError ``introuvable`` for no child of the actor's,
    ``proches.deux_parents``, ``proches.trop_invitations``, ``proches.patienter`` (``attente``), and as `require_staying` unless
    the closing waits for this child.
    """
    asker_id = actor.person_id or ""
    require_staying(uow, actor.account_id, instead_of=child_id)  # whoever waits for the child's other parent invites them
    if not may_bring(going_on(uow, asker_id, child_id), guardians_of(uow, child_id)):
        raise DomainError("proches.finit")
    wrong = {} if first_name(given_name) else {"prenom": DomainError("prenoms.vide")}
    number, born = read_identity(nir, birth_date, uow.clock.today(), wrong)
    _require_room(uow, child_id)
    if (wait := limits.take(uow, limits.invitation_rules(actor.account_id, address))) is not None:
        raise DomainError("proches.patienter", attente=wait)
    named, now = " ".join(given_name.split())[:100], uow.clock.now()
    row = GuardianInvitation(id=new_id(), child_id=child_id, asker_id=asker_id, at=now, until=open_until(now), asked=b"")
    row.asked = _sealed(uow, row.id, {"nir": number.number, "born": born.isoformat(), "name": named})
    uow.session.add(row)
    uow.session.flush()
    who = {"enfant": identity_of(uow, child_id).full_name, "prenom": named}
    for person_id in (child_id, asker_id):
        audit.record(uow, person_id=person_id, actor=actor, action=acts.GUARDIAN_ASKED, details=who)
    lookers.look_again(uow, concerned(uow, child_id))


def _require_room(uow: UnitOfWork, child_id: str) -> None:
    if len(guardians_of(uow, child_id)) >= MOST_PARENTS:
        raise DomainError("proches.deux_parents")
    # A declined one counts as it shows: as one that waits.
    shown = GuardianInvitation.state.in_(("asked", "open", "declined"))
    waiting = select(func.count()).where(GuardianInvitation.child_id == child_id, shown)
    if uow.session.execute(waiting.where(GuardianInvitation.until > uow.clock.now())).scalar_one() >= MOST_OPEN:
        raise DomainError("proches.trop_invitations", maximum=MOST_OPEN)


def withdraw_invitation(uow: UnitOfWork, *, actor: Actor, invitation_id: str) -> None:
    """Take an invitation of the actor's back; whoever it reached has it no more. Raises DomainError ``introuvable``."""
    row = uow.session.get(GuardianInvitation, invitation_id)
    if row is None or row.asker_id != actor.person_id or row.state not in ("asked", "open", "declined"):
        raise DomainError("introuvable")
    row.state = "withdrawn"
    uow.session.add(row)
    who = {"enfant": identity_of(uow, row.child_id).full_name}
    for person_id in (row.child_id, row.asker_id):
        audit.record(uow, person_id=person_id, actor=actor, action=acts.GUARDIAN_UNASKED, details=who)
    lookers.look_again(uow, (*concerned(uow, row.child_id), *accounts_of(uow, [row.invited_id or ""]).values()))


def accept_invitation(uow: UnitOfWork, *, actor: Actor, invitation_id: str) -> str:
    """Act for the child of an invitation from now on; returns the child's person id.

    Raises DomainError ``introuvable`` for one that is over, withdrawn, somebody else's, or of a parent who acts no more;
    ``proches.deux_parents``; one of `attach_child`.
    """
    row = _received(uow, actor, invitation_id)
    require_staying(uow, actor.account_id)
    parents, born = guardians_of(uow, row.child_id), identity_of(uow, row.child_id).birth_date
    if not is_minor(born, uow.clock.today()) or not any(
        link.guardian_id == row.asker_id and may_bring(link, parents) for link in parents
    ):
        raise DomainError("introuvable")
    if len(parents) >= MOST_PARENTS:
        raise DomainError("proches.deux_parents")
    given = {"guardian_id": actor.person_id or "", "child_id": row.child_id, "origin": Origin.INVITATION}
    attach_child(uow, actor=actor, **given)
    others = (GuardianInvitation.child_id == row.child_id, GuardianInvitation.invited_id == actor.person_id)
    uow.session.execute(update(GuardianInvitation).where(*others, GuardianInvitation.state == "open").values(state="withdrawn"))
    row.state = "accepted"
    uow.session.add(row)
    tell(uow, row.asker_id, f"oui|{row.id}", _ACCEPTED, _ACCEPTED_TEXT)
    tell(uow, row.child_id, f"oui|{row.id}", _ANOTHER_FOR, _ANOTHER_TEXT)
    lookers.look_again(uow, concerned(uow, row.child_id))
    return row.child_id


def decline_invitation(uow: UnitOfWork, *, actor: Actor, invitation_id: str) -> None:
    """Decline, without a reason; who asked is told nothing. Raises DomainError ``introuvable``."""
    row = _received(uow, actor, invitation_id)
    row.state = "declined"
    uow.session.add(row)
    audit.record(uow, person_id=actor.person_id or "", actor=actor, action=acts.GUARDIAN_DECLINED, details={})


def _received(uow: UnitOfWork, actor: Actor, invitation_id: str) -> GuardianInvitation:
    row = uow.session.get(GuardianInvitation, invitation_id)
    if row is None or actor.person_id is None or row.invited_id != actor.person_id:
        raise DomainError("introuvable")
    if row.state != "open" or row.until <= uow.clock.now():
        raise DomainError("introuvable")
    return row


def answer_invitations(database: Database) -> int:
    """Bring the invitations that were written down to whom they name, if anybody; returns how many reached somebody.

    Each is a transaction of its own; one that cannot be read reaches nobody, and holds up no other.
    """
    with database.read() as uow:
        waiting = select(GuardianInvitation.id).where(GuardianInvitation.state == "asked").order_by(GuardianInvitation.at)
        ids = uow.session.execute(waiting.limit(_AT_ONCE)).scalars().all()
    reached = 0
    for invitation_id in ids:
        try:
            with database.uow() as uow:
                reached += _bring(uow, invitation_id)
                uow.commit()
        except Exception as failure:
            if passes(failure):
                raise  # these pass: it waits for the next call
            _log.error("an invitation could not be brought: %s", type(failure).__name__)
            with database.uow() as uow:
                mine = update(GuardianInvitation).where(GuardianInvitation.id == invitation_id)
                uow.session.execute(mine.values(state="open"))
                uow.commit()
    return reached


def _bring(uow: UnitOfWork, invitation_id: str) -> int:
    row = uow.session.get(GuardianInvitation, invitation_id)
    if row is None or row.state != "asked":
        return 0
    asked = opened(uow, row)
    row.state, row.asked = "open", _sealed(uow, row.id, {"name": asked["name"]})
    row.invited_id = _meant(uow, row, asked)
    uow.session.add(row)
    uow.session.flush()
    if row.invited_id is None:
        return 0
    tell(uow, row.invited_id, f"invitation|{row.id}", _INVITED, _INVITED_TEXT, invitation=row.id)
    lookers.look_again(uow, accounts_of(uow, [row.invited_id]).values())
    return 1


def _meant(uow: UnitOfWork, row: GuardianInvitation, asked: dict[str, str]) -> str | None:
    """Who is named, when they may be asked: old enough for an account, and not acting for the child already."""
    today = uow.clock.today()
    for who in identities_like(uow, Nir(asked["nir"]), date.fromisoformat(asked["born"])):
        if first_name(who.given_names) != first_name(asked["name"]) or person_row(uow, who.person_id).closed_at is not None:
            continue
        already = who.person_id == row.child_id or row.child_id in children_ids(uow, who.person_id)
        already = already or was_decided(uow, who.person_id, row.child_id)
        if not already and not needs_parent(who.birth_date, today):
            return who.person_id
    return None


def opened(uow: UnitOfWork, row: GuardianInvitation) -> dict[str, str]:
    """What was asked, in clear."""
    return json.loads(open_text(uow.keyring.instance_key, row.asked, table=_TABLE, column="asked", row=row.id, person=None))


def _sealed(uow: UnitOfWork, row_id: str, asked: dict[str, str]) -> bytes:
    return seal(uow.keyring.instance_key, json.dumps(asked), table=_TABLE, column="asked", row=row_id, person=None)


def forget(uow: UnitOfWork, person_id: str, _accounts: Sequence[str] = ()) -> int:
    """Somebody's record is destroyed: so are the invitations that they sent, received or were about. Returns how many."""
    theirs = (GuardianInvitation.child_id, GuardianInvitation.asker_id, GuardianInvitation.invited_id)
    gone = delete(GuardianInvitation).where(or_(*(column == person_id for column in theirs)))
    return uow.session.execute(gone).rowcount


def arrived(uow: UnitOfWork, account_id: str, person_id: str) -> None:
    """For `arrivals`: somebody who was invited before they had an account is told once they have one."""
    whose = (GuardianInvitation.invited_id == person_id, GuardianInvitation.state == "open")
    waiting = select(GuardianInvitation.id).where(*whose, GuardianInvitation.until > uow.clock.now())
    for invitation_id in uow.session.execute(waiting).scalars():
        tell(uow, person_id, f"invitation|{invitation_id}", _INVITED, _INVITED_TEXT, invitation=invitation_id)
