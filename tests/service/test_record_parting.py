"""Somebody closes their account: who sent into their record keeps that something went, and when, but neither name nor title."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from alembic import command
from rxapp.accounts import service as accounts
from rxapp.accounts.archive import ON_REQUEST
from rxapp.accounts.nir import Nir, fictional_nir
from rxapp.record import asking, delivering, parting, sending
from rxapp.record.matching import Traits
from rxapp.record.sending_models import Sending
from tests.access import Surgery
from tests.closing import Leaving, leaving
from tests.inbox import CHU, HADDAD, MOREAU, post
from tests.pharmacy import counter, home
from tests.remains import WORD, behind, keys_left
from tests.sending import Mailroom, mailroom
from tests.service.test_accounts_archive_migration import moved

__all__ = ["counter", "home", "leaving", "mailroom", "post"]


def readable(mailroom: Mailroom) -> set[str]:
    """Where the word opens behind a key that the server holds."""
    return behind(mailroom.database, keys_left(mailroom.database))


def test_what_was_filed_keeps_its_day_and_its_state_alone(leaving: Leaving, mailroom: Mailroom) -> None:
    nadia, stranger = leaving.nadia, mailroom.post.home.stranger
    sent = mailroom.deliver(mailroom.traits(nadia.person_id), title=f"Bilan {WORD}")
    others = mailroom.deliver(mailroom.traits(stranger.person_id), title="Radiographie")
    (before,) = mailroom.page(query="bilan").rows
    assert "sending.content" in readable(mailroom)
    leaving.close()
    assert readable(mailroom) == set()
    rows = {row.id: row for row in mailroom.page().rows}
    assert rows[others].title == "Radiographie"
    row = rows[sent]
    assert (row.name, row.title, row.state) == ("Personne dont l’espace a été fermé", "Document envoyé", "delivered")
    assert (row.born_label, row.category_label, row.act_date_label) == ("", "", "")
    assert row.sent_label == before.sent_label
    assert mailroom.page(query="bilan").rows == ()
    assert mailroom.page(query="nadia").rows == ()
    assert mailroom.page(actor=HADDAD).rows == ()


def test_an_upgrade_takes_the_words_of_records_that_were_sealed_before(leaving: Leaving, mailroom: Mailroom) -> None:
    nadia, stranger = leaving.nadia, mailroom.post.home.stranger
    sent = mailroom.deliver(mailroom.traits(nadia.person_id), title=f"Bilan {WORD}")
    others = mailroom.deliver(mailroom.traits(stranger.person_id), title="Radiographie")
    words = mailroom.row(sent).content
    leaving.close()
    with mailroom.database.uow() as uow:  # as it was left before
        uow.session.get(Sending, sent).content = words
        uow.commit()
    assert "sending.content" in readable(mailroom)
    moved(mailroom.database, command.downgrade, "0035")
    moved(mailroom.database, command.upgrade, "head")
    assert readable(mailroom) == set()
    assert mailroom.row(others).content


def test_what_was_filed_is_nowhere_once_the_record_is_destroyed(leaving: Leaving, mailroom: Mailroom) -> None:
    sent = mailroom.deliver(mailroom.traits(leaving.nadia.person_id))
    with mailroom.database.uow() as uow:
        parting.destroy(uow, leaving.nadia.person_id)
        uow.commit()
    assert mailroom.row(sent) is None


TYPED = {
    "another given name": {"given_names": f"Nadia {WORD}"},
    "another family name": {"family_name": WORD},
    "another day": {"born": date(1991, 3, 15), "family_name": WORD},
}


@pytest.mark.parametrize("changed", TYPED.values(), ids=TYPED)
def test_what_waits_for_somebody_who_closes_is_given_up(leaving: Leaving, mailroom: Mailroom, changed: dict) -> None:
    sent = mailroom.deliver(mailroom.traits(leaving.nadia.person_id, **changed), title=f"Bilan {WORD}")
    assert mailroom.state(sent) == "waiting"
    leaving.close()
    assert (mailroom.state(sent), mailroom.safe_files()) == ("refused", 0)
    assert readable(mailroom) == set()
    (row,) = mailroom.page().rows
    assert (row.name, row.title, row.state_label) == ("", "Document envoyé", "Non remis")
    assert row.sentence.startswith("Il n’a pas trouvé son destinataire")
    assert [title for title, _href in mailroom.news(CHU)] == ["Un envoi n’a pas été remis"]
    assert mailroom.page(query=WORD).rows == ()


def test_what_is_held_or_on_its_way_is_given_up_too(leaving: Leaving, mailroom: Mailroom) -> None:
    traits = mailroom.traits(leaving.nadia.person_id)
    sent = [mailroom.send(traits, announced=True, title=WORD), mailroom.send(traits, title=WORD)]
    leaving.close()
    delivering.deliver_due(mailroom.database)
    assert [mailroom.state(one) for one in sent] == ["refused"] * 2
    assert (mailroom.safe_files(), readable(mailroom)) == (0, set())


def test_what_was_picked_for_somebody_who_closes_is_given_up(leaving: Leaving, mailroom: Mailroom) -> None:
    """A patient picked in a list is named by an id, without a number."""
    surgery = Surgery(mailroom.post)
    surgery.allow()
    given = {"files": [(mailroom.put(actor=MOREAU), WORD)], "category": "compte_rendu", "act_date": mailroom.post.clock.today()}
    with mailroom.database.uow() as uow:
        traits = sending.traits_of_patient(uow, actor=MOREAU, person_id=leaving.nadia.person_id)
        (sent,) = sending.send(uow, actor=MOREAU, traits=traits, person_id=leaving.nadia.person_id, **given)
        uow.commit()
    leaving.close()
    assert (mailroom.state(sent), readable(mailroom)) == ("refused", set())


def test_what_waits_for_anybody_else_waits_on(leaving: Leaving, mailroom: Mailroom) -> None:
    nadia, stranger = mailroom.traits(leaving.nadia.person_id), mailroom.traits(mailroom.post.home.stranger.person_id)
    number = fictional_nir("F", nadia.born, 77).number
    others = [mailroom.deliver(replace(nadia, nir=number)), mailroom.deliver(replace(stranger, given_names="Paule"))]
    leaving.close()
    assert [mailroom.state(one) for one in others] == ["waiting"] * 2
    assert [title for title, _href in mailroom.news(CHU)] == ["Un envoi attend"] * 2


def test_a_twin_who_stays_loses_nothing(leaving: Leaving, mailroom: Mailroom) -> None:
    nadia = mailroom.traits(leaving.nadia.person_id)
    mailroom.post.home.town.register("Salomé", birth_date=nadia.born, nir=Nir(nadia.nir))
    twin, nobody = mailroom.deliver(replace(nadia, given_names="Salomé")), mailroom.deliver(replace(nadia, given_names="Nadine"))
    leaving.close()
    assert (mailroom.state(twin), mailroom.state(nobody)) == ("waiting", "refused")


def test_what_was_sent_since_the_closing_goes_with_the_record(leaving: Leaving, mailroom: Mailroom) -> None:
    """It waits as what nobody's traits match, and by the index of the number alone it is found when the key is long gone."""
    traits = mailroom.traits(leaving.nadia.person_id)
    twin = mailroom.post.home.town.register("Salomé", birth_date=traits.born, nir=Nir(traits.nir))
    leaving.close(destroy=True)
    mailroom.post.clock.advance(ON_REQUEST - timedelta(days=1))
    sent, twins = mailroom.deliver(traits, title=WORD), mailroom.deliver(mailroom.traits(twin.id))
    assert (mailroom.state(sent), mailroom.state(twins)) == ("waiting", "waiting")
    mailroom.post.clock.advance(timedelta(days=1))
    accounts.destroy_due(mailroom.database)
    assert (mailroom.state(sent), mailroom.state(twins)) == ("refused", "waiting")
    assert mailroom.safe_files() == 1
    assert readable(mailroom) == set()


