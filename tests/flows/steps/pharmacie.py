"""Steps for prescriptions sent to a pharmacy, and for both sides of its counter."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from pytest_bdd import step

from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene
from tests.flows.steps.accounts import sign_in

COUNTER = "comptoir"
_LISTEN = """() => {
  const make = AudioContext.prototype.createOscillator;
  globalThis.__notes = 0;
  AudioContext.prototype.createOscillator = function () {
    globalThis.__notes += 1;
    return make.call(this);
  };
}"""


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


@step(phrase("je prends l'autre appareil, à la pharmacie"))
def take_counter(scene: Scene) -> None:
    scene.who = COUNTER
    scene.page.bring_to_front()


@step(phrase("le comptoir écoute"))
def listen(scene: Scene) -> None:
    """Somebody touched the page once, as browsers ask before they let it sound."""
    scene.page.get_by_role("heading", level=1).click()
    scene.page.evaluate(_LISTEN)


@step(phrase("je retiens le numéro et le code de la commande"))
def keep_number_and_code(scene: Scene) -> None:
    scene.addresses["commande"] = scene.page.url.partition("commande=")[2]
    scene.addresses["code"] = scene.page.locator(".pickup-code").inner_text()


@step(phrase("ma commande arrive au tableau et sonne"))
def rings(scene: Scene) -> None:
    card = scene.page.locator(f"[data-card='{scene.addresses['commande']}']")
    expect(card).to_contain_text("Nouvelle")
    scene.page.wait_for_function("globalThis.__notes > 0")


@step(phrase("ma commande est en retard au tableau"))
def is_late(scene: Scene) -> None:
    expect(scene.page.locator(f"[data-card='{scene.addresses['commande']}']")).to_contain_text("En retard")


@step(phrase("j'ouvre l'adresse de ma commande"))
def open_my_order(scene: Scene) -> None:
    scene.open(f"/pharmacie?commande={scene.addresses['commande']}")


@step(phrase("j'ouvre ma commande au comptoir"))
def open_at_counter(scene: Scene) -> None:
    card = scene.page.locator(f"[data-card='{scene.addresses['commande']}']")
    card.get_by_role("link").first.click()
    expect(scene.page.get_by_role("heading", name=re.compile("Commande n°"))).to_be_visible()


@step(phrase("je montre mon code au comptoir"))
def show_code(scene: Scene) -> None:
    scene.box("Code de retrait").fill(scene.addresses["code"])


@step(phrase("la commande est {etat}"))
def order_is(scene: Scene, etat: str) -> None:
    expect(scene.page.locator("main [aria-live] strong").first).to_have_text(etat)


@step(phrase("chaque étape est dite, de {premiere} à {derniere}"))
def every_step(scene: Scene, premiere: str, derniere: str) -> None:
    said = scene.page.locator(".moves .log-what").all_inner_texts()
    assert said == [premiere, "Reçue", "En préparation", "Prête", derniere], said


@step(phrase("l'historique du comptoir dit chaque étape, de {premiere} à {derniere}"))
def every_step_at_counter(scene: Scene, premiere: str, derniere: str) -> None:
    steps = scene.page.locator(".log-narrow .log-what")
    expect(steps).to_have_text([premiere, "Reçue", "En préparation", "Prête", derniere])


@step(phrase("chaque étape y a son auteur, {personne} puis {pharmacie}"))
def every_author_at_counter(scene: Scene, personne: str, pharmacie: str) -> None:
    first, *others = scene.page.locator(".log-narrow .doc-meta").all_inner_texts()
    assert personne in first, first
    assert all(pharmacie in one for one in others), others


@step(phrase("l'historique dit, du premier au dernier :"))
def history_says(scene: Scene, datatable: list[list[str]]) -> None:
    """The acts of the table, in their order; the page shows the latest first, and others between them."""
    wanted = [typographic(act) for (act,) in datatable]
    expect(scene.page.locator("main .log-what").filter(has_text=wanted[-1]).first).to_be_visible()
    said = (line.replace("\u00a0", " ") for line in reversed(scene.page.locator("main .log-what").all_inner_texts()))
    missing = [act for act in wanted if act not in said]  # each is looked for after the one before
    assert not missing, missing


@step(phrase("l'état ne dit plus {texte}"))
def status_says_no_more(scene: Scene, texte: str) -> None:
    expect(scene.page.locator("#etat")).not_to_contain_text(typographic(texte))


@step(phrase("je me connecte de nouveau comme {identifiant}"))
def sign_in_again(scene: Scene, identifiant: str) -> None:
    """The session ended meanwhile: the page goes to the sign-in page by itself, or when it is asked."""
    scene.open("/")
    sign_in(scene, identifiant)
