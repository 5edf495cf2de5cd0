"""Passkeys: one key, one challenge, one site; a copy is noticed, and nothing of a stranger's is believed."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rxapp.accounts import passkeys, passwords, second_factor, service, totp
from rxapp.accounts.models import Passkey, PasskeyChallenge, RecoveryCode
from rxapp.accounts.opening import account_row
from rxapp.accounts.places import Visit
from rxapp.core import audit
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from tests.accounts import PASSWORD, URL, refused
from tests.passkeys import Authenticator
from tests.safety import ELSEWHERE, HOME, Guarded, field_codes, guarded

__all__ = ["guarded"]


def add(guarded: Guarded, device: Authenticator, code: str = "", *, actor: Actor | None = None) -> tuple[str, ...]:
    who = actor or guarded.nadia
    options = passkeys.begin_passkey(guarded.database, actor=who, password=PASSWORD, code=code)
    codes, _ended = passkeys.add_passkey(guarded.database, actor=who, answer=device.make(options))
    return codes


def ask(guarded: Guarded, address: str = HOME) -> str:
    return passkeys.ask_passkey(guarded.database, address=address)


def enter(guarded: Guarded, answer: str) -> service.SignedIn:
    return passkeys.sign_in_with_passkey(guarded.database, answer=answer, visit=Visit(HOME, "Firefox"))


def test_a_passkey_signs_in_without_a_password(guarded: Guarded) -> None:
    other, device = guarded.town.sign_in(), Authenticator()
    codes = add(guarded, device)
    assert len(codes) == 10
    assert guarded.town.principal(other) is None
    signed_in = enter(guarded, device.sign(ask(guarded)))
    assert guarded.town.principal(signed_in).label == "Nadia Petit"
    assert enter(guarded, device.sign(ask(guarded))).token != signed_in.token
    with guarded.database.read() as uow:
        (shown,) = passkeys.my_passkeys(uow, actor=guarded.nadia, lang="fr")
        lines = audit.history_page(uow, actor=guarded.nadia, person_id=guarded.nadia.person_id)
    assert shown.label.startswith("Firefox, le ")
    assert shown.used_label
    assert "passe.ajout" in {line.action for line in lines}
    assert "Nouvelle clé d’accès" in dict(guarded.mails())


def test_the_password_alone_opens_nothing_any_more(guarded: Guarded) -> None:
    codes = add(guarded, Authenticator())
    step = guarded.first_step()
    assert field_codes(refused(guarded.give, step, "123456")) == {"code": "second.refuse"}
    assert guarded.give(step, codes[0]).token


def test_with_an_authenticator_its_code_is_asked_for_and_codes_on_paper_stay(guarded: Guarded) -> None:
    guarded.protect()
    assert field_codes(refused(add, guarded, Authenticator())) == {"code": "second.code_vide"}
    assert add(guarded, Authenticator(), guarded.shown(ahead=1)) == ()
    assert guarded.give(guarded.first_step(), guarded.codes[0]).token


def test_an_authenticator_beside_a_passkey_leaves_the_codes_on_paper(guarded: Guarded) -> None:
    paper = add(guarded, Authenticator())
    setup = second_factor.begin(guarded.database, actor=guarded.nadia, password=PASSWORD, code=paper[0])
    guarded.secret = totp.secret_of(setup.text)
    with guarded.database.uow() as uow:
        codes, _ended = second_factor.confirm(uow, actor=guarded.nadia, code=guarded.shown(), public_url=URL)
        uow.commit()
    assert codes == (), "none is shown: those written down serve for both"
    assert guarded.give(guarded.first_step(), paper[1]).token
    assert field_codes(refused(guarded.give, guarded.first_step(), paper[0])) == {"code": "second.refuse"}
    fresh = second_factor.renew_codes(guarded.database, actor=guarded.nadia, code=paper[2])
    assert field_codes(refused(guarded.give, guarded.first_step(), paper[3])) == {"code": "second.refuse"}
    assert guarded.give(guarded.first_step(), fresh[0]).token


def test_an_authenticator_brings_codes_where_all_were_used(guarded: Guarded) -> None:
    guarded.protect()
    with guarded.database.uow() as uow:
        uow.session.execute(update(RecoveryCode).values(used_at=guarded.clock.now()))
        uow.commit()
    guarded.clock.advance(timedelta(minutes=1))
    setup = second_factor.begin(guarded.database, actor=guarded.nadia, password=PASSWORD, code=guarded.shown())
    guarded.secret = totp.secret_of(setup.text)
    with guarded.database.uow() as uow:
        codes, _ended = second_factor.confirm(uow, actor=guarded.nadia, code=guarded.shown(), public_url=URL)
        uow.commit()
    assert len(codes) == 10


def test_adding_takes_the_password(guarded: Guarded) -> None:
    wrong = refused(passkeys.begin_passkey, guarded.database, actor=guarded.nadia, password="non")
    assert field_codes(wrong) == {"mot_de_passe_actuel": "mot_de_passe.actuel"}


def test_a_replayed_answer_opens_nothing(guarded: Guarded) -> None:
    device = Authenticator(counts=False)
    add(guarded, device)
    answer = device.sign(ask(guarded))
    assert enter(guarded, answer).token
    assert refused(enter, guarded, answer).code == "passe.refusee"


def test_a_challenge_serves_for_five_minutes_and_for_what_it_was_made_for(guarded: Guarded) -> None:
    device = Authenticator(counts=False)
    add(guarded, device)
    late = device.sign(ask(guarded))
    guarded.clock.advance(passkeys.CHALLENGE_LIFE)
    assert refused(enter, guarded, late).code == "passe.refusee"
    options = passkeys.begin_passkey(guarded.database, actor=guarded.nadia, password=PASSWORD, code=second_factor_code(guarded))
    assert refused(enter, guarded, device.sign(options)).code == "passe.refusee"
    another = Authenticator()
    stolen = another.make(json.dumps({"user": {"id": "eA"}, "challenge": json.loads(ask(guarded))["challenge"]}))
    assert refused(passkeys.add_passkey, guarded.database, actor=guarded.nadia, answer=stolen).code == "passe.refusee"
    with guarded.database.uow() as uow:
        guarded.clock.advance(passkeys.CHALLENGE_LIFE)
        assert service.purge_passing(uow) == 3
        assert uow.session.execute(select(PasskeyChallenge)).first() is None


def second_factor_code(guarded: Guarded) -> str:
    """A recovery code of Nadia's, made anew."""
    with guarded.database.uow() as uow:
        codes = second_factor._fresh_codes(uow, account_row(uow, guarded.nadia.account_id))
        uow.commit()
    return codes[0]


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://carnet.example"},
        {"origin": "http://localhost:3001"},
        {"site": "carnet.example"},
        {"verifies": False},
        {"credential_id": b"x" * 32},
        {"key": Authenticator().key},
    ],
    ids=["origin", "port", "site", "nobody checked", "another id", "another key"],
)
def test_another_site_another_key_or_nobody_there_opens_nothing(guarded: Guarded, lie: dict[str, object]) -> None:
    device = Authenticator()
    add(guarded, device)
    false = replace(device, **lie)
    assert refused(enter, guarded, false.sign(ask(guarded))).code == "passe.refusee"
    assert enter(guarded, device.sign(ask(guarded))).token


