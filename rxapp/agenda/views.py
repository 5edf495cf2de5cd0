"""What is read of agendas: frozen rows ready for the screen, only what `can_see` allows.

``people`` are the persons whose agendas are read together: oneself, a child, or the family.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from rxapp.accounts.identity import fold, identity_of
from rxapp.agenda import words as say
from rxapp.agenda.fields import KEPT, ZONE, Form, Slot, read
from rxapp.agenda.papers import in_sight
from rxapp.agenda.repeat import repeat_of, repeat_words
from rxapp.agenda.series import Happening, words_of
from rxapp.agenda.service import owe_look
from rxapp.agenda.store import Planned, agenda, planned
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import long_date, relative_day
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.record import views as record

MOST_ROWS = 50
YEARS_AHEAD = (1, 5, 40)
"""How far one looks for the next rows, further when few are found: a daily series never needs the second look."""
_YEAR = timedelta(days=366)
_CURSOR = re.compile(r"(\d{8}T\d{6}Z)\.([0-9a-f]{32})\.([0-9TZ]{0,16})")
_CURSOR_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class OccurrenceRow:
    """One appointment, or one occurrence of a series, named by ``id`` and ``occurrence`` ("" when it does not repeat).

    ``begins`` and ``ends`` are ISO: instants with their offset, or days (the end not included) when ``all_day``.
    ``version`` goes back with a change. ``overlaps``: another one of the same person takes place at the same time.
    """

    id: str
    occurrence: str
    version: int
    person_id: str
    person_label: str
    title: str
    with_whom: str
    place: str
    begins: str
    ends: str
    day: str
    last_day: str
    all_day: bool
    day_label: str
    start_label: str
    hours_label: str
    relative_label: str
    when_label: str
    repeats: bool
    repeat_label: str
    documents: int
    rule: str
    dose: str
    secret: bool
    past: bool
    overlaps: bool


@dataclass(frozen=True)
class Page:
    """Some rows; ``next_cursor`` goes back as ``after`` for the following ones, None at the end."""

    rows: tuple[OccurrenceRow, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class DocumentToBring:
    """A document of the record to take along."""

    id: str
    title: str


@dataclass(frozen=True)
class AppointmentDetail:
    """One appointment. ``form`` holds its fields as one would type them."""

    row: OccurrenceRow
    notes: str
    documents: tuple[DocumentToBring, ...]
    created_label: str
    form: Form


@dataclass(frozen=True)
class Entry:
    """An occurrence with the appointment it is of: what rows, months and conflicts are made from."""

    planned: Planned
    one: Happening

    @property
    def place(self) -> tuple[datetime, str, str]:
        """Where it stands in the order of the agenda."""
        return self.one.begins, self.planned.row.id, self.one.key


def upcoming(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    people: Sequence[str],
    lang: str,
    query: str = "",
    after: str | None = None,
    limit: int = MOST_ROWS,
) -> Page:
    """What is going on or to come, the nearest first. A cursor that is not ours counts as none.

    ``query``: only what says each of these words somewhere.

    Raises DomainError ``introuvable`` for an agenda this actor does not see.
    """
    now, cursor = uow.clock.now(), _cursor(after)
    start = max(now, cursor[0]) if cursor else now
    plans = _plans(uow, actor, context, people, start, None)
    found: list[Entry] = []
    for years in YEARS_AHEAD:
        ahead = (entry for entry in _entries(plans, start, start + years * _YEAR) if says(entry, query))
        found = [entry for entry in ahead if cursor is None or entry.place > cursor]
        if len(found) > limit:
            break
    return _page(uow, actor, context, found, lang, limit)


def past(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    people: Sequence[str],
    lang: str,
    query: str = "",
    after: str | None = None,
    limit: int = MOST_ROWS,
) -> Page:
    """What is over, the latest first. Query, cursor and refusals as in `upcoming`."""
    now, cursor = uow.clock.now(), _cursor(after)
    until = min(now, cursor[0] + timedelta(seconds=1)) if cursor else now
    plans = _plans(uow, actor, context, people, None, until)
    found: list[Entry] = []
    for years in (*YEARS_AHEAD, 130):
        over = (entry for entry in _entries(plans, until - years * _YEAR, until) if entry.one.ends <= now and says(entry, query))
        found = [entry for entry in over if cursor is None or entry.place < cursor]
        if len(found) > limit:
            break
    return _page(uow, actor, context, found[::-1], lang, limit)


def between(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    people: Sequence[str],
    after: datetime,
    before: datetime,
    lang: str,
) -> tuple[OccurrenceRow, ...]:
    """All that takes place, even in part, between two instants, in order. Raises DomainError ``introuvable``."""
    plans = _plans(uow, actor, context, people, after, before)
    return _rows(uow, actor, context, _entries(plans, after, before), lang)


def conflicts(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    form: Form,
    lang: str,
    besides: str = "",
) -> tuple[OccurrenceRow, ...]:
    """What the same person has at the time of the form, to tell before it is kept; at most 10. Days overlap nothing.

    ``besides``: the appointment being changed. Raises `FieldErrors`, or DomainError ``introuvable``.
    """
    slot = read(form).slot
    if slot.all_day:
        return ()
    plans = _plans(uow, actor, context, [person_id], slot.start, slot.end)
    others = [plan for plan in plans if plan.row.id != besides]
    found = [entry for entry in _entries(others, slot.start, slot.end) if not entry.one.all_day]
    return _rows(uow, actor, context, found[:10], lang)


def appointment(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    appointment_id: str,
    occurrence: str = "",
    lang: str,
) -> AppointmentDetail:
    """One appointment, or one occurrence of a series; without ``occurrence``, the first of the series.

    Raises DomainError ``introuvable``, ``rendezvous.occurrence``.
    """
    plan = planned(uow, actor=actor, action="see", context=context, appointment_id=appointment_id)
    one = plan.series.find(occurrence or plan.series.first_key())
    if one is None:
        raise DomainError("rendezvous.occurrence")
    around = _plans(uow, actor, context, [plan.row.person_id], one.begins, one.ends)
    near = _entries(around, one.begins, max(one.ends, one.begins + timedelta(seconds=1)))
    rows = _rows(uow, actor, context, near, lang)
    row = next(row for row in rows if (row.id, row.occurrence) == (plan.row.id, one.key))
    return AppointmentDetail(
        row=row,
        notes=words_of(one.event).notes,
        documents=_documents(uow, actor, context, plan),
        created_label=long_date(plan.row.created_at.astimezone(UTC).date(), lang),
        form=_form(plan, one),
    )


def _documents(uow: UnitOfWork, actor: Actor, context: Context, plan: Planned) -> tuple[DocumentToBring, ...]:
    """Those that are still in the record."""
    found = record.titles(uow, actor=actor, context=context, document_ids=plan.extras.documents)
    return tuple(DocumentToBring(document_id, title) for document_id, title in found.items())


def _form(plan: Planned, one: Happening) -> Form:
    said = words_of(one.event)
    repeat = repeat_of(plan.series.rule, plan.series.start)
    same_rule = plan.series.repeats and (repeat is None or bool(plan.series.added))
    return Form(
        title=said.title,
        with_whom=said.with_whom,
        place=said.place,
        notes=said.notes,
        repeat=KEPT if same_rule else repeat.unit if repeat else "",
        every=str(repeat.every) if repeat else "1",
        until=f"{repeat.until:%d/%m/%Y}" if repeat and repeat.until else "",
        count=str(repeat.count) if repeat and repeat.count else "",
        documents=plan.extras.documents,
        **_typed(Slot(one.start, one.end)),
    )


def _typed(slot: Slot) -> dict[str, object]:
    """Day and hours as one types them; an instant in UTC, which nobody's clock shows, in Paris."""
    if slot.all_day:
        last = slot.end - timedelta(days=1)
        return {"day": f"{slot.start:%d/%m/%Y}", "last_day": f"{last:%d/%m/%Y}" if last > slot.start else "", "all_day": True}
    start, end = say.shown(slot.start), say.shown(slot.end)
    end = end.astimezone(start.tzinfo)
    zone = getattr(start.tzinfo, "key", ZONE)
    return {
        "day": f"{start:%d/%m/%Y}",
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "last_day": f"{end:%d/%m/%Y}" if end.date() > start.date() else "",
        "zone": zone,
    }


