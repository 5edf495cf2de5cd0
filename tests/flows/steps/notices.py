"""Steps for what reaches a person: the channels of each kind, and the e-mails that left, counted on the bench."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect
from pytest_bdd import step

from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene

MAIL_BOUND = 20


@step(phrase("je clique sur {nom} pour {genre}"))
def click_of_kind(scene: Scene, nom: str, genre: str) -> None:
    """What stands under a legend of its own."""
    scene.awake()
    kind = scene.page.get_by_role("group", name=typographic(genre), exact=True)
    kind.get_by_label(typographic(nom)).click()


@step(phrase("je compte les e-mails de {identifiant}"))
def count_mails(scene: Scene, identifiant: str) -> None:
    scene.mails = len(_mails(scene, identifiant))


@step(phrase("aucun e-mail n'est parti pour {identifiant} depuis"))
def no_mail(scene: Scene, identifiant: str) -> None:
    left = _mails(scene, identifiant)
    assert len(left) == scene.mails, (scene.mails, left)


@step(phrase("un seul e-mail part pour {identifiant}, le {moment}"))
def one_mail(scene: Scene, identifiant: str, moment: str) -> None:
    """One that left in that hour of that day (« 26 novembre 2026 à 13 h »), whatever left before."""
    bound, at = time.monotonic() + MAIL_BOUND, re.compile(rf"\b{moment}\b")
    while not (left := [one for one in _mails(scene, identifiant) if at.search(" ".join(one.split()))]):
        assert time.monotonic() < bound, "aucun e-mail n’est parti"
        scene.page.wait_for_timeout(200)
    assert len(left) == 1, left


def _mails(scene: Scene, login: str) -> list[str]:
    """All of them, the latest first, however many pages of the list they are on."""
    bench, found = scene.people.bench, []
    address: str | None = "/demo?genre=courriel"
    while address:
        bench.goto("/favicon.svg")
        bench.evaluate("() => sessionStorage.clear()")  # a tab shows its last list until the new one comes
        bench.goto(address)
        expect(bench.get_by_role("heading", name="Ce qui est parti")).to_be_visible()
        found += bench.get_by_role("article").filter(has_text=f"{login}@exemple.fr").all_inner_texts()
        further = bench.get_by_role("link", name="Page suivante")
        address = further.get_attribute("href") if further.count() else None
    return found
