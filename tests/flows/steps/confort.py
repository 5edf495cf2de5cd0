"""Steps for how the screens look: what is on <html> before anything is painted, and what comes of it."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from pytest_bdd import step

from tests.flows.phrases import phrase
from tests.flows.scene import Scene

_LOOKS = {
    "le texte est très grand": ("data-size", "largest"),
    "le contraste est fort": ("data-contrast", "more"),
    "les mouvements sont réduits": ("data-motion", "less"),
    "la lecture est simplifiée": ("data-reading", "simple"),
}


def _look(scene: Scene, words: str) -> None:
    name, value = _LOOKS[words]
    expect(scene.page.locator("html")).to_have_attribute(name, value)


@step(phrase("le texte est très grand"))
def largest(scene: Scene) -> None:
    _look(scene, "le texte est très grand")
    assert scene.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 24


@step(phrase("le contraste est fort"))
def strong(scene: Scene) -> None:
    _look(scene, "le contraste est fort")
    tokens = "((style) => style.getPropertyValue('--soft') === style.getPropertyValue('--ink'))"
    assert scene.page.evaluate(f"{tokens}(getComputedStyle(document.documentElement))")


@step(phrase("les mouvements sont réduits"))
def still(scene: Scene) -> None:
    _look(scene, "les mouvements sont réduits")
    moving = "[...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).animationName !== 'none').length"
    assert scene.page.evaluate(moving) == 0


@step(phrase("la lecture est simplifiée"))
def simple(scene: Scene) -> None:
    _look(scene, "la lecture est simplifiée")
    beside = "[...document.querySelectorAll('.part')].filter((one) => getComputedStyle(one).display !== 'flex').length"
    assert scene.page.evaluate(beside) == 0


@step(phrase("la page est comme d'habitude"))
def as_usual(scene: Scene) -> None:
    for name in ("data-theme", "data-size", "data-contrast", "data-reading"):
        expect(scene.page.locator("html")).not_to_have_attribute(name, re.compile(".*"))