def _plans(
    uow: UnitOfWork, actor: Actor, context: Context, people: Sequence[str], after: datetime | None, before: datetime | None
) -> list[Planned]:
    for person_id in people:
        owe_look(uow, actor=actor, context=context, person_id=person_id)
    first, last = (None if at is None else at.date() for at in (after, before))
    return agenda(uow, actor=actor, context=context, people=people, first=first, last=last)


def _entries(plans: Iterable[Planned], after: datetime, before: datetime) -> list[Entry]:
    found = [Entry(plan, one) for plan in plans for one in plan.series.between(after, before)]
    return sorted(found, key=lambda entry: entry.place)


def says(entry: Entry, query: str) -> bool:
    """Whether an appointment says each word of ``query`` somewhere, whatever the case and the accents. Pure."""
    words = [fold(word) for word in query.split()]
    if not words:
        return True
    said = words_of(entry.one.event)
    text = " ".join(fold(part) for part in (said.title, said.with_whom, said.place, said.notes))
    return all(word in text for word in words)


def _page(uow: UnitOfWork, actor: Actor, context: Context, found: list[Entry], lang: str, limit: int) -> Page:
    limit = max(1, min(limit, MOST_ROWS))
    more = None
    if len(found) > limit:
        begins, appointment_id, key = found[limit - 1].place
        more = f"{begins.astimezone(UTC).strftime(_CURSOR_TIME)}.{appointment_id}.{key}"
    return Page(_rows(uow, actor, context, found[:limit], lang), more)


