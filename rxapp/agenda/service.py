"""What changes in an agenda. One verb, one transaction, one line in the person's history.

What a minor keeps secret leaves no line: a parent reads that history, and a line would tell.
Calendar files are `imports.py`, addresses to subscribe to are `feeds.py`, reminders `reminders.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from rxapp.accounts.identity import identity_of
from rxapp.accounts.keeping import may_keep
from rxapp.accounts.service import FieldErrors
from rxapp.agenda import acts, changes, reminders
from rxapp.agenda.changes import Scope
from rxapp.agenda.fields import Form, Wanted, read
from rxapp.agenda.models import Appointment
from rxapp.agenda.series import Series, new_series, words_of
from rxapp.agenda.store import Before, Extras, Planned, agenda_of, item_of, make_room, opened, planned, write
from rxapp.core import audit
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.record import views as record

__all__ = ["Before", "Form", "Scope", "add", "browsed", "cancel", "change", "take_back"]

TAKEN_BACK_WITHIN = timedelta(seconds=10)
"""How long a cancellation may be taken back."""


def add(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    form: Form,
    rule: str = "",
    dose: str = "",
    secret: bool = False,
) -> str:
    """Add an appointment or a series; returns its id.

    ``rule`` and ``dose`` name the provisional card it answers. ``secret``: a minor keeps their own from their parents.

    Raises:
        DomainError: "introuvable"; "rendezvous.trop", "rendezvous.trop_de_series", "rendezvous.secret".
        FieldErrors: a code beside each wrong field of the form.
    """
    require(actor, "add", agenda_of(person_id), context)
    if secret and not may_keep(uow, actor, person_id):
        raise DomainError("rendezvous.secret")
    wanted = _checked(uow, actor, context, person_id, form)
    series = new_series(new_uid(), wanted.words, wanted.slot, wanted.repeat, uow.clock.now())
    row = insert(uow, actor, person_id, series, Extras(wanted.documents, rule, dose), secret=secret)
    note(uow, actor, row, acts.ADDED, series)
    return row.id


def change(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    appointment_id: str,
    version: int,
    occurrence: str = "",
    scope: str = Scope.ALL,
    form: Form,
) -> str:
    """Change words or time: of one occurrence, of it and the following, of all. Returns the id of the appointment to show.

    That id is another one when the following occurrences become a series of their own. ``occurrence`` is the one whose fields
    the form shows, the first when not given.

    Raises:
        DomainError: "introuvable", "rendezvous.perime", "rendezvous.annule", "rendezvous.occurrence",
            "rendezvous.serie_complexe".
        FieldErrors: a code beside each wrong field of the form.
    """
    found = _current(uow, actor, context, appointment_id, version)
    row, before = found.row, found.series
    wanted = _checked(uow, actor, context, row.person_id, form, had=found.extras.documents)
    key = occurrence or before.first_key()
    after, rest = changes.change(before, key, Scope(scope), wanted, uid=new_uid(), now=uow.clock.now())
    extras = found.extras
    if rest is None or scope != Scope.FOLLOWING:
        extras = Extras(wanted.documents, extras.rule, extras.dose, extras.source)
    rewrite(uow, found, after, extras)
    shown = row
    if rest is not None:
        shown = insert(uow, actor, row.person_id, rest, Extras(wanted.documents), secret=row.secret)
    moved = rest is not None or changes.moved(before, after)
    note(uow, actor, row, acts.MOVED if moved else acts.CHANGED, rest or after)
    return shown.id


def cancel(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    appointment_id: str,
    version: int,
    occurrence: str = "",
    scope: str = Scope.ALL,
) -> Before:
    """Cancel one occurrence, it and the following, or all. Returns what `take_back` needs.

    Raises:
        DomainError: "introuvable", "rendezvous.perime", "rendezvous.annule", "rendezvous.occurrence".
    """
    now = uow.clock.now()
    found = _current(uow, actor, context, appointment_id, version)
    left = changes.cancel(found.series, occurrence, Scope(scope), now)
    if left is None:
        call_off(uow, found)
        act = acts.CANCELLED
    else:
        rewrite(uow, found, left, found.extras)
        act = acts.OCCURRENCE_CANCELLED if scope == Scope.ONE else acts.FOLLOWING_CANCELLED
    note(uow, actor, found.row, act, found.series)
    return Before(found.row.id, found.row.version, found.series.text(), found.extras, now + TAKEN_BACK_WITHIN)


def take_back(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, before: Before) -> None:
    """Put an appointment back as it was before it was cancelled; its number of changes goes on growing, as calendars expect.

    Its reminders are as they were: what was told stays told, what waited waits, also when its time has come since.

    Raises:
        DomainError: "introuvable"; "rendezvous.perime" once it is too late or it was changed since; "rendezvous.trop",
            "rendezvous.trop_de_series".
    """
    row = uow.session.get(Appointment, before.appointment_id)
    if row is None:
        raise DomainError("introuvable")
    require(actor, "edit", replace(item_of(row), deleted=False), context)
    if row.version != before.version or uow.clock.now() > before.until:
        raise DomainError("rendezvous.perime")
    series, cancelled = Series.parse(before.text), opened(uow, row).series
    changes.renumber(series, cancelled.sequence, uow.clock.now())
    reminders.restore(uow, row, before.until - TAKEN_BACK_WITHIN)
    if row.cancelled_at is None:
        rewrite(uow, Planned(row, cancelled), series, before.extras)
    else:
        make_room(uow, row.person_id, repeats=series.repeats, secret=row.secret)
        row.cancelled_at = None
        row.version += 1
        write(uow, row, series, before.extras)
        reminders.follow(uow, row, series, documents=before.extras.documents)
    note(uow, actor, row, acts.RESTORED, series)


def browsed(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> None:
    """Write in the history that someone else saw a person's agenda, once in `audit.ONE_LOOK`; one's own leaves no line."""
    require(actor, "list", agenda_of(person_id), context)
    seen = audit.is_same_look(uow, person_id=person_id, actor=actor, action=acts.LOOKED_AT)
    if actor.person_id != person_id and not seen:
        line(uow, actor, person_id, acts.LOOKED_AT)


def owe_look(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> None:
    """For every view of an agenda: somebody else gets it once `browsed` has written it. Raises DomainError ``introuvable``."""
    require(actor, "list", agenda_of(person_id), context)
    if context.is_look:
        write = partial(browsed, actor=actor, context=context, person_id=person_id)
        audit.owe_look(uow, person_id=person_id, actor=actor, action=acts.LOOKED_AT, write=write)


def new_uid() -> str:
    """A calendar identifier that nobody can guess and that tells nothing (RFC 7986)."""
    return f"{new_id()}@carnet"


def insert(
    uow: UnitOfWork,
    actor: Actor,
    person_id: str,
    series: Series,
    extras: Extras,
    *,
    secret: bool = False,
    one_of_many: bool = False,
) -> Appointment:
    """Put a new appointment in an agenda; of many at once reminders follow later. Raises DomainError when it can take no more."""
    make_room(uow, person_id, repeats=series.repeats, secret=secret)
    row = Appointment(id=new_id(), person_id=person_id, created_by=actor.account_id, created_at=uow.clock.now(), secret=secret)
    write(uow, row, series, extras)
    _remind(uow, row, series, extras, one_of_many)
    uow.session.flush()
    return row


def rewrite(uow: UnitOfWork, found: Planned, series: Series, extras: Extras, *, one_of_many: bool = False) -> None:
    """Put other components in an appointment's place; what held of its reminders stays. Of many at once they follow later."""
    found.row.version += 1
    write(uow, found.row, series, extras)
    _remind(uow, found.row, series, extras, one_of_many)


