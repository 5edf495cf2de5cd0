"""Documents that go with a message: of the record, or received for it through the same door as any document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlmodel import col

from rxapp.accounts.standing import accounts_for
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Context, Role, require
from rxapp.inbox.content import AttachmentContent, write_attachment
from rxapp.inbox.models import Attachment, Message
from rxapp.inbox.practices import practice_of
from rxapp.inbox.rules import MOST_ATTACHED, is_id, require_ids
from rxapp.inbox.sight import blocked_ids, conversations_of, goes_on, has_written, is_adult, knows, require_professional
from rxapp.record import aside
from rxapp.record.hiding import require_agreed
from rxapp.record.intake import Intake, Standing


def checked(
    uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, document_ids: Sequence[str], agreed: bool, secret: bool
) -> dict[str, aside.Piece]:
    """The documents to send, by id in the order given, once each may be. A professional sends their own.

    ``secret``: parents do not read where it goes. Raises DomainError ``message.trop_de_pieces``, ``message.piece_absente``,
    ``message.piece_masquee``, ``message.piece_gardee``, ``aide.portee``.
    """
    wanted = tuple(dict.fromkeys(document_ids))
    if len(wanted) > MOST_ATTACHED:
        raise DomainError("message.trop_de_pieces", maximum=MOST_ATTACHED)
    if not all(is_id(one) for one in wanted):
        raise DomainError("message.piece_absente")
    found = {one: _piece(uow, actor, context, person_id, one, agreed=agreed) for one in wanted}
    if not secret and any(one.kept for one in found.values()):
        raise DomainError("message.piece_gardee")
    return found


def _piece(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, document_id: str, *, agreed: bool) -> aside.Piece:
    try:
        piece = aside.piece(uow, actor=actor, context=context, document_id=document_id)
    except DomainError:
        raise DomainError("message.piece_absente") from None
    theirs = actor.role is not Role.PATIENT and piece.author != actor.account_id
    if piece.person_id != person_id or theirs:
        raise DomainError("message.piece_absente")
    if piece.closed_to and actor.role is Role.PATIENT:  # what its author sends opens for nobody from whom it is hidden
        require_agreed(actor, context, person_id, agreed=agreed, otherwise="message.piece_masquee")
    return piece


def attach(uow: UnitOfWork, message: Message, pieces: Mapping[str, aside.Piece]) -> None:
    """Send them with a message that is written."""
    for place, (document_id, piece) in enumerate(pieces.items()):
        row = Attachment(message_id=message.id, document_id=document_id, position=place, aside=piece.outside, content=b"")
        write_attachment(uow, row, message.person_id, AttachmentContent(piece.title, piece.kind, piece.size))
        uow.session.add(row)
        if piece.outside:
            aside.sent(uow, document_id=document_id)
    uow.session.flush()


def take_back(uow: UnitOfWork, message: Message) -> None:
    """Their message was withdrawn: nothing of them stays in it."""
    rows = uow.session.execute(select(Attachment).where(Attachment.message_id == message.id)).scalars().all()
    for row in rows:
        row.gone, row.content = True, b""
        uow.session.add(row)
    uow.session.flush()
    for row in rows:
        elsewhere = select(func.count()).where(Attachment.document_id == row.document_id, col(Attachment.gone).is_(False))
        if row.aside and not uow.session.execute(elsewhere).scalar_one():
            aside.taken_back(uow, document_id=row.document_id)


def receive(
    db: Database,
    *,
    actor: Actor,
    context: Context,
    person_id: str,
    file_name: str,
    declared_size: int,
    standing: Standing | None = None,
) -> Intake:
    """Begin to receive a file that will go with a message about a person; use it as any `Intake`, then send its id.

    It is in nobody's record, and goes by itself after a week unless it was sent. For those who speak for the person, and for the
    professionals who may write to them now: in a conversation that goes on, or a new one. Raises as `Intake.open`; DomainError
    ``message.bloque``.
    """

    def right(uow: UnitOfWork, context: Context) -> None:
        require_sender(uow, actor, context, person_id)
        if actor.role is not Role.PATIENT:
            _require_open(uow, actor, person_id)

    given = {"file_name": file_name, "declared_size": declared_size, "standing": standing, "right": right}
    return Intake.open(db, actor=actor, context=context, person_id=person_id, **given)


def require_sender(uow: UnitOfWork, actor: Actor, context: Context, person_id: str) -> None:
    """Raise DomainError ``introuvable`` unless the actor may write about this person at all."""
    require_ids(person_id)
    if actor.role is Role.PATIENT:
        require(actor, "add", conversations_of(person_id), context)
        return
    require_professional(actor)
    practice = {actor.account_id: practice_of(uow, actor.account_id)}
    if not has_written(uow, actor.account_id, person_id) and not knows(uow, person_id, practice, secrets=False):
        raise DomainError("introuvable")


def _require_open(uow: UnitOfWork, actor: Actor, person_id: str) -> None:
    """Raise DomainError ``message.bloque``, ``message.destinataire_parti``, ``introuvable`` unless they may write to them now.

    Either in a conversation that goes on, or because their practice may begin one; nobody whom the person has blocked begins any.
    """
    if not accounts_for(uow, person_id):
        raise DomainError("message.destinataire_parti")
    if goes_on(uow, actor.account_id, person_id):
        return
    blocked = {secret: actor.account_id in blocked_ids(uow, person_id, secret=secret) for secret in (False, True)}
    adult, practice = is_adult(uow, person_id), {actor.account_id: practice_of(uow, actor.account_id)}
    if knows(uow, person_id, practice, secrets=adult) and not (blocked[False] or (adult and blocked[True])):
        return
    raise DomainError("message.bloque" if any(blocked.values()) else "introuvable")
