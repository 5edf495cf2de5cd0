"""State of one conversation on `/pro`: what was said, the box to write in, who answers, closing it.

The box keeps itself (`components/conversation.py` says how); its text is never sent back while it is typed.
"""

from __future__ import annotations

import secrets
from typing import Annotated

import reflex as rx
from pydantic import Field

from rxapp.accounts.errors import FieldErrors
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.inbox import service, views
from rxapp.inbox.rules import MOST_ATTACHED
from rxapp.inbox.views import NOTHING, ConversationPage
from rxapp.state import pro_reading as reading
from rxapp.state import talks
from rxapp.state.handler import PROFESSIONALS, Form, beside, handler
from rxapp.state.news import NEWS
from rxapp.state.pro_address import Asked
from rxapp.state.pro_list import ProListState
from rxapp.state.pro_reading import Box, Choice, Newer, Outcome, Piece
from rxapp.state.shell import Shell

DIALOGS = ("assign", "close", "templates")
_BESIDE_TEXT = ("message.vide", "message.trop_long", "message.trop_lourd")
Long = Annotated[str, Field(max_length=60_000)]


class KeptForm(Form):
    """What is being written. ``lieu``: the conversation; ``revision``: of the draft one held; ``essai``: names this keeping."""

    texte: Long = ""
    lieu: str
    revision: str
    essai: str
    cle: str = ""


class SentForm(Form):
    """What is sent. ``cle``: the same for each try of one message."""

    texte: Long = ""
    lieu: str
    cle: str


class AssignForm(Form):
    """Who answers from now on."""

    compte: str = ""


class CloseForm(Form):
    """Why a conversation ends, and a word."""

    raison: str = ""
    mots: str = ""


