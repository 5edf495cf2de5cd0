"""Who guesses, or holds half of what opens an account: the owner hears of it, and nobody shuts the other out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from rxapp.accounts import limits, passkeys, service
from rxapp.accounts.places import Visit
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from tests.accounts import PASSWORD, refused
from tests.passkeys import Authenticator
from tests.safety import ELSEWHERE, NEW, Guarded, field_codes, guarded
from tests.service.test_accounts_passkeys import add, ask, enter

__all__ = ["guarded"]

GUESSED = "Quelqu’un connaît votre mot de passe Carnet"


def told(guarded: Guarded, subject: str) -> int:
    return [said for said, _body in guarded.mails()].count(subject)


def guess(guarded: Guarded, *, known_device: str | None = None) -> None:
    step = guarded.first_step(address=ELSEWHERE, known_device=known_device)
    wrong = refused(guarded.give, step, "000000", address=ELSEWHERE, known_device=known_device)
    assert field_codes(wrong) == {"code": "second.refuse"}


def test_a_stranger_s_first_wrong_code_is_told_once_a_day(guarded: Guarded) -> None:
    guarded.protect()
    for _number in range(4):
        guess(guarded)
    assert told(guarded, GUESSED) == 1
    guarded.clock.advance(timedelta(minutes=16))
    guess(guarded)
    assert told(guarded, GUESSED) == 1
    guarded.clock.advance(timedelta(days=1))
    guess(guarded)
    assert told(guarded, GUESSED) == 2


def test_a_code_that_is_wrong_again_tells_how_many_tries_are_left(guarded: Guarded) -> None:
    guarded.protect()
    said = [refused(guarded.give, guarded.first_step(), "000000").words("fr")["code"] for _try in range(3)]
    assert "Encore" not in said[0]
    assert "Encore 2" in said[2].replace("\u00a0", " ")


def test_the_tries_before_a_day_s_pause_say_so(guarded: Guarded) -> None:
    guarded.protect()
    for _burst in range(4):
        step = guarded.first_step()
        said = [refused(guarded.give, step, "000000").words("fr")["code"].replace("\u00a0", " ") for _try in range(5)]
        guarded.clock.advance(timedelta(minutes=16))
    assert [words.partition("secours. ")[2] for words in said[1:]] == [
        "Encore 3 essais avant une pause de 24 heures.",
        "Encore 2 essais avant une pause de 24 heures.",
        "Encore 1 essai avant une pause de 24 heures.",
        "Trop d’essais. Réessayez dans 24 heures.",
    ]


class Ticking(FixedClock):
    """A clock that does not stand still while one looks at it twice."""

    def now(self) -> datetime:
        self.advance(timedelta(microseconds=1))
        return super().now()


@pytest.mark.parametrize("microseconds", range(1, 12))
def test_a_try_that_is_over_meanwhile_announces_no_pause_of_nothing(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch, microseconds: int
) -> None:
    rule = limits.Rule("test", 5, timedelta(minutes=15))
    clock = Ticking(guarded.clock.now())
    with guarded.database.uow() as uow:
        monkeypatch.setattr(uow, "clock", clock)
        for _try in range(4):
            assert limits.take(uow, [rule]) is None
        clock.advance(timedelta(minutes=15) - timedelta(microseconds=microseconds))
        said = limits.warning(uow, [rule])
    assert said is None or said.params["pause"] is not None


def test_the_owner_s_slip_at_home_frightens_nobody(guarded: Guarded) -> None:
    guarded.protect()
    home = guarded.give(guarded.first_step(), guarded.shown(ahead=1)).known_device
    guess(guarded, known_device=home)
    assert told(guarded, GUESSED) == 0


def test_a_stranger_who_asks_all_day_keeps_no_link_away(guarded: Guarded) -> None:
    for _hour in range(24):
        assert [guarded.ask_link() for _number in range(4)] == [1, 1, 1, 0]
        guarded.clock.advance(timedelta(hours=1))
    assert guarded.ask_link(address="192.0.2.1") == 1


def test_wrong_codes_at_sign_in_keep_no_link_from_serving(guarded: Guarded) -> None:
    """And those that came with the former password are over once there is another."""
    guarded.protect()
    for _number in range(5):
        guess(guarded)
    guarded.ask_link()
    guarded.reset(guarded.link(), code=guarded.shown(ahead=1))
    step = guarded.first_step(NEW, address="203.0.113.5")
    assert guarded.give(step, guarded.shown(ahead=2), address="203.0.113.5").token


def test_nobody_signed_in_asked_for_a_link(guarded: Guarded) -> None:
    """A stranger may have: the history must not say that she did."""
    guarded.ask_link()
    with guarded.database.read() as uow:
        line = audit.history_page(uow, actor=guarded.nadia, person_id=guarded.nadia.person_id, lang="fr")[0]
    assert (line.action, line.actor_label) == ("oubli.lien", "Carnet")


def test_a_device_known_before_the_password_changed_is_a_stranger_s(guarded: Guarded) -> None:
    key = Authenticator()
    add(guarded, key)
    guarded.tick()
    thief = passkeys.sign_in_with_passkey(guarded.database, answer=key.sign(ask(guarded)), visit=Visit(ELSEWHERE, "T"))
    again = Visit(ELSEWHERE, "T", thief.known_device)
    before = told(guarded, "Nouvelle connexion à votre compte Carnet")
    passkeys.sign_in_with_passkey(guarded.database, answer=key.sign(ask(guarded)), visit=again)
    assert told(guarded, "Nouvelle connexion à votre compte Carnet") == before
    service.change_password(guarded.database, actor=guarded.nadia, current=PASSWORD, new=NEW)
    renewed = passkeys.sign_in_with_passkey(guarded.database, answer=key.sign(ask(guarded)), visit=again).known_device
    assert told(guarded, "Nouvelle connexion à votre compte Carnet") == before + 1
    assert len(renewed.split(".")) == 2, "the new mark takes the place of the former"
    passkeys.sign_in_with_passkey(guarded.database, answer=key.sign(ask(guarded)), visit=Visit(ELSEWHERE, "T", renewed))
    assert told(guarded, "Nouvelle connexion à votre compte Carnet") == before + 1


def test_a_reset_says_which_keys_still_open_and_takes_them_away_when_asked(guarded: Guarded) -> None:
    key = Authenticator(counts=False)
    codes = add(guarded, key)
    body = guarded.mail("Nouvelle clé d’accès")
    assert "retirez cette clé" in body
    assert "/parametres/second-facteur" in body
    guarded.ask_link()
    with guarded.database.read() as uow:
        (shown,) = service.open_link(uow, token=guarded.link()).keys
    assert shown.startswith("Firefox, le ")
    guarded.reset(guarded.link(), code=codes[0])
    assert shown in guarded.mail("Votre mot de passe Carnet a changé")
    assert enter(guarded, key.sign(ask(guarded))).token
    guarded.clock.advance(timedelta(hours=1))
    guarded.ask_link()
    guarded.tick()
    given = {"token": guarded.link(), "password": "tramway violet parasol 9", "code": codes[1], "visit": Visit(ELSEWHERE, "x")}
    service.reset_by_link(guarded.database, **given, without_keys=True)
    assert refused(enter, guarded, key.sign(ask(guarded))).code == "passe.refusee"
    assert "Firefox" not in guarded.mail("Votre mot de passe Carnet a changé")
    guarded.opened = guarded.town.sign_in(password=given["password"])
    assert {"Clé d’accès retirée", "Second facteur retiré"} <= set(guarded.happened())


def test_keys_go_and_the_authenticator_stays(guarded: Guarded) -> None:
    guarded.protect()
    key = Authenticator()
    add(guarded, key, guarded.shown(ahead=1))
    guarded.ask_link()
    given = {"token": guarded.link(), "password": NEW, "code": guarded.codes[0], "visit": Visit(ELSEWHERE, "x")}
    service.reset_by_link(guarded.database, **given, without_keys=True)
    assert refused(enter, guarded, key.sign(ask(guarded))).code == "passe.refusee"
    assert guarded.first_step(NEW)


def test_signing_in_to_one_s_own_account_gives_no_tries_at_another_s(guarded: Guarded) -> None:
    town = guarded.town
    shared = town.sign_in().known_device
    town.settle("Karim", login="karim.petit", order=2)
    shared = town.sign_in("karim.petit", known_device=shared).known_device
    for _number in range(10):
        assert refused(town.sign_in, password="faux mot", known_device=shared).code == "connexion.refusee"
    shared = town.sign_in("karim.petit", known_device=shared).known_device
    assert refused(town.sign_in, password="faux mot", known_device=shared).code == "connexion.patienter"
