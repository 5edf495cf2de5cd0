"""Gathers the life lines that `/accueil` and `/agenda` show: what the record, the agenda and prevention know, each on its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rxapp.accounts import views as accounts
from rxapp.accounts.views import PersonCard
from rxapp.agenda import views as agenda
from rxapp.agenda.views import OccurrenceRow
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plural, translate
from rxapp.core.policy import Actor, Context
from rxapp.prevention import views as prevention
from rxapp.prevention.lifeline import Line, Mark, line_of, when_words
from rxapp.record import views as record
from rxapp.record.views import DocumentRow
from rxapp.runtime import current
from rxapp.state.agenda_reading import href

NEWEST = 20
"""Documents that have a mark of their own; older ones share one a year."""
COMING, OVER = 20, 30
"""Appointments to come and past that have a mark."""


def lines(actor: Actor, people: Sequence[str], language: str) -> list[Line]:
    """The lines of these people, in the order of « Dossier de »."""
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        cards = [card for card in accounts.my_people(uow, actor=actor, lang=language) if card.id in people]
        return [_line(uow, actor, context, card, language) for card in cards]


def _line(uow: UnitOfWork, actor: Actor, context: Context, card: PersonCard, language: str) -> Line:
    born = date.fromisoformat(card.birth_date)
    marks = [
        *_appointments(uow, actor, context, card.id, language),
        *_documents(uow, actor, context, card.id, born, language),
        *prevention.marks(uow, actor=actor, context=context, person_id=card.id, lang=language),
    ]
    return line_of(card.id, card.name, card.age_label, born, uow.clock.today(), marks, language)


def _appointments(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, language: str) -> Iterator[Mark]:
    given = {"actor": actor, "context": context, "people": [person_id], "lang": language}
    for row in (*reversed(agenda.past(uow, **given, limit=OVER).rows), *agenda.upcoming(uow, **given, limit=COMING).rows):
        yield of_appointment(row, language)


def of_appointment(row: OccurrenceRow, language: str) -> Mark:
    """An appointment as a mark: past once it is over, since nobody said it was kept."""
    with_whom = translate(_("Avec {nom}"), language, nom=row.with_whom) if row.with_whom else ""
    return Mark(
        id=f"{row.id}.{row.occurrence}",
        day=row.day,
        kind="rendezvous",
        state="past" if row.past else "booked",
        label=row.title,
        when=row.when_label,
        why=" · ".join(part for part in (with_whom, row.place) if part),
        href=href(row),
    )


def _documents(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, born: date, language: str) -> Iterator[Mark]:
    """The newest ones each, the others by year."""
    whose = {"actor": actor, "context": context, "person_id": person_id}
    newest = record.documents_page(uow, **whose, lang=language, limit=NEWEST).rows
    today = uow.clock.today()
    for row in newest:
        yield _of_document(row, today, language)
    for year in record.years(uow, **whose):
        others = year.documents - sum(row.year == int(year.value) for row in newest)
        if others > 0:
            middle = min(max(date(int(year.value), 7, 1), born), today)
            yield _of_year(person_id, int(year.value), middle, others, language)


def _of_document(row: DocumentRow, today: date, language: str) -> Mark:
    return Mark(
        id=row.id,
        day=row.act_date_iso,
        kind="document",
        state="done",
        label=row.title,
        when=when_words(date.fromisoformat(row.act_date_iso), today, language),
        why=row.category_label,
        source=row.author_label,
        href=f"/dossier/{row.id}",
    )


def _of_year(person_id: str, year: int, middle: date, documents: int, language: str) -> Mark:
    return Mark(
        id=f"annee-{year}",
        day=middle.isoformat(),
        kind="document",
        state="done",
        label=plural("{n} document", "{n} documents", documents, language),
        when=translate(_("En {annee}"), language, annee=year),
        href=f"/dossier?annee={year}&personne={person_id}",
    )
