"""State of the sending of a message on `/messages`: however many clicks and however late the network is back, it is one."""

from __future__ import annotations

import secrets
from typing import NoReturn

import reflex as rx

from rxapp.accounts.errors import FieldErrors
from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Refused
from rxapp.inbox import views
from rxapp.inbox.service import Sent
from rxapp.runtime import current
from rxapp.state import talks
from rxapp.state.handler import PATIENT, handler
from rxapp.state.messages import MessagesState
from rxapp.state.messages_address import conversation_address
from rxapp.state.messages_write import MessageForm, MessagesWriteState, Outcome, parts
from rxapp.state.shell import Shell

_BESIDE = ("message.vide", "message.trop_long", "message.trop_lourd", "message.objet_vide")
"""What is said beside its box."""


class MessagesSendState(Shell):
    """``attempt`` counts them, so that the focus goes to what is wrong. ``_begun``: the conversation that the last one began."""

    attempt: int = 0
    _begun: str = ""

    @handler(roles=PATIENT, form=MessageForm)
    async def send(self, form_data: dict):
        """Send it. A masked document is asked about beside the button first."""
        form: MessageForm = form_data
        self.attempt += 1
        write = await self.get_state(MessagesWriteState)
        count = write.outcome.count + 1
        if (write.outcome.key, write.outcome.done) == (form.cle, True):  # it is there: what went with it is in no box any more
            write.outcome = Outcome(form.cle, True, count)
            return self._go() if not parts(form.lieu)[1] else self._say(_("Message envoyé."))
        try:
            sent = await self._send(write, form)
        except DomainError as error:  # after anything else nobody knows whether it left: the page tries again under its key
            write.outcome = Outcome(form.cle, False, count)
            if error.code == "message.piece_masquee" and form.lieu == write.box.place:
                write.consent = secrets.token_hex(8)  # a question, not a refusal
                return None
            if error.code == "introuvable":
                await self._lost(error, form.lieu)
            if error.code in _BESIDE:  # all at once
                raise FieldErrors(views.refusals(form.texte, None if parts(form.lieu)[1] else form.objet)) from None
            raise
        write.outcome = Outcome(form.cle, True, count)
        write._warn(form.objet, form.texte)
        if form.lieu == write.box.place:
            write._let_go()
        if not parts(form.lieu)[1]:
            write._spent, self._begun = True, sent.conversation_id
            return self._go()
        if form.lieu == write.box.place:
            await write._sent()
            page = await self.get_state(MessagesState)
            if page._looked_at:  # it was on its way, and the network is back: nobody reads what came meanwhile
                await page._load_one(resume=False)
            self._say(_("Message envoyé."))
            return MessagesState.look_beside
        write._has_left(form.lieu)
        self._say(_("Message envoyé."))
        return None

    def _go(self) -> rx.event.EventSpec:
        """To the conversation that begins with what was sent."""
        self._say_there(translate(_("Message envoyé."), self.language))
        return rx.redirect(conversation_address(self._begun))

    async def _send(self, write: MessagesWriteState, form: MessageForm) -> Sent:
        (person, conversation), here = parts(form.lieu), form.lieu == write.box.place
        given = {
            "text": form.texte,
            "key": form.cle,
            "document_ids": await write._joined_to(form.lieu),
            "hidden_agreed": here and write.consent != "" and form.accord == write.consent,
        }
        if conversation:
            return await talks.send(self._actor, conversation_id=conversation, about=person, **given)
        if not here:
            raise DomainError("message.a_rouvrir")
        if form.secret and not write.may_hide:  # rather not sent than read by those it was hidden from
            raise DomainError("message.secret")
        about = {"person_id": person, "to": write._to, "subject": form.objet, "secret": bool(form.secret)}
        return await talks.send(self._actor, **about, **given)

    async def _lost(self, error: DomainError, place: str) -> NoReturn:
        """What one wrote about is no longer for them: a child came of age, a professional left. Raises that, in words."""
        if isinstance(error, Refused):
            work.spawn(audit.note_refusal, current().db, error)
        page = await self.get_state(MessagesState)
        conversation = parts(place)[1]
        if conversation and conversation == page.asked.conversation:
            await page._look_again_at_one()
        raise DomainError("message.plus_la" if conversation else "message.plus_pour_vous") from None
