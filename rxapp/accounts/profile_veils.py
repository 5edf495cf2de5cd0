"""From whom a person hides their medical profile and vaccinations: everybody, one professional, a profession. One verb, one line.

`policy` asks it of every look of a professional, through their context (`granted.context_of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from rxapp.core import audit, lookers
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import ALL_BUT_AUTHOR, Actor, Context, require

from . import acts
from .access_models import ProfileVeil
from .allowing import access_of
from .granted import readers_of
from .identity import identity_of
from .marks import label_of
from .standing import accounts_for

MOST = 40
"""From how many professionals and professions one profile may be hidden."""


def hide(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, target: str, on: bool) -> None:
    """Hide a profile from somebody, or no more; the same again changes nothing.

    ``target``: the account of a professional, an `of_profession` mark, `EVERYBODY`. The person decides, or a parent; a helper
    does not. Raises DomainError ``introuvable``, ``acces.trop_masque``.
    """
    require(actor, "allow", access_of(person_id), context)
    before, label = veils_of(uow, person_id), None if target == ALL_BUT_AUTHOR else label_of(uow, target)
    if label is None:
        raise DomainError("introuvable")
    if (target in before) is on:
        return
    if on and len(before) >= MOST:
        raise DomainError("acces.trop_masque")
    theirs = (col(ProfileVeil.person_id) == person_id, col(ProfileVeil.target) == target)
    uow.session.execute(delete(ProfileVeil).where(*theirs))
    if on:
        uow.session.add(ProfileVeil(person_id=person_id, target=target, since=uow.clock.now()))
        uow.session.flush()
    behalf = None if actor.person_id == person_id else identity_of(uow, person_id).full_name
    action = acts.PROFILE_HIDDEN if on else acts.PROFILE_SHOWN
    audit.record(uow, person_id=person_id, actor=actor, action=action, details={"label": label}, on_behalf=behalf)
    lookers.look_again(uow, {*readers_of(uow, person_id), *accounts_for(uow, person_id)})


def veils_of(uow: UnitOfWork, person_id: str) -> frozenset[str]:
    """From whom a profile is hidden."""
    return frozenset(hidden_since(uow, person_id))


def hidden_since(uow: UnitOfWork, person_id: str) -> Mapping[str, datetime]:
    """From whom a profile is hidden, and since when."""
    wanted = select(ProfileVeil.target, ProfileVeil.since).where(ProfileVeil.person_id == person_id)
    return {target: since for target, since in uow.session.execute(wanted)}
