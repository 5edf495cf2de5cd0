"""What the engine is given and what it answers: plain frozen values, no table, no clock, no language.

Days are dates of the Paris calendar. Durations of the rules are calendar months and years, clamped to the end of the month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """Where something stands on the day asked about."""

    DONE = "done"
    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"


class Obligation(StrEnum):
    """What the law says of it. Information for the person; nothing is ever blocked on it."""

    MANDATORY = "mandatory"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the calendar is for. ``sex``: the one registered at birth, "F" or "M". ``conditions``: codes the rules know."""

    birth_date: date
    sex: str
    conditions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``rule``: a rule id, or a code the rules refer to ("delivery", "colonoscopy_full", "lmp").

    ``dose``: number of a vaccine's dose. ``details``: what else bears on a rule ("test", "result", "product").
    """

    rule: str
    date: date
    dose: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact an answer rests on, as a code and its values; screens and messages put it into words.

    ``values``: days as ISO text, numbers as text. By ``code``: "birth_date" (date) · "sex" (sex) · "condition" (code) · "anchor"
    (lmp, pregnancy_start or delivery) · "last_done" (date) · "doses" (received) · "none_recorded": nothing is known of it, which
    is not a no · "given_early" (date, earliest): to be checked with a professional · "season" (season, start, confirmed yes or
    no, end) · "deferred_by" (event, date) · "follow_up" (result, date): a professional follows, so no next date is given.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """One line of a calendar: what, from when to when (last day included; None: open), where it stands, and why.

    ``dose`` counts the steps of a series. ``version`` is the ``valid_from`` of the rule version that made it due; (``rule``,
    ``version``) finds its words, source and coverage in the rule book. ``earliest``: the first day a dose may be given.
    ``done_on``: the day it was done. ``detail``: what some rules have to say more: "phase", "season", "age" (of a dental
    offer), "doses_needed" (still to receive), "mode" (catch_up, continues, variant), "closes_on" (last day owed when ``due_to``
    is open), "after_dose" (waits for that dose), "history" (a later examination has taken its place: no alarm).
    """

    rule: str
    version: date
    dose: int | None
    due_from: date | None
    due_to: date | None
    status: Status
    obligation: Obligation
    certificate: int | None = None
    earliest: date | None = None
    done_on: date | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
