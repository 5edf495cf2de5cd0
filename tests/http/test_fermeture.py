"""Closing an account as browsers do it: what is asked beside which box, which cookies go, what an old cookie is worth then."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import httpx
import pytest
from sqlalchemy import select

from rxapp.accounts import closing_receipt, sessions
from rxapp.accounts import service as accounts
from rxapp.accounts.models import Account, AccountClosing
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.people import context_for
from rxapp.api import closing, housekeeping
from rxapp.core.chain import AuditEntry
from rxapp.core.db import new_id
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.demo.pharmacies import EXTRACT
from rxapp.pharmacy import finess
from rxapp.pharmacy import service as pharmacy
from rxapp.pharmacy.models import Order
from rxapp.record.intake import Intake
from tests import samples
from tests.accounts import PASSWORD, Town
from tests.carnet import ROLES, Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___fermeture____fermeture_state"
SETTINGS = f"{SHELL}.rxapp___state___parametres____parametres_state"
SEND = f"{SHELL}.rxapp___state___pharmacie_send____pharmacie_send_state"
JSON = {"accept": "application/json"}
_orders = count(40)


OPERATOR = [("Exploitant de la démonstration", ""), ("exploitant@carnet.example", "mailto:exploitant@carnet.example")]


def lines_of(seen: list[str]) -> list[tuple[str, str]]:
    return [(line["text"], line["href"]) for line in vars_of(seen, SHELL)["operator"]]


class Leaver:
    """Somebody new, who opened a space with a letter and signed in with the form; the demonstration's own people stay."""

    def __init__(self, carnet: Carnet) -> None:
        order = next(_orders)
        self.carnet, self.login = carnet, f"partante{order}.petit"
        Town(carnet.runtime.db).settle("Fanny", login=self.login, order=order)
        signed_in = carnet.ask("POST", "/session", data={"identifiant": self.login, "mot_de_passe": PASSWORD})
        jar = dict(line.partition(";")[0].split("=", 1) for line in signed_in.headers.get_list("set-cookie"))
        self.cookies = f"carnet_session={jar['carnet_session']}; carnet_appareil={jar['carnet_appareil']}"
        with carnet.runtime.db.read() as uow:
            account = account_by_login(uow, self.login)
        self.actor = Actor(account.id, Role.PATIENT, account.person_id, "Fanny Petit")

    def close(self, *, headers: dict[str, str] = JSON, cookies: str = "", **fields: str) -> httpx.Response:
        sent = {"mot_de_passe": PASSWORD, "confirmation": "oui"} | fields
        return self.carnet.ask("POST", "/fermeture", cookies=cookies or self.cookies, headers=headers, data=sent)

    def send(self, person_id: str = "") -> str:
        """An order to the market pharmacy, for oneself or a child."""
        data = samples.png()
        with self.carnet.runtime.db.read() as uow:
            context = context_for(uow, self.actor)
        given = {"actor": self.actor, "context": context, "person_id": person_id or self.actor.person_id}
        with Intake.open(self.carnet.runtime.db, **given, file_name="ordonnance.png", declared_size=len(data)) as intake:
            intake.feed(data)
            document = intake.finish().id
        with self.carnet.runtime.db.uow() as uow:
            counter = account_by_login(uow, "pharmacie.marche").id
            where = pharmacy.attach(uow, actor=SYSTEM_ACTOR, account_id=counter, finess="000000015")
            made = pharmacy.send(uow, **given, pharmacy_id=where, document_ids=[document], key=new_id())
            uow.commit()
        return made

    def state_of(self, order_id: str) -> str:
        with self.carnet.runtime.db.read() as uow:
            return uow.session.execute(select(Order.state).where(Order.id == order_id)).scalar_one()

    def acts(self) -> list[str]:
        with self.carnet.runtime.db.read() as uow:
            mine = select(AuditEntry.action).where(AuditEntry.person_id == self.actor.person_id)
            acts = uow.session.execute(mine.order_by(AuditEntry.seq)).scalars()
            return [act for act in acts if act.startswith("compte.")]

    def tab(self, path: str = "/parametres/fermer") -> tuple[Tab, list[str]]:
        tab = self.carnet.tab(self.cookies)
        return tab, tab.start(path)


