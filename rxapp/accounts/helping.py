"""Adults who let another act for them: asking, answering, renewing, ending. What a helper may do is a table of `core.policy`.

Whom one asks is written down whoever is named and looked for later, out of sight of whoever asked (`answer_invitations`): neither
the words nor the time tell whether such a person exists. One who declines is not told of: the invitation waits until it is over.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, or_, select
from sqlmodel import col

from rxapp.core import audit, lookers
from rxapp.core.crypto import seal
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError, passes
from rxapp.core.i18n import _
from rxapp.core.keys import person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor, HelpScope, Role

from . import acts, arrivals, help_papers, limits, mails
from .birth import is_minor, parse_birth_date, typed_day
from .errors import FieldErrors
from .help_asked import asked_of, invitations, lasting, replaced
from .helped import scopes_of, words_of, written
from .identity import identity_of, normal_login, open_account_text
from .models import Account, Person
from .opening import account_by_login, account_row
from .relatives import KIND, tell
from .relatives_models import Helping
from .standing import require_staying

_AT_ONCE = 20

log = logging.getLogger("carnet.accounts")

_INVITED = (
    _("Une invitation vous attend dans Carnet"),
    _("Bonjour,\n\nQuelqu’un vous propose de l’aider dans Carnet. Vous pouvez accepter ou refuser : {adresse}"),
)
_STARTED = (
    _("Votre aidant a accepté"),
    _("Bonjour,\n\nLa personne que vous avez invitée peut vous aider dans Carnet. Vous pouvez y mettre fin : {adresse}"),
)
_ENDED = (
    _("Une aide a pris fin dans Carnet"),
    _("Bonjour,\n\nUne aide entre vous et une autre personne a pris fin dans Carnet : {adresse}"),
)

_STARTED_TEXT = _("La page « Aidants » dit qui, jusqu’à quand, et y met fin.")
_OVER = _("Une aide a pris fin")
_OVER_TEXT = _("Une attestation de cette fin est rangée dans votre dossier.")
PAGE = "/parametres/aidants"


@dataclass(frozen=True)
class Invitation:
    """What is asked: the identifier and birth date of whom one asks, the scopes, and the last day (as typed)."""

    login: str
    birth_date: str
    scopes: Collection[str]
    until: str


def latest_day(today: date) -> date:
    """The last day that may be chosen: the same day of next year."""
    try:
        return today.replace(year=today.year + 1)
    except ValueError:
        return today.replace(year=today.year + 1, day=28)


def invite(uow: UnitOfWork, *, actor: Actor, invitation: Invitation) -> str:
    """Ask somebody to help the actor; returns the id of the invitation, whoever is named. One that waits and names the same
    identifier with another birth date is taken back: what was typed wrong is put right by asking again.

    Raises FieldErrors (``identifiant``, ``naissance``, ``portee``, ``jusqu_au``), or DomainError ``aide.trop``, ``aide.mineur``,
    ``aide.patienter`` (``attente``), ``fermeture.en_cours``, ``introuvable`` for an account without a person.
    """
    person_id = _adult(uow, actor)
    require_staying(uow, actor.account_id)
    scopes, born, until = _checked(uow, actor, invitation)
    uow.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())  # one invitation at a time
    login = normal_login(invitation.login)
    named = {"login": login, "birth_date": born.isoformat()}
    before = replaced(uow, person_id, named)
    if (wait := limits.take(uow, limits.help_rules(actor.account_id))) is not None:
        raise DomainError("aide.patienter", attente=wait)
    for row in before:
        _end(uow, row, actor, "")
    row_id = new_id()
    asked = seal(person_key(uow, person_id), json.dumps(named), table="helping", column="asked", row=row_id, person=person_id)
    given = {"scopes": written(scopes), "until": until, "asked": asked, "asked_at": uow.clock.now()}
    uow.session.add(Helping(id=row_id, person_id=person_id, **given))
    uow.session.flush()
    audit.record(uow, person_id=person_id, actor=actor, action=acts.HELP_ASKED, details={"label": login})
    return row_id


def answer_invitations(database: Database) -> int:
    """Look for whom was asked; returns how many were found. Each is a transaction of its own, and is looked for once.

    One that cannot be read reaches nobody, and holds up no other.
    """
    with database.read() as uow:
        new = (col(Helping.looked_at).is_(None), col(Helping.ended_at).is_(None))
        waiting = uow.session.execute(select(Helping.id).where(*new).order_by(Helping.asked_at).limit(_AT_ONCE)).scalars().all()
    found = 0
    for row_id in waiting:
        try:
            with database.uow() as uow:
                found += _look_for(uow, row_id, database.settings.public_url)
                uow.commit()
        except Exception as failure:
            if passes(failure):
                raise  # these pass: it waits for the next call
            log.error("an invitation to help could not be brought: %s", type(failure).__name__)
            with database.uow() as uow:
                row = uow.session.get(Helping, row_id)
                if row is not None:
                    row.looked_at = uow.clock.now()
                uow.commit()
    return found


def accept(uow: UnitOfWork, *, actor: Actor, helping_id: str, public_url: str) -> None:
    """Help the person who asked, from today. Raises DomainError ``introuvable``, ``fermeture.en_cours``."""
    row = _invited(uow, actor, helping_id)
    require_staying(uow, actor.account_id)
    note(uow, actor, row, acts.HELP_STARTED, started_on=uow.clock.today())
    arrivals.tell_help(uow, actor.account_id, row.person_id, scopes_of(row.scopes))
    tell(uow, row.person_id, f"aide|{row.id}|oui", _STARTED[0], _STARTED_TEXT, href=PAGE, mailed=True)
    _tell(uow, row.person_id, _STARTED, public_url)


def decline(uow: UnitOfWork, *, actor: Actor, helping_id: str) -> None:
    """Do not help; who asked is not told. Raises DomainError ``introuvable``."""
    row = _invited(uow, actor, helping_id)
    row.declined_at = uow.clock.now()
    uow.session.add(row)
    uow.session.flush()
    name = identity_of(uow, row.person_id).full_name
    audit.record(uow, person_id=actor.person_id or "", actor=actor, action=acts.HELP_DECLINED, details={"label": name})


def renew(uow: UnitOfWork, *, actor: Actor, helping_id: str, until: str) -> None:
    """Let a helper go on until another day. For the person helped; the attestation says the new day.

    Raises FieldErrors (``jusqu_au``), DomainError ``introuvable``.
    """
    row = _going_on(uow, helping_id)
    if actor.person_id != row.person_id:
        raise DomainError("introuvable")
    require_staying(uow, actor.account_id)
    errors: dict[str, DomainError | str] = {}
    day = _last_day(until, uow.clock.today(), errors)
    if errors:
        raise FieldErrors(errors)
    note(uow, actor, row, acts.HELP_RENEWED, until=day)


def listen(uow: UnitOfWork, *, actor: Actor, helping_id: str, on: bool) -> None:
    """The helper wants the person's news of what they help with, or not. Raises DomainError ``introuvable``."""
    row = _going_on(uow, helping_id)
    if actor.person_id != row.helper_id:
        raise DomainError("introuvable")
    if row.told is not on:
        row.told = on
        note(uow, actor, row, acts.HELP_LISTENS if on else acts.HELP_DEAF)
    arrivals.tell_help(uow, actor.account_id, row.person_id, scopes_of(row.scopes))


