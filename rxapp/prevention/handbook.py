"""`docs/prevention-rules.md`: every rule with its source and what is not confirmed, written from the rule book itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from rxapp.core import i18n
from rxapp.prevention.rulebook import KINDS, PLACEHOLDERS_BEFORE, RuleBook, RuleVersion, Season, Source, Step
from rxapp.prevention.rulebook import book as this_book
from rxapp.prevention.telling import audience_words, days_words, obligation_words, span_words, step_words, when_words

PLACE = Path(__file__).resolve().parents[2] / "docs" / "prevention-rules.md"
_KINDS = {
    "exam": "Examinations",
    "vaccine": "Vaccines",
    "dental": "Dental examinations",
    "checkup": "Prevention check-ups",
    "screening": "Organised cancer screening",
}
_CONFIDENCE = {
    "v": "read in a source, often a secondary one",
    "d": "derived from a source; the convention is stated",
    "bk": "general knowledge, to be checked",
}
_HEAD = """# The rules of prevention

This page is written by `./run rxapp rules docs` from `rxapp/prevention/rules/*.toml`, and a test compares the two. To change
a rule, change the TOML file, add a worked case, and write this page again.

Carnet informs; it does not prescribe. "Mandatory" is what the law says of an act; nothing is ever blocked on it. Nothing
recorded is never taken for "not done": such a line says that it is to be checked with one's doctor.

## How a date comes about

1. **Two dates.** `calendar(person, events, as_of)` knows what was published by `as_of`, ends included, and nothing later.
   Among that, the version in force on the day a step falls due counts. `valid_to` is the last day of a version; until its
   end was published, none is known.
2. **Months and years** are calendar ones, clamped to the end of the month (31 August + 6 months = 28 February); a person
   born on 29 February has birthdays on 28 February. "During the Nth month" is N-1 to N completed months; "between A and B
   years" runs to the Bth birthday, that day included; "A to B included" runs to the day before the (B+1)th birthday. The
   last day told is the last one included.
3. **A window** starts on the first day on which any version made the step due. One that ended before the first version took
   effect is never owed; one that straddles that day starts on it.
4. **Status**: upcoming before the window, due in it, overdue past its last day. An offer that has closed (check-ups, dental
   ages, a screening past its age, a vaccine that another takes over) yields nothing. A mandatory examination stays overdue
   up to 18, marked `history` once a later one has taken its place. A point age ("at 2 months") has no last day.
   A scan of pregnancy is recommended, and its window closes too, but it is no offer that is simply over: past its window it
   is overdue (convention C7 of the worked cases) for as long as the pregnancy lasts, so that nobody loses sight of it. The
   calendar shows it among what is to be checked, "to be talked over with your midwife or your doctor", and not as late; no
   message calls for it any more.
5. **Doses**: what was received is accepted as declared. One given before its minimum age or interval bears a fact
   `given_early`, to be checked with a professional. A later dose waits for the one before (`after_dose`); a series begun
   late follows its catch-up schedule, chosen by the age at the first dose, or today's age when there was none.
6. **Boosters** of one chain: one is owed until the next is due or a later one was given.
7. **What comes again** counts from the last time. When the next date falls past the age limit there is none; the age limit
   is told as last day only when it ends the round at hand. After a result other than normal or negative the rhythm stops: a
   professional follows.
8. **Campaigns** have dates only once they have begun and only when these were read; otherwise they are expected, without a
   last day.
9. **Pregnancy** starts 14 days after the first day of the last period. A day of last period of less than 43 weeks ago,
   without a birth or an end since, counts as a pregnancy; six months after a birth count as post-partum.
10. `surfaced_from` bears on `as_shown` only (what the public calendar showed on a day); a rule without it is left out unless
    asked for.

