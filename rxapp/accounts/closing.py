"""Closing one's account: at once, or by itself when the orders chosen to be waited for have ended.

All that an account has running ends in the transaction that closes it, and the record is sealed away (`archive.py`). A child's is
never closed with a parent's. What other rooms do then, they lend (`farewell.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, or_, select, update

from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Actor, Context, Role
from rxapp.notices import service as notices

from . import acts, closing_receipt, farewell, limits, mails, means, second_factor
from .archive import put_away, terms_of_closing
from .birth import is_minor
from .errors import FieldErrors
from .farewell import Ongoing
from .identity import identity_of, open_account_text
from .models import Account, AccountClosing, Guardianship, Person
from .opening import account_row
from .people import context_for, minor_children
from .proof import give_back, wrong_password
from .relatives import guardians_of
from .sessions import end_all_sessions
from .standing import accounts_for, actor_of
from .upkeep import settle

LONGEST_WAIT = timedelta(days=30)
"""How long a closing waits for orders; then it ends them. A choice of ours: no pharmacy keeps an account open."""
AGAIN = timedelta(hours=1)
"""How long one that failed is left alone."""

log = logging.getLogger("carnet.accounts")

_ASKED_SUBJECT = _("Votre compte Carnet va se fermer")
_ASKED_BODY = _(
    "Bonjour,\n\nLa fermeture de votre compte Carnet vient d’être demandée. Il se fermera de lui-même, au plus tard le {date}.\n"
    "Si vous changez d’avis, ou si ce n’est pas vous, connectez-vous et choisissez « Garder mon compte » : {adresse}"
)


@dataclass(frozen=True)
class _Asked:
    """What the person asked, and what the answer takes."""

    choices: Mapping[str, str]
    destroy: bool
    token_hash: bytes
    public_url: str


class Choice(StrEnum):
    """What becomes of an order: given up, waited for before the account closes, or left to whoever else speaks for the child.

    Of appointments and drafts: given up, or kept with the sealed record. Of help: ended at once, or kept until it closes. Of
    a child whom nobody else looks after: left as it is, or another parent is waited for.
    """

    CANCEL = "annuler"
    WAIT = "attendre"
    LEAVE = "laisser"
    KEEP = "garder"


@dataclass(frozen=True)
class Closing:
    """What came of asking. ``token``: of the receipt, "" while the closing waits. ``ended``: hashes of the sessions ended.

    ``login``: the identifier that devices forget.
    """

    token: str = ""
    ended: tuple[bytes, ...] = ()
    login: str = ""


def close_account(
    database: Database,
    *,
    actor: Actor,
    password: str,
    choices: Mapping[str, str],
    confirmed: bool,
    token_hash: bytes,
    code: str = "",
    destroy: bool = False,
) -> Closing:
    """Close the actor's account, or have it close once the orders it waits for have ended. Call from the hash pool.

    ``choices``: a `Choice` for each order that goes on, by its id. ``token_hash``: of the session that asks; the receipt's token
    comes of it, so that a second click gets the same. ``code``: of the second factor, when there is one. ``destroy``: the
    record is not to be kept ten years.

    Raises FieldErrors (``mot_de_passe``, ``code``, ``confirmation``, ``commande-ID``), or DomainError
    those of `require_may_close`, ``fermeture.commandes``, ``introuvable`` once it is closed.
    """
    kept = _checked(database, actor, password, code, choices, confirmed)
    with database.uow() as uow:
        account = _unchanged(uow, actor, kept, choices)
        limits.give_back(uow, limits.password_rules(account.id))
        asked = _Asked(choices, destroy, token_hash, database.settings.public_url)
        closing = _ask(uow, account, actor, asked)
        uow.commit()
    settle(database)
    return closing


def _checked(database: Database, actor: Actor, password: str, code: str, choices: Mapping[str, str], confirmed: bool) -> str:
    """Everything that must be right before an account closes; returns the kept hash."""
    with database.read() as uow:
        account = account_row(uow, actor.account_id)
        require_may_close(uow, account)
        kept = account.password_hash
        errors = _unanswered(uow, actor, choices)
    if not confirmed:
        errors["confirmation"] = DomainError("fermeture.confirmation")
    if (wrong := wrong_password(database, actor.account_id, password, kept)) is not None:
        errors["mot_de_passe"] = wrong
    if (fault := second_factor.wrong_code(database, actor, code, spend=not errors)) is not None:
        errors["code"] = fault
    if errors:
        if wrong is None:
            give_back(database, actor.account_id)
        raise FieldErrors(errors)
    return kept


def _unchanged(uow: UnitOfWork, actor: Actor, kept: str, choices: Mapping[str, str]) -> Account:
    """The account, unless its password or its orders changed since they were looked at."""
    account = account_row(uow, actor.account_id)
    if account.password_hash != kept:
        raise FieldErrors({"mot_de_passe": "fermeture.mot_de_passe"})
    if _unanswered(uow, actor, choices):
        raise DomainError("fermeture.commandes")
    return account


def require_may_close(uow: UnitOfWork, account: Account) -> None:
    """Raise DomainError for an account that is not closed by who signs in: ``fermeture.professionnel``; and before 18
    ``fermeture.mineur``, ``fermeture.mineur_seul`` or ``fermeture.mineur_sans``, by how many act for them."""
    if account.role != Role.PATIENT or account.person_id is None:
        raise DomainError("fermeture.professionnel")
    if is_minor(identity_of(uow, account.person_id).birth_date, uow.clock.today()):
        acting = len(guardians_of(uow, account.person_id))
        raise DomainError(("fermeture.mineur_sans", "fermeture.mineur_seul", "fermeture.mineur")[min(acting, 2)])


def keep_account(uow: UnitOfWork, *, actor: Actor) -> None:
    """Call off a closing that waits; again changes nothing. What was cancelled stays so."""
    mine = (AccountClosing.account_id == actor.account_id, AccountClosing.until.is_not(None))
    if uow.session.execute(delete(AccountClosing).where(*mine)).rowcount and actor.person_id is not None:
        audit.record(uow, person_id=actor.person_id, actor=actor, action=acts.CLOSING_CALLED_OFF, details={})


def advance(database: Database) -> tuple[bytes, ...]:
    """Close the accounts that wait no more; returns the hashes of the sessions that ended, for open sockets to be closed.

    Each is a transaction of its own, so that one that fails holds up no other.
    """
    with database.read() as uow:
        due = or_(AccountClosing.again_at.is_(None), AccountClosing.again_at <= uow.clock.now())
        wanted = select(AccountClosing.account_id).where(AccountClosing.until.is_not(None), due)
        waiting = uow.session.execute(wanted).scalars().all()
    ended: tuple[bytes, ...] = ()
    for account_id in waiting:
        try:
            with database.uow() as uow:
                ended += _close_when_due(uow, account_id, database.settings.public_url)
                uow.commit()
            settle(database)
        except Exception as failure:
            log.error("an account could not be closed: %s", type(failure).__name__)
            with database.uow() as uow:
                later = update(AccountClosing).where(AccountClosing.account_id == account_id)
                uow.session.execute(later.values(again_at=uow.clock.now() + AGAIN))
                uow.commit()
    return ended


def people_of(uow: UnitOfWork, actor: Actor) -> tuple[str, ...]:
    """Whose orders bear on a closing: the person's own, and those of the children they act for."""
    return (actor.person_id or "", *(child.person_id for child in minor_children(uow, actor.person_id or "")))


