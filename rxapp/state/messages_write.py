"""State of what is being written on `/messages`: an answer, or a new conversation. It keeps itself, and is sent once.

The part of the browser is `assets/ui/writing.js`; what goes with a message is `messages_pick.py`, sending `messages_send.py`.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from rxapp.accounts.keeping import may_keep
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.inbox import service, views
from rxapp.inbox.rules import MOST_ATTACHED
from rxapp.inbox.service import Draft
from rxapp.inbox.views import ConversationPage, DraftView, EmergencyNotice, ProfessionalCard
from rxapp.runtime import current
from rxapp.state import talks
from rxapp.state.handler import PATIENT, Form, beside, handler
from rxapp.state.messages_address import Asked
from rxapp.state.messages_pieces import Piece, pieces_of
from rxapp.state.messages_who import cards
from rxapp.state.shell import Shell

MOST_TYPED = 60_000
"""Longest text taken in a box, as the frame of a socket allows; the room says how long a message may be."""
NEW = "nouveau"
_PLACE = re.compile(rf"([0-9a-f]{{32}})/([0-9a-f]{{32}}|{NEW})")

Words = Annotated[str, Field(max_length=MOST_TYPED)]


class MessageForm(Form):
    """What is sent. ``lieu``: of whom and where; ``cle``: what makes one message of however many sendings.

    ``accord``: the name of the question whether a masked document may go with it. ``secret``: a minor keeps it for themself.
    """

    texte: Words
    lieu: str
    cle: str
    objet: str = ""
    accord: str = ""
    secret: str = ""


class DraftForm(MessageForm):
    """What is typed so far, over the revision that the page stands on; ``essai`` names this keeping."""

    revision: str = "0"
    essai: str = ""


class CheckForm(Form):
    """What is typed so far, subject and text, to be looked at; ``essai`` names this look."""

    texte: Words
    essai: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What is in the boxes."""

    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Where one writes, and what the boxes begin with. ``place``: « person/conversation » or « person/nouveau ».

    ``edition``: another one fills the boxes anew.
    """

    place: str = ""
    edition: str = ""
    text: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Newer:
    """What another device wrote since, while it is offered (``there``); ``text`` is all of it, its subject first."""

    there: bool = False
    text: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sending: ``done`` when the message is there. ``count`` tells two answers from one another."""

    key: str = ""
    done: bool = False
    count: int = 0


