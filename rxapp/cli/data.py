"""`migrate`, `demo`, `doctor`, `keys new`, `keys signing`, `audit verify`, `audit checkpoint`."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing

import click

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.cli.opened import opened, replay
from rxapp.core import audit, checkpoints, db
from rxapp.core.archive_key import PRIVATE, ArchiveKeyUnusable
from rxapp.core.crypto import MasterKeyUnusable, load_master_key
from rxapp.core.errors import DomainError
from rxapp.core.ledger import LedgerBroken
from rxapp.core.settings import DEMO_ARCHIVE_FILE, Settings
from rxapp.measures import growth_tables
from rxapp.record import scanning

SAFE_WAL = (3, 51, 3)


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    settings = Settings.from_env()
    db.migrate(settings)
    click.echo("Base de données à jour. / Database up to date.")


def load_demo(settings: Settings, say: Callable[[str], None]) -> None:
    """Migrate, then make the demonstration people if there are none, and print who can sign in.

    The key file is made before the first table, never beside an existing database.
    """
    from rxapp.cli import archive
    from rxapp.demo import people, reset

    private_file = settings.data_dir / DEMO_ARCHIVE_FILE
    if settings.archive_public() is None:
        archive.make_archive_key(settings, private_file)
    with closing(runtime.build(settings)) as wired:
        db.migrate(settings)
        replay(wired)
        if reset.fill(wired.db):
            say("Personnes de démonstration créées. / Demonstration people made.")
    say("\n  Qui peut se connecter / who can sign in   (mot de passe / password : " + people.PASSWORD + ")")
    for login, who in people.SIGN_IN_LIST:
        say(f"    {login:<20} {who}")
    if private_file.exists():
        say(f"  Clé d’archive, à emporter en vrai / archive key, to be taken away in earnest : {private_file}")
    say(f"  Lettres, e-mails, voyage dans le temps / letters, e-mails, time travel : {settings.public_url}/demo")


@click.command()
@click.option("--reset", "afresh", is_flag=True, help="Erase everything and make the people anew.")
def demo(afresh: bool) -> None:
    """Make the demonstration people, or make them anew."""
    settings = Settings.from_env()
    if not settings.demo:
        raise runtime.NotADemonstration
    if afresh:
        from rxapp.demo import reset

        with closing(runtime.build(settings)) as wired:
            db.migrate(settings)
            reset.start_afresh(wired.db)
    load_demo(settings, click.echo)


@click.command()
def doctor() -> None:
    """Say what is in place and what is missing; exit code 1 when something must be done."""
    settings = Settings.from_env()
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    lines: list[tuple[bool, str]] = [(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}")]
    if settings.is_sqlite:
        note = "" if version >= SAFE_WAL else " — un seul serveur à la fois / one server at a time (docs/operations.md)"
        lines.append((True, f"SQLite {sqlite3.sqlite_version}{note}"))
    lines.append((settings.master_key_file.is_file(), f"clé maîtresse / master key: {settings.master_key_file.name}"))
    lines.append(_archive_key(settings))
    reached = " · ".join(settings.operator_contact) or "RXAPP_OPERATOR_CONTACT absente / missing (docs/operations.md)"
    lines.append((bool(settings.operator_contact), f"comment vous joindre / how you are reached: {reached}"))
    reader = scanning.program() or "tesseract absent / missing (docs/operations.md)"
    lines.append((True, f"texte des photos et des scans / text of photos and scans: {reader}"))
    lines.append((True, f"courbes de croissance / growth curves: {_curves()}"))
    try:
        revision = db.check_version(settings)
        lines.append((revision is not None, f"base / database: {revision or 'absente / none'}"))
        db.check_pages(settings)
        if settings.master_key_file.is_file() and revision == db.newest_revision():
            lines.append(_ledger(settings))
    except (db.DatabaseTooNew, db.DatabaseUnreadable) as error:
        lines.append((False, str(error)))
    for good, text in lines:
        click.echo(("✓ " if good else "✗ ") + text)
    if os.geteuid() == 0:
        click.echo(
            "! root : donnez à Carnet un utilisateur à lui, qui ne possède que ses données. "
            "/ Running as root: give Carnet a user of its own, who owns its data and nothing else."
        )
    if not all(good for good, _ in lines):
        raise SystemExit(1)


def _curves() -> str:
    told = growth_tables.tables()
    if told.trouble:
        return f"illisibles / not understood: {told.trouble} (docs/operations.md)"
    return told.source or "absentes / missing (docs/operations.md)"


def _ledger(settings: Settings) -> tuple[bool, str]:
    try:
        with closing(runtime.build(settings)) as wired:
            missing = len(accounts.unsaid(wired.db))
    except (LedgerBroken, ArchiveKeyUnusable, MasterKeyUnusable) as error:
        return False, str(error)
    if missing:
        name = settings.ledger_file.name
        return False, (
            f"registre des clés : lignes qui manquent à {name} : {missing} (« rxapp keys replay » les récrit) "
            f"/ ledger of keys: lines missing from {name}: {missing} (“rxapp keys replay” writes them again)"
        )
    return True, "registre des clés / ledger of keys"


def _archive_key(settings: Settings) -> tuple[bool, str]:
    try:
        there = settings.archive_public() is not None
    except ArchiveKeyUnusable as error:
        return False, str(error)
    missing = "absente / missing (rxapp keys archive-init)"
    here = [path for path in settings.data_dir.glob("*.key") if path.read_text(errors="replace").startswith(PRIVATE)]
    if here and not settings.demo:
        return False, f"clé d’archive privée sur cette machine / private archive key on this machine: {here[0]}"
    return there, f"clé d’archive / archive key: {'publique / public' if there else missing}"


@click.group()
def keys() -> None:
    """The instance's keys."""


