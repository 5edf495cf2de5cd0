"""State of `/dossier`: the documents of the open record, filtered by the address, fifty at most at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from math import ceil

from rxapp.accounts import service as accounts
from rxapp.core import reading, work
from rxapp.core.errors import DomainError
from rxapp.core.excerpts import Piece
from rxapp.core.i18n import _, plural, translate
from rxapp.core.policy import Actor
from rxapp.record import kept, service
from rxapp.record import views as record
from rxapp.record.categories import CATEGORIES
from rxapp.record.found import around
from rxapp.record.names import graphemes
from rxapp.record.views import Choice, DocumentRow
from rxapp.runtime import current
from rxapp.state.dossier_filters import PAGE, Filters, read
from rxapp.state.handler import PATIENT, beside, handler
from rxapp.state.news import NEWS
from rxapp.state.shell import Shell, Words

MOST_AT_ONCE = 50
FIRST_SCREEN = 12
"""Rows that fill a screen, a tall one too."""
BRIEF = 50
"""Longest title inside a sentence, in graphemes."""


@dataclass(frozen=True, slots=True)
class Year:
    """The rows of one year. ``first``: how many of them stand on the first screen."""

    year: str
    rows: list[DocumentRow]
    first: int


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, with how many documents it holds in its words."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything the page shows. `total`: documents of the record, whatever the filters."""

    filters: Filters
    page: record.Page
    total: int
    categories: tuple[Choice, ...]
    years: tuple[Choice, ...]
    authors: tuple[Choice, ...]
    storage: str
    may_hide: bool
    said: dict[str, list[Piece]]


@dataclass(frozen=True, slots=True)
class Trashed:
    """What was deleted and may come back until an instant."""

    id: str
    title: str
    until: datetime


