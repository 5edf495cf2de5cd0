"""Steps for closing one's account: a choice for each order that goes on, and what the operator does of closed records."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

from playwright.sync_api import Locator, expect
from pytest_bdd import step

from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene
from tests.flows.server import MORNING, ROOT

MAIL_BOUND = 20
COMMAND_BOUND = 60


def _choices(scene: Scene, words: str) -> list[Locator]:
    scene.awake()
    orders = scene.page.get_by_role("radiogroup", name=re.compile("^Commande n°"))
    expect(orders).not_to_have_count(0)
    return [order.get_by_role("radio", name=typographic(words)) for order in orders.all()]


@step(phrase("je choisis {choix} pour chaque commande"))
def choose_for_each(scene: Scene, choix: str) -> None:
    for radio in _choices(scene, choix):
        radio.check()


@step(phrase("chaque commande garde {choix}"))
def choice_stays(scene: Scene, choix: str) -> None:
    for radio in _choices(scene, choix):
        expect(radio).to_be_checked()


@step(phrase("je retiens la référence du récépissé"))
def note_reference(scene: Scene) -> None:
    """It is in the e-mail, which leaves beside the answer."""
    bench, bound = scene.people.bench, time.monotonic() + MAIL_BOUND
    while True:
        bench.goto("/demo?genre=courriel")
        bench.get_by_role("heading", name="Ce qui est parti").wait_for()
        mail = bench.get_by_role("article").filter(has_text="Votre compte Carnet est fermé").first
        found = re.search(r"Sa référence\s: ([0-9a-f]{16})", mail.text_content() or "") if mail.count() else None
        if found:
            scene.reference = found[1]
            return
        assert time.monotonic() < bound, "aucun récépissé n’est arrivé"
        scene.page.wait_for_timeout(200)


def command(scene: Scene, *arguments: str) -> None:
    """A command given where the server runs, as its operator does, beside it."""
    where = {"RXAPP_DATA_DIR": str(scene.data_dir), "RXAPP_PUBLIC_URL": scene.base_url, "RXAPP_DEMO": "1"}
    if not os.environ.get("CARNET_BASE_URL"):
        where["RXAPP_NOW"] = MORNING
    done = subprocess.run(
        [sys.executable, "-m", "rxapp.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **where},
        capture_output=True,
        text=True,
        timeout=COMMAND_BOUND,
    )
    scene.told = done.stdout + done.stderr


def _command(scene: Scene, *arguments: str) -> None:
    """One about the record of the receipt."""
    command(scene, *arguments, "--person", scene.reference)


@step(phrase("l'exploitant rouvre le dossier avec la clé d'archive"))
def reopen(scene: Scene) -> None:
    _command(scene, "reopen", "--key", str(scene.data_dir / "archive-demonstration.key"))


@step(phrase("l'exploitant demande la destruction du dossier"))
def ask_destruction(scene: Scene) -> None:
    _command(scene, "destroy")


@step(phrase("l'exploitant renonce à la destruction du dossier"))
def call_destruction_off(scene: Scene) -> None:
    _command(scene, "destroy", "--cancel")


@step(phrase("l'exploitant écrit le récépissé de la destruction"))
def write_receipt(scene: Scene) -> None:
    """The server looks every two seconds for what is to be destroyed: the receipt is there after a moment."""
    sheet, bound = scene.folder / "recepisse.pdf", time.monotonic() + MAIL_BOUND
    while not sheet.exists():
        assert time.monotonic() < bound, scene.told
        _command(scene, "destroy", "--receipt", str(sheet))
    assert sheet.read_bytes().startswith(b"%PDF")


@step(phrase("la commande répond {texte}"))
def command_said(scene: Scene, texte: str) -> None:
    """Whatever spaces stand before its signs, as on a page."""
    assert _level(texte) in _level(scene.told), scene.told


def _level(words: str) -> str:
    return " ".join(typographic(words).split())
