"""Who stands on which side of a conversation, and the things of this room as `policy` sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, or_, select
from sqlmodel import col

from rxapp.accounts.birth import is_minor
from rxapp.accounts.helped import listening
from rxapp.accounts.identity import birth_of, person_row
from rxapp.accounts.people import OPERATING as _OPERATING
from rxapp.accounts.staff import StaffAccount, staff_named
from rxapp.accounts.standing import accounts_for, actor_of, has_left, not_left
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, HelpScope, Item, Refused, Role, can_see, require
from rxapp.inbox.models import Attachment, Conversation, DocumentDispute, Message, Participant, ProfessionalBlock
from rxapp.inbox.rules import Side, require_ids
from rxapp.record import aside
from rxapp.record.lending import Holder, Loan

KIND = "conversation"
OPERATING = _OPERATING
"""What the operator's own acts bear on: sending information."""
PROFESSIONALS = (Role.PROFESSIONAL, Role.ESTABLISHMENT)


def conversations_of(person_id: str, *, secret: bool = False) -> Item:
    """All the conversations of a person as `policy` sees them."""
    return Item(KIND, owner=person_id, hidden=secret)


def own_inbox(actor: Actor) -> Item:
    """What an account keeps for itself: its drafts, what a professional chose."""
    return Item("choice", owner=None, author=actor.account_id)


def require_professional(actor: Actor) -> None:
    """Raise DomainError ``introuvable`` for anybody else than a professional or an establishment."""
    if actor.role not in PROFESSIONALS:
        raise DomainError("introuvable")


def sees_secrets(actor: Actor, context: Context, person_id: str) -> bool:
    """Whether what a minor keeps from their parents exists for this actor: for them alone."""
    return can_see(actor, conversations_of(person_id, secret=True), context)


def side_of(actor: Actor) -> Side:
    """The side on which an actor stands, once it is known that the conversation exists for them."""
    if actor.role in (Role.SYSTEM, Role.OPERATOR):
        return Side.SYSTEM
    return Side.PROFESSIONAL if actor.role in PROFESSIONALS else Side.PATIENT


def is_quiet(uow: UnitOfWork, row: Conversation) -> bool:
    """Whether the history says nothing of a conversation: a minor keeps it from their parents. An adult's history is theirs."""
    return row.secret and not is_adult(uow, row.person_id)


def is_adult(uow: UnitOfWork, person_id: str) -> bool:
    """Whether a person is 18 today: no parent reads what is theirs. Nobody is who is not there."""
    try:
        return not is_minor(birth_of(uow, person_id), uow.clock.today())
    except DomainError:
        return False


def participant(uow: UnitOfWork, conversation_id: str, account_id: str) -> Participant | None:
    """A professional's part in a conversation."""
    return uow.keep(uow.session.get(Participant, (conversation_id, account_id)))


_TAKING_PART = (
    select(Participant)
    .where(Participant.conversation_id == bindparam("conversation"))
    .order_by(col(Participant.since), col(Participant.account_id))
)
_WITH_PART = (
    select(Conversation, Participant)
    .outerjoin(
        Participant,
        and_(
            col(Participant.conversation_id) == col(Conversation.id),
            col(Participant.account_id) == bindparam("account"),
            not_left(col(Participant.person_id)),
        ),
    )
    .where(Conversation.id == bindparam("conversation"))
)
_LOCKED = _WITH_PART.with_for_update(of=Conversation).execution_options(populate_existing=True)


def participants(uow: UnitOfWork, conversation_id: str) -> list[Participant]:
    """The professionals of a conversation, in the order they came."""
    return list(uow.session.execute(_TAKING_PART, {"conversation": conversation_id}).scalars())


def item_of(row: Conversation, actor: Actor, *, takes_part: bool = True) -> Item:
    """A conversation as `policy` sees it for this actor, by default one that exists for them (`conversation_row`)."""
    lent = frozenset({actor.account_id}) if actor.role in PROFESSIONALS and takes_part else frozenset()
    return Item(KIND, owner=row.person_id, author=row.started_by, hidden=row.secret, lent_to=lent)


