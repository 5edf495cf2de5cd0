"""A young person who signs in is told before their record is closed and may object: seven whole days of Paris, no reason."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select

from rxapp import wiring
from rxapp.accounts import child_closing_views, relatives_views, service
from rxapp.accounts.child_notice import HOLDS
from rxapp.accounts.identity import seal_account
from rxapp.accounts.models import Account, Guardianship
from rxapp.core import audit
from rxapp.core.clock import PARIS
from rxapp.core.keys import person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices import views as notices
from rxapp.notices.models import Departure
from rxapp.pharmacy import service as pharmacy
from tests.accounts import refused
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.service.test_accounts_child_closing import acts, ask, child, readable, told

__all__ = ["counter", "home", "leaving"]

DAY = date(2026, 12, 1)
SOON = "Votre carnet va se fermer, sauf si vous vous y opposez"
LAST = "Encore deux jours au moins pour vous opposer à la fermeture de votre carnet"
STOPPED = "Le carnet d’un enfant ne se ferme plus"
OPPOSED = "Un jeune s’oppose à la fermeture de son carnet"


@pytest.fixture
def zoe(leaving: Leaving) -> Actor:
    """Zoé, 16, who signs in and has an e-mail; Nadia alone acts for her. It is 23 November 2026, in the evening."""
    wiring.join_rooms()
    zoe = leaving.counter.home.zoe
    with leaving.database.uow() as uow:
        account = uow.session.get(Account, zoe.account_id)
        place = {"account_id": account.id, "person_id": account.person_id}
        account.login = seal_account(person_key(uow, account.person_id), "login", "zoe.petit", **place)
        account.email = seal_account(person_key(uow, account.person_id), "email", "zoe@exemple.fr", **place)
        uow.session.add(account)
        uow.commit()
    leaving.counter.clock.set(datetime(2026, 11, 23, 23, 30, tzinfo=PARIS))
    return zoe


def close(leaving: Leaving, zoe: Actor, actor: Actor | None = None, **given) -> service.ChildClosing:
    return ask(leaving, actor or leaving.nadia, child=zoe.person_id, **given)


def at(leaving: Leaving, day: date, hour: time = time(0)) -> None:
    leaving.counter.clock.set(datetime.combine(day, hour, PARIS))
    service.advance_children(leaving.database)


def oppose(leaving: Leaving, actor: Actor) -> None:
    with leaving.database.uow() as uow:
        service.oppose(uow, actor=actor)
        uow.commit()


def keep(leaving: Leaving, actor: Actor, zoe: Actor) -> None:
    with leaving.database.uow() as uow:
        service.keep_child(uow, actor=actor, child_id=zoe.person_id)
        uow.commit()


def remind(leaving: Leaving, zoe: Actor, day: date = DAY) -> None:
    """The server runs, and it is two days before."""
    at(leaving, day - timedelta(days=2), time(9))
    assert LAST in told(leaving, zoe)


def second_parent(leaving: Leaving, zoe: Actor) -> Actor:
    """Karim, who acts for Zoé as well from now on, with Nadia's password."""
    karim = leaving.add_parent()
    leaving.counter.at_counter(service.attach_child, SYSTEM_ACTOR, guardian_id=karim.person_id, child_id=zoe.person_id)
    with leaving.database.uow() as uow:
        kept = uow.session.get(Account, leaving.nadia.account_id).password_hash
        account = uow.session.get(Account, karim.account_id)
        place = {"account_id": account.id, "person_id": account.person_id}
        account.login = seal_account(person_key(uow, account.person_id), "login", "karim.petit", **place)
        account.password_hash = kept
        uow.session.add(account)
        uow.commit()
    return karim


def home_words(leaving: Leaving, actor: Actor, lang: str = "fr") -> str:
    with leaving.database.read() as uow:
        return child_closing_views.announced_words(uow, actor=actor, lang=lang)


def mine(leaving: Leaving, zoe: Actor, lang: str = "fr") -> relatives_views.ChildView:
    with leaving.database.read() as uow:
        return relatives_views.relatives(uow, actor=zoe, lang=lang).myself


def mails(leaving: Leaving, zoe: Actor) -> list[tuple[str, str]]:
    with leaving.database.read() as uow:
        page = notices.departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", person_id=zoe.person_id, kind="mail")
    return [(one.subject, one.body) for one in page.items]


def test_one_parent_alone_waits_seven_whole_days(leaving: Leaving, zoe: Actor) -> None:
    asked = close(leaving, zoe)
    assert (asked.done, asked.waits, asked.day) == (False, False, DAY)
    remind(leaving, zoe)
    at(leaving, date(2026, 11, 30), time(23, 59, 59))
    assert readable(leaving, zoe.person_id)
    at(leaving, DAY)
    assert not readable(leaving, zoe.person_id)
    assert acts(leaving, leaving.nadia.person_id)[-1] == "enfant.fermeture"


