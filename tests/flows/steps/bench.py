"""Steps for the testers' bench: a fresh demonstration, and time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from pytest_bdd import step

from rxapp.core.clock import PARIS, DemoClock
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


@step(phrase("{heures:d} heures passent"))
def hours(scene: Scene, heures: str) -> None:
    """By themselves, as time does: no page is told, and none is closed."""
    _clock(scene).travel(timedelta(hours=int(heures)))


@step(phrase("nous sommes le {jour}"))
def that_day(scene: Scene, jour: str) -> None:
    scene.post("/demo/voyage", pas=jour)


@step(phrase("il est minuit moins cinq"))
def before_midnight(scene: Scene) -> None:
    clock = _clock(scene)
    clock.travel(_midnight(clock) - timedelta(minutes=5) - clock.now())


@step(phrase("minuit passe"))
def midnight(scene: Scene) -> None:
    clock = _clock(scene)
    clock.travel(_midnight(clock) - clock.now())


def _clock(scene: Scene) -> DemoClock:
    """The server's own, which reads how far it has travelled from a file."""
    return DemoClock(scene.data_dir / "clock.json")


def _midnight(clock: DemoClock) -> datetime:
    """The next one in Paris."""
    return datetime.combine(clock.today() + timedelta(days=1), time(), PARIS)


@step(phrase("je clique sur {nom} sans les contrôles du navigateur"))
def click_unchecked(scene: Scene, nom: str) -> None:
    """As a browser would that checks nothing before it sends."""
    scene.awake()
    scene.page.evaluate("() => document.querySelectorAll('form').forEach(form => (form.noValidate = true))")
    scene.clickable(nom).click()
