"""What changed in the rules between two days, and for whom: each day sees what was known and in force on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rxapp.prevention.rulebook import RuleBook, RuleVersion
from rxapp.prevention.rulebook import book as this_book
from rxapp.prevention.telling import audience_words, obligation_words, when_words

FIELDS = ("when", "audience", "obligation", "coverage", "title")
"""What is compared, in the order it is told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: ``field`` is one of `FIELDS`; before and after in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that was added, ended or changed. ``kind``: "added", "ended", "changed"."""

    rule: str
    kind: str
    title: str
    audience: str
    when: str
    since: date
    sources: tuple[str, ...]
    differences: tuple[Difference, ...] = ()


def changes(first: date, second: date, *, lang: str = "fr", book: RuleBook | None = None) -> tuple[Change, ...]:
    """The rules that differ between two days, in the order of the rule book."""
    shelf = book or this_book()
    return tuple(_between(shelf, first, second, lang))


def _between(book: RuleBook, first: date, second: date, lang: str) -> Iterator[Change]:
    for key in book.ids:
        before, after = book.in_force(key, first, first), book.in_force(key, second, second)
        if before is after:
            continue
        if before is None or after is None:
            rule = after or before
            kind, since = ("added", rule.valid_from) if before is None else ("ended", rule.valid_to)
            yield _change(rule, kind, since, lang)
        else:
            told = tuple(_differences(before, after, lang))
            yield _change(after, "changed", after.valid_from, lang, told)


def _change(rule: RuleVersion, kind: str, since: date, lang: str, told: tuple[Difference, ...] = ()) -> Change:
    audience, when = audience_words(rule.audience, lang), when_words(rule, lang)
    return Change(rule.id, kind, rule.title.said(lang), audience, when, since, tuple(s.id for s in rule.sources), told)


def _differences(before: RuleVersion, after: RuleVersion, lang: str) -> Iterator[Difference]:
    for field in FIELDS:
        one, two = (_said(rule, field, lang) for rule in (before, after))
        if one != two:
            yield Difference(field, one, two)


def _said(rule: RuleVersion, field: str, lang: str) -> str:
    match field:
        case "when":
            return when_words(rule, lang)
        case "audience":
            return audience_words(rule.audience, lang)
        case "obligation":
            return obligation_words(rule, lang)
        case "coverage":
            return rule.coverage.said(lang)
    return rule.title.said(lang)
