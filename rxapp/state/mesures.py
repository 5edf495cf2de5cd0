"""State of `/profil/mesures`: the last of each kind; one kind (`?mesure=`) with its form, its chart over a period (`?periode=`)
and its list (`?apres=`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Annotated

from pydantic import Field

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.keeping import may_keep
from rxapp.core import work
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.measures import service, views
from rxapp.measures.chart import Chart
from rxapp.measures.fields import Form as Typed
from rxapp.measures.fields import only_doubts
from rxapp.measures.kinds import BY_CODE
from rxapp.measures.service import Undo
from rxapp.measures.views import FormView, KindView, MeasureView
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.mesures_address import Asked, Option, PeriodView, asked, periods
from rxapp.state.shell import Shell, Words

LONGEST_NOTE = 5_000
"""Characters that the box of a note lets in: more than is kept, so that what is too long is refused in words."""


class MeasureForm(Form):
    """A measure as typed; the boxes that a kind has not are absent."""

    valeur: str = ""
    valeur2: str = ""
    unite: str = ""
    jour: str = ""
    heure: str = ""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    secret: str | None = None


class MesuresState(Shell):
    """The page. ``shown_for``: whose measures it shows, "" before the first load; ``kind``: the one that is open, "" for all.

    ``editing``: the measure that the form corrects, "" for a new one; ``doubted``: one was asked whether it is so.
    """

    shown_for: str = ""
    kinds: list[KindView] = []
    kind: str = ""
    title: str = ""
    hint: str = ""
    labels: list[str] = []
    units: list[Option] = []
    periods: list[PeriodView] = []
    rows: list[MeasureView] = []
    chart: Chart = Chart()
    following: str = ""
    first: str = ""
    editing: str = ""
    edited_label: str = ""
    value: str = ""
    value2: str = ""
    unit: str = ""
    day: str = ""
    hour: str = ""
    note: str = ""
    may_hide: bool = False
    doubted: bool = False
    problem: str = ""
    opened: int = 0
    attempt: int = 0
    saved: int = 0
    undo_text: str = ""
    undo_key: str = ""
    undo_seconds: int = 0
    _version: int = 0
    _typed: str = ""
    _undo: Undo | None = None

    @handler(roles=PATIENT)
    async def open(self):
        """Load what the address names."""
        await self._open_shell()
        self._offer(None)
        self._blank()
        await self._reload()
        self.may_hide = await work.run(_may_keep, self._actor, self.subject)

    @handler(roles=PATIENT, form=MeasureForm)
    async def save(self, seen: str, form_data: dict):
        """Keep the measure. What is unusual is asked about; the same sent again is kept."""
        form: MeasureForm = form_data
        self.attempt += 1
        self.problem = ""
        unit = form.unite or self.unit
        typed = Typed(form.valeur, form.valeur2, unit, form.jour, form.heure, form.note)
        sure, self._typed, self.doubted = repr(typed) == self._typed, "", False
        try:
            await work.run(_write, *self._act(typed, sure=sure, secret=bool(form.secret) and self.may_hide))
        except FieldErrors as error:
            if only_doubts(error):
                self._typed, self.doubted = repr(typed), True
                asked_now = message(error.causes["valeur"], self.language)
                self.errors, self.words = {"valeur": asked_now}, Words("info", asked_now)
                return
            raise
        except DomainError as error:
            self.problem = message(error, self.language)
            if error.code == "mesure.change_ailleurs":
                await self._tell_theirs()
            raise
        self._blank()
        self._offer(None)
        await self._reload()
        self.saved += 1
        self._say(_("C’est enregistré."))

    @handler(roles=PATIENT)
    async def edit(self, measure_id: str):
        """Put a measure into the form, to correct it."""
        given = {"measure_id": measure_id, "lang": self.language}
        form: FormView = await work.run(_look, views.form_of, self._actor, given)
        self._blank()
        self.value, self.value2 = (*form.values, "")[:2]
        self.unit, self.day, self.hour, self.note = form.unit, form.day, form.hour, form.note
        self.editing, self._version, self.edited_label = measure_id, form.version, form.said

    @handler(roles=PATIENT)
    async def give_up(self):
        """An empty form; nothing is changed."""
        self._blank()

    @handler(roles=PATIENT)
    async def remove(self, measure_id: str, version: int):
        """Take a measure away as it was read; ten seconds to come back."""
        undo = None
        try:
            undo = await work.run(_write, service.remove, self._actor, {"measure_id": measure_id, "version": version})
        finally:
            await self._reload()
            self._offer(undo)
        if self.editing == measure_id:
            self._blank()

    @handler(roles=PATIENT)
    async def undo(self):
        """Bring back what was just taken away."""
        undo = self._undo
        self._offer(None)
        if undo is None:
            return
        try:
            await work.run(_write, service.take_back, self._actor, {"undo": undo})
        finally:
            await self._reload()
        self._say(_("C’est annulé."))

    @handler(roles=PATIENT)
    async def too_late(self):
        """Ten seconds are over."""
        self._offer(None)

    @handler(roles=PATIENT)
    async def keep(self, measure_id: str):
        """Keep a measure from one's parents."""
        await work.run(_write, service.keep, self._actor, {"measure_id": measure_id})
        await self._reload()
        self._say(_("Gardé pour vous : vos parents ne le voient plus. Ce que l’historique en disait déjà y reste."))

    @handler(roles=PATIENT)
    async def show(self, measure_id: str):
        """Keep it from nobody any more."""
        await work.run(_write, service.show, self._actor, {"measure_id": measure_id})
        await self._reload()
        self._say(_("Vos parents le voient de nouveau."))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return f"{self.shown_for}/{self.kind}/{self.editing}"

    async def _reload(self) -> None:
        wanted = asked(self.router.url.query_parameters)
        whose = {"person_id": self.subject, "lang": self.language}
        if wanted.kind:
            kind = BY_CODE[wanted.kind]
            of_kind = whose | {"kind": kind.code, "period": wanted.period}
            page = await work.run(_look, views.page_of, self._actor, of_kind | {"after": wanted.after})
            self.rows, self.chart = page.rows, await work.run(_look, views.charted, self._actor, of_kind)
            self.following = wanted.starting(page.following).address() if page.following else ""
            self.first = wanted.starting("").address() if wanted.after else ""
            self._name(wanted)
        else:
            self.kinds = await work.run(_look, views.overview, self._actor, whose)
        self.kind, self.shown_for = wanted.kind, self.subject

    def _name(self, wanted: Asked) -> None:
        kind = BY_CODE[wanted.kind]
        say = self.language
        self.title, self.hint = translate(kind.title, say), translate(kind.hint, say) if kind.hint else ""
        self.labels = [translate(words, say) for words in kind.boxes]
        self.units = [Option(unit.code, translate(unit.label, say)) for unit in kind.units]
        if len(kind.units) == 1 and len(kind.boxes) == 1:
            self.labels = [f"{self.title} ({self.units[0].label})"]
        if kind.unit(self.unit) is None:
            self.unit = kind.default.code
        self.periods = periods(wanted, say)

    def _blank(self) -> None:
        self.editing = self.edited_label = self.value = self.value2 = self.day = self.hour = self.note = ""
        self.problem = self._typed = ""
        self.doubted = False
        self.opened += 1

    def _act(self, typed: Typed, *, sure: bool, secret: bool) -> tuple[Callable[..., object], Actor, dict[str, object]]:
        given = {"form": typed, "sure": sure}
        if self.editing:
            return service.edit, self._actor, given | {"measure_id": self.editing, "version": self._version}
        return service.add, self._actor, given | {"person_id": self.shown_for, "kind": self.kind, "secret": secret}

    async def _tell_theirs(self) -> None:
        given = {"measure_id": self.editing, "lang": self.language}
        form: FormView = await work.run(_look, views.form_of, self._actor, given)
        self._version, self.edited_label = form.version, form.said

    def _offer(self, undo: Undo | None) -> None:
        """Offer to bring a measure back; None forgets the one before."""
        self._undo, self.undo_text, self.undo_key = undo, "", ""
        left = 0 if undo is None else ceil((undo.until - current().clock.now()).total_seconds())
        if undo is not None and left > 0:
            self.undo_text = translate(_("Mesure retirée."), self.language)
            self.undo_key, self.undo_seconds = f"{undo.measure_id}|{undo.until.isoformat()}", left
            self.words = Words("done", self.undo_text)


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
