"""The receipt of a closing: by e-mail, and for a while for the browser that closed the account.

Of one that waits, a receipt of what was asked: it says the reference, and holds the way to the other, which nobody is there
to take.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update

from rxapp.core import audit
from rxapp.core.clock import paris_date
from rxapp.core.contact import reached
from rxapp.core.crypto import derive, open_sealed, open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor
from rxapp.notices import service as notices

from .archive import last_day
from .identity import Identity, identity_of, open_account_text
from .letters import closing_asked_pdf, closing_pdf
from .models import Account, AccountClosing
from .opening import account_row

RECEIPT_FOR = timedelta(minutes=15)
"""How long the browser that closed the account may fetch the receipt."""
RECEIPT_AFTER = timedelta(days=60)
"""How long it may be fetched after a closing that waited, with what the receipt of asking says."""
PAGE = "/compte-ferme"

_CLOSED_SUBJECT = _("Votre compte Carnet est fermé")
_CLOSED_BODY = _(
    "Bonjour,\n\nVotre compte Carnet est fermé depuis le {date}. Votre dossier est scellé : personne ne peut plus le lire ici.\n"
    "Il sera détruit le {fin}. Jusque-là, vous pouvez le faire rouvrir : écrivez à l’exploitant de ce Carnet en donnant la "
    "référence ci-dessous.\nLe récépissé est joint à ce message. Sa référence : {reference}\n\n"
    "Si ce n’est pas vous qui l’avez demandé, écrivez-lui sans attendre.\n\n"
    "Exploitant de ce Carnet :\n{exploitant}\n\nAdresse de ce Carnet : {adresse}"
)


def prepare(uow: UnitOfWork, account: Account, closing: AccountClosing) -> None:
    """Of a closing that waits, its line written: its reference and the token of its receipt. Asked again it keeps both."""
    if closing.asked_token is not None:
        return
    token = secrets.token_hex(32)
    closing.asked_reference = audit.receipt(uow, account.person_id or "").hash[:16]
    closing.asked_token = seal(person_key(uow, account.person_id or ""), token, **_token_place(account))
    closing.receipt_index = _receipt_index(uow, token)
    uow.session.add(closing)


def asked_token(uow: UnitOfWork, account: Account, closing: AccountClosing) -> str:
    """The token that the receipt of asking holds, "" when none was given."""
    if closing.asked_token is None:
        return ""
    return open_text(person_key(uow, account.person_id or ""), closing.asked_token, **_token_place(account))


def asked_pdf(uow: UnitOfWork, *, actor: Actor, public_url: str) -> tuple[str, bytes]:
    """Language and sheet of the receipt of a closing that waits, for its own account. Raises DomainError ``introuvable``.

    One that waited before there were such receipts is prepared now, in the caller's transaction.
    """
    account = account_row(uow, actor.account_id)
    closing = uow.session.get(AccountClosing, account.id)
    if closing is None or closing.until is None:
        raise DomainError("introuvable")
    prepare(uow, account, closing)
    sheet = closing_asked_pdf(
        full_name=identity_of(uow, account.person_id or "").full_name,
        at=closing.asked_at,
        until=closing.until,
        last_day=paris_date(last_day(closing.until, closing.destroy)),
        destroyed=closing.destroy,
        reference=closing.asked_reference or "",
        link=f"{public_url}{PAGE}#{asked_token(uow, account, closing)}",
        public_url=public_url,
        operator=uow.operator,
        lang=account.language,
    )
    return account.language, sheet


def _token_place(account: Account) -> dict[str, str | None]:
    return {"table": "account_closing", "column": "asked_token", "row": account.id, "person": account.person_id}


def give(uow: UnitOfWork, account: Account, closing: AccountClosing, who: Identity, public_url: str, token: str) -> None:
    """The receipt by e-mail, and for the browser that closed the account or, when it closed by itself, for who holds the receipt
    of asking; all while the name can still be read here.

    The e-mail leaves once the person's key is gone: it is sealed under the instance key, and erased some days later.
    """
    now, lang, reference = uow.clock.now(), account.language, closing.reference or ""
    last = paris_date(last_day(now, closing.destroy))
    where = {"reference": reference, "public_url": public_url, "operator": uow.operator, "lang": lang}
    sheet = closing_pdf(full_name=who.full_name, at=now, last_day=last, **where)
    _keep_for(uow, account, closing, sheet, token)
    said = {"date": date_time(now, lang), "fin": plain_date(last, lang), "reference": reference, "adresse": public_url}
    said["exploitant"] = "\n".join(reached(uow.operator, public_url, lang))
    if account.email is not None:
        recipient, subject = open_account_text(uow, account, "email"), translate(_CLOSED_SUBJECT, lang)
        body = translate(_CLOSED_BODY, lang, **said)
        notices.send_mail(uow, person_id=None, recipient=recipient, subject=subject, body=body, pdf=sheet)


def _keep_for(uow: UnitOfWork, account: Account, closing: AccountClosing, sheet: bytes, token: str) -> None:
    """For whoever holds the receipt of asking, and for the browser that closed the account; neither takes the other's away."""
    asked, now = asked_token(uow, account, closing), uow.clock.now()
    held = asked or token
    if not held:
        return
    closing.receipt_index, closing.receipt_until = _receipt_index(uow, held), now + (RECEIPT_AFTER if asked else RECEIPT_FOR)
    closing.receipt_sheet = seal(_sheet_key(held), sheet, **_sheet_place(closing))
    if asked and token:
        closing.browser_index = _receipt_index(uow, token)
        closing.browser_token = seal(_sheet_key(token), asked, **_browser_place(closing))
    uow.session.add(closing)