def _found(uow: UnitOfWork, actor: Actor, conversation_id: str, *, locked: bool) -> tuple[Conversation | None, bool]:
    """A conversation, and whether the actor, a professional, takes part in it while its person has not left. One statement."""
    if actor.role not in PROFESSIONALS:
        held = {"populate_existing": locked, "with_for_update": locked or None}
        return uow.keep(uow.session.get(Conversation, conversation_id, **held)), False
    wanted = {"conversation": conversation_id, "account": actor.account_id}
    row, part = uow.session.execute(_LOCKED if locked else _WITH_PART, wanted).first() or (None, None)
    return uow.keep(row), uow.keep(part) is not None


def conversation_row(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    action: str,
    conversation_id: str,
    locked: bool = False,
) -> Conversation:
    """A conversation, once `policy` has agreed; ``locked``: held at once as `lock` does.

    Raises DomainError ``introuvable``, a `policy.Refused` when it exists for others; ``message.destinataire_parti`` for a
    professional who still writes there to somebody who left.

    Being refused what a minor keeps from their parents leaves no line, since a parent reads that history.
    """
    require_ids(conversation_id)
    row, takes_part = _found(uow, actor, conversation_id, locked=locked)
    if row is None:
        raise DomainError("introuvable")
    try:
        require(actor, action, item_of(row, actor, takes_part=takes_part), context)
    except Refused:
        if row.secret or has_left(uow, row.person_id):
            writes = action == "write" and participant(uow, row.id, actor.account_id) is not None
            raise DomainError("message.destinataire_parti" if writes else "introuvable") from None
        raise
    return row


def message_row(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, action: str, message_id: str
) -> tuple[Conversation, Message]:
    """A message that this actor sees, and its conversation. Raises as `conversation_row`."""
    require_ids(message_id)
    message = uow.session.get(Message, message_id, populate_existing=True)
    if message is None:
        raise DomainError("introuvable")
    row = conversation_row(uow, actor=actor, context=context, action=action, conversation_id=message.conversation_id)
    last = last_seen(uow, row, actor)
    if message.seq > last:
        raise DomainError("introuvable")
    return row, message


def last_seen(uow: UnitOfWork, row: Conversation, actor: Actor) -> int:
    """Up to which message a conversation exists for this actor: for a professional who was blocked, no further than then."""
    part = participant(uow, row.id, actor.account_id) if actor.role in PROFESSIONALS else None
    return row.last_seq if part is None or part.until_seq is None else part.until_seq


def cuts_of(uow: UnitOfWork, actor: Actor, conversation_ids: Iterable[str]) -> dict[str, datetime]:
    """When the person blocked this professional, by conversation, for those where they did: what came later is not for them."""
    ids = list(conversation_ids)
    if actor.role not in PROFESSIONALS or not ids:
        return {}
    theirs = (
        (col(ProfessionalBlock.person_id) == col(Participant.person_id))
        & (col(ProfessionalBlock.account_id) == col(Participant.account_id))
        & (col(ProfessionalBlock.secret) == col(Conversation.secret))
    )
    wanted = (
        select(Participant.conversation_id, ProfessionalBlock.at)
        .join(Conversation, col(Conversation.id) == col(Participant.conversation_id))
        .join(ProfessionalBlock, theirs)
        .where(Participant.account_id == actor.account_id, col(Participant.conversation_id).in_(ids))
        .where(col(Participant.until_seq).is_not(None))
    )
    return dict(uow.session.execute(wanted).all())


def is_closed(row: Conversation, cut: datetime | None) -> bool:
    """Whether a conversation is closed, as far as somebody who sees it up to ``cut`` (None: whole) may know."""
    return row.closed_at is not None and (cut is None or row.closed_at < cut)


def lock(uow: UnitOfWork, row: Conversation) -> None:
    """See a conversation as it is now, and hold it until the end of the transaction where the database has many writers."""
    uow.session.flush()
    wanted = select(Conversation).where(Conversation.id == row.id).with_for_update()
    uow.session.execute(wanted.execution_options(populate_existing=True)).scalar_one()


def speakers(uow: UnitOfWork, row: Conversation) -> tuple[str, ...]:
    """The accounts that read and write for the person, helpers last: of what a minor keeps secret, the minor's alone."""
    return _sides(uow, row)[0]


def _sides(uow: UnitOfWork, row: Conversation) -> tuple[tuple[str, ...], frozenset[str]]:
    """`speakers`, and those of them who help and did not ask to be told of what is new."""
    open_ones = accounts_for(uow, row.person_id)
    if row.secret:
        return tuple(one for one in open_ones if one == row.started_by), frozenset()
    helpers = listening(uow, row.person_id, HelpScope.MESSAGES)
    return (*open_ones, *helpers), frozenset(one for one, wants in helpers.items() if not wants)


