"""State of `/accueil`: what is new in the open record."""

from __future__ import annotations

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.record import views as record
from rxapp.record.views import DocumentRow
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, handler
from rxapp.state.sending import brief_name
from rxapp.state.shell import Shell

NEWEST = 3


class AccueilState(Shell):
    """The newest documents of the person whose record is open."""

    newest: list[DocumentRow] = []
    documents_label: str = ""
    is_empty: bool = False

    @handler(roles=PATIENT)
    async def open(self):
        """Load the page."""
        await self._open_shell()
        await self._load_newest()

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
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return record.documents_page(uow, actor=actor, context=context, person_id=person_id, lang=language, limit=NEWEST)
