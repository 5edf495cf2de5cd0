"""What is typed about an appointment: days, hours, rhythms, and the words beside each wrong field."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rxapp.accounts.service import FieldErrors
from rxapp.agenda.fields import Form, Wanted, clean, read, read_day, read_time
from rxapp.agenda.repeat import Repeat, repeat_of, repeat_words, rule_of
from tests.accounts import refused

PARIS = ZoneInfo("Europe/Paris")
GOOD = {"title": "Pédiatre", "day": "26/11/2026", "start": "9h30"}


def form(**given: object) -> Wanted:
    return read(Form(**{**GOOD, **given}))


def wrong(**given: object) -> dict[str, str]:
    with pytest.raises(FieldErrors) as raised:
        form(**given)
    assert all(raised.value.words("en").values())
    return raised.value.errors


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("4/9/2026", date(2026, 9, 4)),
        ("04.09.2026", date(2026, 9, 4)),
        (" 4 - 9 - 2026 ", date(2026, 9, 4)),
        ("2026-09-04", date(2026, 9, 4)),
        ("04092026", date(2026, 9, 4)),
        ("29/2/2028", date(2028, 2, 29)),
    ],
)
def test_days(typed: str, day: date) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "jour_vide"),
        ("31/11/2026", "jour_forme"),
        ("29/2/2026", "jour_forme"),
        ("demain", "jour_forme"),
        ("4/9/26", "jour_forme"),
        ("١/٩/٢٠٢٦", "jour_forme"),
        ("1/1/1899", "jour_loin"),
        ("1/1/2101", "jour_loin"),
    ],
)
def test_days_that_are_none(typed: str, code: str) -> None:
    assert refused(read_day, typed).code == f"rendezvous.{code}"


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("9h30", time(9, 30)),
        ("9:30", time(9, 30)),
        ("09 h 30", time(9, 30)),
        ("09\u00a0h\u00a030", time(9, 30)),
        ("9.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("14h", time(14)),
        ("14 H", time(14)),
        ("14", time(14)),
        ("0:00", time(0)),
        ("2:30 pm", time(14, 30)),
        ("12 am", time(0)),
        ("12PM", time(12)),
    ],
)
def test_hours(typed: str, hour: time) -> None:
    assert read_time(typed) == hour


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "heure_vide"), ("24h", "heure_forme"), ("9h60", "heure_forme"), ("tôt", "heure_forme"), ("13 pm", "heure_forme")],
)
def test_hours_that_are_none(typed: str, code: str) -> None:
    assert refused(read_time, typed).code == f"rendezvous.{code}"


def test_half_an_hour_when_no_end_is_given() -> None:
    assert form().slot.end == datetime(2026, 11, 26, 10, 0, tzinfo=PARIS)


def test_an_end_the_next_day() -> None:
    slot = form(start="22h", end="6h", last_day="27/11/2026").slot
    assert slot.end - slot.start == timedelta(hours=8)


def test_whole_days_end_with_the_last() -> None:
    slot = form(all_day=True, start="", last_day="28/11/2026").slot
    assert (slot.all_day, slot.start, slot.end) == (True, date(2026, 11, 26), date(2026, 11, 29))


def test_another_zone() -> None:
    assert form(zone="America/Montreal").slot.start.utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"title": ""}, {"title": "rendezvous.titre_vide"}),
        ({"title": " \u200b\u202e "}, {"title": "rendezvous.titre_vide"}),
        ({"title": "x" * 121}, {"title": "rendezvous.texte_long"}),
        ({"notes": "x" * 2001}, {"notes": "rendezvous.texte_long"}),
        ({"end": "9h"}, {"end": "rendezvous.fin_avant"}),
        ({"end": "9h30"}, {"end": "rendezvous.fin_avant"}),
        ({"all_day": True, "last_day": "25/11/2026"}, {"last_day": "rendezvous.fin_avant"}),
        ({"all_day": True, "last_day": "1/1/2028"}, {"last_day": "rendezvous.trop_long"}),
        ({"last_day": "27/11/2026"}, {"end": "rendezvous.heure_vide"}),
        (
            {"day": "", "start": "", "zone": "Mars/Olympe"},
            {"day": "rendezvous.jour_vide", "start": "rendezvous.heure_vide"} | {"zone": "rendezvous.fuseau"},
        ),
        ({"zone": "../../etc/passwd"}, {"zone": "rendezvous.fuseau"}),
        ({"day": "28/3/2027", "start": "2h30"}, {"start": "rendezvous.heure_sautee"}),
        ({"repeat": "siècle"}, {"repeat": "rendezvous.rythme"}),
        ({"repeat": "jour", "every": "0"}, {"every": "rendezvous.intervalle"}),
        ({"repeat": "jour", "every": "9999999999"}, {"every": "rendezvous.intervalle"}),
        ({"repeat": "jour", "count": "1001"}, {"count": "rendezvous.intervalle"}),
        ({"repeat": "jour", "count": "3", "until": "30/11/2026"}, {"until": "rendezvous.fin_double"}),
        ({"repeat": "jour", "until": "25/11/2026"}, {"until": "rendezvous.fin_serie"}),
        ({"documents": tuple("abcdefghijklmnopqrstu")}, {"documents": "rendezvous.trop_de_documents"}),
    ],
)
def test_each_wrong_field_says_so(given: dict[str, object], errors: dict[str, str]) -> None:
    assert wrong(**given) == errors


def test_with_whom_is_title_enough() -> None:
    assert form(title="", with_whom="Dr Moreau").words.with_whom == "Dr Moreau"


def test_texts_are_cleaned_and_never_interpreted() -> None:
    assert clean("  a\u202e\tb\x00 \r\n c ") == "a b c"
    assert clean(" a \r\n\n b\r", lines=True) == "a\n\nb"
    assert form(notes="<b>gras</b>\n&amp;").words.notes == "<b>gras</b>\n&amp;"
    assert form(title="👩‍👩‍👧").words.title == "👩‍👩‍👧"


@pytest.mark.parametrize(
    ("repeat", "french", "english"),
    [
        (Repeat("jour"), "Tous les jours", "Every day"),
        (Repeat("semaine", 2), "Toutes les 2 semaines", "Every 2 weeks"),
        (Repeat("mois", 3, until=date(2027, 5, 4)), "Tous les 3 mois, jusqu’au 4 mai 2027", "Every 3 months, until 4 May 2027"),
        (Repeat("an", 1, count=10), "Tous les ans, 10 fois", "Every year, 10 times"),
    ],
)
def test_rhythms_in_words_and_back(repeat: Repeat, french: str, english: str) -> None:
    start = datetime(2026, 11, 26, 9, 30, tzinfo=PARIS)
    rule = rule_of(repeat, start)
    assert repeat_of(rule, start) == repeat
    assert (repeat_words(rule, start, "fr"), repeat_words(rule, start, "en")) == (french, english)


@pytest.mark.parametrize(
    "start", [date(2026, 1, 31), date(2026, 4, 30), date(2028, 2, 29), date(2026, 1, 29), date(2026, 11, 26)]
)
@pytest.mark.parametrize("unit", ["jour", "semaine", "mois", "an"])
def test_a_rhythm_is_read_back_whatever_the_day(start: date, unit: str) -> None:
    repeat = Repeat(unit, 2, until=date(2030, 1, 1))
    assert repeat_of(rule_of(repeat, start), start) == repeat