@dataclass(frozen=True)
class Audience:
    """Whom a conversation reaches now, looked up once for a transaction: ``people`` speak for the person.

    ``blocked``: the professionals whom the person has blocked, of this conversation or of others as secret. ``untold``: helpers
    among ``people`` who did not ask for news.
    """

    people: tuple[str, ...]
    staff: tuple[Participant, ...]
    named: dict[str, StaffAccount]
    blocked: frozenset[str]
    untold: frozenset[str] = frozenset()

    @property
    def heard(self) -> tuple[str, ...]:
        """The professionals whom what is said reaches: not those whom the person has blocked."""
        return tuple(one.account_id for one in self.staff if one.until_seq is None)

    @property
    def onlookers(self) -> tuple[str, ...]:
        """The accounts whose open pages may show the conversation."""
        return (*self.people, *self.heard)

    def cut(self, uow: UnitOfWork, row: Conversation, actor: Actor) -> datetime | None:
        """When the person blocked this actor, None when they did not: see `cuts_of`."""
        if all(one.until_seq is None for one in self.staff if one.account_id == actor.account_id):
            return None
        return cuts_of(uow, actor, [row.id]).get(row.id)

    @property
    def names(self) -> str:
        """The professionals by name, in the order they came."""
        return ", ".join(self.named[one.account_id].name for one in self.staff if one.account_id in self.named)


def audience(uow: UnitOfWork, row: Conversation) -> Audience:
    """Whom a conversation reaches now."""
    uow.keep(person_row(uow, row.person_id))
    staff, (people, untold) = participants(uow, row.id), _sides(uow, row)
    named = staff_named(uow, {one for part in staff for one in (part.account_id, part.for_account) if one}) if staff else {}
    return Audience(people, tuple(staff), named, blocked_ids(uow, row.person_id, secret=row.secret), untold)


_BLOCKED = select(ProfessionalBlock.account_id).where(
    ProfessionalBlock.person_id == bindparam("person"), col(ProfessionalBlock.secret) == bindparam("secret")
)


def blocked_ids(uow: UnitOfWork, person_id: str, *, secret: bool) -> frozenset[str]:
    """The professionals whom a person has blocked, in the conversations that parents may see or in the others."""
    return frozenset(uow.ask(_BLOCKED, person=person_id, secret=secret).scalars())


def knows(uow: UnitOfWork, person_id: str, practices: Mapping[str, str], *, secrets: bool) -> frozenset[str]:
    """Those of these accounts, each with its practice, with whom or with whose practice a person has a conversation.

    Whoever changes practice still knows their own people. A minor's secret conversations count for the minor alone.
    """
    theirs = or_(col(Participant.practice_id).in_(set(practices.values())), col(Participant.account_id).in_(list(practices)))
    had = (
        select(Participant.account_id, Participant.practice_id)
        .join(Conversation, col(Conversation.id) == col(Participant.conversation_id))
        .where(Participant.person_id == person_id, theirs)
        .distinct()
    )
    if not secrets:
        had = had.where(col(Conversation.secret).is_(False))
    found = uow.session.execute(had).all()  # a practice may bear the id of an account that works elsewhere by now
    known, places = {row.account_id for row in found}, {row.practice_id for row in found}
    return frozenset(one for one, practice in practices.items() if one in known or practice in places)


