"""`keys archive-init`, `keys ledger`, `keys replay`, `reopen`, `destroy`: closed records, and a key that the server has not."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import click

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.cli.data import keys
from rxapp.cli.opened import opened
from rxapp.cli.opened import replay as replay_now
from rxapp.core import archive_key, ledger
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import LANGUAGES, date_time
from rxapp.core.settings import Settings

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
_WHICH = "Identifiant interne ou référence du récépissé. / Internal id, or the reference on the receipt."


def make_archive_key(settings: Settings, private_file: Path) -> None:
    """Make the pair: the private half into a file that is not there yet, the public one beside the data.

    Raises DomainError ``archive.cle_existe``; OSError.
    """
    if settings.archive_public() is not None:
        raise DomainError("archive.cle_existe")
    private, public = archive_key.new_pair()
    settings.make_data_dir()
    archive_key.write_new(private_file, private)
    archive_key.write_new(settings.archive_public_file, public)


@keys.command("archive-init")
@click.option(
    "--out", "private_file", type=_FILE, required=True, help="Où écrire la clé privée. / Where to write the private key."
)
def archive_init(private_file: Path) -> None:
    """Make the archive key, to which closed records are sealed. Take the private file away: the server must not hold it."""
    settings = Settings.from_env()
    make_archive_key(settings, private_file)
    click.echo(
        f"Clé d’archive créée. Emportez {private_file} hors de cette machine, en deux exemplaires : sans ce fichier, aucun "
        "dossier fermé ne peut être rouvert. Redémarrez le serveur."
    )
    click.echo(
        f"Archive key made. Take {private_file} away from this machine, in two copies: without that file no closed record can be "
        "reopened. Restart the server."
    )


@keys.command("ledger")
def show_ledger() -> None:
    """Say what became of the keys of closed records, one line each: sealed away, brought back, destroyed."""
    settings = Settings.from_env()
    with closing(runtime.build(settings)) as wired:
        said = ledger.latest(settings.ledger_file, wired.db.keyring)
    for line in said.values():
        end = f" → {line.destroy_at:%Y-%m-%d}" if line.destroy_at else ""
        click.echo(f"{line.at:%Y-%m-%d}  {line.fate.value:<9}  {line.person_id}  {line.reference}{end}")
    click.echo(f"{len(said)} clés / keys — {settings.ledger_file}")


@keys.command("replay")
def replay() -> None:
    """After a restore: seal away and destroy again what the ledger says was. Run it before the server starts."""
    with closing(runtime.build(Settings.from_env())) as wired:
        done = replay_now(wired)
    click.echo(f"Scellés : {done.sealed}, détruits : {done.destroyed}. / Sealed: {done.sealed}, destroyed: {done.destroyed}.")


@click.command()
@click.option("--person", "which", required=True, help=_WHICH)
@click.option("--key", "key_file", type=_EXISTING, required=True, help="Clé privée d’archive. / Private archive key.")
def reopen(which: str, key_file: Path) -> None:
    """Reopen a closed record with the archive's private key; the person's new letter then opens their account."""
    with opened(Settings.from_env()) as wired:
        private = archive_key.private_half(key_file.read_text(), str(key_file))
        with wired.db.uow() as uow:
            issued = accounts.reopen(uow, which=which, private=private, where=str(key_file), public_url=wired.settings.public_url)
            destroyed = accounts.asked_for(uow, which=which)
            uow.commit()
        accounts.settle(wired.db)
    for language in LANGUAGES:
        click.echo(message("code.pret", language, date=issued.expires_at))
        click.echo(message("code.a_ecrire", language))
        if destroyed is not None:
            click.echo(message("archive.demandee", language, date=destroyed, qui=which))


@click.command()
@click.option("--person", "which", required=True, help=_WHICH)
@click.option("--cancel", is_flag=True, help="Renoncer à la destruction demandée. / Call the request off.")
@click.option(
    "--receipt", "sheet", type=_FILE, help="Écrire le récépissé d’un dossier détruit. / Write the receipt of one destroyed."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="fr", help="La langue du récépissé. / Of the receipt.")
def destroy(which: str, cancel: bool, sheet: Path | None, lang: str) -> None:
    """Have a closed record destroyed because the person asks for it; or call that off; or write the receipt afterwards."""
    with opened(Settings.from_env()) as wired:
        if sheet is not None:
            with wired.db.read() as uow:
                pdf = accounts.destruction_receipt(uow, which=which, public_url=wired.settings.public_url, lang=lang)
            with os.fdopen(os.open(sheet, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(pdf)
            click.echo(str(sheet))
            return
        verb = accounts.keep_archived if cancel else accounts.ask_destruction
        with wired.db.uow() as uow:
            day, leaves = verb(uow, which=which), accounts.receipt_leaves(uow, which=which)
            uow.commit()
        accounts.settle(wired.db)
    click.echo(f"Dernier jour : {date_time(day, 'fr')}. / Last day: {date_time(day, 'en')}.")
    if not cancel:
        for language in LANGUAGES:
            click.echo(message("archive.part" if leaves else "archive.a_faire", language, date=day, qui=which))


COMMANDS = (reopen, destroy)
