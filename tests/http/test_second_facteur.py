"""Signing in in two steps over HTTP, and `/parametres/second-facteur` as tabs see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from rxapp.accounts import second_factor, totp
from rxapp.accounts.models import Passkey, RecoveryCode, SecondFactor
from rxapp.accounts.opening import account_by_login, label_of
from rxapp.accounts.sessions import start_session
from rxapp.core.policy import Actor, Role
from rxapp.demo.people import PASSWORD
from tests.carnet import ROLES, Carnet, carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_session import JSON
from tests.passkeys import Authenticator

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___second_facteur____second_facteur_state"
PAGE = "/parametres/second-facteur"
PASSKEY = {"begin_passkey", "keep_passkey", "passkey_failed"}


@pytest.fixture(autouse=True)
def afterwards(carnet: Carnet) -> Iterator[None]:
    """Nobody has a second factor in the tests that follow."""
    yield
    with carnet.runtime.db.uow() as uow:
        for table in (SecondFactor, RecoveryCode, Passkey):
            uow.session.execute(delete(table))
        uow.commit()
    carnet.forget_tries()


class Phone:
    """An authenticator; each code it shows is another one, as if its owner had waited."""

    def __init__(self, secret: bytes) -> None:
        self._secret, self._shown = secret, 0

    def code(self, carnet: Carnet) -> str:
        here = totp.step_at(carnet.runtime.clock.outside())
        self._shown = max(self._shown + 1, here - 1)
        assert self._shown <= here + totp.DRIFT
        return totp.code_of(self._secret, self._shown)


def protected(carnet: Carnet, login: str = "awa.diallo") -> tuple[Phone, tuple[str, ...]]:
    """An account that has a second factor, and its recovery codes."""
    database = carnet.runtime.db
    with database.read() as uow:
        account = account_by_login(uow, login)
        actor = Actor(account.id, Role(account.role), account.person_id, label_of(uow, account))
    setup = second_factor.begin(database, actor=actor, password=PASSWORD)
    phone = Phone(totp.secret_of(setup.text))
    with database.uow() as uow:
        codes, _ended = second_factor.confirm(uow, actor=actor, code=phone.code(carnet), public_url="http://localhost:3000")
        uow.commit()
    return phone, codes


def first_step(carnet: Carnet, login: str = "awa.diallo", *, cookies: str = "", suite: str = "", **given: Any) -> str:
    """The cookie of the first step."""
    fields = {"identifiant": login, "mot_de_passe": PASSWORD, "suite": suite}
    answer = carnet.ask("POST", "/session", data=fields, cookies=cookies, **given)
    assert "carnet_session" not in str(answer.headers.get_list("set-cookie"))
    return next(line.partition(";")[0] for line in answer.headers.get_list("set-cookie") if line.startswith("carnet_etape="))


def test_the_password_alone_leads_to_the_next_step(carnet: Carnet) -> None:
    protected(carnet)
    fields = {"identifiant": "awa.diallo", "mot_de_passe": PASSWORD, "suite": "/agenda?vue=mois"}
    plain = carnet.ask("POST", "/session", data=fields)
    scripted = carnet.ask("POST", "/session", data=fields, headers=JSON)
    assert plain.headers["location"] == scripted.json()["suite"] == "/connexion/code?suite=%2Fagenda%3Fvue%3Dmois"
    (cookie,) = [line for line in plain.headers.get_list("set-cookie") if line.startswith("carnet_")]
    assert cookie.startswith("carnet_etape=")
    for attribute in ("HttpOnly", "SameSite=Strict", "Max-Age=600"):
        assert attribute in cookie
    step = cookie.partition(";")[0]
    assert carnet.ask("GET", "/accueil", cookies=step).headers["location"].startswith("/?suite=")
    assert carnet.ask("POST", "/session/vie", cookies=step.replace("carnet_etape", "carnet_session")).status_code == 401
    assert carnet.ask("GET", "/connexion/code", cookies=step).status_code == 200


def test_a_code_opens_with_and_without_a_script(carnet: Carnet) -> None:
    phone, codes = protected(carnet)
    step = first_step(carnet)
    scripted = carnet.ask(
        "POST", "/session/code", data={"code": phone.code(carnet), "suite": "/agenda"}, cookies=step, headers=JSON
    )
    assert scripted.json() == {"suite": "/agenda"}
    dropped = [line for line in scripted.headers.get_list("set-cookie") if "Max-Age=0" in line]
    assert [line.partition("=")[0] for line in dropped] == ["carnet_etape"]
    plain = carnet.ask("POST", "/session/code", data={"code": codes[0]}, cookies=first_step(carnet))
    assert plain.headers["location"] == "/accueil"
    session = next(line.partition(";")[0] for line in plain.headers.get_list("set-cookie") if line.startswith("carnet_session"))
    assert carnet.ask("POST", "/session/vie", cookies=session).status_code == 204


def test_refusals_are_said_beside_the_box(carnet: Carnet) -> None:
    phone, _codes = protected(carnet)
    step = first_step(carnet)
    wrong = carnet.ask("POST", "/session/code", data={"code": "000000"}, cookies=step, headers=JSON)
    assert (wrong.status_code, wrong.json()["champs"].keys()) == (422, {"code"})
    assert wrong.headers["cache-control"] == "no-store"
    plain = carnet.ask("POST", "/session/code", data={"code": "x"}, cookies=step)
    assert plain.headers["location"] == "/connexion/code?raison=refus"
    code = phone.code(carnet)
    assert carnet.ask("POST", "/session/code", data={"code": code}, cookies=step).headers["location"] == "/accueil"
    again = carnet.ask("POST", "/session/code", data={"code": code}, cookies=step, headers=JSON)
    assert (again.status_code, again.json()["code"]) == (401, "second.perime")
    assert carnet.ask("POST", "/session/code", data={"code": code}, cookies=step).headers["location"] == "/?raison=refus"
    assert carnet.ask("POST", "/session/code", data={"code": code}, headers=JSON).json()["code"] == "second.perime"


def test_the_session_there_was_stays_until_the_code_is_right(carnet: Carnet) -> None:
    phone, _codes = protected(carnet)
    mine = carnet.session_of("paul.durand")
    step = first_step(carnet, cookies=mine)
    assert carnet.ask("POST", "/session/vie", cookies=mine).status_code == 204
    carnet.ask("POST", "/session/code", data={"code": "000000"}, cookies=f"{mine}; {step}")
    assert carnet.ask("POST", "/session/vie", cookies=mine).status_code == 204
    carnet.ask("POST", "/session/code", data={"code": phone.code(carnet)}, cookies=f"{mine}; {step}")
    assert carnet.ask("POST", "/session/vie", cookies=mine).status_code == 401


def test_travelling_in_time_does_not_shut_a_telephone_out(carnet: Carnet) -> None:
    """A telephone knows nothing of a demonstration's travels."""
    phone, _codes = protected(carnet)
    with carnet.later(timedelta(weeks=6)):
        answer = carnet.ask("POST", "/session/code", data={"code": phone.code(carnet)}, cookies=first_step(carnet))
        assert answer.headers["location"] == "/accueil"
    answer = carnet.ask("POST", "/session/code", data={"code": phone.code(carnet)}, cookies=first_step(carnet))
    assert answer.headers["location"] == "/accueil"


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_the_page(carnet: Carnet, role: str) -> None:
    tab = carnet.tab(carnet.session_of(ROLES[role]))
    standing = vars_of(tab.start(PAGE), STATE)["standing"]
    assert (standing["on"], standing["enrolling"], standing["required"]) == (False, False, role != "patient")
    tab.close()


