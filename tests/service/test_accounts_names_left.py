"""Whose record is destroyed is named where `docs/operations.md` says so, and nowhere else.

In the histories of those they acted for or with, in the records of their children, in attestations of helps: theirs who stay.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from rxapp.accounts import helping, service
from rxapp.accounts.archive import ON_REQUEST
from rxapp.accounts.helping import Invitation
from rxapp.accounts.identity import identity_of, login_index, seal_account, seal_person
from rxapp.accounts.models import Account, Person
from rxapp.core.chain import AuditEntry
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor, HelpScope
from rxapp.measures import service as measures
from rxapp.record import attesting
from rxapp.record import service as record
from rxapp.record.models import Document
from tests.access import Surgery
from tests.accounts import URL
from tests.closing import LOGIN, Leaving, leaving
from tests.inbox import HADDAD, Post, post
from tests.pharmacy import counter, home
from tests.remains import WORD, behind, keys_left
from tests.sending import Mailroom

__all__ = ["counter", "home", "leaving", "post"]

PAUL = "paul.petit"
THEIRS_WHO_STAY = {
    "audit_entries.payload",
    "conversation_message.names",
    "document.author_label",
    "document.needle",
    "document.title",
    "measure.content",
}


def name_them(leaving: Leaving, paul: Actor) -> Actor:
    """Nadia bears the word in her name; Paul gets an identifier. Returns Nadia as she is named."""
    with leaving.database.uow() as uow:
        person, account = uow.session.get(Person, leaving.nadia.person_id), uow.session.get(Account, paul.account_id)
        named = replace(identity_of(uow, person.id), given_names=f"Nadia {WORD}")
        person.given_names = seal_person(person_key(uow, person.id), named)["given_names"]
        account.login_index = login_index(uow.keyring, PAUL)
        place = {"account_id": account.id, "person_id": paul.person_id}
        account.login = seal_account(person_key(uow, paul.person_id), "login", PAUL, **place)
        uow.session.add_all([person, account])
        uow.commit()
    return replace(leaving.nadia, label=named.full_name)


def help_each_other(leaving: Leaving, nadia: Actor, paul: Actor) -> None:
    for one, other, login in ((nadia, paul, PAUL), (paul, nadia, LOGIN)):
        with leaving.database.uow() as uow:
            born = identity_of(uow, other.person_id).birth_date.isoformat()
            asked = Invitation(login, born, tuple(HelpScope), helping.latest_day(uow.clock.today()).isoformat())
            row = helping.invite(uow, actor=one, invitation=asked)
            uow.commit()
        helping.answer_invitations(leaving.database)
        with leaving.database.uow() as uow:
            helping.accept(uow, actor=other, helping_id=row, public_url=URL)
            uow.commit()
    assert attesting.file_due(leaving.database) == 4


def test_who_is_gone_is_named_in_what_others_have_of_them_alone(leaving: Leaving, post: Post) -> None:
    database, paul = leaving.database, post.home.stranger
    nadia, mailroom = name_them(leaving, paul), Mailroom(post)
    help_each_other(leaving, nadia, paul)
    post.start(actor=nadia, person=leaving.leo)
    Surgery(post).add("Carnet de santé", actor=nadia, person=leaving.leo)
    leaving.counter.do(measures.add, actor=nadia, person_id=leaving.leo, kind="poids", form=measures.Form(value="30"))
    Surgery(post).allow(HADDAD)
    Surgery(post).ask(actor=HADDAD)
    mailroom.deliver(mailroom.traits(nadia.person_id))
    leaving.close(actor=nadia, destroy=True)
    leaving.counter.clock.advance(ON_REQUEST)
    service.destroy_due(database)
    attesting.file_due(database)
    record.sweep(database)
    assert behind(database, keys_left(database)) == THEIRS_WHO_STAY
    with database.read() as uow:
        assert not uow.session.execute(select(Document).where(Document.person_id == nadia.person_id)).first()
        made = select(Document.person_id).where(Document.made)
        assert set(uow.session.execute(made).scalars()) == {paul.person_id}
        about = set(uow.session.execute(select(AuditEntry.person_id).distinct()).scalars())
    assert {leaving.leo, paul.person_id} <= about
