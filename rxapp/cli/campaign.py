"""`campaign run`: the nightly campaign of prevention messages, by hand or by a timer."""

from __future__ import annotations

import click

from rxapp.cli.opened import opened
from rxapp.core.errors import message
from rxapp.core.settings import Settings
from rxapp.prevention import campaign as campaigns


@click.group()
def campaign() -> None:
    """Prevention messages."""


@campaign.command("run")
@click.option("--dry-run", "dry", is_flag=True, help="Write nothing: count what would leave.")
def run(dry: bool) -> None:
    """Send each person the messages that their calendar calls for, once; interrupted and run again, it goes on."""
    with opened(Settings.from_env()) as wired:
        due = campaigns.due(wired.db)
        with click.progressbar(length=due, label="Campagne / campaign") as bar:
            outcome = campaigns.run(wired.db, dry=dry, progress=bar.update)
    for language in ("fr", "en"):
        counted = {"lectures": outcome.looked, "envois": outcome.sent, "remplaces": outcome.replaced, "finis": outcome.ended}
        click.echo(message("campagne.essai" if dry else "campagne.finie", language, **counted))
    if outcome.failed:
        for language in ("fr", "en"):
            click.secho(message("campagne.echecs", language, n=outcome.failed), err=True, fg="red")
        raise SystemExit(1)


COMMANDS = (campaign,)
