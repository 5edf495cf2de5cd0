"""State of `/dossier/partager`: what a link is to show, for whom and for how long; then the link and its code, shown once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.core import i18n, reading, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plural, translate
from rxapp.core.policy import Actor
from rxapp.core.qr import QrCode, qr_code
from rxapp.record import views as record
from rxapp.record.views import DocumentRow
from rxapp.runtime import current
from rxapp.sharing import service
from rxapp.sharing.lasting import Lasting
from rxapp.sharing.service import MOST_DOCUMENTS, Made, Wish
from rxapp.state.handler import PATIENT, Form, beside, handler
from rxapp.state.shell import Shell, leaves_records

AT_FIRST, AT_MOST = 10, 50
LASTING_AT_FIRST = Lasting.DAY.value
NO_QR = QrCode("", 1)
_SUMMARY = _("Résumé du profil médical")


class LinkForm(Form):
    """For whom, and for how long; ``jour`` when a date was chosen; ``accord``: the question that was answered."""

    destinataire: str = ""
    duree: str = ""
    jour: str = ""
    accord: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that may be ticked."""

    row: DocumentRow
    chosen: bool


@dataclass(frozen=True, slots=True)
class Ticked:
    """One that is."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class MadeView:
    """A link just made; empty while there is none."""

    url: str = ""
    code: str = ""
    recipient: str = ""
    until_label: str = ""
    qr: QrCode = NO_QR


@leaves_records
class PartagerState(Shell):
    """The page. ``shown_for``: whose documents these are; ``lasting``: the choice that is on screen; ``consent``: the name of the
    question whether what is hidden may be shown, "" when it is not asked; ``question``: its words; ``hidden_names``: of what;
    ``_asked``: and hidden from whom.
    """

    shown_for: str = ""
    forbidden: bool = False
    papers: list[Paper] = []
    ticked: list[Ticked] = []
    ticked_label: str = ""
    summary: bool = False
    total: int = 0
    more: bool = False
    nothing_found: bool = False
    lasting: str = LASTING_AT_FIRST
    first_day: str = ""
    attempt: int = 0
    consent: str = ""
    question: str = ""
    hidden_names: list[str] = []
    edition: int = 0
    made: MadeView = MadeView()
    _query: str = ""
    _asked: frozenset[tuple[str, str]] = frozenset()
    _rows: tuple[DocumentRow, ...] = ()

    @handler(roles=PATIENT)
    async def open(self):
        """Begin a link; `?document=ID` ticks one at once. What was ticked of this record stays through a reload."""
        await self._open_shell()
        if self.shown_for != self.subject or self.made.url:
            self._forget()
        self.forbidden = self.subject in self._helps
        self.first_day = current().clock.today().isoformat()
        self._query = ""
        if not self.forbidden:
            await self._search(AT_FIRST)
            wanted = self.router.url.query_parameters.get("document", "")
            if wanted and not self.ticked:
                await self._tick(wanted[:32])
        self.shown_for = self.subject

    @handler(roles=PATIENT)
    @beside
    async def search(self, typed: str):
        """Documents of the record that say what is typed."""
        self._query = typed[:100]
        await self._search(AT_FIRST)

    @handler(roles=PATIENT)
    @beside
    async def show_more(self):
        """The documents that follow."""
        await self._search(AT_MOST)

    @handler(roles=PATIENT)
    @beside
    async def tick(self, seen: str, document_id: str, on: bool):
        """Show a document with the link, or leave it out."""
        if on:
            await self._tick(document_id)
        else:
            self._set([one for one in self.ticked if one.id != document_id])

    @handler(roles=PATIENT)
    @beside
    async def tick_summary(self, seen: str, on: bool):
        """Show the summary of the medical profile with the link, or leave it out."""
        self.summary, self.consent = on, ""

    @handler(roles=PATIENT)
    @beside
    async def choose_lasting(self, lasting: str):
        """Choose how long; a date has a box of its own."""
        self.lasting = lasting if lasting in set(Lasting) else LASTING_AT_FIRST

    @handler(roles=PATIENT, form=LinkForm)
    async def make(self, seen: str, form_data: dict):
        """Make the link."""
        form: LinkForm = form_data
        self.attempt += 1
        agreed = self._asked if self.consent != "" and form.accord == self.consent else frozenset()
        wish = Wish(form.destinataire, form.duree, form.jour, tuple(one.id for one in self.ticked), self.summary, agreed)
        try:
            made = await work.run(_make, self._actor, self.subject, wish)
        except FieldErrors as wrong:
            if wrong.errors.get("documents") != service.QUESTION:
                raise
            self._ask(wrong)
            return
        url = current().settings.public_url + made.path
        until = i18n.date_time(made.until, self.language)
        self._forget()
        self.made = MadeView(url, made.code, made.recipient, until, qr_code(url))
        self.edition += 1
        self._say(_("Le lien est prêt."))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _leave_record(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self.ticked, self.ticked_label, self.lasting, self.made = [], "", LASTING_AT_FIRST, MadeView()
        self.papers, self._rows, self.summary, self.consent = [], (), False, ""

    def _ask(self, wrong: FieldErrors) -> None:
        """A question, not a refusal: the page asks it, and the next press answers."""
        self.consent = secrets.token_hex(8)
        self.question = wrong.words(self.language)["documents"]
        self._asked = frozenset(wrong.causes["documents"].params["hidden"])
        names = {one.id: one.title for one in self.ticked} | {service.PROFILE: translate(_SUMMARY, self.language)}
        hidden = {one for one, _mark in self._asked}
        self.hidden_names = [name for one, name in names.items() if one in hidden]

    async def _tick(self, document_id: str) -> None:
        if any(one.id == document_id for one in self.ticked):
            return
        if len(self.ticked) >= MOST_DOCUMENTS:
            raise DomainError("lien.trop_de_documents", maximum=MOST_DOCUMENTS)
        titles = await work.run(_titles, self._actor, document_id)
        self._set([*self.ticked, *(Ticked(one, title) for one, title in titles.items())])

    def _set(self, ticked: Sequence[Ticked]) -> None:
        self.ticked, self.consent = list(ticked), ""
        count = len(self.ticked)
        self.ticked_label = plural("{n} document coché", "{n} documents cochés", count, self.language) if count else ""
        self._mark()

    async def _search(self, limit: int) -> None:
        asked = (self._actor, self.subject, self._query, limit, self.language)
        if self._query:  # looks into every document
            page = await reading.whole.run(self._actor.account_id, _page, *asked)
        else:
            page = await work.run(_page, *asked)
        self._rows, self.total = page.rows, page.total
        self.more = page.next_cursor is not None and limit < AT_MOST
        self.nothing_found = bool(self._query) and not page.rows
        self._mark()

    def _mark(self) -> None:
        ids = {one.id for one in self.ticked}
        self.papers = [Paper(row, row.id in ids) for row in self._rows]


def _page(actor: Actor, person_id: str, query: str, limit: int, language: str) -> record.Page:
    with current().db.read() as uow:
        asked = {"context": accounts.context_for(uow, actor), "person_id": person_id, "query": query or None, "limit": limit}
        return record.documents_page(uow, actor=actor, lang=language, **asked)


def _titles(actor: Actor, document_id: str) -> dict[str, str]:
    with current().db.read() as uow:
        return record.titles(uow, actor=actor, context=accounts.context_for(uow, actor), document_ids=[document_id])


def _make(actor: Actor, person_id: str, wish: Wish) -> Made:
    with current().db.uow() as uow:
        made = service.make(uow, actor=actor, context=accounts.context_for(uow, actor), person_id=person_id, wish=wish)
        uow.commit()
    return made
