"""`practices join` and `leave`: who works with whom. `inform`: an information of the health insurance to one person.
`reports`: the messages that somebody reported.
"""

from __future__ import annotations

from pathlib import Path

import click

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import person_of_login
from rxapp.cli.opened import opened
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.core.settings import Settings
from rxapp.inbox import service, views
from rxapp.inbox.own_views import MOST_REPORTS
from rxapp.inbox.rules import is_key
from rxapp.inbox.sight import PROFESSIONALS

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def practices() -> None:
    """Professionals who work together, and hand conversations to each other."""


@practices.command()
@click.argument("login")
@click.argument("colleague")
def join(login: str, colleague: str) -> None:
    """Have the account LOGIN work in the practice of the account COLLEAGUE."""
    with opened(Settings.from_env()) as wired, wired.db.uow() as uow:
        given = {"account_id": _account(uow, login), "with_account": _account(uow, colleague)}
        service.join_practice(uow, actor=SYSTEM_ACTOR, **given)
        uow.commit()
    _tell("cabinet.rejoint")


@practices.command()
@click.argument("login")
def leave(login: str) -> None:
    """Have the account LOGIN work alone again: conversations handed to it stay, no other comes."""
    with opened(Settings.from_env()) as wired, wired.db.uow() as uow:
        service.leave_practice(uow, actor=SYSTEM_ACTOR, account_id=_account(uow, login))
        uow.commit()
    _tell("cabinet.quitte")


@click.command()
@click.argument("login")
@click.argument("file", type=_FILE)
@click.option("--subject", required=True, help="L’objet. / The subject.")
@click.option("--issuer", default="Assurance Maladie", show_default=True, help="Qui informe. / Who informs.")
@click.option("--key", required=True, help="La même clé n’envoie qu’une fois. / The same key sends once.")
def inform(login: str, file: Path, subject: str, issuer: str, key: str) -> None:
    """Send the text of FILE to the person of the account LOGIN as an information that nobody answers."""
    if not is_key(key):
        raise DomainError("information.cle")
    with opened(Settings.from_env()) as wired, wired.db.uow() as uow:
        given = {"person_id": person_of_login(uow, login), "subject": subject, "issuer": issuer, "key": key, "text": _text(file)}
        service.inform(uow, actor=SYSTEM_ACTOR, **given)
        uow.commit()
    _tell("information.envoyee")


@click.command()
@click.option("--most", type=click.IntRange(1, MOST_REPORTS), default=50, show_default=True, help="Combien. / How many.")
def reports(most: int) -> None:
    """List the messages that were reported, the latest first: when, who wrote it, why, and the words of who reports; never what
    it says.
    """
    with opened(Settings.from_env()) as wired, wired.db.read() as uow:
        rows, english = (views.reports(uow, actor=SYSTEM_ACTOR, lang=lang, limit=most) for lang in ("fr", "en"))
    if not rows:
        _tell("signalements.aucun")
    for row, other in zip(rows, english, strict=True):
        click.echo(f"{row.at}  {row.author_label or '-'}  {row.reason_label} / {other.reason_label}")
        for line in row.words.splitlines():
            click.echo(f"    {line}")


def _account(uow: UnitOfWork, login: str) -> str:
    account = account_by_login(uow, login)
    if account is None or account.role not in PROFESSIONALS:
        raise DomainError("cabinet.compte")
    return account.id


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DomainError("information.fichier") from None


def _tell(code: str) -> None:
    for language in ("fr", "en"):
        click.echo(message(code, language))


COMMANDS = (practices, inform, reports)
