"""A crowd at the door: how long a signed-in person's page takes while 20 tabs of strangers type letters' codes without end.

Each wrong code waits for its floor of 50 ms: that wait must cost nobody else anything. The floor is the same page in peace.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from rxapp.accounts.code import new_code
from rxapp.api.visitor import new_visit
from tests.bench.events import PAGE
from tests.bench.figures import Figure, Target, beside
from tests.bench.stand import SESSION, Carnet, Stand
from tests.bench.tabs import Tab, opened

CHECK = "reflex___state____state.rxapp___state___shell____shell.rxapp___state___activation____activation_state.check"
STRANGERS = 20
TURNS = 60


def run(stand: Stand) -> list[Figure]:
    """Median time of one page, in milliseconds."""
    with ThreadPoolExecutor(1) as apart:  # Playwright keeps a loop of its own in this thread
        return [apart.submit(asyncio.run, _run(stand.carnet)).result()]


async def _run(carnet: Carnet) -> Figure:
    me = await Tab.open(carnet.url, f"{SESSION}={carnet.sign_in('camille.martin')}")
    crowd = await opened(STRANGERS, carnet.url, f"carnet_visite={new_visit()}")
    in_peace = await _pages(me)
    typing = [asyncio.create_task(_type_on(tab)) for tab in crowd]
    among_strangers = await _pages(me)
    for task in typing:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await asyncio.gather(*(tab.close() for tab in [me, *crowd]))
    name = f"page while {STRANGERS} tabs type codes, floor: in peace"
    return beside(name, among_strangers, in_peace, "ms", Target(most=5))


async def _pages(tab: Tab) -> list[float]:
    taken = []
    for _ in range(TURNS):
        taken.append(await tab.seconds(PAGE) * 1000)
        await asyncio.sleep(0.02)
    return taken


async def _type_on(tab: Tab) -> None:
    while True:
        await tab.seconds(CHECK, {"form_data": {"nir": "291030099907771", "naissance": "14/03/1991", "code": new_code()}})
