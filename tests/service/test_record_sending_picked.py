"""A professional picks one of those who allow them: handed over as by traits, without their number, and to nobody else."""

from __future__ import annotations

import pytest

from rxapp.accounts import allowing
from rxapp.core.policy import Actor
from rxapp.record import delivering, sending, sending_views
from rxapp.record.acts import FILED_BY_STAFF
from rxapp.record.matching import Traits
from rxapp.record.safe import SendingContent, open_sending
from rxapp.record.sending_models import Sending
from tests.access import Surgery, surgery
from tests.accounts import refused
from tests.agenda import home
from tests.inbox import CHU, HADDAD, MARCHE, MOREAU, post
from tests.sending import Mailroom, mailroom

__all__ = ["home", "mailroom", "post", "surgery"]


def traits(mailroom: Mailroom, who: Actor, person_id: str) -> Traits:
    with mailroom.database.read() as uow:
        return sending.traits_of_patient(uow, actor=who, person_id=person_id)


def send(mailroom: Mailroom, person_id: str, who: Actor = MOREAU, **given: object) -> str:
    said = {"traits": traits(mailroom, who, person_id), "files": [(mailroom.put(actor=who), "Bilan")], "category": "biologie"}
    said |= {"act_date": mailroom.post.clock.today(), "person_id": person_id}
    return mailroom.do(sending.send, actor=who, **said, **given)[0]


def said_by(mailroom: Mailroom, sent: str) -> SendingContent:
    with mailroom.database.read() as uow:
        return open_sending(uow, uow.session.get(Sending, sent))


def test_it_arrives_as_by_traits_and_nobody_reads_a_number(mailroom: Mailroom, surgery: Surgery) -> None:
    nadia = mailroom.post.nadia
    surgery.allow()
    sent = send(mailroom, nadia.person_id)
    assert (said_by(mailroom, sent).nir, mailroom.state(sent)) == ("", "coming")
    delivering.deliver_due(mailroom.database)
    (row,) = mailroom.record_of(nadia)
    assert (row.title, row.filed, row.fresh, row.author_label) == ("Bilan", True, True, "Envoyé par Dr Anne Moreau")
    assert (mailroom.state(sent), said_by(mailroom, sent).person) == ("delivered", "")
    assert (FILED_BY_STAFF, MOREAU.account_id) in mailroom.acts(nadia.person_id)
    again = send(mailroom, nadia.person_id)
    delivering.deliver_due(mailroom.database)
    assert mailroom.state(again) == "delivered"
    assert len(mailroom.record_of(nadia)) == 1  # twice is once


@pytest.mark.parametrize("who", [MOREAU, HADDAD, CHU, MARCHE])
def test_who_is_not_allowed_picks_nobody(mailroom: Mailroom, surgery: Surgery, who: Actor) -> None:
    """Somebody who blocks, somebody who never allowed and nobody at all are answered alike."""
    surgery.decide(allowing.block)
    wrong = [refused(traits, mailroom, who, one) for one in (mailroom.post.nadia.person_id, "f" * 32)]
    assert wrong[0].errors == wrong[1].errors == {"patient": "envoi.patient"}


@pytest.mark.parametrize("verb", [allowing.withdraw, allowing.block])
def test_withdrawn_meanwhile_it_waits_and_is_corrected_by_traits(mailroom: Mailroom, surgery: Surgery, verb) -> None:
    nadia = mailroom.post.nadia
    surgery.allow()
    sent = send(mailroom, nadia.person_id)
    surgery.decide(verb)
    delivering.deliver_due(mailroom.database)
    assert (mailroom.state(sent), mailroom.record_of(nadia)) == ("waiting", ())
    with mailroom.database.read() as uow:
        typed = sending_views.typed(uow, actor=MOREAU, sending_id=sent)
    assert (typed.nir, bool(typed.family_name)) == ("", True)
    mailroom.do(sending.amend, actor=MOREAU, sending_id=sent, traits=mailroom.traits(nadia.person_id))
    assert (mailroom.state(sent), said_by(mailroom, sent).person) == ("coming", "")


def test_a_minor_keeps_it(mailroom: Mailroom, surgery: Surgery) -> None:
    zoe = mailroom.post.home.zoe
    surgery.allow(actor=zoe, person=zoe.person_id)
    send(mailroom, zoe.person_id, secret=True)
    delivering.deliver_due(mailroom.database)
    assert [row.title for row in mailroom.record_of(zoe)] == ["Bilan"]
    assert mailroom.record_of(mailroom.post.nadia, zoe.person_id) == ()