def end(uow: UnitOfWork, *, actor: Actor, helping_id: str, public_url: str) -> None:
    """End a help at once, or take an invitation back; either of the two may. Raises DomainError ``introuvable``."""
    row = uow.session.get(Helping, helping_id)
    sides = () if row is None else (row.person_id, row.helper_id if row.started_on else None)
    if row is None or actor.person_id is None or actor.person_id not in sides or row.ended_at is not None:
        raise DomainError("introuvable")
    _end(uow, row, actor, public_url)


def end_of(uow: UnitOfWork, account_id: str, _people: Sequence[str]) -> None:
    """An account is closed: it helps nobody and nobody helps it any more. For `farewell`."""
    account = uow.session.get(Account, account_id)
    person_id = account.person_id if account is not None else None
    if person_id is None:
        return
    theirs = or_(col(Helping.person_id) == person_id, col(Helping.helper_id) == person_id)
    for row in uow.session.execute(select(Helping).where(theirs, col(Helping.ended_at).is_(None))).scalars().all():
        if row.started_on is None and row.person_id != person_id:
            row.helper_id = None  # it waits on: whoever asked learns nothing of who is there
            uow.session.add(row)
        else:
            _end(uow, row, SYSTEM_ACTOR, "")


def end_due(database: Database) -> int:
    """Helps whose last day is over: both histories say so, open pages look again, both are told. Returns how many.

    Each is a transaction of its own, so that one that fails holds up no other.
    """
    with database.read() as uow:
        over = (col(Helping.started_on).is_not(None), col(Helping.ended_at).is_(None), col(Helping.until) < uow.clock.today())
        due = uow.session.execute(select(Helping.id).where(*over).order_by(Helping.until).limit(_AT_ONCE)).scalars().all()
    ended = 0
    for row_id in due:
        try:
            with database.uow() as uow:
                row = uow.session.get(Helping, row_id)
                if row is not None and row.ended_at is None:
                    _end(uow, row, SYSTEM_ACTOR, database.settings.public_url)
                uow.commit()
            ended += 1
        except Exception as failure:
            if passes(failure):
                raise  # these pass: it waits for the next call
            log.error("a help could not be ended: %s", type(failure).__name__)
    return ended


