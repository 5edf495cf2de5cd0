"""The FINESS extract: both encodings, missing coordinates, duplicates, rows that cannot be read."""

from __future__ import annotations

import pytest

from rxapp.demo.pharmacies import EXTRACT
from rxapp.pharmacy import finess
from tests.accounts import refused


def row(number: str = "000000015", *, name: str = "Pharmacie du Théâtre", category: str = "620", **more: str) -> str:
    cols = ["structureet", number, "", "COURT", name, "", "", "4", "PL", "DU MARCHÉ", "", "", "000", "00", "FICTION"]
    cols += [more.get("last", "00120 VALBOIS CEDEX 2"), "00 00 00 01 01", "", category, "Libellé"] + [""] * 12
    cols[30] = more.get("updated", "2026-10-01")
    return ";".join(cols)


def place(
    number: str = "000000015", x: str = "100400.5", y: str = "6500250,0", source: str = "1,A,100,IGN,B,V2,LAMBERT_93"
) -> str:
    return f"geolocalisation;{number};{x};{y};{source};2026-10-01"


def read(*lines: str, encoding: str = "utf-8") -> finess.Extract:
    return finess.read("\r\n".join(("finess;etalab;93;2026-11-02", *lines)).encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_a_pharmacy_in_words(encoding: str) -> None:
    (entry,) = read(row(), place(), encoding=encoding).entries.values()
    assert entry.name == "Pharmacie du Théâtre"
    assert (entry.address, entry.postcode, entry.town) == ("4 PL DU MARCHÉ", "00120", "VALBOIS")
    assert (entry.phone, entry.x, entry.y, entry.zone) == ("0000000101", 100400.5, 6500250.0, "LAMBERT_93")


def test_only_pharmacies_are_taken_and_a_row_that_cannot_be_read_is_counted() -> None:
    extract = read(row(), row("000000023", category="101"), row("12"), row("000000031", last="sans code"), "structureet;1;2")
    assert list(extract.entries) == ["000000015"]
    assert extract.unreadable == 3


@pytest.mark.parametrize("where", [("", ""), ("0", "0"), ("x", "1"), ("nan", "inf"), ("1e99", "2")])
def test_coordinates_that_say_nothing_are_none(where: tuple[str, str]) -> None:
    (entry,) = read(row(), place(x=where[0], y=where[1])).entries.values()
    assert (entry.x, entry.y) == (None, None)


def test_of_a_number_that_comes_twice_the_latest_is_kept() -> None:
    extract = read(row(name="Neuve", updated="2026-10-02"), row(name="Vieille", updated="2020-01-01"))
    assert extract.entries["000000015"].name == "Neuve"
    assert extract.twice == 1


def test_lines_of_both_encodings_and_a_mark_in_one_file() -> None:
    lines = (row().encode("utf-8-sig"), row("000000023").encode("latin-1"), row("000000031").encode())
    extract = finess.read(b"\n".join(lines))
    assert [entry.name for entry in extract.entries.values()] == ["Pharmacie du Théâtre"] * 3


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('"PHARMACIE; DES HALLES"', "PHARMACIE; DES HALLES"),
        ('PHARMACIE "DES HALLES"', 'PHARMACIE "DES HALLES"'),
        ('"DES HALLES" PHARMACIE', '"DES HALLES" PHARMACIE'),
        ('"PHARMACIE DES HALLES', '"PHARMACIE DES HALLES'),
        ("PHARMACIE\0 DES\u202e HALLES", "PHARMACIE DES HALLES"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("A" * 200_000, "A" * 120),
        ('"' + "A" * 200_000 + '"', '"' + "A" * 119),
    ],
    ids=["semicolon", "inside", "at the start", "never closed", "unseen signs", "formula", "endless", "endless, quoted"],
)
def test_a_strange_name_spoils_neither_its_row_nor_the_next(field: str, name: str) -> None:
    extract = read(row(name=field), row("000000023"), place("000000023"))
    assert [entry.name for entry in extract.entries.values()] == [name, "Pharmacie du Théâtre"]
    assert (extract.unreadable, extract.entries["000000023"].x) == (0, 100400.5)


def test_another_file_is_told() -> None:
    assert refused(finess.read, b"nom;prenom\nA;B\n").code == "finess.pas_un_extrait"
    assert refused(finess.read, b"\x00\xff\xfe\x81").code == "finess.pas_un_extrait"
    assert not read(row(category="101")).entries


def test_the_demonstration_has_places_that_cannot_exist() -> None:
    extract = finess.read(EXTRACT.read_bytes())
    assert len(extract.entries) == 6
    assert all(number.startswith("00") and entry.postcode.startswith("00") for number, entry in extract.entries.items())
    assert [entry.x for entry in extract.entries.values()].count(None) == 1
    assert (extract.unreadable, extract.twice) == (0, 0)
