"""Who stands for whom when nobody is signed in: for what reaches people by itself, and for the addresses they gave away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, bindparam, or_, select

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import has_key
from rxapp.core.policy import Actor, HelpScope, Role

from .birth import is_minor
from .helped import helpers_for
from .identity import birth_of, open_account_text, people_like, person_row
from .models import Account, AccountClosing, Guardianship
from .nir import parse_nir
from .opening import account_by_login, label_of
from .people import child_stays, find_person, first_name


def actor_of(uow: UnitOfWork, account_id: str) -> Actor | None:
    """The account as services ask for it, without a session; None once it is closed."""
    account = uow.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        return None
    return Actor(account.id, Role(account.role), account.person_id, label_of(uow, account))


def person_of_login(uow: UnitOfWork, login: str) -> str:
    """The person whose account bears an identifier. Raises DomainError ``introuvable``."""
    account = account_by_login(uow, login)
    if account is None or account.person_id is None:
        raise DomainError("introuvable")
    return account.person_id


def person_of_traits(uow: UnitOfWork, *, nir: str, birth_date: date, given_names: str = "") -> str:
    """The person whom an operator names as a letter does, whether or not they have an account; twins by their given name.

    Raises DomainError ``proches.inconnu``, ``proches.jumeaux`` without a given name for one of several, one of `parse_nir`.
    """
    number = parse_nir(nir)
    found = find_person(uow, nir=number, birth_date=birth_date, given_names=given_names)
    if found is None:
        several = not first_name(given_names) and len(people_like(uow, number, birth_date)) > 1
        raise DomainError("proches.jumeaux" if several else "proches.inconnu")
    return found


def takes_in(uow: UnitOfWork, person_id: str) -> bool:
    """Whether something may be put into a person's record: not one that is closed, nor that of who refused to have one."""
    if not has_key(uow, person_id) or has_left(uow, person_id):
        return False
    return person_row(uow, person_id).refused_at is None


def language_of(uow: UnitOfWork, account_id: str) -> str:
    """The language an account chose: "fr" or "en"."""
    account = uow.session.get(Account, account_id)
    return account.language if account is not None else "fr"


def address_of(uow: UnitOfWork, account_id: str) -> tuple[str, str] | None:
    """Where an account is written to: its language and its e-mail or ""; None once it is closed."""
    account = uow.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        return None
    return account.language, open_account_text(uow, account, "email")


def not_closed(account_id: ColumnElement[str]) -> ColumnElement[bool]:
    """For the queries of other rooms: that the account which a column of theirs names is not closed."""
    return ~select(Account.id).where(Account.id == account_id, Account.closed_at.is_not(None)).exists()


def has_left(uow: UnitOfWork, person_id: str) -> bool:
    """Whether a person closed their account and has not opened it again: nothing of theirs exists for anybody else.

    Also while the operator has brought their key back and the letter is on its way.
    """
    closed = select(Account.id).where(Account.person_id == person_id, Account.closed_at.is_not(None))
    return uow.session.execute(closed).first() is not None


def not_left(person_id: ColumnElement[str]) -> ColumnElement[bool]:
    """For the queries of other rooms: that the person whom a column of theirs names has not left."""
    return ~select(Account.id).where(Account.person_id == person_id, Account.closed_at.is_not(None)).exists()


def gather(uow: UnitOfWork, account_ids: Collection[str]) -> list[Account]:
    """Look up several accounts at once; while the answer is held, what asks for one of them in this unit of work asks no more."""
    return list(uow.session.execute(select(Account).where(Account.id.in_(account_ids))).scalars())


