"""Messages seen: from the click on « Envoyer » on one side to the changed page on the other, with 300 tabs of other people open.

The patient's page and the professional's are two Chromium pages of two people; both times are read by the same clock of this
machine. They write in turn, as people do who talk, in some conversations one after the other: nobody writes more than
`inbox.pace` lets them in one.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from playwright.sync_api import Page

from rxapp.accounts import sessions
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.db import new_id
from rxapp.inbox import service
from tests.bench.figures import Figure, Target, alone
from tests.bench.stand import SESSION, Carnet, Stand
from tests.bench.tabs import Tab

TABS, WARM, TALKS, IN_EACH = 300, 4, 4, 40
BEFORE = 60
"""Messages that each conversation has already, written by both in turn: a page is full."""
GLANCED = 300
"""Milliseconds from the last sign to the click: by then what was typed has been looked at (`assets/ui/writing.js`), as it is
when a hand goes from the keys to the button. Who is quicker waits for that answer first."""
PATIENCE = 5_000
"""Milliseconds after which what does not show was not sent, and the benchmark says so."""
OTHERS = {
    "paul.durand": "rxapp___state___accueil____accueil_state",
    "awa.diallo": "rxapp___state___accueil____accueil_state",
    "dr.haddad": "rxapp___state___pro____pro_state",
}
_SHELL = "reflex___state____state.rxapp___state___shell____shell"
_SEEN = """() => {
  const where = document.querySelector('ol.messages');
  new MutationObserver(() => {
    const latest = where.lastElementChild;
    if (!globalThis.__seen && globalThis.__wanted && latest && latest.textContent.includes(globalThis.__wanted))
      globalThis.__seen = performance.timeOrigin + performance.now();
  }).observe(where, { childList: true });
}"""
_AWAIT = "words => { globalThis.__wanted = words; globalThis.__seen = 0; }"
_WRITE = """words => {
  const box = document.getElementById('texte');
  box.focus();
  box.value = words;
  box.dispatchEvent(new Event('input', { bubbles: true }));
}"""
_CLICK = """() => {
  const button = [...document.querySelectorAll('#ecrire button')].find(one => one.textContent.trim() === 'Envoyer');
  globalThis.__clicked = performance.timeOrigin + performance.now();
  button.click();
}"""
_FIRST = f"""() => new Promise(done => {{
  const begun = performance.now();
  const look = () => globalThis.__seen || performance.now() - begun > {PATIENCE} ? done(globalThis.__seen) : setTimeout(look, 5);
  look();
}})"""
_EMPTY = "() => document.getElementById('texte').value === '' && !document.getElementById('texte').readOnly"


def run(stand: Stand) -> list[Figure]:
    """Times in milliseconds."""
    carnet = stand.carnet
    taken: list[float] = []
    with _others(carnet), stand.browsing("camille.martin") as home, stand.browsing("dr.moreau") as desk:
        pages = home.new_page(), desk.new_page()
        for _talk in range(TALKS):
            _open(pages, _begun(carnet))
            both = [_one(*(pages if turn % 2 else reversed(pages)), f"Message {turn}.") for turn in range(WARM + IN_EACH)]
            taken += both[WARM:]
    p99 = statistics.quantiles(taken, n=100)[98]
    name = f"from the click on « Envoyer » to the other's changed page, {len(taken)} messages, {TABS} other tabs"
    return [alone(name, taken, "ms", Target(most=30)), alone("the same, 99th percentile", [p99], "ms", Target(most=150))]


def _open(pages: tuple[Page, Page], place: str) -> None:
    """One conversation on both pages, watched."""
    for page, where in zip(pages, (f"/messages/{place}", f"/pro?conversation={place}"), strict=True):
        page.goto(where)
        page.locator("#texte").wait_for()
        page.wait_for_load_state("networkidle")
        page.evaluate(_SEEN)


def _one(writer: Page, reader: Page, words: str) -> float:
    writer.wait_for_function(_EMPTY)
    writer.evaluate(_WRITE, words)
    reader.evaluate(_AWAIT, words)
    writer.wait_for_timeout(GLANCED)
    writer.evaluate(_CLICK)
    seen = reader.evaluate(_FIRST)
    if not seen:
        raise RuntimeError(f"« {words} » never showed: {writer.locator('[role=status]').all_inner_texts()}")
    return seen - writer.evaluate("globalThis.__clicked")


def _begun(carnet: Carnet) -> str:
    """A conversation between Camille and her doctor, as old as the talk of some weeks."""
    token = sessions.hash_token(carnet.sign_in("camille.martin"))
    with carnet.database.uow() as uow:
        camille = sessions.check_session(uow, token).actor()
        moreau = actor_of(uow, account_by_login(uow, "dr.moreau").id)
        given = {"person_id": camille.person_id, "to": (moreau.account_id,), "subject": "Banc", "text": "Message"}
        place = service.start(uow, actor=camille, **given, key=new_id()).conversation_id
        for number in range(BEFORE):
            writer = moreau if number % 2 else camille
            service.reply(uow, actor=writer, conversation_id=place, text=f"Avant {number}", key=new_id())
        uow.commit()
    return place


@contextmanager
def _others(carnet: Carnet) -> Iterator[None]:
    """The open tabs of other people, each on a page of theirs, answering what the server asks to know that they are there."""
    loop = asyncio.new_event_loop()
    with ThreadPoolExecutor(1) as apart:  # Playwright keeps a loop of its own in this thread
        running = apart.submit(loop.run_forever)
        leave = asyncio.Event()
        tabs = asyncio.run_coroutine_threadsafe(_opened(carnet), loop).result()
        staying = asyncio.run_coroutine_threadsafe(_stay(tabs, leave), loop)
        try:
            yield
        finally:
            loop.call_soon_threadsafe(leave.set)
            staying.result()
            loop.call_soon_threadsafe(loop.stop)
            running.result()


async def _stay(tabs: list[Tab], leave: asyncio.Event) -> None:
    idle = [asyncio.create_task(tab.idle()) for tab in tabs]
    await leave.wait()
    for one in idle:
        one.cancel()
    await asyncio.gather(*idle, return_exceptions=True)


async def _opened(carnet: Carnet) -> list[Tab]:
    tabs = []
    for login, page in OTHERS.items():
        cookie = f"{SESSION}={carnet.sign_in(login)}"
        for _tab in range(TABS // len(OTHERS)):
            tabs.append(await Tab.open(carnet.url, cookie))
            await tabs[-1].seconds(f"{_SHELL}.{page}.open")
    return tabs
