"""Adults who help each other: accepted, renewed, ended at once or by its last day, and what both histories say."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pypdfium2
import pytest
from sqlalchemy import select, update

from rxapp.accounts import farewell, helped, helping, helping_views
from rxapp.accounts.farewell import Room
from rxapp.accounts.models import Account, AccountClosing
from rxapp.accounts.relatives_models import Helping
from rxapp.core import lookers
from rxapp.core.clock import FixedClock
from rxapp.core.policy import Actor, HelpScope
from rxapp.notices import service as notices
from rxapp.notices.models import Delivery, Notice
from tests.accounts import URL, refused
from tests.pair import LAST, Pair, pair

__all__ = ["pair"]

ALL = tuple(HelpScope)


def test_who_refuses_mails_about_relatives_gets_none_of_a_help(pair: Pair) -> None:
    for actor in (pair.paule, pair.karim):
        pair.do(notices.switch, actor=actor, kind="proche", channel="mail", on=False)
    before = pair.mails(pair.karim), pair.mails(pair.paule)
    row = pair.ask()
    assert pair.look_for() == 1
    pair.do(helping.accept, actor=pair.karim, helping_id=row, public_url=URL)
    pair.do(helping.end, actor=pair.paule, helping_id=row, public_url=URL)
    assert (pair.mails(pair.karim), pair.mails(pair.paule)) == before
    assert pair.news(pair.paule) == [("Votre aidant a accepté", "La page « Aidants » dit qui, jusqu’à quand, et y met fin.")]


def test_who_accepts_helps_from_then_on_and_both_histories_say_so(pair: Pair) -> None:
    row = pair.ask()
    assert pair.helps() == set()
    assert pair.look_for() == 1
    asked = pair.view(pair.karim).asked
    assert [(one.id, one.name, one.scopes_label, one.sheet) for one in asked] == [
        (row, "Paule Petit", "voir les documents, agenda", "")
    ]
    assert "Une invitation vous attend dans Carnet" in pair.mails(pair.karim)
    pair.do(helping.accept, actor=pair.karim, helping_id=row, public_url=URL)
    assert pair.helps() == {HelpScope.SEE, HelpScope.AGENDA}
    assert pair.history(pair.paule)[0] == pair.history(pair.karim)[0] == "Karim Petit peut aider Paule Petit"
    assert "Votre aidant a accepté" in pair.mails(pair.paule)
    assert pair.news(pair.karim) == []
    assert pair.news(pair.paule) == [("Votre aidant a accepté", "La page « Aidants » dit qui, jusqu’à quand, et y met fin.")]
    with pair.town.database.read() as uow:
        ways = select(Delivery.channel).join(Notice, Notice.id == Delivery.notice_id)
        mine = uow.session.execute(ways.where(Notice.account_id == pair.paule.account_id)).scalars().all()
    assert "mail" not in mine, "one e-mail says it: the one with its own words"
    helper = pair.view(pair.paule).helpers[0]
    assert (helper.name, helper.going, helper.until) == ("Karim Petit", True, LAST)
    assert pair.view(pair.karim).helped[0].name == "Paule Petit"
    assert refused(pair.do, helping.accept, actor=pair.karim, helping_id=row, public_url=URL).code == "introuvable"


@pytest.mark.parametrize("side", ["paule", "karim"])
def test_either_ends_it_at_once_and_open_pages_look_again(pair: Pair, side: str) -> None:
    row = pair.begin()
    seen: list[frozenset[str]] = []
    stop = lookers.listen(seen.append)
    pair.do(helping.end, actor=getattr(pair, side), helping_id=row, public_url=URL)
    stop()
    assert seen == [frozenset({pair.paule.account_id, pair.karim.account_id})]
    assert pair.helps() == set()
    assert pair.history(pair.paule)[0] == pair.history(pair.karim)[0] == "Karim Petit n’aide plus Paule Petit"
    other = pair.karim if side == "paule" else pair.paule
    assert "Une aide a pris fin dans Carnet" in pair.mails(other)
    assert refused(pair.do, helping.end, actor=pair.paule, helping_id=row, public_url=URL).code == "introuvable"


def test_it_ends_by_itself_after_its_last_day_in_paris(pair: Pair, clock: FixedClock) -> None:
    pair.begin(until="2026-11-30")
    clock.set(clock.now().replace(day=30, hour=22, minute=59))
    assert pair.helps()
    clock.set(clock.now().replace(hour=23, minute=0))  # midnight in Paris
    assert pair.helps() == set()
    assert pair.view(pair.paule).helpers == ()
    assert pair.view(pair.karim).helped == ()
    assert pair.begin(until="2026-12-31")


def test_the_person_alone_renews_it_for_a_year_at_most(pair: Pair, clock: FixedClock) -> None:
    row = pair.begin()
    given = {"helping_id": row, "until": "2027-11-23"}
    assert refused(pair.do, helping.renew, actor=pair.karim, **given).code == "introuvable"
    assert refused(pair.do, helping.renew, actor=pair.paule, helping_id=row, until="2028-01-01").errors == {
        "jusqu_au": "aide.duree"
    }
    before = sheet(pair, pair.paule, row)
    pair.do(helping.renew, actor=pair.paule, **given)
    assert pair.view(pair.karim).helped[0].until_label == "23 novembre 2027"
    assert pair.history(pair.karim)[0] == "Karim Petit peut aider Paule Petit plus longtemps"
    assert sheet(pair, pair.paule, row) != before
    clock.set(clock.now().replace(year=2027, month=12))
    assert refused(pair.do, helping.renew, actor=pair.paule, helping_id=row, until="2028-01-01").code == "introuvable"


def sheet(pair: Pair, actor: Actor, row: str, lang: str = "fr") -> bytes:
    with pair.town.database.read() as uow:
        return helping_views.attestation(uow, actor=actor, helping_id=row, public_url=URL, lang=lang)


def test_the_attestation_is_for_the_two_of_them(pair: Pair) -> None:
    row = pair.ask()
    assert refused(sheet, pair, pair.paule, row).code == "introuvable"
    pair.look_for()
    pair.do(helping.accept, actor=pair.karim, helping_id=row, public_url=URL)
    assert sheet(pair, pair.paule, row) == sheet(pair, pair.karim, row)
    said = words_of_pdf(sheet(pair, pair.paule, row))
    for words in ("Attestation d’aide", "Paule Petit autorise Karim Petit", "31 mai 2027", "voir les documents, agenda"):
        assert words in said, said
    with pair.town.database.read() as uow:
        assert uow.session.get(Helping, row).reference in said
    third = pair.town.actor(pair.town.settle("Awa", login="awa.petit", order=3))
    assert refused(sheet, pair, third, row).code == "introuvable"
    pair.do(helping.end, actor=pair.karim, helping_id=row, public_url=URL)
    assert "a pris fin le 23 novembre 2026" in words_of_pdf(sheet(pair, pair.paule, row))
    assert "ended on 23 November 2026" in words_of_pdf(sheet(pair, pair.karim, row, "en"))


def words_of_pdf(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return re.sub(r"\s+", " ", pdf[0].get_textpage().get_text_bounded())


def test_a_minor_has_no_helper_and_helps_nobody(pair: Pair) -> None:
    minor = pair.town.register("Lou", order=5, birth_date=date(2010, 6, 1))
    lou = pair.town.actor(pair.town.open(pair.town.check(minor, pair.town.write_to(minor).code), "lou.petit"))
    assert refused(pair.ask, actor=lou).code == "aide.mineur"
    assert pair.view(lou).minor


def test_who_closes_their_account_helps_nobody_and_is_helped_by_nobody(pair: Pair) -> None:
    pair.begin()
    pair.ask(login="awa.petit")
    before = dict(farewell._rooms)
    farewell.join("aidants", Room(helping.end_of))
    try:
        with pair.town.database.uow() as uow:
            closed = update(Account).where(Account.id == pair.paule.account_id).values(closed_at=uow.clock.now())
            uow.session.execute(closed)
            farewell.end(uow, pair.paule.account_id, [pair.paule.person_id or ""])
            uow.commit()
    finally:
        farewell._rooms.clear()
        farewell._rooms.update(before)
    assert pair.helps() == set()
    assert pair.history(pair.karim)[0] == "Karim Petit n’aide plus Paule Petit"
    assert pair.view(pair.paule).helpers == ()


def test_an_account_that_waits_to_be_closed_begins_no_help(pair: Pair) -> None:
    row = pair.ask()
    pair.look_for()
    with pair.town.database.uow() as uow:
        now = uow.clock.now()
        for actor in (pair.paule, pair.karim):
            uow.session.add(AccountClosing(account_id=actor.account_id, asked_at=now, until=now + timedelta(days=3)))
        uow.commit()
    assert refused(pair.ask, login="a.b").code == "fermeture.en_cours"
    assert refused(pair.do, helping.accept, actor=pair.karim, helping_id=row, public_url=URL).code == "fermeture.en_cours"


def test_news_go_to_a_helper_who_chose_them_and_in_scope_alone(pair: Pair) -> None:
    row = pair.begin(scopes=("messages",))

    def told(scope: HelpScope) -> tuple[str, ...]:
        with pair.town.database.read() as uow:
            return helped.helpers_for(uow, pair.paule.person_id or "", scope, told=True)

    assert [told(scope) for scope in ALL] == [()] * len(ALL)
    assert refused(pair.do, helping.listen, actor=pair.paule, helping_id=row, on=True).code == "introuvable"
    pair.do(helping.listen, actor=pair.karim, helping_id=row, on=True)
    assert {scope for scope in ALL if told(scope)} == {HelpScope.MESSAGES}
    pair.do(helping.listen, actor=pair.karim, helping_id=row, on=False)
    assert told(HelpScope.MESSAGES) == ()


def test_a_help_that_reaches_its_last_day_ends_for_everybody(pair: Pair) -> None:
    clock = pair.town.database.clock
    pair.begin(until=clock.today().isoformat())
    before = len(pair.history(pair.paule)), len(pair.history(pair.karim))
    assert helping.end_due(pair.town.database) == 0
    clock.advance(timedelta(days=1))
    assert helping.end_due(pair.town.database) == 1
    for one in (pair.paule, pair.karim):
        assert pair.mails(one).count("Une aide a pris fin dans Carnet") == 1
    assert (len(pair.history(pair.paule)), len(pair.history(pair.karim))) == (before[0] + 1, before[1] + 1)
    assert helping.end_due(pair.town.database) == 0
