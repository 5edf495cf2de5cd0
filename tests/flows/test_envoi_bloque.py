"""`assets/ui/upload_queue.js` alone with a clock the test turns: a network that is silently gone, or slow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

SCRIPTS = Path(__file__).parents[2] / "assets" / "ui"
ADDRESS = "http://carnet.invalid"
PAGE = """<script type="importmap">{"imports": {"$/public/ui/": "/ui/"}}</script><script>
globalThis.alive = 0;
addEventListener("carnet-envoi", () => alive++);
// What the browser is to the queue; nothing answers, bytes leave when the test says so.
globalThis.XMLHttpRequest = class {
  upload = {};
  constructor() { globalThis.request = this; }
  open() {}
  setRequestHeader() {}
  send() {}
  abort() { this.aborted = true; this.onloadend(); }
};</script><script type="module">
import { add, rowsOf } from "/ui/upload_queue.js";
add([new File(["x".repeat(1000)], "scanner.pdf")], "/api/documents", 5000);
globalThis.row = () => {
  const { state, stuck, sent, message } = rowsOf("/api/documents")[0];
  return { state, stuck: !!stuck, sent, message };
};
</script>"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install(time="2026-11-27T09:00:00")
    context.route("**/*", _answer)
    page.goto(ADDRESS)
    page.wait_for_function("() => globalThis.row")
    yield page
    context.close()


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(f"{ADDRESS}/ui/")
    if name.endswith(".js"):
        route.fulfill(body=(SCRIPTS / name).read_text(), content_type="text/javascript")
    else:
        route.fulfill(body=PAGE, content_type="text/html")


def leaves(page: Page, sent: int) -> None:
    page.evaluate("loaded => request.upload.onprogress({ loaded })", sent)


def test_bytes_that_leave_now_and_then_are_no_doubt_and_a_sign_of_life(page: Page) -> None:
    for sent in range(100, 1000, 100):
        page.clock.run_for(7000)
        leaves(page, sent)
        assert page.evaluate("row()") == {"state": "sending", "stuck": False, "sent": sent, "message": ""}
    assert page.evaluate("alive") == 9


def test_a_network_that_is_gone_is_said_soon_and_ends_the_sending(page: Page) -> None:
    leaves(page, 300)
    page.clock.run_for(10_000)
    assert page.evaluate("row()")["stuck"]
    leaves(page, 400)
    assert not page.evaluate("row()")["stuck"]
    page.clock.run_for(121_000)
    row = page.evaluate("row()")
    assert (row["state"], row["stuck"]) == ("cut", False)
    assert "rien n’a été gardé" in row["message"]
    assert page.evaluate("request.aborted")
