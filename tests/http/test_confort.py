"""How the screens look: kept with the account, on <html> before it is painted, the browser's own for whoever is not signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from rxapp.accounts.comfort import VALUES, Comfort, choose, comfort_of
from rxapp.accounts.models import ComfortChoice
from rxapp.accounts.opening import account_by_login
from rxapp.api.screens import PAPERS
from rxapp.api.session import COMFORT_FIELDS
from rxapp.core.chain import AuditEntry
from tests.carnet import ROLES, Carnet, carnet
from tests.helping import HELPER, actor_named

__all__ = ["carnet"]

WORDS = {
    "theme": {"clair": 'data-theme="light"', "sombre": 'data-theme="dark"'},
    "taille": {"grande": 'data-size="large"', "tres-grande": 'data-size="largest"'},
    "contraste": {"fort": 'data-contrast="more"'},
    "mouvement": {"reduit": 'data-motion="less"'},
    "lecture": {"simple": 'data-reading="simple"'},
}


@pytest.fixture(autouse=True)
def afterwards(carnet: Carnet) -> Iterator[None]:
    yield
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(ComfortChoice))
        uow.commit()


def html(carnet: Carnet, cookies: str, path: str = "/") -> str:
    answer = carnet.ask("GET", path, cookies=cookies)
    assert answer.status_code == 200
    assert "Cookie" in answer.headers["vary"]
    return re.search(r"<html([^>]*)>", answer.text)[1]


@pytest.mark.parametrize("path", ["/", "/partage/x", "/nulle-part"])
def test_the_bar_of_the_browser_has_the_colour_of_the_theme_that_was_chosen(carnet: Carnet, path: str) -> None:
    """Before anything is drawn, and whatever the device prefers; who chose nothing has that of the device."""

    def bars(cookies: str) -> list[tuple[str, str]]:
        found = carnet.ask("GET", path, cookies=cookies, headers={"accept": "text/html"}).text
        assert found.index("theme-color") < found.index("<body")
        return re.findall(r'<meta name="theme-color" content="(#\w+)"(?: media="\(prefers-color-scheme: (\w+)\)")?>', found)

    light, dark = PAPERS.values()
    assert bars("") == [(light, "light"), (dark, "dark")]
    for chosen, paper in PAPERS.items():
        assert bars(cookies_of(carnet.ask("POST", "/theme", data={"theme": chosen}))) == [(paper, "")]


def cookies_of(answer, before: str = "") -> str:
    """The cookies a browser holds after an answer."""
    jar = dict(pair.split("=", 1) for pair in before.split("; ") if pair)
    jar |= dict(line.partition(";")[0].split("=", 1) for line in answer.headers.get_list("set-cookie"))
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def kept(carnet: Carnet, login: str = HELPER) -> Comfort | None:
    with carnet.runtime.db.read() as uow:
        return comfort_of(uow, account_by_login(uow, login).id)


def test_the_form_names_all_that_is_kept() -> None:
    assert set(COMFORT_FIELDS.values()) == set(VALUES)
    assert {name: set(VALUES[COMFORT_FIELDS[name]][1:]) for name in WORDS} == {name: set(said) for name, said in WORDS.items()}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, said in WORDS.items() for value in said])
def test_each_choice_is_on_the_page_before_it_is_painted_and_goes_away_again(carnet: Carnet, field: str, value: str) -> None:
    signed_in = carnet.session_of(HELPER)
    chosen = carnet.ask("POST", "/theme", data={field: value, "suite": "/parametres#apparence"}, cookies=signed_in)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/parametres#apparence")
    browser = cookies_of(chosen, signed_in)
    assert WORDS[field][value] in html(carnet, browser, "/accueil")
    usual = VALUES[COMFORT_FIELDS[field]][0]
    back = cookies_of(carnet.ask("POST", "/theme", data={field: usual}, cookies=browser), browser)
    assert WORDS[field][value] not in html(carnet, back, "/accueil")
    assert kept(carnet) == Comfort()


def test_choices_add_up_and_follow_the_account_to_another_device(carnet: Carnet) -> None:
    browser = carnet.session_of(HELPER)
    for field, said in WORDS.items():
        browser = cookies_of(carnet.ask("POST", "/theme", data={field: list(said)[-1]}, cookies=browser), browser)
    assert kept(carnet) == Comfort("sombre", "tres-grande", "fort", "reduit", "simple")
    fields = {"identifiant": HELPER, "mot_de_passe": "Demo-Sante-2026!"}
    device = cookies_of(carnet.ask("POST", "/session", data=fields))
    for said in WORDS.values():
        assert list(said.values())[-1] in html(carnet, device, "/accueil")
    after = cookies_of(carnet.ask("POST", "/session/fin", cookies=device), device)
    assert 'data-size="largest"' in html(carnet, after)


def test_a_browser_keeps_its_own_look_where_the_account_chose_none(carnet: Carnet) -> None:
    browser = cookies_of(carnet.ask("POST", "/theme", data={"taille": "grande"}))
    assert 'data-size="large"' in html(carnet, browser)
    fields = {"identifiant": HELPER, "mot_de_passe": "Demo-Sante-2026!"}
    signed_in = cookies_of(carnet.ask("POST", "/session", data=fields, cookies=browser), browser)
    assert 'data-size="large"' in html(carnet, signed_in, "/accueil")
    assert kept(carnet) is None


@pytest.mark.parametrize("field", [*WORDS, "autre"])
@pytest.mark.parametrize("value", ["", "x", "tres-grande fort", '"><script>', "GRANDE"])
def test_only_known_values_are_taken(carnet: Carnet, field: str, value: str) -> None:
    signed_in = carnet.session_of(HELPER)
    answer = carnet.ask("POST", "/theme", data={field: value}, cookies=signed_in)
    assert answer.headers.get_list("set-cookie") == []
    assert kept(carnet) is None


@pytest.mark.parametrize("odd", ["grande.tres-grande.fort", "x" * 5000, "..", "grande;fort", "simple.simple.simple"])
def test_a_cookie_that_is_not_ours_makes_a_page_all_the_same(carnet: Carnet, odd: str) -> None:
    said = html(carnet, f"carnet_confort={odd}; carnet_theme={odd}")
    assert len(re.findall(r"data-(?:size|contrast|motion|reading|theme)=", said)) <= 4
    assert "x" * 100 not in said


def test_a_change_is_a_line_and_the_same_again_is_none(carnet: Carnet) -> None:
    awa = actor_named(carnet, HELPER)

    def lines() -> int:
        with carnet.runtime.db.read() as uow:
            wanted = select(AuditEntry.id).where(AuditEntry.person_id == awa.person_id, AuditEntry.action == "confort.choix")
            return len(uow.session.execute(wanted).all())

    before = lines()
    for _again in range(2):
        with carnet.runtime.db.uow() as uow:
            choose(uow, actor=awa, comfort=Comfort(size="grande"))
            uow.commit()
    assert lines() == before + 1
    assert Comfort().but({"size": "énorme", "autre": "x", "contrast": "fort"}) == Comfort(contrast="fort")


def test_who_signs_in_has_their_own_look_not_the_one_somebody_left_there(carnet: Carnet) -> None:
    """The browser keeps the look of who left; an account that chose has its own whole, and a first choice takes nothing over."""
    before = carnet.session_of("camille.martin")
    for field, value in (("theme", "sombre"), ("contraste", "fort")):
        before = cookies_of(carnet.ask("POST", "/theme", data={field: value}, cookies=before), before)
    browser = cookies_of(carnet.ask("POST", "/session/fin", cookies=before), before)
    assert 'data-theme="dark"' in html(carnet, browser)
    fields = {"identifiant": HELPER, "mot_de_passe": "Demo-Sante-2026!"}
    first = cookies_of(carnet.ask("POST", "/session", data=fields, cookies=browser), browser)
    first = cookies_of(carnet.ask("POST", "/theme", data={"taille": "grande"}, cookies=first), first)
    assert kept(carnet) == Comfort(size="grande")
    again = cookies_of(carnet.ask("POST", "/session", data=fields, cookies=browser), browser)
    for look in (html(carnet, first, "/accueil"), html(carnet, again, "/accueil")):
        assert 'data-size="large"' in look
        assert 'data-theme="dark"' not in look
        assert 'data-contrast="more"' not in look


@pytest.mark.parametrize(
    ("role", "said"), [("patient", ""), ("pharmacy", "staff"), ("professional", "staff"), ("operator", "operator")]
)
def test_the_page_is_served_for_who_is_signed_in_and_kept_nowhere(carnet: Carnet, role: str, said: str) -> None:
    cookies = carnet.session_of(ROLES[role])
    shown = html(carnet, cookies, "/parametres")
    assert f'data-role="{said}"' in shown if said else "data-role" not in shown
    answer = carnet.ask("GET", "/parametres", cookies=cookies)
    assert answer.headers["cache-control"] == "no-cache"
    assert "data-role" not in html(carnet, "")
