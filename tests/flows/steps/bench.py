"""Steps for the testers' bench: a fresh demonstration, and time."""

from __future__ import annotations

from pytest_bdd import step

from tests.flows.phrases import phrase
from tests.flows.scene import Scene


@step(phrase("une démonstration toute neuve"))
def fresh(scene: Scene) -> None:
    scene.post("/demo/remise")


@step(phrase("un jour passe"))
def one_day(scene: Scene) -> None:
    scene.post("/demo/voyage", pas="jour")


@step(phrase("une semaine passe"))
def one_week(scene: Scene) -> None:
    scene.post("/demo/voyage", pas="semaine")


@step(phrase("six semaines passent"))
def six_weeks(scene: Scene) -> None:
    scene.post("/demo/voyage", pas="six_semaines")


@step(phrase("{jours:d} jours passent"))
def days(scene: Scene, jours: str) -> None:
    weeks, rest = divmod(int(jours), 7)
    for _ in range(weeks):
        one_week(scene)
    for _ in range(rest):
        one_day(scene)


@step(phrase("je clique sur {nom} sans les contrôles du navigateur"))
def click_unchecked(scene: Scene, nom: str) -> None:
    """As a browser would that checks nothing before it sends."""
    scene.awake()
    scene.page.evaluate("() => document.querySelectorAll('form').forEach(form => (form.noValidate = true))")
    scene.clickable(nom).click()
