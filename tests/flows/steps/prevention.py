"""Steps for prevention and for what reaches people."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import Page, expect
from pytest_bdd import step

from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene
from tests.flows.steps.agenda import fill_day

NEWS_BOUND = 20
SIGNED_IN = "Nouvelle connexion à votre compte Carnet"


@step(phrase("je note le vaccin comme fait hier"))
def done_yesterday(scene: Scene) -> None:
    fill_day(scene, "Jour", "-1")
    scene.clickable("Noter comme fait").click()


@step(phrase("je remplis le jour {champ} avec hier"))
def yesterday(scene: Scene, champ: str) -> None:
    fill_day(scene, champ, "-1")


@step(phrase("{texte} est une seule fois dans les notifications"))
def told_once(scene: Scene, texte: str) -> None:
    scene.open("/notifications")
    rows = scene.page.locator("#liste > li").filter(has_text=typographic(texte))
    expect(rows).to_have_count(1, timeout=NEWS_BOUND * 1000)


@step(phrase("chaque nouvelle est partie une fois par e-mail et une fois sur les appareils"))
def each_left_once(scene: Scene) -> None:
    """One e-mail to her for each line of her list; as many notifications of devices as e-mails, over all people.

    That a new device signed in is told by e-mail alone, and is no news of this list.
    """
    bound = time.monotonic() + NEWS_BOUND
    while True:
        told = len(list(_rows(scene.page, "/notifications", "#liste > li")))
        mails = [mail for mail in _rows(scene.people.bench, "/demo?genre=courriel", "article") if SIGNED_IN not in mail]
        pushes = list(_rows(scene.people.bench, "/demo?genre=notification", "article"))
        hers = [mail for mail in mails if "camille.martin@" in mail]
        if told and len(hers) == told and len(pushes) == len(mails):
            return
        assert time.monotonic() < bound, (told, len(hers), len(mails), len(pushes))


def _rows(page: Page, address: str, rows: str) -> Iterator[str]:
    """The words of each row, page after page."""
    page.goto(address)
    while True:
        page.locator(f"main {rows}").first.wait_for()
        yield from page.locator(f"main {rows}").all_inner_texts()
        following = page.get_by_role("link", name="Page suivante")
        if not following.count():
            return
        page.goto(following.get_attribute("href") or "")
