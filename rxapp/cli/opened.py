"""The database, opened by a command that writes: what the ledger of keys says is done to it before anything else is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.core.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[runtime.Runtime]:
    """A runtime on a migrated database, for the time of a command. Raises as `runtime.build` and `accounts.replay` do."""
    with closing(runtime.build(settings)) as wired:
        replay(wired)
        yield wired


def replay(wired: runtime.Runtime) -> accounts.Replayed:
    """Do what the ledger says, and tell on the standard error what there was to do."""
    done = accounts.replay(wired.db)
    if done.sealed or done.destroyed:
        click.echo(
            "Sauvegarde plus ancienne que le registre des clés. "
            f"Scellés de nouveau : {done.sealed}, détruits : {done.destroyed}. "
            f"/ Backup older than the ledger of keys: sealed again: {done.sealed}, destroyed again: {done.destroyed}.",
            err=True,
        )
    if done.said_again:
        click.echo(
            f"Lignes qui manquaient au registre des clés ({wired.settings.ledger_file}), récrites : {done.said_again}. "
            f"/ Lines that were missing from the ledger of keys, written again: {done.said_again}.",
            err=True,
        )
    if done.given_back:
        which = " ".join(done.given_back)
        click.echo(
            f"Rendus à leur personne après cette sauvegarde, et scellés dans celle-ci : {which}. "
            "À rouvrir avec « rxapp reopen ». "
            f"/ Given back to their person after this backup, and sealed in it: {which}. Reopen them with “rxapp reopen”.",
            err=True,
        )
    return done