def _sheet_key(token: str) -> bytes:
    return derive(bytes.fromhex(token), "carnet/closing-receipt")


def _sheet_place(closing: AccountClosing) -> dict[str, str | None]:
    return {"table": "account_closing", "column": "receipt_sheet", "row": closing.account_id, "person": None}


def _browser_place(closing: AccountClosing) -> dict[str, str | None]:
    return _sheet_place(closing) | {"column": "browser_token"}


def forget_receipts(uow: UnitOfWork) -> int:
    """Erase the receipts whose time is over, and what the browsers got of the others; returns how many receipts."""
    late = select(Account.id).where(Account.closed_at <= uow.clock.now() - RECEIPT_FOR)
    theirs = (AccountClosing.browser_index.is_not(None), AccountClosing.account_id.in_(late))
    uow.session.execute(update(AccountClosing).where(*theirs).values(browser_index=None, browser_token=None))
    over = (AccountClosing.receipt_until <= uow.clock.now(), AccountClosing.receipt_sheet.is_not(None))
    gone = {"receipt_sheet": None, "receipt_index": None, "receipt_until": None}
    return uow.session.execute(update(AccountClosing).where(*over).values(**gone)).rowcount


def receipt_token(uow: UnitOfWork, token_hash: bytes) -> str:
    """What the browser of a session gets to fetch the receipt with: 64 hexadecimal signs that nobody else can make."""
    return uow.keyring.blind_index("closing.token", token_hash.hex()).hex()


def closed_with(uow: UnitOfWork, token: str) -> tuple[Account, AccountClosing] | None:
    """The account that was closed, for who holds this token, as long as they may fetch the receipt; else None."""
    index, now = _receipt_index(uow, token), uow.clock.now()
    found = select(Account, AccountClosing).join(Account, Account.id == AccountClosing.account_id)
    held = and_(AccountClosing.receipt_index == index, AccountClosing.receipt_until > now)
    browsers = and_(AccountClosing.browser_index == index, Account.closed_at > now - RECEIPT_FOR)
    row = uow.session.execute(found.where(or_(held, browsers))).first()
    return None if row is None else (row[0], row[1])


def lasts_until(uow: UnitOfWork, token: str, account: Account, closing: AccountClosing) -> datetime | None:
    """Until when this token, of `closed_with`, gives the receipt."""
    browsers = account.closed_at is not None and closing.browser_index == _receipt_index(uow, token)
    return account.closed_at + RECEIPT_FOR if browsers else closing.receipt_until


def waits_with(uow: UnitOfWork, token: str) -> AccountClosing | None:
    """The closing that waits still, of which somebody holds the receipt of asking; else None."""
    held = (AccountClosing.receipt_index == _receipt_index(uow, token), AccountClosing.until.is_not(None))
    return uow.session.execute(select(AccountClosing).where(*held)).scalar()


def receipt_pdf(uow: UnitOfWork, *, token: str) -> tuple[str, bytes]:
    """Language and sheet of the receipt that a token gives. Raises DomainError ``introuvable``."""
    found = closed_with(uow, token)
    if found is None or found[1].receipt_sheet is None:
        raise DomainError("introuvable")
    account, closing = found
    if closing.browser_token is not None and closing.browser_index == _receipt_index(uow, token):
        token = open_text(_sheet_key(token), closing.browser_token, **_browser_place(closing))
    return account.language, open_sealed(_sheet_key(token), closing.receipt_sheet, **_sheet_place(closing))


def _receipt_index(uow: UnitOfWork, token: str) -> bytes:
    return uow.keyring.blind_index("closing.receipt", token)
