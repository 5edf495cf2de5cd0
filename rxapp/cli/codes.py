"""`code issue`: the letters with a confidential code, for one person or a CSV of people."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path

import click

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.accounts.nir import parse_nir
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.core.settings import Settings

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def code() -> None:
    """Confidential codes."""


@code.command()
@click.option("--nir", help="Numéro de sécurité sociale, clé comprise. / Social security number with its key.")
@click.option("--naissance", "born", type=click.DateTime(["%Y-%m-%d"]), help="AAAA-MM-JJ")
@click.option("--prenom", "given_name", default="", help="Premier prénom (jumeaux). / First given name (twins).")
@click.option("--csv", "table", type=_EXISTING, help="nir,nom,prenoms,naissance,sexe,adresse")
@click.option("--pdf", "target", type=_FILE, help="Où écrire la lettre. / Where to write the letter.")
def issue(nir: str | None, born, given_name: str, table: Path | None, target: Path | None) -> None:
    """Send a letter with a new code to one registered person, or to each line of a CSV (registering who is missing)."""
    settings = Settings.from_env()
    with closing(runtime.build(settings)) as wired:
        if table is not None:
            _from_csv(wired, table)
        elif nir and born:
            _for_one(wired, nir, born.date(), given_name, target)
        else:
            raise click.UsageError("--csv FICHIER, ou / or --nir … --naissance …")


def _for_one(wired: runtime.Runtime, nir: str, born: date, given_name: str, target: Path | None) -> None:
    with wired.db.uow() as uow:
        person_id = accounts.find_person(uow, nir=parse_nir(nir), birth_date=born, given_names=given_name)
        if person_id is None:
            raise DomainError("introuvable")
        issued = accounts.issue_code(uow, actor=SYSTEM_ACTOR, person_id=person_id, public_url=wired.settings.public_url)
        uow.commit()
    if target is not None:
        target.write_bytes(issued.pdf)
        target.chmod(0o600)
    click.echo(message("code.envoye", "fr", date=issued.expires_at))
    click.echo(message("code.envoye", "en", date=issued.expires_at))


def _from_csv(wired: runtime.Runtime, table: Path) -> None:
    try:
        lines = StringIO(table.read_bytes().decode("utf-8-sig"), newline="")
    except UnicodeDecodeError:
        raise DomainError("csv.codage") from None
    outcome = accounts.issue_codes_from_csv(wired.db.uow, lines, actor=SYSTEM_ACTOR, public_url=wired.settings.public_url)
    for error in outcome.errors:
        click.secho(f"✗ {error.words('fr')} / {error.words('en')}", err=True, fg="red")
    click.echo(f"{len(outcome.issued)} lettres envoyées / letters sent, {len(outcome.errors)} lignes refusées / lines refused")
    if outcome.errors:
        raise SystemExit(1)


COMMANDS = (code,)
