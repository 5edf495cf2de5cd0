"""Steps for conversations, on the professional's side and between both."""

from __future__ import annotations

from playwright.sync_api import expect
from pytest_bdd import step

from tests import samples
from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene

DESK = "cabinet"
_FILES = {"png": samples.png, "pdf": samples.pdf}


@step(phrase("je prends l'autre appareil, au cabinet"))
def take_desk(scene: Scene) -> None:
    scene.who = DESK
    scene.page.bring_to_front()


@step(phrase("le message {texte} est dit {n:d} fois"))
def said_times(scene: Scene, texte: str, n: str) -> None:
    said = scene.page.locator("[data-message]").filter(has_text=typographic(texte))
    expect(said).to_have_count(int(n))
    expect(said.last).to_be_visible()


@step(phrase("je joins le fichier {nom}"))
def attach(scene: Scene, nom: str) -> None:
    """The button opens the system's file chooser, as for anyone; the file is there before the message leaves."""
    scene.awake()
    with scene.page.expect_file_chooser() as chooser:
        scene.clickable("Joindre un fichier").click()
    data = _FILES[nom.rpartition(".")[2]]()
    chooser.value.set_files({"name": nom, "mimeType": "application/octet-stream", "buffer": data})
    joined = scene.page.get_by_role("list", name="Documents joints")
    expect(joined).to_contain_text(nom.rpartition(".")[0])


@step(phrase("j'écris à {nom}"))
def write_to(scene: Scene, nom: str) -> None:
    """From the choice of a professional to the text."""
    scene.awake()
    scene.clickable(f"Choisir : {nom}").click()
    scene.clickable("Continuer").click()
    expect(scene.box("Objet")).to_be_visible()


@step(phrase("j'enregistre qui peut m'écrire"))
def keep_who(scene: Scene) -> None:
    scene.page.get_by_role("region", name="Qui peut m’écrire").get_by_role("button", name="Enregistrer").click()
