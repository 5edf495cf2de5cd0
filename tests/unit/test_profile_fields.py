"""What is typed into a medical profile: days known more or less, texts cleaned and never cut, errors beside their box."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.errors import FieldErrors
from rxapp.core import i18n
from rxapp.profile import parts, when
from rxapp.profile.fields import clean, read
from rxapp.profile.over import is_past
from rxapp.profile.parts import BY_CODE, FIELDS, LINE, NOTE, PARTS, Box

BORN, TODAY = date(1979, 9, 4), date(2026, 11, 23)


def values(part: str, **typed: str) -> dict[str, str]:
    return read(BY_CODE[part], typed, born=BORN, today=TODAY)


def wrong(part: str, **typed: str) -> dict[str, str]:
    with pytest.raises(FieldErrors) as caught:
        values(part, **typed)
    return caught.value.errors


@pytest.mark.parametrize(
    ("typed", "known", "french", "english"),
    [
        ("2019", "2019", "2019", "2019"),
        ("03/2019", "2019-03", "mars 2019", "March 2019"),
        ("3-2019", "2019-03", "mars 2019", "March 2019"),
        ("26/3/2019", "2019-03-26", "26 mars 2019", "26 March 2019"),
        ("26032019", "2019-03-26", "26 mars 2019", "26 March 2019"),
        ("2019-03-26", "2019-03-26", "26 mars 2019", "26 March 2019"),
        (" 1.1.2000 ", "2000-01-01", "1er janvier 2000", "1 January 2000"),
    ],
)
def test_days_are_known_more_or_less(typed: str, known: str, french: str, english: str) -> None:
    assert when.parse(typed) == known
    assert (when.words(known, "fr"), when.words(known, "en")) == (french, english)
    assert when.parse(when.typed(known)) == known


@pytest.mark.parametrize("typed", ["", "31/02/2019", "13/2019", "19", "hier", "00/2019", "0/0/2019", "1700", "99999", "２０１９"])
def test_what_is_no_date_is_none(typed: str) -> None:
    assert when.parse(typed) == ""


@given(st.text())
def test_any_text_is_a_date_or_none(typed: str) -> None:
    known = when.parse(typed)
    assert not known or when.first_day(known) <= when.last_day(known)


def test_an_entry_keeps_what_was_typed() -> None:
    got = values(
        "traitements", medicament=" Metformine ", dose="500 mg", rythme="", depuis="03/2019", note="au repas\r\n\r\n\r\nle soir "
    )
    assert got == {"medicament": "Metformine", "dose": "500 mg", "depuis": "2019-03", "note": "au repas\n\nle soir"}


@pytest.mark.parametrize(
    ("part", "typed", "errors"),
    [
        ("traitements", {}, {"medicament": "profil.vide"}),
        ("traitements", {"medicament": "\u200b \u202e"}, {"medicament": "profil.vide"}),
        ("traitements", {"medicament": "x" * (LINE + 1)}, {"medicament": "profil.texte_long"}),
        ("traitements", {"medicament": "x", "note": "y" * (NOTE + 1)}, {"note": "profil.texte_long"}),
        ("traitements", {"medicament": "x", "depuis": "32/2019"}, {"depuis": "profil.date_forme"}),
        ("traitements", {"medicament": "x", "depuis": "2027"}, {"depuis": "profil.date_future"}),
        ("traitements", {"medicament": "x", "depuis": "1978"}, {"depuis": "profil.date_naissance"}),
        ("traitements", {"medicament": "x", "fin": "3000"}, {"fin": "profil.date_loin"}),
        ("traitements", {"medicament": "x", "depuis": "2020", "fin": "2019"}, {"fin": "profil.fin_avant"}),
        ("maladies", {"maladie": "x", "etat": "autre"}, {"etat": "profil.choix"}),
        ("famille", {"maladie": "x"}, {"lien": "profil.choix"}),
        ("contacts", {"nom": "Léa", "telephone": "demander"}, {"telephone": "profil.telephone"}),
        ("contacts", {"nom": "Léa"}, {"telephone": "profil.vide"}),
        ("habitudes", {}, {"tabac": "profil.rien_ecrit"}),
        ("groupe", {"groupe": "Z+"}, {"groupe": "profil.choix"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_box(part: str, typed: dict[str, str], errors: dict[str, str]) -> None:
    assert wrong(part, **typed) == errors


@pytest.mark.parametrize("typed", ["2026", "11/2026", "23/11/2026", "1979"])
def test_a_year_that_is_not_over_and_the_year_of_birth_are_taken(typed: str) -> None:
    assert values("allergies", substance="x", depuis=typed)["depuis"]


@pytest.mark.parametrize("typed", ["06 00 00 00 00", "+33 6 00 00 00 00", "06.00.00.00.00", "15", "01 00 00 00 00 poste 12"])
def test_telephone_numbers_as_people_write_them(typed: str) -> None:
    assert values("contacts", nom="Léa", telephone=typed)["telephone"] == typed


@pytest.mark.parametrize(
    ("part", "typed", "over"),
    [
        ("traitements", {"medicament": "x", "fin": "22/11/2026"}, True),
        ("traitements", {"medicament": "x", "fin": "23/11/2026"}, False),
        ("traitements", {"medicament": "x", "fin": "2026"}, False),
        ("traitements", {"medicament": "x", "fin": "10/2026"}, True),
        ("traitements", {"medicament": "x"}, False),
        ("maladies", {"maladie": "x", "etat": "passee"}, True),
        ("maladies", {"maladie": "x", "etat": "en_cours"}, False),
    ],
)
def test_what_is_over(part: str, typed: dict[str, str], over: bool) -> None:
    assert is_past(values(part, **typed), TODAY) is over


def test_entries_are_named_in_both_languages() -> None:
    mother = values("famille", lien="mere", maladie="Diabète", age="vers 50 ans")
    assert parts.title_of(BY_CODE["famille"], mother, "fr") == "Mère\u00a0: Diabète"
    assert parts.title_of(BY_CODE["famille"], mother, "en") == "Mother: Diabète"
    habits = values("habitudes", tabac="jamais")
    assert parts.title_of(BY_CODE["habitudes"], habits, "fr") == "Mode de vie"
    assert parts.details_of(BY_CODE["habitudes"], habits, "en") == [("Tobacco", "Never")]


def test_parts_are_whole() -> None:
    english = i18n.catalogue("en").entries
    words = [part.title for part in PARTS] + [part.none for part in PARTS] + [part.add for part in PARTS]
    words += [part.about for part in PARTS if part.about]
    words += [said for part in PARTS for field in part.fields for said in (field.label, field.hint) if said]
    choices = [words for part in PARTS for field in part.fields for code, words in field.choices if code != words]
    assert [one for one in words + choices if one not in english] == []
    assert len({part.code for part in PARTS}) == len(PARTS)
    for part in PARTS:
        codes = [field.code for field in part.fields]
        assert len(set(codes)) == len(codes)
        assert set(part.names) <= set(codes)
        assert all(field.choices for field in part.fields if field.box is Box.CHOICE)
        assert all(field.starts in ("", *dict(field.choices)) for field in part.fields)
    assert {field.code for part in PARTS for field in part.fields} == FIELDS


@given(st.text(), st.booleans())
def test_cleaning_is_done_once(typed: str, lines: bool) -> None:
    once = clean(typed, lines=lines)
    assert clean(once, lines=lines) == once
    assert lines or "\n" not in once


@given(st.sampled_from(PARTS), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=200)))
def test_whatever_is_typed_is_kept_or_refused_in_words(part: parts.Part, typed: dict[str, str]) -> None:
    try:
        got = read(part, typed, born=BORN, today=TODAY)
    except FieldErrors as refused:
        said = refused.words("fr")
    else:
        said = {}
    assert set(said) <= {field.code for field in part.fields}
    assert all(said.values())
    if said:
        return
    assert got
    assert set(got) <= {field.code for field in part.fields}
    for lang in ("fr", "en"):
        assert parts.title_of(part, got, lang)
    back = {code: when.typed(value) if part.field(code).box is Box.DAY else value for code, value in got.items()}
    assert read(part, back, born=BORN, today=TODAY) == got
