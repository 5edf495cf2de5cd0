"""Measures brought into another Carnet: read as if they had been typed, once, and nothing in an archive is believed."""

from __future__ import annotations

import json

import pytest

from rxapp.measures import service as measures
from rxapp.measures.views import page_of
from rxapp.takeout.measured import FILE
from tests.service.test_takeout_bringing import archive_of, bring, changed
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


@pytest.fixture
def nadia(traveller: Traveller):
    return traveller.signed_in(traveller.post.nadia)


def note(traveller: Traveller, nadia, kind: str, form: measures.Form, **given: object) -> None:
    traveller.post.home.do(measures.add, actor=nadia, person_id=nadia.person_id, kind=kind, form=form, **given)


def there(traveller: Traveller, kind: str) -> list[tuple[str, str, str]]:
    actor = traveller.post.home.stranger
    with traveller.database.read() as uow:
        rows = page_of(uow, actor=actor, person_id=actor.person_id, kind=kind, lang="fr").rows
        assert {one.written_label for one in rows} <= {"Repris d’un autre Carnet"}
        return [(one.value_label.replace("\u00a0", " "), one.when_iso, one.note) for one in rows]


def test_measures_come_along_once(traveller: Traveller, nadia) -> None:
    note(traveller, nadia, "poids", measures.Form("700", day="20/11/2026", hour="9h", note="a\nb"), sure=True)
    note(traveller, nadia, "tension", measures.Form("130", "82", day="20/11/2026", hour="9h"))
    note(traveller, nadia, "glycemie", measures.Form("5,6", unit="mmol/L", day="20/11/2026", hour="9h"))
    archive = archive_of(traveller, nadia)
    brought = bring(traveller, archive).measures
    assert (brought.taken, brought.known, brought.refused) == (3, 0, [])
    at = "2026-11-20T08:00:00+00:00"
    assert there(traveller, "poids") == [("700 kg", at, "a\nb")]
    assert there(traveller, "tension") == [("130/82 mmHg", at, "")]
    assert there(traveller, "glycemie") == [("5,6 mmol/L", at, "")]
    brought = bring(traveller, archive).measures
    assert (brought.taken, brought.known, brought.refused) == (0, 3, [])


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "poids", "values": ["5000"], "unit": "kg", "at": "2026-11-20T08:00:00+00:00", "note": ""},
        {"kind": "humeur", "values": ["3"], "unit": "kg", "at": "2026-11-20T08:00:00+00:00", "note": ""},
        {"kind": "poids", "values": ["72"], "unit": "lb", "at": "2026-11-20T08:00:00+00:00", "note": ""},
        {"kind": "poids", "values": ["72"], "unit": "kg", "at": "9999-12-31T23:59:59+00:00", "note": ""},
        {"kind": "poids", "values": ["72"], "unit": "kg", "at": "hier", "note": ""},
        {"kind": "poids", "values": [72], "unit": "kg", "at": "2026-11-20T08:00:00+00:00", "note": ""},
        {"kind": "poids", "values": [], "unit": "kg", "at": "2026-11-20T08:00:00+00:00", "note": ""},
        {},
    ],
)
def test_a_measure_that_is_none_is_refused_by_its_name(traveller: Traveller, nadia, told: dict) -> None:
    archive = changed(archive_of(traveller, nadia), lambda files: files.update({FILE: json.dumps([told]).encode()}))
    brought = bring(traveller, archive).measures
    assert (brought.taken, brought.known, len(brought.refused)) == (0, 0, 1)
    assert there(traveller, "poids") == []


def test_half_of_a_sign_in_a_note_keeps_no_measure_back(traveller: Traveller, nadia) -> None:
    rows = [{"kind": "poids", "values": ["72"], "unit": "kg", "note": note} for note in ("à jeun", "le soir\ud83d")]
    told = json.dumps([row | {"at": f"2026-11-2{day}T08:00:00+00:00"} for day, row in enumerate(rows)]).encode()
    brought = bring(traveller, changed(archive_of(traveller, nadia), lambda files: files.update({FILE: told}))).measures
    assert (brought.taken, brought.refused) == (2, [])
    assert [note for _value, _at, note in there(traveller, "poids")] == ["le soir", "à jeun"]


@pytest.mark.parametrize("data", [b"{}", b"[1]", b"not json"])
def test_a_file_that_holds_none_is_refused_whole(traveller: Traveller, nadia, data: bytes) -> None:
    brought = bring(traveller, changed(archive_of(traveller, nadia), lambda files: files.update({FILE: data}))).measures
    assert [name for name, _error in brought.refused] == [FILE]