def _cursor(after: str | None) -> tuple[datetime, str, str] | None:
    found = _CURSOR.fullmatch(after or "")
    if not found:
        return None
    try:
        return datetime.strptime(found[1], _CURSOR_TIME).replace(tzinfo=UTC), found[2], found[3]
    except ValueError:
        return None


def _rows(uow: UnitOfWork, actor: Actor, context: Context, entries: Sequence[Entry], lang: str) -> tuple[OccurrenceRow, ...]:
    now = uow.clock.now()
    names = {entry.planned.row.person_id: "" for entry in entries}
    names = {person_id: identity_of(uow, person_id).usual_name for person_id in names}
    clashing = overlapping(entries)
    to_bring = {entry.planned.row.id: entry.planned.extras.documents for entry in entries}
    seen = set(in_sight(uow, actor=actor, context=context, document_ids={one for ids in to_bring.values() for one in ids}))
    papers = {one: len(seen.intersection(ids)) for one, ids in to_bring.items()}
    rows = (
        _row(entry, names[entry.planned.row.person_id], papers[entry.planned.row.id], now, uow.clock.today(), lang)
        for entry in entries
    )
    return tuple(replace(row, overlaps=(row.id, row.occurrence) in clashing) for row in rows)


def overlapping(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """Those that share a moment with another of the same person; whole days share none. Pure."""
    clashing: set[tuple[str, str]] = set()
    going_on: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.place):
        if entry.one.all_day:
            continue
        person = entry.planned.row.person_id
        longest = going_on.get(person)
        if longest is not None and entry.one.begins < longest.one.ends:
            clashing |= {longest.place[1:], entry.place[1:]}
        if longest is None or entry.one.ends > longest.one.ends:
            going_on[person] = entry
    return clashing


def _row(entry: Entry, name: str, papers: int, now: datetime, today: date, lang: str) -> OccurrenceRow:
    row, one, series = entry.planned.row, entry.one, entry.planned.series
    said, day = words_of(one.event), say.first_day(one)
    return OccurrenceRow(
        id=row.id,
        occurrence=one.key,
        version=row.version,
        person_id=row.person_id,
        person_label=name,
        title=said.title or said.with_whom,
        with_whom=said.with_whom if said.title else "",
        place=said.place,
        begins=one.start.isoformat(),
        ends=one.end.isoformat(),
        day=day.isoformat(),
        last_day=say.last_day(one).isoformat(),
        all_day=one.all_day,
        day_label=long_date(day, lang),
        start_label=say.start_label(one, lang),
        hours_label=say.hours_label(one, lang),
        relative_label=relative_day(day, today, lang),
        when_label=say.when_label(one, today, lang),
        repeats=series.repeats,
        repeat_label=repeat_words(series.rule, series.start, lang),
        documents=papers,
        rule=entry.planned.extras.rule,
        dose=entry.planned.extras.dose,
        secret=row.secret,
        past=one.ends <= now,
        overlaps=False,
    )
