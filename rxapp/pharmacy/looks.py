"""Lines in a person's history: of acts, and of the looks that are owed one (a parent's, the pharmacy's at one order)."""

from __future__ import annotations

from functools import partial

from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.pharmacy import acts
from rxapp.pharmacy.models import Order
from rxapp.pharmacy.sight import order_row, orders_of


def note(uow: UnitOfWork, actor: Actor, person_id: str, action: str, *, item: str | None = None, **details: object) -> None:
    """One line in a person's history, under both names when a parent acts."""
    other = actor.person_id is not None and actor.person_id != person_id
    behalf = identity_of(uow, person_id).full_name if other else None
    audit.record(uow, person_id=person_id, actor=actor, action=action, details=details, item=item, on_behalf=behalf)


def listed(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> None:
    """Write that somebody else saw the list of a person's orders, or what may be ordered, once in `audit.ONE_LOOK`."""
    require(actor, "list", orders_of(person_id), context)
    if actor.person_id != person_id and not audit.is_same_look(uow, person_id=person_id, actor=actor, action=acts.LISTED):
        note(uow, actor, person_id, acts.LISTED)


def consulted(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str) -> None:
    """Write that somebody else saw one order, once in `audit.ONE_LOOK`."""
    order = order_row(uow, actor=actor, context=context, action="see", order_id=order_id)
    look = {"person_id": order.person_id, "actor": actor, "action": acts.LOOKED_AT, "item": order.id}
    if actor.person_id != order.person_id and not audit.is_same_look(uow, **look):
        note(uow, actor, order.person_id, acts.LOOKED_AT, item=order.id)


def owe_list(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> None:
    """For a view of a person's orders: somebody else gets it once `listed` has written it. Raises DomainError ``introuvable``."""
    require(actor, "list", orders_of(person_id), context)
    write = partial(listed, actor=actor, context=context, person_id=person_id)
    audit.owe_look(uow, person_id=person_id, actor=actor, action=acts.LISTED, write=write)


def owe_order(uow: UnitOfWork, *, actor: Actor, context: Context, order: Order) -> None:
    """For a view of one order, the same; none for what a minor keeps from their parents, who read that history."""
    if not order.secret:
        write = partial(consulted, actor=actor, context=context, order_id=order.id)
        audit.owe_look(uow, person_id=order.person_id, actor=actor, action=acts.LOOKED_AT, item=order.id, write=write)
