"""The life line: what happened and what is to come in one person's life, each on its day. Pure: days in, positions out.

Whoever knows of something makes a `Mark` of it (appointments, documents, examinations, vaccinations); `line_of` makes a line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Literal

from rxapp.core.i18n import _, plain_date, relative_day, translate

Kind = Literal["examen", "vaccin", "rendezvous", "document"]
State = Literal["done", "past", "overdue", "due", "soon", "check", "booked", "later"]

MAJORITY = 18
AHEAD_OF_ADULTS = 10
"""Years ahead that the line of an adult shows; a child's goes to their majority."""
MOST_MARKS = 120
"""Most marks of one line: the nearest to today stay."""

STATES: dict[str, str] = {
    "done": _("Fait"),
    "past": _("Passé"),
    "due": _("À faire"),
    "overdue": _("En retard"),
    "soon": _("Bientôt"),
    "check": _("À vérifier"),
    "booked": _("Rendez-vous pris"),
    "later": _("Plus tard"),
}
"""An appointment that is over is past: nobody said it was kept. Nothing noted is to be checked, which is no "to do"."""
KINDS: dict[str, str] = {
    "examen": _("Examen"),
    "vaccin": _("Vaccination"),
    "rendezvous": _("Rendez-vous"),
    "document": _("Document"),
}
_WEIGHT = ("overdue", "due", "booked", "soon", "check", "later", "past", "done")
"""Of several on one day, which is told first."""


@dataclass(frozen=True)
class Mark:
    """One thing on the line, with its words in the reader's language.

    ``day`` is ISO; ``when`` says it in full. ``why`` says why this is there, ``source`` who says so; both may be "". ``href`` is
    where it leads, "" for nowhere. ``at`` is its day counted from birth, put there by `line_of`.
    """

    id: str
    day: str
    kind: Kind
    state: State
    label: str
    when: str
    why: str = ""
    source: str = ""
    href: str = ""
    at: int = 0
    state_label: str = ""
    kind_label: str = ""


@dataclass(frozen=True)
class Line:
    """The line of one person, from the day they were born (``birth``, ISO; day 0) to the day ``end``.

    ``today`` is the day it is, ``chosen`` the place in ``marks`` of what comes next (-1 without any mark).
    """

    person_id: str
    label: str
    age_label: str
    birth: str
    today: int
    end: int
    today_label: str
    chosen: int
    marks: tuple[Mark, ...]


def line_of(person_id: str, label: str, age_label: str, born: date, today: date, marks: Iterable[Mark], lang: str) -> Line:
    """Put these marks on the line of someone born on that day. Those before the birth or after the end are left out.

    Marks of one day and one state stay in the order in which they are given.
    """
    end = horizon(born, today)
    placed = [_placed(mark, born, lang) for mark in marks]
    placed = [mark for mark in placed if 0 <= mark.at <= (end - born).days]
    now = (today - born).days
    placed.sort(key=lambda mark: (mark.at, -_WEIGHT.index(mark.state)))
    while len(placed) > MOST_MARKS:
        placed.pop(0 if now - placed[0].at > placed[-1].at - now else -1)
    return Line(
        person_id=person_id,
        label=label,
        age_label=age_label,
        birth=born.isoformat(),
        today=now,
        end=(end - born).days,
        today_label=translate(_("Aujourd’hui, {jour}"), lang, jour=plain_date(today, lang)),
        chosen=next_of(placed, now),
        marks=tuple(placed),
    )


def horizon(born: date, today: date) -> date:
    """The last day of the line: a year past majority, or ten years from today for whoever is older."""
    grown, ahead = _later(born, MAJORITY + 1), _later(today, AHEAD_OF_ADULTS)
    return grown if today < _later(born, MAJORITY) else ahead


def next_of(marks: list[Mark], now: int) -> int:
    """The place of what comes next: the next appointment, else what is overdue or due, else what is soon, else what is to be
    checked, else the first to come, else the last.

    -1 without any mark.
    """
    places = list(enumerate(marks))
    booked = (place for place, mark in places if mark.state == "booked" and mark.at >= now)
    asked = (place for place, mark in places if mark.state in ("overdue", "due"))
    soon = (place for place, mark in places if mark.state == "soon")
    check = (place for place, mark in places if mark.state == "check")
    coming = (place for place, mark in places if mark.state not in ("done", "past") and mark.at >= now)
    return next(chain(booked, asked, soon, check, coming), len(marks) - 1)


def when_words(day: date, today: date, lang: str) -> str:
    """« 26 novembre 2026, dans 3 jours »."""
    return f"{plain_date(day, lang)}, {relative_day(day, today, lang)}"


def _placed(mark: Mark, born: date, lang: str) -> Mark:
    at = (date.fromisoformat(mark.day) - born).days
    return replace(mark, at=at, state_label=translate(STATES[mark.state], lang), kind_label=translate(KINDS[mark.kind], lang))


def _later(day: date, years: int) -> date:
    """As many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
