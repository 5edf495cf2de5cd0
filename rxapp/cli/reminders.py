"""`reminders`: what time has decided, once: closings, destructions, what is to be told and to leave. For a timer."""

from __future__ import annotations

import asyncio

import click

from rxapp.accounts import service as accounts
from rxapp.cli.opened import opened
from rxapp.core.db import Database
from rxapp.core.settings import Settings
from rxapp.notices.dispatch import Dispatcher, Tally
from rxapp.notices.parcels import End


@click.command()
def reminders() -> None:
    """Do what is due now: reminders, prevention messages, e-mails, closings that waited. Safe beside a running server."""
    with opened(Settings.from_env()) as wired:
        accounts.advance(wired.db)
        accounts.advance_children(wired.db)
        accounts.destroy_due(wired.db)
        accounts.put_away_left(wired.db)
        with wired.db.uow() as uow:
            accounts.erase_words(uow, demo=wired.settings.demo)
            uow.commit()
        tally = asyncio.run(_once(wired.db))
    again = sum(tally.count(end) for end in (End.LATER, End.UNSURE, End.PUT_BACK))
    given_up = tally.count(End.REFUSED) + tally.count(End.GONE)
    click.echo(
        f"Nouvelles : {tally.told}, envois : {tally.count(End.SENT)}, à réessayer : {again}, abandonnés : {given_up}."
        f" / Told: {tally.told}, sent: {tally.count(End.SENT)}, to try again: {again}, given up: {given_up}."
    )


async def _once(database: Database) -> Tally:
    dispatcher = Dispatcher(database)
    try:
        return await dispatcher.once()
    finally:
        await dispatcher.close()


COMMANDS = (reminders,)
