"""What one does to a conversation on `/messages/[conversation]`: take a message back, report, file, block, add, put away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rxapp.accounts.errors import FieldErrors
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.inbox import service, views
from rxapp.inbox.views import REPORTS
from rxapp.state import talks
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.messages import MessagesState, asks
from rxapp.state.messages_join import MessagesJoinState
from rxapp.state.shell import Shell

WITHDRAW, REPORT, BLOCK, ADD, FILE, FILE_ONE = "retirer", "signaler", "bloquer", "ajouter", "ranger", "ranger-un"


class ReportForm(Form):
    """Why a message should not have been written."""

    raison: str = ""
    mots: str = ""


class FileForm(Form):
    """Whether what was received goes into the record too."""

    pieces: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One reason."""

    id: str
    label: str


@asks
class MessagesActsState(Shell):
    """``question``: `WITHDRAW`, `REPORT`, `BLOCK`, `ADD`, `FILE` or `FILE_ONE`, "" when none is asked. ``name``: of the
    professional it is about. ``received``: how many documents came that are in no record.

    ``where``: the conversation it was asked in; in another one it is neither shown nor carried out. ``filed``: the document that
    the conversation ``filed_in`` has become.
    """

    question: str = ""
    where: str = ""
    name: str = ""
    reasons: list[Option] = []
    received: int = 0
    filed: str = ""
    filed_in: str = ""
    edition: int = 0
    attempt: int = 0
    _about: str = ""
    _paper: str = ""

    @handler(roles=PATIENT)
    async def ask_to_withdraw(self, seen: str, message_id: str):
        """What is taken back is gone: ask once."""
        await self._ask(WITHDRAW, message_id)

    @handler(roles=PATIENT)
    async def ask_to_report(self, seen: str, message_id: str):
        """Ask why."""
        self.reasons = [Option(name, translate(words, self.language)) for name, words in REPORTS.items()]
        await self._ask(REPORT, message_id)

    @handler(roles=PATIENT)
    async def ask_to_block(self, seen: str, account_id: str):
        """Say what blocking does, and ask once."""
        page = await self.get_state(MessagesState)
        found = next((one for one in page.detail.professionals if one.id == account_id), None)
        if found is None:
            raise DomainError("introuvable")
        self.name = found.name
        await self._ask(BLOCK, account_id)

    @handler(roles=PATIENT)
    async def ask_to_add(self, seen: str):
        """Say what adding somebody does, and show who may be added."""
        await self._look_for("")
        await self._ask(ADD, "")

    @handler(roles=PATIENT)
    async def look_for(self, seen: str, typed: str):
        """Professionals of that name."""
        await self._look_for(typed[:100])

    @handler(roles=PATIENT)
    async def ask_to_file(self, seen: str):
        """Say what of the conversation goes into the record."""
        about = {"conversation_id": seen}
        self.received = await work.run(talks.look, views.count_received, self._actor, **about)
        await self._ask(FILE, "")

    @handler(roles=PATIENT)
    async def close(self):
        """Do nothing after all."""
        self.question = ""
        (await self.get_state(MessagesJoinState))._forget()

    @handler(roles=PATIENT)
    async def withdraw(self, seen: str):
        """Take the message back, as long as nobody has read it."""
        if not await self._answers(WITHDRAW):
            return
        self.question = ""
        await self._act(service.withdraw, message_id=self._about)
        self._say(_("Le message est retiré."))

    @handler(roles=PATIENT, form=ReportForm)
    async def report(self, seen: str, form_data: dict):
        """Tell the operator of the message."""
        form: ReportForm = form_data
        if not await self._answers(REPORT):
            return
        self.attempt += 1
        try:
            await self._act(service.report, message_id=self._about, reason=form.raison, words=form.mots)
        except DomainError as error:
            if error.code == "message.raison":
                raise FieldErrors({"raison": error}) from None
            raise
        self.question = ""
        self._say(_("C’est signalé. Merci : votre signalement sera examiné."))

    @handler(roles=PATIENT)
    async def block(self, seen: str):
        """Hear no more from the professional."""
        if not await self._answers(BLOCK):
            return
        self.question = ""
        await self._on_person(service.block, self._about)
        self._say(_("{nom} est bloqué."), nom=self.name)

    @handler(roles=PATIENT)
    async def unblock(self, seen: str, account_id: str):
        """Hear from the professional again."""
        await self._on_person(service.unblock, account_id)
        self._say(_("Ce correspondant peut de nouveau vous écrire."))

    @handler(roles=PATIENT)
    async def file(self, seen: str, message_id: str, document_id: str):
        """Put what was received into the record. A minor is asked first when their parents know nothing of it yet."""
        try:
            await self._file(message_id, document_id)
        except DomainError as error:
            if error.code != "message.parents_verront":
                raise
            await self._ask(FILE_ONE, message_id)
            self._paper = document_id

    @handler(roles=PATIENT)
    async def file_one(self, seen: str):
        """Put it into the record, where parents see it."""
        if not await self._answers(FILE_ONE):
            return
        self.question = ""
        await self._file(self._about, self._paper, agreed=True)

    @handler(roles=PATIENT)
    async def add(self, seen: str, account_id: str):
        """Have another professional take part."""
        if not await self._answers(ADD):
            return
        join = await self.get_state(MessagesJoinState)
        found = next((card for card in join.cards if card.id == account_id), None)
        if found is None:
            raise DomainError("introuvable")
        await self._act(service.add_professional, account_id=account_id)
        self.question = ""
        join._forget()
        self._say(_("{nom} prend part à la conversation."), nom=found.name)

    @handler(roles=PATIENT, form=FileForm)
    async def file_whole(self, seen: str, form_data: dict):
        """Put the conversation into the record, with what was received in it when that is wished."""
        form: FileForm = form_data
        if not await self._answers(FILE):
            return
        page = await self.get_state(MessagesState)
        try:
            self.filed = await talks.file_whole(self._actor, self.where, self.language, received=bool(form.pieces))
            self.question, self.filed_in = "", self.where
        finally:
            await page._load_one()
        self._say(_("La conversation est dans le dossier."))

    @handler(roles=PATIENT)
    async def archive(self, seen: str):
        """Put the conversation away."""
        await self._act(service.archive)
        self._say(_("La conversation est archivée. Un nouveau message l’en sortira."))

    @handler(roles=PATIENT)
    async def unarchive(self, seen: str):
        """Take the conversation out of the archives."""
        await self._act(service.unarchive)
        self._say(_("La conversation est de nouveau avec les autres."))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return (await self.get_state(MessagesState)).detail.id

    async def _ask(self, question: str, about: str) -> None:
        page = await self.get_state(MessagesState)
        self.question, self._about, self.where = question, about, page.asked.conversation
        self.edition += 1

    async def _file(self, message_id: str, document_id: str, *, agreed: bool = False) -> None:
        await self._act(service.file_attachment, message_id=message_id, document_id=document_id, agreed=agreed)
        self._say(_("Le document est dans le dossier."))

    async def _look_for(self, query: str) -> None:
        page, join = await self.get_state(MessagesState), await self.get_state(MessagesJoinState)
        there = {one.id for one in page.detail.professionals}
        await join._find(page.detail.person_id, there, query)
        join.where = page.asked.conversation

    async def _answers(self, question: str) -> bool:
        """Whether that is asked; it is no more once it was answered: two clicks are one answer.

        Raises DomainError ``introuvable`` when it was asked in another conversation than the one that is open.
        """
        page = await self.get_state(MessagesState)
        if not self.where or self.where != page.asked.conversation:
            self.question = ""
            raise DomainError("introuvable")
        return self.question == question

    def _forget(self) -> None:
        """Ask nothing more, and keep nothing of whom or what it was about."""
        self.question, self.where, self.name, self._about, self._paper = "", "", "", "", ""
        self.filed, self.filed_in, self.received = "", "", 0

    async def _on_person(self, verb: Callable[..., Any], account_id: str) -> None:
        page = await self.get_state(MessagesState)
        await self._act(verb, person_id=page.detail.person_id, account_id=account_id)

    async def _act(self, verb: Callable[..., Any], **given: Any) -> None:
        """One verb on the conversation that is open; whatever comes of it, the page shows how it is now."""
        page = await self.get_state(MessagesState)
        try:
            await talks.act(verb, self._actor, conversation_id=page.detail.id, **given)
        finally:
            await page._load_one()
            await page._load_list()
