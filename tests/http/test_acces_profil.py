"""The medical profile on `/pro/patients` and on `/parametres/acces`, as tabs see them: read, hidden, let go of, seen as."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, update

from rxapp.accounts.access_models import ProfileVeil, RecordAccess
from rxapp.core.errors import message
from rxapp.profile import service
from rxapp.profile.models import ProfileEntry
from rxapp.state.news import NEWS
from tests.carnet import carnet
from tests.http.test_acces import PAGE, PATIENTS, STATE, Two, plain, two
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet", "two"]


@pytest.fixture(autouse=True)
def noted(two: Two) -> Iterator[None]:
    """Paul has written two things; both are gone afterwards, and nothing is hidden."""
    with two.carnet.runtime.db.uow() as uow:
        for part, form in (("traitements", {"medicament": "Bisoprolol"}), ("habitudes", {"tabac": "jamais"})):
            service.add(uow, actor=two.paul, person_id=two.paul.person_id or "", part=part, form=form)
        uow.commit()
    yield
    with two.carnet.runtime.db.uow() as uow:
        for table in (ProfileVeil, ProfileEntry):
            uow.session.execute(delete(table))
        uow.commit()


def test_read_hidden_while_it_is_read_and_shown_again(two: Two) -> None:
    report = two.add("Compte rendu")
    two.allow()
    reading, seen = two.tab("dr.moreau", two.record)
    record = vars_of(seen, PATIENTS)["record"]
    sections = {one["code"]: one for one in record["sections"]}
    assert sections.keys() >= {"allergies", "traitements"}
    assert sections["traitements"]["lines"][0]["name"] == "Bisoprolol"
    deciding, seen = two.tab("paul.durand", PAGE)
    (named,) = vars_of(seen, STATE)["openers"]["named"]
    assert (named["opens"], plain(named["sentence"])) == (True, "Oui : vous l’autorisez. Ce qui s’ouvre : tout.")
    hidden = do(deciding, f"{STATE}.hide_profile", {"target": "*", "on": True}, PAGE)
    assert vars_of(hidden, STATE)["openers"]["everybody"]
    assert vars_of(hidden, SHELL)["words"]["kind"] == "done"
    reading.run(NEWS.rest())
    left = vars_of([*reading.settle(), *reading.settle()], PATIENTS)
    assert (left["screen"], left["record"]["sections"]) == ("record", [])
    assert report in {line["row"]["id"] for line in left["record"]["lines"]}
    shown = do(deciding, f"{STATE}.hide_profile", {"target": "*", "on": False}, PAGE)
    assert not vars_of(shown, STATE)["openers"]["everybody"]
    assert two.patients(path=two.record)["record"]["sections"]
    for tab in (reading, deciding):
        tab.close()


def test_who_was_allowed_documents_alone_reads_the_profile_once_that_is_said(two: Two) -> None:
    two.allow()
    with two.carnet.runtime.db.uow() as uow:
        uow.session.execute(update(RecordAccess).values(profile=False))
        uow.commit()
    (row,) = vars_of(two.allow("2027-03-01"), STATE)["known"]
    assert (row["documents_alone"], row["until"]) == (True, "2027-03-01")
    assert row["state_label"] == "Lit les documents, pas le profil médical"
    assert two.patients(path=two.record)["record"]["sections"] == []
    seen = two.act("allow_profile", account_id=two.moreau.account_id)
    (row,) = vars_of(seen, STATE)["known"]
    assert (row["documents_alone"], row["until"], vars_of(seen, SHELL)["words"]["kind"]) == (False, "2027-03-01", "done")
    assert row["state_label"] == "Lit le dossier"
    assert two.patients(path=two.record)["record"]["sections"]
    seen = two.act("allow_profile", account_id=two.moreau.account_id)
    assert vars_of(seen, SHELL)["words"]["text"] == message("acces.change", "fr")


def test_it_is_there_with_the_first_documents_alone(two: Two) -> None:
    two.add("Compte rendu")
    two.allow()
    for path, whole in ((two.record, True), (f"{two.record}&categorie=compte_rendu", False)):
        page = two.patients(path=path)["record"]
        assert (page["whole"], bool(page["sections"])) == (whole, whole)


def test_the_table_says_it_and_the_record_is_seen_as(two: Two) -> None:
    tab, seen = two.tab("paul.durand", f"{PAGE}?comme=infirmier")
    found = vars_of(seen, STATE)
    table = {row["label"]: row["profile"] for row in found["table"]}
    assert table["Médecin"] == "tout"
    assert table["Assistant social, assistante sociale"] == "Handicap et aides, Personnes à prévenir"
    assert table["Psychologue"] == "rien d’office"
    codes = {one["code"] for one in found["seen_sections"]}
    assert "traitements" in codes
    assert not {"habitudes", "famille", "don"} & codes
    tab.close()


def test_nobody_else_hides_it(two: Two) -> None:
    tab, _seen = two.tab("paul.durand", PAGE)
    for target in ("x", "f" * 32, "p:boulanger"):
        said = do(tab, f"{STATE}.hide_profile", {"target": target, "on": True}, PAGE)
        assert vars_of(said, SHELL)["words"]["text"] == "Introuvable."
    tab.close()
    assert two.patients("chu.valbois", two.record)["screen"] == "missing"