def has_written(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether a professional is in a conversation about a person."""
    wanted = select(Participant.conversation_id).where(Participant.account_id == account_id, Participant.person_id == person_id)
    return uow.session.execute(wanted.limit(1)).first() is not None


def goes_on(uow: UnitOfWork, account_id: str, person_id: str, *, secrets: bool = True) -> bool:
    """Whether a professional, who is not blocked there, is in a conversation about a person that is not closed.

    Without ``secrets`` those that were begun as a minor's secret do not count.
    """
    wanted = (
        select(Conversation.id)
        .join(Participant, col(Participant.conversation_id) == col(Conversation.id))
        .where(Participant.account_id == account_id, Participant.person_id == person_id, col(Participant.until_seq).is_(None))
        .where(Conversation.state == "open")
    )
    if not secrets:
        wanted = wanted.where(col(Conversation.secret).is_(False))
    return uow.session.execute(wanted.limit(1)).first() is not None


def lent_document(uow: UnitOfWork, actor: Actor, document_id: str) -> Loan | None:
    """Whether a document went with a message that this actor sees. What is in the record is lent to professionals alone.

    A professional whom the person has blocked, or who is no longer one of the conversation, had it and has it no more.
    """
    if actor.role not in (*PROFESSIONALS, Role.PATIENT):
        return None
    sent = (
        select(Attachment.aside, Message.withdrawn_at, Message.sent_at, Message.side, Conversation)
        .join(Message, col(Message.id) == col(Attachment.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(Attachment.document_id == document_id, Conversation.person_id == aside.owner_of(uow, document_id))
    )
    found = uow.session.execute(sent).all()
    if actor.role is Role.PATIENT:
        live = [row for outside, withdrawn_at, _at, _side, row in found if outside and withdrawn_at is None]
        theirs = [row for row in live if actor.person_id == row.person_id or not row.secret]
        return Loan(quiet=all(is_quiet(uow, row) for row in theirs)) if theirs else None
    parts = [(row, None if gone else at, participant(uow, row.id, actor.account_id)) for _outside, gone, at, _side, row in found]
    lent = _lent(uow, [(row, sent_at, part) for row, sent_at, part in parts if part is not None])
    theirs = {row.id for row, _at, part in parts if part is not None and part.until_seq is None}
    agreed = [at for _outside, gone, at, side, row in found if gone is None and side == Side.PATIENT and row.id in theirs]
    return lent if lent is None or not agreed else replace(lent, agreed_at=max(agreed))


def _lent(uow: UnitOfWork, theirs: list[tuple[Conversation, datetime | None, Participant]]) -> Loan | None:
    """What a professional has of a document that went with messages of theirs: conversation, when it was sent (None: withdrawn),
    their part in it.
    """
    held = [(row, sent_at) for row, sent_at, part in theirs if sent_at is not None and part.until_seq is None]
    if held:
        return Loan(quiet=all(is_quiet(uow, row) for row, _at in held), sent_at=max(at for _row, at in held))
    shut = any(part.until_seq is not None for _row, _at, part in theirs)
    quiet = any(is_quiet(uow, row) for row, _at, _part in theirs)
    return Loan(quiet=quiet, over=True, shut=shut) if theirs else None


def holders(uow: UnitOfWork, document_id: str, _lang: str) -> Iterator[Holder]:
    """For `record.lending`: the professionals of the conversations that a document went with."""
    sent = (
        select(Participant.account_id)
        .join(Message, col(Message.conversation_id) == col(Participant.conversation_id))
        .join(Attachment, col(Attachment.message_id) == col(Message.id))
        .where(Attachment.document_id == document_id, col(Message.withdrawn_at).is_(None))
    )
    found = sorted(set(uow.session.execute(sent).scalars()))
    named = staff_named(uow, found) if found else {}
    for account_id in found:
        who = actor_of(uow, account_id)
        if who is not None and account_id in named:
            yield Holder(who, named[account_id].name)


def correspondents(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """The professionals who take part in conversations of a person now, as accounts."""
    there = select(Participant.account_id).join(Conversation, col(Conversation.id) == col(Participant.conversation_id))
    mine = (Conversation.person_id == person_id, col(Participant.until_seq).is_(None))
    return tuple(uow.session.execute(there.where(*mine).distinct()).scalars())


def is_secret_document(uow: UnitOfWork, document_id: str) -> bool:
    """Whether a document went with what a minor keeps from their parents and with nothing else, withdrawn or not."""
    sent = (
        select(Conversation)
        .join(Message, col(Message.conversation_id) == col(Conversation.id))
        .join(Attachment, col(Attachment.message_id) == col(Message.id))
        .where(Attachment.document_id == document_id)
    )
    found = uow.session.execute(sent).scalars().all()
    return bool(found) and all(is_quiet(uow, row) for row in found)


def forget_document(uow: UnitOfWork, document_id: str) -> None:
    """A document is destroyed: of what went with messages nothing is left but that something did."""
    for row in uow.session.execute(select(Attachment).where(Attachment.document_id == document_id)).scalars():
        row.gone, row.content = True, b""
        uow.session.add(row)
    uow.session.execute(delete(DocumentDispute).where(col(DocumentDispute.document_id) == document_id))
    uow.session.flush()
