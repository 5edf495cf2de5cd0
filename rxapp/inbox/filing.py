"""« Ranger dans mon dossier »: what was received becomes a document of the record like any other."""

from __future__ import annotations

from sqlalchemy import Select, func, select, update
from sqlmodel import col

from rxapp.core.clock import paris_date
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.inbox.conversation_views import as_text, files_received
from rxapp.inbox.looks import names_in
from rxapp.inbox.models import Attachment, Conversation, Message
from rxapp.inbox.rules import Side, require_ids, require_side
from rxapp.inbox.sight import conversation_row, is_quiet, message_row, side_of
from rxapp.record import aside
from rxapp.record.intake import Intake, Received, Standing

_TITLE = _("Conversation avec {noms}, {date}")
_TITLE_OF_INFORMATION = _("Information reçue, {date}")


def file_attachment(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    message_id: str,
    document_id: str,
    title: str | None = None,
    category: str | None = None,
    agreed: bool = False,
) -> str:
    """Put a document that came with a message into the person's record; returns its id. For the person's side.

    It is then a document like any other, parents included. ``agreed``: a minor was asked, and lets their parents see what came
    in a conversation that is kept from them. Raises DomainError ``introuvable``, ``message.rien_a_ranger`` when it is there
    already, ``message.piece_absente`` when it is no more, ``message.parents_verront`` when they were not asked; a code of
    `record.details`.
    """
    require_ids(document_id)
    row, message = message_row(uow, actor=actor, context=context, action="file", message_id=message_id)
    require_side(side_of(actor), Side.PATIENT)
    held = uow.session.get(Attachment, (message.id, document_id))
    if held is None:
        raise DomainError("introuvable")
    if held.gone:
        raise DomainError("message.piece_absente")
    if not held.aside:
        raise DomainError("message.rien_a_ranger")
    if is_quiet(uow, row) and not agreed:
        raise DomainError("message.parents_verront")
    aside.file(uow, actor=actor, context=context, document_id=document_id, title=title, category=category)
    _is_filed(uow, document_id)
    return document_id


def count_received(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str) -> int:
    """How many documents that professionals sent in a conversation this actor may put into the record: they are not there yet.

    Raises DomainError ``introuvable``.
    """
    row = conversation_row(uow, actor=actor, context=context, action="see", conversation_id=conversation_id)
    require_side(side_of(actor), Side.PATIENT)
    if not files_received(actor, context, row.person_id):
        return 0
    return uow.session.execute(select(func.count()).select_from(_received(row).subquery())).scalar_one()


def file_received(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str) -> tuple[str, ...]:
    """Put all that professionals sent in a conversation into the person's record, as `file_attachment`; returns the ids.

    For the person's side. Nothing to file files nothing. Raises DomainError ``introuvable``.
    """
    row = conversation_row(uow, actor=actor, context=context, action="file", conversation_id=conversation_id)
    require_side(side_of(actor), Side.PATIENT)
    ids = tuple(uow.session.execute(_received(row).order_by(col(Attachment.document_id))).scalars())
    for document_id in ids:
        aside.file(uow, actor=actor, context=context, document_id=document_id)
        _is_filed(uow, document_id)
    return ids


def _received(row: Conversation) -> Select:
    return (
        select(Attachment.document_id)
        .distinct()
        .join(Message, col(Message.id) == col(Attachment.message_id))
        .where(Message.conversation_id == row.id, Message.side == Side.PROFESSIONAL, col(Message.withdrawn_at).is_(None))
        .where(col(Attachment.aside), ~col(Attachment.gone))
    )


def _is_filed(uow: UnitOfWork, document_id: str) -> None:
    """Every message that it went with says so."""
    everywhere = update(Attachment).where(Attachment.document_id == document_id, col(Attachment.aside))
    uow.session.execute(everywhere.values(aside=False).execution_options(synchronize_session="fetch"))


def file_conversation(
    db: Database,
    *,
    actor: Actor,
    context: Context,
    conversation_id: str,
    lang: str,
    standing: Standing | None = None,
) -> Received:
    """Put a conversation, as it stands, into the person's record as a text. For the person's side; makes its own transactions.

    What a minor keeps from their parents stops being kept from them by that. Raises DomainError ``introuvable``; as
    `Intake.finish` does.
    """
    with db.read() as uow:
        row = conversation_row(uow, actor=actor, context=context, action="file", conversation_id=conversation_id)
        require_side(side_of(actor), Side.PATIENT)
        about = {"actor": actor, "context": context, "conversation_id": conversation_id, "lang": lang}
        data = as_text(uow, **about, action="file").encode()
        title, person_id = _title(uow, row, lang), row.person_id
    given = {"person_id": person_id, "file_name": "conversation.txt", "declared_size": len(data), "standing": standing}
    with Intake.open(db, actor=actor, context=context, **given) as intake:
        intake.feed(data)
        return intake.finish(title=title, category="courrier")


def _title(uow: UnitOfWork, row: Conversation, lang: str) -> str:
    day = plain_date(paris_date(row.last_at), lang)
    if row.kind == "information":
        return translate(_TITLE_OF_INFORMATION, lang, date=day)
    return translate(_TITLE, lang, noms=", ".join(names_in(uow, row.id)), date=day)
