"""What is sealed of the inbox: under the key of the person it is about, or the instance's for a professional's choices."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from rxapp.core.crypto import open_sealed, open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.keys import person_key
from rxapp.inbox.models import Attachment, Conversation, InboxChoices, Message, MessageDraft, MessageReport


@dataclass(frozen=True)
class ConversationContent:
    """``subject``; ``issuer``: who writes an information."""

    subject: str
    issuer: str = ""


@dataclass(frozen=True)
class Names:
    """Who wrote a message, and for whom when it was for somebody else."""

    author: str
    on_behalf: str = ""


@dataclass(frozen=True)
class AttachmentContent:
    """A document as it was when it left. ``size`` in bytes."""

    title: str
    kind: str
    size: int


@dataclass(frozen=True)
class Draft:
    """What is being written. ``to``: ids of professionals; ``documents``: ids; ``key``: what will make it one message."""

    text: str = ""
    subject: str = ""
    to: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Template:
    """A text that a professional writes often."""

    title: str
    text: str


@dataclass(frozen=True)
class ChoicesContent:
    """What a professional wrote for their inbox."""

    absence: str = ""
    templates: tuple[Template, ...] = ()


def open_conversation(uow: UnitOfWork, row: Conversation) -> ConversationContent:
    """Subject and the rest."""
    return ConversationContent(**_opened(uow, row.content, _place(Conversation, "content", row.id, row.person_id)))


def write_conversation(uow: UnitOfWork, row: Conversation, said: ConversationContent) -> None:
    """Seal it into the row."""
    row.content = _sealed(uow, asdict(said), _place(Conversation, "content", row.id, row.person_id))


def open_closing(uow: UnitOfWork, row: Conversation) -> str:
    """The words of who closed it, "" when there are none."""
    if not row.closing:
        return ""
    return open_text(person_key(uow, row.person_id), row.closing, **_place(Conversation, "closing", row.id, row.person_id))


def write_closing(uow: UnitOfWork, row: Conversation, words: str) -> None:
    """Seal them into the row."""
    if words:
        row.closing = seal(person_key(uow, row.person_id), words, **_place(Conversation, "closing", row.id, row.person_id))


def open_names(uow: UnitOfWork, row: Message) -> Names:
    """Who wrote it; this stays when the text is withdrawn."""
    return Names(**_opened(uow, row.names, _place(Message, "names", row.id, row.person_id)))


def open_body(uow: UnitOfWork, row: Message) -> str:
    """The text, "" once withdrawn."""
    if not row.body:
        return ""
    return open_text(person_key(uow, row.person_id), row.body, **_place(Message, "body", row.id, row.person_id))


def write_message(uow: UnitOfWork, row: Message, names: Names, text: str) -> None:
    """Seal both into a row that is not written yet."""
    row.names = _sealed(uow, asdict(names), _place(Message, "names", row.id, row.person_id))
    row.body = seal(person_key(uow, row.person_id), text, **_place(Message, "body", row.id, row.person_id))


def open_attachment(uow: UnitOfWork, row: Attachment, person_id: str) -> AttachmentContent:
    """A document as it was when it left."""
    return AttachmentContent(**_opened(uow, row.content, _attached(row, person_id)))


def write_attachment(uow: UnitOfWork, row: Attachment, person_id: str, said: AttachmentContent) -> None:
    """Seal it into the row."""
    row.content = _sealed(uow, asdict(said), _attached(row, person_id))


def open_draft(uow: UnitOfWork, row: MessageDraft) -> Draft:
    """What is being written; nothing once it was sent or dropped."""
    if not row.content:
        return Draft()
    said = _opened(uow, row.content, _drafted(row))
    return Draft(**said | {"to": tuple(said["to"]), "documents": tuple(said["documents"])})


def write_draft(uow: UnitOfWork, row: MessageDraft, draft: Draft) -> None:
    """Seal it into the row."""
    row.content = _sealed(uow, asdict(draft), _drafted(row))


def open_choices(uow: UnitOfWork, row: InboxChoices) -> ChoicesContent:
    """What a professional wrote for their inbox."""
    said = json.loads(open_sealed(uow.keyring.instance_key, row.content, **_chosen(row)))
    return ChoicesContent(said["absence"], tuple(Template(**one) for one in said["templates"]))


def write_choices(uow: UnitOfWork, row: InboxChoices, said: ChoicesContent) -> None:
    """Seal it into the row."""
    row.content = seal(uow.keyring.instance_key, json.dumps(asdict(said), ensure_ascii=False), **_chosen(row))


def open_report(uow: UnitOfWork, row: MessageReport) -> str:
    """The words of who reported."""
    return open_text(uow.keyring.instance_key, row.content, **_reported(row))


def write_report(uow: UnitOfWork, row: MessageReport, words: str) -> None:
    """Seal them into the row."""
    row.content = seal(uow.keyring.instance_key, words, **_reported(row))


def _attached(row: Attachment, person_id: str) -> dict[str, Any]:
    return _place(Attachment, "content", f"{row.message_id}/{row.document_id}", person_id)


def _drafted(row: MessageDraft) -> dict[str, Any]:
    return _place(MessageDraft, "content", f"{row.account_id}/{row.place}", row.person_id)


def _chosen(row: InboxChoices) -> dict[str, Any]:
    return _place(InboxChoices, "content", row.account_id, None)


def _reported(row: MessageReport) -> dict[str, Any]:
    return _place(MessageReport, "content", row.id, None)


def _place(table: type, column: str, row: str, person: str | None) -> dict[str, Any]:
    return {"table": table.__tablename__, "column": column, "row": row, "person": person}


def _opened(uow: UnitOfWork, blob: bytes, place: dict[str, Any]) -> dict[str, Any]:
    return json.loads(open_sealed(person_key(uow, place["person"]), blob, **place))


def _sealed(uow: UnitOfWork, said: object, place: dict[str, Any]) -> bytes:
    return seal(person_key(uow, place["person"]), json.dumps(said, ensure_ascii=False), **place)
