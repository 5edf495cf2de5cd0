"""A result that is announced first: nothing of it is anywhere until its sender shows it, or 30 days have passed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp.record import delivering, sending
from tests.accounts import refused
from tests.agenda import home
from tests.inbox import CHU, HADDAD, MOREAU, post
from tests.sending import Mailroom

__all__ = ["home", "post"]


@pytest.fixture
def mailroom(post) -> Mailroom:
    return Mailroom(post)


def held(mailroom: Mailroom, **given: object) -> str:
    traits = mailroom.traits(mailroom.post.nadia.person_id)
    return mailroom.deliver(traits, title="Biopsie", announced=True, **given)


def test_nothing_of_it_is_anywhere_before_it_is_shown(mailroom: Mailroom) -> None:
    nadia = mailroom.post.nadia
    before, news = mailroom.acts(nadia.person_id), mailroom.news(nadia)
    sent = held(mailroom)
    assert mailroom.state(sent) == "held"
    assert (mailroom.record_of(nadia), mailroom.acts(nadia.person_id), mailroom.news(nadia)) == ((), before, news)
    (row,) = mailroom.page(state="held").rows
    assert (row.state_label, row.sentence[:31]) == ("À annoncer", "La personne n’en voit rien. San")
    assert mailroom.page().waiting == 0
    mailroom.do(sending.show, sending_id=sent)
    delivering.deliver_due(mailroom.database)
    assert mailroom.state(sent) == "delivered"
    (document,) = mailroom.record_of(nadia)
    assert (document.title, document.fresh) == ("Biopsie", True)
    assert len(mailroom.news(nadia)) == len(news) + 1
    assert refused(mailroom.do, sending.show, sending_id=sent).code == "envoi.deja_remis"


def test_after_thirty_days_it_is_handed_over_by_itself(mailroom: Mailroom) -> None:
    sent = held(mailroom)
    mailroom.post.clock.advance(sending.HELD_AT_MOST - timedelta(seconds=1))
    delivering.deliver_due(mailroom.database)
    sending.sweep(mailroom.database)
    assert mailroom.state(sent) == "held"
    mailroom.post.clock.advance(timedelta(seconds=1))
    delivering.deliver_due(mailroom.database)
    assert mailroom.state(sent) == "delivered"
    assert [row.title for row in mailroom.record_of(mailroom.post.nadia)] == ["Biopsie"]


def test_who_sent_it_alone_shows_it_or_takes_it_back(mailroom: Mailroom) -> None:
    sent = held(mailroom)
    for who in (MOREAU, HADDAD, mailroom.post.nadia):
        assert refused(mailroom.do, sending.show, actor=who, sending_id=sent).code == "introuvable"
        assert refused(mailroom.do, sending.take_back, actor=who, sending_id=sent).code == "introuvable"
    assert refused(mailroom.do, sending.amend, sending_id=sent, traits=mailroom.traits(mailroom.post.nadia.person_id)).code == (
        "envoi.deja_remis"
    )
    assert mailroom.safe_files() == 1
    mailroom.do(sending.take_back, sending_id=sent)
    assert (mailroom.state(sent), mailroom.safe_files()) == ("", 0)


def test_traits_that_are_nobodys_are_found_out_when_it_is_shown(mailroom: Mailroom) -> None:
    traits = mailroom.traits(mailroom.post.nadia.person_id, family_name="Autre")
    sent = mailroom.deliver(traits, announced=True)
    assert mailroom.state(sent) == "held"
    mailroom.do(sending.show, sending_id=sent)
    delivering.deliver_due(mailroom.database)
    assert mailroom.state(sent) == "waiting"
    mailroom.do(sending.amend, sending_id=sent, traits=mailroom.traits(mailroom.post.nadia.person_id))
    delivering.deliver_due(mailroom.database)
    assert mailroom.state(sent) == "delivered"


def test_showing_is_bounded_as_sending_is(mailroom: Mailroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Holding back is no way around the bound on traits that are tried."""
    sent = held(mailroom)
    monkeypatch.setattr(sending, "SENT_AN_HOUR", 1)
    assert refused(mailroom.do, sending.show, actor=CHU, sending_id=sent).code == "envoi.trop_souvent"
    assert mailroom.state(sent) == "held"


def test_held_back_is_no_way_around_guessing_either(mailroom: Mailroom) -> None:
    """What nobody showed in time goes by itself as fast as guesses may, and real results all go in the end."""
    right, nadia = mailroom.traits(mailroom.post.nadia.person_id), mailroom.post.nadia
    wrong = []
    for guess in range(sending.UNMATCHED_A_DAY + 5):
        traits = mailroom.traits(nadia.person_id, family_name=f"Autre{chr(97 + guess % 26) * (guess // 26 + 1)}")
        wrong.append(mailroom.send(traits, announced=True))
        mailroom.post.clock.advance(timedelta(seconds=1))
    mailroom.send(right, announced=True)
    mailroom.post.clock.advance(sending.HELD_AT_MOST)
    for _pass in range(3):
        sending.release_due(mailroom.database)
        delivering.deliver_due(mailroom.database)
    assert [mailroom.state(one) for one in wrong].count("waiting") == sending.UNMATCHED_A_DAY
    assert (mailroom.record_of(nadia), sending.release_due(mailroom.database)) == ((), 0)
    mailroom.post.clock.advance(timedelta(days=1, seconds=1))
    sending.release_due(mailroom.database)
    delivering.deliver_due(mailroom.database)
    assert len(mailroom.record_of(nadia)) == 1
