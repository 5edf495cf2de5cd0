"""E-mails about the account itself: what happened to it, and what to do when it was somebody else. Nothing of health."""

from __future__ import annotations

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, translate
from rxapp.notices import service as notices

from .identity import open_account_text
from .models import Account

_WARNING = _(
    "Bonjour,\n\n{quoi}\n"
    "Si ce n’est pas vous, changez votre mot de passe sans attendre, puis terminez vos autres sessions : {adresse}"
)


def write(uow: UnitOfWork, account: Account, subject: str, body: str, *, news: str | None = None, **params: object) -> str:
    """Write to an account, in its language, French sentences whose places ``params`` fill.

    ``news``: the kind that it is, for what the account may refuse and quiet hours put off. Returns the id of the departure, ""
    when the account has no e-mail or refuses it.
    """
    if account.email is None:
        return ""
    return notices.send_mail(
        uow,
        person_id=account.person_id,
        recipient=open_account_text(uow, account, "email"),
        subject=translate(subject, account.language),
        body=translate(body, account.language, **params),
        news=(account.id, news) if news is not None else None,
    )


def warn(uow: UnitOfWork, account: Account, subject: str, what: str, *, public_url: str, **params: object) -> str:
    """Tell an account what just happened to it (one French sentence), and what to do when it was somebody else."""
    said = translate(what, account.language, **params)
    return write(uow, account, subject, _WARNING, quoi=said, adresse=f"{public_url}/parametres")