def forget(uow: UnitOfWork, person_id: str, _accounts: Sequence[str] = ()) -> None:
    """Somebody's record is destroyed: nothing says any more whom they helped, nor who helped them. For `farewell`."""
    help_papers.forget(uow, person_id)
    uow.session.execute(delete(Helping).where(or_(col(Helping.person_id) == person_id, col(Helping.helper_id) == person_id)))


def _adult(uow: UnitOfWork, actor: Actor) -> str:
    """The person behind an account, once they are of age."""
    if actor.person_id is None or actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    if is_minor(identity_of(uow, actor.person_id).birth_date, uow.clock.today()):
        raise DomainError("aide.mineur")
    return actor.person_id


def _checked(uow: UnitOfWork, actor: Actor, asked: Invitation) -> tuple[set[HelpScope], date, date]:
    """What was typed, read; all that is wrong with it at once. Nothing is looked up but the actor's own account."""
    errors: dict[str, DomainError | str] = {}
    today, born, login = uow.clock.today(), uow.clock.today(), normal_login(asked.login)
    try:
        born = parse_birth_date(asked.birth_date, today)
    except DomainError as error:
        errors["naissance"] = error
    else:
        if is_minor(born, today):  # whoever it is: only what was typed says so
            errors["naissance"] = "aide.aidant_mineur"
    if not login or len(login) > 64:
        errors["identifiant"] = "aide.identifiant"
    elif login == normal_login(open_account_text(uow, account_row(uow, actor.account_id), "login")):
        errors["identifiant"] = "aide.soi_meme"
    scopes = {HelpScope(one) for one in asked.scopes if one in set(HelpScope)}
    if not scopes:
        errors["portee"] = "aide.sans_portee"
    until = _last_day(asked.until, today, errors)
    if errors:
        raise FieldErrors(errors)
    return scopes, born, until


def _last_day(typed: str, today: date, errors: dict[str, DomainError | str]) -> date:
    day = typed_day(typed)
    if day is None:
        errors["jusqu_au"] = "aide.jour"
        return today
    if not today <= day <= latest_day(today):
        errors["jusqu_au"] = DomainError("aide.duree", date=latest_day(today))
    return day


def _look_for(uow: UnitOfWork, row_id: str, public_url: str) -> int:
    row = uow.session.get(Helping, row_id)
    if row is None or row.looked_at is not None or row.ended_at is not None:
        return 0
    row.looked_at = uow.clock.now()
    uow.session.add(row)
    account = _fitting(uow, row, asked_of(uow, row))
    if account is None:
        return 0
    row.helper_id = account.person_id
    uow.session.flush()
    mails.write(uow, account, *_INVITED, news=KIND, adresse=f"{public_url}{PAGE}")
    lookers.look_again(uow, [account.id])
    return 1


