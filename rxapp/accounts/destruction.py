"""Destroying a closed record: its key is gone for ever, and whatever told who it was about.

It is asked for, called off, done when due, and said on a sheet.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from rxapp.core.clock import paris_date
from rxapp.core.crypto import open_text
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.core.keys import destroy_person_key, has_key
from rxapp.notices import service as notices

from . import farewell, means
from .archive import ON_REQUEST, archive_of, last_day, receipt_to
from .fates import changed, due
from .letters import destruction_pdf
from .models import Account, AccountClosing, ActivationCode, Guardianship, LoginSession, PasskeyChallenge, Person, PersonArchive

_DESTROYED_SUBJECT = _("Votre dossier Carnet est détruit")
_DESTROYED_BODY = _(
    "Bonjour,\n\nLe dossier Carnet que vous aviez fermé le {fermeture} a été détruit le {date}, comme vous l’avez demandé. "
    "Personne ne peut plus le lire ni le rendre.\nLe récépissé est joint à ce message. Sa référence : {reference}\n\n"
    "Votre adresse n’était gardée que pour ce message. Elle est effacée avec lui sept jours après son envoi, sauf dans une "
    "démonstration, qui garde ses e-mails."
)


def ask_destruction(uow: UnitOfWork, *, which: str) -> datetime:
    """A person asks, by post, that their closed record be destroyed; returns when it will be. Again changes nothing.

    Their e-mail address is sealed with the record by then: no receipt leaves, unless they had asked while closing, or while the
    record that an unused letter left open is not sealed again. Raises DomainError ``introuvable``, ``archive.detruit``,
    ``archive.ouvert``; ``archive.lettre`` while a letter gives it back.
    """
    row, now = _sealed(uow, which), uow.clock.now()
    if row.letter_until is not None and row.letter_until > now:
        raise DomainError("archive.lettre", date=row.letter_until)
    if not row.asked:
        row.asked, row.destroy_at = True, min(row.destroy_at, now + ON_REQUEST)
        row.receipt_to = receipt_to(uow, row.person_id) if has_key(uow, row.person_id) else None
        changed(uow, row)
    return row.destroy_at


def keep_archived(uow: UnitOfWork, *, which: str) -> datetime:
    """A request of destruction is called off, while a letter gives the record back too; returns until when it is kept.

    Never for less long than it was. Raises DomainError ``introuvable``, ``archive.detruit``, ``archive.ouvert``.
    """
    row = _sealed(uow, which)
    if row.asked:
        row.asked, row.receipt_to = False, None
        row.destroy_at = max(row.destroy_at, last_day(row.archived_at, asked=False))
        changed(uow, row)
    return due(row)


def destroy(uow: UnitOfWork, *, person_id: str, public_url: str) -> None:
    """Destroy a closed record: its key is gone for ever, and with it whatever told who it was about. Again changes nothing."""
    row, now = uow.session.get(PersonArchive, person_id), uow.clock.now()
    if row is None or row.destroyed_at is not None:
        return
    row.sealed = row.destroy_at = row.letter_until = row.name_index = None
    row.destroyed_at = now
    if row.receipt_to is not None:
        _send_receipt(uow, row, public_url)
        row.receipt_to = None
    changed(uow, row)
    uow.session.flush()
    destroy_person_key(uow, person_id)  # first: what was sent may go only once its key is gone
    accounts = uow.session.execute(select(Account.id).where(Account.person_id == person_id)).scalars().all()
    farewell.destroy(uow, person_id, accounts)
    means.forget(uow, person_id)
    notices.forget(uow, person_id=person_id, accounts=accounts)
    _forget_who(uow, person_id, accounts)


def destruction_receipt(uow: UnitOfWork, *, which: str, public_url: str, lang: str) -> bytes:
    """The receipt of a destruction as PDF. Raises DomainError ``introuvable``, ``archive.pas_detruit``."""
    row = archive_of(uow, which)
    if row.destroyed_at is None:
        raise DomainError("archive.pas_detruit")
    return _receipt(row, public_url, lang)


def receipt_leaves(uow: UnitOfWork, *, which: str) -> bool:
    """Whether the receipt of a destruction that is to come leaves by itself. Raises DomainError ``introuvable``."""
    return archive_of(uow, which).receipt_to is not None


def asked_for(uow: UnitOfWork, *, which: str) -> datetime | None:
    """When a destruction that the person asked for is due; None when none was asked. Raises DomainError ``introuvable``."""
    row = archive_of(uow, which)
    return due(row) if row.asked else None


def last_day_label(row: PersonArchive, lang: str) -> str:
    """The day on which a closed record is destroyed, in words; "" when none is to come."""
    return "" if row.destroy_at is None else plain_date(paris_date(row.destroy_at), lang)


def _sealed(uow: UnitOfWork, which: str) -> PersonArchive:
    row = archive_of(uow, which)
    if row.destroyed_at is not None:
        raise DomainError("archive.detruit", date=row.destroyed_at)
    if row.sealed is None:
        raise DomainError("archive.ouvert")
    return row


def _send_receipt(uow: UnitOfWork, row: PersonArchive, public_url: str) -> None:
    place = {"table": "person_archive", "column": "receipt_to", "row": row.person_id, "person": None}
    said = json.loads(open_text(uow.keyring.instance_key, row.receipt_to, **place))
    lang = said["lang"]
    words = {"fermeture": date_time(row.archived_at, lang), "date": date_time(row.destroyed_at, lang)}
    notices.send_mail(
        uow,
        person_id=None,
        recipient=said["email"],
        subject=translate(_DESTROYED_SUBJECT, lang),
        body=translate(_DESTROYED_BODY, lang, reference=row.reference, **words),
        pdf=_receipt(row, public_url, lang),
    )


def _receipt(row: PersonArchive, public_url: str, lang: str) -> bytes:
    said = {"closed_at": row.archived_at, "destroyed_at": row.destroyed_at, "asked": row.asked, "reference": row.reference}
    return destruction_pdf(**said, public_url=public_url, lang=lang)


def _forget_who(uow: UnitOfWork, person_id: str, accounts: Sequence[str]) -> None:
    """What could find or tell a destroyed person: sealed columns are emptied, indexes become noise, the account goes, with all
    that ties it to others. The person's row stays without a word, for the receipt and the chain of their history.
    """
    noise = {"nir_index": os.urandom(32), "identity_index": os.urandom(32), "postal_address": None, "refused_at": None}
    names = dict.fromkeys(("nir", "birth_date", "family_name", "given_names", "sex"), b"")
    uow.session.execute(update(Person).where(Person.id == person_id).values(**noise, **names))
    ties = or_(Guardianship.guardian_id == person_id, Guardianship.child_id == person_id)
    uow.session.execute(delete(Guardianship).where(ties))
    uow.session.execute(delete(ActivationCode).where(ActivationCode.person_id == person_id))
    for table in (LoginSession, AccountClosing, PasskeyChallenge):
        uow.session.execute(delete(table).where(table.account_id.in_(accounts)))
    uow.session.execute(delete(Account).where(Account.id.in_(accounts)))
