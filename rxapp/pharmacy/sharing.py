"""What a person chooses to tell a pharmacy beside the prescription: allergies, other treatments. Nothing unless they say so.

It goes with one order to one pharmacy, sealed with the rest of it; sent elsewhere, the order leaves without it. As long as the
order goes on it may be told, corrected or taken back; the counter is told that it changed, and reads what it is by then.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlmodel import col

from rxapp.accounts.errors import FieldErrors
from rxapp.core import i18n
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role
from rxapp.pharmacy import acts, moves, telling
from rxapp.pharmacy.content import open_order, rewrite_order
from rxapp.pharmacy.fields import MOST_NOTE
from rxapp.pharmacy.looks import owe_list
from rxapp.pharmacy.models import Order
from rxapp.pharmacy.sight import order_row, sees_secrets
from rxapp.record.names import clean_text

LOOKED_AT = 10
"""How many of the latest orders are looked through for what was shared."""


@dataclass(frozen=True)
class Shared:
    """What is shared; both empty shares nothing. An empty one is not told, which is never « none »."""

    allergies: str = ""
    treatments: str = ""


@dataclass(frozen=True)
class SharedBefore:
    """What was shared last, and the day of that order in words; all empty when nothing was."""

    allergies: str = ""
    treatments: str = ""
    day_label: str = ""


NEVER_SHARED = SharedBefore()
NOTHING_SHARED = Shared()


def checked(shared: Shared) -> Shared:
    """Cleaned; never cut, since a cut list of allergies is a wrong one. Raises FieldErrors (``allergies``, ``treatments``)."""
    said, wrong = {}, {}
    for name in ("allergies", "treatments"):
        typed: str = getattr(shared, name)
        said[name] = clean_text(typed, MOST_NOTE)
        if said[name] != clean_text(typed, max(1, len(typed))):
            wrong[name] = DomainError("partage.trop_long", maximum=MOST_NOTE)
    if wrong:
        raise FieldErrors(wrong)
    return Shared(**said)


def share(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str, shared: Shared, seen: Shared = NOTHING_SHARED
) -> None:
    """Share this with the pharmacy of an order from now on, nothing of it when both are empty; the same again changes nothing.

    ``seen``: what was shared as the one who changes it read it, so that nobody overwrites what they did not read.

    Raises DomainError ``introuvable``, ``commande.interdit`` once it is over, ``partage.entretemps``; FieldErrors as `checked`.
    """
    order = order_row(uow, actor=actor, context=context, action="edit", order_id=order_id)
    if actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    shared = checked(shared)
    moves.require_going_on(uow, order)
    said = open_order(uow, order)
    held = Shared(said.allergies, said.treatments)
    if shared == held:
        return
    if seen != held:
        raise DomainError("partage.entretemps")
    told = shared != NOTHING_SHARED
    rewrite_order(uow, order, **asdict(shared), taken_back=not told)
    moves.write_line(uow, actor, order, acts.SHARED if told else acts.UNSHARED)
    mark = f"partage|{uow.clock.now().isoformat()}"
    telling.to_staff(uow, order, telling.RESHARED if told else telling.UNSHARED, mark=mark, **telling.WHILE_LIVE)


def last_shared(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str, secret: bool
) -> SharedBefore:
    """What was shared with the latest order of a person that shared something, among those this actor sees; nothing when that
    is a later one from which it was taken back.

    ``secret``: it is proposed for a minor's secret order; for one that parents read, what was shared in secret is not.
    Raises DomainError ``introuvable``.
    """
    if actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    wanted = select(Order).where(Order.person_id == person_id)
    if not secret or not sees_secrets(actor, context, person_id):
        wanted = wanted.where(col(Order.secret).is_(False))
    wanted = wanted.order_by(col(Order.placed_at).desc(), col(Order.id).desc()).limit(LOOKED_AT)
    for order in uow.session.execute(wanted).scalars():
        said = open_order(uow, order)
        if said.allergies or said.treatments:
            return SharedBefore(said.allergies, said.treatments, i18n.long_date(paris_date(order.placed_at), lang))
        if said.taken_back:
            break
    return NEVER_SHARED