def call_off(uow: UnitOfWork, found: Planned) -> None:
    """Cancel the whole; the row stays, so that a calendar file that comes back knows it."""
    found.row.version += 1
    found.row.cancelled_at = uow.clock.now()
    write(uow, found.row, changes.held_no_more(found.series, uow.clock.now()), found.extras)
    reminders.call_off(uow, found.row)


def _remind(uow: UnitOfWork, row: Appointment, series: Series, extras: Extras, one_of_many: bool) -> None:
    if one_of_many:
        reminders.follow_later(uow, row)
    else:
        reminders.follow(uow, row, series, documents=extras.documents)


def note(uow: UnitOfWork, actor: Actor, row: Appointment, action: str, series: Series) -> None:
    """One line in the person's history with what the appointment is about; none for a secret one."""
    if not row.secret:
        words = words_of(series.master)
        line(uow, actor, row.person_id, action, item=row.id, label=words.title or words.with_whom)


def line(uow: UnitOfWork, actor: Actor, person_id: str, action: str, item: str | None = None, **details: object) -> None:
    """One line in a person's history, under both names when a parent acts."""
    other = actor.person_id is not None and actor.person_id != person_id
    behalf = identity_of(uow, person_id).full_name if other else None
    audit.record(uow, person_id=person_id, actor=actor, action=action, details=details, item=item, on_behalf=behalf)


def _current(uow: UnitOfWork, actor: Actor, context: Context, appointment_id: str, version: int) -> Planned:
    """The appointment as the form knew it."""
    found = planned(uow, actor=actor, action="edit", context=context, appointment_id=appointment_id)
    if found.row.version != version:
        raise DomainError("rendezvous.perime")
    return found


def _checked(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, form: Form, had: Sequence[str] = ()) -> Wanted:
    """The form, with documents that are of this person's record; one that was chosen before may be gone since."""
    wanted = read(form)
    for document_id in wanted.documents:
        if document_id in had:
            continue
        try:
            whose = record.person_of(uow, actor=actor, context=context, document_id=document_id)
        except DomainError:
            whose = None
        if whose != person_id:
            raise FieldErrors({"documents": "rendezvous.documents"})
    return wanted