class ProTalkState(Shell):
    """The conversation that is open. ``kept``: name of the last keeping; ``revision``: of the draft; ``inserted``: a template.

    ``begun``: an answer would be lost by closing. ``unsent``: what was being written where nobody writes any more.
    """

    page: ConversationPage = NOTHING
    printed: str = ""
    cut: bool = False
    missing: bool = False
    earlier: str = ""
    latest: str = ""
    printing: str = ""
    back: str = ""
    box: Box = Box()
    revision: int = 0
    kept: str = ""
    outcome: Outcome = Outcome()
    newer: Newer = Newer()
    pieces: list[Piece] = []
    begun: bool = False
    unsent: str = ""
    dialog: str = ""
    colleagues: list[Choice] = []
    templates: list[Choice] = []
    reasons: list[Choice] = []
    inserted: str = ""
    insertions: int = 0
    edition: int = 0
    attempt: int = 0
    _mine: frozenset[int] = frozenset()
    _left: dict[str, tuple[str, ...]] = {}
    _text: str = ""
    _asked: Asked = Asked()
    _read_in: str = ""
    _looked_at: bool = True

    @handler(roles=PROFESSIONALS, form=KeptForm)
    @beside
    async def keep(self, form_data: dict):
        """Keep what is being written, also of a conversation that was just left. A newer draft from elsewhere is offered."""
        form: KeptForm = form_data
        here = form.lieu == self.box.place
        held = int(form.revision) if form.revision.isascii() and form.revision.isdigit() else 0
        documents = tuple(piece.id for piece in self.pieces) if here else None
        given = (self._actor, form.lieu, form.texte, documents, self.revision if here and held in self._mine else held)
        try:
            revision = await work.run(reading.keep, *given)
        except DomainError as error:
            if error.code != "brouillon.plus_recent":
                raise
            if here:
                await self._offer()
            return
        if here:
            self._hold(revision)
            self._text, self.kept = form.texte, form.essai
            if self.dialog == "close":
                self.begun = self._has_begun()
            if not self.page.can_write:
                self.unsent = form.texte

    @handler(roles=PROFESSIONALS)
    async def take_newer(self, seen: str):
        """Go on with what another device wrote."""
        held, self.pieces = await work.run(reading.draft, self._actor, self.box.place, self.language)
        self._begin(held.draft.text, held.revision)

    @handler(roles=PROFESSIONALS)
    async def keep_mine(self, seen: str):
        """Go on with what is here, in place of what another device wrote."""
        self.revision, self._mine = self.newer.revision, frozenset({self.newer.revision})
        self.newer = Newer()

    @handler(roles=PROFESSIONALS, form=SentForm)
    async def send(self, form_data: dict):
        """Send it; however many tries make one message."""
        form: SentForm = form_data
        self.attempt += 1
        if (self.outcome.key, self.outcome.done) == (form.cle, True):  # it is there: what went with it is in no box any more
            self.outcome = Outcome(form.cle, True, self.outcome.count + 1)
            return None
        here = form.lieu == self.box.place
        try:
            given = {"text": form.texte, "key": form.cle, "document_ids": await self._joined_to(form.lieu)}
            await talks.send(self._actor, conversation_id=form.lieu, **given)
        except DomainError as error:
            self.outcome = Outcome(form.cle, False, self.outcome.count + 1)
            if here:
                await self._reload(self._asked)
            raise (FieldErrors({"texte": error}) if error.code.startswith(_BESIDE_TEXT) else error) from None
        if not here:
            self._left = {place: ids for place, ids in self._left.items() if place != form.lieu}
            self.outcome = Outcome(form.cle, True, self.outcome.count + 1)
            return None
        paged = bool(self._asked.before)
        self.pieces, self._text, self.newer = [], "", Newer()
        held, _none = await work.run(reading.draft, self._actor, form.lieu, self.language)
        self._hold(held.revision)
        if self._looked_at:  # it was on its way, and the network is back: nobody reads what came meanwhile
            await self._load(self._asked.opened(form.lieu), opening=False)
        self.outcome = Outcome(form.cle, True, self.outcome.count + 1)
        self._say(_("Message envoyé."))
        return rx.redirect(self._asked.address()) if paged else ProListState.look_again

    @handler(roles=PROFESSIONALS)
    async def attach(self, place: str, ids: list[str]):
        """Documents were received for the message that is written in that conversation, whichever is on screen by now."""
        if place != self.box.place:
            joined = await work.run(reading.join, self._actor, place, tuple(ids[:MOST_ATTACHED]))
            if place in self._left:
                self._left = {**self._left, place: joined}
            return
        there = {piece.id for piece in self.pieces}
        room = max(0, MOST_ATTACHED - len(there))
        fresh = [one for one in dict.fromkeys(ids[: 2 * MOST_ATTACHED]) if one not in there]
        new = await work.run(reading.pieces, self._actor, tuple(fresh[:room]), self.language)
        await self._carry([*self.pieces, *new])
        if len(fresh) > room:
            raise DomainError("message.trop_de_pieces", maximum=MOST_ATTACHED)

    @handler(roles=PROFESSIONALS)
    async def detach(self, seen: str, document_id: str):
        """Leave a document out of the message."""
        await self._carry([piece for piece in self.pieces if piece.id != document_id])

    @handler(roles=PROFESSIONALS)
    async def withdraw(self, message_id: str):
        """Take back a message that nobody has read."""
        try:
            await talks.act(service.withdraw, self._actor, conversation_id=self.page.id, message_id=message_id)
        finally:
            await self._reload(self._asked)
        self._say(_("Le message est retiré. Personne ne l’avait lu."))

    @handler(roles=PROFESSIONALS)
    async def ask(self, seen: str, dialog: str):
        """Open a question about the conversation."""
        if dialog not in DIALOGS or not self.page.id:
            raise DomainError("introuvable")
        if dialog == "assign":
            self.colleagues = await work.run(reading.colleagues, self._actor, self.language)
        if dialog == "close":
            reasons = {"": _("Choisissez"), **views.CLOSINGS}
            self.reasons = [Choice(code, translate(words, self.language)) for code, words in reasons.items()]
            self.begun = self._has_begun()
        if dialog == "templates":
            chosen = await work.run(talks.look, views.own_choices, self._actor, lang=self.language)
            self.templates = [Choice(str(place), one.title) for place, one in enumerate(chosen.templates)]
        self.dialog, self.edition = dialog, self.edition + 1

    @handler(roles=PROFESSIONALS)
    async def close(self):
        """Ask nothing more."""
        self.dialog = ""

    @handler(roles=PROFESSIONALS, form=AssignForm)
    async def assign(self, seen: str, form_data: dict):
        """Have somebody of the practice answer."""
        form: AssignForm = form_data
        self.attempt += 1
        if form.compte not in {one.id for one in self.colleagues}:
            raise FieldErrors({"compte": "message.autre_cabinet"})
        await talks.act(service.assign, self._actor, conversation_id=seen, account_id=form.compte)
        self.dialog = ""
        await self._reload(self._asked)
        name = next(one.label for one in self.colleagues if one.id == form.compte)
        mine = form.compte == self._actor.account_id
        self._say(_("Cette conversation est à vous.") if mine else _("Conversation confiée à {nom}."), nom=name)

    @handler(roles=PROFESSIONALS, form=CloseForm)
    async def end(self, seen: str, form_data: dict):
        """Close the conversation, with its reason: nobody writes in it any more."""
        form: CloseForm = form_data
        self.attempt += 1
        said = {"why": form.raison, "words": form.mots}
        try:
            await talks.act(service.close, self._actor, conversation_id=seen, **said)
        except DomainError as error:
            if error.code != "message.raison":
                raise
            raise FieldErrors({"raison": error}) from None
        self.dialog, self.begun = "", False
        self.box, self.pieces, self.newer, self._text = Box(), [], Newer(), ""  # that draft is thrown away
        await self._reload(self._asked)
        self._say(_("La conversation est close. La personne lit la raison."))

    @handler(roles=PROFESSIONALS)
    async def insert(self, seen: str, place: str):
        """Put a template into the box, where the cursor was."""
        chosen = await work.run(talks.look, views.own_choices, self._actor, lang=self.language)
        held = {str(number): one.text for number, one in enumerate(chosen.templates)}
        if place not in held:
            raise DomainError("introuvable")
        self.dialog, self.inserted, self.insertions = "", held[place], self.insertions + 1

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.page.id

    async def _load(self, asked: Asked, *, opening: bool) -> str:
        """Show a conversation; the box when it is opened. Returns who wrote what came in since the last look, "" for nothing.

        Raises DomainError ``introuvable``.
        """
        self._asked, self.missing = asked, False
        before, last = self.page.id, self.page.last_seq
        if asked.printing:
            await self._print(asked)
            return ""
        if opening:
            shown = await work.run(reading.opened, self._actor, asked.conversation, asked.before, self.language)
            self._show(shown.page)
            self._open_box(shown, asked)
        else:
            known = self.page if self._read_in == self.language else NOTHING
            given = (self._actor, asked.conversation, asked.before, self.language, known)
            self._show(await work.run(reading.looked, *given))
            if self.box.place == self.page.id:
                self._tell_unsent(self._text)
        self._read_in = self.language
        self.back = asked.listed().address()
        self.earlier = asked.but(before=str(self.page.earlier)).address() if self.page.earlier else ""
        self.latest = asked.opened(asked.conversation).address() if asked.before else ""
        self.printing = asked.opened(asked.conversation).but(printing="oui").address()
        theirs = [one for one in self.page.rows if not one.mine and (self.page.id != before or one.seq > last)]
        if theirs:  # read now: the other side sees that
            NEWS.tell_others_of(reading.onlookers, asked.conversation)
        return theirs[-1].author_label if theirs and self.page.id == before else ""

    async def _reload(self, asked: Asked) -> None:
        """The conversation and the list after an act of one's own."""
        await self._load(asked, opening=False)
        await (await self.get_state(ProListState))._load(asked)

    def _open_box(self, shown: reading.Opened, asked: Asked) -> None:
        """Begin from the draft that is kept; of a box that is there already nothing is taken away."""
        self._tell_unsent(shown.draft.draft.text)
        if self.box.place != asked.conversation:
            self._leave_box()
            self.pieces, self.dialog = shown.pieces, ""
            self._begin(shown.draft.draft.text, shown.draft.revision)
            self.box = Box(asked.conversation, self.box.edition, self.box.text)
        elif shown.draft.revision > self.revision:
            self.newer = Newer(True, shown.draft.revision, shown.draft.draft.text)

    def _begin(self, text: str, revision: int) -> None:
        self.box = Box(self.box.place, secrets.token_hex(4), text)
        self.revision, self._mine, self._text, self.newer, self.kept = revision, frozenset({revision}), text, Newer(), ""

    def _hold(self, revision: int) -> None:
        """What this page wrote is what its box stands on, also for a keeping that left before the answer was there."""
        self.revision, self._mine = revision, self._mine | {revision}

    def _tell_unsent(self, text: str) -> None:
        unsent = "" if self.page.can_write else text
        if unsent != self.unsent:
            self.unsent = unsent

    def _has_begun(self) -> bool:
        return bool(self._text.strip() or self.pieces)

    async def _offer(self) -> None:
        held, _pieces = await work.run(reading.draft, self._actor, self.box.place, self.language)
        self.newer = Newer(True, held.revision, held.draft.text)

    async def _carry(self, pieces: list[Piece]) -> None:
        """Keep which documents go with the message, with the text that was kept last."""
        given = (self._actor, self.box.place, self._text, tuple(piece.id for piece in pieces))
        try:
            self._hold(await work.run(reading.keep, *given, self.revision))
        except DomainError as error:
            if error.code != "brouillon.plus_recent":
                raise
            await self._offer()
        self.pieces = pieces

    async def _print(self, asked: Asked) -> None:
        """The whole conversation, to be printed."""
        whole = await work.run(talks.look, views.printed, self._actor, conversation_id=asked.conversation, lang=self.language)
        self._show(whole.page)
        self.printed, self.cut, self.back = whole.printed_label, whole.cut, asked.opened(asked.conversation).address()

    def _show(self, page: ConversationPage) -> None:
        if page != self.page:
            self.page = page

    async def _joined_to(self, place: str) -> tuple[str, ...]:
        """What goes with a message: what this tab shows or showed beside it; when it knows nothing of it, what its draft has."""
        if place == self.box.place:
            return tuple(piece.id for piece in self.pieces)
        known = self._left.get(place)
        return await work.run(reading.documents, self._actor, place) if known is None else known

    def _leave_box(self) -> None:
        """Its message may still be on its way: the tab sends it again."""
        if self.box.place:
            self._left = {**self._left, self.box.place: tuple(piece.id for piece in self.pieces)}

    def _forget(self) -> None:
        """Keep nothing of a conversation that does not show."""
        self._leave_box()
        self.page, self.box, self.pieces, self.newer, self.dialog, self.missing = NOTHING, Box(), [], Newer(), "", False
        self.printed, self.earlier, self.latest, self.printing, self.inserted = "", "", "", "", ""
        self.templates, self.colleagues, self._text, self.begun, self.unsent = [], [], "", False, ""

    def _leave(self) -> None:
        """It is none of theirs, or no longer."""
        self._forget()
        self.missing = True
