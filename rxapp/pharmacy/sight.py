"""Who stands on which side of an order, and the things of this room as `policy` sees them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import col

from rxapp.accounts.people import OPERATING as _OPERATING
from rxapp.accounts.standing import actor_of, has_left, not_closed
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, Refused, Role, can_see, require
from rxapp.pharmacy.life import LIVE, Side, State
from rxapp.pharmacy.models import Order, OrderDocument, Pharmacy, PharmacyStaff
from rxapp.record.lending import Holder, Loan

KIND = "order"
DIRECTORY = Item("directory", owner=None)
"""The public list of pharmacies."""
OPERATING = _OPERATING
"""What the operator's own acts bear on: loading the directory, saying who works where."""


AT_WORK = not_closed(col(PharmacyStaff.account_id))
"""Of those who work somewhere: whose account is not closed."""


def pharmacy_of(uow: UnitOfWork, actor: Actor) -> str | None:
    """The pharmacy at whose counter an account works, None for everybody else."""
    if actor.role is not Role.PHARMACY:
        return None
    row = uow.session.get(PharmacyStaff, actor.account_id)
    return None if row is None else row.pharmacy_id


def staff_of(uow: UnitOfWork, pharmacy_id: str) -> tuple[str, ...]:
    """The accounts that work at a pharmacy and are not closed, in the order they came."""
    wanted = select(PharmacyStaff.account_id).where(PharmacyStaff.pharmacy_id == pharmacy_id, AT_WORK)
    return tuple(uow.session.execute(wanted.order_by(col(PharmacyStaff.since), col(PharmacyStaff.account_id))).scalars())


def orders_of(person_id: str, *, secret: bool = False) -> Item:
    """All the orders of a person as `policy` sees them."""
    return Item(KIND, owner=person_id, hidden=secret)


def sees_secrets(actor: Actor, context: Context, person_id: str) -> bool:
    """Whether what a minor keeps from their parents exists for this actor: for them alone."""
    return can_see(actor, orders_of(person_id, secret=True), context)


def pharmacy_item(pharmacy_id: str, actor: Actor) -> Item:
    """What a pharmacy says of itself, before an account that works there."""
    return Item("pharmacy", owner=None, lent_to=frozenset({actor.account_id}))


def is_held(order: Order, uow: UnitOfWork) -> bool:
    """Whether the pharmacy to which it was sent still holds an order: while it lives, then as long as it was said."""
    return order.state in LIVE or (order.seen_until is not None and uow.clock.now() < order.seen_until)


def is_late(order: Order) -> bool:
    """Whether it was taken long ago and is not begun: its delay is over, and the person may take it elsewhere."""
    return order.state == State.RECEIVED and order.reminded


def item_of(uow: UnitOfWork, order: Order, actor: Actor) -> Item:
    """An order as `policy` sees it for this actor; at a counter that of somebody who left does not exist."""
    held = pharmacy_of(uow, actor) == order.pharmacy_id and is_held(order, uow) and not has_left(uow, order.person_id)
    lent = frozenset({actor.account_id}) if held else frozenset()
    return Item(KIND, owner=order.person_id, author=order.placed_by, hidden=order.secret, lent_to=lent)


def order_row(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, action: str, order_id: str) -> Order:
    """An order, once `policy` has agreed. Raises DomainError ``introuvable``, a `policy.Refused` when it exists for others.

    Being refused what a minor keeps from their parents leaves no line, since a parent reads that history.
    """
    order = uow.keep(uow.session.get(Order, order_id))
    if order is None:
        raise DomainError("introuvable")
    try:
        require(actor, action, item_of(uow, order, actor), context)
    except Refused:
        if order.secret or has_left(uow, order.person_id):
            raise DomainError("introuvable") from None
        raise
    return order


def over_at(uow: UnitOfWork, actor: Actor, order_id: str) -> Order | None:
    """An order of the actor's pharmacy that it holds no more: whoever acts on it is told how it ended, and no more."""
    order = uow.session.get(Order, order_id)
    if order is None or order.pharmacy_id != pharmacy_of(uow, actor) or is_held(order, uow):
        return None
    return order


def side_of(actor: Actor) -> Side:
    """The side on which an actor stands, once it is known that the order exists for them."""
    if actor.role is Role.SYSTEM:
        return Side.SYSTEM
    return Side.PHARMACY if actor.role is Role.PHARMACY else Side.PATIENT


def lent_document(uow: UnitOfWork, actor: Actor, document_id: str) -> Loan | None:
    """Whether a document was sent with an order that the actor's pharmacy holds or held, and as a minor's secret or not."""
    pharmacy_id = pharmacy_of(uow, actor)
    if pharmacy_id is None:
        return None
    sent = (
        select(Order)
        .join(OrderDocument, col(OrderDocument.order_id) == col(Order.id))
        .where(OrderDocument.document_id == document_id, Order.pharmacy_id == pharmacy_id)
    )
    orders = uow.session.execute(sent).scalars().all()
    held = [order for order in orders if is_held(order, uow)]
    if held:
        return Loan(quiet=all(order.secret for order in held))
    return Loan(quiet=any(order.secret for order in orders), over=True) if orders else None


def holders(uow: UnitOfWork, document_id: str, _lang: str) -> Iterator[Holder]:
    """For `record.lending`: the pharmacies to which a document was sent, each as one of those who work there."""
    sent = (
        select(PharmacyStaff.account_id, Pharmacy.id, Pharmacy.name)
        .join(Order, col(Order.pharmacy_id) == col(PharmacyStaff.pharmacy_id))
        .join(OrderDocument, col(OrderDocument.order_id) == col(Order.id))
        .join(Pharmacy, col(Pharmacy.id) == col(Order.pharmacy_id))
        .where(OrderDocument.document_id == document_id)
    )
    told = set[str]()
    ordered = sent.distinct().order_by(col(Pharmacy.name), col(Pharmacy.id), col(PharmacyStaff.account_id))
    for account_id, pharmacy_id, name in uow.session.execute(ordered):
        who = actor_of(uow, account_id)
        if who is not None and pharmacy_id not in told:
            told.add(pharmacy_id)
            yield Holder(who, name)


def at_counters(uow: UnitOfWork, person_id: str) -> Iterator[tuple[Actor, str]]:
    """For `record.lending`: the documents of a person's orders that a pharmacy holds, each with one who works there."""
    sent = select(OrderDocument.document_id, Order).join(Order, col(OrderDocument.order_id) == col(Order.id))
    for document_id, order in uow.session.execute(sent.where(Order.person_id == person_id)).all():
        staff = staff_of(uow, order.pharmacy_id) if is_held(order, uow) else ()
        who = next((one for one in (actor_of(uow, account_id) for account_id in staff) if one is not None), None)
        if who is not None:
            yield who, document_id


def has_dealt(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether an account works at a pharmacy to which an order of this person was sent, over or not."""
    sent = (
        select(Order.id)
        .join(PharmacyStaff, col(PharmacyStaff.pharmacy_id) == col(Order.pharmacy_id))
        .where(PharmacyStaff.account_id == account_id, Order.person_id == person_id)
    )
    return uow.session.execute(sent.limit(1)).first() is not None


def number_of(order: Order) -> str:
    """What an order is called at the counter: six signs, that say nothing."""
    return order.id[:6].upper()
