"""Steps for any page: open, fill, click, see."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from pytest_bdd import step

from tests.flows import axe
from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene


@step(phrase("j'ouvre {adresse}"))
def open_address(scene: Scene, adresse: str) -> None:
    scene.open(adresse)


@step(phrase("je recharge la page"))
def reload(scene: Scene) -> None:
    scene.page.reload()
    scene.awake()


@step(phrase("je reviens en arrière"))
def back(scene: Scene) -> None:
    scene.page.go_back()
    scene.awake()


@step(phrase("je remplis {champ} avec {valeur}"))
def fill(scene: Scene, champ: str, valeur: str) -> None:
    scene.awake()
    scene.box(champ).fill(valeur)


@step(phrase("je choisis {valeur} dans {champ}"))
def choose(scene: Scene, valeur: str, champ: str) -> None:
    """Whose record is open is the server's to say: a page loaded before its answer shows the one before."""
    scene.awake()
    scene.box(champ).select_option(label=typographic(valeur))
    if champ == "Dossier de":
        list_shows(scene, champ, valeur)


@step(phrase("je clique sur {nom}"))
def click(scene: Scene, nom: str) -> None:
    scene.awake()
    scene.click(nom)


@step(phrase("j'appuie sur {touche}"))
def press(scene: Scene, touche: str) -> None:
    scene.awake()
    scene.page.keyboard.press(touche)


@step(phrase("je vois {texte}"))
def see(scene: Scene, texte: str) -> None:
    expect(scene.page.locator("body")).to_contain_text(typographic(texte), use_inner_text=True)


@step(phrase("je ne vois pas {texte}"))
def do_not_see(scene: Scene, texte: str) -> None:
    expect(scene.page.locator("body")).not_to_contain_text(typographic(texte), use_inner_text=True)


@step(phrase("l'adresse est {adresse}"))
def address_is(scene: Scene, adresse: str) -> None:
    """The whole address; what follows a `?` or a `#` counts only when it is named."""
    rest = "" if "?" in adresse else r"(\?[^#]*)?"
    expect(scene.page).to_have_url(re.compile(rf"^[a-z]+://[^/]+{re.escape(adresse)}{rest}(#.*)?$"))


@step(phrase("l'adresse contient {morceau}"))
def address_contains(scene: Scene, morceau: str) -> None:
    expect(scene.page).to_have_url(re.compile(re.escape(morceau)))


@step(phrase("le titre est {titre}"))
def title_is(scene: Scene, titre: str) -> None:
    expect(scene.page.get_by_role("heading", level=1)).to_have_text(typographic(titre))


@step(phrase("le champ {champ} contient {valeur}"))
def box_holds(scene: Scene, champ: str, valeur: str) -> None:
    expect(scene.box(champ)).to_have_value(valeur)


@step(phrase("la liste {champ} montre {choix}"))
def list_shows(scene: Scene, champ: str, choix: str) -> None:
    expect(scene.box(champ).locator("option:checked")).to_have_text(typographic(choix))


@step(phrase("le champ {champ} dit {texte}"))
def box_says(scene: Scene, champ: str, texte: str) -> None:
    """The error of a field: marked as wrong, linked to its words."""
    box = scene.box(champ)
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(scene.page.locator(f"#{box.get_attribute('id')}-erreur")).to_contain_text(typographic(texte))


@step(phrase("le refus est écrit au-dessus de {champ}, avec son icône"))
def refused_above(scene: Scene, champ: str) -> None:
    """The box of a refusal stands before the fields; each wrong field has its icon."""
    alert = scene.page.get_by_role("alert").filter(visible=True).first
    expect(alert.locator("svg")).to_be_visible()
    assert alert.bounding_box()["y"] < scene.box(champ).bounding_box()["y"]
    for error in scene.page.locator(".field .error:not(:empty)").all():
        expect(error.locator("svg")).to_be_visible()


@step(phrase("le curseur est dans {champ}"))
def box_has_focus(scene: Scene, champ: str) -> None:
    expect(scene.box(champ)).to_be_focused()


@step(phrase("la page est accessible"))
def accessible(scene: Scene) -> None:
    axe.check(scene.page, scene.who)


@step(phrase("l'état dit {texte}"))
def status_says(scene: Scene, texte: str) -> None:
    """The one region that says what just happened."""
    expect(scene.page.locator("#etat")).to_contain_text(typographic(texte), timeout=60_000)


@step(phrase("rien ne parle plus de {texte}"))
def nothing_says(scene: Scene, texte: str) -> None:
    """Not even what is only heard."""
    expect(scene.page.locator("body")).not_to_contain_text(typographic(texte))