def others_for(uow: UnitOfWork, account_id: str, person_id: str) -> tuple[str, ...]:
    """The other open accounts that speak for a person: another parent's, or the minor's own."""
    return tuple(one for one in accounts_for(uow, person_id) if one != account_id)


def left_alone(uow: UnitOfWork, account: Account) -> tuple[str, ...]:
    """The children for whom nobody speaks once this parent's account is closed: what goes on for them ends with it."""
    children = minor_children(uow, account.person_id or "")
    return tuple(child.person_id for child in children if not others_for(uow, account.id, child.person_id))


def options_for(uow: UnitOfWork, actor: Actor, one: Ongoing) -> tuple[Choice, ...]:
    """What may become of something that goes on; of what is no order, the first unless another is chosen."""
    if one.kind == farewell.APPOINTMENTS:
        return (Choice.KEEP, Choice.CANCEL)
    if one.kind == farewell.DRAFTS:
        return (Choice.CANCEL, Choice.KEEP)
    if one.kind in (farewell.HELP, farewell.HELP_ASKED):
        return (Choice.KEEP, Choice.CANCEL)
    if one.kind == farewell.CHILD:
        return (Choice.LEAVE, Choice.WAIT)
    if one.person_id != actor.person_id and others_for(uow, actor.account_id, one.person_id):
        return (Choice.LEAVE, Choice.CANCEL, Choice.WAIT)
    return (Choice.CANCEL, Choice.WAIT)


