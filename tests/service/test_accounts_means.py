"""Nothing that opened an account survives its closing: not what is lost, not what is kept on paper, not what is on its way."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from rxapp.accounts import forgotten, known_devices, passkeys, second_factor, service
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.identity import identity_of
from rxapp.accounts.models import (
    Account,
    Passkey,
    PasskeyChallenge,
    PasswordReset,
    RecoveryCode,
    SecondFactor,
    SecurityEvent,
    SignInStep,
)
from rxapp.accounts.places import Visit
from rxapp.core.archive_key import private_half
from rxapp.core.keys import has_key
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.inbox import own_views
from rxapp.inbox import service as inbox
from rxapp.notices import service as notices
from rxapp.notices import views as told
from rxapp.notices.dispatch import Dispatcher
from rxapp.notices.models import Notice
from rxapp.takeout.models import Takeout
from tests.accounts import PASSWORD, URL, Resident, refused
from tests.closing import EMAIL, LOGIN, Leaving, Means, leaving, protect
from tests.inbox import MOREAU, Post, post
from tests.pharmacy import counter, home
from tests.restoring import copied, restored
from tests.takeout import Traveller

__all__ = ["counter", "home", "leaving", "post"]

OPENS = (SecondFactor, RecoveryCode, Passkey, SignInStep, PasswordReset)
NEW = "violons bleus sous la neige"
HERE = Visit("192.0.2.1", "Firefox")


@pytest.fixture
def means(leaving: Leaving) -> Means:
    return protect(leaving, leaving.actor())


def rows(database, *tables) -> dict[str, int]:
    with database.read() as uow:
        return {table.__tablename__: len(uow.session.execute(select(table)).all()) for table in tables}


def none_of(*tables) -> dict[str, int]:
    return {table.__tablename__: 0 for table in tables}


def halfway(leaving: Leaving) -> str:
    """A sign-in whose password was right."""
    step = leaving.sign_in()
    assert isinstance(step, service.NextStep)
    return step.token


def link(leaving: Leaving) -> str:
    """What the e-mail of a forgotten password brings."""
    with leaving.database.uow() as uow:
        service.ask_link(uow, named=LOGIN, visit=HERE)
    assert service.answer_resets(leaving.database) == 1
    with leaving.database.read() as uow:
        mails = told.departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items
    body = next(one.body for one in mails if one.subject == "Choisir un nouveau mot de passe")
    return body.partition("#")[2].split()[0]


def letter(leaving: Leaving, *, reset: bool = False) -> str:
    with leaving.database.uow() as uow:
        issued = service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=leaving.nadia.person_id, public_url=URL, reset=reset)
        uow.commit()
    return issued.code


def reopen(leaving: Leaving, archive_key: tuple[str, str]) -> str:
    """The operator brings the private half; returns the code of the letter that leaves."""
    with leaving.database.uow() as uow:
        given = {"which": leaving.nadia.person_id, "private": private_half(archive_key[0], ""), "where": "", "public_url": URL}
        issued = service.reopen(uow, **given)
        uow.commit()
    return issued.code


def who_is(leaving: Leaving) -> Resident:
    with leaving.database.read() as uow:
        who = identity_of(uow, leaving.nadia.person_id)
    return Resident(who.person_id, who.nir, who.birth_date)


def test_the_page_knows_where_its_code_comes_from(leaving: Leaving, means: Means) -> None:
    """Of an authenticator, or one on paper; from paper alone where passkeys are all there is."""
    asked = leaving.view(actor=means.actor)
    assert (asked.wants_code, asked.has_app) == (True, True)
    with leaving.database.uow() as uow:
        uow.session.execute(delete(SecondFactor))
        uow.commit()
    asked = leaving.view(actor=means.actor)
    assert (asked.wants_code, asked.has_app) == (True, False)


def test_the_code_is_asked_before_anything_is_sealed(leaving: Leaving, means: Means) -> None:
    with pytest.raises(FieldErrors) as missing:
        leaving.close(actor=means.actor)
    assert set(missing.value.causes) == {"code"}
    with leaving.database.read() as uow:
        assert has_key(uow, leaving.nadia.person_id)
    leaving.close(actor=means.actor, code=means.paper[0])
    with leaving.database.read() as uow:
        assert not has_key(uow, leaving.nadia.person_id)


def test_nothing_that_opened_it_is_left(leaving: Leaving, means: Means) -> None:
    token, step = link(leaving), halfway(leaving)
    assert all(rows(leaving.database, *OPENS).values())
    code = means.shown()
    asked = passkeys.ask_passkey(leaving.database, address="192.0.2.1")
    leaving.close(actor=means.actor, code=means.paper[0])
    assert rows(leaving.database, *OPENS) == none_of(*OPENS)
    assert refused(leaving.sign_in).code == "connexion.refusee"
    given = {"token": step, "address": "192.0.2.1", "device": "Firefox"}
    for what in (code, means.paper[1]):
        assert refused(service.give_code, leaving.database, code=what, **given).code == "second.perime"
    answer = means.key.sign(asked)
    assert refused(passkeys.sign_in_with_passkey, leaving.database, answer=answer, visit=HERE).code == "passe.refusee"
    reset = {"token": token, "password": NEW, "code": code, "visit": HERE}
    assert refused(service.reset_by_link, leaving.database, **reset).code == "oubli.lien"


def test_a_link_on_its_way_does_not_leave(leaving: Leaving) -> None:
    link(leaving)
    leaving.close()
    asyncio.run(Dispatcher(leaving.database).once())
    with leaving.database.read() as uow:
        left = told.departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items
    assert [one.subject for one in left] == ["Votre compte Carnet est fermé"]


def test_a_forgotten_password_brings_nothing_of_a_closed_account(leaving: Leaving) -> None:
    leaving.close()
    with leaving.database.uow() as uow:
        service.ask_link(uow, named=EMAIL, visit=HERE)
    leaving.counter.clock.advance(timedelta(minutes=1))
    with leaving.database.uow() as uow:
        service.ask_link(uow, named=LOGIN, visit=HERE)
    assert service.answer_resets(leaving.database) == 0


@pytest.mark.parametrize("sealed_again", [False, True])
def test_once_given_back_it_asks_for_the_new_password_alone(
    leaving: Leaving, means: Means, archive_key: tuple[str, str], sealed_again: bool
) -> None:
    """Nothing old is asked for, and nothing old opens: not before the letter has served, not afterwards."""
    who, code, token = who_is(leaving), means.shown(), link(leaving)
    step = halfway(leaving)
    leaving.close(actor=means.actor, code=means.paper[0])
    if sealed_again:
        reopen(leaving, archive_key)
        leaving.counter.clock.advance(timedelta(days=60))
        assert service.put_away_left(leaving.database) == 1
    new = reopen(leaving, archive_key)
    nothing_old_opens(leaving, means, step, token, code)
    town = leaving.counter.home.town
    ticket = town.check(who, new)
    assert refused(service.reset_by_letter, leaving.database, **by_letter(ticket)).code == "oubli.pas_ouvert"
    assert town.open(ticket, LOGIN).account_id == leaving.nadia.account_id
    nothing_old_opens(leaving, means, step, token, code)
    assert isinstance(leaving.sign_in(), service.SignedIn)
    with leaving.database.read() as uow:
        assert not second_factor.is_on(uow, leaving.nadia.account_id)


def by_letter(ticket: service.ActivationTicket) -> dict[str, object]:
    return {"ticket": ticket.token, "password": NEW, "without_factor": True, "visit": HERE}


def nothing_old_opens(leaving: Leaving, means: Means, step: str, token: str, code: str) -> None:
    assert refused(means.touch).code == "passe.refusee"
    given = {"token": step, "address": "192.0.2.1", "device": "Firefox"}
    assert refused(service.give_code, leaving.database, code=means.paper[2], **given).code == "second.perime"
    reset = {"token": token, "password": NEW, "code": code, "visit": HERE}
    assert refused(service.reset_by_link, leaving.database, **reset).code == "oubli.lien"
    with leaving.database.read() as uow:
        assert forgotten.open_link(uow, token=token) is None


def test_a_letter_for_a_forgotten_password_is_worth_nothing_once_it_is_given_back(
    leaving: Leaving, archive_key: tuple[str, str]
) -> None:
    who, old = who_is(leaving), letter(leaving, reset=True)
    ticket = leaving.counter.home.town.check(who, old)
    leaving.close()
    new = reopen(leaving, archive_key)
    assert refused(service.reset_by_letter, leaving.database, **by_letter(ticket)).code == "activation.a_refaire"
    assert refused(leaving.counter.home.town.check, who, old).code == "activation.remplacee"
    leaving.counter.home.town.open(leaving.counter.home.town.check(who, new), LOGIN)


def test_a_device_of_before_is_a_stranger_to_an_account_given_back(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    who, device = who_is(leaving), leaving.sign_in().known_device
    leaving.close()
    leaving.counter.clock.advance(timedelta(days=1))
    leaving.counter.home.town.open(leaving.counter.home.town.check(who, reopen(leaving, archive_key)), LOGIN)
    with leaving.database.read() as uow:
        since = uow.session.get(Account, leaving.nadia.account_id).password_changed_at
    assert known_devices.known(leaving.database.keyring, device, LOGIN, since) is None


def test_a_code_asked_for_meanwhile_is_the_letter_s_own(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    """Given back and not open yet: who forgot the letter asks for another one, and gets no link."""
    who = who_is(leaving)
    leaving.close()
    reopen(leaving, archive_key)
    leaving.counter.clock.advance(timedelta(days=1))
    assert leaving.counter.home.town.ask(who) == 1
    code = leaving.counter.home.town.latest_code(who)
    leaving.counter.home.town.open(leaving.counter.home.town.check(who, code), LOGIN)


def test_a_letter_that_is_refused_leaves_the_record_closed(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    who = who_is(leaving)
    leaving.close()
    ticket = leaving.counter.home.town.check(who, reopen(leaving, archive_key))
    with leaving.database.uow() as uow:
        service.refuse_space(uow, ticket=ticket.token)
        uow.commit()
    assert service.put_away_left(leaving.database) == 1
    with leaving.database.read() as uow:
        assert not has_key(uow, leaving.nadia.person_id)


def test_a_backup_gives_none_of_it_back(leaving: Leaving, means: Means, tmp_path) -> None:
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.close(actor=means.actor, code=means.shown())
        with restored(leaving.database, copy) as again:
            assert all(rows(again, SecondFactor, RecoveryCode, Passkey).values())
            assert service.replay(again) == service.Replayed(1)
            assert rows(again, *OPENS) == none_of(*OPENS)


def test_a_destruction_leaves_nothing_of_what_happened_to_the_account(leaving: Leaving, post: Post, means: Means) -> None:
    passkeys.begin_passkey(leaving.database, actor=means.actor, password=PASSWORD, code=means.shown())
    Traveller(post).ask(means.actor)
    tables = (*OPENS, PasskeyChallenge, SecurityEvent, Takeout)
    link(leaving)
    halfway(leaving)
    assert all(rows(leaving.database, *tables).values())
    leaving.close(actor=means.actor, code=means.shown(), destroy=True)
    assert rows(leaving.database, SecurityEvent)["security_event"]  # read again, were it given back
    leaving.counter.clock.advance(timedelta(days=60))
    assert service.destroy_due(leaving.database) == 1
    assert rows(leaving.database, *tables) == none_of(*tables)


def test_what_a_report_said_is_erased_and_its_reason_stays(leaving: Leaving, post: Post) -> None:
    begun = post.start("Bonjour")
    post.reply(begun.conversation_id, "Non")
    answer = next(row for row in post.page(begun.conversation_id).rows if not row.mine)
    post.do(inbox.report, message_id=answer.id, reason="rude", words="Il parle de mon traitement")
    leaving.close()
    with post.database.read() as uow:
        (report,) = own_views.reports(uow, actor=SYSTEM_ACTOR, lang="fr")
    assert (report.words, report.reason_label) == ("", "Propos blessants ou menaçants")


def test_what_waited_for_a_parent_is_erased_and_what_waits_for_the_staff_is_told(leaving: Leaving, post: Post) -> None:
    """What tells a relative of somebody bears what it is about; what tells a professional bears neither that nor a name."""
    zoe = leaving.counter.home.zoe
    given = {
        "person_id": leaving.nadia.person_id,
        "kind": "rappel",
        "title": "Rendez-vous",
        "text": "Gynécologue",
        "href": "/agenda",
    }
    due = leaving.counter.clock.now() + timedelta(days=30)
    with post.database.uow() as uow:
        for account_id in (zoe.account_id, MOREAU.account_id):
            notices.announce(uow, account_id=account_id, once=account_id, facts={}, due_at=due, occasion="o", topic="t", **given)
        uow.commit()
    leaving.close()
    with post.database.read() as uow:
        wanted = select(Notice).where(Notice.account_id.in_((zoe.account_id, MOREAU.account_id)), Notice.due_at == due)
        kept = {row.account_id: (row.person_id, row.state, row.content != b"") for row in uow.session.execute(wanted).scalars()}
    assert kept == {zoe.account_id: (leaving.nadia.person_id, "passed", False), MOREAU.account_id: ("", "waiting", True)}
