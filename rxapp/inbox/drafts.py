"""What is being written, kept by itself on every device of an account. A device that is behind never overwrites what is newer."""

from __future__ import annotations

from sqlalchemy import bindparam, update
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.inbox.content import Draft, write_draft
from rxapp.inbox.models import MessageDraft
from rxapp.inbox.pieces import require_sender
from rxapp.inbox.rules import MOST_ATTACHED, MOST_TO, is_id, is_key
from rxapp.inbox.sight import conversation_row
from rxapp.inbox.text import MOST_SUBJECT, clean_draft

NEW = "new"
"""The place of the draft of a conversation that is not begun."""

_EMPTIED = {"content": b"", "revision": col(MessageDraft.revision) + 1}
_SENT = (
    update(MessageDraft.__table__)
    .where(
        col(MessageDraft.account_id) == bindparam("account"),
        col(MessageDraft.person_id) == bindparam("person"),
        col(MessageDraft.place) == bindparam("where"),
        col(MessageDraft.content) != b"",
    )
    .values(**_EMPTIED, kept_at=bindparam("at"))
)


def keep_draft(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    conversation_id: str = "",
    draft: Draft,
    revision: int,
) -> int:
    """Keep what is being written over the revision that this device holds (0: none yet); returns the new revision.

    Of emptied boxes without a document nothing is kept: there is no draft any more.
    It leaves no line: nobody else reads it. Raises DomainError ``brouillon.plus_recent`` when another device wrote since (read
    it anew by `views.draft`), ``message.trop_lourd``, ``introuvable``.
    """
    row = _current(uow, actor, context, person_id, conversation_id, revision)
    kept = Draft(
        text=clean_draft(draft.text),
        subject=clean_draft(draft.subject)[: MOST_SUBJECT * 4],
        to=tuple(one for one in draft.to if is_id(one))[:MOST_TO],
        documents=tuple(one for one in draft.documents if is_id(one))[:MOST_ATTACHED],
        key=draft.key if is_key(draft.key) else "",
    )
    begun = kept.text.strip() or kept.subject.strip() or kept.documents
    return _write(uow, row, kept if begun else None)


def drop_draft(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    conversation_id: str = "",
    revision: int,
) -> int:
    """Throw away what is being written; returns the new revision. Raises as `keep_draft`."""
    return _write(uow, _current(uow, actor, context, person_id, conversation_id, revision), None)


def sent(uow: UnitOfWork, actor: Actor, person_id: str, place: str) -> None:
    """What was being written is sent: other devices hold nothing newer."""
    uow.ask(_SENT, account=actor.account_id, person=person_id, where=place, at=uow.clock.now())


def done_with(uow: UnitOfWork, actor: Actor, person_id: str, conversation_id: str) -> None:
    """Nothing that the actor was writing there stays, nor what a page of theirs has not kept yet."""
    key = (actor.account_id, person_id, conversation_id)
    row = uow.session.get(MessageDraft, key, populate_existing=True)
    _write(uow, row or _empty(uow, *key), None)


def end_of(uow: UnitOfWork, account_id: str) -> None:
    """An account is closed: nothing of what it was writing stays. For `accounts.farewell`."""
    kept = update(MessageDraft).where(MessageDraft.account_id == account_id, MessageDraft.content != b"")
    uow.session.execute(kept.values(**_EMPTIED))


def draft_row(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, conversation_id: str) -> MessageDraft | None:
    """The row of an account's own draft, once it may write there. Raises DomainError ``introuvable``."""
    if conversation_id:
        row = conversation_row(uow, actor=actor, context=context, action="see", conversation_id=conversation_id)
        if row.person_id != person_id:
            raise DomainError("introuvable")
    else:
        require_sender(uow, actor, context, person_id)
    key = (actor.account_id, person_id, conversation_id or NEW)
    return uow.session.get(MessageDraft, key, populate_existing=True)


def _current(
    uow: UnitOfWork, actor: Actor, context: Context, person_id: str, conversation_id: str, revision: int
) -> MessageDraft:
    row = draft_row(uow, actor, context, person_id, conversation_id)
    if row is None:
        row = _empty(uow, actor.account_id, person_id, conversation_id or NEW)
    if row.revision != revision:
        raise DomainError("brouillon.plus_recent")
    return row


def _empty(uow: UnitOfWork, account_id: str, person_id: str, place: str) -> MessageDraft:
    return MessageDraft(account_id=account_id, person_id=person_id, place=place, kept_at=uow.clock.now())


def _write(uow: UnitOfWork, row: MessageDraft, draft: Draft | None) -> int:
    row.revision += 1
    row.kept_at = uow.clock.now()
    if draft is None:
        row.content = b""
    else:
        write_draft(uow, row, draft)
    uow.session.add(row)
    uow.session.flush()
    return row.revision
