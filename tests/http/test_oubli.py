"""`/mot-de-passe-oublie` as tabs see it: the same answer whoever is named, and what a link or a letter opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from rxapp.accounts import passkeys, passwords, service
from rxapp.accounts.identity import identity_of
from rxapp.accounts.models import Account, ActivationCode, Passkey, ResetRequest
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.demo.people import PASSWORD
from rxapp.notices.views import departures_page
from rxapp.pages import oubli
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_session import sign_in
from tests.passkeys import Authenticator

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___oubli____oubli_state"
ASK, NEW_PAGE, CODE_PAGE = "/mot-de-passe-oublie", "/mot-de-passe-oublie/nouveau", "/mot-de-passe-oublie/code"
NEW = "violons bleus sous la neige"


@pytest.fixture(autouse=True)
def afterwards(carnet: Carnet) -> Iterator[None]:
    """Awa's password and the tries are as they were."""
    carnet.forget_tries()
    yield
    with carnet.runtime.db.uow() as uow:
        account = account_by_login(uow, "awa.diallo")
        kept = passwords.hash_password(uow.keyring.pepper, PASSWORD)
        uow.session.execute(update(Account).where(Account.id == account.id).values(password_hash=kept))
        uow.session.execute(delete(ActivationCode).where(ActivationCode.person_id == account.person_id))
        uow.session.execute(delete(ResetRequest))
        passkeys.remove_keys(uow, account)
        uow.commit()
    carnet.forget_tries()


def asked(carnet: Carnet, named: str) -> dict[str, object]:
    tab = carnet.tab(carnet.visit())
    tab.start(ASK)
    said = vars_of(do(tab, f"{STATE}.ask", {"form_data": {"identifiant": named}}, ASK), STATE)
    tab.close()
    return said


def link(carnet: Carnet) -> str:
    service.answer_resets(carnet.runtime.db)
    with carnet.runtime.db.read() as uow:
        given = {"actor": SYSTEM_ACTOR, "lang": "fr", "kind": "mail"}
        given["person_id"] = account_by_login(uow, "awa.diallo").person_id
        page = departures_page(uow, **given)
        mails = list(page.items)
        while page.after:  # those of tests that travelled come first
            page = departures_page(uow, **given, after=page.after)
            mails += page.items
    body = next(item.body for item in mails if item.subject == "Choisir un nouveau mot de passe")
    return body.partition(f"{NEW_PAGE}#")[2].split()[0]


def opened(carnet: Carnet, token: str) -> tuple[Tab, dict[str, object]]:
    tab = carnet.tab(carnet.visit())
    return tab, vars_of(tab.start(f"{NEW_PAGE}#{token}"), STATE)


def test_the_answer_is_the_same_whoever_is_named(carnet: Carnet) -> None:
    answers = [asked(carnet, named) for named in ("awa.diallo", "personne", "awa.diallo@exemple.fr", "x" * 2000)]
    assert answers[0]["asked"] is True
    assert all(answer == answers[0] for answer in answers)


def test_a_link_changes_the_password_and_ends_every_tab(carnet: Carnet) -> None:
    lost = carnet.tab(carnet.session_of("awa.diallo"))
    lost.start("/parametres")
    asked(carnet, "awa.diallo")
    tab, seen = opened(carnet, link(carnet))
    assert (seen["step"], seen["login"], seen["wants_code"]) == ("choose", "awa.diallo", False)
    weak = vars_of(do(tab, f"{STATE}.choose", {"form_data": {"mot_de_passe": "court"}}, NEW_PAGE), SHELL)
    assert set(weak["errors"]) == {"mot_de_passe"}
    done = vars_of(do(tab, f"{STATE}.choose", {"form_data": {"mot_de_passe": NEW}}, NEW_PAGE), STATE)
    assert (done["step"], done["token"]) == ("done", "")
    lost.until()
    assert lost.code == 4401
    assert sign_in(carnet).headers["location"] == "/?raison=refus"
    assert sign_in(carnet, password=NEW).headers["location"] == "/accueil"
    tab.close()