@pytest.mark.parametrize("lie", [{"origin": "https://carnet.example"}, {"site": "carnet.example"}, {"verifies": False}])
def test_a_key_made_for_another_site_is_not_kept(guarded: Guarded, lie: dict[str, object]) -> None:
    assert refused(add, guarded, Authenticator(**lie)).code == "passe.refusee"
    with guarded.database.read() as uow:
        assert uow.session.execute(select(Passkey)).first() is None


def test_a_copy_is_refused_and_told(guarded: Guarded) -> None:
    device = Authenticator()
    add(guarded, device)
    copy = replace(device)
    for _number in range(3):
        enter(guarded, device.sign(ask(guarded)))
    assert refused(enter, guarded, copy.sign(ask(guarded))).code == "passe.refusee"
    assert "Une clé d’accès a peut-être été copiée" in dict(guarded.mails())
    assert "Clé d’accès refusée\u00a0: peut-être une copie" in guarded.happened()
    assert enter(guarded, device.sign(ask(guarded))).token


def test_a_stranger_s_guess_frightens_nobody(guarded: Guarded) -> None:
    """A low counter under a wrong signature says nothing about the key."""
    device = Authenticator(count=50)
    add(guarded, device)
    false = replace(device, key=Authenticator().key, count=0)
    assert refused(enter, guarded, false.sign(ask(guarded, ELSEWHERE))).code == "passe.refusee"
    assert "Une clé d’accès a peut-être été copiée" not in dict(guarded.mails())