def _unanswered(uow: UnitOfWork, actor: Actor, choices: Mapping[str, str]) -> dict[str, DomainError]:
    """The orders without a choice that they allow, by the name of their field."""
    going_on = farewell.ongoing(uow, actor, _context(uow, actor), people_of(uow, actor), "fr")
    return unanswered([(one, options_for(uow, actor, one)) for one in going_on], choices)


def unanswered(asked: Collection[tuple[Ongoing, Collection[Choice]]], choices: Mapping[str, str]) -> dict[str, DomainError]:
    """What has no choice that it allows, by the name of its field."""
    wanting = (one for one, options in asked if choice_of(one, options, choices) is None)
    return {f"commande-{one.id}": DomainError("fermeture.choix") for one in wanting}


def _choice(uow: UnitOfWork, actor: Actor, one: Ongoing, choices: Mapping[str, str]) -> Choice | None:
    return choice_of(one, options_for(uow, actor, one), choices)


def choice_of(one: Ongoing, options: Collection[Choice], choices: Mapping[str, str]) -> Choice | None:
    """What was chosen of one thing; None when nothing was that it allows, of what is no order the first."""
    default = "" if one.kind == farewell.ORDER else next(iter(options))
    wanted = choices.get(one.id, default)
    return Choice(wanted) if wanted in options else None


def _context(uow: UnitOfWork, actor: Actor) -> Context:
    return NO_CONTEXT if actor.person_id is None else context_for(uow, actor)


def _ask(uow: UnitOfWork, account: Account, actor: Actor, asked: _Asked) -> Closing:
    context = _context(uow, actor)
    going_on = farewell.ongoing(uow, actor, context, people_of(uow, actor), "fr")
    chosen = [(one, _choice(uow, actor, one, asked.choices)) for one in going_on]
    at_once = [one for one, choice in chosen if one.kind not in farewell.LATER and choice is Choice.CANCEL]
    farewell.cancel(uow, actor, context, at_once)
    waits_for = [one.id for one, choice in chosen if choice is Choice.WAIT]
    closing = uow.session.get(AccountClosing, account.id) or AccountClosing(account_id=account.id, asked_at=uow.clock.now())
    if closing.until is None:  # choosing again moves no day that was told, or printed
        closing.asked_at, closing.until = uow.clock.now(), uow.clock.now() + LONGEST_WAIT
    closing.waits_for, closing.again_at, closing.destroy = " ".join(waits_for), None, asked.destroy
    closing.choices = " ".join(f"{one.id}={choice}" for one, choice in chosen if one.kind in farewell.LATER)
    if not waits_for:
        _let_go(uow, actor, closing)
        token = closing_receipt.receipt_token(uow, asked.token_hash)
        login = open_account_text(uow, account, "login")
        return Closing(token, close_now(uow, account, closing, actor, asked.public_url, token), login)
    uow.session.add(closing)
    audit.record(uow, person_id=account.person_id or "", actor=actor, action=acts.CLOSING_ASKED, details={})
    uow.session.flush()
    closing_receipt.prepare(uow, account, closing)
    until = date_time(closing.until, account.language)
    mails.write(uow, account, _ASKED_SUBJECT, _ASKED_BODY, date=until, adresse=asked.public_url)
    return Closing()