def test_setting_up_on_the_page(carnet: Carnet) -> None:
    other = carnet.session_of("awa.diallo")
    tab = carnet.tab(carnet.session_of("awa.diallo"))
    tab.start(PAGE)
    wrong = vars_of(do(tab, f"{STATE}.begin", {"form_data": {"mot_de_passe_actuel": "non"}}, PAGE), SHELL)
    assert set(wrong["errors"]) == {"mot_de_passe_actuel"}
    begun = vars_of(do(tab, f"{STATE}.begin", {"form_data": {"mot_de_passe_actuel": PASSWORD}}, PAGE), STATE)
    assert begun["qr"]["side"] > 20
    phone = Phone(totp.secret_of(begun["secret"]))
    do(tab, f"{STATE}.confirm", {"form_data": {"code": "000000"}}, PAGE)
    done = vars_of(do(tab, f"{STATE}.confirm", {"form_data": {"code": phone.code(carnet)}}, PAGE), STATE)
    assert (len(done["codes"]), done["secret"], done["standing"]["on"], done["standing"]["left"]) == (10, "", True, 10)
    assert carnet.ask("POST", "/session/vie", cookies=other).status_code == 401
    kept = vars_of(do(tab, f"{STATE}.kept", {}, PAGE), STATE)
    assert kept["codes"] == []
    renewed = vars_of(do(tab, f"{STATE}.renew", {"form_data": {"code": phone.code(carnet)}}, PAGE), STATE)
    assert len(renewed["codes"]) == 10
    left = {"form_data": {"mot_de_passe_actuel": PASSWORD, "code": renewed["codes"][0]}}
    assert vars_of(do(tab, f"{STATE}.turn_off", left, PAGE), STATE)["standing"]["on"] is False
    tab.close()


