"""Things that belong to somebody, by what a payload or an address calls them; each owner has one of each sort at least."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from rxapp.accounts import emergency, help_papers, helping, invitations
from rxapp.accounts.events import NEW_DEVICE, note
from rxapp.accounts.helping import Invitation
from rxapp.accounts.identity import identity_of
from rxapp.accounts.models import Account
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.places import Visit
from rxapp.agenda import feeds, reminders
from rxapp.core.policy import HelpScope
from rxapp.demo.people import make_demo
from rxapp.demo.reset import erase, fill
from rxapp.record import attesting, reading
from rxapp.sharing import service as sharing
from rxapp.sharing.lasting import Lasting
from rxapp.sharing.service import Wish
from tests.carnet import Carnet
from tests.helping import actor_named

SORTS = {
    "document": "SELECT id FROM document WHERE person_id = :person AND status = 'ready'"
    " AND author_account_id NOT IN (SELECT id FROM account WHERE role = 'establishment') ORDER BY id",
    "appointment": "SELECT id FROM appointment WHERE person_id = :person ORDER BY id",
    "conversation": "SELECT conversation_id FROM conversation_participant WHERE person_id = :person AND role = 'professional'"
    " ORDER BY conversation_id",
    "message": "SELECT m.id FROM conversation_message m JOIN conversation_participant p ON p.conversation_id = m.conversation_id"
    " WHERE m.person_id = :person AND p.role = 'professional' ORDER BY m.id",
    "order": "SELECT id FROM pharmacy_order WHERE person_id = :person ORDER BY id",
    "line": "SELECT line_id FROM order_line JOIN pharmacy_order ON pharmacy_order.id = order_id"
    " WHERE person_id = :person ORDER BY line_id",
    "entry": "SELECT id FROM prevention_entry WHERE person_id = :person ORDER BY id",
    "prevention": "SELECT id FROM prevention_message WHERE person_id = :person ORDER BY id",
    "notice": "SELECT id FROM notice WHERE account_id = :account ORDER BY id",
    "session": "SELECT id FROM login_session WHERE account_id = :account ORDER BY id",
    "event": "SELECT id FROM security_event WHERE account_id = :account ORDER BY id",
    "feed": "SELECT id FROM calendar_feed WHERE account_id = :account ORDER BY id",
    "helping": "SELECT id FROM helping WHERE person_id = :person ORDER BY id",
    "invitation": "SELECT id FROM guardian_invitation WHERE asker_id = :person ORDER BY id",
    "share": "SELECT id FROM share WHERE person_id = :person ORDER BY id",
    "sending": "SELECT id FROM sending WHERE sender_id = :account ORDER BY id",
    "emergency": "SELECT id FROM emergency_access WHERE person_id = :person ORDER BY id",
    "measure": "SELECT id FROM measure WHERE person_id = :person ORDER BY id",
    "profile": "SELECT id FROM profile_entry WHERE person_id = :person AND removed_at IS NULL ORDER BY id",
    "person": "SELECT id FROM person WHERE id = :person",
    "account": "SELECT id FROM account WHERE id = :account",
}
"""How to find those of an owner, by sort."""

_BORN = date(1980, 1, 1)


@dataclass(frozen=True)
class Owner:
    """Whose things they are; ``things``: one id of each sort that they have."""

    login: str
    person_id: str
    account_id: str
    things: dict[str, str]


def owner(carnet: Carnet, login: str) -> Owner:
    """Somebody of the demonstration with what is theirs."""
    actor = actor_named(carnet, login)
    with carnet.runtime.db.read() as uow:
        whose = {"person": actor.person_id, "account": actor.account_id}
        found = {sort: uow.session.execute(text(query), whose).scalars().first() for sort, query in SORTS.items()}
    if actor.person_id is None:
        found["account"] = None  # professionals and establishments are in a directory
    return Owner(login, actor.person_id or "", actor.account_id, {sort: id for sort, id in found.items() if id is not None})


def settled(carnet: Carnet) -> None:
    """What the server reads, files and plans by itself is done: nothing of it is what somebody changed afterwards."""
    db = carnet.runtime.db
    while help_papers.due(db):  # the server may be at one of them just now, and a call gives up then
        attesting.file_due(db)
    while reading.read_due(db) or reminders.extend(db):
        pass


@contextmanager
def whole(carnet: Carnet) -> Iterator[None]:
    """While it lasts, the whole demonstration, with what it leaves out: an address of the agenda, a link, a helper whom Paul asks
    and a second parent whom Sophie asks. The people alone again afterwards, as other tests find them.
    """
    db = carnet.runtime.db
    erase(db)
    fill(db)
    paul, sophie, camille = (actor_named(carnet, name) for name in ("paul.durand", "sophie.bernard", "camille.martin"))
    carnet.session_of("paul.durand")
    with db.uow() as uow:
        born = identity_of(uow, camille.person_id or "").birth_date.isoformat()
        last = helping.latest_day(carnet.runtime.clock.today()).isoformat()
        helping.invite(uow, actor=paul, invitation=Invitation("camille.martin", born, tuple(HelpScope), last))
        feeds.make(uow, actor=paul)
        paper = uow.session.execute(text(SORTS["document"]), {"person": paul.person_id}).scalars().first()
        sharing.make(uow, actor=paul, person_id=paul.person_id, wish=Wish("Dr Untel", Lasting.DAY, documents=[paper]))
        note(uow, uow.session.get(Account, paul.account_id), NEW_DEVICE, Visit("192.0.2.9"))
        emergency.open_record(uow, actor=actor_named(carnet, "dr.moreau"), person_id=paul.person_id or "", reason="Chute grave")
        child = text("SELECT child_id FROM guardianship WHERE guardian_id = :one")
        of = {"child_id": uow.session.execute(child, {"one": sophie.person_id}).scalar_one()}
        whom = {"nir": str(fictional_nir("M", _BORN, 71)), "birth_date": _BORN.isoformat(), "given_name": "Luc"}
        invitations.invite(uow, actor=sophie, address="192.0.2.9", **of, **whom)
        uow.commit()
    helping.answer_invitations(db)  # as the server does by itself a moment later
    invitations.answer_invitations(db)
    yield
    erase(db)
    make_demo(db)
