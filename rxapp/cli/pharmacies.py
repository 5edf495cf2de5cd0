"""`pharmacies import`: the directory from a FINESS extract. `pharmacies attach` and `detach`: who works where."""

from __future__ import annotations

from pathlib import Path

import click

from rxapp.accounts.opening import account_by_login
from rxapp.cli.opened import opened
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import SYSTEM_ACTOR, Role
from rxapp.core.settings import Settings
from rxapp.pharmacy import finess, handbook, service

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def pharmacies() -> None:
    """The directory of pharmacies."""


@pharmacies.command("import")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Fermer aussi beaucoup de pharmacies. / Close many pharmacies too.")
def load(file: Path, force: bool) -> None:
    """Load the public FINESS extract; again updates, and closes what is gone."""
    with opened(Settings.from_env()) as wired:
        done = service.load(wired.db, finess.read(file.read_bytes()), actor=SYSTEM_ACTOR, force=force)
    counted = {
        "ajoutees": done.added,
        "modifiees": done.changed,
        "inchangees": done.unchanged,
        "fermees": done.closed,
        "sans_lieu": done.unplaced,
        "doubles": done.twice,
        "illisibles": done.unreadable,
    }
    _tell("finess.charge", **counted)


@pharmacies.command()
@click.argument("login")
@click.argument("number")
def attach(login: str, number: str) -> None:
    """Have the pharmacy account LOGIN work at the pharmacy of FINESS number NUMBER."""
    with opened(Settings.from_env()) as wired, wired.db.uow() as uow:
        service.attach(uow, actor=SYSTEM_ACTOR, account_id=_account(uow, login), finess=number)
        uow.commit()
    _tell("finess.rattache", numero=number.strip().upper())


@pharmacies.command()
@click.argument("login")
def detach(login: str) -> None:
    """Have the pharmacy account LOGIN work at no pharmacy any more: it sees no order from then on."""
    with opened(Settings.from_env()) as wired, wired.db.uow() as uow:
        service.detach(uow, actor=SYSTEM_ACTOR, account_id=_account(uow, login))
        uow.commit()
    _tell("finess.detache")


def _account(uow: UnitOfWork, login: str) -> str:
    account = account_by_login(uow, login)
    if account is None or account.role != Role.PHARMACY:
        raise DomainError("finess.compte")
    return account.id


@pharmacies.command("handbook")
def write_handbook() -> None:
    """Print the life of an order, as in docs/pharmacy-orders.md."""
    click.echo(handbook.page(), nl=False)


def _tell(code: str, **params: object) -> None:
    for language in ("fr", "en"):
        click.echo(message(code, language, **params))


COMMANDS = (pharmacies,)
