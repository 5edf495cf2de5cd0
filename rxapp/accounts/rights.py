"""What a person refuses or allows of their record, beyond what they send themselves; at once, and with a line of history.

Emergency access and the visibility of what was sent are allowed until they are refused; use beyond one's care is refused until it
is allowed. The first is asked wherever the record is looked at, though nothing looks in an emergency yet; the second each time a
document is opened, and closes what was sent before; nothing asks the last, since nothing uses data so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from rxapp.core import audit
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.keys import has_key, person_key
from rxapp.core.policy import EMERGENCY, Actor, Context, Item, Role

from . import acts
from .models import PersonRights

_TABLE = PersonRights.__tablename__


class Right(StrEnum):
    """What may be refused or allowed."""

    EMERGENCY = "urgence"
    PROFESSIONALS = "professionnels"
    BEYOND_CARE = "hors_soin"


_ALLOWED_AT_FIRST = {Right.EMERGENCY: True, Right.PROFESSIONALS: True, Right.BEYOND_CARE: False}
_LABELS = {
    Right.EMERGENCY: _("Accès en urgence"),
    Right.PROFESSIONALS: _("Documents déjà envoyés à des professionnels"),
    Right.BEYOND_CARE: _("Usage de mes données au-delà de mes soins"),
}
_SENTENCES = {
    Right.EMERGENCY: _(
        "Un médecin qui vous soigne en urgence pourrait lire votre profil médical, et vous le sauriez. Rien ne le permet encore "
        "dans ce Carnet ; votre choix vaudra dès ce jour-là."
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


def as_chosen(uow: UnitOfWork, item: Item, context: Context) -> Item:
    """Something of a person's record as `policy` is to see it for this look: closed, in an emergency, when they refuse that."""
    if context.purpose != EMERGENCY or item.owner is None or allows(uow, item.owner, Right.EMERGENCY):
        return item
    return replace(item, closed_to_emergency=True)


def choose(uow: UnitOfWork, *, actor: Actor, right: str, allowed: bool) -> None:
    """Allow or refuse, for one's own record, at once; the same again changes nothing. Raises DomainError ``introuvable``."""
    if actor.role is not Role.PATIENT or actor.person_id is None or right not in set(Right):
        raise DomainError("introuvable")
    had = _chosen(uow, actor.person_id)
    if had[Right(right)] == allowed:
        return
    kept = _kept(uow, actor.person_id) | {str(one): value for one, value in (had | {Right(right): allowed}).items()}
    said = json.dumps(kept | {_since(Right(right)): "" if allowed else uow.clock.now().isoformat()})
    row = uow.session.get(PersonRights, actor.person_id) or PersonRights(person_id=actor.person_id, content=b"")
    row.content = seal(person_key(uow, actor.person_id), said, **_place(actor.person_id))
    uow.session.add(row)
    action = acts.ALLOWED if allowed else acts.NOT_ALLOWED
    audit.record(uow, person_id=actor.person_id, actor=actor, action=action, details={"label": _LABELS[Right(right)]})


def rights_view(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[RightView, ...]:
    """What the actor chose for their own record. Raises DomainError ``introuvable`` for an actor who is no patient."""
    if actor.person_id is None:
        raise DomainError("introuvable")
    chosen = _chosen(uow, actor.person_id)
    return tuple(
        RightView(right, translate(_LABELS[right], lang), translate(_SENTENCES[right], lang), chosen[right]) for right in Right
    )


def label_of_right(right: str, lang: str) -> str:
    """What a right is called."""
    return translate(_LABELS[Right(right)], lang)


def _chosen(uow: UnitOfWork, person_id: str) -> dict[Right, bool]:
    said = _kept(uow, person_id)
    return {right: bool(said.get(right, _ALLOWED_AT_FIRST[right])) for right in Right}


def _kept(uow: UnitOfWork, person_id: str) -> dict[str, bool | str]:
    """What is kept of the choices: each right, and since when it is refused (ISO, "" while it is not)."""
    row = uow.session.get(PersonRights, person_id)
    return {} if row is None else json.loads(open_text(person_key(uow, person_id), row.content, **_place(person_id)))


def _since(right: Right) -> str:
    return f"{right}.depuis"


def _place(person_id: str) -> dict[str, str]:
    return {"table": _TABLE, "column": "content", "row": person_id, "person": person_id}
