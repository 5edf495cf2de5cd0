"""Vaccinations brought into another Carnet: read as if they had been typed, once, and nothing in an archive is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.prevention import certificate, dose_views, doses, service, views
from rxapp.prevention.dose_fields import Dose, DoseForm
from rxapp.prevention.store import MOST_ENTRIES
from rxapp.profile import pocket
from rxapp.takeout.bringing_vaccines import FILE
from tests.service.test_takeout_bringing import archive_of, bring, changed
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]

GOOD = {"vaccine": True, "rule": "vx-dtcap-25", "day": "2026-10-01", "product": "Repevax", "against": [], "dose": 0}
BOOSTERS = ("vx-dtcap-25", "vx-preg-pertussis")


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
    actor = traveller.post.home.stranger
    with traveller.database.read() as uow:
        rows = dose_views.page_of(uow, actor=actor, person_id=actor.person_id, lang="fr").rows
    assert {one.written_label for one in rows} == {"Repris d’un autre Carnet"}
    brought = bring(traveller, archive).vaccines
    assert (brought.taken, brought.known, brought.refused) == (0, 2, [])


def test_one_injection_for_several_lines_comes_along_as_one(traveller: Traveller, nadia) -> None:
    note = {"actor": nadia, "person_id": nadia.person_id}
    traveller.post.home.do(service.answer, code="pregnant", said="yes", day="1/6/2026", **note)
    traveller.post.home.do(doses.add, form=DoseForm(product="Repevax", day="20/11/2026"), **note)
    archive = archive_of(traveller, nadia)
    for taken in (1, 0):
        brought = bring(traveller, archive).vaccines
        assert (brought.taken, brought.known, brought.refused) == (taken, 1 - taken, [])
        ((title, day, _details, _note, *counts),) = there(traveller)
        assert (title, day, len(counts)) == ("Repevax", "2026-11-20", 2)


def test_two_injections_of_one_day_are_two_there_as_well(traveller: Traveller, nadia) -> None:
    note = {"actor": nadia, "person_id": nadia.person_id}
    rabies = DoseForm(product="Rabipur", against=("rabies",), day="29/2/2024")
    for arm in ("gauche", "droit"):
        traveller.post.home.do(doses.add, form=replace(rabies, note=f"Bras {arm}"), sure=True, **note)
    archive = archive_of(traveller, nadia)
    for taken in (2, 0):
        brought = bring(traveller, archive).vaccines
        assert (brought.taken, brought.known, brought.refused) == (taken, 2 - taken, [])
        assert sorted((day, said) for _title, day, _details, said in there(traveller)) == [
            ("2024-02-29", "Bras droit"),
            ("2024-02-29", "Bras gauche"),
        ]


def test_two_lines_ticked_on_one_day_without_a_name_are_two(traveller: Traveller, nadia) -> None:
    ticked = [{"vaccine": True, "rule": rule, "day": "2026-11-20", "against": ["pertussis"]} for rule in BOOSTERS]
    first, both = (
        changed(archive_of(traveller, nadia), lambda files, rows=rows: files.update({FILE: json.dumps({"done": rows}).encode()}))
        for rows in (ticked[:1], ticked)
    )
    assert [bring(traveller, one).vaccines.taken for one in (first, both, both)] == [1, 1, 0]
    assert len(there(traveller)) == 2


def test_what_has_no_room_is_refused_whole(traveller: Traveller, nadia) -> None:
    first = date(2000, 1, 1)
    rows = [GOOD | {"rule": "", "day": (first + timedelta(days=n)).isoformat()} for n in range(MOST_ENTRIES + 1)]
    told = json.dumps({"done": rows}).encode()
    brought = bring(traveller, changed(archive_of(traveller, nadia), lambda files: files.update({FILE: told}))).vaccines
    assert (brought.taken, [error.code for _name, error in brought.refused]) == (0, ["prevention.trop"])
    assert there(traveller) == []


def test_what_a_minor_keeps_is_brought_beside_what_a_parent_wrote(traveller: Traveller) -> None:
    """And what is brought again stands for itself alone."""
    zoe = traveller.post.home.zoe.person_id
    dose = Dose(date(2026, 11, 5), None, ("hpv",), {"product": "Gardasil 9"})
    given = {"actor": SYSTEM_ACTOR, "person_id": zoe, "taken": [(dose, ())]}
    kept = [traveller.post.home.do(doses.bring, secret=secret, **given) for secret in (False, True, False, True)]
    assert kept == [1, 1, 0, 0]


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


def test_halves_of_signs_are_left_out_and_what_is_left_is_as_any_other(traveller: Traveller, nadia) -> None:
    """JSON can hold half of a surrogate pair, which no page, file or line of the history can."""
    words = {"product": "Inconnu\ud800x", "lot": "\udc00", "note": "a\udfff\nb \U0001f496"}
    told = json.dumps({"done": [GOOD | words | {"rule": "", "against": ["rabies"]}]}).encode()
    archive = changed(archive_of(traveller, nadia), lambda files: files.update({FILE: told}))
    assert bring(traveller, archive).vaccines.taken == 1
    home, who = traveller.post.home, traveller.post.home.stranger
    assert [one[:4] for one in there(traveller)] == [("Inconnux", "2026-10-01", "", "a\nb \U0001f496")]
    given = {"actor": who, "person_id": who.person_id, "lang": "fr"}
    assert certificate.pdf(home.do(certificate.gather, **given)).startswith(b"%PDF")
    assert json.dumps(home.do(pocket.gather, **given), ensure_ascii=False).encode()
    (one,) = home.look(dose_views.page_of, **given).rows
    home.do(service.remove, actor=who, entry_id=one.id, version=one.version)
    assert there(traveller) == []


@pytest.mark.parametrize("data", [b"[]", b'{"done": 1}', b'{"done": [1]}', b"not json"])
def test_a_file_that_holds_none_is_refused_whole(traveller: Traveller, nadia, data: bytes) -> None:
    brought = bring(traveller, changed(archive_of(traveller, nadia), lambda files: files.update({FILE: data}))).vaccines
    assert [name for name, _error in brought.refused] == [FILE]