class MessagesWriteState(Shell):
    """The boxes and what stands beside them: see `components/conversation.py`.

    ``consent``: the name of the question whether a masked document may go, "" when it is not asked. ``to_who``: where one chooses
    others to write to. ``unsent``: what was being written where nobody writes any more. ``for_whom``: those for whom a new
    message was begun (``_meant``), when they are not those to whom it would go now; ``taken_up``: there was something in the
    boxes or beside them as they were opened. ``undo_text``, ``undo_key``: it was thrown away (``_dropped``), and may come back
    in the place it was thrown away in.
    """

    box: Box = Box()
    revision: int = 0
    kept: str = ""
    newer: Newer = Newer()
    outcome: Outcome = Outcome()
    checked: str = ""
    warned: str = ""
    warnings: list[EmergencyNotice] = []
    attached: list[Piece] = []
    to: list[ProfessionalCard] = []
    to_who: str = ""
    consent: str = ""
    may_hide: bool = False
    unsent: str = ""
    for_whom: str = ""
    taken_up: bool = False
    undo_text: str = ""
    undo_key: str = ""
    _dropped: Draft = Draft()
    _dropped_in: str = ""
    _meant: tuple[str, ...] = ()
    _shut: bool = False
    _to: tuple[str, ...] = ()
    _spent: bool = False
    _mine: frozenset[int] = frozenset()
    _left: dict[str, tuple[str, ...]] = {}
    _typed: Typed = Typed()

    @handler(roles=PATIENT, form=DraftForm)
    @beside
    async def keep(self, form_data: dict):
        """Keep what is typed; what another device wrote since is offered instead."""
        form: DraftForm = form_data
        typed = Typed(form.objet, form.texte)
        if form.lieu != self.box.place:  # of a page that was left meanwhile
            with contextlib.suppress(DomainError):  # what is newer there stays
                await work.run(_keep, self._actor, form.lieu, typed, (), (), _number(form.revision), True)
            return
        self._typed = typed
        if self._shut:
            self.unsent = typed.text
        if await self._keep_draft(_number(form.revision)):
            self.kept = form.essai

    @handler(roles=PATIENT, form=CheckForm)
    @beside
    async def check(self, form_data: dict):
        """Look whether what is typed should rather be said on the telephone."""
        form: CheckForm = form_data
        self._warn(form.texte)
        self.checked = form.essai

    @handler(roles=PATIENT)
    @beside
    async def take_newer(self, seen: str):
        """Go on with what the other device wrote."""
        if self.newer.there:
            await self._fill()
            await self._tell_for_whom()

    @handler(roles=PATIENT)
    @beside
    async def keep_mine(self, seen: str):
        """Go on with what is here; it takes the place of the other."""
        if self.newer.there:
            self.revision, self.newer = self.newer.revision, Newer()
            self._mine = frozenset({self.revision})

    @handler(roles=PATIENT)
    async def drop(self, seen: str):
        """Throw away the new message that was begun, and begin afresh; for some seconds it may come back."""
        held = await work.run(_read, self._actor, self.box.place, self.language)
        person, conversation = parts(self.box.place)
        given = {"person_id": person, "conversation_id": conversation, "revision": held.revision}
        await work.run(talks.write, service.drop_draft, self._actor, **given)
        await self._fill()
        self._dropped, self._dropped_in, self.for_whom = held.draft, self.box.place, ""
        self.undo_key, self.undo_text = secrets.token_hex(4), translate(_("Le brouillon est effacé."), self.language)
        self._say(_("Le brouillon est effacé."))

    @handler(roles=PATIENT)
    async def restore(self, seen: str):
        """Bring back what was just thrown away; what was typed since stands below it."""
        if not self.undo_text or self._dropped_in != self.box.place:
            raise DomainError("introuvable")
        person, conversation = parts(self.box.place)
        draft = _before(self._dropped, self._typed, tuple(one.id for one in self.attached))
        given = {"person_id": person, "conversation_id": conversation, "draft": draft, "revision": self.revision}
        await work.run(talks.write, service.keep_draft, self._actor, **given)
        self._let_go()
        await self._fill()
        await self._tell_for_whom()
        self._say(_("Le brouillon est de retour."))

    @handler(roles=PATIENT)
    @beside
    async def too_late(self):
        """What was thrown away comes back no more."""
        self._let_go()

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.box.place

    def _forget(self) -> None:
        """Keep nothing of what is kept on the server."""
        self._leave_box()
        self._let_go()
        self.box, self.newer, self.consent, self._typed = Box(), Newer(), "", Typed()
        self.to, self.attached, self.warnings, self.warned, self.unsent = [], [], [], "", ""
        self.for_whom, self.taken_up, self._meant = "", False, ()

    async def _begin(self, asked: Asked) -> None:
        """A new conversation with those the address names; when nobody is there any more, what was begun can be thrown away."""
        self._to, self.to_who = asked.to_ids, Asked(writing="destinataire", to=asked.to).address()
        self.to = await work.run(cards, self._actor, self.subject, asked.to_ids, self.language)
        self.may_hide = await work.run(_may_hide, self._actor, self.subject)
        self._shut = False
        await self._at(f"{self.subject}/{NEW}")
        await self._tell_for_whom()
        if not self.to:
            raise DomainError("introuvable")

    async def _tell_for_whom(self) -> None:
        """For whom what is here was begun, when it would go to none of them now: their names, and that one of them has none."""
        elsewhere = () if {*self._meant} & {card.id for card in self.to} else self._meant
        others = await work.run(cards, self._actor, self.box.place.partition("/")[0], elsewhere, self.language)
        gone = [translate(_("quelqu’un qui n’est plus ici"), self.language)] if len(others) < len(elsewhere) else []
        self.for_whom = ", ".join([*(card.name for card in others), *gone])

    async def _resume(self, detail: ConversationPage, *, first: bool) -> None:
        """An answer in a conversation that is on screen."""
        if first:
            self._to, self.to, self.may_hide = (), [], False
        place, self._shut = f"{detail.person_id}/{detail.id}", not detail.can_write
        if detail.can_write:
            if self.unsent:
                self.unsent = ""
            await self._at(place, first=first)
        elif first:
            self._forget()
            self.unsent = (await work.run(_read, self._actor, place, self.language)).draft.text
        elif place == self.box.place:
            self.unsent = self._typed.text

    async def _at(self, place: str, *, first: bool = True) -> None:
        """What the server holds for this place: into the boxes of another place; what is newer for this one is offered.

        first: the page is opened, or opened again once the network is back; what was kept from here is in its boxes.
        """
        if place != self.box.place or self._spent:
            self._spent = False
            self._leave_box()
            self._let_go()
            self.box, self.consent, self.kept, self.for_whom = Box(place), "", "", ""
            await self._fill()
            return
        if first:
            self.box = replace(self.box, text=self._typed.text, subject=self._typed.subject)
        held = await work.run(_read, self._actor, place, self.language)
        if held.revision != self.revision:
            self._offer(held)

    async def _fill(self) -> None:
        held = await work.run(_read, self._actor, self.box.place, self.language)
        self._take(held)
        said = held.draft
        self.box = Box(self.box.place, secrets.token_hex(12), said.text, said.subject)
        self.attached = await work.run(pieces_of, self._actor, said.documents, self.language)
        self.taken_up = bool(said.text or said.subject or self.attached)
        self._warn(said.subject, said.text)

    def _take(self, held: DraftView) -> None:
        self._typed, self._meant = Typed(held.draft.subject, held.draft.text), held.draft.to
        self.revision, self.newer, self._mine = held.revision, Newer(), frozenset({held.revision})

    def _offer(self, held: DraftView) -> None:
        """Another device wrote since, or sent what was being written."""
        said = held.draft
        if Typed(said.subject, said.text) == self._typed:
            self.revision, self._mine, self._meant = held.revision, frozenset({held.revision}), said.to
        else:
            self.newer = Newer(True, "\n".join(one for one in (said.subject, said.text) if one), held.revision)

    async def _keep_draft(self, base: int) -> bool:
        """Keep what is here, for those it was begun for as long as the page says so; False when something newer is offered."""
        base = self.revision if base in self._mine else base
        documents = tuple(one.id for one in self.attached)
        empty = not (self._typed.text.strip() or self._typed.subject.strip() or documents)
        if empty:  # what comes next is begun here
            self.for_whom, self.taken_up = "", False
        to = self._meant if self.for_whom else self._to
        try:
            revision = await work.run(_keep, self._actor, self.box.place, self._typed, to, documents, base, False)
        except DomainError as error:
            if error.code != "brouillon.plus_recent":
                raise
            self._offer(await work.run(_read, self._actor, self.box.place, self.language))
            return False
        self.revision, self._mine, self._meant = revision, self._mine | {revision}, () if empty else to
        return True

    async def _joined_to(self, place: str) -> tuple[str, ...]:
        """What goes with a message: what this tab shows or showed beside it; when it knows nothing of it, what its draft has."""
        if place == self.box.place:
            return tuple(one.id for one in self.attached)
        known = self._left.get(place)
        return (await work.run(_read, self._actor, place, self.language)).draft.documents if known is None else known

    def _let_go(self) -> None:
        self.undo_text, self._dropped, self._dropped_in = "", Draft(), ""

    def _leave_box(self) -> None:
        """Its message may still be on its way: the tab sends it again."""
        if self.box.place:
            self._left = {**self._left, self.box.place: tuple(one.id for one in self.attached)}

    def _has_left(self, place: str) -> None:
        """A message was sent from a place that is not on this page any more."""
        self._left = {one: ids for one, ids in self._left.items() if one != place}

    async def _sent(self) -> None:
        """The boxes are empty, here as on the server."""
        self.attached, self.consent = [], ""
        self._take(await work.run(_read, self._actor, self.box.place, self.language))

    def _warn(self, *texts: str) -> None:
        """Whom to call when subject or text speak of an emergency."""
        self.warnings = list(views.notices_for("\n".join(texts), self.language))
        self.warned = " ".join(one.code for one in self.warnings)


