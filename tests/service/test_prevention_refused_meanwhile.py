"""Messages are refused while a campaign runs and its mails leave: from the click on, nothing more reaches that person."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from datetime import date

from sqlalchemy import select

from rxapp.accounts.identity import account_key, seal_account
from rxapp.accounts.models import Account
from rxapp.core.policy import Actor
from rxapp.notices import service as notices
from rxapp.notices.dispatch import Dispatcher
from rxapp.notices.models import Delivery, Notice
from rxapp.prevention import campaign, messages, service
from rxapp.prevention.models import PreventionMessage
from rxapp.wiring import join_rooms
from tests.agenda import account_of, home
from tests.family import Health, health
from tests.post import Post, post

__all__ = ["health", "home", "post"]

MANY = 16


def test_nothing_more_reaches_who_refuses_while_a_campaign_runs(health: Health, post: Post) -> None:
    """Half refuse while the campaign looks at people, half as the first mail is at the server and theirs are held behind it."""
    join_rooms()
    messages._announcers[:] = [notices]
    db = health.database
    db.settings = dataclasses.replace(db.settings, smtp_url=post.url)
    post.most = 1
    everybody = [_somebody(health, number) for number in range(MANY)]
    early, late = everybody[: MANY // 2 : 2], everybody[1::2]
    at_click: dict[str, tuple[int, int]] = {}

    def click(actor: Actor) -> None:
        health.do(service.refuse, actor=actor, person_id=actor.person_id, campaign="")
        at_click[actor.account_id] = _reached(health, post, actor)

    half = threading.Event()
    looked: list[int] = []

    def progress(one: int) -> None:
        looked.append(one)
        if len(looked) == MANY // 2:
            half.set()

    def refuse_early() -> None:
        assert half.wait(60)
        for actor in early:
            click(actor)

    once: list[str] = []

    def refuse_late(recipient: str) -> None:
        if not once:
            once.append(recipient)
            for actor in late:
                if _address(actor) != recipient:
                    click(actor)

    post.on_arrival = refuse_late
    people = threading.Thread(target=refuse_early)
    people.start()
    outcome = campaign.run(db, progress=progress)
    people.join()
    assert outcome.failed == 0
    asyncio.run(_dispatch(health))
    assert len(at_click) >= len(early) + len(late) - 1
    for actor in everybody:
        if actor.account_id in at_click:
            assert _reached(health, post, actor) == at_click[actor.account_id]
            assert _holding(health, actor) == 0
        else:
            assert _reached(health, post, actor)[1] > 0
    with db.read() as uow:
        assert set(uow.session.execute(select(Delivery.state).where(Delivery.channel == "mail")).scalars()) == {"sent", "dropped"}


def _somebody(health: Health, number: int) -> Actor:
    """An adult with an account and an e-mail, due in this campaign."""
    who = health.town.register(f"Ada{number}", order=20 + number, birth_date=date(1950 + number, 3, 4))
    actor = account_of(health.town, who, f"Ada{number}")
    with health.database.uow() as uow:
        account = uow.session.get(Account, actor.account_id)
        key = account_key(uow, who.id)
        account.email = seal_account(key, "email", _address(actor), account_id=account.id, person_id=who.id)
        messages.watched(uow, actor.account_id, who.id)
        uow.commit()
    return actor


def _address(actor: Actor) -> str:
    return f"{actor.account_id}@exemple.fr"


def _reached(health: Health, post: Post, actor: Actor) -> tuple[int, int]:
    """How many notices somebody was told, and how many mails arrived for them."""
    with health.database.read() as uow:
        told = select(Notice.id).where(Notice.account_id == actor.account_id, Notice.state == "told")
        return len(uow.session.execute(told).all()), [one for one, _mail in post.arrived].count(_address(actor))


def _holding(health: Health, actor: Actor) -> int:
    with health.database.read() as uow:
        theirs = PreventionMessage.account_id == actor.account_id
        return len(uow.session.execute(select(PreventionMessage.id).where(theirs, PreventionMessage.ended.is_(None))).all())


async def _dispatch(health: Health) -> None:
    dispatcher = Dispatcher(health.database)
    try:
        await dispatcher.once()
    finally:
        await dispatcher.close()
