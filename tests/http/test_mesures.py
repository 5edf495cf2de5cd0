"""`/profil/mesures` as a tab sees it: kinds, the form and its question, corrections, a file, the spreadsheet, other records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from rxapp.accounts.opening import account_by_login
from rxapp.core.chain import AuditEntry
from rxapp.measures.growth_tables import Tables
from rxapp.measures.models import Measure
from rxapp.state.mesures_file import MOST_TEXT
from tests.carnet import Carnet, Tab, carnet
from tests.growth import afresh, curves
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_history_api import child_of

__all__ = ["afresh", "carnet", "curves"]

STATE = f"{SHELL}.rxapp___state___mesures____mesures_state"
FILE = f"{SHELL}.rxapp___state___mesures_file____mesures_file_state"
PAGE = "/profil/mesures"
WEIGHT = f"{PAGE}?mesure=poids"


@pytest.fixture
def clean(carnet: Carnet) -> Iterator[Carnet]:
    """Nothing is measured; other tests find what was as it was."""
    with carnet.runtime.db.uow() as uow:
        kept = [row.model_dump() for row in uow.session.execute(select(Measure)).scalars()]
        uow.session.execute(delete(Measure))
        uow.commit()
    yield carnet
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(Measure))
        uow.session.add_all([Measure(**row) for row in kept])
        uow.commit()


def opened(carnet: Carnet, login: str, path: str = WEIGHT) -> tuple[Tab, dict[str, object]]:
    tab = carnet.tab(carnet.session_of(login))
    return tab, vars_of(tab.start(path), STATE)


def act(tab: Tab, name: str, state: str = STATE, page: str = WEIGHT, **payload: object) -> dict[str, object]:
    """The vars that an event changed, the words of the shell among them."""
    frames = do(tab, f"{state}.{name}", payload, page)
    return vars_of(frames, SHELL) | vars_of(frames, STATE) | vars_of(frames, FILE)


def save(tab: Tab, page: str = WEIGHT, **form: str) -> dict[str, object]:
    return act(tab, "save", page=page, form_data=form)


def test_every_kind_is_shown_with_its_last_measure(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    save(tab, valeur="62,5")
    tab.close()
    tab, seen = opened(clean, "awa.diallo", PAGE)
    assert [(one["code"], one["value_label"]) for one in seen["kinds"]][:2] == [("poids", "62,5\u00a0kg"), ("taille", "")]
    assert seen.get("kind", "") == ""
    tab.close()


def test_a_measure_is_noted_asked_about_and_kept_when_sent_again(clean: Carnet) -> None:
    tab, seen = opened(clean, "awa.diallo")
    assert (seen["title"], seen["labels"]) == ("Poids", ["Poids (kg)"])
    wrong = save(tab, valeur="beaucoup")
    assert wrong["errors"] == {"valeur": "Écrivez un nombre, par exemple 72,5."}
    asked = save(tab, valeur="700")
    assert asked["errors"]["valeur"].replace("\u00a0", " ").startswith("700 kg : est-ce bien cela ?")
    assert asked["doubted"]
    other = save(tab, valeur="701")
    assert other["errors"]["valeur"].startswith("701"), "what is sure is what was asked about"
    done = save(tab, valeur="701")
    assert done["words"]["text"] == "C’est enregistré."
    assert [one["value_label"] for one in done["rows"]] == ["701\u00a0kg"]
    assert len(done["chart"]["lines"][0]["dots"]) == 1
    tab.close()


def test_a_correction_and_what_another_phone_wrote_meanwhile(clean: Carnet) -> None:
    one, _seen = opened(clean, "awa.diallo")
    measure = save(one, valeur="62")["rows"][0]["id"]
    two, _seen = opened(clean, "awa.diallo")
    form = act(one, "edit", measure_id=measure)
    assert (form["value"], form["editing"]) == ("62", measure)
    act(two, "edit", measure_id=measure)
    when = {"jour": form["day"], "heure": form["hour"]}
    assert save(one, valeur="63", **when)["rows"][0]["value_label"] == "63\u00a0kg"
    told = save(two, valeur="64", **when)
    assert told["problem"].startswith("Cette mesure a été modifiée ailleurs")
    assert told["edited_label"].startswith("63")
    assert save(two, valeur="64", **when)["rows"][0]["value_label"] == "64\u00a0kg"
    one.close()
    two.close()


def test_what_is_taken_away_can_come_back(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    measure = save(tab, valeur="62")["rows"][0]["id"]
    gone = act(tab, "remove", measure_id=measure, version=1)
    assert (gone["rows"], gone["undo_seconds"]) == ([], 10)
    assert len(act(tab, "undo")["rows"]) == 1
    tab.close()


def test_two_numbers_and_two_units(clean: Carnet) -> None:
    page = f"{PAGE}?mesure=tension"
    tab, seen = opened(clean, "awa.diallo", page)
    assert seen["labels"] == ["Maximale (la première)", "Minimale (la seconde)"]
    assert save(tab, page, valeur="118", valeur2="76")["rows"][0]["value_label"] == "118/76\u00a0mmHg"
    tab.close()
    page = f"{PAGE}?mesure=glycemie"
    tab, seen = opened(clean, "awa.diallo", page)
    assert [unit["id"] for unit in seen["units"]] == ["g/L", "mmol/L"]
    assert save(tab, page, valeur="5,6", unite="mmol/L")["rows"][0]["value_label"] == "5,6\u00a0mmol/L"
    tab.close()


def test_a_note_that_is_too_long_is_refused_in_words(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    wrong = save(tab, valeur="62", note="a" * 5_000)
    assert wrong["errors"]["note"].startswith("C’est trop long")
    tab.close()


@pytest.mark.parametrize("query", ["?mesure=autre", "?mesure=poids&periode=9z&apres=x", "?mesure=", "?apres=1_2"])
def test_an_address_that_is_not_ours_opens_all_the_same(clean: Carnet, query: str) -> None:
    tab, seen = opened(clean, "awa.diallo", PAGE + query)
    assert seen["shown_for"]
    tab.close()


def test_a_file_is_shown_before_anything_is_kept(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo", PAGE)
    text = "Mesure;Date;Valeur\nPoids;20/11/2026;62\nPoids;21/11/2026;700\nHumeur;21/11/2026;3\n"
    wrong = act(tab, "read", FILE, PAGE, form_data={"texte": "rien"})
    assert set(wrong["errors"]) == {"texte"}
    wrong = act(tab, "read", FILE, PAGE, form_data={"texte": "a" * (MOST_TEXT + 1)})
    assert wrong["errors"]["texte"].startswith("C’est trop long")
    seen = act(tab, "read", FILE, PAGE, form_data={"texte": text})["preview"]
    assert (seen["counted"], seen["usual"], seen["doubtful"]) == ("1 mesure sera prise", 1, 1)
    assert [line["line_label"] for line in seen["lines"]] == ["4", "3", "2"]
    done = act(tab, "take", FILE, PAGE, form_data={})
    assert done["words"]["text"].replace("\u00a0", " ") == "Mesures enregistrées : 1."
    assert done["kinds"][0]["value_label"] == "62\u00a0kg"
    again = act(tab, "read", FILE, PAGE, form_data={"texte": text})["preview"]
    assert (again["usual"], again["doubtful"]) == (0, 1)
    act(tab, "take", FILE, PAGE, form_data={"inhabituelles": "oui"})
    tab.close()
    tab, seen = opened(clean, "awa.diallo")
    assert [one["value_label"] for one in seen["rows"]] == ["700\u00a0kg", "62\u00a0kg"]
    tab.close()


def test_a_parent_sees_nothing_of_what_a_minor_keeps(clean: Carnet) -> None:
    jade, seen = opened(clean, "jade.bernard")
    assert seen["may_hide"]
    save(jade, valeur="54", jour="20/11/2026", secret="oui")
    shown = save(jade, valeur="55")["rows"][0]["id"]
    with clean.runtime.db.read() as uow:
        person = account_by_login(uow, "jade.bernard").person_id
    sophie, _seen = opened(clean, "sophie.bernard")
    do(sophie, f"{SHELL}.choose_person", {"person_id": person}, WEIGHT)
    seen = act(sophie, "open")
    assert [one["value_label"] for one in seen["rows"]] == ["55\u00a0kg"]
    act(jade, "keep", measure_id=shown)
    assert act(sophie, "open")["rows"] == []
    act(jade, "show", measure_id=shown)
    assert len(act(sophie, "open")["rows"]) == 1
    jade.close()
    sophie.close()


def test_a_childs_chart_stands_before_growth_curves_and_says_what_they_are(clean: Carnet, curves: Tables) -> None:
    tab, _seen = opened(clean, "camille.martin")
    assert save(tab, valeur="62")["chart"]["behind"] == [], "she is grown up"
    do(tab, f"{SHELL}.choose_person", {"person_id": child_of(clean, "camille.martin")}, WEIGHT)
    act(tab, "open")
    assert save(tab, valeur="95")["doubted"], "whichever child it is"
    seen = save(tab, valeur="95")["chart"]
    assert [curve["name"]["label"] for curve in seen["behind"]] == ["3e", "15e", "50e", "85e", "97e"]
    assert seen["legend"].startswith("Courbes de croissance de l’OMS")
    tab.close()


@pytest.mark.parametrize("name", ["edit", "remove", "keep", "show"])
def test_a_measure_of_somebody_else_is_not_there(clean: Carnet, name: str) -> None:
    camille, _seen = opened(clean, "camille.martin")
    measure = save(camille, valeur="62")["rows"][0]["id"]
    awa, _seen = opened(clean, "awa.diallo")
    read = {"version": 1} if name == "remove" else {}
    assert act(awa, name, measure_id=measure, **read)["words"]["text"] == "Introuvable."
    camille.close()
    awa.close()


def test_the_spreadsheet_is_given_and_is_in_the_history(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    save(tab, valeur="62,5")
    tab.close()
    answer = clean.ask("GET", "/api/mesures.csv", cookies=clean.session_of("awa.diallo"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert "62,5" in answer.text
    assert "no-store" in answer.headers["cache-control"]
    with clean.runtime.db.read() as uow:
        person = account_by_login(uow, "awa.diallo").person_id
        latest = select(AuditEntry.action).where(AuditEntry.person_id == person).order_by(AuditEntry.seq.desc())
        assert uow.session.execute(latest).scalars().first() == "mesure.export"


def test_the_spreadsheet_of_others_is_not_there(clean: Carnet) -> None:
    with clean.runtime.db.read() as uow:
        person = account_by_login(uow, "paul.durand").person_id
    cookies = clean.session_of("awa.diallo")
    refusals = [clean.ask("GET", f"/api/mesures.csv?personne={one}", cookies=cookies) for one in (person, "f" * 32, "x")]
    assert {(one.status_code, one.text) for one in refusals} == {(404, refusals[0].text)}
    assert clean.ask("GET", "/api/mesures.csv").status_code == 401
    assert clean.ask("GET", "/api/mesures.csv", cookies=clean.session_of("dr.moreau")).status_code in (403, 404)


def test_a_second_press_of_a_correction_is_no_other_act(clean: Carnet) -> None:
    """The first one stands, with its words; the same a while later falls on what is not there any more, and says so."""
    tab, _seen = opened(clean, "awa.diallo")
    measure = save(tab, valeur="62")["rows"][0]["id"]
    form = act(tab, "edit", measure_id=measure)
    when = {"jour": form["day"], "heure": form["hour"]}
    press = tab.seeing(f"{STATE}.save", {"form_data": {"valeur": "63", **when}})
    for expected in ("C’est enregistré.", None):
        frames = do(tab, f"{STATE}.save", press, PAGE)
        assert vars_of(frames, SHELL).get("words", {}).get("text") == expected
    late = press | {"form_data": {"valeur": "64", **when}}
    assert vars_of(do(tab, f"{STATE}.save", late, PAGE), SHELL)["words"]["text"].startswith("La page a changé")
    tab.close()
