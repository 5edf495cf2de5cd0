"""Steps for the patient's messages; those that both sides share are in `pro.py`."""

from __future__ import annotations

import time

from playwright.sync_api import expect
from pytest_bdd import step

from tests import samples
from tests.flows.phrases import phrase, typographic
from tests.flows.scene import ME, Scene
from tests.flows.steps.closing import command

UNSEEN = "onglet caché"
_OUT_OF_SIGHT = """(() => {
  let seen = false;
  const told = (name, get) => Object.defineProperty(Document.prototype, name, { configurable: true, get });
  told("visibilityState", () => (seen ? "visible" : "hidden"));
  told("hidden", () => !seen);
  addEventListener("carnet-regard", (event) => {
    seen = event.detail;
    document.dispatchEvent(new Event("visibilitychange"));
  });
})()"""
"""A browser without a screen says of every tab that it is seen: this says what a browser says of a tab behind another."""


@step(phrase("j'ouvre la conversation {objet}"))
def open_conversation(scene: Scene, objet: str) -> None:
    """The whole row opens it; the row says who it is with, and its subject."""
    scene.awake()
    row = scene.page.locator(".talk-row").filter(has_text=typographic(objet)).first
    row.get_by_role("link").first.click()
    expect(scene.page.get_by_role("heading", level=1)).to_have_text(typographic(objet))


@step(phrase("le message non lu est {objet}"))
def unread_is(scene: Scene, objet: str) -> None:
    rows = scene.page.locator(".talk-row")
    expect(rows.first).to_contain_text(typographic(objet))
    expect(rows.filter(has_text="Non lue")).to_have_count(1)
    expect(rows.first).to_contain_text("Non lue")


@step(phrase("le lien {adresse} s'ouvre à part, sans rien dire d'où l'on vient"))
def safe_link(scene: Scene, adresse: str) -> None:
    link = scene.page.locator(f'a[href="{adresse}"]')
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_have_attribute("target", "_blank")


@step(phrase("{nom} appelle le {numero}"))
def calls(scene: Scene, nom: str, numero: str) -> None:
    expect(scene.clickable(nom)).to_have_attribute("href", f"tel:{numero}")


@step(phrase("je choisis de joindre {nom}"))
def choose_file(scene: Scene, nom: str) -> None:
    """A file is chosen; its sending takes the time that it takes."""
    scene.awake()
    with scene.page.expect_file_chooser() as chooser:
        scene.clickable("Joindre un fichier").click()
    chooser.value.set_files({"name": nom, "mimeType": "application/octet-stream", "buffer": samples.png()})


@step(phrase("j'ouvre l'adresse retenue {nom} dans un onglet que personne ne regarde"))
def open_unseen(scene: Scene, nom: str) -> None:
    tab = scene.people.another_tab(ME, UNSEEN)
    tab.add_init_script(_OUT_OF_SIGHT)
    tab.goto(scene.addresses[nom])
    expect(tab.get_by_role("main")).to_be_visible()


@step(phrase("l'exploitant informe {identifiant} : {objet}, {texte}"))
def inform(scene: Scene, identifiant: str, objet: str, texte: str) -> None:
    """What the health insurance has to say, which the operator sends."""
    said = scene.folder / "information.txt"
    said.write_text(typographic(texte), "utf-8")
    command(scene, "inform", identifiant, str(said), "--subject", objet, "--key", f"parcours-{int(time.time())}")


@step(phrase("je regarde l'onglet"))
def look_at_tab(scene: Scene) -> None:
    _seen(scene, seen=True)


@step(phrase("je cesse de regarder l'onglet"))
def look_away(scene: Scene) -> None:
    _seen(scene, seen=False)


def _seen(scene: Scene, *, seen: bool) -> None:
    scene.who = UNSEEN
    scene.page.evaluate("seen => dispatchEvent(new CustomEvent('carnet-regard', { detail: seen }))", seen)


@step(phrase("je clique sur {nom} au bas de la page"))
def click_at_the_end(scene: Scene, nom: str) -> None:
    """Its very end is in sight, as for somebody who has scrolled past what stands above."""
    found = scene.clickable(nom)
    found.evaluate("one => scrollTo({ top: one.getBoundingClientRect().top + scrollY - 8, behavior: 'instant' })")
    found.evaluate("one => one.click()")


@step(phrase("{nom} est sous les yeux"))
def in_sight(scene: Scene, nom: str) -> None:
    expect(scene.clickable(nom)).to_be_in_viewport(ratio=1)


@step(phrase("sur le papier il n'y a que la conversation"))
def on_paper(scene: Scene) -> None:
    page = scene.page
    page.emulate_media(media="print")
    for name in ("Imprimer", "Retour à la conversation", "Accueil", "Écrire"):
        expect(page.get_by_text(name, exact=True).filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.emulate_media(media="screen")


@step(phrase("l'état ne couvre pas {nom}"))
def status_beside(scene: Scene, nom: str) -> None:
    """What was just said stands clear of what is pressed, once it has found its place."""
    button = scene.clickable(nom)
    button.scroll_into_view_if_needed()
    scene.page.wait_for_function(
        """(button) => {
          const [said, pressed] = [document.querySelector('#etat .said'), button].map((one) => one.getBoundingClientRect());
          return said.height > 0 && (said.bottom <= pressed.top || said.top >= pressed.bottom);
        }""",
        arg=button.element_handle(),
    )
