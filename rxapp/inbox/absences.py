"""Answering for somebody who is away: once for each conversation and each absence."""

from __future__ import annotations

from sqlalchemy import select

from rxapp.accounts.staff import StaffAccount
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor
from rxapp.inbox import acts
from rxapp.inbox.appending import append
from rxapp.inbox.choices import absence_of
from rxapp.inbox.content import Names
from rxapp.inbox.looks import note_in
from rxapp.inbox.models import Conversation, Message
from rxapp.inbox.sight import Audience


def answer(uow: UnitOfWork, row: Conversation, reached: Audience) -> int:
    """Have each professional who answers and is away today say so, unless they did in this conversation; how many did."""
    parts = [one for one in reached.staff if one.assigned and one.until_seq is None and one.account_id in reached.named]
    return sum(_answer(uow, row, reached, reached.named[one.account_id]) for one in parts)


def _answer(uow: UnitOfWork, row: Conversation, reached: Audience, who: StaffAccount) -> bool:
    away = absence_of(uow, who.id)
    if away is None:
        return False
    once = uow.keyring.blind_index("message.once", f"absence|{row.id}|{who.id}|{away.number}")
    if uow.session.execute(select(Message.id).where(Message.once_index == once)).first() is not None:
        return False
    actor = Actor(who.id, who.role, None, who.name)
    append(uow, row, reached, actor=actor, text=away.text, once=once, names=Names(who.name), sent_with={}, automatic=True)
    note_in(uow, actor, row, acts.ABSENT, label=reached.names)
    return True
