"""State of `/dossier/[document]`: one document, its pages or its text, its details and how they change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import reflex as rx
from pydantic import Field

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Context, Refused
from rxapp.profile import views as profile
from rxapp.profile.views import LinkView
from rxapp.record import details, places, previews, service
from rxapp.record import views as record
from rxapp.record.views import DocumentDetail, DocumentRow
from rxapp.runtime import current
from rxapp.state.document_access import DocumentAccessState
from rxapp.state.document_contester import DocumentContesterState
from rxapp.state.dossier import DossierState, Option
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.shell import Shell

PAGES_AT_ONCE = 50
NOTHING = DocumentDetail(
    row=DocumentRow("", "", "", "", 0, "", "", "", "", "", False, ""),
    person_id="",
    file_name="",
    sha256="",
    pages=0,
    preview="",
    warning="",
    received_label="",
    version=0,
)


class DetailsForm(Form):
    """What a person writes about a document."""

    titre: str
    date: str
    categorie: str
    note: Annotated[str, Field(max_length=10_000)] = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to show: its image and what a reader who does not see it is told."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The details as they were when the form opened; the form starts from them."""

    title: str = ""
    date: str = ""
    category: str = ""
    note: str = ""


class DocumentState(Shell):
    """One document. `shown`: the id in the address that all this answers to, also when there is nothing (`missing`)."""

    shown: str = ""
    missing: bool = False
    detail: DocumentDetail = NOTHING
    sheets: list[Sheet] = []
    text: str = ""
    next_sheets: str = ""
    previous_sheets: str = ""
    first_sheets: str = ""
    editing: bool = False
    edition: int = 0
    attempt: int = 0
    draft: Draft = Draft()
    categories: list[Option] = []
    stale: bool = False
    may_share: bool = False
    about: list[LinkView] = []
    _version: int = 0

    @handler(roles=PATIENT)
    async def open(self):
        """Load the document of the address; `?modifier=1` opens its details at once."""
        await self._open_shell()
        wanted = self.router.url.path.rstrip("/").rpartition("/")[2]
        self._close()
        self._show(NOTHING, "")
        self.shown, self.about = wanted, []
        disputing = await self.get_state(DocumentContesterState)
        await disputing._show(NOTHING)
        try:
            self._show(*await _load(self._actor, wanted, self.language))
            self._open_record(self.detail.person_id)
            await disputing._show(self.detail)
            self.missing, self.may_share = False, self.subject not in self._helps
            if self.detail.row.fresh:
                work.spawn(_opened, self._actor, wanted)
            self.about = await work.run(_about, self._actor, self.detail.person_id, wanted, self.language)
            if self.router.url.query_parameters.get("modifier"):
                self._edit()
            if self.may_share:
                return DocumentAccessState.load(wanted)
        except DomainError as error:
            if error.code != "introuvable":
                raise
            self.missing = True
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, current().db, error)
        return None

    @handler(roles=PATIENT)
    async def edit(self, seen: str):
        """Open the form."""
        self._edit()

    def _edit(self) -> None:
        row = self.detail.row
        if row.filed:
            raise DomainError("document.depose")
        if row.made:
            raise DomainError("document.etabli")
        self.draft = Draft(row.title, _day_first(row.act_date_iso), row.category, row.note)
        self.categories = [Option(one.value, one.label) for one in record.all_categories(self.language)]
        self._version, self.stale, self.editing = self.detail.version, False, True
        self.edition += 1

    @handler(roles=PATIENT)
    async def close(self):
        """Close the form; what was typed is let go."""
        self._close()

    @handler(roles=PATIENT, form=DetailsForm)
    async def save(self, seen: str, form_data: dict):
        """Keep what changed in the form. A document changed elsewhere meanwhile is shown again before anything is written."""
        form: DetailsForm = form_data
        self.attempt += 1
        try:
            await work.run(_save, self._actor, seen, self._version, self.draft, form)
        except DomainError as error:
            if error.code != "document.perime":
                raise
            self._show(*await _load(self._actor, seen, self.language))
            self._version, self.stale = self.detail.version, True
            return
        await self._show_again(seen)
        self._close()
        self._say(_("Les modifications sont enregistrées."))

    @handler(roles=PATIENT)
    async def keep(self, seen: str, secret: bool):
        """A minor keeps the document from their parents, or shows it to them; from 18 on it is kept no more, but for what Carnet
        made: its owner keeps that to themself, or not, at any age.
        """
        grown, made = self.detail.grown, self.detail.row.made
        await work.run(_keep, self._actor, seen, self.detail.version, secret)
        await self._show_again(seen)
        shown = _("Ce document n’est plus gardé pour vous.") if grown else _("Vos parents voient ce document.")
        hidden = _("Vous gardez ce document pour vous.") if made else _("Vos parents ne voient plus ce document.")
        self._say(hidden if secret else shown)

    @handler(roles=PATIENT)
    async def remove(self, seen: str):
        """Delete the document and go back to the list, where it can be taken back."""
        dossier = await self.get_state(DossierState)
        await dossier._trash(seen)
        return rx.redirect(dossier.address)

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.shown

    async def _show_again(self, document_id: str) -> None:
        """What was changed, and who opens it now: that goes by its category and by what is kept."""
        self._show(*await _load(self._actor, document_id, self.language))
        openers = await self.get_state(DocumentAccessState)
        if openers.shown == document_id:
            await openers._read(document_id)

    def _close(self) -> None:
        self.editing, self.stale = False, False

    def _show(self, detail: DocumentDetail, text: str) -> None:
        self.detail, self.text = detail, text
        shown = detail.pages if detail.preview == "image" else 0
        asked = self.router.url.query_parameters.get("apres", "")
        after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
        after = after if after < shown else 0
        last = min(after + PAGES_AT_ONCE, shown)
        self.sheets = [_sheet(detail, number, self.language) for number in range(after + 1, last + 1)]
        address = f"/dossier/{detail.row.id}"
        self.next_sheets = f"{address}?apres={last}" if last < shown else ""
        self.first_sheets = address if after else ""
        before = max(0, after - PAGES_AT_ONCE)
        self.previous_sheets = (f"{address}?apres={before}" if before else address) if after else ""


