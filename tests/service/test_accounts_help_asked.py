"""An adult asks another for help: the same whoever is named, and what both see of it until it is answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event, select, update

from rxapp.accounts import helping, service
from rxapp.accounts.models import Account
from rxapp.accounts.opening import NewAccount
from rxapp.accounts.relatives_models import Helping
from rxapp.core.clock import FixedClock
from rxapp.core.i18n import plain_date
from rxapp.core.policy import SYSTEM_ACTOR, Role
from tests.accounts import BORN, PASSWORD, URL, refused
from tests.pair import LAST, Pair, pair

__all__ = ["pair"]


@pytest.mark.parametrize(
    ("login", "born"),
    [("personne.ici", BORN), ("awa.petit", date(1980, 1, 1)), ("lou.petit", BORN), ("dr.blanc", BORN)],
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


@pytest.mark.parametrize("login", ["lou.petit", "personne.ici"])
def test_a_birth_date_under_18_is_refused_whoever_is_named(pair: Pair, login: str) -> None:
    """What was typed says it; whether there is such an account is not looked at."""
    wrong = refused(pair.ask, login=login, born=date(2010, 6, 1).isoformat())
    assert wrong.causes["naissance"].code == "aide.aidant_mineur"
    assert pair.view(pair.paule).helpers == ()


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
    """Every statement of this thread, without its values: an application of other tests may be at work beside it."""
    here = threading.get_ident()

    def note(_connection, _cursor, statement: str, *_given) -> None:
        if threading.get_ident() == here:
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


def test_a_closed_account_is_not_found(pair: Pair) -> None:
    with pair.town.database.uow() as uow:
        closed = update(Account).where(Account.id == pair.karim.account_id).values(closed_at=uow.clock.now())
        uow.session.execute(closed)
        uow.commit()
    pair.ask()
    assert pair.look_for() == 0


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