@pytest.fixture
def leaver(carnet: Carnet) -> Iterator[Leaver]:
    pharmacy.load(carnet.runtime.db, finess.read(EXTRACT.read_bytes()), actor=SYSTEM_ACTOR)
    with carnet.later(timedelta(0)):
        made = Leaver(carnet)
        yield made
    with carnet.runtime.db.uow() as uow:
        pharmacy.end_all(uow, person_id=made.actor.person_id)  # the counter is everybody's
        uow.session.connection().exec_driver_sql("DELETE FROM limits")
        uow.commit()


def test_what_is_missing_is_said_beside_its_box(leaver: Leaver) -> None:
    order = leaver.send()
    refused = leaver.close(mot_de_passe="", confirmation="")
    assert refused.status_code == 422
    assert set(refused.json()["champs"]) == {"mot_de_passe", "confirmation", f"commande-{order}"}
    assert refused.headers["cache-control"] == "private, no-store"
    wrong = leaver.close(mot_de_passe="pas le bon", **{f"commande-{order}": "annuler"})
    assert wrong.json()["champs"] == {"mot_de_passe": "Ce n’est pas votre mot de passe."}
    assert leaver.state_of(order) == "sent"


def test_an_old_cookie_is_worth_nothing_afterwards(leaver: Leaver) -> None:
    order = leaver.send()
    tab, seen = leaver.tab()
    assert [one["id"] for one in vars_of(seen, STATE)["orders"]] == [order]
    answer = leaver.close(**{f"commande-{order}": "annuler"})
    assert answer.status_code == 200
    assert answer.json()["suite"].startswith("/compte-ferme#")
    gone = answer.headers.get_list("set-cookie")
    assert [line.partition("=")[0] for line in gone if "Max-Age=0" in line] == ["carnet_session", "carnet_visite"]
    assert leaver.state_of(order) == "cancelled"
    tab.until()
    assert tab.code == 4401
    ask = leaver.carnet.ask
    assert ask("GET", "/accueil", cookies=leaver.cookies).headers["location"] == "/?raison=ferme"
    assert ask("GET", "/", cookies=leaver.cookies).headers["location"] == "/?raison=ferme"
    assert ask("GET", "/?raison=session", cookies=leaver.cookies).headers["location"] == "/?raison=ferme"
    assert ask("GET", "/?raison=ferme", cookies=leaver.cookies).status_code == 200
    assert ask("POST", "/session/vie", cookies=leaver.cookies).status_code == 401
    assert ask("GET", "/api/historique/recu", cookies=leaver.cookies).status_code == 401
    again, frames = leaver.tab("/accueil")
    assert '"path":"/?raison=ferme"' in "\n".join(frames)
    assert "Fanny" not in "\n".join(frames)
    do(again, f"{STATE}.keep", {})
    assert leaver.acts() == ["compte.fermeture"]


def test_signing_in_afterwards_answers_as_a_wrong_password(leaver: Leaver) -> None:
    leaver.close()
    answers = [
        leaver.carnet.ask("POST", "/session", headers=JSON, data={"identifiant": login, "mot_de_passe": password})
        for login, password in ((leaver.login, PASSWORD), ("awa.diallo", "pas le bon"), ("personne", PASSWORD))
    ]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert answers[0].json()["code"] == "connexion.refusee"


def test_the_device_forgets_the_identifier(leaver: Leaver) -> None:
    gone = leaver.close().headers.get_list("set-cookie")
    device = next(line.partition(";")[0] for line in gone if line.startswith("carnet_appareil="))
    assert "." not in device
    assert device.partition("=")[2] == leaver.cookies.partition("carnet_appareil=")[2].partition(".")[0]


def test_a_second_click_closes_nothing_more_and_gets_the_same_answer(leaver: Leaver) -> None:
    first, second = leaver.close(), leaver.close()
    assert first.json() == second.json()
    assert leaver.acts() == ["compte.fermeture"]


def test_clicks_at_once_close_once(leaver: Leaver) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _click: leaver.close(), range(4)))
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["suite"].startswith("/compte-ferme#")
    assert leaver.acts() == ["compte.fermeture"]