def _sheet(detail: DocumentDetail, number: int, language: str) -> Sheet:
    words = _("Page {n} sur {total}") if detail.pages > 1 else _("Aperçu du document")
    return Sheet(
        src=f"/api/documents/{detail.row.id}?apercu=1&page={number}",
        alt=translate(words, language, n=number, total=detail.pages),
    )


def _day_first(iso: str) -> str:
    """« 26/11/2026 », as the form asks for it in both languages."""
    return "/".join(reversed(iso.split("-")))


def read_day(typed: str) -> str:
    """« 4 9 1979 », « 04.09.1979 », « 04-09-1979 » as « 4/9/1979 »; anything else as it is, for the record to judge."""
    found = re.fullmatch(r"\s*(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})\s*", typed)
    return "/".join(found.groups()) if found else typed


async def _load(actor: Actor, document_id: str, language: str) -> tuple[DocumentDetail, str]:
    """The document and, when that is what it has to show, its text."""
    detail, context = await work.run(_detail, actor, document_id, language)
    if detail.preview != "text":
        return detail, ""
    try:
        made = await places.shown(current().db, actor=actor, context=context, document_id=document_id, what=previews.TEXT)
    except DomainError as error:
        if error.code == "introuvable":
            raise
        return detail, ""
    return detail, previews.as_text(made, language)


def _detail(actor: Actor, document_id: str, language: str) -> tuple[DocumentDetail, Context]:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        detail = record.document_detail(uow, actor=actor, context=context, document_id=document_id, lang=language)
    return detail, context


def _opened(actor: Actor, document_id: str) -> None:
    """It is new no more, whether or not there is anything to show of it."""
    with current().db.uow() as uow:
        service.consulted(uow, actor=actor, context=accounts.context_for(uow, actor), document_id=document_id)
        uow.commit()


def _about(actor: Actor, person_id: str, document_id: str, language: str) -> list[LinkView]:
    """The lines of the profile that it has to do with."""
    with current().db.read() as uow:
        seen = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id}
        return profile.about_document(uow, **seen, document_id=document_id, lang=language)


def _keep(actor: Actor, document_id: str, version: int, secret: bool) -> None:
    with current().db.uow() as uow:
        context = accounts.context_for(uow, actor)
        service.keep(uow, actor=actor, context=context, document_id=document_id, version=version, secret=secret)
        uow.commit()


def _save(actor: Actor, document_id: str, version: int, draft: Draft, form: DetailsForm) -> None:
    """Write the fields that differ from what the form started with."""
    with current().db.uow() as uow:
        day = read_day(form.date)
        _check(form, day, uow.clock.today())
        service.edit(
            uow,
            actor=actor,
            context=accounts.context_for(uow, actor),
            document_id=document_id,
            version=version,
            title=form.titre if form.titre != draft.title else None,
            act_date=day if day != draft.date else None,
            category=form.categorie if form.categorie != draft.category else None,
            note=form.note if form.note != draft.note else None,
        )
        uow.commit()


def _check(form: DetailsForm, day: str, today: date) -> None:
    """Raise FieldErrors with everything that is wrong at once."""
    wrong: dict[str, DomainError | str] = {}
    checks = {
        "titre": lambda: details.checked_title(form.titre),
        "date": lambda: details.checked_date(day, today),
        "categorie": lambda: details.checked_category(form.categorie),
    }
    for name, check in checks.items():
        try:
            check()
        except DomainError as error:
            wrong[name] = error
    if wrong:
        raise FieldErrors(wrong)
