"""What closed tabs leave in memory: strangers' go soon, those of people who are signed in stay as long as Reflex keeps them."""

from __future__ import annotations

import asyncio
from fnmatch import fnmatchcase

import pytest

from rxapp.accounts import service
from rxapp.accounts.sessions import hash_token
from rxapp.core.connections import CONNECTIONS
from rxapp.state.tabs import KEPT, Tabs, _bound, forget_tabs
from tests.carnet import ROOT, Carnet, carnet

__all__ = ["carnet"]


@pytest.fixture
def tabs(carnet: Carnet) -> Tabs:
    """Whatever other tests have left behind is forgotten first."""
    from rxapp.rxapp import app

    tabs = Tabs(app)
    carnet.run(_forget(tabs, 0))
    carnet.run(_forget(tabs, KEPT))
    return tabs


async def _forget(tabs: Tabs, now: float) -> int:
    return tabs.forget(now)


def test_a_strangers_tab_goes_two_minutes_after_it_was_closed(carnet: Carnet, tabs: Tabs) -> None:
    manager = tabs._app.state_manager
    before = set(manager.states)
    tab = carnet.tab(carnet.visit())
    tab.start("/activation")
    (mine,) = set(manager.states) - before
    assert carnet.run(_forget(tabs, 10 * KEPT)) == 0  # open for long: kept
    tab.close()
    assert carnet.run(_forget(tabs, 10 * KEPT + 1)) == 0
    assert carnet.run(_forget(tabs, 11 * KEPT)) == 0
    assert mine in manager.states
    assert carnet.run(_forget(tabs, 11 * KEPT + 1)) == 1
    for kept in (manager.states, manager._states_locks, manager._token_expires_at, tabs._closed):
        assert mine not in kept


def test_a_phone_that_wakes_in_time_finds_its_tab(carnet: Carnet, tabs: Tabs) -> None:
    """And is counted anew when it sleeps again."""
    visit = carnet.visit()
    for turn in range(3):
        tab = carnet.tab(visit, token="telephone")
        tab.start("/activation")
        tab.close()
        assert carnet.run(_forget(tabs, turn * KEPT)) == 0
        assert carnet.run(_forget(tabs, turn * KEPT + KEPT - 1)) == 0
        awake = carnet.tab(visit, token="telephone")
        awake.start("/activation")
        assert carnet.run(_forget(tabs, turn * KEPT + KEPT - 1)) == 0
        awake.close()


def test_the_tabs_of_people_signed_in_stay(carnet: Carnet, tabs: Tabs) -> None:
    hers = carnet.tab(carnet.session_of("awa.diallo"))
    hers.start("/accueil")
    hers.close()
    forged = carnet.tab("carnet_session=" + "x" * 43)
    forged.start("/")
    forged.close()
    carnet.run(_forget(tabs, 0))
    assert carnet.run(_forget(tabs, 100 * KEPT)) == 1  # the one with a cookie of nobody's


def test_a_tab_at_work_is_left_alone(carnet: Carnet, tabs: Tabs) -> None:
    from reflex.istate.manager.token import BaseStateToken
    from reflex.state import State

    manager = tabs._app.state_manager
    tab = carnet.tab(carnet.visit())
    tab.start("/")
    mine = list(manager.states)[-1]
    tab.close()

    async def busy() -> tuple[int, int]:
        async with manager.modify_state(BaseStateToken(ident=mine, cls=State)):
            first = tabs.forget(0) + tabs.forget(KEPT)
        return first, tabs.forget(KEPT + 1)

    assert carnet.run(busy()) == (0, 1)


def end(carnet: Carnet, cookies: str) -> bytes:
    """The session of a cookie is ended, as signing out and closing do; returns its hash."""
    token_hash = hash_token(cookies.partition("=")[2])
    with carnet.runtime.db.uow() as uow:
        service.sign_out(uow, token_hash=token_hash)
        uow.commit()
    return token_hash


def showing(carnet: Carnet, tabs: Tabs) -> set[str]:
    """The tabs whose state was filled for a session; one that is called once more after it went is a stranger's, and empty."""
    return set(carnet.run(_bound(tabs._app.state_manager)))


def test_what_the_tabs_of_an_ended_session_show_goes_open_or_not(carnet: Carnet, tabs: Tabs) -> None:
    carnet.run(tabs.forget_ended())  # what other tests left behind
    before = showing(carnet, tabs)
    ended, other = carnet.session_of("awa.diallo"), carnet.session_of("awa.diallo")
    for cookies in (ended, ended, other):
        tab = carnet.tab(cookies)
        tab.start("/dossier")
        tab.close()
    still_open = carnet.tab(ended)
    still_open.start("/dossier")
    assert carnet.run(tabs.forget_ended()) == 0
    end(carnet, ended)
    assert len(showing(carnet, tabs) - before) == 4
    assert carnet.run(tabs.forget_ended()) == 3
    assert len(showing(carnet, tabs) - before) == 1
    still_open.event(f"{ROOT}.hydrate_and_load", path="/dossier")
    assert "_redirect" in "".join(still_open.until("_redirect"))  # behind it stands nobody any more


def test_they_go_as_soon_as_a_session_is_ended_not_at_the_next_look(carnet: Carnet, tabs: Tabs) -> None:
    before = showing(carnet, tabs)
    cookies = carnet.session_of("awa.diallo")
    tab = carnet.tab(cookies)
    tab.start("/dossier")
    tab.close()
    (mine,) = showing(carnet, tabs) - before

    async def told() -> None:
        listening = list(CONNECTIONS._listeners)
        looking = asyncio.create_task(forget_tabs(tabs._app))
        await asyncio.sleep(0)
        await asyncio.to_thread(CONNECTIONS.end_session, end(carnet, cookies))
        while mine in await _bound(tabs._app.state_manager):
            await asyncio.sleep(0)
        looking.cancel()
        await asyncio.wait([looking])
        assert listening == CONNECTIONS._listeners

    carnet.run(asyncio.wait_for(told(), 10))


class Store:
    """What `Tabs` asks of Redis, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def scan_iter(self, match: str, count: int):
        for key in [key for key in self.kept if fnmatchcase(key, match)]:
            yield key.encode()

    async def get(self, key: bytes) -> bytes | None:
        return self.kept.get(key.decode())

    async def delete(self, *keys: str) -> None:
        for key in keys:
            self.kept.pop(key, None)


def test_they_go_from_redis_too(carnet: Carnet, tabs: Tabs, monkeypatch: pytest.MonkeyPatch) -> None:
    from reflex.istate.manager.redis import StateManagerRedis

    manager, store = tabs._app.state_manager, Store()
    before = set(manager.states)
    ended, other = carnet.session_of("awa.diallo"), carnet.session_of("awa.diallo")
    for cookies in (ended, other):
        tab = carnet.tab(cookies)
        tab.start("/dossier")
        tab.close()
    for token in set(manager.states) - before:
        todo = [manager.states[token]]
        while todo:
            state = todo.pop()
            todo += state.substates.values()
            store.kept[f"{token}_{state.get_full_name()}"] = state._serialize()
    half = len(store.kept) // 2
    in_redis = StateManagerRedis(redis=store)
    monkeypatch.setattr(type(tabs._app), "state_manager", property(lambda _app: in_redis))
    assert carnet.run(tabs.forget_ended()) == 0
    end(carnet, ended)
    assert carnet.run(tabs.forget_ended()) == 1
    assert len(store.kept) == half
    assert carnet.run(tabs.forget_ended()) == 0
