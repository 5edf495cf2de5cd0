"""A measure as typed: numbers, days, hours, what is likely at an age, what is possible at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.errors import FieldErrors
from rxapp.core.i18n import LANGUAGES
from rxapp.measures.fields import DOUBT, Form, only_doubts, parse_hour, parse_number, read
from rxapp.measures.kinds import BY_CODE, KINDS, Kind, in_default, is_likely, is_possible, typed_label, value_label

BORN, NOW = date(1979, 3, 1), datetime(2026, 11, 26, 8, 31, 12, tzinfo=UTC)


def errors(kind: str, form: Form, *, born: date = BORN, sure: bool = False) -> dict[str, str]:
    with pytest.raises(FieldErrors) as caught:
        read(BY_CODE[kind], form, born=born, now=NOW, sure=sure)
    return caught.value.errors


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("72,5", "72.5"),
        ("72.5", "72.5"),
        (" 12\u202f500 ", "12500"),
        ("1e5", None),
        ("-3", None),
        ("٣", None),
        ("", None),
        ("72,", None),
        ("NaN", None),
    ],
)
def test_numbers_as_people_write_them(typed: str, value: str | None) -> None:
    assert parse_number(typed) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12,000", "12000"),
        ("12.000", "12000"),
        ("1,234,567", "1234567"),
        ("0,500", "0.500"),
        ("12,50", "12.50"),
        ("8421", "8421"),
    ],
)
def test_what_is_counted_whole_is_read_with_its_thousands(typed: str, value: str) -> None:
    assert parse_number(typed, 0) == Decimal(value)


@given(st.sampled_from(KINDS), st.sampled_from(LANGUAGES), st.decimals(0, 99_999, places=3))
def test_a_form_is_read_back_as_it_was_written(kind: Kind, lang: str, value: Decimal) -> None:
    """An English reader who saves what is in the box changes nothing."""
    for unit in kind.units:
        said = typed_label(value, unit, lang)
        assert parse_number(said, unit.decimals) == round(value, unit.decimals)


@pytest.mark.parametrize(
    ("typed", "hour"), [("9h30", "09:30"), ("9 h", "09:00"), ("09:30", "09:30"), ("24h", None), ("9h75", None), ("midi", None)]
)
def test_hours_as_people_write_them(typed: str, hour: str | None) -> None:
    found = parse_hour(typed)
    assert (None if found is None else f"{found:%H:%M}") == hour


def test_without_a_day_it_was_now_and_on_another_day_at_noon() -> None:
    read_now = read(BY_CODE["poids"], Form("72,5"), born=BORN, now=NOW)
    assert (read_now.values, read_now.at) == ((Decimal("72.5"),), datetime(2026, 11, 26, 8, 31, tzinfo=UTC))
    assert read(BY_CODE["poids"], Form("72", day="02/07/2026"), born=BORN, now=NOW).at == datetime(2026, 7, 2, 10, tzinfo=UTC)
    at = read(BY_CODE["poids"], Form("72", day="2026-11-26", hour="9h31"), born=BORN, now=NOW).at
    assert at == datetime(2026, 11, 26, 8, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "form", "wrong"),
    [
        ("poids", Form(""), {"valeur": "mesure.vide"}),
        ("poids", Form("abc"), {"valeur": "mesure.nombre"}),
        ("poids", Form("72,12345"), {"valeur": "mesure.decimales"}),
        ("pouls", Form("60,5"), {"valeur": "mesure.decimales"}),
        ("poids", Form("1001"), {"valeur": "mesure.impossible"}),
        ("poids", Form("0"), {"valeur": "mesure.impossible"}),
        ("tension", Form("13", "8"), {"valeur": "mesure.impossible", "valeur2": "mesure.impossible"}),
        ("tension", Form("80", "130"), {"valeur2": "mesure.tension_ordre"}),
        ("tension", Form("130"), {"valeur2": "mesure.vide"}),
        ("douleur", Form("11"), {"valeur": "mesure.impossible"}),
        ("poids", Form("72", unit="lb"), {"unite": "mesure.unite"}),
        ("poids", Form("72", day="31/02/2026"), {"jour": "mesure.jour"}),
        ("poids", Form("72", day="27/11/2026"), {"jour": "mesure.futur"}),
        ("poids", Form("72", day="01/01/1970"), {"jour": "mesure.avant_naissance"}),
        ("poids", Form("72", hour="midi"), {"heure": "mesure.heure"}),
        ("poids", Form("72", hour="9h32"), {"heure": "mesure.futur"}),
        ("poids", Form("72", note="a" * 501), {"note": "mesure.note_longue"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_box(kind: str, form: Form, wrong: dict[str, str]) -> None:
    assert errors(kind, form) == wrong


def test_seven_hundred_kilos_are_asked_about_and_kept_when_one_is_sure() -> None:
    with pytest.raises(FieldErrors) as caught:
        read(BY_CODE["poids"], Form("700"), born=BORN, now=NOW)
    assert only_doubts(caught.value)
    asked = caught.value.words("fr")["valeur"].replace("\u00a0", " ")
    assert asked == "700 kg : est-ce bien cela ? Si oui, enregistrez encore une fois."
    assert caught.value.words("en")["valeur"].startswith("700\u00a0kg")
    assert read(BY_CODE["poids"], Form("700"), born=BORN, now=NOW, sure=True).values == (Decimal(700),)


@pytest.mark.parametrize(("born", "value"), [(date(2026, 9, 17), "12"), (date(2020, 9, 17), "95"), (BORN, "12")])
def test_what_is_likely_depends_on_the_age(born: date, value: str) -> None:
    assert errors("poids", Form(value), born=born) == {"valeur": DOUBT}


def test_both_pressures_may_be_typed_in_one_box() -> None:
    assert read(BY_CODE["tension"], Form("128/82"), born=BORN, now=NOW).values == (Decimal(128), Decimal(82))


def test_glycaemia_in_both_units() -> None:
    kind = BY_CODE["glycemie"]
    taken = read(kind, Form("5,6", unit="mmol/L"), born=BORN, now=NOW)
    assert round(in_default(taken.unit, taken.values[0]), 2) == Decimal("1.01")
    assert errors("glycemie", Form("5,6")) == {"valeur": DOUBT}


@pytest.mark.parametrize(
    ("kind", "values", "french", "english"),
    [
        ("poids", ["72.5"], "72,5 kg", "72.5 kg"),
        ("tension", ["128", "82"], "128/82 mmHg", "128/82 mmHg"),
        ("douleur", ["7"], "7/10", "7/10"),
        ("pas", ["12500"], "12\u202f500 pas", "12,500 steps"),
    ],
)
def test_how_a_measure_reads(kind: str, values: list[str], french: str, english: str) -> None:
    wanted = BY_CODE[kind]
    numbers = [Decimal(one) for one in values]
    said = [value_label(wanted, wanted.default, numbers, lang).replace("\u00a0", " ") for lang in ("fr", "en")]
    assert said == [french, english]


@given(st.sampled_from(KINDS), st.integers(min_value=0, max_value=110 * 365))
def test_what_is_likely_is_possible(kind, days: int) -> None:
    born = date.fromordinal(date(2026, 11, 26).toordinal() - days)
    months = (2026 - born.year) * 12 + 11 - born.month
    for place in (0, 1):
        ends = [pair[place] for pair in kind.likely(max(0, months))]
        assert is_possible(kind, kind.default, ends)


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20), st.sampled_from(KINDS))
def test_whatever_is_typed_is_read_or_refused_in_words(value: str, day: str, hour: str, kind) -> None:
    try:
        taken = read(kind, Form(value, value, day=day, hour=hour), born=BORN, now=NOW, sure=True)
    except FieldErrors as error:
        wrong = error.words("fr")
    else:
        wrong = {}
        assert is_possible(kind, taken.unit, taken.values)
        assert taken.at <= NOW
        assert isinstance(is_likely(kind, taken.unit, taken.values, born=BORN, on=NOW.date()), bool)
    assert all(wrong.values())


def test_a_note_keeps_its_lines_and_nothing_that_is_not_seen() -> None:
    taken = read(BY_CODE["poids"], Form("72", note=" a\u202e b\ud800\n\u200bc\x00 "), born=BORN, now=NOW)
    assert taken.note == "a b\nc"
