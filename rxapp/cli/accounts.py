"""`account open`: an account of staff, and a link with which its owner chooses a password. `account profession`: what they are.
`account reset`: a link for somebody of staff who forgot their password, or lost their second factor. `account hold`: anybody's
account that somebody else may have taken over.
"""

from __future__ import annotations

from datetime import datetime

import click

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.professions import Profession, profession_label
from rxapp.accounts.registering import STAFF
from rxapp.cli.opened import opened
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR, Role
from rxapp.core.settings import Settings

_PROFESSIONS = click.Choice([one.value for one in Profession])


@click.group()
def account() -> None:
    """Accounts: opening those of staff, a link for them, and holding one that was taken over."""


@account.command(name="open")
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in STAFF]), default=Role.PROFESSIONAL.value, show_default=True)
@click.option("--name", required=True, help="Le nom que lisent les patients. / The name that patients read.")
@click.option("--email", required=True, help="Où il est averti. / Where they are warned.")
@click.option("--profession", type=_PROFESSIONS, help="Ce que lui ouvre le dossier. / What a record opens to them.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def open_(login: str, role: str, name: str, email: str, profession: str | None, language: str) -> None:
    """Open the account LOGIN of a professional, an establishment, a pharmacy or an operator, and print a link, good once for 30
    minutes, with which its owner chooses a password; `account reset` prints another.
    """
    settings = Settings.from_env()
    new = accounts.NewAccount(Role(role), login, email, "", name, language=language, profession=profession)
    with opened(settings) as wired, wired.db.uow() as uow:
        try:
            link, until = accounts.register(uow, actor=SYSTEM_ACTOR, new=new, public_url=settings.public_url)
        except FieldErrors as wrong:
            raise next(iter(wrong.causes.values())) from None
        uow.commit()
    _hand_over(link, until)


@account.command(name="profession")
@click.argument("login")
@click.argument("profession", type=_PROFESSIONS)
def profession_(login: str, profession: str) -> None:
    """Say what the professional LOGIN is: it decides what opens for them of the records of those who allow them."""
    settings = Settings.from_env()
    with opened(settings) as wired, wired.db.uow() as uow:
        accounts.name_profession(uow, actor=SYSTEM_ACTOR, login=login, profession=Profession(profession))
        uow.commit()
    for lang in ("fr", "en"):
        click.echo(message("compte.profession", lang, profession=profession_label(profession, lang)))


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
    _hand_over(link, until)


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


def _hand_over(link: str, until: datetime) -> None:
    for language in ("fr", "en"):
        click.echo(message("compte.lien", language, date=until))
    click.echo(link)


COMMANDS = (account,)
