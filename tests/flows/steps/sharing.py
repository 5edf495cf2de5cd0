"""Steps for links: made, kept in mind with their code, opened elsewhere."""

from __future__ import annotations

from pytest_bdd import step

from tests.flows.phrases import phrase
from tests.flows.scene import Scene

LINK, CODE = "lien", "code"


@step(phrase("je retiens le lien et son code"))
def keep_link(scene: Scene) -> None:
    scene.page.get_by_role("heading", name="2. Le code").wait_for()
    scene.addresses[LINK], scene.addresses[CODE] = scene.page.locator("[data-copied]").all_inner_texts()


@step(phrase("je fais un lien pour {nom}"))
def make_link(scene: Scene, nom: str) -> None:
    scene.open("/dossier/partager")
    scene.page.get_by_role("checkbox").nth(1).click()  # the first one is the summary
    scene.page.get_by_text("1 document coché").wait_for()
    scene.box("Pour qui").fill(nom)
    scene.clickable("Faire le lien").click()
    keep_link(scene)


@step(phrase("j'ouvre le lien retenu"))
def open_link(scene: Scene) -> None:
    scene.open(scene.addresses[LINK])


@step(phrase("je remplis {champ} avec le code du lien"))
def give_code(scene: Scene, champ: str) -> None:
    scene.box(champ).fill(scene.addresses[CODE])


@step(phrase("je donne {nombre:d} codes faux"))
def give_wrong_codes(scene: Scene, nombre: str) -> None:
    for _again in range(int(nombre)):
        scene.box("Code").fill("ZZZZ-ZZZZ")
        scene.clickable("Ouvrir").click()
        scene.page.wait_for_load_state()
