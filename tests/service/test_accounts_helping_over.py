"""A help that is over: its attestation stays and says the right day, both are told, a closing tells those who helped."""

from __future__ import annotations

from datetime import date, timedelta

import pypdfium2
import pytest
from sqlalchemy import select, update

from rxapp import wiring
from rxapp.accounts import helping, helping_views
from rxapp.accounts import service as accounts
from rxapp.accounts.models import Person
from rxapp.accounts.relatives_models import Helping
from rxapp.core.policy import Actor
from rxapp.notices.models import Notice
from rxapp.notices.views import notices_page
from tests.accounts import PASSWORD, URL, refused
from tests.pair import Pair, pair
from tests.relatives import dispatch

__all__ = ["pair"]


def sheet(pair: Pair, actor: Actor, row: str) -> str:
    """What the attestation says."""
    with pair.town.database.read() as uow:
        data = helping_views.attestation(uow, actor=actor, helping_id=row, public_url=URL, lang="fr")
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    return " ".join(page.get_text_bounded().split())


def told(pair: Pair, actor: Actor) -> list[str]:
    dispatch(pair.town)
    with pair.town.database.read() as uow:
        return [one.title for one in notices_page(uow, actor=actor, lang="fr").items]


@pytest.mark.parametrize("seen_to_after", [0, 1, 9])
def test_the_attestation_is_there_on_the_last_day_and_after_it(pair: Pair, seen_to_after: int) -> None:
    """Whenever the end was seen to, it is the last day that the sheet says."""
    clock = pair.town.database.clock
    today: date = clock.today()
    row = pair.begin(until=today.isoformat())
    assert "pris fin" not in sheet(pair, pair.paule, row)
    assert pair.view(pair.paule).past == ()
    clock.advance(timedelta(days=1 + seen_to_after))
    if seen_to_after:
        helping.end_due(pair.town.database)
    for actor, said in ((pair.paule, "Karim Petit vous aidait"), (pair.karim, "Vous aidiez Paule Petit")):
        (past,) = pair.view(actor).past
        assert past.label == f"{said}, jusqu’au {today.day} novembre {today.year}"
        assert past.sheet == f"/api/aidants/{row}/attestation.pdf"
        assert f"{today.day} novembre {today.year}" in sheet(pair, actor, row).rpartition("fin")[2]
    clock.advance(timedelta(days=366))
    assert pair.view(pair.paule).past == ()


def test_one_that_cannot_be_ended_holds_up_no_other(pair: Pair) -> None:
    database, today = pair.town.database, pair.town.database.clock.today()
    pair.begin(until=today.isoformat())
    lou = pair.town.actor(pair.town.settle("Lou", login="lou.petit", order=8)).person_id
    with database.uow() as uow:
        said = {"scopes": "", "asked": b"", "asked_at": uow.clock.now(), "started_on": today, "helper_id": lou}
        said["reference"] = "0" * 16
        uow.session.add(Helping(person_id=pair.paule.person_id or "", until=today - timedelta(days=1), **said))
        uow.session.execute(update(Person).where(Person.id == lou).values(family_name=b"unreadable"))
        uow.commit()
    database.clock.advance(timedelta(days=2))
    assert helping.end_due(database) == 1
    with database.read() as uow:
        left = uow.session.execute(select(Helping.until).where(Helping.ended_at.is_(None))).scalars().all()
    assert left == [today - timedelta(days=1)]


def test_one_that_was_ended_early_says_that_day(pair: Pair) -> None:
    row = pair.begin()
    pair.town.database.clock.advance(timedelta(days=2))
    day = pair.town.database.clock.today()
    pair.do(helping.end, actor=pair.karim, helping_id=row, public_url=URL)
    (past,) = pair.view(pair.paule).past
    assert past.label.endswith(f"jusqu’au {day.day} novembre {day.year}")
    stranger = pair.town.actor(pair.town.settle("Lou", login="lou.petit", order=8))
    assert pair.view(stranger).past == ()
    assert refused(sheet, pair, stranger, row).code == "introuvable"


def close(pair: Pair, actor: Actor) -> None:
    given = {"password": PASSWORD, "choices": {}, "confirmed": True, "token_hash": b"x" * 32}
    accounts.close_account(pair.town.database, actor=actor, **given)


@pytest.mark.parametrize("who", ["paule", "karim"])
def test_a_closing_tells_the_other_one_and_leaves_nothing_to_read_of_who_left(pair: Pair, who: str) -> None:
    wiring.join_rooms()
    row = pair.begin()
    leaves, stays = (pair.paule, pair.karim) if who == "paule" else (pair.karim, pair.paule)
    mine = select(Notice.id).where(Notice.account_id == leaves.account_id)
    with pair.town.database.read() as uow:
        before = uow.session.execute(mine).all()
    close(pair, leaves)
    assert "Une aide a pris fin" in told(pair, stays)
    assert pair.view(stays).past == (), "the name of who left is sealed away"
    assert refused(sheet, pair, stays, row).code == "introuvable"
    with pair.town.database.read() as uow:
        assert uow.session.execute(mine).all() == before


def test_wanting_news_or_not_is_in_both_histories(pair: Pair) -> None:
    row = pair.begin()
    for on, words in (
        (True, "Karim Petit reçoit les nouvelles de Paule Petit"),
        (False, "Karim Petit ne reçoit plus les nouvelles de Paule Petit"),
    ):
        pair.do(helping.listen, actor=pair.karim, helping_id=row, on=on)
        pair.do(helping.listen, actor=pair.karim, helping_id=row, on=on)
        assert pair.history(pair.paule)[0] == pair.history(pair.karim)[0] == words
        assert pair.history(pair.paule).count(words) == 1
