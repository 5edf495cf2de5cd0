"""People and who may act for whom: registering someone, attaching a child to a parent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, or_, select

from rxapp.core import audit
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import create_person_key, those_with_keys
from rxapp.core.policy import Actor, Context, Item, require

from . import acts, arrivals
from .birth import is_minor
from .errors import FieldErrors
from .granted import context_of
from .helped import helps_of
from .identity import (
    Identity,
    births_of,
    fold,
    identities_of,
    identity_index,
    identity_of,
    nir_index,
    open_person,
    people_like,
    seal_person,
)
from .models import Account, Guardianship, Person, PersonArchive
from .nir import Nir, parse_nir

OPERATING = Item("code", owner=None)
"""What the operator's own acts bear on: registering people and sending letters."""


def register_person(
    uow: UnitOfWork,
    *,
    actor: Actor,
    nir: str,
    birth_date: date,
    family_name: str,
    given_names: str,
    sex: str | None = None,
    postal_address: Iterable[str] = (),
) -> str:
    """Register someone who may open a record; returns their person id.

    ``sex`` (``"M"`` or ``"F"``) is read in the number when it is not given. Raises FieldErrors (``nir``,
    ``naissance``, ``nom``, ``prenoms``, ``sexe``), or DomainError ``introuvable`` for an actor who may not.
    """
    require(actor, "register", OPERATING)
    number = _checked(nir, birth_date, family_name, given_names, sex, uow.clock.today())
    identity = Identity(
        person_id=new_id(),
        nir=number,
        birth_date=birth_date,
        family_name=" ".join(family_name.split()),
        given_names=" ".join(given_names.split()),
        sex=sex or number.sex,
        postal_address=tuple(line.strip() for line in postal_address if line.strip()),
    )
    key = create_person_key(uow, identity.person_id)
    uow.session.add(
        Person(
            id=identity.person_id,
            nir_index=nir_index(uow.keyring, number),
            identity_index=identity_index(uow.keyring, number, birth_date),
            created_at=uow.clock.now(),
            **seal_person(key, identity),
        )
    )
    uow.session.flush()
    audit.record(uow, person_id=identity.person_id, actor=actor, action=acts.PERSON_REGISTERED, details={})
    return identity.person_id


def _checked(nir: str, birth_date: date, family_name: str, given_names: str, sex: str | None, today: date) -> Nir:
    errors: dict[str, DomainError | str] = {}
    number = None
    try:
        number = parse_nir(nir)
    except DomainError as error:
        errors["nir"] = error
    if birth_date > today:
        errors["naissance"] = "naissance.future"
    if not family_name.strip():
        errors["nom"] = "nom.vide"
    if not given_names.strip():
        errors["prenoms"] = "prenoms.vide"
    if sex not in (None, "M", "F"):
        errors["sexe"] = "sexe.forme"
    if errors or number is None:
        raise FieldErrors(errors)
    return number


def find_person(uow: UnitOfWork, *, nir: Nir, birth_date: date, given_names: str) -> str | None:
    """The person who bears this number, birth date and first given name, or None; without a name, whoever bears them alone.

    Of somebody whose record is sealed away the name cannot be read: its keyed hash tells.
    """
    wanted, bearers = first_name(given_names), people_like(uow, nir, birth_date)
    if not wanted:
        return bearers[0].id if len(bearers) == 1 else None
    readable = those_with_keys(uow, [person.id for person in bearers])
    for person in bearers:
        if person.id in readable:
            if first_name(open_person(uow, person).given_names) == wanted:
                return person.id
        elif (kept := uow.session.get(PersonArchive, person.id)) is not None and kept.name_index == name_index(
            uow, person.id, wanted
        ):
            return person.id
    return None


def name_index(uow: UnitOfWork, person_id: str, wanted: str) -> bytes:
    """Tells twins apart while a record is sealed away; ``wanted`` as `first_name` gives it.

    Bound to the person: two records of one first name show nothing in common.
    """
    return uow.keyring.blind_index("person.first_name", f"{person_id}|{wanted}")


def first_name(given_names: str) -> str:
    """The first given name as it is compared: « Zoé », « zoe, marie » and « ZOE » are one."""
    words = given_names.replace(",", " ").split()
    return fold(words[0]) if words else ""


class Origin(StrEnum):
    """By what a parent came to act for a child: the child's letter, the operator, another parent's invitation."""

    LETTER = "letter"
    OPERATOR = "operator"
    INVITATION = "invitation"


