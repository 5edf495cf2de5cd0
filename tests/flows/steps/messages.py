"""Steps for the patient's messages; those that both sides share are in `pro.py`."""

from __future__ import annotations

from playwright.sync_api import expect
from pytest_bdd import step

from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene


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
