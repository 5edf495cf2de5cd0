"""Letters and their codes: sending one, and asking for another.

A request for a new letter looks nobody up: it is written down whoever is named, and ``answer_requests`` reads it later, out
of sight of whoever asked. So the answer cannot tell who exists, by its words or by its time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update

from rxapp.core import audit
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import SYSTEM_ACTOR, Actor, require
from rxapp.notices import service as notices

from . import acts, events, limits, mails, second_factor, young
from .activation import (
    REQUEST_WINDOW,
    VALIDITY,
    VoidReason,
    expires_at,
    may_send_again,
)
from .answering import answer_each
from .birth import is_minor, needs_parent
from .code import new_code
from .fates import changed
from .identity import Identity, identities_like, keyed, open_person, person_row, read_identity
from .letters import ActivationLetter, activation_pdf, activation_text
from .models import Account, ActivationCode, CodeRequest, PersonArchive
from .nir import Nir
from .people import OPERATING, first_name
from .places import Visit

_POSTED = (
    _("Une lettre pour choisir un nouveau mot de passe"),
    _(
        "Une lettre a été demandée parce que le mot de passe de votre compte Carnet serait oublié. Elle part à votre adresse "
        "postale. Si vous vous connectez d’ici là, elle ne servira plus."
    ),
)

_NOT_POSTED = (
    _("Une lettre pour choisir un nouveau mot de passe a été demandée"),
    _(
        "Bonjour,\n\nUne lettre a été demandée parce que le mot de passe de votre compte Carnet serait oublié. Aucune n’est "
        "partie : avant 18 ans, d’autres peuvent l’ouvrir, et une lettre seule ne suffit pas.\n"
        "Si c’est vous, demandez plutôt un lien par e-mail : {adresse}"
    ),
)


@dataclass(frozen=True)
class IssuedCode:
    """A letter that has just left. ``code`` is in clear here and in the letter, nowhere else."""

    person_id: str
    code: str
    sent_at: datetime
    expires_at: datetime
    pdf: bytes


def issue_code(
    uow: UnitOfWork, *, actor: Actor, person_id: str, public_url: str, asked: bool = False, reset: bool = False
) -> IssuedCode:
    """Send a letter with a new code; the earlier code, if one is alive, stops working.

    ``asked``: somebody asked for it, so it counts in their pace. ``reset``: the code lets the owner of an account choose another
    password. Raises DomainError ``activation.fermee``, ``activation.deja_ouverte``, or ``introuvable`` for an actor who may not,
    or nobody who could have forgotten a password.
    """
    require(actor, "issue", OPERATING)
    person = person_row(uow, person_id)
    if person.closed_at is not None:
        raise DomainError("activation.fermee")
    account = _account_of(uow, person_id)
    if account is None and reset:
        raise DomainError("introuvable")
    if account is not None and not reset:
        raise DomainError("activation.deja_ouverte")
    now, code = uow.clock.now(), new_code()
    void_letters(uow, person_id, VoidReason.REPLACED)
    row = uow.session.get(PersonArchive, person_id)
    if row is not None and row.letter_until is not None:  # given back: its key stays as long as the letter that opens it
        row.letter_until = letter_lasts(uow)
        changed(uow, row)
    uow.session.add(ActivationCode(person_id=person_id, code_index=keyed(uow, "code", code), asked=asked, sent_at=now))
    pdf = _send(uow, open_person(uow, person), code, now, public_url, reset)
    sent = acts.RESET_POSTED if reset else acts.LETTER_ASKED if asked else acts.LETTER_SENT
    audit.record(uow, person_id=person_id, actor=actor, action=sent, details={})
    if account is not None:
        events.note(uow, account, acts.RESET_POSTED, Visit())
        mails.warn(uow, account, *_POSTED, public_url=public_url)
    return IssuedCode(person_id, code, now, expires_at(now), pdf)


def letter_lasts(uow: UnitOfWork) -> datetime:
    """Until when a letter sent now may open an account, with a day for who is in the middle of it."""
    return uow.clock.now() + VALIDITY + timedelta(days=1)


def void_letters(uow: UnitOfWork, person_id: str, reason: VoidReason) -> None:
    """The code of the letter that a person waits for, if any, stops working."""
    alive = (ActivationCode.used_at.is_(None), ActivationCode.voided_at.is_(None))
    ended = update(ActivationCode).where(ActivationCode.person_id == person_id, *alive)
    uow.session.execute(ended.values(voided_at=uow.clock.now(), void_reason=reason.value))


def _send(uow: UnitOfWork, who: Identity, code: str, now: datetime, public_url: str, reset: bool) -> bytes:
    letter = ActivationLetter(
        full_name=who.full_name,
        given_names=who.given_names,
        postal_address=who.postal_address,
        code=code,
        sent_at=now,
        public_url=public_url,
        for_parents=not reset and needs_parent(who.birth_date, uow.clock.today()),
        for_reset=reset,
        factor_stays=reset and is_minor(who.birth_date, uow.clock.today()),
    )
    pdf = activation_pdf(letter)
    notices.send_letter(
        uow,
        person_id=who.person_id,
        recipient="\n".join(letter.recipient),
        subject=letter.title,
        body=activation_text(letter),
        pdf=pdf,
    )
    return pdf


def hand_over_letter(uow: UnitOfWork, *, actor: Actor, departure_id: str, erase: bool) -> bytes:
    """The sheet of a letter, for whoever prints it; with ``erase`` nothing of what it says is kept once this is committed.

    Raises DomainError ``introuvable`` for a letter handed over already, or an actor who may not.
    """
    require(actor, "issue", OPERATING)
    person_id, pdf = notices.take_letter(uow, departure_id=departure_id, erase=erase)
    audit.record(uow, person_id=person_id, actor=actor, action=acts.LETTER_HANDED, details={})
    return pdf


def erase_dead_letters(uow: UnitOfWork) -> int:
    """Erase what letters say whose code has expired, printed or not. Returns how many."""
    return notices.erase_letters(uow, before=uow.clock.now() - VALIDITY - timedelta(days=1))


def _account_of(uow: UnitOfWork, person_id: str) -> Account | None:
    """The open account of a person; one that they closed is none."""
    theirs = select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None))
    return uow.session.execute(theirs).scalar()


def request_new_code(
    uow: UnitOfWork,
    *,
    nir: str,
    birth_date: date | str | None,
    given_name: str = "",
    address: str,
    reset: bool = False,
) -> None:
    """Ask for a new letter. The answer is the same whoever is named; ``answer_requests`` does the rest.

    ``given_name`` may be left empty; twins each get a letter then. ``reset``: for who has an account and forgot its password, not
    for who has none. Commits. Raises FieldErrors (``nir``, ``naissance``),
    or DomainError ``activation.patienter`` (``attente``) when one was made from this address less than 30 s ago.
    """
    number, born = read_identity(nir, birth_date, uow.clock.today())
    wait = limits.take(uow, limits.code_request_rules(address))
    if wait is not None:
        raise DomainError("activation.patienter", attente=wait)
    request_id = new_id()
    named = {"nir": number.number, "birth_date": born.isoformat(), "given_name": given_name[:100]}
    asked = json.dumps(named | {"reset": reset})
    uow.session.add(CodeRequest(id=request_id, at=uow.clock.now(), asked=_request_seal(uow, asked, request_id)))
    uow.commit()


def _request_seal(uow: UnitOfWork, asked: str, request_id: str) -> bytes:
    return seal(uow.keyring.instance_key, asked, table="code_request", column="asked", row=request_id, person=None)


def answer_requests(database: Database) -> int:
    """Send the letters that were asked for and may leave; returns how many left.

    To be called from the background after each request and now and then. Each request is one transaction; one that cannot
    be read is logged and dropped, so that it never holds up the others. Raises DomainError when the disk is full or busy.
    """
    return answer_each(database, CodeRequest, _answer)


def _answer(uow: UnitOfWork, request_id: str, public_url: str) -> int:
    request = uow.session.get(CodeRequest, request_id)
    if request is None:
        return 0
    blob = request.asked
    uow.session.execute(delete(CodeRequest).where(CodeRequest.id == request_id))
    key = uow.keyring.instance_key
    asked = json.loads(open_text(key, blob, table="code_request", column="asked", row=request_id, person=None))
    wanted = first_name(asked["given_name"])
    reset, sent = asked.get("reset", False), 0
    for who in identities_like(uow, Nir(asked["nir"]), date.fromisoformat(asked["birth_date"])):
        if wanted and first_name(who.given_names) != wanted:
            continue
        closed = person_row(uow, who.person_id).closed_at is not None
        account = _account_of(uow, who.person_id)
        fits = not closed and (account is not None) is reset
        if fits and account is not None and not _is_enough(uow, account, public_url):
            continue
        if fits and _pace_allows(uow, who.person_id):
            issue_code(uow, actor=SYSTEM_ACTOR, person_id=who.person_id, public_url=public_url, asked=True, reset=reset)
            sent += 1
    return sent


def _is_enough(uow: UnitOfWork, account: Account, public_url: str) -> bool:
    """Whether a letter would let the owner of an account choose a password; when not, none leaves and an e-mail says so."""
    if young.letter_opens(uow, account, uow.clock.now(), factor=second_factor.is_on(uow, account.id)):
        return True
    if account.email is not None and limits.take(uow, limits.reset_mail_rules(account.id)) is None:
        mails.write(uow, account, *_NOT_POSTED, adresse=f"{public_url}/mot-de-passe-oublie")
    return False


def _pace_allows(uow: UnitOfWork, person_id: str) -> bool:
    now = uow.clock.now()
    asked = select(ActivationCode.sent_at).where(
        ActivationCode.person_id == person_id,
        ActivationCode.asked.is_(True),
        ActivationCode.sent_at > now - REQUEST_WINDOW,
    )
    return may_send_again(uow.session.execute(asked).scalars().all(), now)
