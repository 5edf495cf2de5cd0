"""Who is told of a move: the other side, once per move. Nothing medical is said, and the staff reads no name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from sqlalchemy import select

from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import actor_of, told_for
from rxapp.core.clock import PARIS
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _
from rxapp.core.policy import Actor, HelpScope
from rxapp.notices.announcer import Announces
from rxapp.pharmacy import prescriptions, spelling
from rxapp.pharmacy.handed import Handed
from rxapp.pharmacy.life import LIVE, LineState, Move, Side
from rxapp.pharmacy.models import Order, OrderLine, Pharmacy, PrescriptionLine
from rxapp.pharmacy.sight import has_dealt, number_of, staff_of

KIND = "commande"
WHILE_LIVE = {"tant_que": "live"}
"""Of what holds as long as the order goes on, however it moves meanwhile: what is shared is to be read again."""
TOLD_AT = time(9)
"""In Paris: when the day of a renewal is told."""

TITLE = _("Commande à la pharmacie")
TITLE_OF_ANOTHER = _("Commande à la pharmacie pour {prenom}")
TO_STAFF = {
    Move.SEND: _("Nouvelle commande n° {numero}."),
    Move.CANCEL: _("La commande n° {numero} est annulée."),
    Move.EXPIRE: _("La commande n° {numero} a expiré."),
}
TO_PATIENT = {
    Move.RECEIVE: _("{pharmacie} a reçu la commande."),
    Move.PREPARE: _("{pharmacie} prépare la commande."),
    Move.READY: _("La commande est prête : {pharmacie}."),
    Move.RESUME: _("La commande n’est plus prête : {pharmacie} la reprend."),
    Move.HAND_PART: _("La commande est remise en partie : {pharmacie} prépare la suite."),
    Move.HAND_OVER: _("La commande est remise : {pharmacie}."),
    Move.REFUSE: _("{pharmacie} ne peut pas préparer la commande. Voyez pourquoi, et quoi faire."),
    Move.CANCEL: _("La commande à {pharmacie} est annulée."),
    Move.EXPIRE: _("La commande à {pharmacie} a expiré. Vous pouvez l’envoyer ailleurs."),
}
READY_IN_PART = _("Une partie de la commande est prête : {pharmacie}. Le reste attend.")
CLOSED = _("{pharmacie} a fermé : la commande est annulée. Vous pouvez l’envoyer ailleurs.")
LATE = _("{pharmacie} ne prépare pas encore la commande. Vous pouvez attendre, ou l’envoyer ailleurs.")
LATE_HERE = _("La commande n° {numero} est en retard : sa préparation n’est pas commencée.")
REMINDER = _("La commande vous attend : {pharmacie}. Elle est gardée jusqu’au {fin}.")
BLOCKED = _("Trop d’essais avec un mauvais code à {pharmacie} : faites un nouveau code, et montrez celui-là.")
ASKED = _("{pharmacie} vous demande quelque chose au sujet de la commande.")
RENEWABLE = _("Un médicament peut être délivré de nouveau : vous pouvez le renouveler.")
CHANGED = _("{pharmacie} a mis à jour la commande.")
ANSWERED = _("Réponse à votre question : commande n° {numero}.")
RESHARED = _("La commande n° {numero} a changé : allergies et traitements à relire.")
UNSHARED = _("La commande n° {numero} a changé : les allergies et traitements ne sont plus partagés.")


_announcers: list[Announces] = []


def join(announcer: Announces) -> None:
    """Announce by `notices.service` from now on. Called once, where the application is put together."""
    _announcers[:] = [announcer]


def moved(uow: UnitOfWork, order: Order, *, side: Side, move: Move, actor: Actor) -> None:
    """Tell the other side of a move; both when Carnet itself moves."""
    if side is not Side.PHARMACY:
        to_staff(uow, order, TO_STAFF[move], mark=f"{order.version}")
    if side is not Side.PATIENT:
        text = TO_PATIENT[move]
        if move is Move.READY and waits(uow, order):
            text = READY_IN_PART
        elif move is Move.CANCEL and is_closed(uow, order):
            text = CLOSED
        to_patient(uow, order, text, mark=f"{order.version}")


def is_closed(uow: UnitOfWork, order: Order) -> bool:
    """Whether the pharmacy of an order left the directory."""
    pharmacy = uow.session.get(Pharmacy, order.pharmacy_id)
    return pharmacy is None or pharmacy.closed_at is not None


def waits(uow: UnitOfWork, order: Order) -> bool:
    """Whether a line of it waits, as the person was told: nobody should come for what is not there."""
    waiting = select(OrderLine.id).where(OrderLine.order_id == order.id, OrderLine.state == LineState.ON_HOLD)
    return uow.session.execute(waiting.limit(1)).first() is not None


def onlookers(uow: UnitOfWork, order_id: str) -> tuple[str, ...]:
    """The accounts whose open pages may show an order: those that speak for the person, and the staff of its pharmacy."""
    order = uow.session.get(Order, order_id)
    return () if order is None else (*_patients(uow, order), *staff_of(uow, order.pharmacy_id))


def to_staff(uow: UnitOfWork, order: Order, text: str, *, mark: str, **more: object) -> None:
    """Tell everyone at the counter of the order's pharmacy; they read a number, and open the order to know more.

    ``more``: facts, `WHILE_LIVE` among them.
    """
    for account_id in staff_of(uow, order.pharmacy_id):
        _announce(uow, order, account_id, text, mark, href="/officine", facts=more)


def to_patient(uow: UnitOfWork, order: Order, text: str, *, mark: str, **more: object) -> None:
    """Tell who speaks for the person; of what a minor keeps secret, the minor alone. ``more``: facts that fill the text."""
    pharmacy = uow.session.get(Pharmacy, order.pharmacy_id)
    name = identity_of(uow, order.person_id).usual_name
    for account_id in _patients(uow, order):
        who = actor_of(uow, account_id)
        theirs = who is not None and who.person_id != order.person_id
        facts = {"pharmacie": spelling.name(pharmacy.name) if pharmacy else "…", "prenom": name if theirs else ""} | more
        title = TITLE_OF_ANOTHER if theirs else TITLE
        _announce(uow, order, account_id, text, mark, href="/pharmacie", facts=facts, title=title)


def _patients(uow: UnitOfWork, order: Order) -> tuple[str, ...]:
    return (order.placed_by,) if order.secret else told_for(uow, order.person_id, HelpScope.PHARMACY)


def _announce(
    uow: UnitOfWork,
    order: Order,
    account_id: str,
    text: str,
    mark: str,
    *,
    href: str,
    facts: dict[str, object],
    title: str = TITLE,
) -> None:
    topic = f"commande|{order.id}"
    for announcer in _announcers:
        announcer.announce(
            uow,
            account_id=account_id,
            person_id=order.person_id,
            kind=KIND,
            once=f"{topic}|{mark}",
            title=title,
            text=text,
            href=f"{href}?commande={order.id}",
            facts={**facts, "numero": number_of(order), "commande": order.id, "version": order.version},
            due_at=uow.clock.now(),
            occasion=f"{topic}|{mark}",  # `stands` drops what has moved on
            topic=topic,
        )


def renewable(uow: UnitOfWork, order: Order, line_id: str) -> None:
    """A line was just handed over: on the day it may be again, tell who speaks for the person, once for one order and day."""
    row = uow.session.get(PrescriptionLine, line_id)
    if row is None or not prescriptions.is_left(uow, row, secrets=order.secret):
        return
    handed = Handed(uow.clock.today(), order.pharmacy_id)
    day = prescriptions.due_on(handed, prescriptions.line_of(uow, row))
    if day is None:
        return
    again = {"ligne": line_id, "fois": prescriptions.times(row, secrets=order.secret), "secret": order.secret}
    href = f"/pharmacie?envoyer=pharmacie&ordonnance={row.document_id}&ligne={line_id}"
    name, due_at = identity_of(uow, order.person_id).usual_name, datetime.combine(day, TOLD_AT, PARIS)
    for account_id in _patients(uow, order):
        who = actor_of(uow, account_id)
        theirs = who is not None and who.person_id != order.person_id
        occasion = f"renouveler|{order.id}|{day.isoformat()}"
        for announcer in _announcers:
            announcer.announce(
                uow,
                account_id=account_id,
                person_id=order.person_id,
                kind=KIND,
                once=f"renouveler|{line_id}|{again['fois']}",
                title=TITLE_OF_ANOTHER if theirs else TITLE,
                text=RENEWABLE,
                href=href,
                facts={**again, "prenom": name if theirs else ""},
                due_at=due_at,
                occasion=occasion,
                topic=occasion,
            )


def stands(uow: UnitOfWork, facts: Mapping[str, object]) -> bool:
    """Whether what was told still holds: the order has not moved since, or goes on when that is enough; the line was neither
    dispensed again nor ordered.
    """
    if line_id := facts.get("ligne"):
        return prescriptions.may_be_renewed(uow, str(line_id), facts["fois"], secret=bool(facts["secret"]))
    order = uow.session.get(Order, facts.get("commande"))
    if order is None:
        return False
    return order.state in LIVE if WHILE_LIVE.items() <= facts.items() else order.version == facts.get("version")


def may_read(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether somebody at a counter may read what they were told about orders of a person: numbers of orders sent there."""
    return has_dealt(uow, account_id, person_id)
