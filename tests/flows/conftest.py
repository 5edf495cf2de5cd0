"""What every flow stands on: a real Chromium, an accessibility check at the end, evidence when one fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.flows import axe, server
from tests.flows.browsers import CHROMIUM_FLAGS, Devices, People
from tests.flows.scene import Scene

# The steps of the flows: pytest-bdd looks for them among the names of this file.
from tests.flows.steps.accounts import *  # noqa: F403
from tests.flows.steps.agenda import *  # noqa: F403
from tests.flows.steps.bench import *  # noqa: F403
from tests.flows.steps.browser import *  # noqa: F403
from tests.flows.steps.closing import *  # noqa: F403
from tests.flows.steps.confort import *  # noqa: F403
from tests.flows.steps.history import *  # noqa: F403
from tests.flows.steps.messages import *  # noqa: F403
from tests.flows.steps.notices import *  # noqa: F403
from tests.flows.steps.officine import *  # noqa: F403
from tests.flows.steps.pages import *  # noqa: F403
from tests.flows.steps.pharmacie import *  # noqa: F403
from tests.flows.steps.prevention import *  # noqa: F403
from tests.flows.steps.pro import *  # noqa: F403
from tests.flows.steps.record import *  # noqa: F403
from tests.flows.steps.relatives import *  # noqa: F403
from tests.flows.steps.safety import *  # noqa: F403
from tests.flows.steps.sending import *  # noqa: F403
from tests.flows.steps.sharing import *  # noqa: F403
from tests.flows.steps.takeout import *  # noqa: F403
from tests.run import EVIDENCE
from tests.second_try import FILMED

FAILED: pytest.StashKey[bool] = pytest.StashKey()


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


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the Carnet under test, where its operator gives commands; of one given with --base-url, `./run`'s own."""
    if os.environ.get("CARNET_BASE_URL"):
        return Path(os.environ.get("RXAPP_DATA_DIR") or server.ROOT / "var")
    return tmp_path_factory.mktemp("carnet") / "data"


@pytest.fixture(scope="session")
def base_url(data_dir: Path) -> Iterator[str]:
    """Address of the Carnet under test: the one given with --base-url, else `./run`'s own, started here."""
    if given := os.environ.get("CARNET_BASE_URL"):
        yield given.rstrip("/")
        return
    with server.running(data_dir.parent, RXAPP_NOW=server.MORNING) as url:
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


@pytest.fixture(scope="session")
def bench(chromium: Browser, base_url: str) -> Iterator[Page]:
    """A page for the testers' bench, beside the people of the flows."""
    context = chromium.new_context(base_url=base_url, locale="fr-FR", timezone_id="Europe/Paris")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def devices(chromium: Browser, base_url: str) -> Devices:
    """What the people of the flows hold, one flow after the other."""
    return Devices(chromium, base_url)


@pytest.fixture
def people(request: pytest.FixtureRequest, devices: Devices, base_url: str, bench: Page) -> Iterator[People]:
    """The people of this flow. At the end each open page passes axe, light and dark; a failure leaves evidence.

    So does a second try, failed or not: it is there to be seen.
    """
    filmed = FILMED in os.environ
    everyone = People(devices, base_url, bench, filmed=filmed)
    failed = True
    try:
        yield everyone
        failed = request.node.stash.get(FAILED, True)
        if not failed:
            failed = True
            for name, page in everyone.open_pages().items():
                axe.check(page, name)
            assert not everyone.script_errors, everyone.script_errors
            failed = False
    finally:
        everyone.close(keep=failed or filmed, under=EVIDENCE / request.node.name / ("2e fois" if filmed else "1re fois"))


@pytest.fixture
def scene(people: People, base_url: str, tmp_path: Path, data_dir: Path) -> Scene:
    """What the steps share."""
    return Scene(people, base_url, tmp_path, data_dir)
