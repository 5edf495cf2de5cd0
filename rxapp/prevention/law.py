"""What this room asks of the rules: the calendar of a person, and the words, sources and dates of each line.

The engine and the rule book are pure; this adds what the screens and the campaign need of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256

from rxapp.prevention.campaigns import campaign_of
from rxapp.prevention.engine import calendar
from rxapp.prevention.facts import Due, Event, Person
from rxapp.prevention.refusals import PersonError
from rxapp.prevention.rulebook import FOLDER, RuleVersion, Source, book


def lines(person: Person, events: Iterable[Event], as_of: date) -> tuple[Due, ...]:
    """The calendar as known on a day, in the order of the book; nothing for an age that nobody has reached."""
    try:
        return calendar(person, events, as_of)
    except PersonError:
        return ()


def known(rule: str) -> bool:
    """Whether the book has that rule."""
    return rule in book().by_id


def version_of(rule: str, valid_from: date | None) -> RuleVersion:
    """One version of a rule; the newest when none is named or the one named is gone. Raises KeyError."""
    versions = book().by_id[rule]
    return next((one for one in versions if one.valid_from == valid_from), versions[-1])


def title(rule: str, valid_from: date | None, lang: str) -> str:
    """What the rule is called."""
    return version_of(rule, valid_from).title.said(lang)


def kind(rule: str) -> str:
    """ "exam", "vaccine", "dental", "checkup" or "screening"."""
    return version_of(rule, None).kind


def is_vaccine(rule: str) -> bool:
    """Whether product, lot and dose make sense."""
    return kind(rule) == "vaccine"


def is_of_pregnancy(rule: str) -> bool:
    """Whether it belongs to the follow-up of a pregnancy."""
    return book().by_id[rule][-1].series == "grossesse"


def campaign(rule: str) -> str:
    """The campaign its messages belong to."""
    return campaign_of(rule, kind(rule)) if known(rule) else "autres"


@cache
def digest() -> str:
    """Changes whenever a rule file does."""
    files = sorted(FOLDER.glob("*.toml"))
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


@cache
def edition_days() -> tuple[date, ...]:
    """The days on which something of the book became known, took effect or ended, in order."""
    days = set()
    for one in book().versions:
        days |= {one.published_on, one.valid_from, one.end_published_on}
    return tuple(sorted(day for day in days if day is not None))


def next_edition(today: date) -> date | None:
    """The next of these days after today."""
    return next((day for day in edition_days() if day > today), None)


def told_on(day: date) -> frozenset[str]:
    """The rules of which a version, or its end, became known that day."""
    return frozenset(one.id for one in book().versions if day in (one.published_on, one.end_published_on))


def sources_on(rule: str, day: date) -> tuple[Source, ...]:
    """The sources of the versions of a rule that an edition speaks of."""
    spoken_of = (one for one in book().by_id[rule] if day in (one.published_on, one.end_published_on))
    return tuple(source for one in spoken_of for source in one.sources)
