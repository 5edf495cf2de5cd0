"""Steps for prevention."""

from __future__ import annotations

from datetime import timedelta

from pytest_bdd import step

from rxapp.prevention.fields import parse_day
from tests.flows.phrases import phrase
from tests.flows.scene import Scene


@step(phrase("je note le vaccin comme fait hier"))
def done_yesterday(scene: Scene) -> None:
    """The day before the one the bench shows."""
    bench = scene.people.bench
    bench.goto("/demo")
    box = bench.locator('#jour[min^="2"]')
    box.wait_for()
    tomorrow = parse_day(box.get_attribute("min") or "")
    assert tomorrow is not None
    scene.box("Jour").fill((tomorrow - timedelta(days=2)).strftime("%d/%m/%Y"))
    scene.clickable("Noter comme fait").click()
