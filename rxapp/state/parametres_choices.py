"""For `state/parametres.py`: what is typed about notifications, read; what was chosen, written and shown again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time

from rxapp.accounts.errors import FieldErrors
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.notices import service as notices
from rxapp.notices import views
from rxapp.notices.views import ChoicesView
from rxapp.runtime import current

NIGHT = (time(22), time(7))
"""The quiet hours one has before choosing others."""
NOTHING_CHOSEN = ChoicesView("", (), (), "", "", ())
UNITS = {"minutes": 1, "heures": 60, "jours": 24 * 60, "semaines": 7 * 24 * 60}
"""Minutes of each unit that can be chosen."""

__all__ = ["NIGHT", "NOTHING_CHOSEN", "add_delay", "choose", "chosen", "delay_minutes", "quiet_hours", "remove_delay"]


def quiet_hours(begins: str, ends: str) -> dict[str, time]:
    """Two hours as a browser's boxes give them. Raises FieldErrors (``debut``, ``fin``)."""
    read: dict[str, time] = {}
    errors: dict[str, DomainError | str] = {}
    for name, field, text in (("begins", "debut", begins), ("ends", "fin", ends)):
        try:
            read[name] = time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            errors[field] = "notifications.heure"
    if not errors and read["begins"] == read["ends"]:
        errors["fin"] = "notifications.heures"
    if errors:
        raise FieldErrors(errors)
    return read


def delay_minutes(number: str, unit: str) -> int:
    """A delay as it was typed, in minutes. Raises FieldErrors (``nombre``)."""
    text = number.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 7 and unit in UNITS):
        raise FieldErrors({"nombre": "notifications.delai"})
    return int(text) * UNITS[unit]


def add_delay(uow: UnitOfWork, *, actor: Actor, minutes: int) -> None:
    """One delay more. Raises FieldErrors (``nombre``)."""
    had = notices.reminder_delays(uow, account_id=actor.account_id)
    if minutes in had:
        raise FieldErrors({"nombre": "notifications.delai_deja"})
    try:
        notices.choose_delays(uow, actor=actor, minutes=[*had, minutes])
    except DomainError as error:
        raise FieldErrors({"nombre": error}) from None


def remove_delay(uow: UnitOfWork, *, actor: Actor, minutes: int) -> None:
    """One delay less."""
    had = notices.reminder_delays(uow, account_id=actor.account_id)
    notices.choose_delays(uow, actor=actor, minutes=[delay for delay in had if delay != minutes])


def choose(actor: Actor, language: str, verb: Callable[..., object], given: Mapping[str, object]) -> ChoicesView:
    """Do one act in a transaction of its own; returns what is chosen then."""
    with current().db.uow() as uow:
        verb(uow, actor=actor, **given)
        uow.commit()
    return chosen(actor, language)[0]


def chosen(actor: Actor, language: str) -> tuple[ChoicesView, str]:
    """What is chosen, and the key browsers subscribe with."""
    with current().db.read() as uow:
        return views.choices_view(uow, actor=actor, lang=language), notices.vapid_public_key(uow.keyring)
