"""`person attach` and `person detach`: who acts for a child, when the operator knows it: a birth on paper, a decision."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime

import click

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.accounts.standing import person_of_traits
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.core.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])


def _who(function):
    """The options that name a parent and a child, as a letter does."""
    for whose, words in (("enfant", "de l’enfant / of the child"), ("parent", "du parent / of the parent")):
        options = (
            click.option(f"--nir-{whose}", required=True, help=f"Numéro de sécurité sociale {words}."),
            click.option(f"--naissance-{whose}", type=_DAY, required=True, help=f"Date de naissance {words} : AAAA-MM-JJ"),
            click.option(f"--prenom-{whose}", default="", help=f"Premier prénom {words} (jumeaux / twins)."),
        )
        for option in reversed(options):
            function = option(function)
    return function


@click.group()
def person() -> None:
    """People: who acts for a child."""


@person.command()
@_who
def attach(**named: str | datetime) -> None:
    """Let a parent act for a child from today, until the child is 18."""
    with closing(runtime.build(Settings.from_env())) as wired, wired.db.uow() as uow:
        whose = {"guardian_id": _found(uow, named, "parent"), "child_id": _found(uow, named, "enfant")}
        accounts.join_parent(uow, actor=SYSTEM_ACTOR, **whose, public_url=wired.settings.public_url)
        uow.commit()
    _tell("proches.rattache")


@person.command()
@_who
@click.option("--on", "day", type=_DAY, help="Premier jour sans, AAAA-MM-JJ ; sinon aujourd’hui. / First day without.")
def detach(day: datetime | None, **named: str | datetime) -> None:
    """Have a parent act no more for a child from a day on, on a decision of a court: past, today or to come."""
    with closing(runtime.build(Settings.from_env())) as wired, wired.db.uow() as uow:
        whose = {"guardian_id": _found(uow, named, "parent"), "child_id": _found(uow, named, "enfant")}
        on = day.date() if day is not None else uow.clock.today()
        counted = accounts.detach_child(uow, actor=SYSTEM_ACTOR, **whose, on=on, public_url=wired.settings.public_url)
        uow.commit()
    _tell("proches.detache", jour=counted)


def _found(uow: UnitOfWork, named: dict[str, str | datetime], whose: str) -> str:
    """The person that the options name. Raises as `person_of_traits`."""
    born = named[f"naissance_{whose}"]
    traits = {"birth_date": born.date() if isinstance(born, datetime) else date.min, "given_names": str(named[f"prenom_{whose}"])}
    return person_of_traits(uow, nir=str(named[f"nir_{whose}"]), **traits)


def _tell(code: str, **params: object) -> None:
    for language in ("fr", "en"):
        click.echo(message(code, language, **params))


COMMANDS = (person,)
"""What the command line adds of this module."""
