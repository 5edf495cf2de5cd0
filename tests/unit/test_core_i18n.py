"""Dates, numbers, plurals and catalogues in French and English."""

import ast
import importlib
import pkgutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import rxapp
from rxapp.core import audit, errors, i18n

NARROW, NO_BREAK = "\u202f", "\u00a0"
NAMES = [
    ("Awa Diallo", "d’Awa Diallo"),
    ("Léo", "de Léo"),
    ("Inès", "d’Inès"),
    ("Élodie", "d’Élodie"),
    ("Œdipe", "d’Œdipe"),
    ("ÉMILE", "d’ÉMILE"),
    ("Hélène", "d’Hélène"),
    ("Hugo", "d’Hugo"),
    ("Hassan", "de Hassan"),
    ("Yves", "d’Yves"),
    ("Yann", "de Yann"),
    ("Zoé", "de Zoé"),
]
ROOMS = ("core", "accounts", "record", "agenda", "notices")


def load_rooms() -> None:
    for room in ROOMS:
        package = importlib.import_module(f"{rxapp.__name__}.{room}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 11, 26), "jeudi 26 novembre 2026", "Thursday 26 November 2026"),
        (date(2026, 8, 1), "samedi 1er août 2026", "Saturday 1 August 2026"),
    ],
)
def test_long_dates(day: date, french: str, english: str):
    assert i18n.long_date(day, "fr") == french
    assert i18n.long_date(day, "en") == english


def test_quotes_keep_to_their_words():
    assert i18n.translate("« {nom} » est ajouté.", "fr", nom="Bilan « A »") == "«\u00a0Bilan « A »\u00a0» est ajouté."
    assert i18n.plural("« {n} » document", "« {n} » documents", 2, "fr") == "«\u00a02\u00a0» documents"


@pytest.mark.parametrize("mark", ["?", "!", ":", ";"])
def test_marks_keep_to_their_words_in_french(mark: str):
    assert i18n.translate(f"De quel enfant {mark} {{nom}}", "fr", nom="a : b") == f"De quel enfant\u00a0{mark} a : b"
    assert i18n.plural(f"Un {mark}", f"Deux {mark}", 2, "fr") == f"Deux\u00a0{mark}"
    assert i18n.translate(f"Sans traduction {mark}", "en") == f"Sans traduction {mark}"


@pytest.mark.parametrize(("name", "said"), NAMES)
def test_de_leans_on_a_vowel(name: str, said: str):
    assert i18n.of_name(name) == said
    assert i18n.translate("Agenda de {nom}", "fr", nom=name) == f"Agenda {said}"
    assert i18n.plural("{n} note de {nom}", "{n} notes de {nom}", 2, "fr", nom=name) == f"2 notes {said}"


def test_only_a_place_right_after_de_is_leant_on():
    assert i18n.translate("Plus de {n} lignes", "fr", n=11) == "Plus de 11 lignes"
    assert i18n.translate("Code de {a}, {b}", "fr", a="Léo", b="Awa") == "Code de Léo, Awa"
    assert i18n.translate("Mode {a}", "fr", a="Awa") == "Mode Awa"
    assert i18n.translate("Agenda de {nom}", "en", nom="Awa") == "Agenda de Awa"


def test_plain_and_short_dates():
    assert i18n.plain_date(date(2026, 2, 1), "fr") == "1er février 2026"
    assert i18n.short_date(date(2026, 2, 1), "fr") == "01/02/2026"
    assert i18n.short_date(date(2026, 2, 1), "en") == "1 Feb 2026"


def test_an_instant_is_shown_at_its_hour_in_paris():
    instant = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)
    assert i18n.date_time(instant, "fr") == f"1er juillet 2026 à 0{NO_BREAK}h{NO_BREAK}05"
    assert i18n.date_time(instant, "en") == "1 July 2026 at 00:05"
    with pytest.raises(ValueError, match="time zone"):
        i18n.date_time(instant.replace(tzinfo=None), "fr")


@pytest.mark.parametrize(
    ("size", "french"),
    [
        (0, f"0{NARROW}o"),
        (999, f"999{NARROW}o"),
        (1000, f"1{NARROW}ko"),
        (1_234_567, f"1,2{NARROW}Mo"),
        (9_949_000, f"9,9{NARROW}Mo"),
        (9_960_000, f"10{NARROW}Mo"),
        (50_000_000, f"50{NARROW}Mo"),
        (999_600, f"1{NARROW}Mo"),
        (2_000_000_000, f"2{NARROW}Go"),
        (7_500_000_000_000_000, f"7{NARROW}500{NARROW}To"),
    ],
)
def test_file_sizes(size: int, french: str):
    assert i18n.file_size(size, "fr") == french


def test_file_size_in_english():
    assert i18n.file_size(1_234_567, "en") == f"1.2{NO_BREAK}MB"


