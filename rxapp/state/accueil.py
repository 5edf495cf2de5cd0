"""State of `/accueil`: what is yours to do, the life lines of the family, what is new in the open record."""

from __future__ import annotations

from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.prevention.lifeline import Line
from rxapp.record import views as record
from rxapp.record.views import DocumentRow
from rxapp.state import agenda_reading as reading
from rxapp.state.fermeture import closing_labels
from rxapp.state.handler import PATIENT, handler
from rxapp.state.lifeline import lines
from rxapp.state.sending import brief_name
from rxapp.state.shell import Shell
from rxapp.state.todo import Todo, from_agenda, from_prevention, most_urgent
from rxapp.state.todo_emergency import from_emergency
from rxapp.state.todo_helping import from_helping
from rxapp.state.todo_orders import from_pharmacy

NEWEST = 3


class AccueilState(Shell):
    """What everybody of the family has to do and what comes next; the newest documents of the person whose record is open."""

    todo: list[Todo] = []
    lines: list[Line] = []
    newest: list[DocumentRow] = []
    documents_label: str = ""
    is_empty: bool = False
    loaded: bool = False
    closing_label: str = ""
    announced_words: str = ""

    @handler(roles=PATIENT)
    async def open(self):
        """Load the page."""
        await self._open_shell()
        family = [person.id for person in self.family]
        booked = await work.run(from_agenda, self._actor, family, self.language)
        foreseen = await work.run(from_prevention, self._actor, family, self.language)
        ordered = await work.run(from_pharmacy, self._actor, family, self.language)
        invited = await work.run(from_helping, self._actor, self.language)
        urgent = await work.run(from_emergency, self._actor, family, self.language)
        self.todo = most_urgent([*urgent, *invited, *booked, *foreseen, *ordered])
        self.closing_label, self.announced_words = await work.run(closing_labels, self._actor, self.language)
        self.lines = await work.run(lines, self._actor, family, self.language)
        await self._load_newest()
        self.loaded = True

    @handler(roles=PATIENT)
    async def added(self, ids: list[str]):
        """Files were just kept: show what is newest now."""
        before = {row.id for row in self.newest}
        await self._load_newest()
        come = [row.title for row in self.newest if row.id in ids and row.id not in before]
        if len(come) == 1:
            self._say(_("« {titre} » est ajouté."), titre=brief_name(come[0]))
        else:
            self._say(_("Le document est dans le dossier."))

    async def _load_newest(self) -> None:
        page = await work.run(_newest, self._actor, self.subject, self.language)
        self.newest, self.documents_label, self.is_empty = list(page.rows), page.total_label, page.total == 0


def _newest(actor: Actor, person_id: str, language: str) -> record.Page:
    return reading.look(record.documents_page, actor, person_id=person_id, lang=language, limit=NEWEST)
