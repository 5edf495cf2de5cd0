"""What a young person lets a parent keep at 18: nothing unless they chose it in the last months; begun at midnight, once."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import select, update

from rxapp.accounts import help_asked, helping, helping_views, service
from rxapp.accounts.birth import handover_day, majority_day
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.models import Account, Guardianship
from rxapp.accounts.people import context_for
from rxapp.accounts.relatives_models import Helping
from rxapp.accounts.relatives_views import GrownView
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import PARIS
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR, Actor, HelpScope
from rxapp.notices import views as notices
from tests.accounts import refused
from tests.relatives import Kin, kin

__all__ = ["kin"]

SOON, EVE, DAY = date(2028, 2, 4), date(2028, 5, 3), date(2028, 5, 4)
UNTIL = "2028-12-31"


def link(kin: Kin) -> str:
    (guardian,) = kin.page(kin.zoe).myself.guardians
    return guardian.id


def keep(kin: Kin, *scopes: str, until: str = UNTIL, actor: Actor | None = None, of: str = "") -> None:
    kin.do(service.keep, actor=actor or kin.zoe, link_id=of or link(kin), scopes=scopes, until=until)


def helps(kin: Kin, actor: Actor | None = None) -> set[tuple[str, str]]:
    """What somebody may do today as a helper."""
    with kin.town.database.read() as uow:
        return {(person, scope.value) for person, scope in context_for(uow, actor or kin.nadia).helps}


def rows(kin: Kin) -> list[Helping]:
    with kin.town.database.read() as uow:
        return list(uow.session.execute(select(Helping)).scalars())


def test_nothing_is_kept_unless_it_was_chosen(kin: Kin) -> None:
    kin.at(SOON)
    assert kin.page(kin.zoe).myself.guardians[0].kept == ""
    kin.at(DAY)
    kin.watch()
    assert rows(kin) == []
    assert helps(kin) == set()
    assert "aide.debut" not in _lines(kin, kin.zoe.person_id)


def test_what_was_chosen_begins_at_midnight_and_once(kin: Kin) -> None:
    kin.at(SOON)
    keep(kin, "agenda", "ajouter")
    kin.clock.set(datetime(2028, 5, 3, 23, 59, 59, tzinfo=PARIS))
    kin.watch()
    assert rows(kin) == []
    assert helps(kin) == set()
    kin.clock.advance(timedelta(seconds=1))
    assert not kin.acts_for(kin.nadia)
    kin.watch()
    kin.watch()
    (row,) = rows(kin)
    assert (row.started_on, row.until.isoformat(), row.scopes) == (DAY, UNTIL, "voir ajouter agenda")
    zoe = kin.zoe.person_id
    assert helps(kin) == {(zoe, "voir"), (zoe, "ajouter"), (zoe, "agenda")}
    for person in (zoe, kin.nadia.person_id):
        assert _lines(kin, person)[-1:] == ["aide.debut"]
    with kin.town.database.read() as uow:
        left = uow.session.execute(select(Guardianship.kept)).scalars().all()
    assert left == [None], "what was seen to is not kept any longer"


def test_both_are_told_what_begins_and_either_ends_it(kin: Kin) -> None:
    kin.at(SOON)
    keep(kin, "pharmacie")
    kin.at(DAY)
    kin.watch()
    assert "Vous n’agissez plus pour Zoé, qui a 18 ans" in kin.told(kin.nadia)
    assert "Vous avez 18 ans" in kin.told(kin.zoe)
    with kin.town.database.read() as uow:
        (helper,) = helping_views.helpers_view(uow, actor=kin.zoe, lang="fr").helpers
        sheet = helping_views.attestation(uow, actor=kin.nadia, helping_id=helper.id, public_url="http://x", lang="fr")
    assert (helper.name, helper.scopes_label, helper.until) == ("Nadia Petit", "pharmacie", UNTIL)
    assert sheet.startswith(b"%PDF")
    kin.do(helping.end, actor=kin.zoe, helping_id=helper.id, public_url="http://x")
    assert helps(kin) == set()


def test_the_choice_can_be_changed_and_taken_back(kin: Kin) -> None:
    kin.at(SOON)
    keep(kin, "agenda", "messages")
    (seen,) = kin.page(kin.zoe).myself.guardians
    assert (seen.kept, seen.until) == ("agenda, messages, jusqu’au 31 décembre 2028", UNTIL)
    assert [box.id for box in seen.boxes if box.on] == ["agenda", "messages"]
    keep(kin, "pharmacie", until="2028-05-04")
    assert kin.page(kin.zoe, "en").myself.guardians[0].kept == "pharmacy, until 4 May 2028"
    keep(kin, until="")
    assert kin.page(kin.zoe).myself.guardians[0].kept == ""
    kin.at(DAY)
    kin.watch()
    assert rows(kin) == []


def test_the_parent_sees_nothing_of_the_choice(kin: Kin) -> None:
    """Neither in the page, nor in the histories, which parents read; and cannot make it."""
    kin.at(SOON)
    kin.watch()
    before, lines = kin.child(), _lines(kin, kin.zoe.person_id)
    keep(kin, "messages")
    assert kin.child() == before
    assert before.guardians[0].boxes == []
    assert _lines(kin, kin.zoe.person_id) == lines
    with pytest.raises(DomainError, match="introuvable"):
        keep(kin, "messages", actor=kin.nadia, of=link(kin))
    with pytest.raises(DomainError, match="introuvable"):
        keep(kin, "messages", actor=kin.karim, of=link(kin))


@pytest.mark.parametrize("day", [date(2028, 2, 3), DAY])
def test_it_is_chosen_in_the_three_months_before_and_not_otherwise(kin: Kin, day: date) -> None:
    kin.at(EVE)
    wanted = link(kin)
    kin.at(day)
    assert refused(keep, kin, "agenda", of=wanted).code == "introuvable"
    assert all(one.boxes == [] for one in kin.page(kin.zoe).myself.guardians)


@pytest.mark.parametrize(
    ("until", "code"),
    [("", "aide.jour"), ("demain", "aide.jour"), ("2028-05-03", "proches.garde_jour"), ("2029-05-05", "proches.garde_jour")],
)
def test_a_day_that_cannot_be_is_said_beside_its_box(kin: Kin, until: str, code: str) -> None:
    kin.at(SOON)
    error = refused(keep, kin, "agenda", until=until)
    assert isinstance(error, FieldErrors)
    assert error.errors == {"jusqu_au": code}
    assert kin.page(kin.zoe).myself.guardians[0].kept == ""


@settings(max_examples=30, deadline=None)
@given(some.dates(date(2008, 1, 1), date(2011, 12, 31)))
def test_the_window_lasts_three_months_whatever_the_birth_date(born: date) -> None:
    assert handover_day(born) < majority_day(born) <= helping.latest_day(majority_day(born))


@pytest.mark.parametrize("why", ["stopped", "decided", "closed", "too late", "damaged", "full"])
def test_what_cannot_be_kept_any_more_does_not_begin(kin: Kin, why: str) -> None:
    kin.at(SOON)
    keep(kin, "agenda", until="2028-05-04" if why == "too late" else UNTIL)
    zoe, nadia = kin.zoe.person_id, kin.nadia.person_id
    if why == "stopped":
        kin.do(service.stop_acting, actor=kin.nadia, child_id=zoe, day="03/05/2028")
    elif why == "decided":
        kin.do(service.detach_child, actor=SYSTEM_ACTOR, guardian_id=nadia, child_id=zoe, on=date(2028, 4, 1))
    elif why in ("closed", "damaged"):
        with kin.town.database.uow() as uow:
            if why == "closed":
                uow.session.execute(update(Account).where(Account.person_id == nadia).values(closed_at=uow.clock.now()))
            else:
                uow.session.execute(update(Guardianship).values(kept=b"\x01" + bytes(60)))
            uow.commit()
    elif why == "full":
        with kin.town.database.uow() as uow:
            for _place in range(help_asked.MOST):
                asked = {"asked": b"", "asked_at": datetime(2028, 5, 3, tzinfo=PARIS), "until": date(2028, 12, 1)}
                uow.session.add(Helping(person_id=zoe, scopes="agenda", **asked))
            uow.commit()
    kin.at(date(2028, 5, 5) if why == "too late" else DAY)
    kin.watch()
    assert helps(kin) == set()
    assert "Vous avez 18 ans" in kin.told(kin.zoe)


def test_two_parents_keep_what_was_chosen_for_each(kin: Kin) -> None:
    with kin.town.database.uow() as uow:
        service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=kin.karim.person_id, child_id=kin.zoe.person_id)
        uow.commit()
    kin.at(SOON)
    ids = {one.name: one.id for one in kin.page(kin.zoe).myself.guardians}
    keep(kin, "messages", of=ids["Karim Petit"])
    kin.at(DAY)
    kin.watch()
    assert helps(kin) == set()
    assert helps(kin, kin.karim) == {(kin.zoe.person_id, HelpScope.MESSAGES.value)}


def test_two_watches_at_once_begin_it_once(kin: Kin) -> None:
    kin.at(SOON)
    keep(kin, "agenda")
    kin.at(DAY, hour=0)

    async def both() -> None:
        await asyncio.gather(*(asyncio.to_thread(kin.watch) for _watch in range(3)))

    asyncio.run(both())
    assert len(rows(kin)) == 1


def _lines(kin: Kin, person_id: str | None) -> list[str]:
    with kin.town.database.read() as uow:
        mine = select(AuditEntry.action).where(AuditEntry.person_id == person_id)
        return list(uow.session.execute(mine.order_by(AuditEntry.seq)).scalars())


def test_a_young_adult_reads_since_when_their_parents_act_no_more_for_a_year(kin: Kin) -> None:
    kin.at(EVE)
    assert kin.page(kin.zoe).grown == GrownView()
    kin.at(DAY, hour=0)
    assert kin.page(kin.zoe).grown == GrownView("4 mai 2028"), "before anybody saw to it"
    kin.watch()
    assert kin.page(kin.zoe, "en").grown == GrownView("4 May 2028")
    assert kin.page(kin.nadia).grown == kin.page(kin.karim).grown == GrownView(), "nobody acted for them here"
    kin.at(date(2029, 5, 3))
    assert kin.page(kin.zoe).grown.since == "4 mai 2028"
    kin.at(date(2029, 5, 4))
    assert kin.page(kin.zoe).grown == GrownView()


def test_what_a_parent_helps_with_is_said_until_it_ends(kin: Kin) -> None:
    kin.at(SOON)
    keep(kin, "agenda")
    kin.at(DAY)
    assert kin.page(kin.zoe).grown.kept == [], "it has not begun"
    kin.watch()
    assert kin.page(kin.zoe).grown.kept == ["Nadia Petit vous aide\u00a0: agenda, jusqu’au 31 décembre 2028."]
    (row,) = rows(kin)
    kin.do(helping.end, actor=kin.zoe, helping_id=row.id, public_url="http://x")
    assert kin.page(kin.zoe).grown == GrownView("4 mai 2028")


def test_who_had_no_parent_acting_to_the_end_reads_nothing_of_it(kin: Kin) -> None:
    kin.at(SOON)
    kin.do(service.stop_acting, actor=kin.nadia, child_id=kin.zoe.person_id, day="05/02/2028")
    kin.at(DAY)
    assert kin.page(kin.zoe).grown == GrownView()


def test_what_was_told_of_the_majority_is_read_in_the_language_of_the_reader(kin: Kin) -> None:
    kin.at(SOON)
    keep(kin, "agenda")
    kin.at(DAY)
    kin.watch()
    assert "Vous avez 18 ans" in kin.told(kin.zoe)
    with kin.town.database.read() as uow:
        theirs = [notices.notices_page(uow, actor=one, lang="en").items[0] for one in (kin.zoe, kin.nadia)]
    assert [one.title for one in theirs] == ["You are 18", "You no longer act for Zoé, who is 18"]
    assert theirs[0].text.startswith("Your parents no longer act for you. The help that you chose begins")
    assert "31 December 2028" in theirs[1].text
