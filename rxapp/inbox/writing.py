"""Writing: begin a conversation, answer in it, inform somebody. One verb, one transaction, one line in the person's history.

The order of a conversation is a number that the database gives out one by one; the key of a message makes two clicks one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rxapp.accounts.identity import identity_of
from rxapp.accounts.keeping import may_keep
from rxapp.accounts.staff import staff_named
from rxapp.accounts.standing import accounts_for, require_staying
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, Role, require
from rxapp.inbox import absences, acts, drafts, pieces, telling
from rxapp.inbox.appending import append
from rxapp.inbox.choices import start_refusals
from rxapp.inbox.content import ConversationContent, Names, write_conversation
from rxapp.inbox.looks import note_in
from rxapp.inbox.models import Conversation, Message, Participant
from rxapp.inbox.once import Said, Sent, made, once_of
from rxapp.inbox.pace import require_pace
from rxapp.inbox.practices import practice_of, practices_of
from rxapp.inbox.rules import MOST_TO, Side, Writing, require_colleague, require_ids, require_side, why_not_write
from rxapp.inbox.rules import require as demand
from rxapp.inbox.sight import (
    KIND,
    OPERATING,
    PROFESSIONALS,
    Audience,
    audience,
    blocked_ids,
    conversation_row,
    conversations_of,
    is_adult,
    is_closed,
    knows,
    participant,
    side_of,
)
from rxapp.inbox.text import clean_message, clean_subject
from rxapp.record.aside import Piece


def start(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    to: Sequence[str] = (),
    subject: str,
    text: str,
    key: str,
    document_ids: Sequence[str] = (),
    secret: bool = False,
    hidden_agreed: bool = False,
    owed: bool = False,
) -> Sent:
    """Begin a conversation about a person. The same ``key`` again gives the same message.

    ``to``: ids of the professionals, for the person's side; of colleagues who take part, for a professional, who may write to
    those who wrote to their practice before. ``secret``: a minor keeps it from their parents. ``hidden_agreed``: the person was
    asked, and sends a document that is masked from professionals. ``owed``: they must hear it, whomever they let begin.

    Raises DomainError "introuvable"; "message.destinataires", "message.refuse_nouvelles", "message.refuse_inconnus",
    "message.vous_bloquez", "message.bloque", "message.autre_cabinet", "message.secret", "message.autre_contenu",
    "message.trop_souvent", "message.destinataire_parti", "fermeture.en_cours"; a code of `text`, of `pieces`.
    """
    once = once_of(uow, actor, key)
    _require_starter(uow, actor, context, person_id, secret=secret)
    named, words = clean_subject(subject), clean_message(text)
    said = Said(person_id, words, tuple(dict.fromkeys(document_ids)), "", named, secret, frozenset(to))
    if (sent := made(uow, once, said)) is not None:
        return sent
    require_staying(uow, actor.account_id)
    given = {"context": context, "person_id": person_id, "document_ids": document_ids}
    given |= {"agreed": hidden_agreed, "secret": secret}
    sent_with = pieces.checked(uow, actor=actor, **given)
    staff = _to(uow, actor, person_id, tuple(dict.fromkeys(to)), owed=owed)
    row = _begin(uow, actor, person_id, named, staff, secret=secret)
    reached = audience(uow, row)
    message = _append(uow, row, reached, actor, words, once, sent_with)
    return _after(uow, row, reached, message, actor, acts.STARTED, place=drafts.NEW)


def reply(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    conversation_id: str,
    text: str,
    key: str,
    document_ids: Sequence[str] = (),
    hidden_agreed: bool = False,
) -> Sent:
    """Write in a conversation. The same ``key`` again gives the same message.

    Raises:
        DomainError: "introuvable"; "message.close", "message.information", "message.bloque", "message.vous_bloquez",
            "message.destinataire_parti", "message.autre_contenu", "message.trop_souvent"; a code of `text`, of `pieces`.
    """
    which = {"action": "write", "conversation_id": conversation_id, "locked": True}
    row, once, words = conversation_row(uow, actor=actor, context=context, **which), once_of(uow, actor, key), clean_message(text)
    said = Said(row.person_id, words, tuple(dict.fromkeys(document_ids)), row.id)
    if (sent := made(uow, once, said)) is not None:
        return sent
    reached = audience(uow, row)
    demand(why_not_write(writing_facts(uow, row, reached, actor)))
    require_pace(uow, actor, row.id)
    given = {"person_id": row.person_id, "document_ids": document_ids, "agreed": hidden_agreed, "secret": row.secret}
    message = _append(uow, row, reached, actor, words, once, pieces.checked(uow, actor=actor, context=context, **given))
    return _after(uow, row, reached, message, actor, acts.SENT, place=row.id)


def inform(
    uow: UnitOfWork,
    *,
    actor: Actor,
    person_id: str,
    subject: str,
    text: str,
    issuer: str,
    key: str,
) -> Sent:
    """Write an information that nobody answers, in the name of ``issuer`` (the health insurance). For the operator and Carnet.

    Raises DomainError ``introuvable``, ``message.autre_contenu``; a code of `text`.
    """
    require(actor, "inform", OPERATING)
    require_ids(person_id)
    content = ConversationContent(clean_subject(subject), clean_subject(issuer))
    once, words = once_of(uow, actor, key), clean_message(text)
    if (sent := made(uow, once, Said(person_id, words, subject=content.subject))) is not None:
        return sent
    row = _insert(uow, actor.account_id, person_id, content, kind="information")
    reached = audience(uow, row)
    message = _append(uow, row, reached, actor, words, once, {}, names=Names(content.issuer))
    return _after(uow, row, reached, message, actor, acts.INFORMED, place="", label=content.issuer)


def writing_facts(uow: UnitOfWork, row: Conversation, reached: Audience, actor: Actor) -> Writing:
    """What bears on whether this actor may write in a conversation now."""
    side, blocked = side_of(actor), reached.blocked
    closed = is_closed(row, reached.cut(uow, row, actor))
    facts = {"side": side, "information": row.kind == "information", "closed": closed}
    if side is Side.PROFESSIONAL:
        return Writing(**facts, blocked=actor.account_id in blocked, gone=not reached.people)
    ids, named = [one.account_id for one in reached.staff], reached.named
    there = [one for one in ids if one in named and not named[one].closed]
    heard = [one for one in there if one not in blocked]
    return Writing(**facts, others=len(heard), blocked=bool(there) and not heard)


def add_participant(
    uow: UnitOfWork, row: Conversation, account_id: str, *, assigned: bool = True, for_account: str = ""
) -> Participant:
    """Have a professional take part; their list gets it with the next message."""
    part = participant(uow, row.id, account_id)
    if part is None:
        role = staff_named(uow, {account_id})[account_id].role
        practice = practice_of(uow, account_id)
        given = {"person_id": row.person_id, "practice_id": practice, "role": role, "since": uow.clock.now()}
        part = Participant(conversation_id=row.id, account_id=account_id, **given)
    part.assigned, part.for_account = assigned, for_account
    uow.session.add(part)
    uow.session.flush()
    return part


def require_accepting(uow: UnitOfWork, person_id: str, account_ids: Sequence[str], *, secrets: bool, owed: bool = False) -> None:
    """Raise the refusal of the first of these professionals who does not let this person begin; ``introuvable`` for others."""
    named = staff_named(uow, account_ids)
    if any(one not in named or named[one].closed for one in account_ids):
        raise DomainError("introuvable")
    refusals = start_refusals(uow, person_id=person_id, account_ids=account_ids, secrets=secrets, owed=owed)
    for account_id in account_ids:
        demand(refusals[account_id])


def _require_starter(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, *, secret: bool) -> None:
    require_ids(person_id)
    if actor.role in PROFESSIONALS:
        practice = {actor.account_id: practice_of(uow, actor.account_id)}
        known = bool(knows(uow, person_id, practice, secrets=is_adult(uow, person_id)))
        if not known and knows(uow, person_id, practice, secrets=True):
            raise DomainError("introuvable")  # a refusal leaves a line, which would tell a parent
        lent = frozenset({actor.account_id}) if known else frozenset()
        require(actor, "start", Item(KIND, owner=person_id, lent_to=lent), context)
    else:
        require(actor, "start", conversations_of(person_id, secret=secret), context)
        require_side(side_of(actor), Side.PATIENT)
    if secret and not may_keep(uow, actor, person_id):
        raise DomainError("message.secret")


def _to(uow: UnitOfWork, actor: Actor, person_id: str, to: tuple[str, ...], *, owed: bool) -> tuple[str, ...]:
    """The professionals of a new conversation, once each lets it begin."""
    require_ids(*to)
    if actor.role is Role.PATIENT:
        if not 1 <= len(to) <= MOST_TO:
            raise DomainError("message.destinataires", maximum=MOST_TO)
        require_accepting(uow, person_id, to, secrets=actor.person_id == person_id, owed=owed)
        return to
    demand("" if accounts_for(uow, person_id) else "message.destinataire_parti")
    staff = tuple(dict.fromkeys((actor.account_id, *to)))
    if len(staff) > MOST_TO:
        raise DomainError("message.destinataires", maximum=MOST_TO)
    sorts = (False, True) if is_adult(uow, person_id) else (False,)
    blocked = {one for sort in sorts for one in blocked_ids(uow, person_id, secret=sort)}
    practices = practices_of(uow, staff)
    for account_id in staff:
        require_colleague(practices[actor.account_id], practices[account_id])
        demand("message.bloque" if account_id in blocked else "")
    if len(staff_named(uow, staff)) != len(staff):
        raise DomainError("introuvable")
    return staff


def _begin(uow: UnitOfWork, actor: Actor, person_id: str, subject: str, staff: Sequence[str], *, secret: bool) -> Conversation:
    """A new conversation with its professionals, counted among those that the actor begins."""
    require_pace(uow, actor)
    row = _insert(uow, actor.account_id, person_id, ConversationContent(subject), secret=secret)
    for account_id in staff:
        add_participant(uow, row, account_id, assigned=actor.role is Role.PATIENT or account_id == actor.account_id)
    return row


def _insert(
    uow: UnitOfWork, started_by: str, person_id: str, content: ConversationContent, *, kind: str = "talk", secret: bool = False
) -> Conversation:
    now = uow.clock.now()
    row = Conversation(
        id=new_id(), person_id=person_id, kind=kind, secret=secret, started_by=started_by, started_at=now, last_at=now
    )
    write_conversation(uow, row, content)
    uow.session.add(row)
    uow.session.flush()
    return row


def _append(
    uow: UnitOfWork,
    row: Conversation,
    reached: Audience,
    actor: Actor,
    text: str,
    once: bytes,
    sent_with: Mapping[str, Piece],
    names: Names | None = None,
) -> Message:
    """Write the next message of a conversation that is locked."""
    names = names or _names(uow, row, reached, actor)
    return append(uow, row, reached, actor=actor, text=text, once=once, names=names, sent_with=sent_with)


def _after(
    uow: UnitOfWork,
    row: Conversation,
    reached: Audience,
    message: Message,
    actor: Actor,
    action: str,
    *,
    place: str,
    **details: object,
) -> Sent:
    """The line, the news, the draft that is done with, and who is away."""
    note_in(uow, actor, row, action, **{"label": reached.names, **details})
    telling.arrived(uow, row, message.seq, reached, author=actor.account_id)
    if place:
        drafts.sent(uow, actor, row.person_id, place)
    away = absences.answer(uow, row, reached) if message.side == Side.PATIENT else 0
    return Sent(row.id, message.id, message.seq, away, seen_by=reached.onlookers)


def _names(uow: UnitOfWork, row: Conversation, reached: Audience, actor: Actor) -> Names:
    """Who writes, and for whom: a parent for the child, a colleague for the professional who had them answer."""
    if side_of(actor) is Side.PATIENT:
        other = actor.person_id != row.person_id
        return Names(actor.label, identity_of(uow, row.person_id).full_name if other else "")
    asked = next((one.for_account for one in reached.staff if one.account_id == actor.account_id), "")
    return Names(actor.label, reached.named[asked].name if asked in reached.named else "")
