"""State of « Je conteste » on the page of a document: what is written to whoever filed it, and where that goes on."""

from __future__ import annotations

from typing import Annotated

import reflex as rx
from pydantic import Field

from rxapp.accounts.errors import FieldErrors
from rxapp.core import work
from rxapp.core.db import new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import HelpScope
from rxapp.inbox import service, views
from rxapp.inbox.views import EmergencyNotice
from rxapp.record.views import DocumentDetail
from rxapp.state import talks
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.news import NEWS
from rxapp.state.shell import Shell

_BESIDE = frozenset({"message.vide", "message.trop_long", "message.trop_lourd"})
Long = Annotated[str, Field(max_length=60_000)]


class DisputeForm(Form):
    """What the person says of the document."""

    texte: Long = ""


class DocumentContesterState(Shell):
    """Of one ``document``. ``conversation``: where it is disputed already, "" when it is not; ``may``: whether it may be.

    ``reach``: what the author has of the document, as when the form was opened.
    ``warnings``: whom to call, when what is written speaks of an emergency; it waits once, and the next press sends it.
    """

    document: str = ""
    conversation: str = ""
    may: bool = False
    reach: str = ""
    writing: bool = False
    edition: int = 0
    attempt: int = 0
    warnings: list[EmergencyNotice] = []
    _key: str = ""

    @handler(roles=PATIENT)
    async def begin(self, seen: str):
        """Open the form."""
        self.reach = await work.run(talks.look, views.reach_of, self._actor, document_id=seen)
        self.writing, self.edition, self._key, self.warnings = True, self.edition + 1, new_id(), []

    @handler(roles=PATIENT)
    async def close(self):
        """Close it; what was typed is let go."""
        self.writing = False

    @handler(roles=PATIENT, form=DisputeForm)
    async def send(self, seen: str, form_data: dict):
        """Write to the author, and go to the conversation."""
        form: DisputeForm = form_data
        self.attempt += 1
        before, self.warnings = self.warnings, list(views.notices_for(form.texte, self.language))
        if self.warnings and self.warnings != before:
            return None
        given = {"document_id": seen, "text": form.texte, "key": self._key}
        try:
            sent = await work.run(talks.write, service.contest, self._actor, **given)
        except DomainError as error:
            raise FieldErrors({"texte": error}) if error.code in _BESIDE else error from None
        await NEWS.show_others(*sent.seen_by)
        self.writing, self.conversation = False, sent.conversation_id
        self._say_there(translate(_("Votre contestation est envoyée."), self.language))
        return rx.redirect(f"/messages/{sent.conversation_id}")

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.document

    async def _show(self, detail: DocumentDetail) -> None:
        """For the page of that document; an empty one forgets."""
        self.writing, self.document = False, detail.row.id
        self.may = detail.row.filed and self._may(HelpScope.MESSAGES, detail.person_id)
        self.conversation = ""
        if self.may:
            self.conversation = await work.run(talks.look, views.dispute_of, self._actor, document_id=detail.row.id)
