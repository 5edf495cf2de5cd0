"""`account reset`: a link for somebody of staff who forgot their password, or lost their second factor. `account hold`: anybody's
account that somebody else may have taken over.
"""

from __future__ import annotations

import click

from rxapp.accounts import service as accounts
from rxapp.cli.opened import opened
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.core.settings import Settings


@click.group()
def account() -> None:
    """Accounts: a link for staff, and holding one that was taken over."""


@account.command()
@click.argument("login")
@click.option("--without-second-factor", is_flag=True, help="Le second facteur est perdu aussi. / The second factor is lost too.")
def reset(login: str, without_second_factor: bool) -> None:
    """Print a link with which the owner of the account LOGIN chooses another password. It works once, for 30 minutes."""
    settings = Settings.from_env()
    with opened(settings) as wired, wired.db.uow() as uow:
        asked = {"login": login, "without_factor": without_second_factor, "public_url": settings.public_url}
        link, until = accounts.hand_link(uow, actor=SYSTEM_ACTOR, **asked)
        uow.commit()
    for language in ("fr", "en"):
        click.echo(message("compte.lien", language, date=until))
    click.echo(link)


@account.command()
@click.argument("login")
def hold(login: str) -> None:
    """Let nobody into the account LOGIN, which somebody else may have taken over, until its owner chooses another password."""
    settings = Settings.from_env()
    with opened(settings) as wired, wired.db.uow() as uow:
        accounts.hold_account(uow, actor=SYSTEM_ACTOR, login=login, public_url=settings.public_url)
        uow.commit()
    for language in ("fr", "en"):
        click.echo(message("compte.abri", language))


COMMANDS = (account,)
