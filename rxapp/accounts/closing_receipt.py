"""The receipt of a closing: by e-mail, and for a while for the browser that closed the account."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from rxapp.core.clock import paris_date
from rxapp.core.crypto import derive, open_sealed, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.notices import service as notices

from .archive import last_day
from .identity import Identity, open_account_text
from .letters import closing_pdf
from .models import Account, AccountClosing

RECEIPT_FOR = timedelta(minutes=15)
"""How long the browser that closed the account may fetch the receipt."""

_CLOSED_SUBJECT = _("Votre compte Carnet est fermé")
_CLOSED_BODY = _(
    "Bonjour,\n\nVotre compte Carnet est fermé depuis le {date}. Votre dossier est scellé : personne ne peut plus le lire ici.\n"
    "Il sera détruit le {fin}. Jusque-là, vous pouvez le faire rouvrir : écrivez à l’exploitant de ce Carnet en donnant la "
    "référence ci-dessous.\nLe récépissé est joint à ce message. Sa référence : {reference}\n\n"
    "Si ce n’est pas vous qui l’avez demandé, écrivez-lui sans attendre.\n\n"
    "Exploitant de ce Carnet :\n{exploitant}\n\nAdresse de ce Carnet : {adresse}"
)


def give(uow: UnitOfWork, account: Account, closing: AccountClosing, who: Identity, public_url: str, token: str) -> None:
    """The receipt by e-mail, and for the browser that closed the account; both while the name can still be read here.

    The e-mail leaves once the person's key is gone: it is sealed under the instance key, and erased some days later.
    """
    now, lang, reference = uow.clock.now(), account.language, closing.reference or ""
    last = paris_date(last_day(now, closing.destroy))
    where = {"reference": reference, "public_url": public_url, "operator": uow.operator, "lang": lang}
    sheet = closing_pdf(full_name=who.full_name, at=now, last_day=last, **where)
    if token:
        key = _sheet_key(token)
        closing.receipt_index, closing.receipt_until = _receipt_index(uow, token), now + RECEIPT_FOR
        closing.receipt_sheet = seal(key, sheet, **_sheet_place(closing))
        uow.session.add(closing)
    said = {"date": date_time(now, lang), "fin": plain_date(last, lang), "reference": reference, "adresse": public_url}
    said["exploitant"] = "\n".join(uow.operator)
    if account.email is not None:
        recipient, subject = open_account_text(uow, account, "email"), translate(_CLOSED_SUBJECT, lang)
        body = translate(_CLOSED_BODY, lang, **said)
        notices.send_mail(uow, person_id=None, recipient=recipient, subject=subject, body=body, pdf=sheet)


def _sheet_key(token: str) -> bytes:
    return derive(bytes.fromhex(token), "carnet/closing-receipt")


def _sheet_place(closing: AccountClosing) -> dict[str, str | None]:
    return {"table": "account_closing", "column": "receipt_sheet", "row": closing.account_id, "person": None}


def forget_receipts(uow: UnitOfWork) -> int:
    """Erase the receipts whose time is over; returns how many."""
    over = (AccountClosing.receipt_until <= uow.clock.now(), AccountClosing.receipt_sheet.is_not(None))
    gone = {"receipt_sheet": None, "receipt_index": None, "receipt_until": None}
    return uow.session.execute(update(AccountClosing).where(*over).values(**gone)).rowcount


def receipt_token(uow: UnitOfWork, token_hash: bytes) -> str:
    """What the browser of a session gets to fetch the receipt with: 64 hexadecimal signs that nobody else can make."""
    return uow.keyring.blind_index("closing.token", token_hash.hex()).hex()


def closed_with(uow: UnitOfWork, token: str) -> tuple[Account, AccountClosing] | None:
    """The account closed by the browser that holds this token, as long as the receipt may be fetched; else None."""
    found = select(Account, AccountClosing).join(Account, Account.id == AccountClosing.account_id)
    held = (AccountClosing.receipt_index == _receipt_index(uow, token), AccountClosing.receipt_until > uow.clock.now())
    row = uow.session.execute(found.where(*held)).first()
    return None if row is None else (row[0], row[1])


def receipt_pdf(uow: UnitOfWork, *, token: str) -> tuple[str, bytes]:
    """Language and sheet of the receipt that a token gives. Raises DomainError ``introuvable``."""
    found = closed_with(uow, token)
    if found is None or found[1].receipt_sheet is None:
        raise DomainError("introuvable")
    account, closing = found
    return account.language, open_sealed(_sheet_key(token), closing.receipt_sheet, **_sheet_place(closing))


def _receipt_index(uow: UnitOfWork, token: str) -> bytes:
    return uow.keyring.blind_index("closing.receipt", token)