def test_the_young_person_is_told_at_once_by_one_notice_and_one_e_mail(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    close(leaving, zoe)
    assert told(leaving, zoe) == [SOON]
    ((subject, body),) = mails(leaving, zoe)
    assert subject == SOON
    assert "1er\u00a0décembre 2026" in body.replace("1er ", "1er\u00a0")
    assert "Nadia" not in body
    assert "Zoé" not in body
    assert "/parametres/proches" in body


def test_they_are_reminded_two_days_before(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    at(leaving, date(2026, 11, 29), time(8, 59))
    assert told(leaving, zoe) == [SOON]
    at(leaving, date(2026, 11, 29), time(9))
    assert told(leaving, zoe) == [LAST, SOON]


def test_each_side_reads_the_day_and_what_it_may_do(leaving: Leaving, zoe: Actor) -> None:
    before = child(leaving, leaving.nadia, zoe.person_id).closing
    assert (before.words, before.day, before.last_day, before.barred) == ("", "1er décembre 2026", "", "")
    close(leaving, zoe)
    hers, theirs = mine(leaving, zoe).closing, child(leaving, leaving.nadia, zoe.person_id).closing
    assert hers.words.startswith("La fermeture de votre carnet est demandée par Nadia Petit. Elle a lieu le 1er décembre 2026")
    assert (hers.last_day, hers.mine) == ("30 novembre 2026", False)
    assert "1er décembre 2026, sauf si Zoé s’y oppose" in theirs.words
    assert (theirs.mine, theirs.now) == (True, False)
    assert mine(leaving, zoe, "en").closing.last_day == "30 November 2026"


def test_their_home_says_the_day_until_they_object(leaving: Leaving, zoe: Actor) -> None:
    assert home_words(leaving, zoe) == ""
    close(leaving, zoe)
    assert home_words(leaving, zoe) == "Votre carnet sera fermé le 1er décembre 2026, sauf si vous vous y opposez."
    assert home_words(leaving, zoe, "en") == "Your record will be closed on 1 December 2026, unless you object."
    assert home_words(leaving, leaving.nadia) == ""
    oppose(leaving, zoe)
    assert home_words(leaving, zoe) == ""


def test_where_an_order_is_waited_for_the_day_is_the_earliest_one(leaving: Leaving, zoe: Actor) -> None:
    order = leaving.counter.send(person=zoe.person_id)
    asked = close(leaving, zoe, choices={order: "attendre"})
    assert (asked.waits, asked.day) == (True, DAY)
    assert "Il le sera au plus tôt le 1er décembre 2026" in child(leaving, leaving.nadia, zoe.person_id).closing.words
    assert "Elle a lieu au plus tôt le 1er décembre 2026" in mine(leaving, zoe).closing.words
    assert "on 1 December 2026 at the earliest" in mine(leaving, zoe, "en").closing.words
    assert home_words(leaving, zoe).startswith("Votre carnet sera fermé au plus tôt le 1er décembre 2026, ")
    assert SOON in told(leaving, zoe)
    with leaving.database.read() as uow:
        said = {one.title: one.text for one in notices.notices_page(uow, actor=zoe, lang="fr").items}
    assert "il le sera au plus tôt le mardi 1er décembre 2026" in said[SOON].replace("\u00a0", " ")
    remind(leaving, zoe)
    at(leaving, date(2026, 12, 5))
    assert readable(leaving, zoe.person_id)
    assert "au plus tard le 23 décembre 2026, sauf si vous vous y opposez" in home_words(leaving, zoe)
    leaving.counter.do(pharmacy.cancel, order_id=order, version=leaving.counter.state(order)[1])
    service.advance_children(leaving.database)
    assert not readable(leaving, zoe.person_id)


def test_an_objection_stops_it_and_tells_whoever_asked(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    at(leaving, date(2026, 11, 30), time(23, 59))
    oppose(leaving, zoe)
    oppose(leaving, zoe)  # twice is once
    at(leaving, DAY)
    assert readable(leaving, zoe.person_id)
    assert OPPOSED in told(leaving, leaving.nadia)
    for person_id in (zoe.person_id, leaving.nadia.person_id):
        assert acts(leaving, person_id).count("enfant.fermeture_refusee") == 1
    assert acts(leaving, zoe.person_id).count("enfant.fermeture_annoncee") == 1
    with leaving.database.read() as uow:
        assert audit.verify(uow, zoe.person_id).ok
        text = notices.notices_page(uow, actor=leaving.nadia, lang="fr").items[0].text
    assert "Zoé" not in text
    assert mine(leaving, zoe).closing.words == child(leaving, leaving.nadia, zoe.person_id).closing.words == ""
    assert "Vous vous opposez depuis le 30 novembre 2026" in mine(leaving, zoe).closing.barred


def test_an_objection_holds_for_thirty_days_and_then_all_begins_anew(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    assert told(leaving, zoe) == [SOON]
    oppose(leaving, zoe)
    assert refused(close, leaving, zoe).code == "fermeture.opposition"
    again = date(2026, 11, 23) + HOLDS
    at(leaving, again - timedelta(days=1), time(23, 59))
    assert "Zoé s’oppose depuis le 23 novembre 2026" in child(leaving, leaving.nadia, zoe.person_id).closing.barred
    assert refused(close, leaving, zoe).code == "fermeture.opposition"
    at(leaving, again)
    assert child(leaving, leaving.nadia, zoe.person_id).closing.barred == ""
    assert close(leaving, zoe).day == again + timedelta(days=8)
    assert told(leaving, zoe) == [SOON], "in the place of the one before"
    assert [subject for subject, _body in mails(leaving, zoe)].count(SOON) == 2
    oppose(leaving, zoe)


def test_the_parent_takes_it_back(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    keep(leaving, leaving.nadia, zoe)
    assert SOON not in told(leaving, zoe), "it was not told yet"
    at(leaving, DAY)
    assert readable(leaving, zoe.person_id)
    assert close(leaving, zoe).day == DAY + timedelta(days=8)


def test_two_parents_wait_too_and_the_first_wish_can_be_objected_to(leaving: Leaving, zoe: Actor) -> None:
    karim = second_parent(leaving, zoe)
    assert close(leaving, zoe).day is None
    assert "Fermer votre carnet" in told(leaving, zoe)
    oppose(leaving, zoe)
    assert "Un jeune s’oppose à la fermeture de son carnet" in told(leaving, karim)
    leaving.counter.clock.advance(HOLDS)
    close(leaving, zoe, karim)
    asked = close(leaving, zoe)
    assert asked.day == leaving.counter.clock.today() + timedelta(days=8)
    assert " et " in mine(leaving, zoe).closing.words
    remind(leaving, zoe, asked.day)
    at(leaving, asked.day)
    assert not readable(leaving, zoe.person_id)


def test_orders_go_on_meanwhile_and_one_that_begins_is_waited_for(leaving: Leaving, zoe: Actor) -> None:
    first = leaving.counter.send(person=zoe.person_id)
    close(leaving, zoe, choices={first: "annuler"})
    assert leaving.counter.state(first)[0] == "sent", "not before it is closed"
    second = leaving.counter.send(person=zoe.person_id)
    remind(leaving, zoe)
    at(leaving, DAY)
    assert readable(leaving, zoe.person_id)
    assert refused(leaving.counter.send, person=zoe.person_id).code == "fermeture.carnet_en_cours"
    leaving.counter.do(pharmacy.cancel, order_id=second, version=leaving.counter.state(second)[1])
    service.advance_children(leaving.database)
    assert not readable(leaving, zoe.person_id)
    assert leaving.counter.state(first)[0] == "cancelled"


def test_who_is_18_before_it_is_over_decides_themself(leaving: Leaving, zoe: Actor) -> None:
    eighteen = date(2028, 5, 4)
    at(leaving, eighteen - timedelta(days=9))
    assert close(leaving, zoe).day == eighteen - timedelta(days=1)
    keep(leaving, leaving.nadia, zoe)
    at(leaving, eighteen - timedelta(days=8))
    assert refused(close, leaving, zoe).code == "fermeture.bientot_majeur"
    assert "c’est alors à Zoé de décider" in child(leaving, leaving.nadia, zoe.person_id).closing.barred
    at(leaving, eighteen)
    assert readable(leaving, zoe.person_id)


def test_who_opens_an_account_while_orders_are_waited_for_is_told_and_has_their_days(leaving: Leaving, zoe: Actor) -> None:
    order = leaving.counter.send(person=zoe.person_id)
    with leaving.database.uow() as uow:
        kept = uow.session.get(Account, zoe.account_id).model_dump()
        uow.session.execute(delete(Account).where(Account.id == zoe.account_id))
        uow.commit()
    assert close(leaving, zoe, choices={order: "attendre"}).waits
    with leaving.database.uow() as uow:
        uow.session.add(Account(**kept))
        uow.commit()
    leaving.counter.do(pharmacy.cancel, order_id=order, version=leaving.counter.state(order)[1])
    service.advance_children(leaving.database)
    assert readable(leaving, zoe.person_id)
    assert told(leaving, zoe) == [SOON]
    remind(leaving, zoe)
    at(leaving, DAY)
    assert not readable(leaving, zoe.person_id)


def test_another_parent_who_comes_meanwhile_is_asked_too(leaving: Leaving, zoe: Actor) -> None:
    close(leaving, zoe)
    karim = leaving.add_parent()
    leaving.counter.at_counter(service.attach_child, SYSTEM_ACTOR, guardian_id=karim.person_id, child_id=zoe.person_id)
    at(leaving, DAY)
    assert readable(leaving, zoe.person_id)
    with leaving.database.read() as uow:
        rows = uow.session.execute(select(Guardianship).where(Guardianship.child_id == zoe.person_id)).scalars().all()
    assert {(row.closes_until, row.closes_on) for row in rows} == {(None, None)}


def test_nobody_else_objects(leaving: Leaving, zoe: Actor) -> None:
    assert refused(oppose, leaving, zoe).code == "introuvable", "nobody asks it"
    close(leaving, zoe)
    for actor in (leaving.nadia, leaving.counter.home.stranger):
        assert refused(oppose, leaving, actor).code == "introuvable"
    with leaving.database.read() as uow:
        assert uow.session.execute(select(Departure).where(Departure.person_id == leaving.nadia.person_id)).first() is None
