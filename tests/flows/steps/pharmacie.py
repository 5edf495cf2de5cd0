"""Steps for prescriptions sent to a pharmacy, on the patient's side."""

from __future__ import annotations

from playwright.sync_api import expect
from pytest_bdd import step

from tests.flows.phrases import phrase
from tests.flows.scene import Scene


@step(phrase("je prépare l'envoi de {titre} à la {pharmacie}"))
def prepare_to_send(scene: Scene, titre: str, pharmacie: str) -> None:
    """Up to the third step, where one says what one wishes."""
    scene.open("/pharmacie?envoyer=ordonnance")
    for name in (f"Choisir : {titre}", "Continuer", f"Choisir : {pharmacie}"):
        scene.clickable(name).click()
    expect(scene.page.get_by_role("button", name="Envoyer la commande")).to_be_visible()


@step(phrase("j'ai envoyé {titre} à la {pharmacie}"))
def sent(scene: Scene, titre: str, pharmacie: str) -> None:
    prepare_to_send(scene, titre, pharmacie)
    scene.clickable("Envoyer la commande").click()
    expect(scene.page.get_by_role("heading", name="Pour la retirer")).to_be_visible()


@step(phrase("je double-clique sur {nom}"))
def click_twice(scene: Scene, nom: str) -> None:
    scene.awake()
    scene.clickable(nom).dblclick()


@step(phrase("je vois {n:d} commande"))
@step(phrase("je vois {n:d} commandes"))
def orders_in_list(scene: Scene, n: str) -> None:
    expect(scene.page.locator("main .order-row")).to_have_count(int(n))
