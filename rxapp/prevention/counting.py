"""Which lines of the calendar an injection counts for, from what it protects against, the day and the person. Pure.

A dose counts by itself only where nothing has to be guessed: the rule asks for no more than what was given, its age was reached
on that day, and its product, if it asks for one, was used. Whatever comes near is offered, and whoever notes the dose decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rxapp.prevention import vaccines
from rxapp.prevention.asked import PREGNANCY_ENDS
from rxapp.prevention.durations import Span, add, age_in_years
from rxapp.prevention.facts import Event, Person
from rxapp.prevention.rulebook import RuleVersion, book

NEAR = Span(-12)
"""How long before its age a rule is offered: a booster is sometimes given early."""
MAY_BEAR = range(12, 56)
_OF_PREGNANCY = "grossesse"


@dataclass(frozen=True, slots=True)
class Place:
    """The rules a dose may count for, in the order of the book, and those it counts for unless somebody says otherwise.

    ``ask``: which one is not plain, so it is asked.
    """

    offered: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    ask: bool = False


def place(person: Person, events: Sequence[Event], *, product: str, against: Iterable[str], day: date) -> Place:
    """Where an injection goes. ``events``: what else is known of the person, this injection left out."""
    given = frozenset(against)
    case = _Case(person, events, product, given, day)
    versions = [_version(rule, day) for rule in book().by_id]
    of_vaccines = [one for one in versions if one.kind == "vaccine" and not given.isdisjoint(one.against)]
    sure = _best([one for one in of_vaccines if case.counts(one)], case)
    near = _latest([one for one in of_vaccines if one in sure or case.is_near(one)], case)
    counted, offered = _ids(sure), _ids(one for one in of_vaccines if one in near or one in sure)
    over = any(len(one.steps) == 1 and case.done(one.id) for one in sure)
    open_to_doubt = any(one not in sure and not _pregnant(one) for one in near)  # a pregnancy was said, or is none
    return Place(offered, counted, ask=open_to_doubt and (not counted or over))


@dataclass(frozen=True, slots=True)
class _Case:
    """One injection."""

    person: Person
    events: Sequence[Event]
    product: str
    against: frozenset[str]
    day: date

    def done(self, *rules: str) -> bool:
        """Whether one of these rules was noted before that day."""
        return any(one.rule in rules and one.date < self.day for one in self.events)

    def counts(self, rule: RuleVersion) -> bool:
        """Whether the injection is what the rule asks for."""
        whole = self.against.issuperset(rule.against) and vaccines.fits(rule.id, self.product)
        return whole and self._sex(rule) and (self._carried(rule) if _pregnant(rule) else self._at_age(rule))

    def is_near(self, rule: RuleVersion) -> bool:
        """Whether it may be, in the eyes of who gave it."""
        if not self._sex(rule) or not self.concerns(rule):
            return False
        if _pregnant(rule):
            return age_in_years(self.person.birth_date, self.day) in MAY_BEAR
        return self.day >= self.starts(rule, early=bool(rule.steps)) and not self._past(rule)

    def concerns(self, rule: RuleVersion) -> bool:
        """Whether the person was born when the rule is for."""
        audience, born = rule.audience, self.person.birth_date
        return (audience.born_from or born) <= born <= (audience.born_to or born)

    def starts(self, rule: RuleVersion, *, early: bool = False) -> date:
        """The first day on which a dose counts."""
        spans = [step.min_age or step.start for step in rule.steps[:1]] or [rule.audience.min_age or Span()]
        spans += [one.steps[0].start for one in rule.variants if one.condition in self.person.conditions and one.steps]
        span = min(spans, key=lambda one: add(self.person.birth_date, one))
        months = max(0, span.months + NEAR.months) if early else span.months
        return add(self.person.birth_date, Span(months, span.days if not early or months else 0))

    def _at_age(self, rule: RuleVersion) -> bool:
        return self.day >= self.starts(rule) and not self._past(rule)

    def _past(self, rule: RuleVersion) -> bool:
        """Whether the person was too old that day; a series that was begun may be ended later than it may be begun."""
        limits = [rule.audience.until_age] if rule.audience.until_age else []
        first = rule.steps[0] if rule.steps else None
        if first is not None and first.closes and not self.done(rule.id):
            ends = [row.start_until for row in rule.catch_up]
            limits.append(max((first.end, *ends), key=lambda one: one.months))
        return any(self.day >= add(self.person.birth_date, span) for span in limits)

    def _sex(self, rule: RuleVersion) -> bool:
        return rule.audience.sex in ("any", self.person.sex)

    def _carried(self, rule: RuleVersion) -> bool:
        """Whether she was known to be pregnant that day, and far enough."""
        begun = max((one.date for one in self.events if one.rule == "lmp" and one.date <= self.day), default=None)
        if begun is None or self.day - begun > PREGNANCY_ENDS:
            return False
        ends = (one.date for one in self.events if one.rule in ("delivery", "pregnancy_end"))
        far = all(self.day >= add(begun, step.start) for step in rule.steps[:1])
        return far and not any(begun < end <= self.day for end in ends)


def _best(held: list[RuleVersion], case: _Case) -> list[RuleVersion]:
    """Of rules that ask for the same thing, the one that the injection counts for."""
    ids = {one.id for one in held}
    kept = [one for one in held if not any(other in ids for other, _doses in one.satisfied_by)]
    concerned = {one.series for one in kept if case.concerns(one)}
    kept = [one for one in kept if case.concerns(one) or one.series not in concerned]
    ids = {one.id for one in kept}
    kept = [one for one in kept if one.gives_way_to not in ids and (one.catches_up not in ids or case.done(one.id))]
    begun = {one.catches_up for one in kept if one.catches_up and case.done(one.id)}
    return _latest([one for one in kept if one.id not in begun], case)


def _latest(held: list[RuleVersion], case: _Case) -> list[RuleVersion]:
    """Of boosters that follow one another, the last whose age was reached, and those still ahead."""
    reached = {one.id for one in held if not _pregnant(one) and case.day >= case.starts(one)}
    return [one for one in held if one.id not in reached or reached.isdisjoint(_following(one.id))]


def _following(rule: str) -> set[str]:
    found: set[str] = set()
    following = book().by_id[rule][-1].then
    while following in book().by_id and following not in found:
        found.add(following)
        following = book().by_id[following][-1].then
    return found


def _version(rule: str, day: date) -> RuleVersion:
    """The version in force on a day; the nearest one when there was none."""
    versions = book().by_id[rule]
    return next((one for one in reversed(versions) if one.valid_from <= day), versions[0])


def _pregnant(rule: RuleVersion) -> bool:
    return rule.series == _OF_PREGNANCY


def _ids(rules: Iterable[RuleVersion]) -> tuple[str, ...]:
    return tuple(one.id for one in rules)
