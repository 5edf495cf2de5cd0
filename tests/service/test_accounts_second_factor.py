"""The second factor: asked for after the password, never twice the same code, tries that a restart does not forget."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import passwords, second_factor, service, totp
from rxapp.accounts.models import LoginSession, RecoveryCode, SecondFactor
from rxapp.core import audit
from rxapp.core.db import Database
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from tests.accounts import PASSWORD, URL, refused
from tests.safety import ELSEWHERE, HOME, Guarded, field_codes, guarded

__all__ = ["guarded"]


def test_setting_up_asks_for_the_password_and_a_first_code(guarded: Guarded) -> None:
    wrong = refused(second_factor.begin, guarded.database, actor=guarded.nadia, password="pas le bon")
    assert field_codes(wrong) == {"mot_de_passe_actuel": "mot_de_passe.actuel"}
    empty = refused(second_factor.begin, guarded.database, actor=guarded.nadia, password="")
    assert field_codes(empty) == {"mot_de_passe_actuel": "mot_de_passe.actuel_vide"}
    setup = second_factor.begin(guarded.database, actor=guarded.nadia, password=PASSWORD)
    guarded.secret = totp.secret_of(setup.text)
    assert "nadia.petit" in setup.uri
    assert isinstance(guarded.town.sign_in(), service.SignedIn), "nothing is asked for before the first code"
    with guarded.database.uow() as uow:
        wrong = refused(second_factor.confirm, uow, actor=guarded.nadia, code="000000", public_url=URL)
    assert field_codes(wrong) == {"code": "second.premier_refuse"}
    guarded.clock.advance(second_factor.SETUP_LIFE)
    nadia = guarded.town.actor(guarded.town.sign_in())
    with guarded.database.uow() as uow:
        late = refused(second_factor.confirm, uow, actor=nadia, code=guarded.shown(), public_url=URL)
    assert late.code == "second.a_refaire"


def test_once_on_the_password_alone_opens_nothing(guarded: Guarded) -> None:
    other = guarded.town.sign_in()
    ended = guarded.protect()
    assert ended == (service.hash_token(other.token),), "whoever knew the password alone leaves"
    step = guarded.first_step()
    with guarded.database.read() as uow:
        assert service.check_session(uow, service.hash_token(step.token)) is None
    guarded.clock.advance(timedelta(seconds=30))
    signed_in = guarded.give(step, guarded.shown())
    assert guarded.town.principal(signed_in).label == "Nadia Petit"
    assert refused(guarded.give, step, guarded.shown(ahead=1)).code == "second.perime"


def test_a_code_serves_once(guarded: Guarded) -> None:
    """Neither the code that set it up, nor one that opened, nor an older one that would still count."""
    guarded.protect()
    assert field_codes(refused(guarded.give, guarded.first_step(), guarded.shown())) == {"code": "second.refuse"}
    guarded.clock.advance(timedelta(seconds=60))
    code, older = guarded.shown(), guarded.shown(ahead=-1)
    guarded.give(guarded.first_step(), code)
    for replayed in (code, older):
        assert field_codes(refused(guarded.give, guarded.first_step(), replayed)) == {"code": "second.refuse"}


def test_a_telephone_whose_clock_is_off_by_a_minute(guarded: Guarded) -> None:
    guarded.protect()
    guarded.clock.advance(timedelta(minutes=10))
    guarded.give(guarded.first_step(), guarded.shown(ahead=-2))
    guarded.clock.advance(timedelta(minutes=10))
    guarded.give(guarded.first_step(), guarded.shown(ahead=2))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "second.code_vide"),
        (" - ", "second.code_vide"),
        ("12345", "second.chiffres"),
        ("1234567", "second.chiffres"),
        ("abc", "second.secours_forme"),
        ("ABCD-EFGH-JKMN-PQRS", "second.secours_forme"),
        ("é" * 200, "second.secours_forme"),
    ],
)
def test_what_can_be_no_code_counts_for_nothing(guarded: Guarded, typed: str, code: str) -> None:
    guarded.protect()
    step = guarded.first_step()
    for _number in range(8):
        assert field_codes(refused(guarded.give, step, typed)) == {"code": code}
    guarded.clock.advance(timedelta(seconds=30))
    assert guarded.give(step, guarded.shown()).token


def test_tries_are_few_told_and_outlive_the_process(guarded: Guarded) -> None:
    guarded.protect()
    step = guarded.first_step(address=ELSEWHERE)
    for _number in range(5):
        assert field_codes(refused(guarded.give, step, "000000", address=ELSEWHERE)) == {"code": "second.refuse"}
    first = guarded.database
    reopened = Database(first.settings, first.clock, first.keyring, first.blobs)
    again = {"token": step.token, "code": guarded.shown(ahead=1), "address": HOME, "device": "x"}
    assert field_codes(refused(service.give_code, reopened, **again)) == {"code": "second.patienter"}
    reopened.dispose()
    subjects = [subject for subject, _body in guarded.mails()]
    assert subjects.count("Quelqu’un connaît votre mot de passe Carnet") == 1
    assert ELSEWHERE in guarded.mail("Quelqu’un connaît votre mot de passe Carnet")
    assert guarded.happened().count("Bon mot de passe, mais code refusé") == 5


def test_who_knows_the_password_cannot_shut_the_owner_s_own_device_out(guarded: Guarded) -> None:
    guarded.protect()
    guarded.clock.advance(timedelta(seconds=30))
    mine = guarded.give(guarded.first_step(), guarded.shown()).known_device
    for _day in range(4):
        step = guarded.first_step(address=ELSEWHERE)
        for _number in range(5):
            refused(guarded.give, step, "000000", address=ELSEWHERE)
        guarded.clock.advance(timedelta(minutes=15))
    step = guarded.first_step(address=ELSEWHERE)
    assert field_codes(refused(guarded.give, step, "000000", address=ELSEWHERE)) == {"code": "second.patienter"}, "20 a day"
    step = guarded.first_step(known_device=mine)
    assert guarded.give(step, guarded.shown(), known_device=mine).token


def test_the_first_step_of_the_owner_tells_nothing_at_the_same_place(guarded: Guarded) -> None:
    guarded.protect()
    guarded.clock.advance(timedelta(seconds=30))

    def tried(login: str) -> str:
        return message(refused(guarded.town.sign_in, login, "wrong wrong wrong", address=HOME), "fr")

    for _try in range(2):
        assert tried("nadia.petit") == tried("nobody.here")
    step = guarded.first_step(address=HOME)
    assert tried("nadia.petit") == tried("nobody.here")
    guarded.give(step, guarded.shown())
    for _try in range(3):
        assert tried("nadia.petit") == tried("nobody.here")


def test_the_first_step_lasts_ten_minutes_and_ends_with_the_password(guarded: Guarded) -> None:
    guarded.protect()
    step = guarded.first_step()
    service.change_password(guarded.database, actor=guarded.nadia, current=PASSWORD, new="violons bleus sous la neige")
    assert refused(guarded.give, step, guarded.shown(ahead=1)).code == "second.perime"
    step = guarded.first_step("violons bleus sous la neige")
    guarded.clock.advance(timedelta(minutes=10))
    assert refused(guarded.give, step, guarded.shown()).code == "second.perime"
    assert refused(guarded.give, replace(step, token=""), guarded.shown()).code == "second.perime"
    with guarded.database.uow() as uow:
        assert service.purge_passing(uow) == 1


def test_ten_recovery_codes_each_once(guarded: Guarded) -> None:
    guarded.protect()
    assert len(set(guarded.codes)) == 10
    with guarded.database.read() as uow:
        kept = uow.session.execute(select(RecoveryCode.code_index)).scalars().all()
    assert not {code.replace("-", "").encode() for code in guarded.codes} & set(kept)
    assert guarded.give(guarded.first_step(), guarded.codes[3].lower().replace("-", " ")).token
    assert field_codes(refused(guarded.give, guarded.first_step(), guarded.codes[3])) == {"code": "second.refuse"}
    assert guarded.give(guarded.first_step(), guarded.codes[4]).token
    with guarded.database.read() as uow:
        assert second_factor.second_factor_view(uow, actor=guarded.nadia, lang="fr").left == 8
    assert guarded.happened().count("Code de secours utilisé") == 2
    assert "Un code de secours a servi" in dict(guarded.mails())


def test_new_codes_replace_the_old_ones(guarded: Guarded) -> None:
    guarded.protect()
    old = guarded.codes[0]
    wrong = refused(second_factor.renew_codes, guarded.database, actor=guarded.nadia, code="000000")
    assert field_codes(wrong) == {"code": "second.refuse"}
    fresh = second_factor.renew_codes(guarded.database, actor=guarded.nadia, code=guarded.shown(ahead=1))
    assert len(fresh) == 10
    assert not set(fresh) & set(guarded.codes)
    assert field_codes(refused(guarded.give, guarded.first_step(), old)) == {"code": "second.refuse"}
    assert guarded.give(guarded.first_step(), fresh[9]).token


def test_another_telephone_takes_a_code_of_the_first(guarded: Guarded) -> None:
    """And the first one is asked for until the other has shown a code."""
    guarded.protect()
    begin = {"actor": guarded.nadia, "password": PASSWORD}
    assert field_codes(refused(second_factor.begin, guarded.database, **begin)) == {"code": "second.code_vide"}
    assert field_codes(refused(second_factor.begin, guarded.database, code="000000", **begin)) == {"code": "second.refuse"}
    setup = second_factor.begin(guarded.database, code=guarded.codes[0], **begin)
    guarded.clock.advance(timedelta(seconds=30))
    guarded.give(guarded.first_step(), guarded.shown())
    first, guarded.secret = guarded.shown(ahead=1), totp.secret_of(setup.text)
    with guarded.database.uow() as uow:
        second_factor.confirm(uow, actor=guarded.nadia, code=guarded.shown(), public_url=URL)
        uow.commit()
    assert field_codes(refused(guarded.give, guarded.first_step(), first)) == {"code": "second.refuse"}
    assert guarded.give(guarded.first_step(), guarded.shown(ahead=1)).token


def test_doing_without_takes_password_and_code(guarded: Guarded) -> None:
    off = {"actor": guarded.nadia}
    assert refused(second_factor.turn_off, guarded.database, password=PASSWORD, code="123456", **off).code == "introuvable"
    guarded.protect()
    wrong = refused(second_factor.turn_off, guarded.database, password="non", code=guarded.codes[0], **off)
    assert field_codes(wrong) == {"mot_de_passe_actuel": "mot_de_passe.actuel"}
    wrong = refused(second_factor.turn_off, guarded.database, password=PASSWORD, code="000000", **off)
    assert field_codes(wrong) == {"code": "second.refuse"}
    second_factor.turn_off(guarded.database, password=PASSWORD, code=guarded.codes[0], **off)
    assert isinstance(guarded.town.sign_in(), service.SignedIn)
    with guarded.database.read() as uow:
        assert uow.session.execute(select(SecondFactor)).first() is None
        assert uow.session.execute(select(RecoveryCode)).first() is None
        lines = audit.history_page(uow, actor=guarded.nadia, person_id=guarded.nadia.person_id)
    said = [line.action for line in lines]
    assert said.index("second.retire") < said.index("second.mis")
    assert {"Second facteur en place", "Second facteur retiré"} <= set(dict(guarded.mails()))


def test_the_secret_is_sealed(guarded: Guarded) -> None:
    guarded.protect()
    with guarded.database.read() as uow:
        row = uow.session.get(SecondFactor, guarded.nadia.account_id)
    assert guarded.secret not in row.secret
    assert row.pending is None


def doctor(guarded: Guarded, role: Role = Role.PROFESSIONAL) -> Actor:
    kept = passwords.hash_password(guarded.database.keyring.pepper, PASSWORD)
    with guarded.database.uow() as uow:
        new = service.NewAccount(role, "dr.moreau", "", kept, display_name="Dr Anne Moreau")
        account_id = service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new)
        uow.commit()
    return Actor(account_id, role, None, "Dr Anne Moreau")


@pytest.mark.parametrize("role", sorted(second_factor.REQUIRED))
def test_staff_of_a_real_instance_set_one_up_before_anything_else(guarded: Guarded, role: Role) -> None:
    """In a demonstration they are only invited to."""
    doctor(guarded, role)
    real = guarded.database
    assert guarded.town.sign_in("dr.moreau").enrolling is False
    real.settings = replace(real.settings, demo=False)
    signed_in = guarded.town.sign_in("dr.moreau")
    assert signed_in.enrolling is True
    assert guarded.town.principal(signed_in).enrolling is True
    actor = guarded.town.actor(signed_in)
    setup = second_factor.begin(real, actor=actor, password=PASSWORD)
    guarded.secret = totp.secret_of(setup.text)
    with real.uow() as uow:
        second_factor.confirm(uow, actor=actor, code=guarded.shown(), public_url=URL)
        uow.commit()
    assert guarded.town.principal(signed_in).enrolling is False
    with real.read() as uow:
        assert uow.session.execute(select(LoginSession).where(LoginSession.enrolling)).first() is None
    off = refused(second_factor.turn_off, real, actor=actor, password=PASSWORD, code=guarded.shown(ahead=1))
    assert off.code == "second.obligatoire"
    step = guarded.town.sign_in("dr.moreau")
    assert guarded.give(step, guarded.shown(ahead=1)).enrolling is False


def test_patients_are_free_to_do_without(guarded: Guarded) -> None:
    guarded.database.settings = replace(guarded.database.settings, demo=False)
    assert guarded.town.sign_in().enrolling is False


def test_a_closed_account_gives_no_second_step(guarded: Guarded) -> None:
    guarded.protect()
    step = guarded.first_step()
    given = {"password": PASSWORD, "confirmed": True, "token_hash": bytes(32), "choices": {}}
    service.close_account(guarded.database, actor=guarded.nadia, code=guarded.codes[0], **given)
    assert refused(guarded.give, step, guarded.shown(ahead=1)).code == "second.perime"


def test_closing_asks_for_a_code_too(guarded: Guarded) -> None:
    """It is used up once nothing else is wrong, and not before."""
    guarded.protect()
    given = {"password": PASSWORD, "confirmed": True, "token_hash": bytes(32), "choices": {}, "actor": guarded.nadia}
    close = service.close_account
    assert field_codes(refused(close, guarded.database, **given)) == {"code": "second.code_vide"}
    assert field_codes(refused(close, guarded.database, code="000000", **given)) == {"code": "second.refuse"}
    wrong = refused(close, guarded.database, code=guarded.codes[0], **given | {"password": "non", "confirmed": False})
    assert set(field_codes(wrong)) == {"mot_de_passe", "confirmation"}
    assert close(guarded.database, code=guarded.codes[0], **given).token


def test_the_first_code_is_given_in_the_session_that_began_and_not_tried_without_end(guarded: Guarded) -> None:
    mine = guarded.nadia
    other = guarded.town.actor(guarded.town.sign_in())
    guarded.secret = totp.secret_of(second_factor.begin(guarded.database, actor=mine, password=PASSWORD).text)

    def confirm(actor: Actor, code: str) -> object:
        with guarded.database.uow() as uow:
            done = second_factor.confirm(uow, actor=actor, code=code, public_url=URL)
            uow.commit()
        return done

    assert refused(confirm, other, guarded.shown()).code == "second.a_refaire"
    for _number in range(10):
        assert field_codes(refused(confirm, mine, "000000")) == {"code": "second.premier_refuse"}
    assert field_codes(refused(confirm, mine, guarded.shown())) == {"code": "second.patienter"}
    guarded.clock.advance(timedelta(minutes=15))
    assert confirm(mine, guarded.shown())
