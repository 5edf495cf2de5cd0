"""`/profil/vaccinations` as a tab sees it: a dose noted, asked about, completed, taken away; the lines it counts for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import delete, select

from rxapp.accounts.opening import account_by_login
from rxapp.prevention.durations import Span, add
from rxapp.prevention.models import PreventionEntry, PreventionVersion
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___prevention_undo____undo_state.rxapp___state___vaccinations____vaccinations_state"
PAGE = "/profil/vaccinations"


@pytest.fixture
def clean(carnet: Carnet) -> Iterator[Carnet]:
    """Nothing is noted; other tests find what was as it was."""
    with carnet.runtime.db.uow() as uow:
        kept = [row.model_dump() for row in uow.session.execute(select(PreventionEntry)).scalars()]
        uow.session.execute(delete(PreventionEntry))
        uow.commit()
    yield carnet
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(PreventionVersion))
        uow.session.execute(delete(PreventionEntry))
        uow.session.add_all([PreventionEntry(**row) for row in kept])
        uow.commit()


def opened(carnet: Carnet, login: str, path: str = PAGE) -> tuple[Tab, dict[str, object]]:
    tab = carnet.tab(carnet.session_of(login))
    return tab, vars_of(tab.start(path), STATE)


def act(tab: Tab, name: str, page: str = PAGE, **payload: object) -> dict[str, object]:
    """The vars that an event changed, the words of the shell among them."""
    frames = do(tab, f"{STATE}.{name}", payload, page)
    undo = vars_of(frames, STATE.rpartition(".")[0])
    return vars_of(frames, SHELL) | undo | vars_of(frames, STATE)


def save(tab: Tab, page: str = PAGE, **form: str) -> dict[str, object]:
    return act(tab, "save", page=page, form_data=form)


def day(born: date, months: int) -> str:
    return f"{add(born, Span(months)):%d/%m/%Y}"


def birth(carnet: Carnet, login: str) -> date:
    from rxapp.accounts.identity import identity_of

    with carnet.runtime.db.read() as uow:
        return identity_of(uow, account_by_login(uow, login).person_id or "").birth_date


def test_a_dose_is_noted_and_can_be_taken_back(clean: Carnet) -> None:
    tab, seen = opened(clean, "awa.diallo")
    assert "Priorix" in seen["names"]
    assert seen["rows"] == []
    done = save(tab, vaccin="stamaril", jour="05/03/2026", lot="Y1", par="Centre des voyages")
    assert done["words"]["text"] == done["undo_text"] == "Vaccination notée."
    (row,) = done["rows"]
    assert (row["title"], row["against_label"], row["counts"]) == ("Stamaril", "Fièvre jaune", [])
    assert act(tab, "undo")["rows"] == []
    tab.close()


def test_what_is_wrong_is_said_beside_its_box(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    wrong = save(tab, vaccin="Vaccin d’ailleurs", jour="31/02/2026")
    assert set(wrong["errors"]) == {"maladies", "jour"}
    long = save(tab, vaccin="Priorix", jour="05/03/2026", lot="x" * 81, note="y" * 501)
    assert set(long["errors"]) == {"lot", "note"}
    ticked = save(tab, vaccin="Vaccin d’ailleurs", jour="05/03/2026", maladie_rabies="oui")
    assert ticked["rows"][0]["against_label"] == "Rage"
    tab.close()


def test_a_doubt_is_asked_once_and_the_same_again_is_kept(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    save(tab, vaccin="Stamaril", jour="05/03/2026")
    asked = save(tab, vaccin="Stamaril", jour="07/03/2026")
    assert asked["doubted"]
    assert "à 2 jours" in asked["errors"]["jour"]
    other = save(tab, vaccin="Stamaril", jour="08/03/2026")
    assert "à 3 jours" in other["errors"]["jour"], "what is sure is what was asked about"
    assert len(save(tab, vaccin="Stamaril", jour="08/03/2026")["rows"]) == 2
    tab.close()


def test_the_line_of_the_calendar_is_chosen_where_it_is_not_plain(clean: Carnet) -> None:
    born = birth(clean, "awa.diallo")
    tab, _seen = opened(clean, "awa.diallo")
    early = {"vaccin": "Bexsero", "jour": day(born, 15 * 12 - 2)}
    asked = save(tab, **early)
    assert [(line["id"], line["chosen"]) for line in asked["lines"]] == [("vx-menb-15-24", False)]
    assert asked["errors"]["compte"].startswith("Le calendrier ne peut pas le deviner")
    elsewhere = save(tab, vaccin="Bexsero", jour=day(born, 15 * 12 + 2))
    assert elsewhere["rows"][0]["counts"], "what was offered for another day is no answer"
    asked = save(tab, **early)
    kept = save(tab, **early, ligne_0="oui")
    assert len(kept["rows"]) == 2
    assert kept["rows"][1]["counts"] == elsewhere["rows"][0]["counts"]
    tab.close()


def test_a_dose_is_corrected_and_says_what_it_was(clean: Carnet) -> None:
    one, _seen = opened(clean, "awa.diallo")
    dose = save(one, vaccin="Stamaril", jour="05/03/2026")["rows"][0]["id"]
    two, _seen = opened(clean, "awa.diallo")
    form = act(one, "edit", entry_id=dose)
    assert (form["form"]["product"], form["editing"]) == ("Stamaril", dose)
    act(two, "edit", entry_id=dose)
    done = save(one, vaccin="Stamaril", jour="06/03/2026", lot="Z9")
    assert done["words"]["text"] == "C’est enregistré, et le calendrier en tient compte."
    assert len(done["rows"][0]["earlier"]) == 1
    told = save(two, vaccin="Stamaril", jour="07/03/2026")
    assert told["problem"].startswith("Cette vaccination a été modifiée")
    assert "6 mars 2026" in told["edited_label"]
    assert save(two, vaccin="Stamaril", jour="07/03/2026")["rows"][0]["when_iso"] == "2026-03-07"
    assert act(one, "remove", entry_id=dose, version=2)["words"]["text"].startswith("Cette ligne a été modifiée depuis")
    assert act(two, "remove", entry_id=dose, version=3)["rows"] == []
    assert act(two, "undo")["rows"][0]["id"] == dose
    for tab in (one, two):
        tab.close()


def test_the_record_of_somebody_else_does_not_exist(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    dose = save(tab, vaccin="Stamaril", jour="05/03/2026")["rows"][0]["id"]
    other, _seen = opened(clean, "paul.durand")
    for name, more in (("edit", {}), ("remove", {"version": 1})):
        assert act(other, name, entry_id=dose, **more)["words"]["kind"] == "error"
    assert opened(clean, "awa.diallo")[1]["rows"][0]["id"] == dose
    for one in (tab, other):
        one.close()


def test_the_statement_is_a_pdf_for_who_may_read_it(clean: Carnet) -> None:
    cookies, address = clean.session_of("awa.diallo"), "/api/profil/vaccinations.pdf"
    for query, name in (("", "vaccinations.pdf"), ("?langue=en", "vaccinations-statement.pdf")):
        given = clean.ask("GET", address + query, cookies=cookies)
        assert (given.status_code, given.headers["content-type"]) == (200, "application/pdf")
        assert name in given.headers["content-disposition"]
        assert given.headers["cache-control"] == "private, no-store"
        assert given.content.startswith(b"%PDF")
    with clean.runtime.db.read() as uow:
        person = account_by_login(uow, "paul.durand").person_id
    refusals = [clean.ask("GET", f"{address}?personne={one}", cookies=cookies) for one in (person, "f" * 32)]
    assert {(one.status_code, one.text) for one in refusals} == {(404, refusals[0].text)}
    assert clean.ask("GET", address).status_code == 401
