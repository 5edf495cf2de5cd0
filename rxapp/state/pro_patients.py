"""State of `/pro/patients`: the people who let a professional read their record, one record, one document, and asking."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import reflex as rx

from rxapp.accounts import access_views, emergency_views
from rxapp.accounts import service as accounts
from rxapp.accounts.access_views import PatientRow
from rxapp.core import audit, work
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Refused, Role
from rxapp.profile.sheets import Section
from rxapp.profile.urgent import allowed_summary
from rxapp.record import aside, asking, places, previews
from rxapp.record import views as record
from rxapp.record.asking import RequestRow
from rxapp.record.views import DocumentDetail, DocumentRow
from rxapp.runtime import current
from rxapp.state.document import NOTHING, Sheet
from rxapp.state.dossier import Option
from rxapp.state.handler import PROFESSIONALS, handler
from rxapp.state.news import NEWS
from rxapp.state.pro_envoyer import TraitsForm, traits_of
from rxapp.state.shell import Shell, leaves_its_page

PAGE = "/pro/patients"
SENT = "/pro/envoyer?vue=envois"
AT_ONCE = 20
MOST_SHEETS = 50
MOST_LETTERS = 100
_SHAPES = {
    "dossier": re.compile(r"[0-9a-f]{32}"),
    "document": re.compile(r"[0-9a-f]{32}"),
    "categorie": re.compile(r"[a-z_]{1,24}"),
    "apres": re.compile(r"[ -~]{1,200}"),
    "urgence": re.compile("oui"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; an empty field asks for nothing. ``urgence``: its record is open in an emergency."""

    dossier: str = ""
    document: str = ""
    categorie: str = ""
    apres: str = ""
    q: str = ""
    urgence: str = ""

    def address(self, **changed: str) -> str:
        """The address of the same with other values."""
        wanted = replace(self, **changed)
        said = {name: getattr(wanted, name) for name in ("dossier", "document", "categorie", "apres", "q", "urgence")}
        return f"{PAGE}?{urlencode({name: value for name, value in said.items() if value})}".rstrip("?")


@dataclass(frozen=True, slots=True)
class PatientLine:
    """Somebody of the list, and the address of their record."""

    row: PatientRow
    href: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document of a record, and the address that opens it."""

    row: DocumentRow
    href: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record as a professional reads it. ``whole``: its profile is shown, with the first documents; ``sections``: of it."""

    name: str = ""
    born_label: str = ""
    lines: tuple[DocumentLine, ...] = ()
    total_label: str = ""
    following: str = ""
    first: str = ""
    sections: tuple[Section, ...] = ()
    whole: bool = True


@leaves_its_page
class ProPatientsState(Shell):
    """The page. ``screen``: "", "list", "record", "document" or "missing"."""

    screen: str = ""
    asked: Asked = Asked()
    lines: list[PatientLine] = []
    requests: list[RequestRow] = []
    may_ask: bool = False
    record: RecordPage = RecordPage()
    categories: list[Option] = []
    detail: DocumentDetail = NOTHING
    sheets: list[Sheet] = []
    text: str = ""
    back: str = PAGE
    attempt: int = 0
    made: int = 0

    @handler(roles=PROFESSIONALS)
    async def open(self):
        """Load what the address asks for."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{ProPatientsState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        self.asked = _read(self.router.url.query_parameters)
        return await self._load()

    @handler(roles=PROFESSIONALS, by_itself=True)
    async def look_again(self):
        """Somebody allowed, withdrew, hid: what may not be seen any more leaves the page at once."""
        await self._count()
        # called for a page that was left meanwhile, it reads nothing
        return await self._load(by_itself=True) if self.screen else None

    @handler(roles=PROFESSIONALS, form=TraitsForm)
    async def ask(self, form_data: dict):
        """Ask to read somebody's record; what is said is the same whoever is named."""
        form: TraitsForm = form_data
        self.attempt += 1
        await work.run(_ask, self._actor, form)
        work.spawn(asking.look_for, current().db)
        self.made += 1
        await self._load()
        self._say(_("La demande est partie. Si ces traits sont ceux d’une personne de Carnet, elle la trouve et décide."))

    async def _load(self, *, by_itself: bool = False):
        try:
            if self.asked.document:
                await self._load_document()
            elif self.asked.dossier:
                self._forget()
                self.record, self.categories = await work.run(_record, self._actor, self.asked, self.language)
                self.screen = "record"
            else:
                self._forget()
                self.may_ask = self._principal.role is Role.PROFESSIONAL
                self.lines, self.requests = await work.run(_listed, self._actor, self.asked, self.language)
                self.screen = "list"
        except DomainError as error:
            if error.code != "introuvable":
                raise
            self._forget()
            self.screen = "missing"
            if isinstance(error, Refused) and not by_itself:  # nobody asked for what the page let go of
                work.spawn(audit.note_refusal, current().db, error)
            if self.asked.document and await work.run(_is_open, self._actor, self.asked, self.language):
                self.screen = ""
                self._say_there(translate(_("Ce document n’est plus partagé avec vous."), self.language))
                return rx.redirect(_around(self.asked), replace=True)
        return None

    async def _load_document(self) -> None:
        actor, document_id = self._actor, self.asked.document
        detail, whose = await work.run(_detail, actor, self.asked, self.language)
        text = await _text(actor, document_id, self.language) if detail.preview == "text" else ""
        shown = min(detail.pages, MOST_SHEETS) if detail.preview == "image" else 0
        self._forget()
        self.detail, self.text, self.record = detail, text, whose
        self.sheets = [_sheet(document_id, number, detail.pages, self.language) for number in range(1, shown + 1)]
        self.back = _around(self.asked)
        self.screen = "document"

    def leave(self) -> None:
        """Another page is opened: nothing of a document is there when this one is opened again."""
        self._forget()
        self.screen = ""

    def _forget(self) -> None:
        """Nothing of a record stays that the address does not ask for."""
        self.record, self.detail, self.sheets, self.text = RecordPage(), NOTHING, [], ""
        self.lines, self.requests, self.categories = [], [], []


