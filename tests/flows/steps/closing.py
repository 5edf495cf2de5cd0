"""Steps for closing one's account: a choice for each order that goes on."""

from __future__ import annotations

from playwright.sync_api import Locator, expect
from pytest_bdd import step

from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene


def _choices(scene: Scene, words: str) -> list[Locator]:
    scene.awake()
    orders = scene.page.get_by_role("radiogroup")
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