def fetched(carnet: Carnet, token: str):
    """The answer to the form of the page: the token is in no address."""
    return carnet.ask("POST", "/fermeture/recepisse", data={"jeton": token})


def nowhere(answer: httpx.Response) -> bool:
    """Led to the page that says that nothing is shown any more, whose button leads on."""
    said = answer.status_code, answer.headers["location"], answer.headers["cache-control"]
    return said == (303, "/compte-ferme", "private, no-store")


@pytest.mark.parametrize("token", ["", "0" * 64, "a" * 3000, "z" * 64, "é", "x\x00", "x" * 20_000])
def test_a_button_that_gives_no_receipt_any_more_leads_to_the_page_that_says_so(carnet: Carnet, token: str) -> None:
    answer = fetched(carnet, token)
    assert nowhere(answer)
    seen = vars_of(carnet.tab(carnet.visit()).start(answer.headers["location"]), STATE)
    assert seen["asked_for_receipt"] is True
    assert seen.get("receipt", "") == seen.get("reference", "") == ""


def test_the_receipt_is_given_for_a_while_to_who_holds_its_address(leaver: Leaver) -> None:
    suite = leaver.close().json()["suite"]
    page = leaver.carnet.ask("GET", suite)
    assert page.status_code == 200
    assert "Fanny" not in page.text
    tab = leaver.carnet.tab(leaver.carnet.visit())
    frames = tab.start(suite)
    seen = vars_of(frames, STATE)
    held = seen["receipt"]
    assert lines_of(frames) == OPERATOR
    with leaver.carnet.runtime.db.read() as uow:
        assert uow.session.get(AccountClosing, leaver.actor.account_id).reference == seen["reference"] != ""
    receipt = fetched(leaver.carnet, held)
    assert (receipt.status_code, receipt.headers["content-type"]) == (200, "application/pdf")
    assert receipt.content.startswith(b"%PDF")
    assert 'filename="recepisse-fermeture.pdf"' in receipt.headers["content-disposition"]
    assert nowhere(fetched(leaver.carnet, "0" * 64))
    assert leaver.carnet.ask("GET", f"/fermeture/recepisse?jeton={held}").status_code in {404, 405}
    with leaver.carnet.later(timedelta(minutes=15)):
        assert nowhere(fetched(leaver.carnet, held))
        other = leaver.carnet.tab(leaver.carnet.visit())
        assert vars_of(other.start(suite), STATE)["receipt"] == ""


@pytest.mark.parametrize("addressed", [True, False])
def test_who_has_no_address_is_promised_no_e_mail_and_takes_the_receipt_there(leaver: Leaver, addressed: bool) -> None:
    if not addressed:
        with leaver.carnet.runtime.db.uow() as uow:
            account = uow.session.get(Account, leaver.actor.account_id)
            account.email = account.email_index = None
            uow.session.add(account)
            uow.commit()
    tab = leaver.carnet.tab(leaver.cookies)
    assert bool(vars_of(tab.start("/parametres/fermer"), STATE)["email"]) is addressed
    suite = leaver.close().json()["suite"]
    seen = vars_of(leaver.carnet.tab(leaver.carnet.visit()).start(suite), STATE)
    assert seen["mailed"] is addressed
    assert fetched(leaver.carnet, seen["receipt"]).content.startswith(b"%PDF")


@pytest.mark.parametrize("token", ["", "../..", "a" * 3000, "é", "x%00"])
def test_an_address_of_a_receipt_that_nobody_gave_shows_none(carnet: Carnet, token: str) -> None:
    for sign in ("#", "?recepisse="):
        tab = carnet.tab(carnet.visit())
        assert vars_of(tab.start(f"/compte-ferme{sign}{token}"), STATE)["receipt"] == ""