def _around(asked: Asked) -> str:
    """The address of the record that a document is read in; of what one sent, for what is reread from there."""
    if not asked.dossier:
        return SENT
    return f"/pro/urgence?dossier={asked.dossier}" if asked.urgence else asked.address(document="")


def _is_open(actor: Actor, asked: Asked, language: str) -> bool:
    """Whether the record that a document was read in is still open, whatever became of the document."""
    with current().db.read() as uow:
        return _whose(uow, actor, asked, language).name != ""


def _whose(uow: UnitOfWork, actor: Actor, asked: Asked, language: str) -> RecordPage:
    """Whose record the address names, as long as it is open; nobody's otherwise."""
    one = {"actor": actor, "person_id": asked.dossier, "lang": language}
    try:
        who = emergency_views.open_record_of(uow, **one) if asked.urgence else access_views.patient(uow, **one)
    except DomainError:
        return RecordPage()
    return RecordPage(who.name, who.born_label)


def _read(parameters: dict[str, str]) -> Asked:
    given = {"q": " ".join(parameters.get("q", "").split())[:MOST_LETTERS]}
    for name, shape in _SHAPES.items():
        value = parameters.get(name, "")
        if value.isascii() and shape.fullmatch(value):
            given[name] = value
    return Asked(**given)


def _listed(actor: Actor, asked: Asked, language: str) -> tuple[list[PatientLine], list[RequestRow]]:
    if actor.role is not Role.PROFESSIONAL:
        return [], []
    with current().db.read() as uow:
        rows = access_views.patients_page(uow, actor=actor, query=asked.q, lang=language)
        sent = asking.requests(uow, actor=actor, lang=language)
    return [PatientLine(row, Asked(dossier=row.person_id).address()) for row in rows], list(sent)


def _record(actor: Actor, asked: Asked, language: str) -> tuple[RecordPage, list[Option]]:
    with current().db.uow() as uow:
        given = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": asked.dossier, "lang": language}
        categories = record.categories(uow, **given)
        chosen = asked.categorie if asked.categorie in {one.value for one in categories} else ""
        page = record.documents_page(uow, **given, category=chosen or None, after=asked.apres or None, limit=AT_ONCE)
        who = access_views.patient(uow, actor=actor, person_id=asked.dossier, lang=language)
        whole = not (asked.apres or chosen)
        sections = allowed_summary(uow, **given) if whole else ()
        uow.commit()
    lines = tuple(DocumentLine(row, asked.address(document=row.id)) for row in page.rows)
    following = asked.address(apres=page.next_cursor) if page.next_cursor else ""
    first = asked.address(apres="") if asked.apres else ""
    shown = RecordPage(who.name, who.born_label, lines, page.total_label, following, first, sections, whole)
    return shown, [Option(one.value, f"{one.label} ({one.documents})") for one in categories]


def _detail(actor: Actor, asked: Asked, language: str) -> tuple[DocumentDetail, RecordPage]:
    """A document, and whose it is where that record is open: two windows must not be taken for one another."""
    with current().db.uow() as uow:
        given = {"actor": actor, "context": accounts.context_for(uow, actor), "document_id": asked.document}
        detail = record.document_detail(uow, **given, lang=language)
        its = asked.dossier and aside.owner_of(uow, asked.document) == asked.dossier
        whose = _whose(uow, actor, asked, language) if its else RecordPage()
        uow.commit()
    return detail, whose


async def _text(actor: Actor, document_id: str, language: str) -> str:
    context = await work.run(_context, actor)
    try:
        given = {"actor": actor, "context": context, "document_id": document_id, "what": previews.TEXT}
        return previews.as_text(await places.shown(current().db, **given), language)
    except DomainError as error:
        if error.code == "introuvable":
            raise
        return ""


def _context(actor: Actor):
    with current().db.read() as uow:
        return accounts.context_for(uow, actor)


def _sheet(document_id: str, number: int, pages: int, language: str) -> Sheet:
    words = _("Page {n} sur {total}") if pages > 1 else _("Aperçu du document")
    src = f"/api/documents/{document_id}?apercu=1&page={number}"
    return Sheet(src=src, alt=translate(words, language, n=number, total=pages))


def _ask(actor: Actor, form: TraitsForm) -> None:
    asking.ask(current().db, actor=actor, traits=traits_of(form, {}))
