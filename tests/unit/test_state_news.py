"""Who waits for whom when there is news: the other tabs show it first, for a while."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from reflex_base.event.context import EventContext

from rxapp.state import news
from rxapp.state.news import News


class Pages:
    """An application with open tabs; each call is a look that ends when told to."""

    def __init__(self, *tokens: str) -> None:
        self.looks: dict[str, asyncio.Future[None]] = {}
        self.event_namespace = SimpleNamespace(token_to_sid=dict.fromkeys(tokens))
        self.event_processor = self

    async def enqueue(self, token: str, event: object) -> asyncio.Future[None]:
        self.looks[token] = asyncio.get_running_loop().create_future()
        return self.looks[token]


def attended(*tokens: str) -> tuple[News, Pages]:
    pages, told = Pages(*tokens), News()
    told.bringer(pages)
    for token in tokens:
        told.attend(token, token.partition("-")[0], "look")
    return told, pages


def test_who_acts_goes_on_once_the_others_have_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "FIRST", 60)

    async def played() -> None:
        told, pages = attended("moreau-1", "moreau-2", "paul-1")
        showing = asyncio.create_task(told.show_others("moreau"))
        while len(pages.looks) < 2:
            await asyncio.sleep(0)
        assert pages.looks.keys() == {"moreau-1", "moreau-2"}
        pages.looks["moreau-1"].set_result(None)
        await asyncio.sleep(0)
        assert not showing.done()
        pages.looks["moreau-2"].set_result(None)
        await showing

    asyncio.run(played())


def test_who_acts_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "FIRST", 0)

    async def played() -> None:
        told, pages = attended("moreau-1")
        await told.show_others("moreau")
        await told.rest()
        assert not pages.looks["moreau-1"].done()

    asyncio.run(played())


def test_nobody_is_waited_for_where_no_page_is_open() -> None:
    async def played() -> None:
        told, pages = attended("paul-1")
        await told.show_others("moreau")
        await News().show_others("moreau")
        assert pages.looks == {}

    asyncio.run(played())


def test_those_whom_a_read_gives_are_told_without_waiting_for_it() -> None:
    async def played() -> None:
        told, pages = attended("paul-1", "moreau-1")
        told.tell_others_of(lambda whose: (whose,), "paul")
        assert pages.looks == {}
        await told.rest()
        assert pages.looks.keys() == {"paul-1"}

    asyncio.run(played())


def test_whoever_reads_shows_it_before_the_others_are_asked_for() -> None:
    asked: list[str] = []

    async def played() -> None:
        told, pages = attended("paul-1", "moreau-1")

        async def look() -> None:
            EventContext.set(EventContext(token="moreau-1", state_manager=None, enqueue_impl=None))
            told.tell_others_of(lambda whose: asked.append(whose) or (whose, "moreau"), "paul")
            for _turn in range(5):
                await asyncio.sleep(0)
            assert (asked, pages.looks) == ([], {})

        await asyncio.create_task(look())
        await told.rest()
        assert (asked, pages.looks.keys()) == (["paul"], {"paul-1"})

    asyncio.run(played())
