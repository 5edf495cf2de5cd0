"""Steps for the counter of a pharmacy: which column holds an order, opening it, its next move."""

from __future__ import annotations

from playwright.sync_api import Locator, expect
from pytest_bdd import step

from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene


def card(scene: Scene, name: str) -> Locator:
    """The card of the order of that person, wherever it stands."""
    return scene.page.locator("[data-card]").filter(has_text=typographic(name))


@step(phrase("la commande de {nom} est dans la colonne {colonne}"))
def stands_in(scene: Scene, nom: str, colonne: str) -> None:
    expect(
        scene.page.get_by_role("region", name=colonne).locator("[data-card]").filter(has_text=typographic(nom))
    ).to_be_visible()


@step(phrase("j'ouvre la commande de {nom}"))
def open_order(scene: Scene, nom: str) -> None:
    scene.awake()
    card(scene, nom).get_by_role("link").first.click()
    expect(scene.page.get_by_role("heading", level=1)).to_contain_text("Commande n°")


@step(phrase("je fais avancer la commande de {nom}"))
def move_on(scene: Scene, nom: str) -> None:
    scene.awake()
    card(scene, nom).get_by_role("button").click()


@step(phrase("les touches sont sur la commande de {nom}"))
def keys_stay_on(scene: Scene, nom: str) -> None:
    expect(card(scene, nom).get_by_role("link").first).to_be_focused()


@step(phrase("je choisis le lendemain"))
def choose_tomorrow(scene: Scene) -> None:
    scene.awake()
    scene.box("Jour").select_option(index=1)
