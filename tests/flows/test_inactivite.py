"""`assets/idle.js` alone in a browser whose clock the test turns: when it warns, when it leaves, what a sign of life is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

SCRIPT = (Path(__file__).parents[2] / "assets" / "idle.js").read_text()
ADDRESS = "http://carnet.invalid"
DIALOG = '<dialog id="inactivite"><p data-idle="15">Toujours là ?</p></dialog>'
PAGE = f'<p id="avancement"></p>{DIALOG}<script src="/idle.js"></script>'
MINUTE = 60_000


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install(time="2026-11-27T09:00:00")
    context.route("**/*", _answer)
    page.goto(f"{ADDRESS}/parametres/emporter")
    yield page
    context.close()


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    if path == "/idle.js":
        route.fulfill(body=SCRIPT, content_type="text/javascript")
    elif path == "/session/vie":
        route.fulfill(status=204)
    else:
        route.fulfill(body=PAGE, content_type="text/html")


def warned(page: Page) -> bool:
    return page.evaluate("document.getElementById('inactivite').open")


def step(page: Page, percent: str) -> None:
    page.evaluate("percent => document.getElementById('avancement').dataset.step = percent", percent)


def test_nobody_there_is_warned_then_sent_away(page: Page) -> None:
    page.clock.run_for(12 * MINUTE)
    assert not warned(page)
    page.clock.run_for(MINUTE + 1000)
    assert warned(page)
    with page.expect_navigation(url=f"{ADDRESS}/?raison=inactif"):
        page.clock.run_for(2 * MINUTE)


def test_each_step_of_a_copy_in_the_making_is_a_sign_of_life_and_the_same_one_is_none(page: Page) -> None:
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url.removeprefix(ADDRESS)))
    for percent in ("0", "20", "40"):
        step(page, percent)
        page.clock.run_for(12 * MINUTE)
        assert not warned(page)
    assert told == ["/session/vie"] * 2  # the server hears of it, but for the first: the page has only been opened
    page.clock.run_for(MINUTE + 1000)
    assert warned(page)
    step(page, "60")
    page.clock.run_for(2000)
    assert not warned(page)
    assert told == ["/session/vie"] * 3


def test_a_file_that_goes_on_its_way_is_a_sign_of_life(page: Page) -> None:
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url.removeprefix(ADDRESS)))
    for _minute in range(20):
        page.evaluate("dispatchEvent(new Event('carnet-envoi'))")
        page.clock.run_for(MINUTE)
        assert not warned(page)
    assert len(told) > 15  # the server hears of it too
    page.clock.run_for(13 * MINUTE)
    assert warned(page)
