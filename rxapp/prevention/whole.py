"""All that somebody noted for a calendar, whole, for a copy to take along: what a screen shows page by page."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.prevention import law, vaccines, words
from rxapp.prevention.facts import Due, Status
from rxapp.prevention.injections import against_of, is_vaccine
from rxapp.prevention.looks import owe_look
from rxapp.prevention.questions import BY_CODE
from rxapp.prevention.sight import sight
from rxapp.prevention.store import Entry

_TOLD = ("product", "lot", "giver", "place", "note", "document")


@dataclass(frozen=True, slots=True)
class NotedRow:
    """A vaccine or an examination that was done. ``day``: ISO, "" when none is known; ``dose``: 0 for none.

    ``rule``: what it counts for, ``also`` too, "" for nothing in the calendar. ``against``: codes of `vaccines.diseases`.
    """

    rule: str
    title: str
    vaccine: bool
    day: str
    dose: int
    product: str
    lot: str
    secret: bool
    also: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    giver: str = ""
    place: str = ""
    note: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer to a question. ``said``: "yes" or "no"; ``day``: ISO or ""."""

    code: str
    ask: str
    said: str
    day: str
    secret: bool


@dataclass(frozen=True, slots=True)
class ForeseenRow:
    """What the calendar foresees. Days are ISO, "" when open; ``status``: one of `facts.Status`."""

    rule: str
    title: str
    vaccine: bool
    dose: int
    due_from: str
    due_to: str
    when_label: str
    status: str


@dataclass(frozen=True, slots=True)
class Whole:
    """What was done, the oldest first; what was answered; what is foreseen, in the order of days."""

    done: tuple[NotedRow, ...]
    answers: tuple[AnswerRow, ...]
    foreseen: tuple[ForeseenRow, ...]


def whole(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> Whole:
    """The calendar as this reader may see it, without a bound. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    seen = sight(uow, actor=actor, context=context, person_id=person_id)
    coming = sorted((one for one in seen.lines if one.status is not Status.DONE), key=_place)
    return Whole(
        done=tuple(_noted(one, lang) for one in seen.said.done),
        answers=tuple(_answer(code, one, lang) for code, one in seen.said.answers.items()),
        foreseen=tuple(_foreseen(one, words.window(one, seen.today, lang), lang) for one in coming),
    )


def _place(line: Due) -> tuple[str, str, int]:
    return (line.due_from or line.due_to).isoformat() if line.due_from or line.due_to else "9999", line.rule, line.dose or 0


def _noted(one: Entry, lang: str) -> NotedRow:
    vaccine, told = is_vaccine(one), {name: one.details.get(name, "") for name in _TOLD}
    against = against_of(one) if vaccine else ()
    return NotedRow(
        rule=one.code,
        title=law.title(one.code, None, lang) if law.known(one.code) else one.code or vaccines.listed(against, lang),
        vaccine=vaccine,
        day=one.day.isoformat() if one.day else "",
        dose=one.dose or 0,
        secret=one.secret,
        also=one.also,
        against=against,
        **told,
    )


def _answer(code: str, one: Entry, lang: str) -> AnswerRow:
    ask = translate(BY_CODE[code].ask, lang) if code in BY_CODE else code
    return AnswerRow(code, ask, one.details.get("said", ""), one.day.isoformat() if one.day else "", one.secret)


def _foreseen(line: Due, when: str, lang: str) -> ForeseenRow:
    return ForeseenRow(
        rule=line.rule,
        title=words.title_of(line, lang),
        vaccine=law.is_vaccine(line.rule),
        dose=line.dose or 0,
        due_from=line.due_from.isoformat() if line.due_from else "",
        due_to=line.due_to.isoformat() if line.due_to else "",
        when_label=when,
        status=line.status.value,
    )
