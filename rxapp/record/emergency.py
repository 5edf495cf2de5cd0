"""A professional names somebody by their identity traits and opens their record in an emergency: proven afresh, bounded, at once.

Asking to read (`asking.py`) tells nothing of who exists; an emergency cannot wait for that. Whoever asks is known by name and
by a second factor, can ask few times, must know all the traits, and the person reads the reason.
"""

from __future__ import annotations

from datetime import timedelta

from rxapp.accounts import emergency, second_factor
from rxapp.accounts.emergency_rules import CARERS
from rxapp.accounts.granted import profession_of
from rxapp.core import limits
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role
from rxapp.record.delivering import reached_by
from rxapp.record.matching import Traits
from rxapp.record.safe import require_sender

OPENED_AN_HOUR, OPENED_A_DAY = 6, 20
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def is_carer(uow: UnitOfWork, actor: Actor) -> bool:
    """Whether somebody's profession opens records in an emergency."""
    return actor.role is Role.PROFESSIONAL and profession_of(uow, actor.account_id) in CARERS


def open_record(db: Database, *, actor: Actor, traits: Traits, reason: str, code: str) -> str:
    """Open the record of whom these traits are, for an hour; returns the person's id. ``reason``: checked.

    Raises FieldErrors (``code``), DomainError ``introuvable`` for who is no professional of care, ``urgence.second`` without a
    second factor, ``urgence.trop_souvent`` (``attente``), ``urgence.personne``, ``urgence.refus``.
    """
    with db.read() as uow:
        if not is_carer(uow, actor):
            raise DomainError("introuvable")
        require_sender(uow, actor)
        if not second_factor.is_on(uow, actor.account_id):
            raise DomainError("urgence.second")
    second_factor.require_code(db, actor, code)
    with db.uow() as uow:
        _count(uow, actor)
        uow.commit()
    with db.uow() as uow:
        person_id = reached_by(uow, traits)
        if person_id is None:
            raise DomainError("urgence.personne")
        opened = emergency.open_record(uow, actor=actor, person_id=person_id, reason=reason)
        uow.commit()
    if not opened:
        raise DomainError("urgence.refus")
    return person_id


def _count(uow: UnitOfWork, actor: Actor) -> None:
    for key, most, window in (("heure", OPENED_AN_HOUR, _HOUR), ("jour", OPENED_A_DAY, _DAY)):
        over = limits.hit(uow, f"urgence-{key}:{actor.account_id}", limit=most, window=window)
        if over is not None:
            raise DomainError("urgence.trop_souvent", attente=over.at - uow.clock.now())
