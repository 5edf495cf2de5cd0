"""`import`: take over the documents of a copy that another Carnet made, into the record of one person here."""

from __future__ import annotations

from pathlib import Path

import click

from rxapp.accounts.standing import person_of_login
from rxapp.cli.opened import opened
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.core.settings import Settings
from rxapp.takeout import errors as _words  # noqa: F401 - declares what is told here
from rxapp.takeout.bringing import bring, is_locked

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ASKED = "Mot de passe de la copie / Password of the copy"


@click.command("import")
@click.argument("archive", type=_FILE)
@click.option("--person", "login", required=True, help="L’identifiant de son compte. / The user name of their account.")
def import_copy(archive: Path, login: str) -> None:
    """Take over the documents of ARCHIVE (a copy made by « Emporter mon carnet »): bytes, date, title, category and note.

    Those that are in the record already stay as they are, so that it may be run again.
    """
    with opened(Settings.from_env()) as wired, archive.open("rb") as file:
        with wired.db.read() as uow:
            person_id = person_of_login(uow, login)
        passphrase = click.prompt(_ASKED, hide_input=True, err=True) if is_locked(file) else ""
        brought = bring(wired.db, file=file, passphrase=passphrase, person_id=person_id, actor=SYSTEM_ACTOR)
    for name, refused in brought.refused:
        click.secho(f"✗ {name}: {message(refused, 'fr')} / {message(refused, 'en')}", err=True, fg="red")
    done = DomainError("import.fini", repris=brought.taken, connus=brought.known, refuses=len(brought.refused))
    for language in ("fr", "en"):
        click.echo(message(done, language))
    if brought.refused:
        raise SystemExit(1)


COMMANDS = (import_copy,)