def test_a_link_that_stands_no_more_says_so(carnet: Carnet) -> None:
    asked(carnet, "awa.diallo")
    token = link(carnet)
    first, _seen = opened(carnet, token)
    second, _seen = opened(carnet, token)
    do(first, f"{STATE}.choose", {"form_data": {"mot_de_passe": NEW}}, NEW_PAGE)
    late = vars_of(do(second, f"{STATE}.choose", {"form_data": {"mot_de_passe": NEW}}, NEW_PAGE), STATE)
    assert late["step"] == "gone"
    for wrong in (token, "", "x" * 500, "../../etc"):
        tab, seen = opened(carnet, wrong)
        assert (seen["step"], seen.get("login", "")) == ("gone", ""), wrong
        tab.close()
    for tab in (first, second):
        tab.close()


def test_skipping_to_the_content_forgets_no_link(carnet: Carnet) -> None:
    asked(carnet, "awa.diallo")
    cookies = carnet.visit()
    tab = carnet.tab(cookies, token="onglet-lien")
    tab.start(f"{NEW_PAGE}#{link(carnet)}")
    tab.close()
    again = carnet.tab(cookies, token="onglet-lien")
    assert vars_of(again.start(f"{NEW_PAGE}#contenu"), STATE)["step"] == "choose"
    again.close()


@pytest.mark.parametrize("ticked", [True, False], ids=["taken away", "kept"])
def test_all_passkeys_go_when_the_box_is_ticked_and_none_otherwise(carnet: Carnet, ticked: bool) -> None:
    database, key, other = carnet.runtime.db, Authenticator(), Authenticator()
    with database.read() as uow:
        awa = actor_of(uow, account_by_login(uow, "awa.diallo").id)
    codes, _ended = passkeys.add_passkey(
        database, actor=awa, answer=key.make(passkeys.begin_passkey(database, actor=awa, password=PASSWORD))
    )
    more = passkeys.begin_passkey(database, actor=awa, password=PASSWORD, code=codes[0])
    passkeys.add_passkey(database, actor=awa, answer=other.make(more))
    asked(carnet, "awa.diallo")
    tab, seen = opened(carnet, link(carnet))
    assert (seen["wants_code"], len(seen["keys"])) == (True, 2)
    form = {"mot_de_passe": NEW, "code": codes[1]} | ({"sans_cles": "oui"} if ticked else {})
    done = vars_of(do(tab, f"{STATE}.choose", {"form_data": form}, NEW_PAGE), STATE)
    assert (done["step"], len(done["keys"])) == ("done", 0 if ticked else 2)
    for device in (key, other):
        with database.read() as uow:
            held = uow.session.execute(select(func.count()).where(Passkey.account_id == awa.account_id)).scalar_one()
        assert held == (0 if ticked else 2)
        answer = device.sign(carnet.ask("POST", "/session/passe/defi").text)
        entered = carnet.ask("POST", "/session/passe", data={"reponse": answer})
        assert entered.headers["location"] == ("/?raison=refus" if ticked else "/accueil")
    tab.close()


def test_nothing_is_chosen_without_a_link(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.visit())
    tab.start(ASK)
    said = do(tab, f"{STATE}.choose", {"form_data": {"mot_de_passe": NEW, "code": ""}}, ASK)
    assert vars_of(said, STATE)["step"] == "gone"
    said = do(tab, f"{STATE}.choose_with_letter", {"form_data": {"mot_de_passe": NEW, "sans_second": "oui"}}, ASK)
    assert vars_of(said, SHELL)["words"]["kind"] == "error"
    assert sign_in(carnet).headers["location"] == "/accueil"
    tab.close()


def test_a_letter_changes_the_password(carnet: Carnet) -> None:
    with carnet.runtime.db.read() as uow:
        who = identity_of(uow, account_by_login(uow, "awa.diallo").person_id)
    typed = {"nir": str(who.nir), "naissance": who.birth_date.strftime("%d/%m/%Y")}
    tab = carnet.tab(carnet.visit())
    tab.start("/mot-de-passe-oublie/lettre")
    assert vars_of(do(tab, f"{STATE}.ask_letter", {"form_data": typed}, ASK), STATE)["asked_letter"] is True
    tab.close()
    service.answer_requests(carnet.runtime.db)
    with carnet.runtime.db.read() as uow:
        page = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="letter", person_id=who.person_id)
    code = next(line for line in page.items[0].body.splitlines() if line.startswith("Code confidentiel")).partition(" : ")[2]
    tab = carnet.tab(carnet.visit())
    tab.start(CODE_PAGE)
    with carnet.later(timedelta(minutes=1)):
        seen = vars_of(do(tab, f"{STATE}.check_letter", {"form_data": typed | {"code": code}}, CODE_PAGE), STATE)
        assert (seen["step"], seen["login"]) == ("choose", "awa.diallo")
        done = vars_of(do(tab, f"{STATE}.choose_with_letter", {"form_data": {"mot_de_passe": NEW}}, CODE_PAGE), STATE)
        assert done["step"] == "done"
    assert sign_in(carnet, password=NEW).headers["location"] == "/accueil"
    tab.close()


