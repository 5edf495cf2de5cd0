"""Events: one that the guard checks and that comes back as a delta, beside what a bare python-socketio server sends back.

The event is `DossierState.too_late`, the cheapest of a signed-in page: the guard's reading of the session, then a delta.
Somebody writes before each turn, so that the session row is truly read again; `AccueilState.open` is what a whole page costs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from tests.bench.figures import Figure, Target, beside
from tests.bench.stand import SESSION, Carnet, Stand
from tests.bench.tabs import Tab, opened

CHECKED = "reflex___state____state.rxapp___state___shell____shell.rxapp___state___dossier____dossier_state.too_late"
PAGE = "reflex___state____state.rxapp___state___shell____shell.rxapp___state___accueil____accueil_state.open"
MOST_A_SECOND = 50
"""Events a tab may send, a little under what the gate lets through."""
_THREE = Target(most=3)


def run(stand: Stand) -> list[Figure]:
    """Median time to the answer, in milliseconds: one tab, a hundred tabs one after the other, a hundred at once."""
    with ThreadPoolExecutor(1) as apart:  # Playwright keeps a loop of its own in this thread
        return apart.submit(asyncio.run, _run(stand.carnet, stand.floor)).result()


async def _run(carnet: Carnet, floor: str) -> list[Figure]:
    cookie = f"{SESSION}={carnet.sign_in('camille.martin')}"
    ours, bare = await opened(100, carnet.url, cookie), await opened(100, floor)
    for tab in ours:
        await tab.seconds(PAGE)

    def someone_writes() -> None:
        with carnet.database.uow() as uow:
            uow.session.execute(text("UPDATE login_session SET last_seen_at = last_seen_at"))
            uow.commit()

    async def compared(name: str, tabs: int, *, turns: int, event: str = CHECKED, target: Target | None = _THREE) -> Figure:
        return beside(name, *await _in_turn(ours[:tabs], bare[:tabs], event, turns, someone_writes), "ms", target)

    figures = [
        await compared("event, 1 tab, floor: socketio echo", 1, turns=300),
        await compared("event, 100 tabs in turn", 100, turns=4),
        await _at_once(ours, bare, someone_writes),
        await compared("event that loads a page, 1 tab", 1, turns=60, event=PAGE, target=None),
    ]
    await asyncio.gather(*(tab.close() for tab in [*ours, *bare]))
    return figures


async def _in_turn(
    ours: list[Tab], bare: list[Tab], event: str, turns: int, someone_writes: Callable[[], None]
) -> tuple[list[float], list[float]]:
    a, b = [], []
    for _ in range(turns):
        for mine, other in zip(ours, bare, strict=True):
            someone_writes()
            a.append(await mine.seconds(event) * 1000)
            b.append(await other.seconds(event) * 1000)
            if len(ours) == 1:
                await asyncio.sleep(1 / MOST_A_SECOND)
    return a, b


async def _at_once(ours: list[Tab], bare: list[Tab], someone_writes: Callable[[], None]) -> Figure:
    a, b = [], []
    for _ in range(20):
        someone_writes()
        for tabs, taken in ((ours, a), (bare, b)):
            taken += [seconds * 1000 for seconds in await asyncio.gather(*(tab.seconds(CHECKED) for tab in tabs))]
        await asyncio.sleep(2 / MOST_A_SECOND)
    return beside("event, 100 tabs at once", a, b, "ms", _THREE)
