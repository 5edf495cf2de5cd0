"""State of the hours of `/officine`: when the pharmacy is open, its holidays, closures and duties, and a word to everybody."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.pharmacy import service, views
from rxapp.pharmacy.service import HoursForm
from rxapp.pharmacy.views import HoursView
from rxapp.state import orders
from rxapp.state.handler import PHARMACY, Form, handler
from rxapp.state.shell import Shell

Long = Annotated[str, Field(max_length=5_000)]


class OpeningForm(Form):
    """The week and what departs from it; an unticked box is absent."""

    lundi: str = ""
    mardi: str = ""
    mercredi: str = ""
    jeudi: str = ""
    vendredi: str = ""
    samedi: str = ""
    dimanche: str = ""
    feries: str = ""
    fermetures: Long = ""
    jours: Long = ""
    gardes: Long = ""
    note: Long = ""


class OfficineHoursState(Shell):
    """The form. ``label``: what everybody reads now; ``edition`` starts the boxes afresh; ``stale``: changed elsewhere."""

    name: str = ""
    label: str = ""
    draft: HoursForm = HoursForm()
    note: str = ""
    edition: int = 0
    attempt: int = 0
    stale: bool = False
    _version: int = 0

    @handler(roles=PHARMACY, form=OpeningForm)
    async def save(self, form_data: dict):
        """Keep the hours; of hours changed elsewhere meanwhile that is told first, and what is typed stays."""
        form: OpeningForm = form_data
        self.attempt += 1
        week = (form.lundi, form.mardi, form.mercredi, form.jeudi, form.vendredi, form.samedi, form.dimanche)
        said = HoursForm(week, bool(form.feries), form.fermetures, form.jours, form.gardes)
        try:
            await work.run(orders.write, service.write_hours, self._actor, version=self._version, form=said, note=form.note)
        except DomainError as error:
            if error.code != "pharmacie.perimee":
                raise
            self._version, self.stale = (await self._look()).version, True
            return
        await self._begin()
        self._say(_("Les horaires sont enregistrés. Tout le monde les lit ainsi."))

    async def _begin(self) -> None:
        """Show the hours as they are. Raises DomainError ``introuvable``."""
        shown = await self._look()
        self.name, self.label = shown.pharmacy.name, shown.pharmacy.open_label
        self.draft, self.note, self._version, self.stale = shown.form, shown.note, shown.version, False
        self.edition += 1

    async def _look(self) -> HoursView:
        return await work.run(orders.look, views.own_hours, self._actor, lang=self.language)
