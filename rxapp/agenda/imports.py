"""Taking appointments from a calendar file: what it would do is shown first, then what was chosen is done.

An appointment is known again by its UID. A lower SEQUENCE, or the same one said earlier, is an older version and changes nothing;
the same content is the same appointment whatever its stamps. Once a file cancelled it, only a higher SEQUENCE puts it back; once
it was cancelled here, a file puts it back when the person asks for it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from icalendar import Event
from sqlalchemy import delete

from rxapp.agenda import acts, changes, import_words
from rxapp.agenda import words as say
from rxapp.agenda.changes import Scope
from rxapp.agenda.fields import Slot
from rxapp.agenda.import_words import Tally
from rxapp.agenda.models import CalendarImport
from rxapp.agenda.reader import reading_of
from rxapp.agenda.reading import Item, Reading
from rxapp.agenda.repeat import repeat_words
from rxapp.agenda.series import Happening, Series, end_of, key_of, slot_of, stamp, when_of, words_of
from rxapp.agenda.service import call_off, insert, line, rewrite
from rxapp.agenda.store import Extras, Planned, Source, agenda_of, by_uid, make_room, opened
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import _, translate
from rxapp.core.keys import person_key
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.core.policy import Item as Guarded

KEPT = timedelta(hours=1)
"""How long a file waits for the person's choice."""
NEW, CHANGED, SAME, CANCELLED, REFUSED = "nouveau", "change", "identique", "annule", "refuse"
_LABELS = {
    NEW: _("Nouveau"),
    CHANGED: _("Changé"),
    SAME: _("Déjà dans l’agenda"),
    CANCELLED: _("Annulé"),
    REFUSED: _("Pas repris"),
}
_TABLE = CalendarImport.__tablename__


@dataclass(frozen=True)
class ImportRow:
    """One appointment of the file and what taking it would do (``status``: nouveau, change, identique, annule, refuse).

    ``number`` names it in `commit`; ``chosen`` is whether it is taken unless the person says otherwise.
    """

    number: int
    title: str
    when_label: str
    repeat_label: str
    status: str
    status_label: str
    reason: str
    remarks: tuple[str, ...]
    can_choose: bool
    chosen: bool


@dataclass(frozen=True)
class ImportPreview:
    """A file that waits for the person's choice."""

    id: str
    person_id: str
    rows: tuple[ImportRow, ...]
    remarks: tuple[str, ...]
    summary: str


@dataclass(frozen=True)
class _Verdict:
    """What taking an item would do: how its appointment is now, and what becomes of it or of its ``occurrence``.

    ``remark``: the code of what to know before choosing it, which is then not done unasked.
    """

    status: str
    found: Planned | None = None
    series: Series | None = None
    reason: DomainError | None = None
    remark: str = ""
    occurrence: str = ""


def receive(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, reading: Reading) -> str:
    """Keep a file that was read until the person chooses; returns its id. An earlier one of this account goes.

    Raises DomainError ``introuvable``.
    """
    require(actor, "add", agenda_of(person_id), context)
    uow.session.execute(delete(CalendarImport).where(CalendarImport.account_id == actor.account_id))
    row = CalendarImport(account_id=actor.account_id, person_id=person_id, created_at=uow.clock.now(), content=b"")
    key = person_key(uow, person_id)
    row.content = seal(key, json.dumps(asdict(reading)), table=_TABLE, column="content", row=row.id, person=person_id)
    uow.session.add(row)
    uow.session.flush()
    return row.id


def preview(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, import_id: str, lang: str) -> ImportPreview:
    """What taking the file would do now. Raises DomainError ``introuvable``, ``ics.expire``."""
    row, reading = _waiting(uow, actor, context, import_id)
    rows = tuple(_row(number, item, _verdict(uow, row.person_id, item), uow, lang) for number, item in enumerate(reading.items))
    return ImportPreview(
        id=row.id,
        person_id=row.person_id,
        rows=rows,
        remarks=tuple(message(code, lang, **params) for code, params in reading.remarks),
        summary=import_words.coming(tally(row.status for row in rows), lang),
    )


