"""What becomes of orders when an account closes: which it may choose about, giving them up, ending what nobody will fetch."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Delete, delete, or_, select, update
from sqlmodel import col

from rxapp.accounts.farewell import Ongoing
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.policy import Actor, Context
from rxapp.pharmacy import moves, spelling
from rxapp.pharmacy.content import open_order
from rxapp.pharmacy.delays import end_all
from rxapp.pharmacy.following import by_carnet
from rxapp.pharmacy.life import LIVE, STATE_WORDS, Move, Side, State
from rxapp.pharmacy.looks import owe_list
from rxapp.pharmacy.models import Order, OrderDocument, OrderLine, OrderMove, Pharmacy, PharmacyChoice, PrescriptionLine
from rxapp.pharmacy.moves import Moving
from rxapp.pharmacy.sight import number_of, order_row, sees_secrets

TITLE = _("Commande n° {numero} : {pharmacie}")


def ongoing(uow: UnitOfWork, actor: Actor, context: Context, people: Sequence[str], lang: str) -> tuple[Ongoing, ...]:
    """The orders of these people that go on, by person then by age; what a minor keeps secret is for the minor alone.

    A parent's look at a child's is owed its line, as any list's. Raises DomainError ``introuvable``.
    """
    rows = []
    for person_id in people:
        owe_list(uow, actor=actor, context=context, person_id=person_id)
        wanted = select(Order, Pharmacy).join(Pharmacy, col(Pharmacy.id) == col(Order.pharmacy_id))
        wanted = wanted.where(Order.person_id == person_id, col(Order.state).in_(LIVE))
        if not sees_secrets(actor, context, person_id):
            wanted = wanted.where(col(Order.secret).is_(False))
        rows += uow.session.execute(wanted.order_by(col(Order.placed_at), col(Order.id))).all()
    return tuple(_said(uow, order, pharmacy, lang) for order, pharmacy in rows)


def _said(uow: UnitOfWork, order: Order, pharmacy: Pharmacy, lang: str) -> Ongoing:
    """Which one it is: nobody knows their orders by number, so that the prescriptions are named."""
    title = translate(TITLE, lang, numero=number_of(order), pharmacie=spelling.name(pharmacy.name))
    sent = plain_date(paris_date(order.placed_at), lang)
    words = (*open_order(uow, order).titles.values(), sent, translate(STATE_WORDS[State(order.state)], lang))
    return Ongoing(order.id, order.person_id, title, " · ".join(words))


def goes_on(uow: UnitOfWork, ids: Collection[str]) -> bool:
    """Whether one of these orders goes on, or ended without its medicines: it may still be sent elsewhere.

    One that Carnet itself cancelled is of those: its pharmacy closed.
    """
    held = (*LIVE, State.REFUSED, State.EXPIRED)
    wanted = select(Order.id).where(col(Order.id).in_(ids), or_(col(Order.state).in_(held), by_carnet(Order)))
    return uow.session.execute(wanted.limit(1)).first() is not None


def cancel(uow: UnitOfWork, actor: Actor, context: Context, ids: Collection[str]) -> None:
    """Give these orders up for the actor; the pharmacy is told. Raises as `moves.make`, and DomainError ``introuvable``."""
    for order_id in ids:
        order = order_row(uow, actor=actor, context=context, action="cancel", order_id=order_id)
        moves.make(Moving(uow, order, actor, Side.PATIENT, order.version), Move.CANCEL)


def end(uow: UnitOfWork, _account_id: str, people: Sequence[str]) -> None:
    """An account is closed: nobody is left to fetch what goes on for these people."""
    for person_id in people:
        end_all(uow, person_id=person_id)


def part(uow: UnitOfWork, _account_id: str, person_id: str) -> None:
    """A person's key goes: what a counter still held of orders handed over, it holds no more."""
    held = (Order.person_id == person_id, col(Order.seen_until).is_not(None))
    uow.session.execute(update(Order).where(*held).values(seen_until=None).execution_options(synchronize_session="fetch"))


def destroy(uow: UnitOfWork, person_id: str, _accounts: Sequence[str]) -> None:
    """A person's record is destroyed: nothing tells any more what was ordered, how often, or where."""
    orders = select(Order.id).where(Order.person_id == person_id)
    for table in (OrderLine, OrderDocument, OrderMove):
        uow.session.execute(_gone(delete(table).where(col(table.order_id).in_(orders))))
    for table in (Order, PrescriptionLine, PharmacyChoice):
        uow.session.execute(_gone(delete(table).where(col(table.person_id) == person_id)))
    uow.session.expire_all()


def _gone(which: Delete) -> Delete:
    return which.execution_options(synchronize_session=False)
