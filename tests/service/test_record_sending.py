"""An establishment sends by identity traits: one person's are enough, nobody's tell nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.models import Account
from rxapp.accounts.nir import fictional_nir
from rxapp.core import audit
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.inbox import service as inbox
from rxapp.record import delivering, hiding, parting, previews, safe, sending, sending_views, service
from rxapp.record.acts import FILED_BY_STAFF
from rxapp.record.models import Document
from rxapp.record.sending_models import Sending
from tests import samples
from tests.agenda import home
from tests.inbox import CHU, HADDAD, MARCHE, MOREAU, post
from tests.sending import REPORT, Mailroom, mailroom

__all__ = ["home", "mailroom", "post"]


def test_a_report_arrives_by_traits(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    sent = mailroom.send(mailroom.traits(nadia.person_id))
    assert (mailroom.state(sent), mailroom.record_of(nadia)) == ("coming", ())
    assert delivering.deliver_due(mailroom.database) == 1
    (row,) = mailroom.record_of(nadia)
    assert (row.title, row.category, row.filed, row.fresh) == ("Compte rendu de consultation", "compte_rendu", True, True)
    assert row.author_label == "Envoyé par CHU de Valbois"
    assert mailroom.state(sent) == "delivered"
    assert mailroom.acts(nadia.person_id) == [(FILED_BY_STAFF, CHU.account_id)]
    assert mailroom.news(nadia) == [("Nouveau document", f"/dossier/{row.id}")]
    assert mailroom.safe_files() == 0
    given = {"actor": nadia, "context": accounts.context_for, "document_id": row.id}
    with mailroom.database.read() as uow:
        found = previews.original(uow, **given | {"context": accounts.context_for(uow, nadia)})
    with previews.Content(mailroom.database.blobs, found.blob, found.size) as content:
        assert b"".join(content.pieces()) == REPORT


def test_its_line_says_from_where_and_by_what_right(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    sent = mailroom.deliver(mailroom.traits(nadia.person_id), actor=replace(CHU, address="192.0.2.7"))
    with mailroom.database.read() as uow:
        context = accounts.context_for(uow, nadia)
        lines = audit.history_page(uow, actor=nadia, person_id=nadia.person_id, lang="fr", context=context)
        assert safe.open_sending(uow, uow.session.get(Sending, sent)).address == ""
    (line,) = [one for one in lines if one.action_label == "Document déposé dans le dossier"]
    assert (line.address, line.why_label) == ("192.0.2.7", "envoyé par traits d’identité")


WRONG = {
    "another number": {"nir": fictional_nir("F", date(1991, 3, 14), 77).number},
    "another day": {"born": date(1991, 3, 15)},
    "another family name": {"family_name": "Grand"},
    "another given name": {"given_names": "Nadège"},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_traits_that_are_not_wholly_somebodys_are_put_aside(mailroom: Mailroom, changed: dict[str, object]) -> None:
    nadia = mailroom.post.nadia
    sent = mailroom.deliver(mailroom.traits(nadia.person_id, **changed))
    assert (mailroom.state(sent), mailroom.record_of(nadia), mailroom.acts(nadia.person_id)) == ("waiting", (), [])
    assert mailroom.safe_files() == 1
    (row,) = mailroom.page(state="waiting").rows
    assert row.sentence.startswith("Ces traits ne sont pas tous ceux d’une personne que Carnet peut joindre.")
    assert [title for title, _href in mailroom.news(CHU)] == ["Un envoi attend"]
    assert mailroom.news(nadia) == []


def test_who_exists_but_cannot_be_reached_reads_like_nobody(mailroom: Mailroom) -> None:
    """Somebody without an account, somebody who has left, nobody at all: the sender reads the same of each."""
    unopened = mailroom.post.home.town.register("Hugo", order=9)
    nadia = mailroom.post.nadia
    traits = [mailroom.traits(unopened.id), mailroom.traits(nadia.person_id), mailroom.traits(nadia.person_id, given_names="X")]
    with mailroom.database.uow() as uow:
        uow.session.get(Account, nadia.account_id).closed_at = uow.clock.now()
        uow.commit()
    sent = [mailroom.deliver(one) for one in traits]
    assert [mailroom.state(one) for one in sent] == ["waiting"] * 3
    rows = mailroom.page().rows
    assert len({(row.state_label, row.sentence, row.title, row.category_label) for row in rows}) == 1


def test_it_arrives_once_the_person_opens_their_space(mailroom: Mailroom) -> None:
    town = mailroom.post.home.town
    hugo = town.register("Hugo", order=9)
    sent = mailroom.deliver(mailroom.traits(hugo.id))
    delivering.deliver_due(mailroom.database)
    assert mailroom.state(sent) == "waiting"
    town.open(town.check(hugo, town.write_to(hugo).code), "hugo.petit")
    delivering.deliver_due(mailroom.database)
    assert mailroom.state(sent) == "delivered"
    assert mailroom.news(CHU) == []


def test_twins_are_told_apart_by_their_first_names(mailroom: Mailroom) -> None:
    home, born = mailroom.post.home, date(2018, 5, 4)
    leo = mailroom.traits(home.leo)
    tom = home.town.register("Tom", birth_date=born, nir=leo.nir)
    with mailroom.database.uow() as uow:
        accounts.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=home.nadia.person_id, child_id=tom.id)
        uow.commit()
    mailroom.deliver(mailroom.traits(tom.id), title="Tom")
    mailroom.deliver(leo, title="Léo")
    assert [row.title for row in mailroom.record_of(home.nadia, tom.id)] == ["Tom"]
    assert [row.title for row in mailroom.record_of(home.nadia, home.leo)] == ["Léo"]
    told = {title for title, _href in mailroom.news(home.nadia)}
    assert told == {"Nouveau document pour Léo", "Nouveau document pour Tom"}
    neither = mailroom.deliver(mailroom.traits(tom.id, given_names="Lucie"))
    assert mailroom.state(neither) == "waiting"


def test_the_same_file_twice_is_one_document(mailroom: Mailroom) -> None:
    nadia, traits = mailroom.post.nadia, mailroom.traits(mailroom.post.nadia.person_id)
    first, second = mailroom.send(traits), mailroom.send(traits, title="Autre titre")
    delivering.deliver_due(mailroom.database)
    third = mailroom.deliver(traits)
    assert [mailroom.state(one) for one in (first, second, third)] == ["delivered"] * 3
    assert len(mailroom.record_of(nadia)) == 1
    assert {mailroom.row(one).filed_id for one in (first, second, third)} == {mailroom.record_of(nadia)[0].id}
    assert len(mailroom.news(nadia)) == 1
    mailroom.post.start()
    mailroom.deliver(traits, actor=MOREAU)
    assert len(mailroom.record_of(nadia)) == 2
    assert mailroom.safe_files() == mailroom.safe_files(MOREAU) == 0


def test_a_sender_rereads_what_they_filed_while_they_may(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    waiting = mailroom.deliver(mailroom.traits(nadia.person_id, family_name="Durand"))
    mailroom.deliver(mailroom.traits(nadia.person_id))
    (filed,) = mailroom.record_of(nadia)
    assert {row.id: row.href for row in mailroom.page().rows}.pop(waiting) == ""
    assert mailroom.page(state="delivered").rows[0].href == f"/pro/patients?document={filed.id}"
    mailroom.post.do(hiding.hide, document_id=filed.id, version=1, targets=[CHU.account_id])
    assert mailroom.page(state="delivered").rows[0].href == ""


def test_the_same_file_again_is_said_to_have_been_there(mailroom: Mailroom) -> None:
    traits = mailroom.traits(mailroom.post.nadia.person_id)
    mailroom.deliver(traits)
    first = f"{mailroom.post.clock.today():%Y}"
    mailroom.post.clock.advance(timedelta(days=2))
    mailroom.deliver(traits)
    again, before = mailroom.page().rows
    assert before.sentence == ""
    assert "déjà remis le" in again.sentence
    assert first in again.sentence


def test_a_professional_files_for_whom_lets_them(mailroom: Mailroom) -> None:
    traits = mailroom.traits(mailroom.post.nadia.person_id)
    before = mailroom.deliver(traits, actor=MOREAU)
    assert mailroom.state(before) == "waiting"
    mailroom.post.start()
    mailroom.do(sending.amend, actor=MOREAU, sending_id=before, traits=traits)
    delivering.deliver_due(mailroom.database)
    assert mailroom.state(before) == "delivered"
    mailroom.post.do(inbox.block, person_id=mailroom.post.nadia.person_id, account_id=MOREAU.account_id)
    after = mailroom.deliver(traits, mailroom.put(samples.text(), "b.txt", actor=MOREAU), actor=MOREAU)
    assert mailroom.state(after) == "waiting"


def test_what_was_filed_is_neither_changed_nor_deleted(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    mailroom.deliver(mailroom.traits(nadia.person_id))
    (row,) = mailroom.record_of(nadia)
    for verb, given in ((service.trash, {}), (service.edit, {"version": 1, "title": "À moi"})):
        with pytest.raises(DomainError, match=r"document\.depose"):
            mailroom.post.do(verb, document_id=row.id, **given)
    with pytest.raises(DomainError, match="introuvable"):
        mailroom.post.do(service.trash, actor=CHU, document_id=row.id)
    assert mailroom.record_of(nadia) == (row,)


def test_it_is_new_until_the_person_opens_it(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    mailroom.deliver(mailroom.traits(nadia.person_id))
    (row,) = mailroom.record_of(nadia)
    mailroom.post.do(service.consulted, actor=CHU, document_id=row.id)
    assert mailroom.record_of(nadia)[0].fresh
    mailroom.post.do(service.consulted, document_id=row.id)
    assert not mailroom.record_of(nadia)[0].fresh


def test_what_waits_is_corrected_or_taken_back(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    wrong = mailroom.traits(nadia.person_id, given_names="Nadège")
    corrected, withdrawn = mailroom.deliver(wrong), mailroom.deliver(wrong, mailroom.put(samples.text(), "b.txt"))
    with mailroom.database.read() as uow:
        typed = sending_views.typed(uow, actor=CHU, sending_id=corrected)
    assert (typed.given_names, typed.born) == ("Nadège", "14/03/1991")
    mailroom.do(sending.amend, sending_id=corrected, traits=mailroom.traits(nadia.person_id))
    mailroom.do(sending.take_back, sending_id=withdrawn)
    delivering.deliver_due(mailroom.database)
    assert (mailroom.state(corrected), mailroom.state(withdrawn)) == ("delivered", "")
    assert len(mailroom.record_of(nadia)) == 1
    assert mailroom.safe_files() == 0
    with pytest.raises(DomainError, match=r"envoi\.deja_remis"):
        mailroom.do(sending.take_back, sending_id=corrected)
    with pytest.raises(DomainError, match="introuvable"):
        mailroom.do(sending.amend, actor=HADDAD, sending_id=corrected, traits=wrong)


def test_what_waits_too_long_is_given_up_and_forgets_whom_it_was_for(mailroom: Mailroom) -> None:
    sent = mailroom.deliver(mailroom.traits(mailroom.post.nadia.person_id, given_names="Nadège"))
    mailroom.post.clock.advance(sending.WAITS - timedelta(days=1))
    delivering.deliver_due(mailroom.database)
    assert sending.sweep(mailroom.database) == 0
    mailroom.post.clock.advance(timedelta(days=1, seconds=1))
    assert sending.sweep(mailroom.database) == 1
    assert (mailroom.state(sent), mailroom.safe_files()) == ("refused", 0)
    assert mailroom.row(sent).content == b""
    (row,) = mailroom.page().rows
    assert (row.name, row.title) == ("", "Document envoyé")
    assert [title for title, _href in mailroom.news(CHU)] == ["Un envoi n’a pas été remis"]
    mailroom.post.clock.advance(sending.KEPT)
    sending.sweep(mailroom.database)
    assert mailroom.row(sent) is None


def test_guessing_is_hopeless(mailroom: Mailroom) -> None:
    wrong = mailroom.traits(mailroom.post.nadia.person_id, given_names="Nadège")
    for _try in range(sending.UNMATCHED_A_DAY):
        mailroom.do(sending.take_back, sending_id=mailroom.deliver(wrong))
    with pytest.raises(DomainError, match=r"envoi\.trop_en_attente"):
        mailroom.send(mailroom.traits(mailroom.post.nadia.person_id))
    mailroom.post.clock.advance(timedelta(days=1, seconds=1))
    mailroom.deliver(mailroom.traits(mailroom.post.nadia.person_id))
    assert len(mailroom.record_of(mailroom.post.nadia)) == 1


def test_guessing_faster_than_it_is_handed_over_is_hopeless_too(mailroom: Mailroom) -> None:
    """What is on its way counts as it may turn out: by whom it is for, not by how many files."""
    nadia = mailroom.post.nadia.person_id
    for guess in range(sending.UNMATCHED_A_DAY):
        mailroom.send(mailroom.traits(nadia, given_names=f"Nad{chr(97 + guess % 26)}{guess // 26 * 'e'}"))
    with pytest.raises(DomainError, match=r"envoi\.trop_souvent"):
        mailroom.send(mailroom.traits(nadia))
    delivering.deliver_due(mailroom.database)
    with pytest.raises(DomainError, match=r"envoi\.trop_en_attente"):
        mailroom.send(mailroom.traits(nadia))
    mailroom.post.clock.advance(timedelta(days=1, seconds=1))
    for _one in range(sending.UNMATCHED_A_DAY + 1):
        mailroom.send(mailroom.traits(nadia))


def test_a_conversation_kept_from_parents_is_leave_for_what_is_kept_alone(mailroom: Mailroom) -> None:
    zoe = mailroom.post.home.zoe
    mailroom.post.start(actor=zoe, person=zoe.person_id, secret=True)
    traits = mailroom.traits(zoe.person_id)
    mailroom.deliver(traits, actor=MOREAU)
    assert mailroom.record_of(zoe) == ()
    mailroom.deliver(traits, actor=MOREAU, secret=True)
    (row,) = mailroom.record_of(zoe)
    assert row.secret
    assert mailroom.record_of(mailroom.post.nadia, zoe.person_id) == ()


def test_only_senders_send_and_only_what_is_theirs(mailroom: Mailroom) -> None:
    traits = mailroom.traits(mailroom.post.nadia.person_id)
    for actor in (MARCHE, mailroom.post.nadia):
        with pytest.raises(DomainError, match="introuvable"):
            mailroom.put(actor=actor)
    with pytest.raises(DomainError, match=r"envoi\.fichier_absent"):
        mailroom.send(traits, mailroom.put(), actor=HADDAD)
    with pytest.raises(DomainError, match=r"envoi\.fichier_absent"):
        mailroom.send(traits, "f" * 32)
    own = mailroom.put()
    mailroom.send(traits, own)
    with pytest.raises(DomainError, match=r"envoi\.fichier_absent"):
        mailroom.send(traits, own)
    with pytest.raises(DomainError, match=r"envoi\.sans_fichier"):
        mailroom.do(sending.send, traits=traits, files=[], category="autre", act_date=date(2026, 1, 1))


def test_typing_mistakes_are_told_beside_each_field(mailroom: Mailroom) -> None:
    with pytest.raises(FieldErrors) as caught:
        sending.checked_traits(mailroom.post.clock, nir="12", born="hier", family_name=" ", given_names="-")
    assert set(caught.value.errors) == {"nir", "naissance", "nom", "prenoms"}


def test_the_list_is_searched_narrowed_and_turned(mailroom: Mailroom) -> None:
    nadia = mailroom.traits(mailroom.post.nadia.person_id)
    wanted = [mailroom.put(samples.text(f"page {n}"), f"{n}.txt") for n in range(5)]
    for n, one in enumerate(wanted):
        mailroom.send(nadia, one, title=f"Bilan {n}")
    mailroom.send(mailroom.traits(mailroom.post.home.leo, given_names="Lucie"), title="Radio")
    delivering.deliver_due(mailroom.database)
    page = mailroom.page(limit=4)
    assert (len(page.rows), page.whole, page.waiting) == (4, 6, 1)
    rest = mailroom.page(limit=4, after=page.next_cursor)
    assert (len(rest.rows), rest.next_cursor) == (2, "")
    assert {row.title for row in (*page.rows, *rest.rows)} == {*(f"Bilan {n}" for n in range(5)), "Radio"}
    assert [row.title for row in mailroom.page(query="lucie").rows] == ["Radio"]
    assert [row.title for row in mailroom.page(query="bilan 3").rows] == ["Bilan 3"]
    assert [row.name for row in mailroom.page(state="waiting").rows] == ["Lucie Petit"]
    assert mailroom.page(actor=HADDAD).rows == ()
    assert len(mailroom.page(after="n’importe quoi").rows) == 6


def test_a_destroyed_record_leaves_nothing_with_who_sent(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    sent = mailroom.deliver(mailroom.traits(nadia.person_id))
    with mailroom.database.uow() as uow:
        service.destroy_record(uow, nadia.person_id)
        parting.destroy(uow, nadia.person_id)
        uow.commit()
    assert mailroom.row(sent) is None
    with mailroom.database.read() as uow:
        assert set(uow.session.execute(select(Document.sent_mark)).scalars()) == {None}


def test_what_lies_in_the_safe_is_seen_by_its_owner_alone_and_leaves_no_line(mailroom: Mailroom) -> None:
    own = mailroom.put()
    mailroom.send(mailroom.traits(mailroom.post.nadia.person_id), own)
    mailroom.post.do(service.downloaded, actor=CHU, document_id=own)
    assert mailroom.acts(CHU.account_id) == []
    for actor in (HADDAD, mailroom.post.nadia):
        with pytest.raises(DomainError, match="introuvable"):
            mailroom.post.do(service.downloaded, actor=actor, document_id=own)


def test_what_a_minor_keeps_for_themself_is_told_to_nobody_else(mailroom: Mailroom) -> None:
    home = mailroom.post.home
    sent = mailroom.deliver(mailroom.traits(home.zoe.person_id), secret=True)
    assert mailroom.state(sent) == "delivered"
    (row,) = mailroom.record_of(home.zoe)
    assert (row.secret, row.fresh) == (True, True)
    assert mailroom.record_of(home.nadia, home.zoe.person_id) == ()
    assert [title for title, _href in mailroom.news(home.zoe)] == ["Nouveau document"]
    assert mailroom.news(home.nadia) == []
    assert {act for act, _who in mailroom.acts(home.zoe.person_id)} == {"document.liste"}
    assert mailroom.page().rows[0].secret


def test_the_same_file_sent_again_as_a_secret_is_kept_from_then_on(mailroom: Mailroom) -> None:
    """Who forgot the box mends it so; the list says of each sending what became of it."""
    home = mailroom.post.home
    mailroom.deliver(mailroom.traits(home.zoe.person_id), mailroom.put())
    assert len(mailroom.record_of(home.nadia, home.zoe.person_id)) == 1
    before = mailroom.acts(home.zoe.person_id)
    mailroom.post.clock.advance(timedelta(minutes=3))
    mailroom.deliver(mailroom.traits(home.zoe.person_id), mailroom.put(), secret=True)
    assert mailroom.record_of(home.nadia, home.zoe.person_id) == ()
    assert [row.secret for row in mailroom.record_of(home.zoe)] == [True]
    assert [row.secret for row in mailroom.page().rows] == [True, False]
    assert [act for act, _who in mailroom.acts(home.zoe.person_id)][len(before) :] in ([], ["document.liste"])


def test_the_box_says_nothing_of_an_adult(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    mailroom.send(mailroom.traits(nadia.person_id), secret=True)
    assert not mailroom.page().rows[0].secret
    delivering.deliver_due(mailroom.database)
    (row,) = mailroom.page().rows
    assert (row.state, row.secret) == ("delivered", False)


def test_a_secret_that_cannot_be_kept_waits(mailroom: Mailroom) -> None:
    home = mailroom.post.home
    child = mailroom.deliver(mailroom.traits(home.leo), secret=True)
    adult = mailroom.deliver(mailroom.traits(home.nadia.person_id), secret=True)
    assert (mailroom.state(child), mailroom.state(adult)) == ("waiting", "delivered")
    assert not mailroom.record_of(home.nadia)[0].secret
    assert mailroom.record_of(home.nadia, home.leo) == ()