def test_codes_are_shown_once(carnet: Carnet) -> None:
    cookies = carnet.session_of("awa.diallo")
    phone, _codes = protected(carnet)
    tab = carnet.tab(cookies, token="onglet-codes")
    tab.start(PAGE)
    do(tab, f"{STATE}.renew", {"form_data": {"code": phone.code(carnet)}}, PAGE)
    tab.close()
    again = carnet.tab(cookies, token="onglet-codes")
    assert vars_of(again.start(PAGE), STATE)["codes"] == []
    again.close()


def enrolling(carnet: Carnet, login: str) -> str:
    """A session of staff in a real instance, who owe a second factor."""
    with carnet.runtime.db.uow() as uow:
        account = account_by_login(uow, login)
        said = {"label": label_of(uow, account), "address": "192.0.2.9", "device": "essai"}
        opened = start_session(uow, account=account, enrolling=True, **said)
        uow.commit()
    return f"carnet_session={opened.token}"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "patient"])
def test_who_owes_one_opens_nothing_else(carnet: Carnet, role: str) -> None:
    cookies = enrolling(carnet, ROLES[role])
    for page in ("/parametres", "/pro", "/officine", "/accueil", "/notifications"):
        tab = carnet.tab(cookies)
        said = "\n".join(tab.start(page))
        tab.close()
        assert ROLES[role] not in said
        assert f'"path":"{PAGE}"' in said or '"path":"/parametres?raison=' in said, page
    for method, path in (("GET", "/api/documents/" + "f" * 32), ("POST", "/fermeture"), ("GET", "/api/historique/recu")):
        answer = carnet.ask(method, path, cookies=cookies)
        assert answer.status_code in {404, 422}, path
        assert "Awa" not in answer.text
    assert carnet.ask("POST", "/session/vie", cookies=cookies).status_code == 204
    assert carnet.ask("POST", "/session/fin", cookies=cookies).status_code == 303


def test_every_handler_but_a_few_refuses_who_owes_one(carnet: Carnet) -> None:
    """Asked of the registry: a handler added later is refused unless it says otherwise."""
    from rxapp.state.handler import policies

    allowed = {name for name, policy in policies().items() if policy.early}
    assert {name.rpartition(".")[2] for name in allowed} == {"open", "begin", "confirm", "kept", *PASSKEY}
    assert {name.rpartition(".")[0] for name in allowed} == {STATE}
    cookies = enrolling(carnet, "dr.moreau")
    tab = carnet.tab(cookies)
    before = vars_of(tab.start(PAGE), STATE)
    assert before["standing"]["enrolling"] is True
    for name in (f"{SHELL}.count_news", f"{SHELL}.rxapp___state___parametres____parametres_state.end_others"):
        tab.event(name, {}, PAGE)
        assert tab.settle() == []
    tab.close()


