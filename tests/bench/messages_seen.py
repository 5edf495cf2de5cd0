"""Messages seen: from the click on « Envoyer » on one side to the changed page on the other, with 300 tabs of other people open.

The patient's page and the professional's are two Chromium pages of two people; both times are read by the same clock of this
machine. They write in turn, as people do who talk.
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
from rxapp.core.db import new_id
from rxapp.inbox import service
from tests.bench.figures import Figure, Target, alone
from tests.bench.stand import SESSION, Carnet, Stand
from tests.bench.tabs import Tab

TABS, WARM, MESSAGES = 300, 10, 200
OTHERS = {
    "paul.durand": "rxapp___state___accueil____accueil_state",
    "awa.diallo": "rxapp___state___accueil____accueil_state",
    "dr.haddad": "rxapp___state___pro____pro_state",
}
_SHELL = "reflex___state____state.rxapp___state___shell____shell"
_SEEN = """() => {
  const where = document.querySelector('ol.messages');
  globalThis.__seen = [];
  new MutationObserver(() => globalThis.__seen.push(performance.timeOrigin + performance.now()))
    .observe(where, { childList: true });
}"""
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
_FIRST = """() => new Promise(done => {
  const look = () => globalThis.__seen.length ? done(globalThis.__seen[0]) : setTimeout(look, 5);
  look();
})"""
_EMPTY = "() => document.getElementById('texte').value === '' && !document.getElementById('texte').readOnly"


def run(stand: Stand) -> list[Figure]:
    """Times in milliseconds."""
    carnet = stand.carnet
    place = _begun(carnet)
    with _others(carnet), stand.browsing("camille.martin") as home, stand.browsing("dr.moreau") as desk:
        pages = home.new_page(), desk.new_page()
        pages[0].goto(f"/messages/{place}")
        pages[1].goto(f"/pro?conversation={place}")
        for page in pages:
            page.locator("#texte").wait_for()
            page.wait_for_load_state("networkidle")
            page.evaluate(_SEEN)
        taken = [_one(*(pages if turn % 2 else reversed(pages)), f"Message {turn}") for turn in range(WARM + MESSAGES)][WARM:]
    p99 = statistics.quantiles(taken, n=100)[98]
    name = f"from the click on « Envoyer » to the other's changed page, {MESSAGES} messages, {TABS} other tabs"
    return [alone(name, taken, "ms", Target(most=30)), alone("the same, 99th percentile", [p99], "ms", Target(most=150))]


def _one(writer: Page, reader: Page, words: str) -> float:
    writer.wait_for_function(_EMPTY)
    writer.evaluate(_WRITE, words)
    reader.evaluate("globalThis.__seen = []")
    writer.evaluate(_CLICK)
    return reader.evaluate(_FIRST) - writer.evaluate("globalThis.__clicked")


def _begun(carnet: Carnet) -> str:
    """A conversation between Camille and her doctor, as old as the talk of some weeks."""
    token = sessions.hash_token(carnet.sign_in("camille.martin"))
    with carnet.database.uow() as uow:
        camille = sessions.check_session(uow, token).actor()
        moreau = account_by_login(uow, "dr.moreau").id
        given = {"person_id": camille.person_id, "to": (moreau,), "subject": "Banc", "text": "Message", "key": new_id()}
        place = service.start(uow, actor=camille, **given).conversation_id
        for number in range(60):
            service.reply(uow, actor=camille, conversation_id=place, text=f"Avant {number}", key=new_id())
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
