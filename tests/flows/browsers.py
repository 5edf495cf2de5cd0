"""The browsers of one flow: one context a person, with what is kept of it when the flow fails."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.flows.evidence import film

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",  # words as wide as where nothing is rounded to pixels: of windows and of none alike
)
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 568}


_ALLOWED = ("clipboard-read", "clipboard-write")
_ANCHOR = "/favicon.svg"
_KEPT = "cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems,storage_buckets"
"""All that a site may keep; not « all », which takes away what Chromium compiled."""


class Devices:
    """The browser contexts that flows use one after the other, each as empty as a new one when it is taken.

    What Chromium has fetched and compiled of the screens stays with a context, and its process with the one page left open: the
    first page of a new one costs twice the processor's time. A flow that failed or was filmed gives none back.
    """

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser, self._base_url = browser, base_url
        self._free: list[BrowserContext] = []

    def take(self) -> BrowserContext:
        """One that nobody uses."""
        return self._free.pop() if self._free else self._new()

    def give_back(self, context: BrowserContext) -> None:
        """Close its pages and take away all that the site may keep in it."""
        anchor, *pages = context.pages
        for page in pages:
            page.close()
        context.set_offline(False)
        context.clear_cookies()
        talk = context.new_cdp_session(anchor)
        talk.send("Storage.clearDataForOrigin", {"origin": self._base_url, "storageTypes": _KEPT})
        talk.detach()
        self._free.append(context)

    def _new(self) -> BrowserContext:
        context = self._browser.new_context(
            base_url=self._base_url,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport=DESK,
            accept_downloads=True,
            permissions=list(_ALLOWED),
        )
        context.set_default_timeout(15_000)
        context.new_page().goto(_ANCHOR)
        context.clear_cookies()
        return context


class People:
    """The browsers of one flow, by the name the flow gives them; the first is « moi ». `bench` is a page that all flows share."""

    def __init__(self, devices: Devices, base_url: str, bench: Page, *, filmed: bool) -> None:
        self._devices, self._base_url, self._filmed = devices, base_url, filmed
        self.bench = bench
        self._contexts: dict[str, BrowserContext] = {}
        self._pages: dict[str, Page] = {}
        self._owner: dict[str, str] = {}
        self._signed_in: dict[str, str] = {}
        self.script_errors: list[str] = []

    def page(self, name: str) -> Page:
        """The page of a person, opened at first need in a browser context of their own, where signing in led if they did."""
        address = self._signed_in.pop(name, "")
        page = self.blank(name)
        if address:
            page.goto(address)
        return page

    def blank(self, name: str) -> Page:
        """The same for who is about to open another address than the one that signing in leads to."""
        self._signed_in.pop(name, "")
        if name not in self._pages:
            self._keep(name, name, self._context(name).new_page())
        return self._pages[name]

    def _context(self, name: str) -> BrowserContext:
        if name not in self._contexts:
            context = self._devices.take()
            if self._filmed:
                context.tracing.start(screenshots=True, snapshots=True)
            self._contexts[name] = context
        return self._contexts[name]

    def is_new(self, name: str) -> bool:
        """Whether nothing was opened in their browser yet."""
        return name not in self._contexts

    def sign_in(self, name: str, **form: str) -> None:
        """Sign in as the form does, without drawing it; their page is opened where that leads, or elsewhere, at first need."""
        agent = self.bench.evaluate("() => navigator.userAgent")
        headers = {"Origin": self._base_url, "User-Agent": agent, "Accept-Language": "fr-FR"}
        answer = self._context(name).request.post("/session", form=form, headers=headers, max_redirects=0)
        assert answer.status == 303 and not answer.headers["location"].startswith("/?"), answer.headers  # noqa: PT018
        self._signed_in[name] = answer.headers["location"]

    def another_tab(self, name: str, tab: str) -> Page:
        """A second tab of the same browser."""
        self.page(name)
        self._keep(self._owner[name], tab, self._contexts[self._owner[name]].new_page())
        return self._pages[tab]

    def context(self, name: str) -> BrowserContext:
        """The browser context a page lives in."""
        return self._contexts[self._owner[name]]

    def _keep(self, owner: str, name: str, page: Page) -> None:
        self._pages[name], self._owner[name] = page, owner
        page.on("pageerror", lambda error: self.script_errors.append(f"{page.url} : {error}"))
        page.on("console", lambda line: line.type == "error" and self._policy_error(page, line.text))

    def _policy_error(self, page: Page, text: str) -> None:
        if "Content Security Policy" in text:
            self.script_errors.append(f"{page.url} : {text}")

    def open_pages(self) -> dict[str, Page]:
        """Every page still open."""
        return {name: page for name, page in self._pages.items() if not page.is_closed()}

    def close(self, *, keep: bool, under: Path) -> None:
        """Close everything; with `keep`, leave screenshots, and the trace and the film of a flow that was filmed."""
        if keep:
            under.mkdir(parents=True, exist_ok=True)
            for name, page in self.open_pages().items():
                page.screenshot(path=under / f"{name}.png", full_page=True)
        for name, context in self._contexts.items():
            if self._filmed:
                trace = under / f"{name}-trace.zip"
                context.tracing.stop(path=trace)
                film(trace, under / f"{name}.webp")
            if keep:
                context.close()
            else:
                self._devices.give_back(context)