NO_ANSWERS = (
    *("", "x", "{}", "[]", "null", "9" * 5000, '{"response": {}}'),
    '{"response": {"clientDataJSON": "e30"}}',
    '{"response": {"clientDataJSON": 1}}',
    '{"response": {"clientDataJSON": "\\ud800"}}',
    '{"rawId": "x", "response": {"clientDataJSON": "eyJjIjo"}}',
    "[" * 100_000,
    '{"a":' * 50_000,
)


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_what_is_no_answer_is_refused_in_words(guarded: Guarded, answer: str) -> None:
    assert refused(enter, guarded, answer).code == "passe.refusee"
    assert refused(passkeys.add_passkey, guarded.database, actor=guarded.nadia, answer=answer).code == "passe.refusee"


def test_parts_of_a_right_answer_left_out_or_spoilt(guarded: Guarded) -> None:
    device = Authenticator()
    add(guarded, device)
    for name in ("authenticatorData", "signature", "clientDataJSON"):
        for spoilt in (None, "", "AAAA", 5):
            answer = json.loads(device.sign(ask(guarded)))
            answer["response"][name] = spoilt
            assert refused(enter, guarded, json.dumps(answer)).code == "passe.refusee", (name, spoilt)
    for name in ("id", "rawId", "type"):
        answer = json.loads(device.sign(ask(guarded)))
        del answer[name]
        assert refused(enter, guarded, json.dumps(answer)).code == "passe.refusee", name


def test_one_is_taken_away_with_the_password_and_the_last_with_a_code(guarded: Guarded) -> None:
    first, second = Authenticator(), Authenticator()
    codes = add(guarded, first)
    assert add(guarded, second, codes[0]) == ()
    with guarded.database.read() as uow:
        one, other = (view.id for view in passkeys.my_passkeys(uow, actor=guarded.nadia, lang="fr"))
    take = {"actor": guarded.nadia, "password": PASSWORD}
    assert field_codes(refused(passkeys.remove_passkey, guarded.database, passkey_id=one, **take | {"password": "non"}))
    assert refused(passkeys.remove_passkey, guarded.database, passkey_id="x", **take).code == "introuvable"
    assert passkeys.remove_passkey(guarded.database, passkey_id=one, **take) == ()
    assert {refuses(guarded, device) for device in (first, second)} == {True, False}
    last = {"passkey_id": other, **take}
    assert field_codes(refused(passkeys.remove_passkey, guarded.database, **last)) == {"code": "second.code_vide"}
    assert field_codes(refused(passkeys.remove_passkey, guarded.database, **last, code="123456")) == {"code": "second.refuse"}
    guarded.tick()
    assert passkeys.remove_passkey(guarded.database, **last, code=codes[1])
    assert set(guarded.happened()[:2]) == {"Second facteur retiré", "Clé d’accès retirée"}
    assert "Second facteur retiré" in dict(guarded.mails())
    assert isinstance(guarded.town.sign_in(), service.SignedIn)
    with guarded.database.read() as uow:
        assert uow.session.execute(select(RecoveryCode)).first() is None


def test_coming_in_with_a_key_stands_for_a_code_for_a_quarter_of_an_hour(guarded: Guarded) -> None:
    """Who used up the codes on paper is not locked in with a key: other codes, another key, none, or closing."""
    key = Authenticator(counts=False)
    add(guarded, key)

    def fresh() -> Actor:
        guarded.opened = enter(guarded, key.sign(ask(guarded)))
        return guarded.nadia

    assert field_codes(refused(second_factor.renew_codes, guarded.database, actor=guarded.nadia, code="")) == {
        "code": "second.code_vide"
    }
    actor = fresh()
    with guarded.database.read() as uow:
        assert second_factor.second_factor_view(uow, actor=actor, lang="fr").key_answers
    assert len(second_factor.renew_codes(guarded.database, actor=actor, code="")) == 10
    guarded.clock.advance(second_factor.KEY_ANSWERS)
    late = refused(second_factor.renew_codes, guarded.database, actor=actor, code="")
    assert field_codes(late) == {"code": "second.code_vide"}
    with guarded.database.read() as uow:
        (view,) = passkeys.my_passkeys(uow, actor=actor, lang="fr")
    passkeys.remove_passkey(guarded.database, actor=fresh(), passkey_id=view.id, password=PASSWORD)
    guarded.protect()
    off = {"actor": guarded.nadia, "password": PASSWORD, "code": ""}
    wrong = refused(second_factor.turn_off, guarded.database, **off)
    assert field_codes(wrong) == {"code": "second.code_vide"}, "the key that answered is gone"


