"""What a flow remembers between its steps: whose page is before us, letters read, files made and received."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import APIResponse, CDPSession, Error, Locator, Page, Route, TimeoutError

from tests.flows.browsers import People
from tests.flows.phrases import typographic

ME = "moi"
_JOURNEY = 5_000
_COVERED = 3_000
_AWAKE = (
    "() => { const m = document.querySelector('#contenu'); return !!m && Object.keys(m).some(k => k.startsWith('__reactFiber')) }"
)


@dataclass(frozen=True)
class Letter:
    """What stands on a person's last letter."""

    nir: str
    birth_date: str
    code: str


@dataclass
class Scene:
    """One flow as it goes. `files` are the bytes of what was added, by name; `held` the requests kept waiting;
    `received` the last download; `phone` the secret of an authenticator, `phone_step` of its last code; `paper` recovery codes;
    `link` of the last e-mail; `authenticator` what keeps passkeys; `data_dir` where the operator gives commands; `reference` of
    the last receipt; `told` what the last command said; `mails` how many e-mails had left when counted."""

    people: People
    base_url: str
    folder: Path
    data_dir: Path
    who: str = ME
    letters: dict[str, Letter] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    held: list[Route] = field(default_factory=list)
    received: bytes = b""
    received_name: str = ""
    phone: bytes = b""
    phone_step: int = 0
    paper: list[str] = field(default_factory=list)
    link: str = ""
    reference: str = ""
    told: str = ""
    mails: int = 0
    authenticator: tuple[CDPSession, str] | None = None

    @property
    def page(self) -> Page:
        """The page before us."""
        return self.people.page(self.who)

    def open(self, address: str) -> None:
        """Load an address for real and wait until the page is awake."""
        self.people.blank(self.who)
        for _try in range(2):
            try:
                self.page.goto(address, timeout=_JOURNEY)
                break
            except Error:
                # The page before us was leaving by itself (its session had ended) and that journey won: the browser then
                # says "aborted", "interrupted", or nothing at all until the time is over. Ours starts once it is there.
                self.page.wait_for_load_state()
        else:
            self.page.goto(address)
        self.awake()

    def awake(self) -> None:
        """Wait until the page answers to clicks; pages that are no screen (words of the edge) have nothing to wait for."""
        if self.page.locator("main").count() and self.page.locator("script[type=module]").count():
            self.page.wait_for_function(_AWAKE)

    def post(self, address: str, **form: str) -> APIResponse:
        """A form posted to the Carnet under test, as the bench does."""
        answer = self.people.bench.request.post(
            address, form=form, headers={"Origin": self.base_url}, max_redirects=0, timeout=60_000
        )
        assert answer.status == 303, f"{address} : {answer.status} {answer.text()[:200]}"
        assert "dit=date" not in answer.headers["location"], "cette date est passée"
        return answer

    def letter_of(self, name: str) -> Letter:
        """The last letter of a person, read on the bench when it was not read before."""
        return self.letters.get(name) or self.read_letter(name)

    def read_letter(self, name: str) -> Letter:
        """Read a person's last letter on the bench.

        In a tab that knows nothing: another shows its last list until the new one comes, and rows change under who reads them.
        """
        bench = self.people.bench
        bench.goto("/favicon.svg")
        bench.evaluate("() => sessionStorage.clear()")
        bench.goto("/demo")
        card = bench.get_by_role("article", name=name)
        card.wait_for()
        nir, birth_date, code = card.locator("[data-copied]").all_inner_texts()
        self.letters[name] = Letter(nir, birth_date, code)
        return self.letters[name]

    # -- things on the page -------------------------------------------------------------------------------------------

    def box(self, label: str) -> Locator:
        """The box with that label, whatever kind of box it is."""
        words = typographic(label)
        found = self.page.get_by_label(words, exact=True)
        boxes = found.and_(self.page.locator("input, textarea, select"))
        return (boxes if boxes.count() else self.page.get_by_label(words)).filter(visible=True).first

    def clickable(self, name: str) -> Locator:
        """The button, link or switch with that name: the exact one if there is one; what is in an open dialog wins."""
        words = typographic(name)
        open_dialog = self.page.locator("dialog[open]")
        bound = time.monotonic() + 10
        while True:
            # A dialog that the server opens or closes does so while we look.
            place = open_dialog.first if open_dialog.count() else self.page
            for exact in (True, False):
                for role in ("button", "link", "checkbox", "radio", "switch"):
                    found = place.get_by_role(role, name=words, exact=exact).filter(visible=True)
                    if found.count():
                        # Rows that came since the exact look hold the exact one too: « Supprimer … » would be taken for it.
                        same = place.get_by_role("link", name=words, exact=True).filter(visible=True)
                        return found.first if exact or not same.count() else same.first
                found = place.locator("summary").filter(has_text=words).filter(visible=True)
                if found.count():
                    return found.first
            assert time.monotonic() < bound, f"rien à cliquer ne s’appelle « {words} »"
            self.page.wait_for_timeout(50)

    def click(self, name: str) -> None:
        """Click it. What stays covered is looked for anew: a question may have opened in front of it meanwhile."""
        bound = time.monotonic() + 15
        while True:
            try:
                return self.clickable(name).click(timeout=_COVERED)
            except TimeoutError:
                if time.monotonic() > bound:
                    raise