def speaks_for(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether an open account is a person's own, or a parent's while they are a minor."""
    account = uow.session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        return False
    return account.person_id == person_id or account_id in accounts_for(uow, person_id)


def staff_among(uow: UnitOfWork, account_ids: Collection[str]) -> set[str]:
    """Those of these open accounts that are nobody's own: of professionals, establishments, pharmacies and operators."""
    theirs = select(Account.id).where(Account.id.in_(account_ids), Account.person_id.is_(None), Account.closed_at.is_(None))
    return set(uow.session.execute(theirs).scalars())


_OPEN = select(Account.id, Account.person_id).where(
    Account.person_id.in_(bindparam("people", expanding=True)), Account.closed_at.is_(None)
)


def accounts_for(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """The open accounts that speak for a person today: their own, and their parents' while they are a minor.

    Nobody speaks for somebody whose key is gone: there is nothing that can be read.
    """
    if not has_key(uow, person_id):
        return ()
    today = uow.clock.today()
    people = [person_id]
    if is_minor(birth_of(uow, person_id), today):
        going_on = or_(Guardianship.ends_on.is_(None), Guardianship.ends_on > today)
        parents = select(Guardianship.guardian_id).where(
            Guardianship.child_id == person_id, Guardianship.starts_on <= today, going_on, child_stays()
        )
        people += uow.session.execute(parents.order_by(Guardianship.guardian_id)).scalars()
    found = {whose: account_id for account_id, whose in uow.ask(_OPEN, people=people)}
    return tuple(found[whose] for whose in people if whose in found)


def told_for(uow: UnitOfWork, person_id: str, scope: HelpScope) -> tuple[str, ...]:
    """Who is told of a person's news: `accounts_for`, and the helpers of that scope who chose to be."""
    return (*accounts_for(uow, person_id), *helpers_for(uow, person_id, scope, told=True))


def is_told(uow: UnitOfWork, account_id: str, person_id: str, scope: HelpScope) -> bool:
    """Whether an account is a helper's who is told of a person's news in that scope."""
    return account_id in helpers_for(uow, person_id, scope, told=True)


def spoke_for(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """Every account that ever spoke for a person, open or not: theirs, and those of the parents they had."""
    parents = select(Guardianship.guardian_id).where(Guardianship.child_id == person_id)
    wanted = select(Account.id).where(or_(Account.person_id == person_id, Account.person_id.in_(parents)))
    return tuple(uow.session.execute(wanted).scalars())


def require_staying(uow: UnitOfWork, account_id: str, person_id: str = "", *, instead_of: str | None = None) -> None:
    """For what begins something new: raises DomainError ``fermeture.en_cours`` for an account that waits to be closed,
    ``fermeture.carnet_en_cours`` for a child's record that does.

    ``person_id``: for whom. ``instead_of``: what the new one takes the place of; what is waited for may still go elsewhere. So
    may the child for whom another parent is asked: that is what is waited for.
    """
    if is_leaving(uow, account_id, instead_of=instead_of):
        raise DomainError("fermeture.en_cours")
    if _closes(uow, person_id, instead_of):
        raise DomainError("fermeture.carnet_en_cours")


def _closes(uow: UnitOfWork, child_id: str, instead_of: str | None) -> bool:
    """Whether all who act for a child have asked that the record be closed, and it waits for other orders than that one.

    As long as a young person may object, they go on as before.
    """
    may_object = Guardianship.closes_on > uow.clock.today()
    waits = (Guardianship.closes_until.is_not(None), or_(Guardianship.closes_on.is_(None), ~may_object))
    waiting = select(Guardianship.closes_choices).where(Guardianship.child_id == child_id, *waits)
    said = uow.session.execute(waiting).scalars().all()
    return bool(said) and not (instead_of and any(instead_of in choices for choices in said))


def is_leaving(uow: UnitOfWork, account_id: str, *, instead_of: str | None = None) -> bool:
    """Whether `require_staying` would refuse."""
    closing = uow.session.get(AccountClosing, account_id)
    return closing is not None and closing.until is not None and instead_of not in closing.waits_for.split()


def wait_instead(uow: UnitOfWork, old_id: str, new_id: str) -> None:
    """Whatever closing waits for the old one waits for the new one from now on."""
    waiting = select(AccountClosing).where(AccountClosing.until.is_not(None), AccountClosing.waits_for.contains(old_id))
    for closing in uow.session.execute(waiting).scalars():
        closing.waits_for = closing.waits_for.replace(old_id, new_id)
        uow.session.add(closing)
    asked = select(Guardianship).where(Guardianship.closes_asked_at.is_not(None), Guardianship.closes_choices.contains(old_id))
    for link in uow.session.execute(asked).scalars():
        link.closes_choices = link.closes_choices.replace(old_id, new_id)
        uow.session.add(link)
