"""Nadia writes one word wherever she may write, and others write it about her."""

from __future__ import annotations

from dataclasses import replace

from rxapp.accounts import service
from rxapp.accounts.identity import identity_of, seal_account, seal_person
from rxapp.accounts.models import Account, Person
from rxapp.accounts.places import Visit
from rxapp.agenda.service import Form
from rxapp.core.keys import person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.inbox import service as inbox
from rxapp.inbox.content import Draft
from rxapp.measures import service as measures
from rxapp.notices import service as notices
from rxapp.pharmacy import service as pharmacy
from rxapp.prevention import service as prevention
from rxapp.prevention.fields import DoneForm
from rxapp.profile import service as profile
from rxapp.record import asking, reading, sending
from rxapp.record import service as record
from rxapp.record.sending_models import Sending
from rxapp.sharing import service as sharing
from rxapp.sharing.service import Wish
from tests.accounts import URL
from tests.closing import LOGIN, Leaving, Means, protect
from tests.inbox import MOREAU, Post
from tests.remains import WORD
from tests.sending import Mailroom
from tests.takeout import Traveller

EMAIL = f"{WORD}@exemple.fr"
DEVICE = f"Mozilla/5.0 {WORD}"
_PUSH = notices.Device(
    f"https://push.exemple/{WORD}",
    "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
    "tBHItJI5svbpez7KI4CCXg",
)
"""An address of a browser and the keys of RFC 8291's own example."""


def plant(leaving: Leaving, post: Post) -> Means:
    """Plant it; returns Nadia as she is signed in, with all that protects her account."""
    _who_she_is(leaving)
    nadia = leaving.actor(DEVICE)
    _in_the_record(leaving, post, nadia)
    _in_the_inbox(post, nadia)
    _sent_by_others(post, nadia)
    _subscribe(leaving, nadia)
    Traveller(post).ask(nadia)
    return protect(leaving, nadia)


def _who_she_is(leaving: Leaving) -> None:
    with leaving.database.uow() as uow:
        account, person = uow.session.get(Account, leaving.nadia.account_id), uow.session.get(Person, leaving.nadia.person_id)
        key, who = person_key(uow, person.id), identity_of(uow, person.id)
        account.email = seal_account(key, "email", EMAIL, account_id=account.id, person_id=person.id)
        account.email_index = uow.keyring.blind_index("account.email", EMAIL)
        person.postal_address = seal_person(key, replace(who, postal_address=(f"1 rue {WORD}", "00140 Ville")))["postal_address"]
        uow.session.add_all([account, person])
        uow.commit()


def _in_the_record(leaving: Leaving, post: Post, nadia: Actor) -> None:
    counter, mine = leaving.counter, {"person_id": nadia.person_id}
    document = Traveller(post).file(f"{WORD}.txt", f"Bilan {WORD}".encode() * 50, actor=nadia)
    reading.read_due(leaving.database)
    counter.do(record.edit, actor=nadia, document_id=document, version=1, title=WORD, note=WORD)
    counter.do(sharing.make, actor=nadia, wish=Wish(WORD, "jour", "", (document,)), **mine)
    counter.home.add(actor=nadia, form=Form(title=WORD, with_whom=WORD, place=WORD, day="26/11/2026", start="9h30"))
    form = DoneForm(day="01/10/2026", product=WORD, lot=WORD)
    counter.do(prevention.note_done, actor=nadia, rule="vx-dtcap-25", form=form, **mine)
    counter.do(measures.add, actor=nadia, kind="poids", form=measures.Form(value="72", note=WORD), **mine)
    profile_form = {"medicament": WORD, "note": WORD}
    entry = counter.do(profile.add, actor=nadia, part="traitements", form=profile_form, **mine)
    counter.do(profile.edit, actor=nadia, entry_id=entry, version=1, form=profile_form | {"dose": WORD})
    counter.do(profile.say_none, actor=nadia, part="allergies", **mine)
    paper = counter.paper(WORD)
    counter.type_lines(paper, WORD)
    order = counter.send(paper, wishes=pharmacy.Wishes(question=WORD, bearer=WORD))
    counter.step(pharmacy.receive, order)
    counter.step(pharmacy.refuse, order, reason="unreadable", words=WORD)


def _in_the_inbox(post: Post, nadia: Actor) -> None:
    begun = post.start(WORD, actor=nadia, subject=WORD, document_ids=(post.file(WORD.encode(), f"{WORD}.txt", actor=nadia),))
    post.reply(begun.conversation_id, WORD)
    rows = post.page(begun.conversation_id, actor=nadia).rows
    answer = next(row for row in rows if not row.mine)
    post.do(inbox.report, actor=nadia, message_id=answer.id, reason="other", words=WORD)
    question = next(row for row in rows if row.mine)
    post.do(inbox.report, actor=MOREAU, message_id=question.id, reason="other", words=WORD)
    given = {"person_id": nadia.person_id, "conversation_id": "", "revision": 0}
    post.do(inbox.keep_draft, actor=nadia, draft=Draft(WORD), **given)


def _sent_by_others(post: Post, nadia: Actor) -> None:
    mailroom = Mailroom(post)
    report = mailroom.put(f"Compte rendu {WORD}".encode() * 50, f"{WORD}.txt")
    mailroom.deliver(mailroom.traits(nadia.person_id), report, title=f"Compte rendu {WORD}")
    misspelt = mailroom.traits(nadia.person_id, family_name=WORD)
    given_up = mailroom.deliver(misspelt, mailroom.put(name=f"{WORD}.pdf"), title=WORD)
    with post.database.uow() as uow:
        uow.session.get(Sending, given_up).until = uow.clock.now()
        uow.commit()
    sending.sweep(post.database)
    asking.ask(post.database, actor=MOREAU, traits=misspelt)
    asking.look_for(post.database)
    mailroom.deliver(misspelt, mailroom.put(name=f"{WORD}.pdf"), title=WORD)
    record.sweep(post.database)


def _subscribe(leaving: Leaving, nadia: Actor) -> None:
    with leaving.database.uow() as uow:
        notices.subscribe(uow, actor=nadia, device=_PUSH)
        service.ask_link(uow, named=LOGIN, visit=Visit("192.0.2.1", DEVICE))
    service.answer_resets(leaving.database)
    with leaving.database.uow() as uow:
        service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=nadia.person_id, public_url=URL, reset=True)
        uow.commit()
