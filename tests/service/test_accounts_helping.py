"""Adults who help each other: asked without a word on who exists, accepted or not, ended at once, and what both histories say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pypdfium2
import pytest
from sqlalchemy import Engine, event, select, update

from rxapp.accounts import farewell, helped, helping, helping_views, service
from rxapp.accounts.farewell import Room
from rxapp.accounts.helping import Invitation
from rxapp.accounts.models import Account, AccountClosing
from rxapp.accounts.opening import NewAccount
from rxapp.accounts.relatives_models import Helping
from rxapp.core import audit, lookers
from rxapp.core.clock import FixedClock
from rxapp.core.i18n import plain_date
from rxapp.core.policy import SYSTEM_ACTOR, Actor, HelpScope, Role
from rxapp.notices.models import Delivery, Notice
from rxapp.notices.views import departures_page, notices_page
from tests.accounts import BORN, PASSWORD, URL, Town, refused
from tests.relatives import dispatch

LAST = "2027-05-31"
ALL = tuple(HelpScope)


@dataclass
class Pair:
    """Paule, who wants help, and Karim, who may give it."""

    town: Town
    paule: Actor
    karim: Actor

    def do(self, verb: Callable[..., object], **given: object):
        with self.town.database.uow() as uow:
            done = verb(uow, **given)
            uow.commit()
        return done

    def ask(self, *, actor: Actor | None = None, login: str = "karim.petit", born: str = "1991-03-14", **given) -> str:
        said = {"scopes": ("voir", "agenda"), "until": LAST} | given
        return self.do(helping.invite, actor=actor or self.paule, invitation=Invitation(login, born, **said))

    def look_for(self) -> int:
        return helping.answer_invitations(self.town.database)

    def begin(self, **given: object) -> str:
        """Ask, find and accept."""
        row = self.ask(**given)
        assert self.look_for() == 1
        self.do(helping.accept, actor=self.karim, helping_id=row, public_url=URL)
        return row

    def view(self, actor: Actor, lang: str = "fr") -> helping_views.HelpersView:
        with self.town.database.read() as uow:
            return helping_views.helpers_view(uow, actor=actor, lang=lang)

    def helps(self) -> set[HelpScope]:
        """What Karim may do for Paule now."""
        with self.town.database.read() as uow:
            return set(service.context_for(uow, self.karim).scopes(self.paule.person_id))

    def history(self, actor: Actor) -> list[str]:
        with self.town.database.read() as uow:
            lines = audit.history_page(uow, actor=actor, person_id=actor.person_id or "")
        return [line.action_label for line in lines]

    def news(self, actor: Actor) -> list[tuple[str, str]]:
        """Titles and words of what an account was told in Carnet."""
        dispatch(self.town)
        with self.town.database.read() as uow:
            found = notices_page(uow, actor=actor, lang="fr").items
        return [(one.title, one.text.replace("\u00a0", " ")) for one in found]

    def mails(self, actor: Actor) -> list[str]:
        with self.town.database.read() as uow:
            page = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", person_id=actor.person_id, kind="mail")
        return [one.subject for one in page.items]


@pytest.fixture
def pair(town: Town) -> Pair:
    paule = town.actor(town.settle("Paule", login="paule.petit", order=1))
    return Pair(town, paule, town.actor(town.settle("Karim", login="karim.petit", order=2)))


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


@pytest.mark.parametrize(
    ("login", "born"),
    [("personne.ici", BORN), ("awa.petit", date(1980, 1, 1)), ("lou.petit", date(2010, 6, 1)), ("dr.blanc", BORN)],
    ids=["nobody", "another birth date", "a minor", "no patient"],
)
def test_what_is_seen_of_an_invitation_is_the_same_whoever_is_named(pair: Pair, login: str, born: date) -> None:
    pair.town.settle("Awa", login="awa.petit", order=4)
    minor = pair.town.register("Lou", order=5, birth_date=date(2010, 6, 1))
    pair.town.open(pair.town.check(minor, pair.town.write_to(minor).code), "lou.petit")
    new = NewAccount(Role.PROFESSIONAL, "dr.blanc", "", PASSWORD, "Dr Blanc")
    with pair.town.database.uow() as uow:
        service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new)
        uow.commit()
    there, gone = pair.ask(), pair.ask(login=login, born=born.isoformat())
    before = {one.id: one for one in pair.view(pair.paule).helpers}
    assert pair.look_for() == 1
    after = {one.id: one for one in pair.view(pair.paule).helpers}
    assert before == after
    assert replace(after[there], id="", name="", born_label="") == replace(after[gone], id="", name="", born_label="")
    assert pair.history(pair.paule)[:2] == ["Invitation à aider envoyée"] * 2


def test_one_who_declines_is_not_told_of(pair: Pair, clock: FixedClock) -> None:
    row = pair.ask()
    pair.look_for()
    waiting, lines = pair.view(pair.paule), pair.history(pair.paule)
    pair.do(helping.decline, actor=pair.karim, helping_id=row)
    assert (pair.view(pair.paule), pair.history(pair.paule)) == (waiting, lines)
    assert pair.view(pair.karim).asked == ()
    assert pair.history(pair.karim)[0] == "Invitation à aider refusée"
    assert refused(pair.do, helping.accept, actor=pair.karim, helping_id=row, public_url=URL).code == "introuvable"
    clock.advance(timedelta(days=15))
    assert pair.view(pair.paule).helpers == ()
    again = pair.ask()
    assert pair.look_for() == 1
    pair.do(helping.accept, actor=pair.karim, helping_id=again, public_url=URL)
    assert pair.helps()


def test_who_invites_reads_the_day_they_chose_and_the_day_to_answer(pair: Pair) -> None:
    pair.ask()
    (row,) = pair.view(pair.paule).helpers
    assert (row.until, row.until_label) == (LAST, plain_date(date.fromisoformat(LAST), "fr"))
    assert row.state_label.replace("\u00a0", " ").endswith("sans réponse pour l’instant : à accepter jusqu’au 7 décembre 2026")


def test_an_invitation_waits_two_weeks(pair: Pair, clock: FixedClock) -> None:
    row = pair.ask()
    pair.look_for()
    clock.set(clock.now().replace(month=12, day=7, hour=22, minute=59))
    assert [len(side) for side in (pair.view(pair.karim).asked, pair.view(pair.paule).helpers)] == [1, 1]
    clock.set(clock.now().replace(hour=23, minute=0))  # midnight in Paris: the day that was said is over
    assert pair.view(pair.paule).helpers == pair.view(pair.karim).asked == ()
    assert refused(pair.do, helping.accept, actor=pair.karim, helping_id=row, public_url=URL).code == "introuvable"


def test_who_invites_reads_the_birth_date_they_typed_until_it_is_accepted(pair: Pair) -> None:
    row = pair.ask()
    assert [one.born_label for one in pair.view(pair.paule).helpers] == ["14 mars 1991"]
    assert [one.born_label for one in pair.view(pair.paule, "en").helpers] == ["14 March 1991"]
    pair.look_for()
    pair.do(helping.accept, actor=pair.karim, helping_id=row, public_url=URL)
    assert [one.born_label for one in pair.view(pair.paule).helpers] == [""]


@pytest.mark.parametrize("looked", [True, False])
def test_one_with_another_birth_date_comes_in_the_place_of_the_first(pair: Pair, looked: bool) -> None:
    pair.ask(born="1991-04-13")
    if looked:
        assert pair.look_for() == 0
    right = pair.ask(login="KARIM.petit")
    assert [(one.id, one.born_label) for one in pair.view(pair.paule).helpers] == [(right, "14 mars 1991")]
    assert pair.view(pair.paule).left == 2
    assert pair.history(pair.paule)[:2] == ["Invitation à aider envoyée", "Invitation à aider retirée"]
    assert pair.look_for() == 1
    pair.do(helping.accept, actor=pair.karim, helping_id=right, public_url=URL)
    assert [one.name for one in pair.view(pair.paule).helpers] == ["Karim Petit"]
    for born in ("1991-03-14", "1991-04-13"):
        assert refused(pair.ask, born=born).errors == {"identifiant": "aide.deja"}, "who helps already is not asked again"


def test_one_that_comes_in_the_place_of_another_needs_no_place_of_its_own(pair: Pair) -> None:
    for login in ("karim.petit", "a.b", "c.d"):
        pair.ask(login=login)
    pair.ask(login="a.b", born="1980-01-01")
    assert refused(pair.ask, login="e.f").code == "aide.trop"
    assert pair.view(pair.paule).left == 0


def test_putting_a_birth_date_right_is_the_same_whoever_is_named(pair: Pair) -> None:
    """Whether the first reached somebody, in words, rows and work: statement by statement."""
    pair.ask()
    pair.ask(login="personne.ici")
    assert pair.look_for() == 1
    done: list[list[str]] = []
    for login in ("karim.petit", "personne.ici"):
        said: list[str] = []
        with statements(said):
            pair.ask(login=login, born="1991-04-13")
        done.append(said)
    assert done[0] == done[1]
    there, gone = pair.view(pair.paule).helpers
    assert replace(there, id="", name="") == replace(gone, id="", name="")
    assert pair.view(pair.karim).asked == ()


@contextmanager
def statements(said: list[str]) -> Iterator[None]:
    """Every statement, without its values."""

    def note(_connection, _cursor, statement: str, *_given) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_at_most_three_and_each_once(pair: Pair) -> None:
    for login in ("karim.petit", "a.b", "c.d"):
        pair.ask(login=login)
    assert pair.view(pair.paule).left == 0
    refusal = refused(pair.ask, login="e.f")
    assert (refusal.code, refusal.params) == ("aide.trop", {"maximum": 3})
    other = next(one for one in pair.view(pair.paule).helpers if one.name == "a.b")
    pair.do(helping.end, actor=pair.paule, helping_id=other.id, public_url=URL)
    assert refused(pair.ask, login="KARIM.petit").errors == {"identifiant": "aide.deja"}
    assert pair.ask(login="e.f")


def test_what_is_typed_wrong_is_said_at_once_beside_each_box(pair: Pair) -> None:
    assert refused(pair.ask, login=" ", born="31/02/1990", scopes=(), until="demain").errors == {
        "identifiant": "aide.identifiant",
        "naissance": "naissance.forme",
        "portee": "aide.sans_portee",
        "jusqu_au": "aide.jour",
    }
    assert refused(pair.ask, login="Paule.Petit").errors == {"identifiant": "aide.soi_meme"}
    for day in ("2026-11-22", "2027-11-24"):
        assert refused(pair.ask, until=day).errors == {"jusqu_au": "aide.duree"}
    assert pair.ask(until="2027-11-23", scopes=("tout", "agenda"))


@pytest.mark.parametrize("typed", ["31/12/2026", "31.12.2026", " 31 12 2026 ", "31122026", "2026-12-31"])
def test_the_last_day_is_typed_as_any_other_day(pair: Pair, typed: str) -> None:
    pair.ask(until=typed)
    (row,) = pair.view(pair.paule).helpers
    assert (row.until, row.until_typed) == ("2026-12-31", "31/12/2026")


def test_each_box_is_a_sentence_and_says_what_it_gives(pair: Pair) -> None:
    for one in pair.view(pair.paule).scopes:
        assert one.label[0].isupper()
        assert one.sentence.endswith(".")
        assert one.label not in {"Agenda", "Messages", "Pharmacie"}, "named like a page of the navigation"


def test_invitations_are_counted_whoever_they_name(pair: Pair, clock: FixedClock) -> None:
    for n in range(10):
        pair.do(helping.end, actor=pair.paule, helping_id=pair.ask(login=f"personne.{n}"), public_url=URL)
    assert refused(pair.ask).code == "aide.patienter"
    clock.advance(timedelta(days=1))
    assert pair.ask()


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


def test_a_closed_account_is_not_found(pair: Pair) -> None:
    with pair.town.database.uow() as uow:
        closed = update(Account).where(Account.id == pair.karim.account_id).values(closed_at=uow.clock.now())
        uow.session.execute(closed)
        uow.commit()
    pair.ask()
    assert pair.look_for() == 0


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


def test_what_was_typed_is_sealed(pair: Pair) -> None:
    row = pair.ask(login="nom.a.part", born="1970-02-03")
    with pair.town.database.read() as uow:
        kept = uow.session.execute(select(Helping.asked).where(Helping.id == row)).scalar_one()
    assert b"nom.a.part" not in kept
    assert b"1970" not in kept


def test_an_invitation_waits_on_when_whom_it_names_leaves(pair: Pair) -> None:
    """Or whoever asked would learn that they were there."""
    pair.ask()
    pair.look_for()
    before = pair.view(pair.paule).helpers
    pair.do(helping.end_of, account_id=pair.karim.account_id, _people=())
    assert pair.view(pair.paule).helpers == before


def test_one_that_cannot_be_read_holds_up_no_other(pair: Pair) -> None:
    unreadable = pair.ask(login="aaa.bbb")
    with pair.town.database.uow() as uow:
        uow.session.execute(update(Helping).where(Helping.id == unreadable).values(asked=bytes(40)))
        uow.commit()
    assert pair.look_for() == 0
    with pair.town.database.read() as uow:
        assert uow.session.get(Helping, unreadable).looked_at is not None


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
