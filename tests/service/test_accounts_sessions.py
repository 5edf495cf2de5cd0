"""Sessions: 15 minutes idle (4 hours at a counter), 8 hours in all, ended at once, listed and ended by their owner only."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from rxapp.accounts import service, views
from rxapp.accounts.models import Account
from rxapp.accounts.sessions import start_session
from rxapp.core.clock import FixedClock
from rxapp.core.policy import SYSTEM_ACTOR, Role
from tests.accounts import Town, refused

SECOND = timedelta(seconds=1)


def touch(town: Town, signed_in: service.SignedIn) -> service.Principal | None:
    with town.database.uow() as uow:
        principal = service.touch(uow, token_hash=service.hash_token(signed_in.token))
        uow.commit()
    return principal


def test_a_check_is_one_statement_on_the_primary_key(town: Town) -> None:
    signed_in = town.settle()
    with town.statements() as seen:
        assert town.principal(signed_in)
    selects = [statement for statement in seen if statement.startswith("SELECT")]
    assert len(selects) == 1
    with town.database.read() as uow:
        plan = uow.session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + selects[0], (b"x",)).all()
    assert len(plan) == 2
    assert all("SEARCH" in row[-1] and "USING INDEX sqlite_autoindex" in row[-1] for row in plan)


@pytest.mark.parametrize("token_hash", [None, b"", b"x" * 32])
def test_no_session_is_nobody(town: Town, token_hash: bytes | None) -> None:
    with town.database.read() as uow:
        assert service.check_session(uow, token_hash) is None


def test_fifteen_minutes_without_a_sign_of_life(town: Town, clock: FixedClock) -> None:
    signed_in = town.settle()
    principal = town.principal(signed_in)
    assert principal.warn_at == clock.now() + timedelta(minutes=13)
    assert principal.idle_expires_at == clock.now() + timedelta(minutes=15)
    clock.advance(timedelta(minutes=15) - SECOND)
    assert town.principal(signed_in)
    clock.advance(SECOND)
    assert town.principal(signed_in) is None
    assert touch(town, signed_in) is None


def test_a_sign_of_life_is_written_at_most_once_a_minute(town: Town, clock: FixedClock) -> None:
    signed_in = town.settle()
    clock.advance(timedelta(seconds=59))
    assert not town.principal(signed_in).needs_touch(clock.now())
    with town.statements() as seen:
        touch(town, signed_in)
    assert not any(statement.startswith("UPDATE") for statement in seen)
    clock.advance(SECOND)
    assert town.principal(signed_in).needs_touch(clock.now())
    assert touch(town, signed_in).last_seen_at == clock.now()
    clock.advance(timedelta(minutes=15) - SECOND)
    assert town.principal(signed_in)


def test_eight_hours_in_all(town: Town, clock: FixedClock) -> None:
    signed_in = town.settle()
    for _ in range(47):
        clock.advance(timedelta(minutes=10))
        assert touch(town, signed_in)
    clock.advance(timedelta(minutes=10) - SECOND)
    assert town.principal(signed_in)
    clock.advance(SECOND)
    assert town.principal(signed_in) is None


def test_an_end_is_seen_at_once_by_who_reads_elsewhere(town: Town) -> None:
    signed_in = town.settle()
    token_hash = service.hash_token(signed_in.token)
    assert town.principal(signed_in)
    with town.database.uow() as uow:
        service.sign_out(uow, token_hash=token_hash)
        uow.commit()
    assert town.principal(signed_in) is None
    with town.database.uow() as uow:
        service.sign_out(uow, token_hash=token_hash)


def test_a_closed_account_is_nobody(town: Town, clock: FixedClock) -> None:
    signed_in = town.settle()
    with town.database.uow() as uow:
        uow.session.execute(update(Account).values(closed_at=clock.now()))
        uow.commit()
    assert town.principal(signed_in) is None
    assert refused(town.sign_in).code == "connexion.refusee"


def test_one_s_sessions_are_listed_and_ended(town: Town, clock: FixedClock) -> None:
    first = town.settle()
    clock.advance(timedelta(minutes=1))
    second, third = town.sign_in(), town.sign_in()
    actor = town.actor(first)
    with town.database.read() as uow:
        page = views.sessions_page(uow, actor=actor, lang="fr")
    assert [view.is_current for view in page] == [True, False, False]
    assert {view.id for view in page} == {first.session_id, second.session_id, third.session_id}
    assert (page[0].device_label, page[0].address) == ("Firefox", "192.0.2.1")
    with town.database.uow() as uow:
        ended = service.end_session(uow, actor=actor, session_id=second.session_id)
        uow.commit()
    assert ended == (service.hash_token(second.token),)
    assert town.principal(second) is None
    with town.database.uow() as uow:
        assert service.end_other_sessions(uow, actor=actor) == (service.hash_token(third.token),)
        uow.commit()
    assert town.principal(third) is None
    assert town.principal(first)


def test_what_is_over_is_not_listed(town: Town, clock: FixedClock) -> None:
    town.settle()
    clock.advance(timedelta(minutes=15))
    here = town.sign_in()
    with town.database.read() as uow:
        page = views.sessions_page(uow, actor=town.actor(here), lang="fr")
    assert [view.id for view in page] == [here.session_id]


def test_sessions_are_forgotten_after_thirty_days(town: Town, clock: FixedClock) -> None:
    town.settle()
    clock.advance(timedelta(days=30) + SECOND)
    here = town.sign_in()
    with town.database.uow() as uow:
        assert service.purge_sessions(uow) == 1
        uow.commit()
    assert town.principal(here)


def test_somebody_else_s_session_does_not_exist(town: Town) -> None:
    mine = town.settle()
    theirs = town.settle("Awa", login="awa.diallo", order=5)
    with town.database.uow() as uow:
        refusal = refused(service.end_session, uow, actor=town.actor(mine), session_id=theirs.session_id)
    assert refusal.code == "introuvable"
    assert town.principal(theirs)


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1", "Safari sur iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge sur Windows"),
        ("curl/8", "Appareil inconnu"),
        ("", "Appareil inconnu"),
    ],
)
def test_devices_have_short_names(agent: str, label: str) -> None:
    assert views.device_label(agent, "fr") == label


def test_a_counter_listens_for_four_hours(town: Town, clock: FixedClock) -> None:
    new = service.NewAccount(Role.PHARMACY, "pharmacie.coin", "coin@exemple.fr", "x", display_name="Pharmacie du Coin")
    with town.database.uow() as uow:
        account_id = service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new)
        account = uow.session.get(Account, account_id)
        signed_in = start_session(uow, account=account, label="Pharmacie du Coin", address="", device="")
        uow.commit()
    clock.advance(timedelta(hours=4) - SECOND)
    principal = town.principal(signed_in)
    assert principal.warn_at == clock.now() + SECOND - timedelta(minutes=2)
    with town.database.read() as uow:
        assert len(views.sessions_page(uow, actor=principal.actor(), lang="fr")) == 1
    clock.advance(SECOND)
    assert town.principal(signed_in) is None