def test_the_sign_in_page_leads_here(carnet: Carnet) -> None:
    assert 'href="/mot-de-passe-oublie"' in carnet.ask("GET", "/").text


def test_before_18_a_letter_alone_opens_nothing_and_the_page_says_what_does(carnet: Carnet) -> None:
    """Jade is 16 and lives with her mother, who knows her number and takes the letter."""
    with carnet.runtime.db.uow() as uow:
        who = identity_of(uow, account_by_login(uow, "jade.bernard").person_id)
        made = service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=who.person_id, public_url="https://c.fr", reset=True)
        uow.commit()
    typed = {"nir": str(who.nir), "naissance": who.birth_date.strftime("%d/%m/%Y"), "code": made.code}
    tab = carnet.tab(carnet.visit())
    tab.start(CODE_PAGE)
    with carnet.later(timedelta(minutes=1)):
        frames = do(tab, f"{STATE}.check_letter", {"form_data": typed}, CODE_PAGE)
    assert vars_of(frames, STATE)["way_out"] == "link"
    assert "Avant 18 ans" in vars_of(frames, SHELL)["words"]["text"]
    assert "jade" not in "".join(frames).lower(), "it does not even say whose account it is"
    refused = do(tab, f"{STATE}.choose_with_letter", {"form_data": {"mot_de_passe": NEW}}, CODE_PAGE)
    assert vars_of(refused, SHELL)["words"]["kind"] == "error"
    assert sign_in(carnet, "jade.bernard").headers["location"] == "/accueil"
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(ActivationCode).where(ActivationCode.person_id == who.person_id))
        uow.commit()
    tab.close()


def test_the_answer_to_who_asks_for_a_letter_says_that_none_may_leave_before_18() -> None:
    """It is part of the page and of no answer: the same whoever is named."""
    page = str(oubli.letter_page().render())
    answer = page[page.index("Votre demande est enregistr") : page.index("Elle part")]
    assert "Avant 18 ans, aucune lettre ne part pour un compte sans second facteur" in answer


def test_before_18_the_letter_asks_for_a_code_beside(carnet: Carnet) -> None:
    database, key = carnet.runtime.db, Authenticator()
    with database.uow() as uow:
        jade = actor_of(uow, account_by_login(uow, "jade.bernard").id)
        who, was = identity_of(uow, jade.person_id), uow.session.get(Account, jade.account_id).password_hash
        made = service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=who.person_id, public_url="https://c.fr", reset=True)
        uow.commit()
    answer = key.make(passkeys.begin_passkey(database, actor=jade, password=PASSWORD))
    codes, _ended = passkeys.add_passkey(database, actor=jade, answer=answer)
    typed = {"nir": str(who.nir), "naissance": who.birth_date.strftime("%d/%m/%Y"), "code": made.code}
    tab = carnet.tab(carnet.visit())
    tab.start(CODE_PAGE)
    with carnet.later(timedelta(minutes=1)):
        seen = vars_of(do(tab, f"{STATE}.check_letter", {"form_data": typed}, CODE_PAGE), STATE)
        assert (seen["step"], seen["stays"]) == ("choose", True)
        choose, form = f"{STATE}.choose_with_letter", {"mot_de_passe": NEW}
        refused = vars_of(do(tab, choose, {"form_data": form}, CODE_PAGE), SHELL)
        assert set(refused["errors"]) == {"code"}
        done = vars_of(do(tab, choose, {"form_data": form | {"code": codes[0]}}, CODE_PAGE), STATE)
        assert done["step"] == "done"
    tab.close()
    with database.uow() as uow:
        account = uow.session.get(Account, jade.account_id)
        passkeys.remove_keys(uow, account)
        account.password_hash = was
        uow.session.execute(delete(ActivationCode).where(ActivationCode.person_id == who.person_id))
        uow.commit()
