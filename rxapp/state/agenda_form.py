"""State of the form of `/agenda`: add an appointment, or change one, with what else takes place then and what to bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import reflex as rx
from pydantic import Field

from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.keeping import may_keep
from rxapp.agenda import service, views
from rxapp.agenda.fields import KEPT, MOST_DOCUMENTS, ZONE
from rxapp.agenda.service import Form as Fields
from rxapp.agenda.service import Scope
from rxapp.agenda.views import AppointmentDetail, OccurrenceRow
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, HelpScope
from rxapp.prevention import views as prevention
from rxapp.record import views as record
from rxapp.runtime import current
from rxapp.state import agenda_reading as reading
from rxapp.state.agenda_address import PAGE, Asked
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.shell import Shell

FOUND_AT_ONCE = 6
"""Documents offered at a time; a search finds the others."""
NAMES = {
    "title": "motif",
    "with_whom": "avec",
    "place": "lieu",
    "notes": "notes",
    "day": "jour",
    "start": "debut",
    "end": "fin",
    "last_day": "dernier_jour",
    "zone": "debut",
    "repeat": "repetition",
    "every": "une_fois_sur",
    "until": "jusqu_au",
    "count": "nombre",
    "documents": "documents",
}
"""Names of the boxes, by the fields of `rxapp.agenda.fields.Form`."""


class AppointmentForm(Form):
    """What is typed about an appointment; unticked boxes are absent, a list that does not show is null."""

    motif: str = ""
    avec: str = ""
    lieu: str = ""
    notes: Annotated[str, Field(max_length=10_000)] = ""
    jour: str = ""
    debut: str = ""
    fin: str = ""
    dernier_jour: str = ""
    toute_la_journee: str = ""
    repetition: str = ""
    une_fois_sur: str = "1"
    jusqu_au: str = ""
    nombre: str = ""
    portee: str = ""
    secret: str = ""
    pour: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields as they were when the form opened; the boxes start from them."""

    title: str = ""
    with_whom: str = ""
    place: str = ""
    notes: str = ""
    day: str = ""
    start: str = ""
    end: str = ""
    last_day: str = ""
    all_day: bool = False
    repeat: str = ""
    every: str = "1"
    until: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that may be brought along."""

    id: str
    title: str
    meta: str


class AgendaFormState(Shell):
    """The form. ``editing``: the appointment being changed, "" for a new one; ``edition`` starts the boxes afresh.

    ``clashes``: what the person has at that time, told before anything is kept; sent again unchanged, it is kept all the same.
    """

    editing: str = ""
    for_whom: str = ""
    in_series: bool = False
    keeps_rule: bool = False
    may_hide: bool = False
    edition: int = 0
    attempt: int = 0
    told: int = 0
    draft: Draft = Draft()
    clashes: list[OccurrenceRow] = []
    papers: list[Paper] = []
    found: list[Paper] = []
    no_papers: bool = False
    searched: str = ""
    back: str = PAGE
    _version: int = 0
    _occurrence: str = ""
    _zone: str = ZONE
    _accepted: str = ""
    _keeps: bool = False
    _rule: str = ""
    _dose: str = ""
    _added_past: str = ""

    @handler(roles=PATIENT)
    async def choose_for(self, seen: str, person_id: str):
        """Whose appointment this is; what to bring comes from their record."""
        self._open_record(person_id)
        self._rule = self._dose = ""  # the card was another person's
        self.for_whom, self.papers, self.clashes, self._accepted = person_id, [], [], ""
        self.may_hide = self._keeps and person_id == self._actor.person_id
        await self._offer("")

    @handler(roles=PATIENT)
    async def find_paper(self, text: str):
        """Look for documents to bring."""
        await self._offer(text[:100])

    @handler(roles=PATIENT)
    async def bring(self, seen: str, document_id: str):
        """Bring one of the documents found."""
        paper = next((one for one in self.found if one.id == document_id), None)
        if paper is None:
            raise DomainError("introuvable")
        if len(self.papers) >= MOST_DOCUMENTS:
            raise FieldErrors({"documents": DomainError("rendezvous.trop_de_documents", maximum=MOST_DOCUMENTS)})
        self.papers = [*self.papers, paper]
        self.found = [one for one in self.found if one.id != document_id]

    @handler(roles=PATIENT)
    async def leave(self, seen: str, document_id: str):
        """Bring a document no more."""
        self.papers = [one for one in self.papers if one.id != document_id]
        await self._offer(self.searched)

    @handler(roles=PATIENT, form=AppointmentForm)
    async def save(self, seen: str, form_data: dict):
        """Keep it; what else takes place then is told first."""
        form: AppointmentForm = form_data
        self.attempt += 1
        fields = _fields(form, self._zone, tuple(paper.id for paper in self.papers))
        try:
            if await self._tells_clashes(fields):
                return None
            await self._keep(form, fields)
        except FieldErrors as wrong:
            raise FieldErrors({NAMES[name]: error for name, error in wrong.causes.items()}) from None
        self.clashes, self._accepted = [], ""
        done = _("Le rendez-vous est modifié.") if self.editing else _("Le rendez-vous est dans l’agenda.")
        if self._added_past:
            done = _("Le rendez-vous est dans l’agenda, parmi les passés.")
        self._say_there(translate(done, self.language))
        return rx.redirect(self.back)

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return str(self.edition)

    def _tell_past(self) -> str:
        """The ISO day of what was just added when it is over already, so that the next screen says where it is; told once."""
        told, self._added_past = self._added_past, ""
        return told

    async def _begin(self, asked: Asked, back: str) -> None:
        """Open the form that an address asks for."""
        self.edition += 1
        self.back, self.clashes, self.papers, self._accepted = back, [], [], ""
        self._keeps = await work.run(_keeps, self._actor)
        if asked.appointment:
            self._edit(await work.run(reading.one, self._actor, asked.appointment, asked.occurrence, self.language))
            self.back = Asked(appointment=asked.appointment, occurrence=asked.occurrence).address()
        else:
            self.editing, self.for_whom, self.in_series, self.keeps_rule = "", self.subject, False, False
            self._version, self._occurrence, self._zone = 0, "", ZONE
            title = prevention.title_of_card(asked.rule, asked.dose, self.language)
            self._rule, self._dose = (asked.rule, asked.dose) if title else ("", "")
            self.draft = Draft(title=title, day=_day_first(asked.day))
        self.may_hide = not self.editing and self._keeps and self.for_whom == self._actor.person_id
        await self._offer("")

    def _edit(self, detail: AppointmentDetail) -> None:
        row, form = detail.row, detail.form
        self.editing, self.for_whom, self.in_series = row.id, row.person_id, row.repeats
        self._version, self._occurrence, self._zone = row.version, row.occurrence, form.zone
        self.keeps_rule = form.repeat == KEPT
        self.papers = [Paper(one.id, one.title, "") for one in detail.documents]
        self.draft = Draft(
            form.title,
            form.with_whom,
            form.place,
            form.notes,
            form.day,
            form.start,
            form.end,
            form.last_day,
            form.all_day,
            form.repeat,
            form.every,
            form.until,
            form.count,
        )

    async def _offer(self, text: str) -> None:
        """The documents that match and are not chosen yet."""
        self.searched = text
        seen = self._may(HelpScope.SEE, self.for_whom)
        rows = await work.run(_papers, self._actor, self.for_whom, text, self.language) if seen else []
        chosen = {paper.id for paper in self.papers}
        self.found = [paper for paper in rows if paper.id not in chosen][:FOUND_AT_ONCE]
        self.no_papers = not text and not rows

    async def _tells_clashes(self, fields: Fields) -> bool:
        """Whether there is something at that time that was not told yet; raises FieldErrors for what is typed wrong."""
        found = await work.run(_clashes, self._actor, self.for_whom, fields, self.editing, self.language)
        about = "|".join((self.for_whom, fields.day, fields.start, fields.end, *(row.id + row.occurrence for row in found)))
        if not found or about == self._accepted:
            return False
        self.clashes, self._accepted = list(found), about
        self.told += 1
        return True

    async def _keep(self, form: AppointmentForm, fields: Fields) -> None:
        self._added_past = ""
        if not self.editing:
            secret = bool(form.secret) and self.may_hide
            card = {"rule": self._rule, "dose": self._dose}
            given = {"person_id": self.for_whom, "form": fields, "secret": secret, **card}
            added = await work.run(reading.write, service.add, self._actor, **given)
            row = (await work.run(reading.one, self._actor, added, "", self.language)).row
            self._added_past = row.day if row.past else ""
            return
        await work.run(
            reading.write,
            service.change,
            self._actor,
            appointment_id=self.editing,
            version=self._version,
            occurrence=self._occurrence,
            scope=form.portee if form.portee in set(Scope) else Scope.ALL,
            form=fields,
        )


def _fields(form: AppointmentForm, zone: str, documents: tuple[str, ...]) -> Fields:
    """What was typed, as the agenda reads it; the boxes that do not show for this kind of appointment count for nothing."""
    all_day, repeats = bool(form.toute_la_journee), form.repetition not in ("", KEPT)
    return Fields(
        title=form.motif,
        with_whom=form.avec,
        place=form.lieu,
        notes=form.notes,
        day=form.jour,
        start="" if all_day else form.debut,
        end="" if all_day else form.fin,
        last_day=form.dernier_jour if all_day else "",
        all_day=all_day,
        zone=zone,
        repeat=form.repetition,
        every=form.une_fois_sur if repeats else "1",
        until=form.jusqu_au if repeats else "",
        count=form.nombre if repeats else "",
        documents=documents,
    )


def _day_first(iso: str) -> str:
    """« 26/11/2026 », as the form asks for it in both languages."""
    return "/".join(reversed(iso.split("-")))


def _keeps(actor: Actor) -> bool:
    """Whether whoever is signed in may keep appointments of their own from their parents."""
    with current().db.read() as uow:
        return may_keep(uow, actor, actor.person_id or "")


def _papers(actor: Actor, person_id: str, text: str, language: str) -> list[Paper]:
    page = reading.look(record.documents_page, actor, person_id=person_id, lang=language, query=text)
    return [Paper(row.id, row.title, f"{row.act_date_label}, {row.category_label}") for row in page.rows]


def _clashes(actor: Actor, person_id: str, fields: Fields, besides: str, language: str) -> tuple[OccurrenceRow, ...]:
    return reading.look(views.conflicts, actor, person_id=person_id, form=fields, besides=besides, lang=language)
