"""`code issue`: the letters with a confidential code, for one person or a CSV of people. `code letters`: written for printing."""

from __future__ import annotations

import os
from datetime import date
from io import StringIO
from pathlib import Path

import click

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.accounts.nir import parse_nir
from rxapp.cli.opened import opened
from rxapp.core.errors import DomainError, message
from rxapp.core.folders import private_directory, sync_folder
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.core.settings import Settings
from rxapp.notices import views as notices

_FOLDER = click.Path(file_okay=False, path_type=Path)
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def code() -> None:
    """Confidential codes."""


@code.command()
@click.option("--nir", help="Numéro de sécurité sociale, clé comprise. / Social security number with its key.")
@click.option("--naissance", "born", type=click.DateTime(["%Y-%m-%d"]), help="AAAA-MM-JJ")
@click.option("--prenom", "given_name", default="", help="Premier prénom (jumeaux). / First given name (twins).")
@click.option("--csv", "table", type=_EXISTING, help="nir,nom,prenoms,naissance,sexe,adresse")
@click.option("--out", "folder", type=_FOLDER, help="Les écrire là aussitôt. / Write them there at once.")
def issue(nir: str | None, born, given_name: str, table: Path | None, folder: Path | None) -> None:
    """Make a letter with a new code for one registered person, or for each line of a CSV (registering who is missing)."""
    settings = Settings.from_env()
    with opened(settings) as wired:
        if table is not None:
            _from_csv(wired, table)
        elif nir and born:
            _for_one(wired, nir, born.date(), given_name)
        else:
            raise click.UsageError("--csv FICHIER, ou / or --nir … --naissance …")
        if folder is not None:
            _write_letters(wired, folder)
        else:
            _tell("code.a_ecrire")


@code.command()
@click.option("--out", "folder", type=_FOLDER, required=True, help="Dossier où les écrire. / Folder to write them to.")
def letters(folder: Path) -> None:
    """Write the letters that wait, one PDF each, and keep nothing of what they say (but in a demonstration)."""
    with opened(Settings.from_env()) as wired:
        _write_letters(wired, folder)


def _write_letters(wired: runtime.Runtime, folder: Path) -> None:
    private_directory(folder)
    written = 0
    while waiting := _waiting(wired):
        for departure_id in waiting:
            with wired.db.uow() as uow:
                erase = not wired.settings.demo
                pdf = accounts.hand_over_letter(uow, actor=SYSTEM_ACTOR, departure_id=departure_id, erase=erase)
                _write_durably(folder / f"lettre-{uow.clock.today()}-{departure_id}.pdf", pdf)
                uow.commit()
            written += 1
    _tell("code.ecrites", n=written, dossier=folder)


def _waiting(wired: runtime.Runtime) -> tuple[str, ...]:
    with wired.db.read() as uow:
        return notices.waiting_letters(uow, actor=SYSTEM_ACTOR)


def _write_durably(path: Path, pdf: bytes) -> None:
    """Before the letter is erased it must stand on the disk, for its owner alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sheet:
        sheet.write(pdf)
        sheet.flush()
        os.fsync(sheet.fileno())
    sync_folder(path.parent)


def _tell(code: str, **params: object) -> None:
    for language in ("fr", "en"):
        click.echo(message(code, language, **params))


def _for_one(wired: runtime.Runtime, nir: str, born: date, given_name: str) -> None:
    with wired.db.uow() as uow:
        person_id = accounts.find_person(uow, nir=parse_nir(nir), birth_date=born, given_names=given_name)
        if person_id is None:
            raise DomainError("introuvable")
        issued = accounts.issue_code(uow, actor=SYSTEM_ACTOR, person_id=person_id, public_url=wired.settings.public_url)
        uow.commit()
    _tell("code.pret", date=issued.expires_at)


def _from_csv(wired: runtime.Runtime, table: Path) -> None:
    try:
        lines = StringIO(table.read_bytes().decode("utf-8-sig"), newline="")
    except UnicodeDecodeError:
        raise DomainError("csv.codage") from None
    outcome = accounts.issue_codes_from_csv(wired.db.uow, lines, actor=SYSTEM_ACTOR, public_url=wired.settings.public_url)
    for error in outcome.errors:
        click.secho(f"✗ {error.words('fr')} / {error.words('en')}", err=True, fg="red")
    click.echo(f"{len(outcome.issued)} lettres prêtes / letters ready, {len(outcome.errors)} lignes refusées / lines refused")
    if outcome.errors:
        raise SystemExit(1)


COMMANDS = (code,)
