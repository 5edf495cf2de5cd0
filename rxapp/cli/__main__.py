"""Entry point: `python -m rxapp.cli`."""

from __future__ import annotations

import sys

import click

from rxapp.cli import (
    accounts,
    archive,
    campaign,
    codes,
    data,
    errors,
    inbox,
    people,
    pharmacies,
    reminders,
    rules,
    serving,
    takeout,
)
from rxapp.core.archive_key import ArchiveKeyUnusable
from rxapp.core.crypto import MasterKeyMissing, MasterKeyUnusable
from rxapp.core.db import DatabaseTooNew, DatabaseUnreadable
from rxapp.core.errors import DomainError, message
from rxapp.core.ledger import LedgerBroken
from rxapp.core.occupancy import DataInUse
from rxapp.core.settings import SettingsError
from rxapp.prevention.refusals import PersonError, RuleFileError
from rxapp.runtime import NotADemonstration

_TOLD = (
    MasterKeyMissing,
    MasterKeyUnusable,
    ArchiveKeyUnusable,
    LedgerBroken,
    DatabaseTooNew,
    DatabaseUnreadable,
    DataInUse,
    serving.CannotStart,
    NotADemonstration,
)
"""What says in its own words, in both languages, what to do."""


@click.group()
def cli() -> None:
    """Carnet, votre carnet de santé numérique. / Carnet, your digital health record."""


_ROOMS = (serving, data, codes, accounts, people, rules, campaign, reminders, pharmacies, inbox, takeout, archive)

for command in (command for room in _ROOMS for command in room.COMMANDS):
    cli.add_command(command)


def main() -> None:
    """Run a command; known failures become one clear sentence and exit code 1."""
    try:
        cli(prog_name="rxapp")
    except SettingsError as error:
        _fail(*error.messages)
    except DomainError as error:
        _fail(message(error, "fr"), message(error, "en"))
    except (RuleFileError, PersonError) as error:
        _fail(error.said("fr"), error.said("en"))
    except _TOLD as error:
        _fail(str(error))
    except OSError as error:
        told = errors.of_file(error)
        _fail(message(told, "fr"), message(told, "en"))


def _fail(*sentences: str) -> None:
    for sentence in sentences:
        click.secho(f"✗ {sentence}", err=True, fg="red")
    sys.exit(1)


if __name__ == "__main__":
    main()