def attach_child(uow: UnitOfWork, *, actor: Actor, guardian_id: str, child_id: str, origin: Origin = Origin.OPERATOR) -> None:
    """Let a parent act for their child from today, until the child is 18.

    The caller has established who the child's parent is (``origin``). Raises DomainError
    ``activation.majeur``, ``activation.soi_meme`` or ``activation.deja_rattache``.
    """
    if guardian_id == child_id:
        raise DomainError("activation.soi_meme")
    child, guardian = identity_of(uow, child_id), identity_of(uow, guardian_id)
    if not is_minor(child.birth_date, uow.clock.today()):
        raise DomainError("activation.majeur")
    if child_id in children_ids(uow, guardian_id):
        raise DomainError("activation.deja_rattache")
    if origin is not Origin.OPERATOR and was_decided(uow, guardian_id, child_id):
        raise DomainError("proches.decide")
    starts_on = uow.clock.today()
    uow.session.add(Guardianship(guardian_id=guardian_id, child_id=child_id, starts_on=starts_on, began_by=origin.value))
    uow.session.flush()
    names = {"parent": guardian.full_name, "enfant": child.full_name}
    audit.record(uow, person_id=child_id, actor=actor, action=acts.GUARDIAN_STARTED, details=names)
    audit.record(uow, person_id=guardian_id, actor=actor, action=acts.GUARDIAN_STARTED, details=names)
    arrivals.tell_guardian(uow, guardian_id, child_id)


def was_decided(uow: UnitOfWork, guardian_id: str, child_id: str) -> bool:
    """Whether the operator ended it last, on a decision: nobody but the operator lets this parent act again."""
    theirs = (Guardianship.guardian_id == guardian_id, Guardianship.child_id == child_id)
    latest = select(Guardianship.ended_by).where(*theirs).order_by(Guardianship.ends_on.desc().nulls_first()).limit(1)
    return uow.session.execute(latest).scalar() == "operator"


def child_stays() -> ColumnElement[bool]:
    """For a query of guardianships: that the child's record is not closed, nor waits for the letter that gives it back."""
    return ~select(Account.id).where(Account.person_id == Guardianship.child_id, Account.closed_at.is_not(None)).exists()


_CHILDREN = (
    select(Guardianship.child_id)
    .where(
        Guardianship.guardian_id == bindparam("guardian"),
        Guardianship.starts_on <= bindparam("today"),
        child_stays(),
        or_(Guardianship.ends_on.is_(None), Guardianship.ends_on > bindparam("today")),
    )
    .order_by(Guardianship.starts_on, Guardianship.id)
)


def children_ids(uow: UnitOfWork, guardian_id: str) -> Sequence[str]:
    """The children a person was made the guardian of, whatever their age today; not those whose record is closed."""
    return uow.ask(_CHILDREN, guardian=guardian_id, today=uow.clock.today()).scalars().all()


def acts_for_all(uow: UnitOfWork, guardian_id: str, children: Mapping[str, date]) -> bool:
    """Whether a person acts today for all of these children, given with the days on which they are 18. One short statement."""
    today = uow.clock.today()
    return all(today < of_age for of_age in children.values()) and children.keys() <= set(children_ids(uow, guardian_id))


def minor_children(uow: UnitOfWork, guardian_id: str) -> tuple[Identity, ...]:
    """The children a person may act for today (Paris date), the eldest first."""
    today = uow.clock.today()
    wanted = those_with_keys(uow, children_ids(uow, guardian_id))  # one who grew up may have closed their record
    children = identities_of(uow, wanted).values() if wanted else ()
    minors = [child for child in children if is_minor(child.birth_date, today)]
    return tuple(sorted(minors, key=lambda child: (child.birth_date, child.given_names)))


def context_for(uow: UnitOfWork, actor: Actor, *, purpose: str = "screen") -> Context:
    """What ``policy.can_see`` must know of an actor: the minors they may act for today, and the adults they help; for a
    professional the people who allow them, and what their profession opens.
    """
    if actor.person_id is None:
        return context_of(uow, actor, purpose)
    today, children = uow.clock.today(), children_ids(uow, actor.person_id)
    births = births_of(uow, children) if children else {}  # asked with every act of a parent, so no name is opened for it
    minors = frozenset(child for child, born in births.items() if is_minor(born, today))
    return Context(guardian_of=minors, purpose=purpose, helps=helps_of(uow, actor.person_id))
