"""What stands on a letter, typed: checking it, the ticket it gives, and refusing the space.

Whoever types a number and a birth date learns nothing about who exists. The candidates' codes are read in one statement,
one HMAC is compared, and a wrong try is counted in one more, be there nobody, one person or twins.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, case, literal, select, update

from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork, UtcDateTime
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role

from . import acts, limits
from .activation import (
    MAX_TRIES,
    TICKET_LIFE,
    CodeFacts,
    Status,
    VoidReason,
    expires_at,
    status,
)
from .birth import needs_parent
from .code import parse_code
from .errors import FieldErrors
from .identity import Identity, identities_like, identity_index, identity_of, keyed, person_row, read_identity
from .letters import refusal_pdf
from .models import Account, ActivationCode, Person, PersonArchive
from .nir import Nir
from .people import first_name


@dataclass(frozen=True)
class ActivationTicket:
    """What a right code gives: the right to open, attach or refuse one person's space until ``until``.

    ``for_parents``: the person is under 16, only a signed-in parent can add them. ``twins``: given names of all who share
    the number and birth date, when there are several; the person then says which child, and only the code's own is right.
    """

    token: str
    given_names: str
    for_parents: bool
    twins: tuple[str, ...]
    until: datetime


@dataclass(frozen=True)
class Refusal:
    """A space refused: the receipt to keep, when, and its reference (head of the person's history)."""

    at: datetime
    reference: str
    pdf: bytes


def check_letter(database: Database, *, nir: str, birth_date: date | str | None, code: str, address: str) -> ActivationTicket:
    """``check_code`` for who is not signed in: in a transaction of its own, which nobody over a limit waits for.

    Its time tells a little of who exists: answer no sooner than a floor (``state/steady.py``). Raises what ``check_code`` raises.
    """
    if (wait := limits.wait_ahead(database, limits.code_check_rules(address))) is not None:
        raise DomainError("activation.trop_d_essais", attente=wait)
    with database.uow() as uow:
        return check_code(uow, nir=nir, birth_date=birth_date, code=code, address=address)


def check_code(uow: UnitOfWork, *, nir: str, birth_date: date | str | None, code: str, address: str) -> ActivationTicket:
    """Check what stands on a letter. Commits, whether it is right or wrong: a wrong try counts.

    Raises FieldErrors (``nir``, ``naissance``, ``code``) for typing mistakes, which count for nothing. Raises DomainError
    ``activation.refusee`` for a wrong code, somebody else's, or nobody; only to who holds the right code,
    ``activation.expiree``, ``activation.utilisee``, ``activation.annulee``, ``activation.remplacee`` or
    ``activation.refus_fait`` (each with ``date``); ``activation.trop_d_essais`` (``attente``) beyond the limits.
    """
    errors: dict[str, DomainError] = {}
    typed = ""
    try:
        typed = parse_code(code)
    except DomainError as error:
        errors["code"] = error
    number, born = read_identity(nir, birth_date, uow.clock.today(), errors)
    wait = limits.take(uow, limits.code_check_rules(address))
    if wait is not None:
        raise DomainError("activation.trop_d_essais", attente=wait)
    index = identity_index(uow.keyring, number, born)
    candidates = _candidates(uow, index)
    found = _matching(candidates, keyed(uow, "code", typed))
    if found is None:
        _count_wrong_try(uow, candidates)
        uow.commit()
        raise DomainError("activation.refusee")
    refusal = _why_not(found, uow.clock.now())
    if refusal is not None:
        uow.commit()
        raise refusal
    ticket = _give_ticket(uow, found, number, born)
    uow.commit()
    return ticket


def _candidates(uow: UnitOfWork, index: bytes) -> Sequence[Row]:
    """Every code ever sent to the people of that number and birth date, in one statement."""
    columns = (
        ActivationCode.id,
        ActivationCode.person_id,
        ActivationCode.code_index,
        ActivationCode.sent_at,
        ActivationCode.tries,
        ActivationCode.used_at,
        ActivationCode.voided_at,
        ActivationCode.void_reason,
    )
    people = select(*columns).join(Person, Person.id == ActivationCode.person_id)
    return uow.session.execute(people.where(Person.identity_index == index)).all()


def _matching(candidates: Sequence[Row], typed: bytes) -> Row | None:
    found = None
    for candidate in candidates:
        if hmac.compare_digest(candidate.code_index, typed):
            found = candidate
    return found


def _status(code: Row, now: datetime) -> Status:
    return status(CodeFacts(code.sent_at, code.tries, code.used_at, code.voided_at), now)


def _count_wrong_try(uow: UnitOfWork, candidates: Sequence[Row]) -> None:
    """One more try on every code alive among them, in one statement even when there is none; the fifth ends it."""
    now = uow.clock.now()
    alive = [code.id for code in candidates if _status(code, now) is Status.LIVE]
    last = ActivationCode.tries + 1 >= MAX_TRIES
    uow.session.execute(
        update(ActivationCode)
        .where(ActivationCode.id.in_(alive))
        .values(
            tries=ActivationCode.tries + 1,
            voided_at=case((last, literal(now, UtcDateTime)), else_=None),
            void_reason=case((last, VoidReason.TRIES.value), else_=None),
        ),
        execution_options={"synchronize_session": False},
    )


_VOID_WORDS = {
    VoidReason.TRIES: "activation.annulee",
    VoidReason.REPLACED: "activation.remplacee",
    VoidReason.REFUSED: "activation.refus_fait",
    VoidReason.SIGNED_IN: "activation.connecte",
}


def _why_not(code: Row, now: datetime) -> DomainError | None:
    """What to say to who holds the right code when it no longer opens anything."""
    match _status(code, now):
        case Status.USED:
            return DomainError("activation.utilisee", date=code.used_at)
        case Status.VOIDED:
            return DomainError(_VOID_WORDS[VoidReason(code.void_reason)], date=code.voided_at)
        case Status.EXPIRED:
            return DomainError("activation.expiree", date=expires_at(code.sent_at))
    return None


def _give_ticket(uow: UnitOfWork, code: Row, number: Nir, birth_date: date) -> ActivationTicket:
    token, until = secrets.token_urlsafe(32), uow.clock.now() + TICKET_LIFE
    uow.session.execute(
        update(ActivationCode)
        .where(ActivationCode.id == code.id)
        .values(ticket_index=keyed(uow, "ticket", token), ticket_until=until)
    )
    sharing = identities_like(uow, number, birth_date)
    own = next(who for who in sharing if who.person_id == code.person_id)
    return ActivationTicket(
        token=token,
        given_names=own.given_names,
        for_parents=needs_parent(own.birth_date, uow.clock.today()),
        twins=tuple(sorted(who.given_names for who in sharing)) if len(sharing) > 1 else (),
        until=until,
    )


def redeem(uow: UnitOfWork, token: str) -> ActivationCode:
    """The code behind a ticket that still stands. Raises DomainError ``activation.a_refaire``."""
    now = uow.clock.now()
    found = uow.session.execute(select(ActivationCode).where(ActivationCode.ticket_index == keyed(uow, "ticket", token))).scalar()
    if found is None or found.used_at or found.voided_at or now >= found.ticket_until:
        raise DomainError("activation.a_refaire")
    return found


def refuse_open(uow: UnitOfWork, person_id: str) -> None:
    """The letter of who has an open account lets them choose a password. Raises DomainError ``activation.deja_ouverte``."""
    theirs = select(Account.id).where(Account.person_id == person_id, Account.closed_at.is_(None))
    if uow.session.execute(theirs).first() is not None:
        raise DomainError("activation.deja_ouverte")


def choose(who: Identity, twins: Sequence[Identity], chosen: str | None) -> None:
    """When several share the number, the given name chosen must be the code's own.

    Raises FieldErrors (``enfant``) when none is chosen, ``activation.jumeau`` for the other's.
    """
    if len(twins) < 2:
        return
    if not chosen:
        raise FieldErrors({"enfant": "enfant.a_choisir"})
    if first_name(chosen) != first_name(who.given_names):
        raise DomainError("activation.jumeau")


def refuse_space(uow: UnitOfWork, *, ticket: str) -> Refusal:
    """Refuse the space before opening it. No reason is asked; a letter asked for later can still open it.

    Raises DomainError ``activation.a_refaire``, ``activation.deja_ouverte`` once it is open.
    """
    code, now = redeem(uow, ticket), uow.clock.now()
    refuse_open(uow, code.person_id)
    code.voided_at, code.void_reason = now, VoidReason.REFUSED.value
    person = person_row(uow, code.person_id)
    person.refused_at = now
    uow.session.add_all([code, person])
    # Who refuses the letter of a record given back leaves it closed: it is sealed away again at the next look.
    given_back = update(PersonArchive).where(PersonArchive.person_id == person.id, PersonArchive.letter_until > now)
    uow.session.execute(given_back.values(letter_until=now))
    uow.session.flush()
    who = identity_of(uow, code.person_id)
    audit.record(uow, person_id=who.person_id, actor=letter_holder(who), action=acts.SPACE_REFUSED, details={})
    reference = audit.receipt(uow, who.person_id).hash[:16]
    return Refusal(now, reference, refusal_pdf(full_name=who.full_name, at=now, reference=reference))


def letter_holder(who: Identity) -> Actor:
    """Whoever acts with a letter before any account exists, as written in the history."""
    return Actor(account_id="letter", role=Role.PATIENT, person_id=who.person_id, label=who.full_name)
