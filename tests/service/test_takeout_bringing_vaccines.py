"""Vaccinations brought into another Carnet: read as if they had been typed, once, and nothing in an archive is believed."""

from __future__ import annotations

import json

import pytest

from rxapp.prevention import dose_views, doses, views
from rxapp.prevention.dose_fields import DoseForm
from rxapp.takeout.bringing_vaccines import FILE
from tests.service.test_takeout_bringing import archive_of, bring, changed
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]

GOOD = {"vaccine": True, "rule": "vx-dtcap-25", "day": "2026-10-01", "product": "Repevax", "against": [], "dose": 0}


@pytest.fixture
def nadia(traveller: Traveller):
    return traveller.signed_in(traveller.post.nadia)


def there(traveller: Traveller) -> list[tuple[str, ...]]:
    actor = traveller.post.home.stranger
    with traveller.database.read() as uow:
        rows = dose_views.page_of(uow, actor=actor, person_id=actor.person_id, lang="fr").rows
        return [(one.title, one.when_iso, one.details_label, one.note, *one.counts) for one in rows]


def done(traveller: Traveller) -> list[str]:
    actor = traveller.post.home.stranger
    with traveller.database.read() as uow:
        groups = views.cards(uow, actor=actor, person_id=actor.person_id, lang="fr")
        return [card.rule for group in groups if group.code == "done" for card in group.cards]


def test_vaccinations_come_along_once_and_move_the_calendar(traveller: Traveller, nadia) -> None:
    note = {"actor": nadia, "person_id": nadia.person_id}
    given = DoseForm(product="Repevax", day="1/10/2026", lot="R1", giver="Dr Moreau", place="Cabinet", note="a\nb")
    traveller.post.home.do(doses.add, form=given, **note)
    traveller.post.home.do(doses.add, form=DoseForm(product="Stamaril", day="1/9/2026"), **note)
    archive = archive_of(traveller, nadia)
    brought = bring(traveller, archive).vaccines
    assert (brought.taken, brought.known, brought.refused) == (2, 0, [])
    booster = "Rappel diphtérie, tétanos, coqueluche, polio (dTcaP) à 25 ans"
    assert there(traveller) == [
        ("Repevax", "2026-10-01", "Lot R1 · Dr Moreau · Cabinet", "a\nb", booster),
        ("Stamaril", "2026-09-01", "", ""),
    ]
    assert "vx-dtcap-25" in done(traveller)
    brought = bring(traveller, archive).vaccines
    assert (brought.taken, brought.known, brought.refused) == (0, 2, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "vx-nothing"},
        {"rule": "dx-adult"},
        {"also": "x"},
        {"also": [3]},
        {"day": "2999-01-01"},
        {"day": "hier"},
        {"day": 3},
        {"dose": True},
        {"dose": 99},
        {"product": "", "against": []},
        {"lot": "x" * 81},
    ],
)
def test_a_vaccination_that_is_none_is_refused_by_its_name(traveller: Traveller, nadia, wrong: dict) -> None:
    told = {"done": [GOOD | wrong, {"vaccine": False, "rule": "dx-adult"}]}
    archive = changed(archive_of(traveller, nadia), lambda files: files.update({FILE: json.dumps(told).encode()}))
    brought = bring(traveller, archive).vaccines
    assert (brought.taken, brought.known, len(brought.refused)) == (0, 0, 1)
    assert there(traveller) == []


@pytest.mark.parametrize("data", [b"[]", b'{"done": 1}', b'{"done": [1]}', b"not json"])
def test_a_file_that_holds_none_is_refused_whole(traveller: Traveller, nadia, data: bytes) -> None:
    brought = bring(traveller, changed(archive_of(traveller, nadia), lambda files: files.update({FILE: data}))).vaccines
    assert [name for name, _error in brought.refused] == [FILE]
