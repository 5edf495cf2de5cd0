"""State of `/recherche`: what the open record says of what was typed, in each of its rooms that the actor reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rxapp.accounts import service as accounts
from rxapp.agenda import views as agenda
from rxapp.agenda.views import OccurrenceRow
from rxapp.core import reading
from rxapp.core.db import UnitOfWork
from rxapp.core.excerpts import Piece, excerpt
from rxapp.core.finding import terms_of
from rxapp.core.i18n import plural
from rxapp.core.policy import Actor, HelpScope
from rxapp.inbox import views as inbox
from rxapp.profile import found as profile
from rxapp.record import found as record
from rxapp.runtime import current
from rxapp.state import agenda_address, dossier_filters, messages_address
from rxapp.state.handler import PATIENT, handler
from rxapp.state.shell import Shell

PAGE = "/recherche"
MOST_LETTERS = messages_address.MOST_LETTERS
SHOWN = 5
"""Hits of one room; its own list shows the others."""
PROFILE = "profil"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, and where it is. ``pieces``: the words around, when they are not in what its row says."""

    title: str
    href: str
    when: str = ""
    what: str = ""
    who: str = ""
    thumbnail: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one room. ``total``: of all of them, or of those shown when the others were not counted; ``all`` leads to the
    list that holds them, ``older`` to the one of what is past or put away; "" where there is no more.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    all: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found."""

    documents: Group = Group()
    entries: Group = Group()
    conversations: Group = Group()
    appointments: Group = Group()
    waiting: int = 0
    """Documents of which the text is still to be read."""


class RechercheState(Shell):
    """What is found. ``shown_for``: in whose record, "" before the first search."""

    shown_for: str = ""
    query: str = ""
    found_label: str = ""
    waiting_label: str = ""
    nothing_found: bool = False
    documents: Group = Group()
    entries: Group = Group()
    conversations: Group = Group()
    appointments: Group = Group()

    @handler(roles=PATIENT)
    async def open(self):
        """Look for what the address asks."""
        await self._open_shell()
        self.query = read(self.router.url.query_parameters.get("q", ""))
        found = Found()
        if terms_of(self.query):  # looks into every document; signs alone are no word, which would leave nothing out
            rooms = self._rooms()
            asked = (self._actor, self.subject, rooms, self.query, self.language)
            found = await reading.whole.run(self._actor.account_id, _look, *asked)
        groups = (found.documents, found.entries, found.conversations, found.appointments)
        self.documents, self.entries, self.conversations, self.appointments = groups
        self.shown_for = self.subject
        self.found_label = _label(groups, self.language) if self.query else ""
        self.waiting_label = _waiting(found.waiting, self.language)
        self.nothing_found = bool(self.query) and not any(group.hits for group in groups)

    def _rooms(self) -> frozenset[str]:
        """The rooms of the open record that the actor reads; each decides as well."""
        rooms = {scope for scope in (HelpScope.SEE, HelpScope.MESSAGES, HelpScope.AGENDA) if self._may(scope)}
        return frozenset(rooms if self.helping else {*rooms, PROFILE})


def read(typed: str) -> str:
    """What is looked for, as an address says it."""
    return " ".join(typed.split())[:MOST_LETTERS]


def _look(actor: Actor, person_id: str, rooms: frozenset[str], query: str, lang: str) -> Found:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        given = {"actor": actor, "context": context, "lang": lang, "query": query}
        mine = given | {"person_id": person_id}
        documents, waiting = _documents(uow, mine) if HelpScope.SEE in rooms else (Group(), 0)
        return Found(
            documents=documents,
            waiting=waiting,
            entries=_entries(uow, mine) if PROFILE in rooms else Group(),
            conversations=_conversations(uow, mine) if HelpScope.MESSAGES in rooms else Group(),
            appointments=_appointments(uow, given | {"people": [person_id]}) if HelpScope.AGENDA in rooms else Group(),
        )


def _documents(uow: UnitOfWork, asked: dict) -> tuple[Group, int]:
    found = record.documents(uow, **asked, limit=SHOWN)
    hits = [
        Hit(
            title=one.row.title,
            href=f"/dossier/{one.row.id}",
            when=one.row.act_date_label,
            what=one.row.category_label,
            who=one.row.author_label,
            thumbnail=f"/api/documents/{one.row.id}?vignette=1" if one.row.has_thumbnail else "",
            pieces=one.pieces,
        )
        for one in found.rows
    ]
    more = dossier_filters.Filters(query=asked["query"]).address() if found.total > len(hits) else ""
    return Group(hits, found.total, more), found.waiting


def _entries(uow: UnitOfWork, asked: dict) -> Group:
    found = profile.entries(uow, **asked)
    hits = [Hit(one.title, f"/profil#{one.code}", what=one.part, pieces=one.pieces) for one in found]
    return Group(hits, len(hits))


def _conversations(uow: UnitOfWork, asked: dict) -> Group:
    """Those of the list, then those put away."""
    terms, hits, more = terms_of(asked["query"]), [], []
    for archived in (False, True):
        page = inbox.inbox_page(uow, **asked, archived=archived, limit=SHOWN)
        hits += [
            Hit(row.subject, f"/messages/{row.id}", row.at_full, who=row.names, pieces=excerpt(page.said.get(row.id, ""), terms))
            for row in page.rows
        ]
        listed = messages_address.Asked(query=asked["query"], view=messages_address.ARCHIVED if archived else "")
        more.append(listed.address() if page.next_cursor else "")
    return Group(hits, len(hits), *more)


def _appointments(uow: UnitOfWork, asked: dict) -> Group:
    """What is to come, then what is past; of a series the nearest."""
    coming, past = (_once(page(uow, **asked).rows) for page in (agenda.upcoming, agenda.past))
    past = [row for row in past if row.id not in {one.id for one in coming}]
    hits = [
        Hit(row.title, agenda_address.one_address(row.id, row.occurrence), row.when_label, row.place, row.with_whom)
        for row in (*coming[:SHOWN], *past[:SHOWN])
    ]
    listed = agenda_address.Asked(query=asked["query"])
    more = listed.address() if len(coming) > SHOWN else ""
    older = listed.but(when=agenda_address.PAST).address() if len(past) > SHOWN else ""
    return Group(hits, len(hits), more, older)


def _once(rows: Sequence[OccurrenceRow]) -> list[OccurrenceRow]:
    return list({row.id: row for row in reversed(rows)}.values())[::-1]


def _label(groups: Sequence[Group], lang: str) -> str:
    """How many things were found: said aloud while one types."""
    total = sum(group.total for group in groups)
    if any((group.all and group.total == len(group.hits)) or group.older for group in groups):
        return plural("{n} résultat ou plus", "{n} résultats ou plus", total, lang)
    return plural("{n} résultat", "{n} résultats", total, lang)


def _waiting(documents: int, lang: str) -> str:
    """What a search cannot find yet, "" when there is nothing of it."""
    if not documents:
        return ""
    return plural(
        "Le texte de {n} document n’est pas encore lu : cherchez de nouveau dans un instant.",
        "Le texte de {n} documents n’est pas encore lu : cherchez de nouveau dans un instant.",
        documents,
        lang,
    )
