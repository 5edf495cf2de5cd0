"""« Ce qui a changé pour moi »: what each edition of the rules moved in one person's calendar.

The calendar known on the eve of an edition beside the one known that day, with what had happened by then; only the rules that the
edition speaks of, so that growing a day older is no change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plain_date, plural, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.prevention import law, words
from rxapp.prevention.facts import Due, Obligation
from rxapp.prevention.given import events_of, person_of
from rxapp.prevention.looks import owe_look
from rxapp.prevention.sight import Sight, key_of, pending, sight
from rxapp.prevention.views import Told, told

YEARS_BACK = 4
"""How far back editions are compared, in years."""
NEAR = timedelta(days=3 * 366)
"""What an edition moves later than this after its day is not told: a calendar changes many times before."""
_DAY = timedelta(days=1)
_ADDED = _("{titre} : nouveau, {obligation}. {quand}")
_REMOVED = _("{titre} : n’est plus prévu.")
_RAISED = _("{titre} : devient {obligation}. {quand}")
_MOVED = _("{titre} : la période change. {quand}")
_OBLIGATION = {
    Obligation.MANDATORY: _("obligatoire"),
    Obligation.RECOMMENDED: _("recommandé"),
    Obligation.OPTIONAL: _("au choix"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What one edition moved for one person, in sentences; ``sources`` of the rules it changed."""

    day: str
    day_label: str
    count_label: str
    lines: list[str]
    sources: list[Told]


def changes(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> tuple[Change, ...]:
    """The editions that moved something, the latest first. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    seen = sight(uow, actor=actor, context=context, person_id=person_id)
    first = max(seen.who.birth_date + _DAY, seen.today - timedelta(days=YEARS_BACK * 366))
    found = (_change(seen, day, lang) for day in reversed(law.edition_days()) if first <= day <= seen.today)
    return tuple(change for change in found if change is not None)


def _change(seen: Sight, day: date, lang: str) -> Change | None:
    spoken_of = law.told_on(day)
    if not spoken_of:
        return None
    before, after = (_known(seen, on, spoken_of) for on in (day - _DAY, day))
    said = (_said(before.get(key), after.get(key), day, lang) for key in dict.fromkeys((*after, *before)))
    lines = list(dict.fromkeys(sentence for sentence in said if sentence))
    if not lines:
        return None
    touched = {key[0] for key in (*after, *before)}
    return Change(
        day=day.isoformat(),
        day_label=plain_date(day, lang),
        count_label=plural("{n} changement", "{n} changements", len(lines), lang),
        lines=lines,
        sources=told(one for rule in sorted(touched) for one in law.sources_on(rule, day)),
    )


def _known(seen: Sight, on: date, rules: frozenset[str]) -> dict[tuple[str, int, str], Due]:
    """What was still to be done, of these rules, as known on a day."""
    person = person_of(seen.said, born=seen.who.birth_date, sex=seen.who.sex, today=on)
    lines = law.lines(person, events_of(seen.said, on), on)
    open_lines = pending(tuple(line for line in lines if line.rule in rules))
    return {key: line for key, line in open_lines.items() if _is_near(line, on)}


def _is_near(line: Due, on: date) -> bool:
    return (line.due_to is None or line.due_to >= on) and (line.due_from is None or line.due_from <= on + NEAR)


def _said(before: Due | None, after: Due | None, day: date, lang: str) -> str:
    line = after or before
    if line is None:
        return ""
    named = {"titre": words.title_of(line, lang)}
    if after is None:
        return translate(_REMOVED, lang, **named)
    named |= {"quand": words.span_of(after, lang), "obligation": translate(_OBLIGATION[after.obligation], lang)}
    if before is None or key_of(before) != key_of(after):
        return translate(_ADDED, lang, **named)
    if before.obligation != after.obligation:
        return translate(_RAISED, lang, **named)
    moved = before.due_to != after.due_to or (before.due_from != after.due_from and after.due_from != day)
    return translate(_MOVED, lang, **named) if moved else ""
