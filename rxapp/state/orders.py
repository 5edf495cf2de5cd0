"""What the screens do to orders and read of them, outside of the event loop; the open pages of both sides look again at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role
from rxapp.pharmacy import views
from rxapp.runtime import current
from rxapp.state.news import NEWS


async def act(verb: Callable[..., Any], actor: Actor, /, *, order_id: str, **given: Any) -> Any:
    """One verb of `rxapp.pharmacy.service` on an order, committed; then every other open page that may show it looks again."""
    try:
        done, seen_by = await work.run(_act, verb, actor, order_id, given)
    except DomainError as error:
        if error.code.startswith("retrait."):  # a wrong code is counted though it is refused
            NEWS.tell_others(*await work.run(_onlookers, order_id))
        raise
    await NEWS.show_others(*seen_by)
    return done


async def send(verb: Callable[..., str], actor: Actor, /, **given: Any) -> str:
    """`service.send` or `service.send_elsewhere`; returns the id of the new order."""
    order_id, seen_by = await work.run(_send, verb, actor, given)
    NEWS.tell_others(*seen_by)
    return order_id


def write(verb: Callable[..., Any], actor: Actor, /, **given: Any) -> Any:
    """One verb that moves no order, committed."""
    with current().db.uow() as uow:
        done = verb(uow, **_who(uow, actor), **given)
        uow.commit()
    return done


def look(view: Callable[..., Any], actor: Actor, /, **given: Any) -> Any:
    """One view of the room."""
    with current().db.read() as uow:
        return view(uow, **_who(uow, actor), **given)


def _act(verb: Callable[..., Any], actor: Actor, order_id: str, given: dict[str, Any]) -> tuple[Any, tuple[str, ...]]:
    with current().db.uow() as uow:
        done = verb(uow, **_who(uow, actor), order_id=order_id, **given)
        seen_by = views.onlookers(uow, order_id)
        uow.commit()
        return done, seen_by


def _onlookers(order_id: str) -> tuple[str, ...]:
    with current().db.read() as uow:
        return views.onlookers(uow, order_id)


def _send(verb: Callable[..., str], actor: Actor, given: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    with current().db.uow() as uow:
        order_id = verb(uow, **_who(uow, actor), **given)
        seen_by = views.onlookers(uow, order_id)
        uow.commit()
        return order_id, seen_by


def _who(uow: Any, actor: Actor) -> dict[str, Any]:
    """Verbs and views of the counter take the actor alone."""
    who: dict[str, Any] = {"actor": actor}
    if actor.role is Role.PATIENT:
        who["context"] = accounts.context_for(uow, actor)
    return who