def test_the_page_says_that_an_account_is_closed_only_to_who_holds_a_receipt(leaver: Leaver) -> None:
    """The prerendered page claims nothing, and the reference is what the words hang on."""
    assert "Votre compte est fermé" not in leaver.carnet.ask("GET", "/compte-ferme").text
    order = leaver.send()
    leaver.close(**{f"commande-{order}": "attendre"})
    with leaver.carnet.runtime.db.read() as uow:
        row = uow.session.get(AccountClosing, leaver.actor.account_id)
        token = closing_receipt.asked_token(uow, uow.session.get(Account, leaver.actor.account_id), row)
    with leaver.carnet.runtime.db.uow() as uow:
        accounts.keep_account(uow, actor=leaver.actor)
        uow.commit()
    seen = vars_of(leaver.carnet.tab(leaver.carnet.visit()).start(f"/compte-ferme#{token}"), STATE)
    assert seen["asked_for_receipt"] is True
    assert {seen.get(name, "") for name in ("reference", "waits_until", "receipt")} == {""}
    leaver.close(**{f"commande-{order}": "annuler"})


def test_a_sheet_printed_with_its_secret_in_the_query_stays_good(leaver: Leaver) -> None:
    token = leaver.close().json()["suite"].partition("#")[2]
    tab = leaver.carnet.tab(leaver.carnet.visit())
    assert vars_of(tab.start(f"/compte-ferme?recepisse={token}"), STATE)["receipt"] == token


def test_a_jump_to_the_content_keeps_the_way_to_the_receipt(leaver: Leaver) -> None:
    suite = leaver.close().json()["suite"]
    tab = leaver.carnet.tab(leaver.carnet.visit())
    assert vars_of(tab.start(suite), STATE)["receipt"] != ""
    assert "receipt" not in vars_of(do(tab, f"{STATE}.show_receipt", {}, "/compte-ferme#contenu"), STATE)


@pytest.mark.parametrize("path", ["/exploitant", "/compte-ferme", "/mot-de-passe-oublie", "/connexion/code"])
def test_whoever_cannot_sign_in_reads_how_the_operator_is_reached(carnet: Carnet, path: str) -> None:
    assert lines_of(carnet.tab(carnet.visit()).start(path)) == OPERATOR


@pytest.mark.parametrize("path", ["/parametres/fermer", "/parametres", "/parametres/proches"])
def test_whoever_closes_reads_it_before(carnet: Carnet, path: str) -> None:
    assert lines_of(carnet.tab(carnet.session_of("camille.martin")).start(path)) == OPERATOR


def test_it_waits_for_an_order_and_is_called_off(leaver: Leaver) -> None:
    order = leaver.send()
    answer = leaver.close(**{f"commande-{order}": "attendre"})
    assert answer.json() == {"suite": "/parametres/fermer"}
    assert "set-cookie" not in answer.headers
    tab, seen = leaver.tab()
    assert vars_of(seen, STATE)["until_label"] != ""
    assert vars_of(seen, STATE)["orders"][0]["chosen"] == "attendre"
    asked = leaver.carnet.ask("GET", "/fermeture/demande.pdf", cookies=leaver.cookies)
    assert (asked.status_code, asked.content[:5], asked.headers["cache-control"]) == (200, b"%PDF-", "private, no-store")
    assert 'filename="recepisse-demande-fermeture.pdf"' in asked.headers["content-disposition"]
    settings, said = leaver.tab("/parametres")
    assert vars_of(said, SETTINGS)["closing_label"] == vars_of(seen, STATE)["until_label"]
    settings.close()
    wizard, said = leaver.tab("/pharmacie?envoyer=ordonnance")
    assert vars_of(said, SEND)["leaving"] is True
    wizard.close()
    kept = vars_of(do(tab, f"{STATE}.keep", {}, "/parametres/fermer"), STATE)
    assert kept["until_label"] == ""
    wizard, said = leaver.tab("/pharmacie?envoyer=ordonnance")
    assert not vars_of(said, SEND).get("leaving")
    wizard.close()
    assert leaver.acts() == ["compte.fermeture_demandee", "compte.fermeture_annulee"]
    leaver.close(**{f"commande-{order}": "annuler"})


