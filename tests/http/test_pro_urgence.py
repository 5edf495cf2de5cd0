"""`/pro/urgence` and `/parametres/acces` as tabs see them: opened with a code and a reason, read, disputed, let go; refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import sleep
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from rxapp.accounts import second_factor
from rxapp.accounts.emergency_models import EmergencyAccess
from rxapp.accounts.models import Account, PersonRights
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.professions import Profession
from rxapp.api import housekeeping
from rxapp.core.chain import AuditEntry
from rxapp.core.errors import message
from rxapp.state.news import NEWS
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_acces import PAGE, STATE, TRAITS, Two, two
from tests.http.test_acces_profil import noted
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_pharmacie import go
from tests.http.test_pro_envoyer import form_of
from tests.http.test_second_facteur import Phone, protected

__all__ = ["carnet", "noted", "two"]

URGENT = f"{SHELL}.rxapp___state___pro_urgence____pro_urgence_state"
READING = f"{SHELL}.rxapp___state___pro_patients____pro_patients_state"
HOME = f"{SHELL}.rxapp___state___accueil____accueil_state"
PRO = "/pro/urgence"
REASON = "Malaise dans la rue, ne parle plus"


@dataclass
class Ward:
    """Paul, whom somebody finds in the street, and Dr Moreau with a telephone."""

    two: Two
    phone: Phone

    @property
    def carnet(self) -> Carnet:
        return self.two.carnet

    @property
    def address(self) -> str:
        return f"{PRO}?dossier={self.two.paul.person_id}"

    def form(self, **changed: str) -> dict[str, str]:
        traits = {name: form_of(self.carnet, "paul.durand")[name] for name in TRAITS}
        code = changed.pop("code", None) or self.phone.code(self.carnet)
        return traits | {"motif": REASON, "code": code} | changed

    def enter(self, **changed: str) -> list[str]:
        tab, _seen = self.two.tab("dr.moreau", PRO)
        frames = do(tab, f"{URGENT}.enter", {"form_data": self.form(**changed)}, PRO)
        tab.close()
        return frames

    def page(self, path: str, login: str = "dr.moreau") -> dict[str, Any]:
        tab, seen = self.two.tab(login, path)
        tab.close()
        return vars_of(seen, URGENT)

    def watching(self) -> Tab:
        tab, seen = self.two.tab("dr.moreau", self.address)
        assert vars_of(seen, URGENT)["screen"] == "record"
        return tab

    def left(self, tab: Tab) -> dict[str, Any]:
        """What an open page shows once its news have come."""
        tab.run(NEWS.rest())
        frames = [*tab.settle(), *tab.settle()]
        tab.close()
        return vars_of(frames, URGENT) | {"words": vars_of(frames, SHELL).get("words", {})}

    def acts(self) -> list[str]:
        with self.carnet.runtime.db.read() as uow:
            wanted = select(AuditEntry.action).where(AuditEntry.person_id == self.two.paul.person_id).order_by(AuditEntry.seq)
            return list(uow.session.execute(wanted).scalars())


@pytest.fixture
def ward(two: Two) -> Iterator[Ward]:
    phone, _codes = protected(two.carnet, "dr.moreau")
    # from here on they sign in with it in place: the session that is kept for them goes on
    yield Ward(two, phone)
    with two.carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(EmergencyAccess))
        uow.session.execute(delete(PersonRights))
        second_factor.remove(uow, account_by_login(uow, "dr.moreau"))
        uow.commit()
    two.carnet.forget_tries()


def test_opened_read_disputed_and_let_go(ward: Ward) -> None:
    report = ward.two.add("Compte rendu des urgences")
    assert ward.page(PRO)["screen"] == "form"
    assert ward.page(ward.address)["screen"] == "missing"
    frames = ward.enter()
    assert f"dossier={ward.two.paul.person_id}" in "".join(frames)
    (line,) = ward.page(PRO)["opened"]
    assert (line["row"]["name"], line["href"]) == ("Paul Durand", ward.address)
    page = ward.page(ward.address)["record"]
    assert {section["code"] for section in page["sections"]} >= {"allergies", "traitements"}
    one = next(line for line in page["lines"] if line["row"]["id"] == report)
    seen = ward.two.patients(path=one["href"])
    assert (seen["screen"], seen["back"]) == ("document", ward.address)
    cookies = ward.carnet.session_of("dr.moreau")
    assert ward.carnet.ask("GET", f"/api/documents/{report}", cookies=cookies).status_code == 200
    whose = f"?personne={ward.two.paul.person_id}"
    for elsewhere in (
        "/api/historique/recu",
        "/api/mesures.csv",
        "/api/agenda.ics",
        "/api/profil/resume.pdf",
        "/api/profil/carte.pdf",
        "/api/profil/vaccinations.pdf",
        "/api/profil/carte.json",
    ):
        assert ward.carnet.ask("GET", elsewhere + whose, cookies=cookies).status_code == 404
    assert ward.two.patients(path=ward.two.record)["screen"] == "missing"
    watching = ward.watching()
    deciding, seen = ward.two.tab("paul.durand", PAGE)
    (row,) = vars_of(seen, STATE)["urgences"]
    assert (row["name"], row["reason"], row["lasts"]) == ("Dr Anne Moreau", REASON, True)
    (row,) = vars_of(do(deciding, f"{STATE}.dispute", {"emergency_id": row["id"]}, PAGE), STATE)["urgences"]
    deciding.close()
    assert row["disputed"]
    left = ward.left(watching)
    assert (left["screen"], left["record"]["sections"], left["record"]["lines"]) == ("missing", [], [])
    assert left["words"]["text"].startswith("L’accès en urgence est terminé")
    assert ward.carnet.ask("GET", f"/api/documents/{report}", cookies=cookies).status_code == 404
    assert vars_of(ward.enter(), SHELL)["words"]["text"] == message("urgence.refus", "fr")
    acts = ward.acts()
    for act in ("acces.urgence", "document.telecharge", "acces.urgence_contestee", "acces.urgence_refusee"):
        assert act in acts


def test_a_hidden_profile_leaves_the_documents_to_read(ward: Ward) -> None:
    """Nothing is said of the profile, as of one that is empty; the record is open all the same."""
    report = ward.two.add("Compte rendu des urgences")
    ward.enter()
    watching = ward.watching()
    ward.two.act("hide_profile", target="*", on=True)
    for page in (ward.left(watching), ward.page(ward.address)):
        assert (page["screen"], page["record"]["sections"]) == ("record", [])
        assert report in {line["row"]["id"] for line in page["record"]["lines"]}


def test_the_person_is_told_in_words_on_whatever_page_is_open(ward: Ward) -> None:
    """At once and once, in words that stay; then first of what is theirs to do, and first on the page where they dispute it."""
    open_page, _seen = ward.two.tab("paul.durand", "/agenda")
    ward.enter()
    open_page.run(NEWS.rest())
    told = vars_of([*open_page.settle(), *open_page.settle()], SHELL)["words"]
    assert (told["kind"], told["text"][:40]) == ("error", "Dr Anne Moreau lit votre dossier en urge")
    open_page.close()
    home, seen = ward.two.tab("paul.durand", "/accueil")
    first = vars_of(seen, HOME)["todo"][0]
    assert (first["id"][:8], first["href"]) == ("urgence-", f"{PAGE}?personne={ward.two.paul.person_id}")
    home.close()
    deciding, seen = ward.two.tab("paul.durand", PAGE)
    (row,) = vars_of(seen, STATE)["lasting"]
    assert vars_of(do(deciding, f"{STATE}.dispute", {"emergency_id": row["id"]}, PAGE), STATE)["lasting"] == []
    deciding.close()
    home, seen = ward.two.tab("paul.durand", "/accueil")
    assert not [card for card in vars_of(seen, HOME)["todo"] if card["id"].startswith("urgence-")]
    home.close()


def test_a_document_that_the_page_lets_go_of_is_no_refusal(ward: Ward) -> None:
    """Nor is it there when another one is opened afterwards."""
    report = ward.two.add("Compte rendu")
    ward.enter()
    reading, seen = ward.two.tab("dr.moreau", f"/pro/patients?dossier={ward.two.paul.person_id}&document={report}&urgence=oui")
    assert vars_of(seen, READING)["screen"] == "document"
    seen = vars_of(go(reading, ward.address), READING)
    assert (seen["screen"], seen["detail"]["row"]["id"]) == ("", "")
    go(reading, f"/pro/patients?dossier={ward.two.paul.person_id}&document={report}&urgence=oui")
    before = ward.acts()
    deciding, seen = ward.two.tab("paul.durand", PAGE)
    (row,) = vars_of(seen, STATE)["lasting"]
    do(deciding, f"{STATE}.dispute", {"emergency_id": row["id"]}, PAGE)
    deciding.close()
    reading.run(NEWS.rest())
    assert vars_of([*reading.settle(), *reading.settle()], READING)["screen"] == "missing"
    reading.close()
    assert ward.acts()[len(before) :] == ["acces.urgence_contestee"]


def test_the_hour_ends_on_an_open_page(ward: Ward) -> None:
    ward.enter()
    with ward.carnet.runtime.db.uow() as uow:  # a session would not last the hour here: nearly all of it has passed
        uow.session.execute(update(EmergencyAccess).values(until=uow.clock.now() + timedelta(minutes=1)))
        uow.commit()
    watching = ward.watching()
    with ward.carnet.later(timedelta(minutes=2)):
        housekeeping._sweep(ward.carnet.runtime)
        assert ward.left(watching)["screen"] == "missing"


@pytest.mark.parametrize(
    ("changed", "beside"),
    [
        ({"motif": "vite"}, {"motif": "urgence.motif_court"}),
        ({"motif": "x" * 501, "nom": ""}, {"motif": "urgence.motif_long", "nom": "nom.vide"}),
        ({"code": "000000"}, {"code": "second.refuse"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_box(ward: Ward, changed: dict[str, str], beside: dict[str, str]) -> None:
    assert vars_of(ward.enter(**changed), SHELL)["errors"] == {box: message(code, "fr") for box, code in beside.items()}
    assert ward.page(PRO)["opened"] == []


def test_somebody_else_is_nobody(ward: Ward) -> None:
    assert vars_of(ward.enter(nom="Autrement"), SHELL)["words"]["text"] == message("urgence.personne", "fr")


def test_refused_in_advance(ward: Ward) -> None:
    deciding, seen = ward.two.tab("paul.durand", PAGE)
    assert [(one["code"], one["allowed"]) for one in vars_of(seen, STATE)["urgent"]] == [
        ("urgence", True),
        ("urgence_autres", True),
        ("urgence_masques", False),
    ]
    said = do(deciding, f"{STATE}.switch", {"right": "urgence_autres", "allowed": False}, PAGE)
    assert vars_of(said, SHELL)["words"]["kind"] == "done"
    deciding.close()
    assert vars_of(ward.enter(), SHELL)["words"]["text"] == message("urgence.refus", "fr")
    assert ward.acts()[-1] == "acces.urgence_refusee"


def test_who_has_no_second_factor_or_another_profession_opens_nothing(ward: Ward) -> None:
    db = ward.carnet.runtime.db
    with db.uow() as uow:
        second_factor.remove(uow, account_by_login(uow, "dr.moreau"))
        uow.commit()
    assert ward.page(PRO)["standing"]["on"] is False
    assert vars_of(ward.enter(code="000000"), SHELL)["words"]["text"] == message("urgence.second", "fr")
    assert ward.page(PRO, "chu.valbois")["screen"] == "unfit"
    with db.uow() as uow:
        uow.session.get(Account, ward.two.moreau.account_id).profession = Profession.DIETITIAN
        uow.commit()
    try:
        assert ward.page(PRO)["screen"] == "unfit"
        assert vars_of(ward.enter(code="000000"), SHELL)["words"]["text"] == "Introuvable."
    finally:
        with db.uow() as uow:
            uow.session.get(Account, ward.two.moreau.account_id).profession = Profession.DOCTOR
            uow.commit()


@pytest.mark.parametrize("elsewhere", ["document", "messages", "reload"])
def test_nothing_of_a_record_is_sent_again_once_it_is_disputed(ward: Ward, elsewhere: str) -> None:
    """Neither by the page that was opened next, nor to the same tab that begins anew, with or without a network meanwhile."""
    report = ward.two.add("Compte rendu")
    ward.enter()
    cookies, token = ward.carnet.session_of("dr.moreau"), f"meme-{elsewhere}"
    tab = ward.carnet.tab(cookies, token=token)
    assert vars_of(tab.start(ward.address), URGENT)["record"]["name"] == "Paul Durand"
    document = f"/pro/patients?dossier={ward.two.paul.person_id}&document={report}&urgence=oui"
    paths = {"document": document, "messages": "/pro", "reload": ward.address}
    if elsewhere == "reload":
        tab.close()
    else:
        left = vars_of(go(tab, paths[elsewhere]), URGENT)
        assert (left["screen"], left["record"]["name"], left["record"]["sections"]) == ("", "", [])
    deciding, seen = ward.two.tab("paul.durand", PAGE)
    (row,) = vars_of(seen, STATE)["lasting"]
    do(deciding, f"{STATE}.dispute", {"emergency_id": row["id"]}, PAGE)
    deciding.close()
    if elsewhere != "reload":
        tab.run(NEWS.rest())
        tab.close()
    again = ward.carnet.tab(cookies, token=token)
    frames = again.start("/pro/patients" if elsewhere != "reload" else ward.address)
    again.close()
    for held in (vars_of([frame], URGENT).get("record") for frame in frames):
        assert not held or (held["name"], held["sections"], held["lines"]) == ("", [], [])


def test_an_address_that_is_refused_leaves_the_line_of_the_record_page(ward: Ward) -> None:
    """Not where there is nobody, which reads the same; nor when a page lets go by itself."""
    before = ward.acts()
    nobody = ward.page(f"{PRO}?dossier={'0' * 32}")
    refused = ward.page(ward.address)
    assert nobody["screen"] == refused["screen"] == "missing"
    assert waited(lambda: ward.acts()[len(before) :] == ["acces.refuse"])
    ward.enter()
    watching = ward.watching()
    before = ward.acts()
    with ward.carnet.runtime.db.uow() as uow:
        now = uow.clock.now()
        uow.session.execute(update(EmergencyAccess).values(opened_at=now - timedelta(hours=1, seconds=1), until=now))
        uow.commit()
    housekeeping._sweep(ward.carnet.runtime)
    assert ward.left(watching)["screen"] == "missing"
    assert "acces.refuse" not in ward.acts()[len(before) :]


def waited(holds: Callable[[], bool]) -> bool:
    """Whether this comes to hold; a refusal is written after its answer."""
    for _again in range(50):
        if holds():
            return True
        sleep(0.1)
    return False