def commit(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, import_id: str, numbers: Collection[int]) -> Tally:
    """Take the chosen appointments; returns how many of each kind. What was decided in between elsewhere is looked at again.

    Raises DomainError ``introuvable``, ``ics.expire``, ``rendezvous.trop``, ``rendezvous.trop_de_series``.
    """
    row, reading = _waiting(uow, actor, context, import_id)
    taken = tally(_take(uow, actor, row.person_id, item) for number, item in enumerate(reading.items) if number in numbers)
    if taken.total:
        line(uow, actor, row.person_id, acts.IMPORTED, nombre=taken.total)
    uow.session.delete(row)
    return taken


def tally(statuses: Iterable[str]) -> Tally:
    """How many of each kind are among rows of these statuses; what changes nothing counts for nothing."""
    counts = Counter(statuses)
    return Tally(counts[NEW], counts[CHANGED], counts[CANCELLED])


def drop(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, import_id: str) -> None:
    """Forget a file without taking anything. Raises DomainError ``introuvable``, ``ics.expire``."""
    uow.session.delete(_waiting(uow, actor, context, import_id)[0])


def sweep(uow: UnitOfWork) -> int:
    """Forget the files nobody chose from in time. Returns how many."""
    return uow.session.execute(delete(CalendarImport).where(CalendarImport.created_at <= uow.clock.now() - KEPT)).rowcount


def _waiting(uow: UnitOfWork, actor: Actor, context: Context, import_id: str) -> tuple[CalendarImport, Reading]:
    row = uow.session.get(CalendarImport, import_id)
    if row is None:
        raise DomainError("ics.expire")
    require(actor, "see", Guarded("account", owner=None, author=row.account_id))
    require(actor, "add", agenda_of(row.person_id), context)
    if row.created_at <= uow.clock.now() - KEPT:
        raise DomainError("ics.expire")
    key = person_key(uow, row.person_id)
    text = open_text(key, row.content, table=_TABLE, column="content", row=row.id, person=row.person_id)
    return row, reading_of(json.loads(text))


def _verdict(uow: UnitOfWork, person_id: str, item: Item) -> _Verdict:
    if item.refused is not None:
        code, params = item.refused
        return _Verdict(REFUSED, reason=DomainError(code, **params))
    row = by_uid(uow, person_id, item.uid)
    if row is None and item.occurrence:
        row = by_uid(uow, person_id, _own_uid(item))
        item = replace(item, uid=_own_uid(item), occurrence="")
    found = None if row is None else opened(uow, row)
    if found is None or found.row.cancelled_at is not None:
        return _of_none(item, found)
    return _of_occurrence(item, found) if item.occurrence else _of_whole(item, found)


def _own_uid(item: Item) -> str:
    """The identifier of an occurrence of a series one was not given: an appointment for itself."""
    return f"{item.uid}#{item.occurrence}"


def _of_none(item: Item, found: Planned | None) -> _Verdict:
    """There is no such appointment, or it was cancelled."""
    if item.cancelled and found is not None:
        return _Verdict(SAME, found)
    if item.cancelled or not item.text:
        return _Verdict(REFUSED, reason=DomainError("ics.rien_a_annuler"))
    remark = ""
    if found is not None:
        source = _source(found)
        by_file = found.row.version == source.version
        if item.sequence < source.sequence + by_file:
            return _Verdict(REFUSED, found, reason=DomainError("ics.plus_ancien_annule"))
        remark = "" if by_file else "ics.remarque.annule_ici"
    series = Series.parse(item.text)
    for event in series.events:
        event["UID"] = type(event["UID"])(item.uid)
    if len(series.events) == 1:
        series.master.pop("RECURRENCE-ID", None)
    return _Verdict(NEW, found, series, remark=remark)


def _of_whole(item: Item, found: Planned) -> _Verdict:
    source = _source(found)
    if item.sequence < source.sequence:
        return _Verdict(REFUSED, found, reason=DomainError("ics.plus_ancien"))
    if item.cancelled:
        return _Verdict(CANCELLED, found)
    series = Series.parse(item.text)
    if series.digest() == source.digest:
        return _Verdict(SAME, found)
    if item.sequence == source.sequence and item.stamp < source.stamp:
        return _Verdict(REFUSED, found, reason=DomainError("ics.plus_ancien"))
    return _Verdict(CHANGED, found, series, remark="" if found.row.version == source.version else "ics.remarque.modifie_ici")


