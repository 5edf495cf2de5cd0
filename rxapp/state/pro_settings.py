"""State of the settings of a professional's inbox: who may begin a conversation, what is answered in their absence, templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from rxapp.accounts.errors import FieldErrors
from rxapp.agenda.fields import read_day
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.inbox import service, views
from rxapp.inbox.service import Template
from rxapp.inbox.views import InboxChoicesView
from rxapp.state import talks
from rxapp.state.handler import PROFESSIONALS, Form, handler
from rxapp.state.pro_reading import Choice
from rxapp.state.shell import Shell

Long = Annotated[str, Field(max_length=60_000)]
_ABSENCE = {"absence.dates": "fin", "absence.vide": "message"}


class WhoForm(Form):
    """Who may begin."""

    qui: str = ""


class AbsenceForm(Form):
    """From which day to which one, and what is answered meanwhile."""

    debut: str = ""
    fin: str = ""
    message: Long = ""


class TemplateForm(Form):
    """A text that is written often."""

    titre: str = ""
    texte_modele: Long = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A template in the list, by its place."""

    place: int
    title: str
    text: str


class ProSettingsState(Shell):
    """The settings. ``editing``: the place of the template that is open, -1 for a new one, -2 when none is."""

    who: str = ""
    who_options: list[Choice] = []
    away: bool = False
    away_from: str = ""
    away_to: str = ""
    absence: str = ""
    templates: list[Shown] = []
    editing: int = -2
    title: str = ""
    text: str = ""
    edition: int = 0
    attempt: int = 0

    @handler(roles=PROFESSIONALS, form=WhoForm)
    async def choose_who(self, form_data: dict):
        """Say who may begin a conversation."""
        form: WhoForm = form_data
        await work.run(talks.write, service.set_who_may_start, self._actor, who=form.qui)
        await self._begin()
        self._say(_("C’est noté. Les conversations en cours continuent."))

    @handler(roles=PROFESSIONALS, form=AbsenceForm)
    async def be_away(self, form_data: dict):
        """Answer by itself between two days."""
        form: AbsenceForm = form_data
        self.attempt += 1
        days = {"away_from": _day(form.debut, "debut"), "away_to": _day(form.fin, "fin")}
        if None in days.values():
            raise FieldErrors({"debut" if days["away_from"] is None else "fin": "absence.dates"})
        await self._keep_absence(**days, text=form.message)
        self._say(_("Votre absence est enregistrée : qui vous écrira recevra ce message, une fois."))

    @handler(roles=PROFESSIONALS)
    async def be_back(self):
        """Answer by itself no more."""
        await self._keep_absence(away_from=None, away_to=None)
        self._say(_("Plus aucune absence n’est annoncée."))

    @handler(roles=PROFESSIONALS)
    async def edit(self, place: int):
        """Open a template, or an empty one."""
        held = {one.place: one for one in self.templates}
        if place != -1 and place not in held:
            raise DomainError("introuvable")
        shown = held.get(place, Shown(-1, "", ""))
        self.editing, self.title, self.text, self.edition = shown.place, shown.title, shown.text, self.edition + 1

    @handler(roles=PROFESSIONALS)
    async def close(self):
        """Close it; what was typed is let go."""
        self.editing = -2

    @handler(roles=PROFESSIONALS, form=TemplateForm)
    async def keep_template(self, form_data: dict):
        """Keep a template, a new one at the end."""
        form: TemplateForm = form_data
        self.attempt += 1
        missing = [name for name in ("titre", "texte_modele") if not getattr(form, name).strip()]
        if missing:
            raise FieldErrors(dict.fromkeys(missing, "modele.vide"))
        held = await self._held()
        new = Template(form.titre, form.texte_modele)
        kept = [new if one.place == self.editing else Template(one.title, one.text) for one in held]
        await self._keep_templates([*kept, new] if self.editing == -1 else kept)
        self._say(_("Le modèle est enregistré."))

    @handler(roles=PROFESSIONALS)
    async def remove_template(self, place: int, title: str):
        """Throw a template away, as it was seen."""
        held = await self._held()
        if not any(one.place == place and one.title == title for one in held):
            raise DomainError("introuvable")
        await self._keep_templates([Template(one.title, one.text) for one in held if one.place != place])
        self._say(_("Le modèle est supprimé."))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        """Show the settings as they are."""
        chosen: InboxChoicesView = await work.run(talks.look, views.own_choices, self._actor, lang=self.language)
        self.who, self.who_options = chosen.who, [Choice(*one) for one in chosen.options]
        self.away, self.absence = chosen.away, chosen.absence
        self.away_from, self.away_to = _typed(chosen.away_from), _typed(chosen.away_to)
        self.templates = _shown(chosen)
        self.editing, self.edition = -2, self.edition + 1

    async def _held(self) -> list[Shown]:
        return _shown(await work.run(talks.look, views.own_choices, self._actor, lang=self.language))

    async def _keep_templates(self, templates: list[Template]) -> None:
        await work.run(talks.write, service.set_templates, self._actor, templates=templates)
        await self._begin()

    async def _keep_absence(self, *, away_from: date | None, away_to: date | None, text: str = "") -> None:
        try:
            given = {"away_from": away_from, "away_to": away_to, "text": text}
            await work.run(talks.write, service.set_absence, self._actor, **given)
        except DomainError as error:
            box = _ABSENCE.get(error.code, "message" if error.code.startswith("message.") else "")
            if not box:
                raise
            raise FieldErrors({box: error}) from None
        await self._begin()


def _shown(chosen: InboxChoicesView) -> list[Shown]:
    return [Shown(place, one.title, one.text) for place, one in enumerate(chosen.templates)]


def _day(typed: str, box: str) -> date | None:
    """The day that is typed, None for nothing. Raises FieldErrors."""
    try:
        return read_day(typed) if typed.strip() else None
    except DomainError as error:
        raise FieldErrors({box: error}) from None


def _typed(iso: str) -> str:
    """A day as it is typed: « 26/11/2026 »."""
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""
