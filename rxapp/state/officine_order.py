"""State of one order at the counter: what was sent, its lines, its history, and every act that its state allows.

What is sent back with an act is the version that was on screen: an order that moved meanwhile is shown anew, and nothing is
overwritten. A dialog keeps what is typed whatever happens behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from rxapp.accounts.errors import FieldErrors
from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, translate
from rxapp.core.policy import Refused
from rxapp.pharmacy import service, views
from rxapp.pharmacy.service import LineChange, LineForm, LineState
from rxapp.pharmacy.service import State as Where
from rxapp.pharmacy.views import NOTHING, OrderDetail
from rxapp.runtime import current
from rxapp.state import officine_reading as reading
from rxapp.state import orders
from rxapp.state.handler import PHARMACY, Form, beside, handler
from rxapp.state.officine_address import PAGE
from rxapp.state.officine_reading import Choice, Paper
from rxapp.state.shell import Shell

STEPS = {"receive": service.receive, "prepare": service.prepare, "ready": service.make_ready, "resume": service.resume}
"""Moves that need no more than a click."""
DIALOGS = ("refuse", "promise", "type")
"""Questions about the order."""
LINE_DIALOGS = {"wait": LineState.ON_HOLD, "decline": LineState.DECLINED, "propose": LineState.ON_HOLD}
"""Questions about one line, and where it goes then."""
BOXES = {"refus.raison": "raison", "refus.jour": "jour", "commande.heure": "heure", "commande.proposition": "medicament"}
"""Beside which box an error is said."""


class CodeForm(Form):
    """The code that is shown at the counter, and the version of the order on screen."""

    code: str
    version: str


class RefusalForm(Form):
    """Why; the day and the words that go with it."""

    raison: str = ""
    jour: str = ""
    mots: str = ""


class PromiseForm(Form):
    """When it will be ready, and a word."""

    jour: str = ""
    heure: str = ""
    mot: str = ""


class LineWords(Form):
    """What is said of one line: why it waits, how much there is, when it comes, what is proposed."""

    raison: str = ""
    part: str = ""
    jour: str = ""
    heure: str = ""
    medicament: str = ""
    mot: str = ""


class TypedForm(Form):
    """A line of the prescription, as it is typed; an unticked box is absent, a list that does not show is null."""

    document: str | None = None
    medicament: str = ""
    dose: str = ""
    rythme: str = ""
    jours: str = ""
    renouvellements: str = ""
    non_substituable: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a dialog is about: a line and its drug, or the order; the boxes start from the rest."""

    line: str = ""
    drug: str = ""
    day: str = ""
    hour: str = ""
    note: str = ""