class DossierState(Shell):
    """The list. `shown_for`: whose documents these are, "" before the first load."""

    shown_for: str = ""
    years_shown: list[Year] = []
    categories: list[Option] = []
    years: list[Option] = []
    authors: list[Option] = []
    said: dict[str, list[Piece]] = {}
    record_label: str = ""
    storage_label: str = ""
    found_label: str = ""
    is_empty: bool = False
    nothing_found: bool = False
    narrowed: bool = False
    next_page: str = ""
    previous_page: str = ""
    first_page: str = ""
    address: str = PAGE
    may_hide: bool = False
    may_share: bool = False
    keeping: bool = False
    undo_key: str = ""
    undo_text: str = ""
    undo_seconds: int = 0
    _filters: Filters = Filters()
    _trashed: tuple[Trashed, ...] = ()

    @handler(roles=PATIENT)
    async def open(self):
        """Load what the address asks for."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{DossierState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        self._filters = read(self.router.url.query_parameters)
        await self._reload()
        self._offer_undo()

    @handler(roles=PATIENT, by_itself=True)
    async def look_again(self):
        """Something was told to this account: a document that has just come in shows by itself."""
        await self._count()
        before = {row.id for year in self.years_shown for row in year.rows}
        await self._reload()
        came = [row for year in self.years_shown for row in year.rows if row.fresh and row.id not in before]
        if came:
            self._say(_("« {titre} » vient d’arriver dans le dossier."), titre=_brief(came[0].title))

    @handler(roles=PATIENT)
    async def added(self, ids: list[str]):
        """Files were just kept: show them."""
        titles = await work.run(_titles, self._actor, ids[:MOST_AT_ONCE])
        await self._reload()
        if len(titles) == 1:
            self._say(_("« {titre} » est ajouté."), titre=_brief(titles[0]))

    @handler(roles=PATIENT)
    async def remove(self, document_id: str):
        """Delete a document; ten seconds to take it back."""
        await self._trash(document_id)
        await self._reload()

    @handler(roles=PATIENT)
    @beside
    async def keep_secret(self, secret: bool):
        """A minor keeps what they add from now on for them, or shows it to their parents."""
        self.keeping = secret and self.may_hide

    @handler(roles=PATIENT)
    async def take_back(self):
        """Undo the deletions that still can be undone."""
        trashed, self._trashed = self._trashed, ()
        self._offer_undo()
        if not trashed:
            return
        try:
            await work.run(_restore, self._actor, [one.id for one in trashed])
        finally:
            await self._reload()
        if len(trashed) == 1:
            self._say(_("« {titre} » est de nouveau dans le dossier."), titre=_brief(trashed[0].title))
        else:
            self._say(_("Les documents sont de nouveau dans le dossier."))

    @handler(roles=PATIENT)
    async def too_late(self):
        """Ten seconds are over."""
        self._offer_undo()

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _trash(self, document_id: str) -> None:
        trashed = await work.run(_trash, self._actor, document_id)
        self._trashed = (*self._trashed, trashed)
        self._offer_undo()

    def _offer_undo(self) -> None:
        """Offer what is left of the ten seconds, also after a change of page."""
        now = current().clock.now()
        self._trashed = tuple(one for one in self._trashed if one.until > now)
        self.undo_key = " ".join(one.id for one in self._trashed)
        if not self._trashed:
            self.undo_text = ""
            return
        self.undo_seconds = ceil((self._trashed[0].until - now).total_seconds())
        if len(self._trashed) == 1:
            title = _brief(self._trashed[0].title)
            self.undo_text = translate(_("« {titre} » est supprimé."), self.language, titre=title)
        else:
            self.undo_text = translate(_("{n} documents sont supprimés."), self.language, n=len(self._trashed))
        self.words = Words("done", self.undo_text)

    async def _reload(self) -> None:
        asked = (self._actor, self.subject, self._filters, self.language)
        if self._filters.query:  # looks into every document
            loaded = await reading.whole.run(self._actor.account_id, _load, *asked)
        else:
            loaded = await work.run(_load, *asked)
        page, filters = loaded.page, loaded.filters
        self.shown_for, self.address = self.subject, filters.address()
        self.years_shown = by_year(page.rows)
        self.said = loaded.said
        self.categories, self.years, self.authors = (
            [Option(one.value, f"{one.label} ({one.documents})") for one in choices]
            for choices in (loaded.categories, loaded.years, loaded.authors)
        )
        self.record_label = plural("{n} document", "{n} documents", loaded.total, self.language)
        self.storage_label, self.may_hide = loaded.storage, loaded.may_hide
        self.keeping = self.keeping and loaded.may_hide
        self.may_share = self.subject not in self._helps
        self.narrowed = filters.narrowed
        self.found_label = plural("{n} document trouvé", "{n} documents trouvés", page.total, self.language)
        self.is_empty, self.nothing_found = loaded.total == 0, loaded.total > 0 and page.total == 0
        self.next_page = filters.starting(page.next_cursor).address() if page.next_cursor else ""
        before = page.previous_cursor
        self.previous_page = "" if before is None else filters.starting(before).address()
        self.first_page = filters.starting(None).address() if filters.after else ""


def by_year(rows: Sequence[DocumentRow]) -> list[Year]:
    """The rows by year, in their order."""
    left, years = FIRST_SCREEN, []
    for year, group in groupby(rows, key=lambda row: row.year):
        found = list(group)
        years.append(Year(str(year), found, min(left, len(found))))
        left -= years[-1].first
    return years


def _load(actor: Actor, person_id: str, filters: Filters, language: str) -> Loaded:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        whose = {"actor": actor, "context": context, "person_id": person_id}

        def page(wanted: Filters) -> record.Page:
            return record.documents_page(
                uow,
                **whose,
                lang=language,
                category=wanted.category if wanted.category in CATEGORIES else None,
                year=int(wanted.year) if wanted.year else None,
                query=wanted.query,
                author=wanted.author,
                after=wanted.after,
            )

        found = page(filters)
        if filters.after and not found.rows:  # what stood there has gone since
            filters = filters.starting(None)
            found = page(filters)
        years = record.years(uow, **whose)
        return Loaded(
            filters=filters,
            page=found,
            total=sum(year.documents for year in years),
            categories=record.categories(uow, **whose, lang=language),
            years=years,
            authors=record.authors(uow, **whose, lang=language),
            storage=record.storage(uow, **whose, lang=language),
            may_hide=kept.may_keep(uow, actor, person_id),
            said=around(uow, actor=actor, person_id=person_id, rows=found.rows, query=filters.query),
        )


def _brief(title: str) -> str:
    """A title short enough for a sentence."""
    signs = graphemes(title)
    return title if len(signs) <= BRIEF else "".join(signs[: BRIEF - 1]).rstrip() + "…"


def _titles(actor: Actor, ids: list[str]) -> list[str]:
    """Titles of those that this actor sees."""
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return list(record.titles(uow, actor=actor, context=context, document_ids=ids).values())


def _trash(actor: Actor, document_id: str) -> Trashed:
    with current().db.uow() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor)}
        titles = record.titles(uow, **whose, document_ids=[document_id])
        until = service.trash(uow, **whose, document_id=document_id)
        uow.commit()
    return Trashed(document_id, titles[document_id], until)


def _restore(actor: Actor, ids: list[str]) -> None:
    """Bring back each of them that can; refuse only when none can."""
    refusals = []
    for document_id in ids:
        try:
            with current().db.uow() as uow:
                service.restore(uow, actor=actor, context=accounts.context_for(uow, actor), document_id=document_id)
                uow.commit()
        except DomainError as error:
            refusals.append(error)
    if refusals and len(refusals) == len(ids):
        raise refusals[0]