def _before(dropped: Draft, typed: Typed, documents: tuple[str, ...]) -> Draft:
    """What was thrown away, and below it what was typed and joined since. Raises DomainError ``message.trop_de_pieces``."""
    own = dropped.subject if typed.subject.strip() not in ("", dropped.subject) else ""
    joined = tuple(dict.fromkeys((*dropped.documents, *documents)))
    if len(joined) > MOST_ATTACHED:
        raise DomainError("message.trop_de_pieces", maximum=MOST_ATTACHED)
    words = "\n\n".join(one for one in (own, dropped.text, typed.text) if one.strip())
    return replace(dropped, text=words, subject=typed.subject if own else dropped.subject or typed.subject, documents=joined)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def parts(place: str) -> tuple[str, str]:
    """The person and the conversation of a place, "" for a new one. Raises DomainError ``introuvable``."""
    found = _PLACE.fullmatch(place)
    if found is None:
        raise DomainError("introuvable")
    return found[1], "" if found[2] == NEW else found[2]


def _read(actor: Actor, place: str, language: str) -> DraftView:
    person, conversation = parts(place)
    return talks.look(views.draft, actor, about=person, person_id=person, conversation_id=conversation, lang=language)


def _keep(
    actor: Actor, place: str, typed: Typed, to: tuple[str, ...], documents: tuple[str, ...], base: int, words_alone: bool
) -> int:
    """Keep a draft; ``words_alone``: whom it is for and what goes with it stay as they are kept."""
    person, conversation = parts(place)
    with current().db.uow() as uow:
        where = {**talks.who(uow, actor, person), "person_id": person, "conversation_id": conversation}
        if words_alone:
            held = views.draft(uow, **where, lang="fr").draft
            to, documents = held.to, held.documents
        draft = Draft(text=typed.text, subject=typed.subject, to=to, documents=documents)
        revision = service.keep_draft(uow, **where, draft=draft, revision=base)
        uow.commit()
    return revision


def _may_hide(actor: Actor, person_id: str) -> bool:
    with current().db.read() as uow:
        return may_keep(uow, actor, person_id)