def _of_occurrence(item: Item, found: Planned) -> _Verdict:
    """It is about one occurrence of a series that is in the agenda."""
    series = found.series
    original = when_of(item.occurrence, series.start)
    one = None if original is None else series.find(item.occurrence)
    if item.cancelled:
        return _Verdict(SAME, found) if one is None else _Verdict(CANCELLED, found, occurrence=item.occurrence)
    if one is None:
        return _Verdict(REFUSED, found, reason=DomainError("rendezvous.occurrence"))
    event = Series.parse(item.text).master
    if (words_of(event), slot_of(event)) == (words_of(one.event), Slot(one.start, one.end)):
        return _Verdict(SAME, found)
    changed = _with_occurrence(series, event, item.occurrence)
    return _Verdict(CHANGED, found, changed, occurrence=item.occurrence)


def _with_occurrence(series: Series, event: Event, key: str) -> Series:
    changed = series.copy()
    changed.events = [one for one in changed.events if "RECURRENCE-ID" not in one or key_of(one["RECURRENCE-ID"].dt) != key]
    event.pop("RECURRENCE-ID", None)
    event.add("recurrence-id", when_of(key, series.start))
    event["UID"] = changed.master["UID"]
    changed.events.append(event)
    return changed


def _source(found: Planned) -> Source:
    """What the last file said of it, or what one of ours says: another version than ours now tells that it changed here since."""
    return found.extras.source or source_of(found.series, found.row.version)


def source_of(series: Series, version: int) -> Source:
    """Where an appointment of our own stands: what a file of ours says of it."""
    return Source(series.sequence, series.master["DTSTAMP"].dt.isoformat(), series.digest(), version)


def _take(uow: UnitOfWork, actor: Actor, person_id: str, item: Item) -> str:
    """Do what taking an item does now; returns the status that says it."""
    verdict = _verdict(uow, person_id, item)
    if verdict.status in (SAME, REFUSED):
        return verdict.status
    found, series, now = verdict.found, verdict.series, uow.clock.now()
    if verdict.status == CANCELLED:
        left = changes.cancel(found.series, verdict.occurrence, Scope.ONE if verdict.occurrence else Scope.ALL, now)
        if left is None:
            call_off(uow, replace(found, extras=replace(found.extras, source=_cancelled_by(item, found))))
        else:
            rewrite(uow, found, left, found.extras, one_of_many=True)
        return verdict.status
    source = Source(item.sequence, item.stamp, series.digest(), 1)
    if found is None:
        insert(uow, actor, person_id, series, Extras(source=source), one_of_many=True)
        return verdict.status
    if found.row.cancelled_at is not None:
        make_room(uow, person_id, repeats=series.repeats)
        changes.renumber(series, max(series.sequence, found.series.sequence), now)
        found.row.cancelled_at = found.row.planned_until = None
    if verdict.occurrence:
        stamp(series, now, bump=True)
        rewrite(uow, found, series, found.extras, one_of_many=True)
    else:
        extras = replace(found.extras, source=replace(source, version=found.row.version + 1))
        rewrite(uow, found, series, extras, one_of_many=True)
    return verdict.status


def _cancelled_by(item: Item, found: Planned) -> Source:
    """The file that cancels an appointment, so that an older one does not put it back."""
    return Source(max(item.sequence, _source(found).sequence), item.stamp, "", found.row.version + 1)


def _row(number: int, item: Item, verdict: _Verdict, uow: UnitOfWork, lang: str) -> ImportRow:
    can_choose = verdict.status in (NEW, CHANGED, CANCELLED)
    remarks = list(item.remarks) + ([(verdict.remark, {})] if verdict.remark else [])
    return ImportRow(
        number=number,
        title=item.title,
        when_label=_when(item, uow, lang),
        repeat_label=_repeats(item, lang),
        status=verdict.status,
        status_label=translate(_LABELS[verdict.status], lang),
        reason="" if verdict.reason is None else message(verdict.reason, lang),
        remarks=tuple(message(code, lang, **params) for code, params in remarks),
        can_choose=can_choose,
        chosen=can_choose and not verdict.remark,
    )


def _when(item: Item, uow: UnitOfWork, lang: str) -> str:
    if not item.text:
        return ""
    event = next(iter(_events(item)))
    one = Happening("", event.start, end_of(event), event)
    return say.when_label(one, uow.clock.today(), lang)


def _repeats(item: Item, lang: str) -> str:
    event = next(iter(_events(item)), None)
    return "" if event is None else repeat_words(event.get("RRULE"), event.start, lang)


def _events(item: Item) -> Iterator[Event]:
    if item.text:
        yield from Series.parse(item.text).events