def test_who_asks_for_a_receipt_that_is_not_there_is_led_where_it_is_explained(leaver: Leaver) -> None:
    ask, theirs = leaver.carnet.ask, leaver.carnet.session_of("camille.martin")
    page = {"accept": "text/html,*/*;q=0.8"}

    def led(**given: object) -> tuple[int, str | None]:
        answer = ask("GET", "/fermeture/demande.pdf", **given)
        assert answer.headers["cache-control"] == "private, no-store"
        return answer.status_code, answer.headers.get("location")

    assert led(cookies=theirs, headers=page) == (303, "/parametres/fermer?raison=recepisse")
    assert led(headers=page) == (303, "/?raison=session")
    assert led(cookies=theirs) == (404, None)
    assert led() == (401, None)
    assert ask("GET", "/fermeture/demande.pdf", cookies=theirs).json()["message"] == "Introuvable."
    tab = leaver.carnet.tab(theirs)
    assert "il n’y a pas de récépissé" in vars_of(tab.start("/parametres/fermer?raison=recepisse"), SHELL)["words"]["text"]
    tab.close()


def test_the_server_closes_by_itself_what_waits_no_more(leaver: Leaver) -> None:
    order = leaver.send()
    leaver.close(**{f"commande-{order}": "attendre"})
    tab, _seen = leaver.tab()
    with leaver.carnet.runtime.db.uow() as uow:
        pharmacy.cancel(uow, actor=leaver.actor, order_id=order, version=1)
        uow.commit()
    housekeeping._sweep(leaver.carnet.runtime)
    tab.until()
    assert tab.code == 4401
    assert leaver.acts() == ["compte.fermeture_demandee", "compte.fermeture"]


def test_nobody_closes_anybody_elses(leaver: Leaver) -> None:
    """The account is the session's own, and a choice about somebody else's order is no choice."""
    other = Leaver(leaver.carnet)
    order = other.send()
    whose = {"compte": other.actor.account_id, "account_id": other.actor.account_id, "identifiant": other.login}
    assert leaver.close(**whose, **{f"commande-{order}": "annuler"}).status_code == 200
    assert other.state_of(order) == "sent"
    assert other.acts() == []
    alive = sessions.hash_token(other.cookies.partition("=")[2].partition(";")[0])
    with leaver.carnet.runtime.db.read() as uow:
        assert sessions.check_session(uow, alive) is not None
    other.close(**{f"commande-{order}": "annuler"})


def test_whoever_is_not_signed_in_is_led_to_sign_in(carnet: Carnet) -> None:
    fields = {"mot_de_passe": PASSWORD, "confirmation": "oui"}
    assert carnet.ask("POST", "/fermeture", headers=JSON, data=fields).json() == {"suite": "/?raison=session"}
    assert carnet.ask("POST", "/fermeture", data=fields).headers["location"] == "/?raison=session"


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "null", ""])
def test_another_site_closes_nothing(leaver: Leaver, origin: str) -> None:
    assert leaver.close(headers=JSON | {"origin": origin}).status_code == 403
    assert leaver.acts() == []


def test_a_form_that_is_too_long_closes_nothing(leaver: Leaver) -> None:
    assert leaver.close(remplissage="x" * 20_000).json()["code"] == "formulaire.trop_long"
    assert leaver.close(**{f"commande-{place}": "annuler" for place in range(closing.MAX_FIELDS)}).status_code == 422
    assert leaver.acts() == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "patient"])
def test_the_others_are_told_who_closes_theirs(carnet: Carnet, role: str) -> None:
    cookies = carnet.session_of(ROLES[role])
    tab = carnet.tab(cookies)
    frames = tab.start("/parametres/fermer")
    assert "exploitant" in vars_of(frames, STATE)["refusal"]
    assert lines_of(frames) == OPERATOR
    fields = {"mot_de_passe": "Demo-Sante-2026!", "confirmation": "oui"}
    answer = carnet.ask("POST", "/fermeture", cookies=cookies, headers=JSON, data=fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "fermeture.professionnel")
    assert carnet.ask("POST", "/session/vie", cookies=cookies).status_code == 204


def test_without_a_script_the_browser_is_sent_on(leaver: Leaver) -> None:
    again = leaver.close(headers={}, mot_de_passe="")
    assert (again.status_code, again.headers["location"]) == (303, "/parametres/fermer")
    done = leaver.close(headers={})
    assert done.headers["location"].startswith("/compte-ferme#")
    assert done.headers["clear-site-data"] == '"cache", "storage"'