@pytest.mark.parametrize(
    ("days", "french", "english"),
    [
        (0, "aujourd’hui", "today"),
        (1, "demain", "tomorrow"),
        (-1, "hier", "yesterday"),
        (3, "dans 3 jours", "in 3 days"),
        (-13, "il y a 13 jours", "13 days ago"),
        (14, "dans 2 semaines", "in 2 weeks"),
        (-60, "il y a 8 semaines", "8 weeks ago"),
        (61, "dans 2 mois", "in 2 months"),
        (-366, "il y a 12 mois", "12 months ago"),
        (731, "dans 2 ans", "in 2 years"),
    ],
)
def test_relative_days(days: int, french: str, english: str):
    today = date(2026, 11, 23)
    assert i18n.relative_day(today + timedelta(days=days), today, "fr") == french
    assert i18n.relative_day(today + timedelta(days=days), today, "en") == english


@pytest.mark.parametrize(
    ("instant", "french", "english"),
    [
        ("2026-11-27T06:57:00+00:00", "aujourd’hui, 7 h 57", "today, 07:57"),
        ("2026-11-26T23:30:00+00:00", "aujourd’hui, 0 h 30", "today, 00:30"),
        ("2026-11-26T22:30:00+00:00", "hier, 23 h 30", "yesterday, 23:30"),
        ("2026-11-24T04:53:00+00:00", "mardi 24 novembre, 5 h 53", "Tuesday 24 November, 05:53"),
        ("2026-02-01T11:00:00+00:00", "dimanche 1er février, 12 h 00", "Sunday 1 February, 12:00"),
        ("2025-12-31T22:59:00+00:00", "mercredi 31 décembre 2025, 23 h 59", "Wednesday 31 December 2025, 23:59"),
        ("2026-11-28T08:05:00+00:00", "samedi 28 novembre, 9 h 05", "Saturday 28 November, 09:05"),
    ],
)
def test_when_something_was_said_is_told_as_near_as_it_is(instant: str, french: str, english: str):
    today, at = date(2026, 11, 27), datetime.fromisoformat(instant)
    assert i18n.near_time(at, today, "fr").replace("\u00a0", " ") == french
    assert i18n.near_time(at, today, "en") == english


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (0, "1 seconde", "1 second"),
        (30, "30 secondes", "30 seconds"),
        (59.2, "1 minute", "1 minute"),
        (61, "2 minutes", "2 minutes"),
        (3600, "1 heure", "1 hour"),
        (86400, "24 heures", "24 hours"),
        (172800, "2 jours", "2 days"),
    ],
)
def test_durations(seconds: float, french: str, english: str):
    assert i18n.duration(timedelta(seconds=seconds), "fr") == french
    assert i18n.duration(timedelta(seconds=seconds), "en") == english


def test_plurals_differ_at_zero():
    assert i18n.plural("{n} jour", "{n} jours", 0, "fr") == "0 jour"
    assert i18n.plural("{n} jour", "{n} jours", 0, "en") == "0 days"
    assert i18n.plural("{n} jour", "{n} jours", 1234, "fr") == f"1{NARROW}234 jours"


def test_a_sentence_without_translation_stays_french():
    assert i18n.translate("Phrase sans traduction de {name}", "en", name="Léo") == "Phrase sans traduction de Léo"


def test_braces_in_a_value_are_only_text():
    assert i18n.translate("Bonjour {name}", "fr", name="{lang}") == "Bonjour {lang}"


def _marked(path: Path) -> set[str]:
    """The sentences that a module marks with `_`."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    marks = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_")
    return {call.args[0].value for call in marks if isinstance(call.args[0], ast.Constant)}


def test_every_sentence_of_a_room_has_its_english_to_the_letter():
    known: set[str] = set()
    for path in (i18n.LOCALES / "en").glob("*.po"):
        with path.open("rb") as source:
            for entry in read_po(source, locale="en"):
                known |= set(entry.id if isinstance(entry.id, (tuple, list)) else (entry.id,)) if entry.string else set()
    modules = Path(rxapp.__file__).parent.rglob("*.py")
    assert [(path.name, words) for path in modules for words in _marked(path) - known] == []


def test_no_two_catalogues_disagree():
    assert i18n.catalogue("en").conflicts == ()


def places(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def test_every_translation_fills_the_same_places():
    for french, english in i18n.catalogue("en").entries.items():
        forms = english if isinstance(english, tuple) else (english,)
        for form in forms:
            assert places(form) == places(french), french


def test_every_error_and_act_has_english_words():
    load_rooms()
    known = i18n.catalogue("en").entries
    words = {**errors.declared(), **audit.declared_actions()}
    ours = [t if isinstance(t, str) else t[0] for code, t in words.items() if not code.startswith("essai.")]
    missing = [sentence for sentence in ours if sentence not in known]
    assert missing == []
