"""State of the choice of what goes with a message on `/messages`: documents of the record, or files of this device.

Those of this device are kept aside, in nobody's list, until somebody files them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import Actor, HelpScope
from rxapp.inbox import service, views
from rxapp.inbox.rules import MOST_ATTACHED
from rxapp.record import views as record
from rxapp.state import talks
from rxapp.state.handler import PATIENT, beside, handler
from rxapp.state.messages_pieces import Piece, brief, pieces_of
from rxapp.state.messages_write import MessagesWriteState, parts
from rxapp.state.shell import Shell

AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the record that may go with it, or does."""

    row: record.DocumentRow
    chosen: bool


class MessagesPickState(Shell):
    """The choice of documents. ``picking``: where it is open for, as `Box.place`; it is not shown elsewhere, "" when closed."""

    picking: str = ""
    query: str = ""
    papers: list[Paper] = []
    _rows: tuple[record.DocumentRow, ...] = ()

    @handler(roles=PATIENT)
    @beside
    async def pick(self, seen: str):
        """Open the choice."""
        self.picking = seen
        await self._search("")

    @handler(roles=PATIENT)
    @beside
    async def done(self):
        """Close the choice."""
        self._forget()

    @handler(roles=PATIENT)
    @beside
    async def search(self, seen: str, typed: str):
        """Documents of the record that say what is typed."""
        await self._search(typed[:100])

    @handler(roles=PATIENT)
    async def added(self, place: str, ids: list[str]):
        """Files of this device were received for the message that is written in that place, whichever is on screen by now."""
        write = await self.get_state(MessagesWriteState)
        if place != write.box.place:
            joined = await work.run(_join, self._actor, place, ids[:MOST_ATTACHED], self.language)
            if place in write._left:
                write._left = {**write._left, place: joined}
            return
        for one in ids[:MOST_ATTACHED]:
            await self._attach(one)

    @handler(roles=PATIENT)
    async def attach(self, seen: str, document_id: str):
        """A document of the record goes with it."""
        await self._attach(document_id)

    @handler(roles=PATIENT)
    async def detach(self, seen: str, document_id: str):
        """A document goes with it no more."""
        write = await self.get_state(MessagesWriteState)
        await self._set(write, [one for one in write.attached if one.id != document_id])

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return (await self.get_state(MessagesWriteState)).box.place

    def _forget(self) -> None:
        """Close the choice, and keep nothing of it."""
        self.picking, self.query, self.papers, self._rows = "", "", [], ()

    async def _attach(self, document_id: str) -> None:
        write = await self.get_state(MessagesWriteState)
        if any(one.id == document_id for one in write.attached):
            return
        if len(write.attached) >= MOST_ATTACHED:
            raise DomainError("message.trop_de_pieces", maximum=MOST_ATTACHED)
        found = await work.run(pieces_of, self._actor, (document_id,), self.language)
        if not found:
            raise DomainError("message.piece_absente")
        await self._set(write, [*write.attached, *found])
        self._say(_("« {titre} » est joint."), titre=brief(found[0].title))

    async def _set(self, write: MessagesWriteState, pieces: list[Piece]) -> None:
        write.attached, write.consent = pieces, ""
        self._mark(pieces)
        await write._keep_draft(write.revision)

    async def _search(self, query: str) -> None:
        write = await self.get_state(MessagesWriteState)
        self.query = query
        person = write.box.place.partition("/")[0]
        if not self._may(HelpScope.SEE, person):
            raise DomainError("aide.portee")
        given = {"person_id": person, "lang": self.language, "query": query or None, "limit": AT_ONCE}
        self._rows = (await work.run(talks.look, record.documents_page, self._actor, **given)).rows
        self._mark(write.attached)

    def _mark(self, attached: Sequence[Piece]) -> None:
        ids = {one.id for one in attached}
        self.papers = [Paper(row, row.id in ids) for row in self._rows]


def _join(actor: Actor, place: str, ids: Sequence[str], language: str) -> tuple[str, ...]:
    """Put documents with a draft; returns all that go with it. Raises DomainError ``introuvable``, ``message.trop_de_pieces``."""
    person, conversation = parts(place)
    where = {"person_id": person, "conversation_id": conversation}
    held = talks.look(views.draft, actor, about=person, **where, lang=language)
    joined = tuple(dict.fromkeys((*held.draft.documents, *ids)))
    if len(joined) > MOST_ATTACHED:
        raise DomainError("message.trop_de_pieces", maximum=MOST_ATTACHED)
    talks.write(service.keep_draft, actor, **where, draft=replace(held.draft, documents=joined), revision=held.revision)
    return joined