def test_what_was_given_up_when_words_were_kept_loses_them(mailroom: Mailroom) -> None:
    sent = mailroom.deliver(mailroom.traits(mailroom.post.nadia.person_id, given_names=WORD))
    with mailroom.database.uow() as uow:
        uow.session.get(Sending, sent).state = "refused"
        uow.commit()
    assert sending.sweep(mailroom.database) == 1
    assert (readable(mailroom), mailroom.news(CHU)) == (set(), [])
    assert sending.sweep(mailroom.database) == 0


def asked(mailroom: Mailroom) -> list[str]:
    """Whom Dr Moreau reads that she asked, the latest first."""
    with mailroom.database.read() as uow:
        return [row.name for row in asking.requests(uow, actor=MOREAU, lang="fr")]


def ask(mailroom: Mailroom, *named: Traits) -> None:
    for traits in named:
        asking.ask(mailroom.database, actor=MOREAU, traits=traits)
        mailroom.post.clock.advance(timedelta(seconds=1))
    asking.look_for(mailroom.database)


def test_who_asked_to_read_a_closed_record_reads_no_more_whom(leaving: Leaving, mailroom: Mailroom) -> None:
    nadia, stranger = mailroom.traits(leaving.nadia.person_id), mailroom.traits(mailroom.post.home.stranger.person_id)
    ask(mailroom, nadia, replace(nadia, family_name=WORD), stranger)
    asking.ask(mailroom.database, actor=MOREAU, traits=replace(nadia, given_names=WORD))  # not looked for yet
    assert "access_request.content" in readable(mailroom)
    leaving.close()
    assert asked(mailroom) == ["Paul Petit"]
    assert readable(mailroom) == set()


def test_who_asked_since_the_closing_reads_no_more_whom_once_it_is_destroyed(leaving: Leaving, mailroom: Mailroom) -> None:
    nadia = mailroom.traits(leaving.nadia.person_id)
    twin = mailroom.post.home.town.register("Salomé", birth_date=nadia.born, nir=Nir(nadia.nir))
    leaving.close(destroy=True)
    mailroom.post.clock.advance(ON_REQUEST - timedelta(days=1))
    ask(mailroom, nadia, mailroom.traits(twin.id))
    assert asked(mailroom) == ["Salomé Petit", "Nadia Petit"]
    mailroom.post.clock.advance(timedelta(days=1))
    accounts.destroy_due(mailroom.database)
    assert asked(mailroom) == ["Salomé Petit"]
