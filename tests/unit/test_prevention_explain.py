"""How a date came about, what changed between two days, and rules told in words."""

from __future__ import annotations

from datetime import date

import pytest

from rxapp.prevention.changes import changes
from rxapp.prevention.durations import parse
from rxapp.prevention.explain import Sum, explain
from rxapp.prevention.facts import Person
from rxapp.prevention.rulebook import book
from rxapp.prevention.telling import audience_words, days_words, obligation_words, span_words, when_words
from tests.prevention import JUNE, TODAY, born, did, on


def test_the_versions_are_all_told_with_why_one_was_chosen() -> None:
    baby = born("2024-05-27")
    june = explain(baby, (), "vx-menb", JUNE)
    assert [(choice.valid_from.year, choice.choice) for choice in june.versions] == [(2022, "in_force"), (2025, "not_published")]
    assert june.versions[0].valid_to is None  # its end was not known
    december = explain(baby, (), "vx-menb", on("2024-12-01"))
    assert [choice.choice for choice in december.versions] == ["in_force", "later"]
    assert december.versions[0].valid_to == date(2024, 12, 31)
    assert [choice.choice for choice in explain(baby, (), "vx-menb", TODAY).versions] == ["ended", "in_force"]
    assert {source.id for source in june.sources} == {"CV24", "MESV"}


def test_the_sums_of_a_dose() -> None:
    events = (did("vx-hexa", "2026-08-20", 1), did("vx-hexa", "2026-10-20", 2))
    found = explain(born("2026-01-10"), events, "vx-hexa", TODAY)
    assert found.sums[-1][:2] == (
        Sum("from", on("2026-01-10"), parse("P11M"), on("2026-12-10")),
        Sum("min_interval", on("2026-10-20"), parse("P5M"), on("2027-03-20")),
    )
    assert found.lines[-1].due_from == on("2027-03-20")


def test_the_sums_of_what_comes_again() -> None:
    events = (did("sc-colorectal", "2022-01-01"), did("colonoscopy_full", "2023-02-01"))
    found = explain(born("1966-07-07", "M"), events, "sc-colorectal", TODAY)
    assert [one.code for one in found.sums[-1]] == ["every", "deferred", "until_age"]
    assert found.sums[-1][1].result == found.lines[-1].due_from == on("2028-02-01")


@pytest.mark.parametrize(
    ("person", "rule", "reason"),
    [
        (born("1970-01-01", "M"), "sc-breast", "sex"),
        (born("1970-01-01", "F", "brca"), "sc-breast", "excluded"),
        (born("1940-01-01"), "sc-breast", "age_passed"),
        (born("1970-01-01"), "vx-mmr-catchup", "born_outside"),
        (born("2020-01-01"), "vx-bcg", "condition_missing"),
        (born("1990-01-01", "F", "pregnant"), "px-2", "anchor_missing"),
        (born("2024-01-01"), "vx-menc", "ended"),
        (born("2010-01-01"), "sx-y12", "hidden"),
    ],
)
def test_when_nothing_is_owed_the_reason_is_told(person: Person, rule: str, reason: str) -> None:
    found = explain(person, (), rule, TODAY)
    assert not found.lines
    assert reason in {fact.code for fact in found.reasons}


def test_what_another_dose_stands_in_for_is_told() -> None:
    found = explain(born("1958-04-02", "M"), (did("vx-dtp-75", "2026-01-01"),), "vx-dtp-65", TODAY)
    assert "taken_over" in {fact.code for fact in found.reasons}
    assert [fact.code for fact in explain(born("2024-05-27"), (), "vx-menacwy-infant", JUNE).reasons] == ["not_published"]


def test_an_unknown_rule_has_no_explanation() -> None:
    with pytest.raises(KeyError):
        explain(born("2024-05-27"), (), "vx-moon", JUNE)


def test_what_changed_between_the_mission_and_today() -> None:
    found = {change.rule: change for change in changes(JUNE, TODAY)}
    assert {rule for rule, change in found.items() if change.kind == "added"} == {
        "cx-y07",
        "vx-menacwy-infant",
        "vx-menb-15-24",
        "vx-pneumo-65",
        "vx-preg-rsv",
        "vx-rsv-75",
    }
    assert {rule for rule, change in found.items() if change.kind == "ended"} == {"cx-lt1m", "vx-menc"}
    assert {rule for rule, change in found.items() if change.kind == "changed"} == {
        "dx-mtdents",
        "dx-preg",
        "vx-dtp-45",
        "vx-hpv-catchup",
        "vx-menb",
    }
    menb = {difference.field: (difference.before, difference.after) for difference in found["vx-menb"].differences}
    assert menb["audience"] == ("tout le monde, avant 2 ans", "tout le monde, avant 5 ans")
    assert menb["obligation"][0] == "recommandé"
    assert menb["obligation"][1].startswith("obligatoire, nés depuis le 1er janvier 2023")
    assert not changes(TODAY, TODAY)
    assert {change.kind for change in changes(TODAY, JUNE) if change.rule == "cx-y07"} == {"ended"}


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("P2M", "2 mois", "2 months"),
        ("P16M", "16 mois", "16 months"),
        ("P12M", "12 mois", "12 months"),
        ("P11Y", "11 ans", "11 years"),
        ("P8W", "8 semaines", "8 weeks"),
        ("P13W6D", "13 semaines et 6 jours", "13 weeks and 6 days"),
        ("P8D", "8 jours", "8 days"),
    ],
)
def test_durations_in_words(text: str, french: str, english: str) -> None:
    assert (span_words(parse(text), "fr"), span_words(parse(text), "en")) == (french, english)


def test_every_rule_can_be_told_in_both_languages() -> None:
    for rule in book().versions:
        for tell in (when_words, days_words, obligation_words, lambda rule, lang: audience_words(rule.audience, lang)):
            assert tell(rule, "fr")
            assert tell(rule, "en")
        assert when_words(rule, "fr") != when_words(rule, "en")
