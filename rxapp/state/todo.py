"""« À vous » : the few cards at the head of `/accueil`, most urgent first. Whoever knows of something makes a `Todo` of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rxapp.accounts import service as accounts
from rxapp.accounts import views as accounts_views
from rxapp.agenda import views as agenda
from rxapp.agenda.views import OccurrenceRow
from rxapp.core.i18n import _, plural, translate
from rxapp.core.policy import Actor
from rxapp.prevention import views as prevention
from rxapp.prevention.views import Card
from rxapp.runtime import current
from rxapp.state import agenda_reading as reading

MOST = 3
SOON = timedelta(days=2)
"""How near an appointment is when one gets ready for it."""
AHEAD = timedelta(days=30)
"""How far ahead appointments that clash are told."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One card. ``mark``: "todo", "soon" or "check"; ``href`` is where it is dealt with.

    ``order`` puts the most urgent first: appointments, then what is mandatory, then the rest, each by its day.
    """

    id: str
    mark: str
    order: str
    title: str
    when: str
    state_label: str
    href: str
    act_label: str


def most_urgent(cards: Iterable[Todo]) -> list[Todo]:
    """The few that are shown."""
    return sorted(cards, key=lambda card: (card.mark != "todo", card.order, card.id))[:MOST]


def from_agenda(actor: Actor, people: Sequence[str], language: str) -> list[Todo]:
    """Appointments of these people that clash, and those to get ready for."""
    rows = reading.look(agenda.upcoming, actor, people=people, lang=language).rows
    return list(_cards(rows, current().clock.today(), len(people) > 1, language))


def from_prevention(actor: Actor, people: Sequence[str], language: str) -> list[Todo]:
    """The most urgent cards of the provisional calendars of these people that no appointment answers yet."""
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        names = {card.id: card.usual_name for card in accounts_views.my_people(uow, actor=actor, lang=language)}
        whose = {"actor": actor, "context": context, "lang": language, "limit": MOST}
        found = [(one, card) for one in people for card in prevention.urgent(uow, person_id=one, **whose)]
    family = len(people) > 1
    return [_foreseen(one, card, names[one] if family else "", language) for one, card in found if not card.booked_label]


def brief(title: str) -> str:
    """The name of an act without what its card in the calendar adds in brackets."""
    return re.sub(r"\s*\([^)]*\)", "", title)


def with_whose(name: str, title: str, language: str) -> str:
    """The same act, said of somebody of the family; ``name`` is "" for whoever is alone."""
    return translate(_("{prenom} : {titre}"), language, prenom=name, titre=title) if name else title


def _foreseen(person_id: str, card: Card, name: str, language: str) -> Todo:
    return Todo(
        id=f"prevoir-{person_id}-{card.id}",
        mark=card.mark,
        order=f"{'1' if card.mandatory else '2'}{card.due}",
        title=with_whose(name, brief(card.title), language),
        when=card.when_label,
        state_label=card.state_label,
        href=prevention.href_of(person_id, card.id),
        act_label=translate(_("Voir pourquoi"), language),
    )


def _cards(rows: Iterable[OccurrenceRow], today: date, family: bool, language: str) -> Iterator[Todo]:
    clashing: set[tuple[str, str]] = set()
    for row in rows:
        day = date.fromisoformat(row.day)
        title = with_whose(row.person_label if family else "", row.title, language)
        if row.overlaps and day - today <= AHEAD:
            # one card for a day on which two clash
            if (row.person_id, row.day) not in clashing:
                clashing.add((row.person_id, row.day))
                yield _clash(row, title, language)
        elif day - today <= SOON:
            yield _soon(row, title, language)


def _clash(row: OccurrenceRow, title: str, language: str) -> Todo:
    return Todo(
        id=f"conflit-{row.person_id}-{row.day}",
        mark="todo",
        order=f"0{row.begins}",
        title=title,
        when=row.when_label,
        state_label=translate(_("Deux rendez-vous en même temps"), language),
        href=f"/agenda?vue=mois&mois={row.day[:7]}&jour={row.day}&personne={row.person_id}",
        act_label=translate(_("Voir ce jour-là"), language),
    )


def _soon(row: OccurrenceRow, title: str, language: str) -> Todo:
    papers = plural("{n} document à apporter", "{n} documents à apporter", row.documents, language)
    return Todo(
        id=f"bientot-{row.id}-{row.occurrence}",
        mark="soon",
        order=f"0{row.begins}",
        title=title,
        when=row.when_label,
        state_label=papers if row.documents else translate(_("Bientôt"), language),
        href=reading.href(row),
        act_label=translate(_("Voir le rendez-vous"), language),
    )
