"""What a person refuses or allows of their record, beyond what they send themselves; at once, and with a line of history.

Three of them are for an emergency (`emergency.py`): the emergency medical service, other professionals, and hidden documents,
which stay hidden then too unless the person says otherwise. What was sent before is asked each time a document is opened; use
beyond one's care is refused until it is allowed, and nothing asks it, since nothing uses data so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import col

from rxapp.core import audit, lookers
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.keys import has_key, person_key
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, Role, require

from . import acts, emergency_ending
from .birth import is_minor
from .emergency_models import EmergencyAccess
from .identity import births_of, identity_of
from .models import PersonRights

_TABLE = PersonRights.__tablename__


class Right(StrEnum):
    """What may be refused or allowed."""

    EMERGENCY = "urgence"
    EMERGENCY_OTHERS = "urgence_autres"
    EMERGENCY_HIDDEN = "urgence_masques"
    PROFESSIONALS = "professionnels"
    BEYOND_CARE = "hors_soin"


URGENT = (Right.EMERGENCY, Right.EMERGENCY_OTHERS, Right.EMERGENCY_HIDDEN)
"""What is said of an emergency, on the page of access; a parent says it for a minor."""
OWN = (Right.PROFESSIONALS, Right.BEYOND_CARE)
"""The others, which everybody says for themself."""

_ALLOWED_AT_FIRST = {
    Right.EMERGENCY: True,
    Right.EMERGENCY_OTHERS: True,
    Right.EMERGENCY_HIDDEN: False,
    Right.PROFESSIONALS: True,
    Right.BEYOND_CARE: False,
}
_LABELS = {
    Right.EMERGENCY: _("Le SAMU, en urgence"),
    Right.EMERGENCY_OTHERS: _("Les autres professionnels, en urgence"),
    Right.EMERGENCY_HIDDEN: _("Mes documents masqués, en urgence"),
    Right.PROFESSIONALS: _("Documents déjà envoyés à des professionnels"),
    Right.BEYOND_CARE: _("Usage de mes données au-delà de mes soins"),
}
_SENTENCES = {
    Right.EMERGENCY: _("Le médecin du SAMU que l’on appelle au 15 peut ouvrir le dossier pendant une heure."),
    Right.EMERGENCY_OTHERS: _(
        "Un médecin, une sage-femme, un infirmier qui soigne en urgence peut ouvrir le dossier pendant une heure."
    ),
    Right.EMERGENCY_HIDDEN: _(
        "Ce qui est masqué à tous ou à une profession s’ouvre alors aussi. Ce qui est masqué à ce professionnel lui-même, ou "
        "gardé pour soi par un jeune, reste fermé."
    ),
    Right.PROFESSIONALS: _(
        "Ceux à qui vous avez écrit peuvent rouvrir les documents joints à vos messages. Refusez, et plus aucun de ceux qui sont "
        "déjà partis ne s’ouvre chez eux ; un document que vous enverrez ensuite s’ouvrira, jusqu’à un nouveau refus. Une "
        "pharmacie garde l’ordonnance d’une commande en cours."
    ),
    Right.BEYOND_CARE: _(
        "Recherche, statistiques, qualité : rien dans ce Carnet n’utilise votre dossier ainsi aujourd’hui, et rien ne le fera "
        "sans votre accord."
    ),
}


_correspondents: list[Callable[[UnitOfWork, str], Iterable[str]]] = []


def join(correspondents: Callable[[UnitOfWork, str], Iterable[str]]) -> None:
    """Whose open pages may show what a person sent to professionals, as accounts. Called once, where all is put together."""
    _correspondents[:] = [correspondents]


@dataclass(frozen=True)
class RightView:
    """One right in words; ``allowed``: what holds now."""

    code: str
    label: str
    sentence: str
    allowed: bool


def allows(uow: UnitOfWork, person_id: str, right: Right) -> bool:
    """Whether a person allows this now; nobody does whose key is gone."""
    return has_key(uow, person_id) and _chosen(uow, person_id)[right]


def refused_since(uow: UnitOfWork, person_id: str, right: Right) -> datetime | None:
    """Since when a person refuses this, None while they allow it; from the beginning of time for what was never allowed."""
    if allows(uow, person_id, right):
        return None
    since = _kept(uow, person_id).get(_since(right), "") if has_key(uow, person_id) else ""
    return datetime.fromisoformat(since) if since else datetime.min.replace(tzinfo=UTC)


def choose(
    uow: UnitOfWork, *, actor: Actor, right: str, allowed: bool, context: Context = NO_CONTEXT, person_id: str | None = None
) -> None:
    """Allow or refuse, at once; the same again changes nothing. For one's own record, or, of `URGENT`, for a minor's too.

    Raises DomainError ``introuvable``.
    """
    if actor.role is not Role.PATIENT or actor.person_id is None or right not in set(Right):
        raise DomainError("introuvable")
    whose, chosen = person_id or actor.person_id, Right(right)
    if chosen in URGENT:
        require(actor, "allow", Item("access", owner=whose), context)
    elif whose != actor.person_id:
        raise DomainError("introuvable")
    had = _chosen(uow, whose)
    if had[chosen] == allowed:
        return
    kept = _kept(uow, whose) | {str(one): value for one, value in (had | {chosen: allowed}).items()}
    said = json.dumps(kept | {_since(chosen): "" if allowed else uow.clock.now().isoformat(), _by(chosen): actor.person_id})
    row = uow.session.get(PersonRights, whose) or PersonRights(person_id=whose, content=b"")
    row.content = seal(person_key(uow, whose), said, **_place(whose))
    uow.session.add(row)
    action = acts.ALLOWED if allowed else acts.NOT_ALLOWED
    behalf = None if actor.person_id == whose else identity_of(uow, whose).full_name
    if chosen in URGENT:
        lookers.look_again(uow, _readers(uow, whose))
    for correspondents in _correspondents if chosen is Right.PROFESSIONALS else ():
        lookers.look_again(uow, correspondents(uow, whose))
    if chosen in (Right.EMERGENCY, Right.EMERGENCY_OTHERS) and not allowed:
        emergency_ending.cut_refused(uow, whose, regulators=chosen is Right.EMERGENCY)
    audit.record(uow, person_id=whose, actor=actor, action=action, details={"label": _LABELS[chosen]}, on_behalf=behalf)


def rights_view(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[RightView, ...]:
    """What the actor chose for themself, but for emergencies. Raises DomainError ``introuvable`` for who is no patient."""
    if actor.person_id is None:
        raise DomainError("introuvable")
    return _views(uow, actor.person_id, OWN, lang)


def urgent_view(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str) -> tuple[RightView, ...]:
    """What is said of an emergency for a record, for the person or a parent. Raises DomainError ``introuvable``."""
    require(actor, "list", Item("access", owner=person_id), context)
    return _views(uow, person_id, URGENT, lang)


def _views(uow: UnitOfWork, person_id: str, which: tuple[Right, ...], lang: str) -> tuple[RightView, ...]:
    chosen = _chosen(uow, person_id)
    return tuple(
        RightView(right, translate(_LABELS[right], lang), translate(_SENTENCES[right], lang), chosen[right]) for right in which
    )


def label_of_right(right: str, lang: str) -> str:
    """What a right is called."""
    return translate(_LABELS[Right(right)], lang)


def _chosen(uow: UnitOfWork, person_id: str) -> dict[Right, bool]:
    said = _kept(uow, person_id)
    if Right.EMERGENCY in said:  # a refusal from before the two were told apart was of both
        said.setdefault(Right.EMERGENCY_OTHERS, said[Right.EMERGENCY])
    chosen = {right: bool(said.get(right, _ALLOWED_AT_FIRST[right])) for right in Right}
    if chosen[Right.EMERGENCY_HIDDEN] and said.get(_by(Right.EMERGENCY_HIDDEN)) != person_id and _is_adult(uow, person_id):
        chosen[Right.EMERGENCY_HIDDEN] = False  # a parent's yes is over at 18; a parent's no stays until the person says yes
    return chosen


def _is_adult(uow: UnitOfWork, person_id: str) -> bool:
    born = births_of(uow, [person_id]).get(person_id)
    return born is None or not is_minor(born, uow.clock.today())


def _kept(uow: UnitOfWork, person_id: str) -> dict[str, bool | str]:
    """What is kept of the choices: each right, since when it is refused (ISO, "" while it is not), and which person said so."""
    row = uow.session.get(PersonRights, person_id)
    return {} if row is None else json.loads(open_text(person_key(uow, person_id), row.content, **_place(person_id)))


def _readers(uow: UnitOfWork, person_id: str) -> list[str]:
    """The accounts whose pages may show a record that they opened in an emergency."""
    theirs = (EmergencyAccess.person_id == person_id, col(EmergencyAccess.over).is_(False))
    return list(uow.session.execute(select(EmergencyAccess.account_id).where(*theirs)).scalars())


def _by(right: Right) -> str:
    return f"{right}.par"


def _since(right: Right) -> str:
    return f"{right}.depuis"


def _place(person_id: str) -> dict[str, str]:
    return {"table": _TABLE, "column": "content", "row": person_id, "person": person_id}
