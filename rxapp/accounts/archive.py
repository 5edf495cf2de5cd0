"""A closed record that nobody here can read: the person's key is sealed to the archive key, whose private half is not here.

Kept so for ten years, then destroyed (`destruction.py`); on the person's request within three months. The operator brings the
private half back to reopen one, and the person's own new letter does the rest.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.archive_key import ArchiveKeyUnusable, open_from, seal_to
from rxapp.core.crypto import SealBroken, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.keys import destroy_person_key, has_key, person_key, put_back_person_key
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.notices import service as notices

from . import acts, farewell, means, young
from .codes import IssuedCode, issue_code, letter_lasts
from .fates import changed
from .identity import identity_of, open_account_text, person_row
from .models import Account, PersonArchive
from .people import first_name, name_index
from .sessions import blank_sessions
from .standing import staff_among

KEPT_YEARS = 10
"""How long a closed record is kept sealed."""
ON_REQUEST = timedelta(days=56)
"""How long after a request a record is destroyed: within the three months allowed, when the closing waited thirty days too."""

log = logging.getLogger("carnet.accounts")


@dataclass(frozen=True)
class Terms:
    """What a record is sealed away with: when its account was closed, the reference of the receipt, and its last day.

    ``asked``: the person asked that it be destroyed without waiting ten years.
    """

    closed_at: datetime
    reference: str
    asked: bool
    destroy_at: datetime


def terms_of_closing(account: Account, reference: str, *, asked: bool) -> Terms:
    """Those that the receipt of a closing says: days count from the closing, whenever the key is sealed."""
    return Terms(account.closed_at, reference, asked, last_day(account.closed_at, asked))


def put_away(uow: UnitOfWork, *, account: Account, terms: Terms) -> PersonArchive | None:
    """Seal a closed person's key to the archive key and forget it here; None, and nothing is done, without an archive key."""
    public, person_id = uow.keyring.archive_public, account.person_id or ""
    if public is None:
        log.error("a closed record waits for an archive key: rxapp keys archive-init")
        return None
    who = identity_of(uow, person_id)
    row = uow.session.get(PersonArchive, person_id) or PersonArchive(person_id=person_id)
    row.sealed = seal_to(public, person_key(uow, person_id), person_id=person_id)
    row.archived_at, row.reference, row.asked = terms.closed_at, terms.reference, terms.asked
    row.destroy_at = terms.destroy_at
    row.name_index = name_index(uow, person_id, first_name(who.given_names))
    row.receipt_to = receipt_to(uow, person_id) if terms.asked else None
    row.letter_until = row.reopened_at = row.destroyed_at = row.again_at = None
    changed(uow, row)
    young.remember_shared(uow, account)
    account.password_hash, account.email_index = "", None
    uow.session.add(account)
    means.take_away(uow, account)
    blank_sessions(uow, account_id=account.id)
    farewell.part(uow, account.id, person_id)
    notices.part(uow, person_id=person_id, staff=staff_among)
    uow.session.flush()
    destroy_person_key(uow, person_id)
    return row


def last_day(closed_at: datetime, asked: bool) -> datetime:
    """When a record closed at an instant is destroyed; ``asked``: at the person's request."""
    return closed_at + ON_REQUEST if asked else years_after(closed_at, KEPT_YEARS)


def years_after(instant: datetime, years: int) -> datetime:
    """The same day so many years later; a 29 February becomes a 1 March."""
    try:
        return instant.replace(year=instant.year + years)
    except ValueError:
        return instant.replace(year=instant.year + years, month=3, day=1)


def archive_of(uow: UnitOfWork, which: str) -> PersonArchive:
    """The archive of a person, by their id or by the reference of their receipt. Raises DomainError ``introuvable``."""
    row = uow.session.get(PersonArchive, which)
    if row is None and which:
        row = uow.session.execute(select(PersonArchive).where(PersonArchive.reference == which.lower())).scalar_one_or_none()
    if row is None:
        raise DomainError("introuvable")
    return row


def reopen(uow: UnitOfWork, *, which: str, private: bytes, where: str, public_url: str) -> IssuedCode:
    """The operator brings the private half back: the record can be read here again, and a letter leaves for the person.

    A destruction that is to come waits until the letter is over (`fates.due`). Unless the letter opens the account before that,
    the key is sealed away again and what was asked for stands, with its day. Raises DomainError ``introuvable``,
    ``archive.detruit``, ``archive.ouvert``; ArchiveKeyUnusable for another key.
    """
    row = archive_of(uow, which)
    if row.destroyed_at is not None:
        raise DomainError("archive.detruit", date=row.destroyed_at)
    if row.sealed is None or has_key(uow, row.person_id):
        raise DomainError("archive.ouvert")
    try:
        put_back_person_key(uow, row.person_id, open_from(private, row.sealed, person_id=row.person_id))
    except SealBroken:
        raise ArchiveKeyUnusable(where) from None
    row.letter_until = letter_lasts(uow)
    changed(uow, row)
    person = person_row(uow, row.person_id)
    person.closed_at = None
    uow.session.add(person)
    audit.record(uow, person_id=row.person_id, actor=SYSTEM_ACTOR, action=acts.KEY_BROUGHT_BACK, details={})
    return issue_code(uow, actor=SYSTEM_ACTOR, person_id=row.person_id, public_url=public_url)


def receipt_to(uow: UnitOfWork, person_id: str) -> bytes | None:
    """Where the receipt of a destruction goes, under the instance key; None for who has no address. Their key must be here."""
    account = uow.session.execute(select(Account).where(Account.person_id == person_id)).scalar_one()
    email = open_account_text(uow, account, "email")
    if not email:
        return None
    said = json.dumps({"email": email, "lang": account.language})
    return seal(uow.keyring.instance_key, said, table="person_archive", column="receipt_to", row=person_id, person=None)
