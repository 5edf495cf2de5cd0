"""What the screens do to conversations and read of them, outside of the event loop; the open pages of both sides look again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.policy import NO_CONTEXT, Actor, Role
from rxapp.inbox import service, views
from rxapp.inbox.service import Sent
from rxapp.runtime import current
from rxapp.state.news import NEWS

SHOWN = 30
"""Messages that a page shows at once: a browser renders as many whenever one comes. Those before are a click away."""


async def act(verb: Callable[..., Any], actor: Actor, /, *, conversation_id: str, **given: Any) -> Any:
    """One verb of `rxapp.inbox.service`, committed; then every other open page that may show the conversation looks again.

    Verbs about one message take ``message_id``: its own conversation says whose pages look again. For verbs about neither,
    ``conversation_id`` is one that was read by who acts.
    """
    done, seen_by = await work.run(_act, verb, actor, conversation_id, given)
    NEWS.tell_others(*seen_by)
    return done


async def send(actor: Actor, /, *, conversation_id: str = "", about: str = "", **given: Any) -> Sent:
    """`service.reply` in a conversation, or `service.start` without one; the other open pages show it first.

    ``about``: see `who`.
    """
    sent, seen_by = await work.run(_send, actor, conversation_id, about, given)
    await NEWS.show_others(*seen_by)
    return sent


async def file_whole(actor: Actor, conversation_id: str, language: str, *, received: bool) -> str:
    """Put a conversation into the record as a text, with all the documents received in it first; gives the id of the text."""
    return await work.run(_file_whole, actor, conversation_id, language, received)


def another() -> int:
    """A number that no page has seen yet, also one that outlives the server."""
    return secrets.randbelow(1 << 30) + 1


def write(verb: Callable[..., Any], actor: Actor, /, **given: Any) -> Any:
    """One verb that nobody else's page shows, committed."""
    with current().db.uow() as uow:
        done = verb(uow, **who(uow, actor), **given)
        uow.commit()
    return done


def look(view: Callable[..., Any], actor: Actor, /, *, about: str = "", **given: Any) -> Any:
    """One view of the room; ``about``: see `who`."""
    with current().db.read() as uow:
        return view(uow, **who(uow, actor, about), **given)


def who(uow: Any, actor: Actor, about: str = "") -> dict[str, Any]:
    """Who acts, and for whom they may; what is a professional's own takes the actor alone.

    ``about``: the one person whose things are asked for, as the page takes it. Of somebody's own, `policy` asks neither whose
    parent they are nor whom they help, so neither is looked up; whoever says that of a thing of another does not see it.
    """
    if actor.role is not Role.PATIENT:
        return {"actor": actor}
    return {"actor": actor, "context": NO_CONTEXT if about == actor.person_id else accounts.context_for(uow, actor)}


def _act(verb: Callable[..., Any], actor: Actor, conversation_id: str, given: dict[str, Any]) -> tuple[Any, tuple[str, ...]]:
    before: tuple[str, ...] = ()
    if "account_id" in given:  # who is blocked is no onlooker any more
        with current().db.read() as uow:
            before = views.onlookers(uow, conversation_id)
    with current().db.uow() as uow:
        named = {"conversation_id": conversation_id} if "conversation_id" in signature(verb).parameters else {}
        about = views.conversation_of(uow, given["message_id"]) if "message_id" in given else conversation_id
        done = verb(uow, **who(uow, actor), **named, **given)
        seen_by = tuple({*before, *views.onlookers(uow, about)})
        uow.commit()
        return done, seen_by


def _file_whole(actor: Actor, conversation_id: str, language: str, received: bool) -> str:
    if received:
        write(service.file_received, actor, conversation_id=conversation_id)
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
    given = {"actor": actor, "context": context, "conversation_id": conversation_id, "lang": language}
    standing = partial(accounts.context_for, actor=actor)
    return service.file_conversation(current().db, **given, standing=standing).id


def _send(actor: Actor, conversation_id: str, about: str, given: dict[str, Any]) -> tuple[Sent, tuple[str, ...]]:
    with current().db.uow() as uow:
        if conversation_id:
            sent = service.reply(uow, **who(uow, actor, about), conversation_id=conversation_id, **given)
        else:
            sent = service.start(uow, **who(uow, actor), **given)
        seen_by = sent.seen_by or views.onlookers(uow, sent.conversation_id)
        uow.commit()
        return sent, seen_by
