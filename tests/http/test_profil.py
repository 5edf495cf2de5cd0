"""`/profil` as a tab sees it: parts, forms, what is wrong beside its box, two tabs on one entry, secrets, other records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from rxapp.accounts.opening import account_by_login
from rxapp.core.chain import AuditEntry
from rxapp.profile.models import ProfileEntry, ProfileLink, ProfilePart, ProfileVersion
from rxapp.state.profil_boxes import LONGEST
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___profil____profil_state"
PAGE = "/profil"


@pytest.fixture
def clean(carnet: Carnet) -> Iterator[Carnet]:
    """Profiles with nothing in them; other tests find them as they were."""
    with carnet.runtime.db.uow() as uow:
        kept = {table: [row.model_dump() for row in uow.session.execute(select(table)).scalars()] for table in TABLES}
        for table in TABLES:
            uow.session.execute(delete(table))
        uow.commit()
    yield carnet
    with carnet.runtime.db.uow() as uow:
        for table in TABLES:
            uow.session.execute(delete(table))
            uow.session.add_all([table(**row) for row in kept[table]])
        uow.commit()


TABLES = (ProfileEntry, ProfileVersion, ProfilePart, ProfileLink)


def opened(carnet: Carnet, login: str, path: str = PAGE) -> tuple[Tab, dict[str, object]]:
    tab = carnet.tab(carnet.session_of(login))
    return tab, vars_of(tab.start(path), STATE)


def act(tab: Tab, name: str, **payload: object) -> dict[str, object]:
    """The vars that an event changed, the words of the shell among them."""
    frames = do(tab, f"{STATE}.{name}", payload, PAGE)
    return vars_of(frames, SHELL) | vars_of(frames, STATE)


def save(tab: Tab, **form: str) -> dict[str, object]:
    return act(tab, "save", form_data=form)


def part(seen: dict[str, object], code: str) -> dict:
    return next(one for one in seen["parts"] if one["code"] == code)


def add(tab: Tab, code: str, **form: str) -> dict:
    act(tab, "add", part=code)
    return part(save(tab, **form), code)["now"][-1]


def test_the_page_shows_every_part_and_says_where_to_begin(clean: Carnet) -> None:
    tab, seen = opened(clean, "awa.diallo")
    assert [one["code"] for one in seen["parts"]][:3] == ["traitements", "allergies", "maladies"]
    assert seen["empty"]
    assert not any(one["now"] or one["past"] or one["none_label"] for one in seen["parts"])
    tab.close()


def test_a_form_opens_saves_and_is_in_its_part(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    form = act(tab, "add", part="traitements")
    assert (form["dialog"], [box["code"] for box in form["boxes"]][:3]) == ("form", ["medicament", "dose", "rythme"])
    assert act(tab, "suggest", code="medicament", typed="metf")["suggestions"] == ["metformine"]
    assert "Hypertension artérielle" in act(tab, "suggest", code="pourquoi", typed="arter")["suggestions"]
    wrong = save(tab, medicament="", depuis="hier")
    assert set(wrong["errors"]) == {"medicament", "depuis"}
    assert "dialog" not in wrong
    done = save(tab, medicament="Metformine", depuis="2019")
    assert (done["dialog"], done["words"]["text"]) == ("", "C’est enregistré.")
    (one,) = part(done, "traitements")["now"]
    assert one["title"] == "Metformine"
    tab.close()


def test_the_address_opens_a_form(clean: Carnet) -> None:
    tab, seen = opened(clean, "awa.diallo", f"{PAGE}?ajouter=allergies")
    assert (seen["dialog"], seen["part"]) == ("form", "allergies")
    tab.close()
    tab, seen = opened(clean, "awa.diallo", f"{PAGE}?ajouter=autre")
    assert seen.get("dialog", "") == ""
    tab.close()


def test_what_is_too_long_is_refused_in_words_up_to_what_a_box_lets_in(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    act(tab, "add", part="allergies")
    wrong = save(tab, substance="a" * LONGEST, note="b" * LONGEST)
    assert wrong["errors"] == {
        "substance": "C’est trop long\u00a0: 160 caractères au plus, il y en a 8\u202f000.",
        "note": "C’est trop long\u00a0: 2\u202f000 caractères au plus, il y en a 8\u202f000.",
    }
    assert save(tab, substance="Pollen")["dialog"] == ""
    tab.close()


def test_a_second_phone_is_told_and_loses_nothing(clean: Carnet) -> None:
    one, _seen = opened(clean, "awa.diallo")
    entry = add(one, "allergies", substance="Pollen")["id"]
    two, _seen = opened(clean, "awa.diallo")
    for tab in (one, two):
        act(tab, "edit", entry_id=entry)
    assert save(one, substance="Pollen", reaction="yeux")["dialog"] == ""
    told = save(two, substance="Pollen de bouleau")
    assert told["problem"].startswith("Cette ligne a été modifiée ailleurs")
    assert [(line["label"], line["text"]) for line in told["theirs"]] == [("À quoi", "Pollen"), ("Ce qui arrive", "yeux")]
    assert "dialog" not in told
    assert "boxes" not in told, "what is typed stays in its boxes"
    done = save(two, substance="Pollen de bouleau")
    (now,) = part(done, "allergies")["now"]
    assert (now["title"], now["rewritten"]) == ("Pollen de bouleau", True)
    before = act(two, "read_versions", entry_id=entry)
    assert [one["title"] for one in before["versions"]] == ["Pollen de bouleau", "Pollen", "Pollen"]
    one.close()
    two.close()


def test_none_known_is_ticked_and_unticked(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    assert part(act(tab, "set_none", part="allergies", known=True), "allergies")["none_label"].endswith("par vous")
    assert part(act(tab, "set_none", part="allergies", known=False), "allergies")["none_label"] == ""
    tab.close()


def test_what_is_taken_away_can_come_back(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    entry = add(tab, "allergies", substance="Pollen")["id"]
    gone = act(tab, "remove", entry_id=entry, version=1)
    assert (part(gone, "allergies")["now"], gone["undo_seconds"]) == ([], 10)
    back = act(tab, "undo")
    assert [one["title"] for one in part(back, "allergies")["now"]] == ["Pollen"]
    tab.close()


def test_what_was_written_on_another_phone_is_not_taken_away_unread(clean: Carnet) -> None:
    one, _seen = opened(clean, "awa.diallo")
    entry = add(one, "allergies", substance="Pollen")
    two, _seen = opened(clean, "awa.diallo")
    act(two, "edit", entry_id=entry["id"])
    save(two, substance="Pollen de bouleau")
    told = act(one, "remove", entry_id=entry["id"], version=entry["version"])
    assert told["words"]["text"].startswith("Cette ligne a été modifiée depuis que vous l’avez lue.")
    assert [(row["title"], row["version"]) for row in part(told, "allergies")["now"]] == [("Pollen de bouleau", 2)]
    assert act(one, "remove", entry_id=entry["id"], version=2)["undo_seconds"] == 10
    one.close()
    two.close()


def test_a_parent_sees_nothing_of_what_a_minor_keeps(clean: Carnet) -> None:
    jade, _seen = opened(clean, "jade.bernard")
    assert act(jade, "add", part="traitements")["may_hide"]
    save(jade, medicament="Pilule", secret="oui")
    shown = add(jade, "allergies", substance="Pollen")
    with clean.runtime.db.read() as uow:
        person = account_by_login(uow, "jade.bernard").person_id
    sophie, _seen = opened(clean, "sophie.bernard")
    do(sophie, f"{SHELL}.choose_person", {"person_id": person}, PAGE)
    seen = act(sophie, "open")
    assert part(seen, "traitements")["now"] == []
    assert [one["id"] for one in part(seen, "allergies")["now"]] == [shown["id"]]
    assert "Pilule" not in str(seen)
    act(jade, "keep", entry_id=shown["id"])
    assert part(act(sophie, "open"), "allergies")["now"] == []
    act(jade, "show", entry_id=shown["id"])
    assert len(part(act(sophie, "open"), "allergies")["now"]) == 1
    jade.close()
    sophie.close()


@pytest.mark.parametrize("name", ["edit", "read_versions", "remove", "keep", "show"])
def test_an_entry_of_somebody_else_is_not_there(clean: Carnet, name: str) -> None:
    camille, _seen = opened(clean, "camille.martin")
    entry = add(camille, "allergies", substance="Pollen")["id"]
    awa, _seen = opened(clean, "awa.diallo")
    read = {"version": 1} if name == "remove" else {}
    assert act(awa, name, entry_id=entry, **read)["words"]["text"] == "Introuvable."
    camille.close()
    awa.close()


def test_english_words(clean: Carnet) -> None:
    cookies = clean.session_of("awa.diallo") + "; carnet_langue=en"
    tab = clean.tab(cookies)
    seen = vars_of(tab.start(PAGE), STATE)
    assert part(seen, "traitements")["title"] == "Treatments"
    tab.close()


@pytest.mark.parametrize(
    ("kind", "language", "name"),
    [("resume", "fr", "resume-medical.pdf"), ("resume", "en", "medical-summary.pdf"), ("carte", "", "carte-urgence.pdf")],
)
def test_sheets_are_given_and_are_in_the_history(clean: Carnet, kind: str, language: str, name: str) -> None:
    cookies = clean.session_of("awa.diallo")
    answer = clean.ask("GET", f"/api/profil/{kind}.pdf?langue={language}", cookies=cookies)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert name in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]
    with clean.runtime.db.read() as uow:
        person = account_by_login(uow, "awa.diallo").person_id
        latest = select(AuditEntry.action).where(AuditEntry.person_id == person).order_by(AuditEntry.seq.desc())
        assert uow.session.execute(latest).scalars().first() == f"profil.{kind}"


def test_sheets_of_others_are_not_there(clean: Carnet) -> None:
    with clean.runtime.db.read() as uow:
        person = account_by_login(uow, "paul.durand").person_id
    cookies = clean.session_of("awa.diallo")
    refusals = [clean.ask("GET", f"/api/profil/resume.pdf?personne={one}", cookies=cookies) for one in (person, "f" * 32, "x")]
    assert {(one.status_code, one.text) for one in refusals} == {(404, refusals[0].text)}
    assert clean.ask("GET", "/api/profil/autre.pdf", cookies=cookies).status_code == 404
    assert clean.ask("GET", "/api/profil/resume.pdf").status_code == 401
    assert clean.ask("GET", "/api/profil/carte.pdf", cookies=clean.session_of("dr.moreau")).status_code in (403, 404)


LINKS = f"{STATE}.rxapp___state___profil_links____profil_links_state"


def linking(tab: Tab, name: str, **payload: object) -> dict[str, object]:
    frames = do(tab, f"{LINKS}.{name}", payload, PAGE)
    return vars_of(frames, SHELL) | vars_of(frames, STATE) | vars_of(frames, LINKS)


def test_an_entry_is_linked_and_unlinked(clean: Carnet) -> None:
    tab, _seen = opened(clean, "awa.diallo")
    drug, disease = add(tab, "traitements", medicament="Metformine"), add(tab, "maladies", maladie="Diabète", etat="en_cours")
    seen = linking(tab, "ask_links", entry_id=drug["id"])
    assert (seen["dialog"], seen["of"]) == ("links", "Metformine")
    assert "Diabète" in [one["title"] for one in seen["found"]], "beside documents that Carnet may have filed"
    assert linking(tab, "find", text="asth")["found"] == []
    linking(tab, "find", text="diab")
    tied = linking(tab, "tie", kind="entry", other=disease["id"])
    assert [one["title"] for one in tied["linked"]] == ["Diabète"]
    assert [one["title"] for one in part(tied, "maladies")["now"][0]["links"]] == ["Metformine"]
    assert linking(tab, "untie", kind="entry", other=disease["id"])["linked"] == []
    assert linking(tab, "tie", kind="document", other="f" * 32)["words"]["text"] == "Introuvable."
    tab.close()


def test_the_card_for_a_device_is_of_those_one_may_read(clean: Carnet) -> None:
    cookies, address = clean.session_of("awa.diallo"), "/api/profil/carte.json"
    given = clean.ask("GET", f"{address}?garder=1", cookies=cookies)
    assert (given.status_code, given.headers["cache-control"]) == (200, "private, no-store")
    card = given.json()
    assert (card["name"], card["lang"]) == ("Awa Diallo", "fr")
    assert card["sections"]
    with clean.runtime.db.read() as uow:
        assert card["reader"] == account_by_login(uow, "awa.diallo").id
    with clean.runtime.db.read() as uow:
        person = account_by_login(uow, "paul.durand").person_id
    refusals = [clean.ask("GET", f"{address}?personne={one}", cookies=cookies) for one in (person, "f" * 32, "x")]
    assert {(one.status_code, one.text) for one in refusals} == {(404, refusals[0].text)}
    assert clean.ask("GET", address).status_code == 401


def test_a_card_is_said_to_be_lost_to_its_reader_alone(clean: Carnet) -> None:
    """Another account on the same device would else take away what is not its own."""
    cookies, address = clean.session_of("awa.diallo"), "/api/profil/carte.json"
    with clean.runtime.db.read() as uow:
        own, paul = account_by_login(uow, "awa.diallo"), account_by_login(uow, "paul.durand")
    told = [
        clean.ask("GET", f"{address}?personne={person}&lecteur={reader}", cookies=cookies)
        for person, reader in (
            (own.person_id, own.id),
            (paul.person_id, own.id),
            (paul.person_id, paul.id),
            (own.person_id, paul.id),
        )
    ]
    assert [one.status_code for one in told] == [200, 404, 204, 204]
    assert {one.headers["cache-control"] for one in told} == {"private, no-store"}
