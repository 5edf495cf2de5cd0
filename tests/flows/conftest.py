"""What every flow stands on: a fresh demonstration, a real Chromium, an accessibility check at the end, evidence when one fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.flows import axe, server

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
RESULTS = Path(__file__).resolve().parents[2] / "test-results"
PHONE = {"width": 390, "height": 844}

pytest_plugins = [
    "tests.flows.steps.pages",
    "tests.flows.steps.accounts",
    "tests.flows.steps.record",
    "tests.flows.steps.bench",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every flow, so that `-m flow` and `-m 'not flow'` work."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flow)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember how the flow went, for what is kept of it."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.stash[FAILED] = report.failed


FAILED: pytest.StashKey[bool] = pytest.StashKey()


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the Carnet under test: the one given with --base-url, else `./run`'s own, started here."""
    if given := os.environ.get("CARNET_BASE_URL"):
        yield given
        return
    with server.running(tmp_path_factory.mktemp("carnet")) as url:
        yield url


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """One Playwright for all flows."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright) -> Iterator[Browser]:
    """One Chromium for all flows; each flow has contexts of its own."""
    headed = bool(os.environ.get("CARNET_HEADED"))
    browser = playwright_driver.chromium.launch(
        executable_path=os.environ.get("CARNET_CHROMIUM") or "/usr/bin/chromium",
        args=list(CHROMIUM_FLAGS),
        headless=not headed,
        slow_mo=600 if headed else 0,
    )
    yield browser
    browser.close()


class People:
    """The browsers of one flow, by the name the flow gives them; the first is « moi »."""

    def __init__(self, browser: Browser, base_url: str, folder: Path) -> None:
        self._browser, self._base_url, self._folder = browser, base_url, folder
        self._contexts: dict[str, BrowserContext] = {}
        self._pages: dict[str, Page] = {}
        self.violations: list[str] = []

    def page(self, name: str = "moi") -> Page:
        """The page of a person, opened at first need in a browser context of their own."""
        if name not in self._pages:
            context = self._browser.new_context(
                base_url=self._base_url,
                locale="fr-FR",
                timezone_id="Europe/Paris",
                accept_downloads=True,
                record_video_dir=str(self._folder / name),
            )
            context.set_default_timeout(15_000)
            context.tracing.start(screenshots=True, snapshots=True)
            self._contexts[name] = context
            self._pages[name] = context.new_page()
            self._pages[name].on("pageerror", lambda error: self.violations.append(f"script: {error}"))
        return self._pages[name]

    def another_tab(self, name: str = "moi", tab: str = "autre") -> Page:
        """A second tab of the same browser."""
        self.page(name)
        self._pages[tab] = self._contexts[name].new_page()
        return self._pages[tab]

    def open_pages(self) -> dict[str, Page]:
        """Every page still open."""
        return {name: page for name, page in self._pages.items() if not page.is_closed()}

    def close(self, *, keep: bool, under: Path) -> None:
        """Close everything; with `keep`, leave screenshot, trace and video."""
        if keep:
            under.mkdir(parents=True, exist_ok=True)
            for name, page in self.open_pages().items():
                page.screenshot(path=under / f"{name}.png", full_page=True)
        for name, context in self._contexts.items():
            context.tracing.stop(path=under / f"{name}-trace.zip" if keep else None)
            context.close()
            if keep:
                for video in (self._folder / name).glob("*.webm"):
                    video.rename(under / f"{name}-{video.name}")


@pytest.fixture
def people(request: pytest.FixtureRequest, chromium: Browser, base_url: str, tmp_path: Path) -> Iterator[People]:
    """The people of this flow. At the end each open page passes axe in the theme it is in; failures leave evidence."""
    everyone = People(chromium, base_url, tmp_path)
    failed = True
    try:
        yield everyone
        failed = request.node.stash.get(FAILED, True)
        if not failed:
            failed = True
            for name, page in everyone.open_pages().items():
                axe.check(page, name)
            assert not everyone.violations, everyone.violations
            failed = False
    finally:
        everyone.close(keep=failed, under=RESULTS / request.node.name)


@pytest.fixture
def page(people: People) -> Page:
    """The page of « moi »."""
    return people.page()