def _close_when_due(uow: UnitOfWork, account_id: str, public_url: str) -> tuple[bytes, ...]:
    closing, account = uow.session.get(AccountClosing, account_id), uow.session.get(Account, account_id)
    if closing is None or closing.until is None or account is None or account.closed_at is not None:
        return ()  # called off meanwhile, or another worker was here
    if uow.clock.now() < closing.until and farewell.goes_on(uow, closing.waits_for.split()):
        return ()
    actor = actor_of(uow, account_id)
    if actor is not None:
        _let_go(uow, actor, closing)
    return close_now(uow, account, closing, SYSTEM_ACTOR, public_url)


def _let_go(uow: UnitOfWork, actor: Actor, closing: AccountClosing) -> None:
    """Give up what is kept until now, as it was chosen: only now, since until it closes an account may be kept.

    One's own alone; what began after the choice goes by the same one.
    """
    context, choices = _context(uow, actor), choices_of(closing)
    going_on = farewell.ongoing(uow, actor, context, [actor.person_id or ""], "fr")
    others = [one for one in going_on if one.kind in farewell.LATER]
    farewell.cancel(uow, actor, context, [one for one in others if _choice(uow, actor, one, choices) is Choice.CANCEL])


def choices_of(closing: AccountClosing) -> dict[str, str]:
    """What was chosen of appointments and drafts, by the id of `Ongoing`."""
    return read_choices(closing.choices)


def read_choices(written: str) -> dict[str, str]:
    """Choices as a row keeps them, by the id of `Ongoing`."""
    return dict(one.split("=", 1) for one in written.split())


def wishes_end(uow: UnitOfWork, person_id: str) -> None:
    """What a parent asked of children's records ends with their account: one that is opened again asks anew."""
    nothing = {"closes_asked_at": None, "closes_choices": "", "closes_until": None, "closes_on": None}
    theirs = update(Guardianship).where(Guardianship.guardian_id == person_id)
    uow.session.execute(theirs.values(**nothing).execution_options(synchronize_session="fetch"))


def close_now(
    uow: UnitOfWork, account: Account, closing: AccountClosing, actor: Actor, public_url: str, token: str = ""
) -> tuple[bytes, ...]:
    """Everything that closing is, in the caller's transaction; returns the hashes of the sessions ended.

    ``token``: what the browser that asked fetches the receipt with; "" when none did.
    """
    now, who = uow.clock.now(), identity_of(uow, account.person_id or "")
    children, alone = minor_children(uow, who.person_id), left_alone(uow, account)
    open_still = update(Account).where(Account.id == account.id, Account.closed_at.is_(None))
    if uow.session.execute(open_still.values(closed_at=now)).rowcount != 1:  # where the database has many writers
        raise DomainError("introuvable")
    uow.session.execute(update(Person).where(Person.id == who.person_id).values(closed_at=now))
    ended = end_all_sessions(uow, account_id=account.id)
    means.take_away(uow, account)
    wishes_end(uow, who.person_id)
    farewell.end(uow, account.id, [who.person_id, *alone])
    notices.stop(uow, account_id=account.id)
    for child in children:
        audit.record(uow, person_id=child.person_id, actor=actor, action=acts.PARENT_LEFT, details={"parent": who.full_name})
    audit.record(uow, person_id=who.person_id, actor=actor, action=acts.CLOSED, details={})
    uow.session.flush()
    closing.reference = closing.asked_reference or audit.receipt(uow, who.person_id).hash[:16]
    closing.until, closing.waits_for, closing.choices = None, "", ""
    uow.session.add(closing)
    uow.session.flush()
    closing_receipt.give(uow, account, closing, who, public_url, token)
    closing.asked_reference = closing.asked_token = None
    put_away(uow, account=account, terms=terms_of_closing(account, closing.reference, asked=closing.destroy))
    return ended
