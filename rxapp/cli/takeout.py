"""`import`: take over the documents of a copy that another Carnet made, into the record of one person here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from rxapp.accounts.standing import person_of_login, person_of_traits
from rxapp.cli.opened import opened
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.core.settings import Settings
from rxapp.takeout import errors as _words  # noqa: F401 - declares what is told here
from rxapp.takeout.bringing import Whose, bring, is_locked

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ASKED = "Mot de passe de la copie / Password of the copy"


@click.command("import")
@click.argument("archive", type=_FILE)
@click.option("--person", "login", help="L’identifiant de son compte. / The user name of their account.")
@click.option("--nir", help="Sans compte, un enfant : son numéro de sécurité sociale, clé comprise. / Without an account.")
@click.option("--naissance", "born", type=click.DateTime(["%Y-%m-%d"]), help="Sa date de naissance : AAAA-MM-JJ")
@click.option("--prenom", "given_name", default="", help="Son premier prénom (jumeaux). / First given name (twins).")
@click.option("--sure", is_flag=True, help="Même si la copie porte un autre nom. / Even though the copy bears another name.")
def import_copy(archive: Path, sure: bool, **named: str | datetime | None) -> None:
    """Take over the documents of ARCHIVE (a copy made by « Emporter mon carnet »): bytes, date, title, category and note; and
    the lines of its medical profile, its measures and its vaccinations.

    Those that are in the record already stay as they are, so that it may be run again. Whose copy it is and whose record is shown
    first; a copy of somebody else is refused unless you are --sure.
    """
    if _is_unclear(**named):
        raise click.UsageError("--person IDENTIFIANT, ou / or --nir … --naissance … [--prenom …]")
    with opened(Settings.from_env()) as wired, archive.open("rb") as file:
        with wired.db.read() as uow:
            person_id = _named(uow, **named)
        passphrase = click.prompt(_ASKED, hide_input=True, err=True) if is_locked(file) else ""
        given = {"passphrase": passphrase, "person_id": person_id, "sure": sure, "seen": _show}
        brought = bring(wired.db, file=file, actor=SYSTEM_ACTOR, **given)
    profile, measures, vaccines = brought.profile, brought.measures, brought.vaccines
    for name, refused in (*brought.refused, *profile.refused, *measures.refused, *vaccines.refused):
        click.secho(f"✗ {name}: {message(refused, 'fr')} / {message(refused, 'en')}", err=True, fg="red")
    done = DomainError("import.fini", repris=brought.taken, connus=brought.known, refuses=len(brought.refused))
    _say(done)
    if profile.taken or profile.known or profile.refused:
        _say(DomainError("import.profil", repris=profile.taken, connus=profile.known, refuses=len(profile.refused)))
    if measures.taken or measures.known or measures.refused:
        _say(DomainError("import.mesures", repris=measures.taken, connus=measures.known, refuses=len(measures.refused)))
    if vaccines.taken or vaccines.known or vaccines.refused:
        _say(DomainError("import.vaccins", repris=vaccines.taken, connus=vaccines.known, refuses=len(vaccines.refused)))
    if brought.refused or profile.refused or measures.refused or vaccines.refused:
        raise SystemExit(1)


def _is_unclear(login: str | None, nir: str | None, born: datetime | None, given_name: str) -> bool:
    """Whether the options name nobody, or somebody twice."""
    if login:
        return bool(nir or born or given_name)
    return not (nir and born)


def _named(uow: UnitOfWork, login: str | None, nir: str | None, born: datetime | None, given_name: str) -> str:
    """The person whom the options name: by their account, or as a letter does. Raises DomainError as these two."""
    if nir and born:
        return person_of_traits(uow, nir=nir, birth_date=born.date(), given_names=given_name)
    return person_of_login(uow, login or "")


def _show(whose: Whose) -> None:
    """Whose copy goes into whose record: a wrong name typed would mix two people's documents."""
    born = {"ne_copie": whose.copied_born or "?", "ne_dossier": whose.born}
    _say(DomainError("import.pour", copie=whose.copied or "?", dossier=whose.name, **born))


def _say(told: DomainError) -> None:
    for language in ("fr", "en"):
        click.echo(message(told, language))


COMMANDS = (import_copy,)