Dates of publication or effect before 2019 stand for "older than what the sources tell", unless a source names them. Overseas
territories, whose tariffs and some examinations differ, are not covered.
"""


def render(book: RuleBook | None = None) -> str:
    """The whole page."""
    shelf = book or this_book()
    return "\n".join(_page(shelf)) + "\n"


def _page(book: RuleBook) -> Iterator[str]:
    yield _HEAD
    yield f"{len(book.ids)} rules, {len(book.versions)} versions."
    yield "\n## Confidence\n"
    yield from (f"- `{key}`: {words}" for key, words in _CONFIDENCE.items())
    for kind in KINDS:
        yield f"\n## {_KINDS[kind]}\n"
        of_kind = [rule for rule in book.versions if rule.kind == kind]
        for (_, _), rules in groupby(of_kind, key=lambda rule: (rule.family, rule.why)):
            yield from _family(list(rules))
    yield "## Campaigns\n"
    for season in book.seasons.values():
        yield from _season(season)
    yield "## What no source confirms\n"
    for rule in book.versions:
        for words in rule.unconfirmed if _first_of_family(rule, book) else ():
            yield f"- `{rule.family}` ({rule.valid_from}): {words.en}"
    yield from (f"- campaign `{season.id}`: {words.en}" for season in book.seasons.values() for words in season.unconfirmed)
    yield "\n## Sources\n"
    yield from (_source(source) for source in book.sources.values())


def _first_of_family(rule: RuleVersion, book: RuleBook) -> bool:
    return rule is next(r for r in book.versions if r.family == rule.family and r.unconfirmed == rule.unconfirmed)


def _family(rules: list[RuleVersion]) -> Iterator[str]:
    first = rules[0]
    name = f"`{first.family}`" if len(rules) == 1 else f"`{first.family}`: " + ", ".join(f"`{rule.id}`" for rule in rules)
    yield f"### {name}\n"
    for rule in rules:
        yield f"- **{rule.title.en}** · {rule.title.fr}"
        yield f"  - {when_words(rule, 'en')}"
        yield from _otherwise(rule)
        if rule.audience != first.audience:
            yield f"  - for: {audience_words(rule.audience, 'en')}"
        if (rule.valid_from, rule.confidence) != (first.valid_from, first.confidence):
            yield f"  - {days_words(rule, 'en')}, known from {_day(rule)}; confidence `{rule.confidence}`"
    yield from _common(first)
    yield ""


def _otherwise(rule: RuleVersion) -> Iterator[str]:
    """The steps of those for whom they are not the usual ones."""
    for variant in rule.variants:
        told = _steps(variant.steps) if variant.steps else when_words(replace(rule, phases=variant.phases), "en")
        yield f"  - with `{variant.condition}`: {told}"
    for row in rule.catch_up:
        between = f"{span_words(row.start_from, 'en')} and {span_words(row.start_until, 'en')}"
        yield f"  - begun between {between} (excluded): {_steps(row.steps)}"
    for row in rule.continues:
        yield f"  - after {row.doses} of `{row.rule}` and none of this: {_steps(row.steps)}"
    for product, span in rule.complete_before.items():
        yield f"  - complete before {span_words(span, 'en')} ({product})"
    for words, ids in (("counts what was done as", rule.counts), ("gives way to", (rule.gives_way_to,)), ("then", (rule.then,))):
        if named := [f"`{key}`" for key in ids if key]:
            yield f"  - {words} {', '.join(named)}"


def _steps(steps: tuple[Step, ...]) -> str:
    return "; ".join(f"{step.n}. {step_words(step, 'en')}" for step in steps)


def _common(rule: RuleVersion) -> Iterator[str]:
    yield f"- For: {audience_words(rule.audience, 'en')}"
    yield f"- In force {days_words(rule, 'en')}; known from {_day(rule)}" + (
        f"; its end known from {i18n.plain_date(rule.end_published_on, 'en')}" if rule.end_published_on else ""
    )
    shown = i18n.plain_date(rule.surfaced_from, "en") if rule.surfaced_from else "never (left out unless asked for)"
    yield f"- Shown by the public calendar since: {shown}"
    note = f" — {rule.obligation_note.en}" if rule.obligation_note else ""
    yield f"- Obligation: {obligation_words(rule, 'en')}{note}"
    yield f"- Cover: {rule.coverage.en}"
    yield f"- Why: {rule.why.en}"
    if rule.against:
        yield f"- Against: {', '.join(rule.against)}"
    if rule.note:
        yield f"- Note: {rule.note.en}"
    marks = f"confidence `{rule.confidence}`" + ("; its dates stand for “older”" if rule.valid_from < PLACEHOLDERS_BEFORE else "")
    yield f"- Sources: {', '.join(_named(source) for source in rule.sources)}; {marks}"
    yield from (f"- **Unconfirmed**: {words.en}" for words in rule.unconfirmed)


def _season(season: Season) -> Iterator[str]:
    yield f"### `{season.id}`: {season.title.en}\n"
    for row in season.table:
        yield f"- {row.season}: {row.start} to {row.end}, confidence `{row.confidence}`"
    (month, day), (last_month, last) = season.expected
    yield f"- other years: expected from {month:02d}-{day:02d} to {last_month:02d}-{last:02d}"
    yield f"- Sources: {', '.join(_named(source) for source in season.sources)}\n"


def _named(source: Source) -> str:
    return source.id if source.confidence == "v" else f"{source.id} (`{source.confidence}`)"


def _day(rule: RuleVersion) -> str:
    return i18n.plain_date(rule.published_on, "en")


def _source(source: Source) -> str:
    where = f" <{source.url}>" if source.url else ""
    return f"- `{source.id}` (`{source.confidence}`): {source.with_note}{where}"
