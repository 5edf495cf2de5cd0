"""One account verifies, compares and searches from every tab at once: it waits for itself, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.core import reading
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, STATE, do, vars_of

__all__ = ["carnet"]

CAMILLE, PAUL = "camille.martin", "paul.durand"
DOSSIER = f"{SHELL}.rxapp___state___dossier____dossier_state"


@contextlib.contextmanager
def busy(carnet: Carnet, login: str) -> Iterator[None]:
    """This account is reading something whole, and as much again waits as may wait."""
    release = threading.Event()
    with carnet.runtime.db.read() as uow:
        account = account_by_login(uow, login).id

    async def begin() -> list[asyncio.Task[bool]]:
        tasks = [asyncio.create_task(reading.whole.run(account, release.wait, 30)) for _ in range(reading.whole._turns._most)]
        await asyncio.sleep(0)
        return tasks

    tasks = carnet.run(begin())
    try:
        yield
    finally:
        release.set()
        carnet.run(asyncio.wait(tasks))


def words(frames: list[str]) -> dict[str, str]:
    return vars_of(frames, SHELL).get("words", {})


def started(carnet: Carnet, login: str, path: str) -> tuple[Tab, list[str]]:
    tab = carnet.tab(carnet.session_of(login))
    return tab, tab.start(path)


ASKED = [("verify", {}), ("compare", {"form_data": {"recu": "1 " + "0" * 64 + " 2026-11-23T09:00:00+01:00"}})]


@pytest.mark.parametrize(("name", "payload"), ASKED)
def test_checks_of_one_account_take_turns_of_their_own(carnet: Carnet, name: str, payload: dict[str, object]) -> None:
    result = {"verify": "check", "compare": "comparison"}[name]
    with busy(carnet, CAMILLE):
        hers, loaded = started(carnet, CAMILLE, "/historique")
        assert vars_of(loaded)["days"], "what every page needs does not wait"
        assert words(do(hers, f"{STATE}.{name}", payload))["kind"] == "error"
        his, _loaded = started(carnet, PAUL, "/historique")
        assert vars_of(do(his, f"{STATE}.{name}", payload))[result]["title"]
    assert vars_of(do(hers, f"{STATE}.{name}", payload))[result]["title"]


def test_searches_of_one_account_take_turns_of_their_own(carnet: Carnet) -> None:
    with busy(carnet, CAMILLE):
        assert vars_of(started(carnet, CAMILLE, "/dossier")[1], DOSSIER)["shown_for"]
        assert words(started(carnet, CAMILLE, "/dossier?q=mot")[1])["kind"] == "error"
        assert vars_of(started(carnet, PAUL, "/dossier?q=mot")[1], DOSSIER)["shown_for"]
    assert vars_of(started(carnet, CAMILLE, "/dossier?q=mot")[1], DOSSIER)["shown_for"]
