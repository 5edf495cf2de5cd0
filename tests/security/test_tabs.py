"""What closed tabs leave in memory: strangers' go soon, those of people who are signed in stay as long as Reflex keeps them."""

from __future__ import annotations

import pytest

from rxapp.state.tabs import KEPT, Tabs
from tests.carnet import Carnet, carnet

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
