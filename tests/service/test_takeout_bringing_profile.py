"""A medical profile brought into another Carnet: read as if it had been typed, once, and nothing in an archive is believed."""

from __future__ import annotations

import json

import pytest

from rxapp.core import audit
from rxapp.profile import links
from rxapp.profile import service as profile
from rxapp.profile.views import PartView
from rxapp.profile.views import profile as parts_of
from rxapp.takeout.medical import FILE
from tests.service.test_takeout_bringing import archive_of, bring, changed
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


@pytest.fixture
def nadia(traveller: Traveller):
    return traveller.signed_in(traveller.post.nadia)


def there(traveller: Traveller) -> dict[str, PartView]:
    actor = traveller.post.home.stranger
    with traveller.database.read() as uow:
        return {one.code: one for one in parts_of(uow, actor=actor, person_id=actor.person_id, lang="fr")}


def write(traveller: Traveller, nadia, part: str, **form: str) -> str:
    return traveller.post.home.do(profile.add, actor=nadia, person_id=nadia.person_id, part=part, form=form)


def test_a_profile_comes_along_once_with_its_links(traveller: Traveller, nadia) -> None:
    drug = write(traveller, nadia, "traitements", medicament="Metformine", depuis="03/2019", note="a\nb")
    disease = write(traveller, nadia, "maladies", maladie="Diabète", etat="en_cours")
    traveller.post.home.do(links.link, actor=nadia, entry_id=drug, kind=links.ENTRY, other_id=disease)
    traveller.post.home.do(profile.say_none, actor=nadia, person_id=nadia.person_id, part="allergies")
    archive = archive_of(traveller, nadia)
    noted = bring(traveller, archive).profile
    assert (noted.taken, noted.known, noted.refused) == (2, 0, [])
    parts = there(traveller)
    (one,) = parts["traitements"].now
    assert [(detail.label, detail.text) for detail in one.details] == [("Depuis", "mars 2019"), ("Remarque", "a\nb")]
    assert [link.title for link in one.links] == ["Diabète"]
    assert one.written_label.startswith("Repris d’un autre Carnet, ")
    assert parts["allergies"].none_label.startswith("Repris d’un autre Carnet, ")
    noted = bring(traveller, archive).profile
    assert (noted.taken, noted.known, noted.refused) == (0, 2, [])
    stranger = traveller.post.home.stranger
    with traveller.database.read() as uow:
        lines = audit.history_page(uow, actor=stranger, person_id=stranger.person_id)
    assert [one.action_label for one in lines if one.action == "profil.recopie"] == ["Recopié dans le profil médical\u00a0: 2"]


def test_what_is_there_is_never_replaced(traveller: Traveller, nadia) -> None:
    stranger = traveller.post.home.stranger
    given = {"actor": stranger, "person_id": stranger.person_id, "part": "groupe", "form": {"groupe": "O-"}}
    traveller.post.home.do(profile.add, **given)
    write(traveller, nadia, "groupe", groupe="A+")
    noted = bring(traveller, archive_of(traveller, nadia)).profile
    assert [(name, error.code) for name, error in noted.refused] == [("A+", "profil.deja_une")]
    assert [one.title for one in there(traveller)["groupe"].now] == ["O-"]


ENTRY = {"id": "1", "part": "allergies", "title": "Pollen", "values": {"substance": "Pollen"}, "secret": False, "linked": []}
FORGED = [
    ({"entries": [ENTRY | {"part": "autre"}], "nothing": []}, "profil.partie"),
    ({"entries": [ENTRY | {"part": ["x"]}], "nothing": []}, "import.ligne"),
    ({"entries": [ENTRY | {"values": {"substance": 3}}], "nothing": []}, "import.ligne"),
    ({"entries": [ENTRY | {"values": {"substance": "x" * 5000}}], "nothing": []}, "profil.texte_long"),
    ({"entries": [ENTRY | {"values": {"substance": "x", "depuis": "2999"}}], "nothing": []}, "profil.date_future"),
    ({"entries": [ENTRY | {"values": {}}], "nothing": []}, "profil.vide"),
    ({"entries": "x", "nothing": []}, "import.ligne"),
    ({"entries": ["x"], "nothing": []}, "import.ligne"),
    ([], "import.ligne"),
    ({"entries": []}, "import.ligne"),
]


@pytest.mark.parametrize(("told", "code"), FORGED)
def test_what_is_forged_is_refused_in_words(traveller: Traveller, nadia, told: object, code: str) -> None:
    archive = changed(archive_of(traveller, nadia), lambda files: files.update({FILE: json.dumps(told).encode()}))
    noted = bring(traveller, archive).profile
    assert (noted.taken, [error.code for _name, error in noted.refused]) == (0, [code])


def test_odd_links_and_parts_are_left_out(traveller: Traveller, nadia) -> None:
    entries = [ENTRY | {"linked": ["1", "2", "2", 7, "f"]}, ENTRY | {"id": "2", "values": {"substance": "Chat"}, "linked": "12"}]
    told = {"entries": entries, "nothing": [{"part": "allergies"}, {"part": "x"}, 3, {"part": "maladies"}]}
    archive = changed(archive_of(traveller, nadia), lambda files: files.update({FILE: json.dumps(told).encode()}))
    assert bring(traveller, archive).profile.taken == 2
    parts = there(traveller)
    assert sorted(len(one.links) for one in parts["allergies"].now) == [1, 1]
    assert (parts["allergies"].none_label, bool(parts["maladies"].none_label)) == ("", True)


def test_an_archive_without_a_profile_is_taken_as_it_is(traveller: Traveller, nadia) -> None:
    archive = changed(archive_of(traveller, nadia), lambda files: files.pop(FILE))
    noted = bring(traveller, archive).profile
    assert (noted.taken, noted.known, noted.refused) == (0, 0, [])
