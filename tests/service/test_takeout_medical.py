"""The medical profile in a copy: as data and as a page, with what each entry said before and what it is linked with."""

from __future__ import annotations

import pytest

from rxapp.profile import links
from rxapp.profile import service as profile
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


@pytest.fixture
def nadia(traveller: Traveller):
    return traveller.signed_in(traveller.post.nadia)


def do(traveller: Traveller, verb, actor, **given):
    return traveller.post.home.do(verb, actor=actor, **given)


def test_a_copy_holds_the_profile_whole(traveller: Traveller, nadia) -> None:
    whose, box = {"person_id": nadia.person_id}, traveller.box(nadia)
    assert box.json("profil_medical.json") == {"entries": [], "nothing": []}
    assert "Rien n’a été noté." in box.text("profil_medical.html")
    drug = do(traveller, profile.add, nadia, part="traitements", form={"medicament": "<b>Metformine"}, **whose)
    do(traveller, profile.edit, nadia, entry_id=drug, version=1, form={"medicament": "<b>Metformine", "dose": "1 g"})
    disease = do(traveller, profile.add, nadia, part="maladies", form={"maladie": "Diabète", "etat": "en_cours"}, **whose)
    do(traveller, profile.say_none, nadia, part="allergies", **whose)
    paper = traveller.file("bilan.txt", actor=nadia, title="Bilan")
    for kind, other in ((links.ENTRY, disease), (links.DOCUMENT, paper)):
        do(traveller, links.link, nadia, entry_id=drug, kind=kind, other_id=other)
    box = traveller.box(nadia)
    box.check()
    told = box.json("profil_medical.json")
    first, second = told["entries"]
    assert (first["part"], first["values"]) == ("traitements", {"medicament": "<b>Metformine", "dose": "1 g"})
    assert [one["values"] for one in first["earlier"]] == [{"medicament": "<b>Metformine"}]
    assert (first["linked"], second["linked"]) == ([second["id"]], [first["id"]])
    (path,) = first["documents"]
    assert path in box.names
    assert [(one["part"], one["by"]) for one in told["nothing"]] == [("allergies", nadia.label)]
    page = box.text("profil_medical.html")
    assert "&lt;b&gt;Metformine 1 g" in page
    assert "Aucune allergie connue" in page
    assert "<b>Metformine" not in page
    assert "Profil médical</a> (2)" in box.text("index.html")
    english = traveller.box(nadia, lang="en").text("profil_medical.html")
    assert "Treatments" in english
    assert "Traitements" not in english


def test_a_childs_copy_for_a_parent_holds_nothing_that_is_kept(traveller: Traveller, nadia) -> None:
    zoe = traveller.signed_in(traveller.post.home.zoe)
    kept = {"person_id": zoe.person_id, "part": "allergies", "form": {"substance": "Zyxelquart"}, "secret": True}
    do(traveller, profile.add, zoe, **kept)
    assert b"Zyxelquart" in traveller.box(zoe).everything()
    assert b"Zyxelquart" not in traveller.box(nadia, zoe.person_id).everything()