def test_setting_it_up_opens_the_rest(carnet: Carnet) -> None:
    cookies = enrolling(carnet, "dr.moreau")
    tab = carnet.tab(cookies)
    tab.start(PAGE)
    begun = vars_of(do(tab, f"{STATE}.begin", {"form_data": {"mot_de_passe_actuel": PASSWORD}}, PAGE), STATE)
    phone = Phone(totp.secret_of(begun["secret"]))
    done = vars_of(do(tab, f"{STATE}.confirm", {"form_data": {"code": phone.code(carnet)}}, PAGE), STATE)
    assert done["standing"]["enrolling"] is False
    off = {"form_data": {"mot_de_passe_actuel": PASSWORD, "code": done["codes"][0]}}
    refused = vars_of(do(tab, f"{STATE}.turn_off", off, PAGE), SHELL)
    assert "ne peut pas se passer" in refused["words"]["text"]
    tab.close()
    desk = carnet.tab(cookies)
    assert "_redirect" not in "\n".join(desk.start("/pro"))
    desk.close()


def test_a_passkey_made_on_the_page_signs_in(carnet: Carnet) -> None:
    device, tab = Authenticator(), carnet.tab(carnet.session_of("awa.diallo"))
    tab.start(PAGE)
    wrong = vars_of(do(tab, f"{STATE}.begin_passkey", {"form_data": {"mot_de_passe_actuel": "non"}}, PAGE), SHELL)
    assert set(wrong["errors"]) == {"mot_de_passe_actuel"}
    begun = vars_of(do(tab, f"{STATE}.begin_passkey", {"form_data": {"mot_de_passe_actuel": PASSWORD}}, PAGE), STATE)
    answer = device.make(begun["options"])
    assert len(answer) < 2000, "more is refused as a payload"
    done = vars_of(do(tab, f"{STATE}.keep_passkey", {"answer": answer}, PAGE), STATE)
    assert (len(done["codes"]), len(done["passkeys"]), done["options"]) == (10, 1, "")
    again = vars_of(do(tab, f"{STATE}.keep_passkey", {"answer": answer}, PAGE), SHELL)
    assert again["words"]["kind"] == "error"
    assert carnet.ask("POST", "/session", data={"identifiant": "awa.diallo", "mot_de_passe": PASSWORD}).headers["location"] == (
        "/connexion/code"
    )
    options = carnet.ask("POST", "/session/passe/defi", headers=JSON)
    assert (options.status_code, options.headers["cache-control"]) == (200, "no-store")
    answer = device.sign(options.text)
    entered = carnet.ask("POST", "/session/passe", data={"reponse": answer, "suite": "/agenda"}, headers=JSON)
    assert entered.json() == {"suite": "/agenda"}
    session = next(line.partition(";")[0] for line in entered.headers.get_list("set-cookie") if line.startswith("carnet_session"))
    assert carnet.ask("POST", "/session/vie", cookies=session).status_code == 204
    replayed = carnet.ask("POST", "/session/passe", data={"reponse": answer}, headers=JSON)
    assert (replayed.status_code, replayed.json()["code"]) == (401, "passe.refusee")
    assert carnet.ask("POST", "/session/passe", data={}, headers=JSON).json()["code"] == "passe.refusee"
    removed = {"form_data": {"cle": done["passkeys"][0]["id"], "mot_de_passe_actuel": PASSWORD, "code": done["codes"][0]}}
    assert vars_of(do(tab, f"{STATE}.remove_passkey", removed, PAGE), STATE)["passkeys"] == []
    failed = vars_of(do(tab, f"{STATE}.passkey_failed", {"why": "absent"}, PAGE), SHELL)
    assert failed["words"] == {"kind": "error", "text": "Ce navigateur ne connaît pas les clés d’accès."}
    tab.close()


def test_challenges_are_asked_for_from_here_alone(carnet: Carnet) -> None:
    elsewhere = {"origin": "https://carnet.example"}
    for path in ("/session/passe/defi", "/session/passe", "/session/code"):
        assert carnet.ask("POST", path, headers=elsewhere).status_code == 403, path