def _fitting(uow: UnitOfWork, row: Helping, asked: dict[str, str]) -> Account | None:
    """The open account of another adult that bears the identifier and the birth date, unless they help each other already."""
    account = account_by_login(uow, asked["login"])
    if account is None or account.role != Role.PATIENT or account.person_id in (None, row.person_id):
        return None
    born = identity_of(uow, account.person_id).birth_date
    if account.closed_at is not None or born.isoformat() != asked["birth_date"] or is_minor(born, uow.clock.today()):
        return None
    before = (Helping.person_id == row.person_id, Helping.helper_id == account.person_id, col(Helping.ended_at).is_(None))
    held = {one.id for one in lasting(uow, row.person_id)}
    for old in uow.session.execute(select(Helping).where(*before)).scalars().all():
        if old.id in held and old.declined_at is None:
            return None
        old.ended_at = uow.clock.now()  # its day is over, or it was declined
        uow.session.add(old)
    uow.session.flush()
    return account


def _invited(uow: UnitOfWork, actor: Actor, helping_id: str) -> Helping:
    """An invitation that waits for this actor."""
    person_id = _adult(uow, actor)
    row = next((one for one in invitations(uow, person_id) if one.id == helping_id), None)
    if row is None:
        raise DomainError("introuvable")
    return row


def _going_on(uow: UnitOfWork, helping_id: str) -> Helping:
    row = uow.session.get(Helping, helping_id)
    if row is None or row.started_on is None or row.ended_at is not None or row.until < uow.clock.today():
        raise DomainError("introuvable")
    return row


def _end(uow: UnitOfWork, row: Helping, actor: Actor, public_url: str) -> None:
    row.ended_at, started = uow.clock.now(), row.started_on is not None
    uow.session.add(row)
    uow.session.flush()
    if not started:
        if actor is not SYSTEM_ACTOR:
            label = {"label": asked_of(uow, row)["login"]}
            audit.record(uow, person_id=row.person_id, actor=actor, action=acts.HELP_TAKEN_BACK, details=label)
        lookers.look_again(uow, _accounts(uow, row))
        return
    note(uow, actor, row, acts.HELP_ENDED)
    for other in (row.person_id, row.helper_id or ""):
        if other != actor.person_id and public_url:
            _tell(uow, other, _ENDED, public_url)
        elif other != actor.person_id:  # a closing, which has the address of no page at hand
            tell(uow, other, f"aide|{row.id}", _OVER, _OVER_TEXT, href="/dossier")


def note(uow: UnitOfWork, actor: Actor, row: Helping, action: str, **changes: date) -> None:
    """Of a help that goes on: one line in both histories, and what changes with it; open pages look again.

    The line in the person's gives the attestation its reference.
    """
    names = {"aidant": identity_of(uow, row.helper_id or "").full_name, "personne": identity_of(uow, row.person_id).full_name}
    said = names | {"portee": words_of(scopes_of(row.scopes), "fr"), "jour": changes.get("until", row.until).isoformat()}
    entry = audit.record(uow, person_id=row.person_id, actor=actor, action=action, details=said)
    audit.record(uow, person_id=row.helper_id or "", actor=actor, action=action, details=said)
    if changes:
        row.reference = entry.hash.hex()[:16]
    for name, day in changes.items():
        setattr(row, name, day)
    uow.session.add(row)
    uow.session.flush()
    help_papers.owe(uow, row, action)
    lookers.look_again(uow, _accounts(uow, row))


def _accounts(uow: UnitOfWork, row: Helping) -> list[str]:
    both = (row.person_id, row.helper_id or row.person_id)  # as many values, whether anybody was found or not
    return list(uow.session.execute(select(Account.id).where(col(Account.person_id).in_(both))).scalars())


def _tell(uow: UnitOfWork, person_id: str, words: tuple[str, str], public_url: str) -> None:
    account = uow.session.execute(select(Account).where(Account.person_id == person_id)).scalar_one_or_none()
    if account is not None and account.closed_at is None:
        mails.write(uow, account, *words, news=KIND, adresse=f"{public_url}{PAGE}")
