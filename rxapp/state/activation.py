"""State of `/activation`: the letter's code, then the choice to open, to add a child, or to refuse; or a new letter."""

from __future__ import annotations

import base64

import reflex as rx

from rxapp.accounts import service as accounts
from rxapp.accounts.checking import ActivationTicket, Refusal
from rxapp.core import work
from rxapp.core.connections import Visitor
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import Actor, Role
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, handler, principal_now
from rxapp.state.shell import Shell
from rxapp.state.steady import steady

WAYS_OUT = {
    "activation.expiree": "new",
    "activation.annulee": "new",
    "activation.refus_fait": "new",
    "activation.utilisee": "sign_in",
}
"""What to offer after a refusal, by its code."""


class LetterForm(Form):
    """What stands on the letter, as typed."""

    nir: str
    naissance: str
    code: str


class NewLetterForm(Form):
    """Asking for a new letter; the given name tells twins apart."""

    nir: str
    naissance: str
    prenom: str = ""


class ChildForm(Form):
    """Which child, when twins share the number."""

    enfant: str = ""


class ActivationState(Shell):
    """Where one is: step "code", "open", "child" or "refused"; `sent`: another letter was asked for.

    way_out: what a refusal offers ("new" letter, "sign_in"). attempt, restarted: grow with each try and each new start, so that
    the focus moves.
    """

    step: str = "code"
    ticket: str = ""
    given_names: str = ""
    twins: list[str] = []
    signed_in: bool = False
    way_out: str = ""
    sent: bool = False
    receipt: str = ""
    attempt: int = 0
    restarted: int = 0

    @handler(public=True)
    async def open(self):
        """Say whether a parent is here; asking for a new letter begins from nothing."""
        principal = principal_now.get()
        self.signed_in = principal is not None and principal.role is Role.PATIENT
        if self.router.url.path.endswith("/nouveau"):
            self._start_over()
            self.sent = False

    @handler(public=True, form=LetterForm)
    async def check(self, form_data: dict):
        """Check the letter; the right code opens the next step."""
        form: LetterForm = form_data
        self.attempt += 1
        self.way_out = ""
        try:
            async with steady():
                ticket = await work.run(_check, form, self._visitor)
        except DomainError as error:
            self.way_out = WAYS_OUT.get(error.code, "")
            raise
        self.ticket, self.given_names, self.twins = ticket.token, ticket.given_names, list(ticket.twins)
        self.step = "child" if ticket.for_parents else "open"

    @handler(public=True, form=NewLetterForm)
    async def ask(self, form_data: dict):
        """Ask for a new letter; the answer is the same for everyone."""
        form: NewLetterForm = form_data
        self.attempt += 1
        self.sent = False
        await work.run(_ask, form, self._visitor)
        self.sent = True
        work.spawn(accounts.answer_requests, current().db)

    @handler(roles=PATIENT, form=ChildForm)
    async def add_child(self, form_data: dict):
        """A signed-in parent adds their child's record with the child's letter."""
        form: ChildForm = form_data
        self.attempt += 1
        child_id = await work.run(_add_child, self._actor, self.ticket, form.enfant)
        self._start_over()
        self.subject = child_id
        return rx.redirect("/accueil")

    @handler(public=True)
    async def refuse(self):
        """Refuse the space before opening it; no reason is asked."""
        refusal = await work.run(_refuse, self.ticket)
        self._start_over()
        self.step = "refused"
        self.receipt = "data:application/pdf;base64," + base64.b64encode(refusal.pdf).decode()
        self._say(_("Votre refus est enregistré."))

    @handler(public=True)
    async def start_over(self):
        """Back to the first step."""
        self._start_over()
        self.restarted += 1

    def _start_over(self) -> None:
        self.step, self.ticket, self.given_names, self.twins, self.receipt = "code", "", "", [], ""
        self.way_out = ""


def _check(form: LetterForm, visitor: Visitor) -> ActivationTicket:
    return accounts.check_letter(current().db, nir=form.nir, birth_date=form.naissance, code=form.code, address=visitor.address)


def _ask(form: NewLetterForm, visitor: Visitor) -> None:
    with current().db.uow() as uow:
        accounts.request_new_code(uow, nir=form.nir, birth_date=form.naissance, given_name=form.prenom, address=visitor.address)


def _add_child(actor: Actor, ticket: str, chosen: str) -> str:
    with current().db.uow() as uow:
        child_id = accounts.activate_child(uow, actor=actor, ticket=ticket, chosen=chosen or None)
        uow.commit()
    return child_id


def _refuse(ticket: str) -> Refusal:
    with current().db.uow() as uow:
        refusal = accounts.refuse_space(uow, ticket=ticket)
        uow.commit()
    return refusal
