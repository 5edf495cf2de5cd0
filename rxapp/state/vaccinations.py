"""State of `/profil/vaccinations`: the doses (`?debut=` for the following ones), and the form of one."""

from __future__ import annotations

from collections.abc import Callable

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.keeping import may_keep
from rxapp.core import work
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import _, plural
from rxapp.core.policy import Actor
from rxapp.prevention import dose_views, doses, service, vaccines
from rxapp.prevention.dose_fields import DoseForm, occasion, only_doubts
from rxapp.prevention.dose_views import Choice, DoseView, FormView
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, handler
from rxapp.state.prevention_undo import UndoState
from rxapp.state.shell import Words
from rxapp.state.vaccinations_form import VaccinForm

PAGE = "/profil/vaccinations"


class VaccinationsState(UndoState):
    """The page. ``shown_for``: whose record it shows, "" before the first load; ``editing``: the dose that the form corrects,
    "" for a new one. ``lines``: what the calendar offers for what is typed; ``doubted``: one was asked whether it is so.
    """

    shown_for: str = ""
    rows: list[DoseView] = []
    total_label: str = ""
    following: str = ""
    first: str = ""
    names: list[str] = []
    diseases: list[Choice] = []
    papers: list[Choice] = []
    lines: list[Choice] = []
    editing: str = ""
    edited_label: str = ""
    form: DoseForm = DoseForm()
    may_hide: bool = False
    doubted: bool = False
    problem: str = ""
    opened: int = 0
    attempt: int = 0
    saved: int = 0
    _version: int = 0
    _typed: str = ""
    _offered_for: str = ""

    @handler(roles=PATIENT)
    async def open(self):
        """Load the record."""
        await self._open_shell()
        self._offer(None)
        self.names = list(vaccines.names())
        self._blank()
        await self._reload()
        self.may_hide = await work.run(_may_keep, self._actor, self.subject)

    @handler(roles=PATIENT, form=VaccinForm)
    async def save(self, seen: str, form_data: dict):
        """Keep the dose. What is unusual is asked about; the same sent again is kept."""
        form: VaccinForm = form_data
        self.attempt += 1
        self.problem = ""
        typed = form.typed()
        sure, self._typed, self.doubted = repr(typed) == self._typed, "", False
        counts = form.counts(self.lines) if self.lines and self._offered_for == occasion(typed) else None
        try:
            done = await work.run(_write, *self._act(typed, bool(form.secret), {"counts": counts, "sure": sure}))
        except FieldErrors as error:
            if not only_doubts(error):
                raise
            await self._ask(typed, error)
            return
        except DomainError as error:
            self.problem = message(error, self.language)
            if error.code == "prevention.change_ailleurs":
                await self._tell_theirs()
            raise
        self._blank()
        await self._reload()
        self.saved += 1
        if done is None:
            self._offer(None)
            self._say(_("C’est enregistré, et le calendrier en tient compte."))
        else:
            self._offer(done, _("Vaccination notée."))

    @handler(roles=PATIENT)
    async def edit(self, entry_id: str):
        """Put a dose into the form, to complete or correct it."""
        form: FormView = await work.run(_look, dose_views.form_of, self._actor, {"entry_id": entry_id, "lang": self.language})
        self._blank()
        self._fill(form)
        self.form, self.editing = form.form, entry_id
        self._mark(form.form.against)
        if form.form.document:
            also = {"person_id": self.subject, "also": form.form.document, "lang": self.language}
            self.papers = await work.run(_look, dose_views.papers, self._actor, also)

    @handler(roles=PATIENT)
    async def give_up(self):
        """An empty form; nothing is changed."""
        self._blank()

    @handler(roles=PATIENT)
    async def remove(self, entry_id: str, version: int):
        """Take a dose away, from the calendar too; ten seconds to come back. One written since elsewhere is shown instead."""
        try:
            undo = await work.run(_write, service.remove, self._actor, {"entry_id": entry_id, "version": version})
        except DomainError:
            await self._reload()
            raise
        if self.editing == entry_id:
            self._blank()
        await self._reload()
        self._offer(undo, _("Vaccination retirée, du calendrier aussi."))

    @handler(roles=PATIENT)
    async def undo(self):
        """Take back what was just done."""
        await self._take_back(self._reload)

    @handler(roles=PATIENT)
    async def too_late(self):
        """Ten seconds are over."""
        self._offer(None)

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return f"{self.shown_for}/{self.editing}"

    async def _reload(self) -> None:
        start = self.router.url.query_parameters.get("debut", "")
        whose = {"person_id": self.subject, "lang": self.language}
        from_place = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 0
        page = await work.run(_look, dose_views.page_of, self._actor, whose | {"start": from_place})
        self.papers = await work.run(_look, dose_views.papers, self._actor, whose)
        self.rows = page.rows
        self.total_label = plural("{n} vaccination", "{n} vaccinations", page.total, self.language)
        self.following = f"{PAGE}?debut={page.following}" if page.following else ""
        self.first = PAGE if page.start else ""
        self.shown_for = self.subject

    async def _ask(self, typed: DoseForm, error: FieldErrors) -> None:
        """Put the question beside its box, with the lines to choose among."""
        self._typed, self.doubted = repr(typed), True
        self.errors = {box: message(cause, self.language) for box, cause in error.causes.items()}
        self.words = Words("info", next(iter(self.errors.values())))
        if "compte" in self.errors and self._offered_for != occasion(typed):
            given = {"person_id": self.shown_for, "form": typed, "entry_id": self.editing, "lang": self.language}
            self.lines = await work.run(_look, dose_views.lines, self._actor, given)
            self._offered_for = occasion(typed)

    def _fill(self, form: FormView) -> None:
        self._version, self.edited_label = form.version, form.said
        self.lines, self._offered_for = form.lines, occasion(form.form)

    def _blank(self) -> None:
        self.editing = self.edited_label = self.problem = self._typed = self._offered_for = ""
        self.form, self.lines = DoseForm(), []
        self.doubted = False
        self._mark(())
        self.opened += 1

    def _mark(self, against: tuple[str, ...]) -> None:
        """The diseases, those of the dose that is corrected ticked."""
        self.diseases = [Choice(one.id, one.label, one.id in against) for one in dose_views.diseases(self.language)]

    def _act(
        self, typed: DoseForm, secret: bool, given: dict[str, object]
    ) -> tuple[Callable[..., object], Actor, dict[str, object]]:
        given = {"form": typed} | given
        if self.editing:
            return doses.edit, self._actor, given | {"entry_id": self.editing, "version": self._version}
        return doses.add, self._actor, given | {"person_id": self.shown_for, "secret": secret and self.may_hide}

    async def _tell_theirs(self) -> None:
        given = {"entry_id": self.editing, "lang": self.language}
        form: FormView = await work.run(_look, dose_views.form_of, self._actor, given)
        self._version, self.edited_label = form.version, form.said


def _look(view: Callable[..., object], actor: Actor, given: dict[str, object]) -> object:
    with current().db.read() as uow:
        return view(uow, actor=actor, context=accounts.context_for(uow, actor), **given)


def _write(verb: Callable[..., object], actor: Actor, given: dict[str, object]) -> object:
    with current().db.uow() as uow:
        done = verb(uow, actor=actor, context=accounts.context_for(uow, actor), **given)
        uow.commit()
    return done


def _may_keep(actor: Actor, person_id: str) -> bool:
    with current().db.read() as uow:
        return may_keep(uow, actor, person_id)
