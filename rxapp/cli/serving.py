"""`start` (./run: with demonstration people), `serve` (./run serve: for real), `build`."""

from __future__ import annotations

import os
import socket

import click

from rxapp import build as screens
from rxapp.cli.opened import opened
from rxapp.core import db
from rxapp.core.occupancy import occupied
from rxapp.core.settings import Settings
from rxapp.prevention import rulebook


class CannotStart(RuntimeError):
    """The server cannot start; the message says what to do."""


def _say(text: str) -> None:
    click.echo(text, err=True)


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(
                f"Le port {settings.port} de {settings.host} n'est pas libre : arrêtez ce qui l'occupe ou choisissez-en un autre "
                f"(RXAPP_PORT=3100 ./run). / Port {settings.port} of {settings.host} is taken: stop what holds it "
                "or choose another."
            ) from error


def _prepare(settings: Settings) -> None:
    try:
        screens.build(_say)
    except screens.BuildFailed as error:
        raise CannotStart(str(error)) from error
    rulebook.book()
    settings.make_data_dir()
    db.check_version(settings)


def _replay(settings: Settings) -> None:
    """A backup was put back: what was sealed away or destroyed since goes again, before anybody is answered."""
    with opened(settings):
        pass


@click.command()
def build() -> None:
    """Build the screens if their sources have changed."""
    try:
        _say("Écrans construits." if screens.build(_say) else "Écrans à jour.")
    except screens.BuildFailed as error:
        raise CannotStart(str(error)) from error


@click.command()
def start() -> None:
    """Start with demonstration people: build, migrate, load, serve, and print who can sign in."""
    os.environ.setdefault("RXAPP_DEMO", "1")
    settings = Settings.from_env()
    _check_port(settings)
    with occupied(settings):
        _prepare(settings)
        if settings.demo:
            from rxapp.cli.data import load_demo

            load_demo(settings, _say)
        else:
            db.migrate(settings)
            _replay(settings)
        _serve(settings)


@click.command()
def serve() -> None:
    """Serve real people, configured by the environment; no demonstration, no /demo."""
    os.environ.setdefault("RXAPP_DEMO", "0")
    settings = Settings.from_env()
    settings.check_serving()
    if wanting := settings.wanting():
        _say(f"\n  {wanting}\n")
    _check_port(settings)
    with occupied(settings):
        _prepare(settings)
        db.migrate(settings)
        _replay(settings)
        _serve(settings)


def _serve(settings: Settings) -> None:
    from rxapp.serve import serve as run_server

    _say(f"\n  Carnet : {settings.public_url}   (Ctrl-C pour arrêter / to stop)\n")
    run_server(settings)


COMMANDS = (start, serve, build)