@keys.command("new")
def new_key() -> None:
    """Make the master key of a new installation. Refused when one exists, or when a database already needs one."""
    settings = Settings.from_env()
    if settings.master_key_file.exists():
        raise DomainError("cle.existe")
    if settings.is_sqlite and settings.sqlite_file.exists():
        raise DomainError("cle.base_existe")
    settings.make_data_dir()
    load_master_key(settings.master_key_file, create=True)
    click.echo(f"Clé maîtresse créée : {settings.master_key_file}. Gardez-en une copie hors de cette machine.")
    click.echo(f"Master key made: {settings.master_key_file}. Keep a copy of it off this machine.")


@click.group("audit")
def audit_group() -> None:
    """The history of acts."""


@audit_group.command("verify")
@click.argument("person_id", required=False)
@click.option("--receipt", "kept", help="Receipt that the person kept: tells that the end of their history was cut.")
def verify(person_id: str | None, kept: str | None) -> None:
    """Verify the chain of one person's history, or of everybody's."""
    receipt = _kept(person_id, kept)
    with closing(runtime.build(Settings.from_env())) as wired, wired.db.read() as uow:
        chains = [person_id] if person_id else audit.people(uow)
        broken = lines = 0
        for owner in chains:
            found = audit.verify(uow, owner, receipt)
            lines += found.lines
            if not found.ok:
                broken += 1
                click.secho(f"✗ {owner}: ligne / line {found.broken_at}", fg="red")
        points = checkpoints.verify(uow) if person_id is None else None
    click.echo(f"{len(chains)} historiques / histories, {lines} lignes / lines, {broken} rompus / broken")
    if points:
        _say_points(points)
    if broken or (points and points.broken):
        raise SystemExit(1)


def _say_points(points: checkpoints.CheckpointCheck) -> None:
    click.echo(f"{points.count} points signés tiennent / signed checkpoints hold")
    if points.broken:
        click.secho(f"✗ point / checkpoint {points.broken}", fg="red")
    elif points.latest:
        click.echo(f"Le dernier, à noter hors d’ici / the latest, to be noted elsewhere: {points.latest}")


@audit_group.command("checkpoint")
def checkpoint() -> None:
    """Sign the heads of the histories that grew since the last checkpoint; the server does it once a day."""
    with opened(Settings.from_env()) as wired, wired.db.uow() as uow:
        made = checkpoints.make(uow)
        uow.commit()
    if made is None:
        click.echo("Rien de nouveau à signer. / Nothing new to sign.")
    else:
        said = f"Point {made.number} : {made.size} historiques signés."
        click.echo(f"{said} / Checkpoint {made.number}: {made.size} histories signed.")


@keys.command("signing")
def signing() -> None:
    """Print the public key of the checkpoints of histories (Ed25519, 32 bytes in hexadecimal), to be published elsewhere."""
    with closing(runtime.build(Settings.from_env())) as wired:
        click.echo(checkpoints.public_key(wired.db.keyring).hex())


def _kept(person_id: str | None, kept: str | None) -> audit.Receipt | None:
    if kept is None:
        return None
    if person_id is None:
        raise click.UsageError("--receipt : de qui ? Donnez aussi PERSON_ID. / Whose? Give PERSON_ID too.")
    try:
        return audit.Receipt.parse(kept)
    except ValueError as error:
        raise click.BadParameter("ce n’est pas un reçu / this is not a receipt", param_hint="--receipt") from error


COMMANDS = (migrate, demo, doctor, keys, audit_group)
