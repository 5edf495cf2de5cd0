"""State of `/pro/urgence`: opening somebody's record in an emergency, and reading it for an hour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

import reflex as rx
from pydantic import Field

from rxapp.accounts import emergency_views, second_factor
from rxapp.accounts import service as accounts
from rxapp.accounts.emergency_rules import FIELD, checked_reason
from rxapp.accounts.emergency_views import OpenRecord
from rxapp.accounts.errors import FieldErrors
from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Refused
from rxapp.profile.sheets import Section
from rxapp.profile.urgent import urgent_summary
from rxapp.record import emergency
from rxapp.record import views as record
from rxapp.runtime import current
from rxapp.state import pro_patients
from rxapp.state.handler import PROFESSIONALS, handler
from rxapp.state.news import NEWS
from rxapp.state.pro_envoyer import Short, TraitsForm, traits_of
from rxapp.state.pro_patients import DocumentLine
from rxapp.state.second_facteur import NOTHING_KNOWN
from rxapp.state.shell import Shell, leaves_its_page

PAGE = "/pro/urgence"
AT_ONCE = 20
_SHAPES = {"dossier": re.compile(r"[0-9a-f]{32}"), "apres": re.compile(r"[ -~]{1,200}")}


class UrgentForm(TraitsForm):
    """Whose record, why, and the proof that it is oneself."""

    motif: Annotated[str, Field(max_length=4000)] = ""
    code: Short = ""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A record that is open now, and its address."""

    row: OpenRecord
    href: str


@dataclass(frozen=True, slots=True)
class UrgentPage:
    """One record: until when, what the profile says, and documents."""

    name: str = ""
    born_label: str = ""
    until_label: str = ""
    sections: tuple[Section, ...] = ()
    lines: tuple[DocumentLine, ...] = ()
    total_label: str = ""
    following: str = ""
    first: str = ""


@leaves_its_page
class ProUrgenceState(Shell):
    """The page. ``screen``: "", "form", "unfit" (a profession that does not), "record" or "missing"."""

    screen: str = ""
    person: str = ""
    after: str = ""
    opened: list[OpenLine] = []
    record: UrgentPage = UrgentPage()
    standing: second_factor.SecondFactorView = NOTHING_KNOWN
    attempt: int = 0

    @handler(roles=PROFESSIONALS)
    async def open(self):
        """Load what the address asks for."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{ProUrgenceState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        asked = self.router.url.query_parameters
        self.person, self.after = _asked(asked, "dossier"), _asked(asked, "apres")
        await self._load()

    @handler(roles=PROFESSIONALS, by_itself=True)
    async def look_again(self):
        """The person disputed or refused, or the hour has passed: what may not be read any more leaves the page."""
        await self._count()
        if self.screen:  # called for a page that was left meanwhile, it reads nothing
            await self._load(by_itself=True)

    @handler(roles=PROFESSIONALS, form=UrgentForm)
    async def enter(self, form_data: dict):
        """Open a record for an hour."""
        form: UrgentForm = form_data
        self.attempt += 1
        person_id = await work.run(_enter, self._actor, form)
        self._say_there(translate(_("Le dossier est ouvert pour une heure. La personne en est prévenue."), self.language))
        return rx.redirect(_address(dossier=person_id))

    def leave(self) -> None:
        """Another page is opened: nothing of a record stays."""
        self.record, self.opened, self.person, self.after, self.screen = UrgentPage(), [], "", "", ""

    async def _load(self, *, by_itself: bool = False) -> None:
        self.record, self.opened = UrgentPage(), []
        if not self.person:
            self.standing, fit, self.opened = await work.run(_form, self._actor, self.language)
            self.screen = "form" if fit else "unfit"
            return
        try:
            self.record = await work.run(_record, self._actor, self.person, self.after, self.language)
            self.screen = "record"
        except DomainError as error:
            if error.code != "introuvable":
                raise
            if by_itself and self.screen == "record":
                self._say(_("L’accès en urgence est terminé : ce dossier ne vous est plus ouvert."))
            self.screen = "missing"
            if isinstance(error, Refused) and not by_itself:  # nobody asked for what the page let go of
                work.spawn(audit.note_refusal, current().db, error)


def _asked(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name, "")
    return value if value.isascii() and _SHAPES[name].fullmatch(value) else ""


def _address(**said: str) -> str:
    return f"{PAGE}?{urlencode({name: value for name, value in said.items() if value})}"


def _form(actor: Actor, language: str) -> tuple[second_factor.SecondFactorView, bool, list[OpenLine]]:
    with current().db.read() as uow:
        standing = second_factor.second_factor_view(uow, actor=actor, lang=language)
        if not emergency.is_carer(uow, actor):
            return standing, False, []
        rows = emergency_views.open_records(uow, actor=actor, lang=language)
    return standing, True, [OpenLine(row, _address(dossier=row.person_id)) for row in rows]


def _enter(actor: Actor, form: UrgentForm) -> str:
    wrong: dict[str, DomainError] = {}
    try:
        checked_reason(form.motif)
    except FieldErrors as errors:
        wrong[FIELD] = errors.causes[FIELD]
    traits = traits_of(form, wrong)
    return emergency.open_record(
        current().db, actor=actor, traits=traits, reason=checked_reason(form.motif), code=form.code[:100]
    )


def _record(actor: Actor, person_id: str, after: str, language: str) -> UrgentPage:
    with current().db.uow() as uow:
        who = emergency_views.open_record_of(uow, actor=actor, person_id=person_id, lang=language)
        given = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id, "lang": language}
        sections = urgent_summary(uow, **given)
        page = record.documents_page(uow, **given, after=after or None, limit=AT_ONCE)
        uow.commit()
    ways = pro_patients.Asked(dossier=person_id, urgence="oui")
    lines = tuple(DocumentLine(row, ways.address(document=row.id)) for row in page.rows)
    following = _address(dossier=person_id, apres=page.next_cursor) if page.next_cursor else ""
    first = _address(dossier=person_id) if after else ""
    return UrgentPage(who.name, who.born_label, who.until_label, sections, lines, page.total_label, following, first)