class OfficineOrderState(Shell):
    """One order. ``gone``: it is no longer at this counter, and how that came. ``dialog``: the question asked, "" for none.

    ``as_of``: when it was read as it shows. ``edition`` starts the boxes of a dialog afresh; ``turned``: how often the act that
    was pressed went away with its move.
    """

    detail: OrderDetail = NOTHING
    as_of: str = ""
    papers: list[Paper] = []
    missing: bool = False
    gone: str = ""
    back: str = PAGE
    dialog: str = ""
    about: About = About()
    days: list[Choice] = []
    reasons: list[Choice] = []
    names: list[str] = []
    paper_choices: list[Choice] = []
    edition: int = 0
    attempt: int = 0
    turned: int = 0
    _version: int = 0
    _left: bool = False

    @handler(roles=PHARMACY)
    async def step(self, seen: str, version: int, move: str):
        """Take it, begin, make it ready, take it back: at the version on screen."""
        verb = STEPS.get(move)
        if verb is None:
            raise DomainError("commande.interdit")
        await self._act(verb, version=version)
        if move in ("ready", "resume"):  # what was pressed is gone
            self.turned += 1

    @handler(roles=PHARMACY, form=CodeForm)
    async def hand_over(self, seen: str, form_data: dict):
        """Hand it over against the code; a wrong one is said beside the box, which keeps it."""
        form: CodeForm = form_data
        self.attempt += 1
        version = int(form.version) if form.version.isascii() and form.version.isdigit() else 0
        boxes = {"retrait.": "code"}
        now = await self._act(service.hand_over, boxes=boxes, version=version, code=form.code)
        self.turned += 1
        whole = now is Where.COLLECTED
        self._say(_("La commande est remise.") if whole else _("Ce qui était prêt est remis ; la suite est en préparation."))

    @handler(roles=PHARMACY)
    async def ask(self, seen: str, dialog: str):
        """Open a question about the order."""
        if dialog not in DIALOGS:
            raise DomainError("introuvable")
        day, hour = reading.day_and_hour(self.detail.row.promised)
        self._open(dialog, About(day=day, hour=hour, note=self.detail.note), self.detail.row.version)

    @handler(roles=PHARMACY)
    async def ask_line(self, seen: str, dialog: str, line_id: str, version: int):
        """Open a question about one line, as it was seen."""
        line = next((one for one in self.detail.lines if one.id == line_id), None)
        if line is None or dialog not in LINE_DIALOGS:
            raise DomainError("introuvable")
        day, hour = reading.day_and_hour(line.expected)
        self._open(dialog, About(line.id, line.drug, day, hour, line.note), version)

    @handler(roles=PHARMACY)
    async def close(self):
        """Ask nothing more; what was typed is let go."""
        self.dialog = ""

    @handler(roles=PHARMACY, form=RefusalForm)
    async def refuse(self, seen: str, form_data: dict):
        """Refuse it with its reason; the order leaves the counter."""
        form: RefusalForm = form_data
        self.attempt += 1
        number = self.detail.row.number
        try:
            day = reading.day_of(form.jour) if form.raison == "too_early" else None
            said = {"reason": form.raison, "until": day, "words": form.mots}
            await orders.act(service.refuse, self._actor, order_id=seen, version=self._version, **said)
        except DomainError as error:
            await self._look(error)
            raise reading.beside(error, BOXES) from None
        self.dialog, self._left = "", True
        self._say_there(
            translate(_("La commande n° {numero} est refusée, la personne est prévenue."), self.language, numero=number)
        )
        return rx.redirect(self.back)

    @handler(roles=PHARMACY, form=PromiseForm)
    async def promise(self, seen: str, form_data: dict):
        """Say when it will be ready, and a word to the person."""
        form: PromiseForm = form_data
        self.attempt += 1
        at = reading.instant_of(form.jour, form.heure)
        await self._act(service.promise, boxes=BOXES, version=self._version, at=at, note=form.mot)
        self.dialog = ""
        self._say(_("La personne est prévenue."))

    @handler(roles=PHARMACY)
    async def line_to(self, seen: str, line_id: str, version: int, state: str):
        """Take a line to « ready » or « to prepare », at the version on screen."""
        if state not in (LineState.IN_PROGRESS, LineState.PREPARATION):
            raise DomainError("commande.ligne_interdit")
        change = LineChange(LineState(state))
        await self._act(service.change_line, line_id=line_id, version=version, change=change)

    @handler(roles=PHARMACY, form=LineWords)
    async def say_of_line(self, seen: str, form_data: dict):
        """Answer the question about one line: it waits, it is not dispensed, something else is proposed."""
        form: LineWords = form_data
        self.attempt += 1
        if self.dialog not in LINE_DIALOGS:
            raise DomainError("introuvable")
        given: dict[str, Any] = {"line_id": self.about.line, "version": self._version}
        if self.dialog == "propose":
            verb, more = service.propose, {"replacement": form.medicament, "note": form.mot}
        else:
            expected = reading.instant_of(form.jour, form.heure) if self.dialog == "wait" else None
            change = LineChange(LINE_DIALOGS[self.dialog], form.raison, form.part, expected, form.mot)
            verb, more = service.change_line, {"change": change}
        await self._act(verb, boxes=BOXES, **given, **more)
        self.dialog = ""
        self._say(_("La personne est prévenue."))

    @handler(roles=PHARMACY, form=TypedForm)
    async def type_line(self, seen: str, form_data: dict):
        """Type a line of a prescription; it bears the pharmacy's mark."""
        form: TypedForm = form_data
        self.attempt += 1
        line = LineForm(form.medicament, form.dose, form.rythme, form.jours, form.renouvellements, not form.non_substituable)
        document = form.document or next((one.id for one in self.papers), "")
        try:
            await self._act(service.type_line_at_counter, document_id=document, form=line)
        except FieldErrors as wrong:
            names = {"drug": "medicament", "days": "jours", "renewals": "renouvellements"}
            raise FieldErrors({names[name]: error for name, error in wrong.causes.items()}) from None
        self.edition += 1
        self._say(_("La ligne est ajoutée."))

    @handler(roles=PHARMACY)
    @beside
    async def suggest(self, typed: str):
        """Names of medicines that begin so; nothing is ever chosen for anybody."""
        self.names = list(views.suggest(typed[:100]))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.detail.row.id

    async def _load(self, order_id: str, back: str, *, opening: bool) -> None:
        """Show an order; its papers when it is opened, its state each time something moves."""
        self.back = back
        if self._left and not opening:  # on the way to the board
            return
        if opening:
            self._left = False
            self.detail, self.papers, self.missing, self.gone = NOTHING, [], False, ""
            self.dialog, self.edition = "", self.edition + 1
        try:
            if opening:
                shown = await work.run(reading.opened, self._actor, order_id, self.language)
                self.papers = shown.papers
                self._show(shown.detail)
            elif not self.missing:
                self._show(await work.run(reading.looked, self._actor, order_id, self.language))
        except DomainError as error:
            if error.code != "introuvable":
                raise
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, current().db, error)
            await self._leave(order_id)

    def _forget(self) -> None:
        """Keep nothing of an order that does not show: this counter's access may end meanwhile."""
        self.detail, self.papers, self.missing, self.gone, self.dialog = NOTHING, [], False, "", ""
        self.about, self.paper_choices = About(), []

    def _show(self, detail: OrderDetail) -> None:
        if self.detail.code_blocked and not detail.code_blocked:  # a new code was made: what was said of the old one is over
            self._clear_words()
        if detail != self.detail:
            self.detail = detail
            self.as_of = date_time(current().clock.now(), self.language)

    async def _leave(self, order_id: str) -> None:
        """The order is no longer at this counter: say how that came, keep nothing of it."""
        gone = await work.run(reading.how_it_ended, self._actor, order_id)
        self._forget()
        self.missing, self.gone = True, gone

    async def _act(self, verb: Callable[..., Any], *, boxes: dict[str, str] | None = None, **given: Any) -> Any:
        """One act on the order on screen, and the order as it is then, also after a refusal."""
        try:
            done = await orders.act(verb, self._actor, order_id=self.detail.row.id, **given)
        except DomainError as error:
            await self._look(error)
            raise reading.beside(error, boxes or {}) from None
        await self._load(self.detail.row.id, self.back, opening=False)
        return done

    async def _look(self, error: DomainError) -> None:
        """See the order as it is; the next try of an open dialog bears on that, since its reader was told."""
        await self._load(self.detail.row.id, self.back, opening=False)
        if error.code.startswith(("commande.entretemps", "commande.ligne_perimee")):
            line = next((one for one in self.detail.lines if one.id == self.about.line), None)
            self._version = line.version if line is not None else self.detail.row.version

    def _open(self, dialog: str, about: About, version: int) -> None:
        self.dialog, self.about, self._version = dialog, about, version
        self.days = reading.days(self.language)
        reasons = [("", _("Choisissez")), *((one.code, one.label) for one in views.REASONS.values())]
        self.reasons = [Choice(code, translate(label, self.language)) for code, label in reasons]
        self.paper_choices = [Choice(one.id, one.title) for one in self.papers]
        self.edition += 1
        self.names = []