def test_a_key_closes_the_account(guarded: Guarded) -> None:
    key = Authenticator()
    add(guarded, key)
    given = {"password": PASSWORD, "confirmed": True, "token_hash": bytes(32), "choices": {}, "code": ""}
    wrong = refused(service.close_account, guarded.database, actor=guarded.nadia, **given)
    assert field_codes(wrong) == {"code": "second.code_vide"}
    guarded.opened = enter(guarded, key.sign(ask(guarded)))
    assert service.close_account(guarded.database, actor=guarded.nadia, **given).ended


def refuses(guarded: Guarded, device: Authenticator) -> bool:
    answer = device.sign(ask(guarded))
    with contextlib.suppress(DomainError):
        enter(guarded, answer)
        return False
    return True


def test_nobody_takes_another_s_key_away(guarded: Guarded) -> None:
    add(guarded, Authenticator())
    with guarded.database.read() as uow:
        (view,) = passkeys.my_passkeys(uow, actor=guarded.nadia, lang="fr")
    karim = guarded.town.actor(guarded.town.settle("Karim", login="karim.petit", order=2))
    taking = {"actor": karim, "passkey_id": view.id, "password": PASSWORD}
    assert refused(passkeys.remove_passkey, guarded.database, **taking).code == "introuvable"
    with guarded.database.read() as uow:
        assert passkeys.my_passkeys(uow, actor=karim, lang="fr") == ()


def test_a_passkey_is_what_staff_of_a_real_instance_owe(guarded: Guarded) -> None:
    kept = passwords.hash_password(guarded.database.keyring.pepper, PASSWORD)
    with guarded.database.uow() as uow:
        new = service.NewAccount(Role.PHARMACY, "officine", "", kept, display_name="Pharmacie")
        service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new)
        uow.commit()
    guarded.database.settings = replace(guarded.database.settings, demo=False)
    signed_in = guarded.town.sign_in("officine")
    assert signed_in.enrolling is True
    device, actor = Authenticator(), guarded.town.actor(signed_in)
    add(guarded, device, actor=actor)
    assert guarded.town.principal(signed_in).enrolling is False
    assert enter(guarded, device.sign(ask(guarded))).enrolling is False
    with guarded.database.read() as uow:
        (view,) = passkeys.my_passkeys(uow, actor=actor, lang="fr")
    last = refused(passkeys.remove_passkey, guarded.database, actor=actor, passkey_id=view.id, password=PASSWORD)
    assert last.code == "second.obligatoire"


def test_a_closed_account_is_opened_by_no_key(guarded: Guarded) -> None:
    device = Authenticator()
    codes = add(guarded, device)
    given = {"password": PASSWORD, "confirmed": True, "token_hash": bytes(32), "choices": {}, "code": codes[0]}
    service.close_account(guarded.database, actor=guarded.nadia, **given)
    assert refused(enter, guarded, device.sign(ask(guarded))).code == "passe.refusee"


def test_who_asks_too_often_waits(guarded: Guarded) -> None:
    for _number in range(60):
        ask(guarded, ELSEWHERE)
    assert refused(ask, guarded, ELSEWHERE).code == "passe.patienter"
    assert ask(guarded, HOME)
    guarded.clock.advance(timedelta(minutes=15))
    assert ask(guarded, ELSEWHERE)


def test_a_key_is_kept_once_and_ten_at_most(guarded: Guarded) -> None:
    device = Authenticator()
    codes = add(guarded, device)
    assert refused(add, guarded, device, codes[0]).code == "passe.refusee"
    for number in range(1, 9):
        add(guarded, Authenticator(), codes[number])
    add(guarded, Authenticator(), codes[9])
    assert refused(add, guarded, Authenticator()).code == "passe.trop"
