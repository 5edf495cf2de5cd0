"""18 at midnight in Paris: who is asked finds it over, pages are told, a letter leaves, nothing queued reaches the parents."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import service
from rxapp.agenda import service as agenda
from rxapp.core.clock import PARIS
from rxapp.core.keys import destroy_person_key
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.notices.models import Notice
from rxapp.notices.views import departures_page
from tests.relatives import Kin, kin

__all__ = ["kin"]

EVE, DAY = date(2028, 5, 3), date(2028, 5, 4)


def letters(kin: Kin, person_id: str) -> int:
    with kin.town.database.read() as uow:
        return len(departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="letter", person_id=person_id).items)


def test_the_last_second_and_the_first(kin: Kin) -> None:
    kin.clock.set(datetime(2028, 5, 3, 23, 59, 59, tzinfo=PARIS))
    assert kin.acts_for(kin.nadia)
    kin.clock.advance(timedelta(seconds=1))
    assert not kin.acts_for(kin.nadia)
    assert kin.page(kin.nadia).children == []


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2009, 3, 28), date(2027, 3, 28)),  # summer time begins that night
        (date(2010, 10, 29), date(2028, 10, 29)),  # and ends in this one
    ],
)
def test_whatever_the_birth_date(kin: Kin, born: date, day: date) -> None:
    child = kin.town.register("Lou", order=7, birth_date=born)
    kin.at(day - timedelta(days=30))
    with kin.town.database.uow() as uow:
        service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=kin.karim.person_id, child_id=child.id)
        uow.commit()
    midnight = datetime(day.year, day.month, day.day, tzinfo=PARIS)
    kin.clock.set(midnight - timedelta(seconds=1))
    assert [one.id for one in kin.page(kin.karim).children] == [child.id]
    kin.clock.set(midnight)
    assert kin.page(kin.karim).children == []
    kin.watch()
    assert letters(kin, child.id) == 1


def test_open_pages_are_told_after_midnight_and_once(kin: Kin) -> None:
    kin.at(EVE, hour=23)
    watch = service.Watch()
    watch.run(kin.town.database)
    kin.looked.clear()
    watch.run(kin.town.database)
    assert kin.looked == []
    kin.clock.advance(timedelta(hours=1))
    watch.run(kin.town.database)
    assert {kin.nadia.account_id, kin.zoe.account_id} <= frozenset().union(*kin.looked)
    kin.looked.clear()
    watch.run(kin.town.database)
    kin.watch()
    assert kin.looked == []


def test_both_are_told_and_both_histories_say_it(kin: Kin) -> None:
    kin.at(DAY)
    kin.watch()
    assert "Vous n’agissez plus pour Zoé, qui a 18 ans" in kin.told(kin.nadia)
    assert "Vous avez 18 ans" in kin.told(kin.zoe)
    for person_id in (kin.zoe.person_id, kin.nadia.person_id):
        assert kin.acts(person_id)[-1] == "parent.majorite"
    (ended,) = kin.page(kin.nadia).ended
    assert "depuis le 4 mai 2028" in ended.words
    assert letters(kin, kin.zoe.person_id) == 0, "she has an account"
    kin.at(DAY + timedelta(days=90))
    assert kin.page(kin.nadia).ended == []


def test_who_has_no_account_is_invited_by_letter_once(kin: Kin) -> None:
    lou = kin.town.register("Lou", order=7, birth_date=date(2009, 1, 15))
    for parent in (kin.nadia, kin.karim):
        with kin.town.database.uow() as uow:
            service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=parent.person_id, child_id=lou.id)
            uow.commit()
    kin.at(date(2027, 1, 14))
    kin.watch()
    assert letters(kin, lou.id) == 0
    kin.at(date(2027, 1, 15), hour=0)
    kin.watch()
    kin.watch()
    assert letters(kin, lou.id) == 1
    ticket = kin.town.check(lou, kin.town.latest_code(lou))
    assert not ticket.for_parents
    kin.town.open(ticket, "lou.petit")


def test_a_child_whose_parents_had_stopped_is_invited_too(kin: Kin) -> None:
    lou = kin.town.register("Lou", order=7, birth_date=date(2009, 1, 15))
    with kin.town.database.uow() as uow:
        service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=kin.nadia.person_id, child_id=lou.id)
        uow.commit()
    kin.do(service.stop_acting, actor=kin.nadia, child_id=lou.id, day="24/11/2026")
    kin.at(date(2027, 1, 15))
    kin.watch()
    assert letters(kin, lou.id) == 1
    assert "parent.majorite" not in kin.acts(kin.nadia.person_id)


def test_the_handover_is_explained_at_17_years_and_9_months(kin: Kin) -> None:
    kin.at(date(2028, 2, 3))
    kin.watch()
    assert kin.told(kin.zoe) == kin.told(kin.nadia) == []
    assert not kin.page(kin.zoe).myself.soon
    kin.at(date(2028, 2, 4))
    kin.watch()
    kin.watch()
    assert kin.told(kin.zoe) == ["Bientôt 18 ans\u00a0: ce qui change"]
    assert kin.told(kin.nadia) == ["Zoé aura bientôt 18 ans\u00a0: ce qui change"]
    for actor in (kin.zoe, kin.nadia):
        assert kin.texts(actor)[0].startswith("Dès le jeudi 4 mai 2028 à 0\u00a0h (heure de Paris), ")
    assert kin.page(kin.zoe).myself.soon
    assert kin.child().soon


def test_what_waited_to_be_told_of_her_is_not_told_to_the_parent(kin: Kin) -> None:
    """A reminder was planned for both on the eve; it is due after midnight, and she alone gets it."""
    kin.at(EVE)
    form = agenda.Form(title="Dentiste", day="06/05/2028", start="9h30", end="10h")
    for day in ("06/05/2028", "04/05/2028"):
        kin.do(agenda.add, actor=kin.zoe, person_id=kin.zoe.person_id, form=replace(form, day=day))
    kin.at(EVE, hour=10)
    assert len(kin.told(kin.nadia)) == len(kin.told(kin.zoe)) == 1, "the one that was due on the eve"
    with kin.town.database.read() as uow:
        waiting = uow.session.execute(select(Notice.account_id).where(Notice.state == "waiting")).scalars().all()
    assert set(waiting) == {kin.nadia.account_id, kin.zoe.account_id}
    kin.at(date(2028, 5, 5), hour=10)
    assert len(kin.told(kin.zoe)) == 2
    assert kin.told(kin.nadia) == [], "not even what she was told before"
    with kin.town.database.read() as uow:
        states = uow.session.execute(select(Notice.state).where(Notice.account_id == kin.nadia.account_id)).scalars().all()
    assert "waiting" not in states


def test_a_day_of_many_births_is_looked_at_in_batches(kin: Kin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rxapp.accounts.majority._AT_ONCE", 2)
    born = [kin.town.register(f"Lou{n}", order=20 + n, birth_date=date(2009, 1, 15)) for n in range(5)]
    for child in born:
        with kin.town.database.uow() as uow:
            service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=kin.nadia.person_id, child_id=child.id)
            uow.commit()
    kin.at(date(2027, 1, 15))
    kin.watch()
    assert [letters(kin, child.id) for child in born] == [1] * 5


def test_a_parent_whose_record_is_sealed_away_holds_nothing_up(kin: Kin) -> None:
    """Their name is not readable any more: they act no more, and the child comes of age all the same."""
    lou = kin.town.register("Lou", order=7, birth_date=date(2009, 1, 15))
    for parent in (kin.nadia, kin.karim):
        with kin.town.database.uow() as uow:
            service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=parent.person_id, child_id=lou.id)
            uow.commit()
    with kin.town.database.uow() as uow:
        destroy_person_key(uow, kin.karim.person_id)
        uow.commit()
    card = next(one for one in kin.page(kin.nadia).children if one.id == lou.id)
    assert [one.name for one in card.guardians] == ["Nadia Petit"]
    kin.at(date(2027, 1, 15))
    kin.watch()
    assert letters(kin, lou.id) == 1
    assert kin.acts(lou.id)[-2:] == ["parent.majorite"] * 2


def test_a_grown_child_who_closed_their_record_is_left_out(kin: Kin) -> None:
    kin.at(DAY)
    kin.watch()
    with kin.town.database.uow() as uow:
        destroy_person_key(uow, kin.zoe.person_id)
        uow.commit()
    assert kin.page(kin.nadia).ended == []
