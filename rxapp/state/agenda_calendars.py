"""State of the calendars of other programs: secret addresses to subscribe to, and a calendar file to take appointments from."""

from __future__ import annotations

import re
from dataclasses import dataclass

import reflex as rx

from rxapp.agenda import feeds, import_words, imports
from rxapp.agenda.feeds import FeedView, NewFeed
from rxapp.agenda.imports import ImportPreview
from rxapp.core import work
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import Actor, Context
from rxapp.runtime import current
from rxapp.state import agenda_reading as reading
from rxapp.state.agenda_address import FAMILY, PAGE, Asked
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.shell import Shell

NO_PREVIEW = ImportPreview("", "", (), (), "")
_ID = re.compile(r"[0-9a-f]{32}")


class FeedForm(Form):
    """Whose appointments an address gives (null for whoever is alone), and whether it hides what they are for."""

    pour: str | None = None
    cacher: str = ""


@dataclass(frozen=True, slots=True)
class Fresh:
    """An address just made, the only time it is shown; ``webcal`` opens the calendar program of the device."""

    url: str = ""
    webcal: str = ""


class AgendaCalendarsState(Shell):
    """Addresses in use, the one just made, and the file that waits for a choice (``taken``: numbers of the chosen rows)."""

    feeds: list[FeedView] = []
    fresh: Fresh = Fresh()
    made: int = 0
    revoked: int = 0
    preview: ImportPreview = NO_PREVIEW
    taken: list[int] = []
    ready_label: str = ""

    @handler(roles=PATIENT, form=FeedForm)
    async def subscribe(self, form_data: dict):
        """Make an address."""
        form: FeedForm = form_data
        whose = None if form.pour == FAMILY else form.pour or self.subject
        new = await work.run(reading.write, feeds.make, self._actor, person_id=whose, hide_details=bool(form.cacher))
        await self._load_feeds()
        self.fresh = _fresh(new)
        self.made += 1
        self._say(_("L’adresse est créée. Copiez-la maintenant : elle ne sera plus montrée."))

    @handler(roles=PATIENT)
    async def revoke(self, feed_id: str):
        """Put an address out of use at once."""
        await work.run(reading.write, _revoke, self._actor, feed_id=feed_id)
        await self._load_feeds()
        self.revoked += 1
        self._say(_("L’adresse ne donne plus rien."))

    @handler(roles=PATIENT)
    async def received(self, ids: list[str]):
        """A file has arrived: show what taking it would do."""
        if len(ids) != 1 or not _ID.fullmatch(ids[0]):
            raise DomainError("introuvable")
        return rx.redirect(Asked(imported=ids[0]).address())

    @handler(roles=PATIENT)
    async def choose(self, seen: str, number: int):
        """Take one appointment of the file, or leave it."""
        if not any(row.number == number and row.can_choose for row in self.preview.rows):
            raise DomainError("introuvable")
        self.taken = [one for one in self.taken if one != number] if number in self.taken else [*self.taken, number]
        self._count()

    @handler(roles=PATIENT)
    async def take(self, seen: str):
        """Take the chosen appointments."""
        taken = await work.run(reading.write, imports.commit, self._actor, import_id=seen, numbers=set(self.taken))
        self._forget_import()
        self._say_there(import_words.done(taken, self.language))
        return rx.redirect(PAGE)

    @handler(roles=PATIENT)
    async def drop(self, seen: str):
        """Take nothing and forget the file."""
        if seen:
            await work.run(reading.write, imports.drop, self._actor, import_id=seen)
        self._forget_import()
        return rx.redirect(PAGE)

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.preview.id

    async def _load_feeds(self) -> None:
        """The addresses in use; the one just made is not shown again."""
        self.fresh = Fresh()
        self.feeds = list(await work.run(_mine, self._actor, self.language))

    async def _open_import(self, import_id: str) -> None:
        self._forget_import()
        self.preview = await work.run(_preview, self._actor, import_id, self.language)
        self._open_record(self.preview.person_id)
        self.taken = [row.number for row in self.preview.rows if row.chosen]
        self._count()

    def _count(self) -> None:
        chosen = imports.tally(row.status for row in self.preview.rows if row.number in self.taken)
        self.ready_label = import_words.act(chosen, self.language)

    def _forget_import(self) -> None:
        self.preview, self.taken, self.ready_label = NO_PREVIEW, [], ""


def _fresh(new: NewFeed) -> Fresh:
    url = current().settings.public_url.rstrip("/") + new.path
    return Fresh(url, "webcal:" + url.partition(":")[2])


def _revoke(uow: UnitOfWork, *, actor: Actor, context: Context, feed_id: str) -> None:
    feeds.revoke(uow, actor=actor, feed_id=feed_id)


def _mine(actor: Actor, language: str) -> tuple[FeedView, ...]:
    with current().db.read() as uow:
        return feeds.mine(uow, actor=actor, lang=language)


def _preview(actor: Actor, import_id: str, language: str) -> ImportPreview:
    return reading.look(imports.preview, actor, import_id=import_id, lang=language)
