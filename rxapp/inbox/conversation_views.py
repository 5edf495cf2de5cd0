"""One conversation as it is read: page by page, to print, as a text. Frozen rows, at most 50 messages at a time.

Reading is a fact that the other side goes by: what is given here is marked as read before it is given, and so is the look of
somebody else than the person in their history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import bindparam, or_, select
from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.staff import staff_named
from rxapp.core import i18n
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import message as in_words
from rxapp.core.i18n import _, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, Role, can_act, require
from rxapp.inbox import acts, boxes
from rxapp.inbox.choices import absence_of
from rxapp.inbox.content import open_attachment, open_body, open_closing, open_conversation, open_names
from rxapp.inbox.lifecycle import mark_given
from rxapp.inbox.links import parts_of
from rxapp.inbox.looks import owe_conversation
from rxapp.inbox.models import Attachment, Conversation, ConversationBox, Message
from rxapp.inbox.rows import NOTHING, AttachmentRow, ConversationPage, MessageRow, ProfessionalRow
from rxapp.inbox.rules import CLOSINGS, MOST_TO, Side, Withdrawing, why_not_withdraw, why_not_write
from rxapp.inbox.sight import Audience, audience, conversation_row, is_closed, is_quiet, item_of, last_seen, side_of
from rxapp.inbox.writing import writing_facts
from rxapp.record import aside
from rxapp.record.sniff import KIND_NAMES, Kind

MOST_ROWS = 50
MOST_PRINTED = 2_000
"""Messages of one print, the latest ones."""

KIND_WORDS = {Role.PROFESSIONAL: _("Professionnel"), Role.ESTABLISHMENT: _("Établissement")}
WITHDRAWN = _("Message retiré")
_YOU, _FOR = _("Vous"), _("{auteur}, pour {nom}")
_FOR_COLLEAGUE = _("pour {nom}")
_HEADING = _("Conversation : {objet}")
CUT = _("Les {n} derniers messages ; ceux d’avant n’y sont pas.")
_CLOSED = _("Close le {date} par {nom} : {raison}.")

_WITHIN = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation"),
        col(Message.seq) <= bindparam("top"),
        col(Message.seq) > bindparam("below"),
    )
    .order_by(col(Message.seq))
)
_CHANGED = _WITHIN.where(
    or_(Message.attachments > 0, col(Message.withdrawn_at).is_not(None), col(Message.seq) > bindparam("held"))
)
"""Of those that were shown before, all that can have changed but who has read them."""


def conversation_page(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    conversation_id: str,
    lang: str,
    before: int | None = None,
    limit: int = MOST_ROWS,
    known: ConversationPage = NOTHING,
) -> ConversationPage:
    """One conversation with its latest messages, or those before the number ``before``. Raises DomainError ``introuvable``.

    ``known``: what this actor was shown of it before, in the same language: what has not changed since is taken from there.
    """
    row = conversation_row(uow, actor=actor, context=context, action="see", conversation_id=conversation_id)
    owe_conversation(uow, actor=actor, context=context, row=row)
    last = last_seen(uow, row, actor)
    window = _Window(last if before is None else min(last, before - 1), max(1, min(limit, MOST_ROWS)), known)
    return _page(uow, actor, context, row, lang, last, window)


@dataclass(frozen=True)
class PrintedConversation:
    """A conversation to print. ``cut``: older messages are left out. ``printed_label``: when it was made."""

    page: ConversationPage
    cut: bool
    printed_label: str


def printed(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str, lang: str
) -> PrintedConversation:
    """A conversation whole, at most its `MOST_PRINTED` latest messages. Raises DomainError ``introuvable``."""
    row = conversation_row(uow, actor=actor, context=context, action="export", conversation_id=conversation_id)
    return _whole(uow, actor, context, row, lang)


def _whole(uow: UnitOfWork, actor: Actor, context: Context, row: Conversation, lang: str) -> PrintedConversation:
    owe_conversation(uow, actor=actor, context=context, row=row, action=acts.PRINTED)
    last = last_seen(uow, row, actor)
    page = _page(uow, actor, context, row, lang, last, _Window(last, MOST_PRINTED, NOTHING))
    return PrintedConversation(page, page.earlier > 0, i18n.date_time(uow.clock.now(), lang))


def as_text(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str, lang: str, action: str = "export"
) -> str:
    """A conversation as a plain text. ``action``: what it is for, as `policy` names it. Raises DomainError ``introuvable``."""
    row = conversation_row(uow, actor=actor, context=context, action=action, conversation_id=conversation_id)
    whole = _whole(uow, actor, context, row, lang)
    page = whole.page
    who = page.issuer or ", ".join(one.name for one in page.professionals)
    # Words of ours first: a text that began with « %PDF » or « <html> » would be taken for what it is not.
    lines = [translate(_HEADING, lang, objet=page.subject), f"{page.person_name} – {who}", ""]
    if whole.cut:
        lines += [translate(CUT, lang, n=MOST_PRINTED), ""]
    for one in page.rows:
        who = one.author_label.replace(translate(_YOU, lang), actor.label, 1) if one.mine else one.author_label
        lines += [f"{who}, {one.at_full}", one.text]
        lines += [f"[{piece.title}, {piece.kind_label}, {piece.size_label}]" for piece in one.attachments if not piece.gone]
        lines.append("")
    return "\n".join([*lines, page.closed_label]).rstrip() + "\n"


def whose(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, conversation_id: str) -> str:
    """Whose conversation it is, for who speaks for them: all that needs no line. Raises DomainError ``introuvable``."""
    return conversation_row(uow, actor=actor, context=context, action="see", conversation_id=conversation_id).person_id


@dataclass(frozen=True)
class _Window:
    """Which messages are wanted: the ``limit`` ones up to the number ``top``, those of ``known`` as they are there."""

    top: int
    limit: int
    known: ConversationPage

    def held(self, row: Conversation) -> dict[int, MessageRow]:
        """What is known of them already by number: all those up to the latest of ``known``, or nothing."""
        first, held = max(1, self.top - self.limit + 1), self.known.rows if self.known.id == row.id else ()
        if not held or not held[0].seq <= first <= held[-1].seq:
            return {}
        return {one.seq: one for one in held if first <= one.seq <= self.top}


def _page(
    uow: UnitOfWork, actor: Actor, context: Context, row: Conversation, lang: str, last: int, window: _Window
) -> ConversationPage:
    lists = boxes.boxes_of(uow, row.id)
    box = next((one for one in lists if one.account_id == actor.account_id), None)
    rows = _rows(uow, actor, context, row, window, boxes.read_by(lists), lang)
    _owe_read(uow, actor, context, row, rows, box)
    said, reached, who = open_conversation(uow, row), audience(uow, row), identity_of(uow, row.person_id)
    cut = reached.cut(uow, row, actor)
    closed, refusal = is_closed(row, cut), why_not_write(writing_facts(uow, row, reached, actor))
    staff, answers = _professionals(uow, actor, reached, cut, lang), side_of(actor) is Side.PROFESSIONAL and not refusal
    return ConversationPage(
        id=row.id,
        person_id=row.person_id,
        person_name=who.full_name,
        person_first=who.usual_name,
        subject=said.subject,
        issuer=said.issuer,
        information=row.kind == "information",
        secret=row.secret,
        hidden=is_quiet(uow, row),
        closed=closed,
        closed_label=_closed_label(uow, row, lang) if closed else "",
        closed_words=open_closing(uow, row) if closed else "",
        archived=box is not None and box.archived,
        professionals=staff,
        rows=rows,
        earlier=rows[0].seq if rows and rows[0].seq > 1 else 0,
        last_seq=last,
        day=uow.clock.today().isoformat(),
        can_write=not refusal,
        why_not=in_words(refusal, lang) if refusal else "",
        can_close=answers,
        can_assign=answers,
        can_add=side_of(actor) is Side.PATIENT and row.state == "open" and row.kind == "talk" and len(staff) < MOST_TO,
    )


def _owe_read(
    uow: UnitOfWork, actor: Actor, context: Context, row: Conversation, rows: Sequence[MessageRow], box: ConversationBox | None
) -> None:
    """What is shown is marked as read before it is given."""
    if rows and actor.role is not Role.SYSTEM and (box is None or box.read_seq < rows[-1].seq):
        require(actor, "read", item_of(row, actor), context)
        given = {"actor": actor, "context": context, "conversation_id": row.id, "seq": rows[-1].seq}
        uow.owe(("message.lu", row.id, actor.account_id), partial(mark_given, **given), passing=True)


def _closed_label(uow: UnitOfWork, row: Conversation, lang: str) -> str:
    if row.closed_at is None:
        return ""
    name = next((one.name for one in staff_named(uow, {row.closed_by}).values()), "")
    reason = translate(CLOSINGS[row.closed_why], lang)
    return translate(_CLOSED, lang, date=i18n.date_time(row.closed_at, lang), nom=name, raison=reason)


def _professionals(
    uow: UnitOfWork, actor: Actor, reached: Audience, cut: datetime | None, lang: str
) -> tuple[ProfessionalRow, ...]:
    """Those who take part. Whom the person blocked is theirs to know."""
    named, rows, seen = reached.named, [], side_of(actor) is Side.PATIENT
    for part in reached.staff:
        if cut is not None and part.since >= cut:
            continue
        who, colleague, away = named.get(part.account_id), named.get(part.for_account), absence_of(uow, part.account_id)
        rows.append(
            ProfessionalRow(
                id=part.account_id,
                name=who.name if who else "",
                kind_label=translate(KIND_WORDS[Role(part.role)], lang),
                assigned=part.assigned,
                blocked=seen and part.account_id in reached.blocked,
                for_label=translate(_FOR_COLLEAGUE, lang, nom=colleague.name) if colleague else "",
                away_until=i18n.near_date(away.away_to, uow.clock.today(), lang) if away else "",
            )
        )
    return tuple(rows)


def _rows(
    uow: UnitOfWork,
    actor: Actor,
    context: Context,
    row: Conversation,
    window: _Window,
    read_by: dict[bool, int],
    lang: str,
) -> tuple[MessageRow, ...]:
    held = window.held(row)
    wanted = {"conversation": row.id, "top": window.top, "below": window.top - window.limit}
    if held:
        wanted["held"] = max(held)
    messages = list(uow.session.execute(_CHANGED if held else _WITHIN, wanted).scalars())
    pieces = _pieces(uow, [one for one in messages if one.attachments], _Reader(actor, context, lang))
    today = uow.clock.today()
    if window.known.day != today.isoformat():  # « aujourd’hui » is « hier »
        held = {seq: replace(one, at_label=i18n.near_time(_at(one), today, lang)) for seq, one in held.items()}
    rows = {seq: _still(row, one, read_by.get(one.side != Side.PATIENT, 0) >= seq) for seq, one in held.items()}
    for one in messages:
        seen = read_by.get(one.side != Side.PATIENT, 0) >= one.seq
        rows[one.seq] = _row(uow, actor, row, one, pieces.get(one.id, ()), seen, lang)
    return tuple(rows[seq] for seq in sorted(rows))


def _at(one: MessageRow) -> datetime:
    return datetime.fromisoformat(one.at)


def _still(row: Conversation, one: MessageRow, read: bool) -> MessageRow:
    """A message that was shown before, as it is now."""
    facts = Withdrawing(own=one.mine, automatic=one.automatic, withdrawn=False, closed=row.state == "closed", read=read)
    may = not why_not_withdraw(facts)
    return one if (one.read, one.can_withdraw) == (read, may) else replace(one, read=read, can_withdraw=may)


def _row(
    uow: UnitOfWork,
    actor: Actor,
    row: Conversation,
    one: Message,
    pieces: tuple[AttachmentRow, ...],
    read: bool,
    lang: str,
) -> MessageRow:
    mine, gone = one.author == actor.account_id and not one.automatic, one.withdrawn_at is not None
    text = translate(WITHDRAWN, lang) if gone else open_body(uow, one)
    facts = Withdrawing(own=mine, automatic=one.automatic, withdrawn=gone, closed=row.state == "closed", read=read)
    return MessageRow(
        id=one.id,
        seq=one.seq,
        side=one.side,
        mine=mine,
        author_label=_author(uow, one, lang, mine=mine),
        at=one.sent_at.isoformat(),
        at_label=i18n.near_time(one.sent_at, uow.clock.today(), lang),
        at_full=i18n.date_time(one.sent_at, lang),
        text=text,
        parts=() if gone else parts_of(text),
        attachments=() if gone else pieces,
        withdrawn=gone,
        automatic=one.automatic,
        read=read,
        can_withdraw=not why_not_withdraw(facts),
        can_report=one.side not in (side_of(actor), Side.SYSTEM) and not gone,
    )


def _author(uow: UnitOfWork, one: Message, lang: str, *, mine: bool) -> str:
    said = open_names(uow, one)
    who = translate(_YOU, lang) if mine else said.author
    return translate(_FOR, lang, auteur=who, nom=said.on_behalf) if said.on_behalf else who


@dataclass(frozen=True)
class _Reader:
    """Who reads, and in which language."""

    actor: Actor
    context: Context
    lang: str


def _pieces(uow: UnitOfWork, messages: Iterable[Message], reader: _Reader) -> dict[str, tuple[AttachmentRow, ...]]:
    whose = {one.id: one.person_id for one in messages}
    if not whose:
        return {}
    wanted = select(Attachment).where(col(Attachment.message_id).in_(list(whose)))
    found: dict[str, tuple[AttachmentRow, ...]] = {}
    for row in uow.session.execute(wanted.order_by(col(Attachment.position), col(Attachment.document_id))).scalars():
        made = _piece(uow, row, whose[row.message_id], reader)
        found[row.message_id] = (*found.get(row.message_id, ()), made)
    return found


def _piece(uow: UnitOfWork, row: Attachment, person_id: str, reader: _Reader) -> AttachmentRow:
    """One document of a message. What was hidden from the reader since, or kept from a parent, has no name for them any more."""
    actor, lang = reader.actor, reader.lang
    if row.gone:
        return AttachmentRow(row.document_id, translate(_("Document supprimé"), lang), "", "", True, False, False)
    if not _is_named(uow, row, person_id, reader):
        return AttachmentRow(row.document_id, translate(_("Document qui ne s’ouvre plus"), lang), "", "", True, False, False)
    said = open_attachment(uow, row, person_id)
    return AttachmentRow(
        document_id=row.document_id,
        title=said.title,
        kind_label=KIND_NAMES[Kind(said.kind)],
        size_label=i18n.file_size(said.size, lang),
        gone=False,
        in_record=not row.aside,
        can_file=row.aside and files_received(actor, reader.context, person_id),
    )


def files_received(actor: Actor, context: Context, person_id: str) -> bool:
    """Whether an actor may put what came with messages into the record: for the person, parents included, and no helper."""
    return actor.role is Role.PATIENT and can_act(actor, "file", Item("piece", owner=person_id), context)


def _is_named(uow: UnitOfWork, row: Attachment, person_id: str, reader: _Reader) -> bool:
    """Whether somebody reads which document went with a message: a helper does though they open none."""
    actor = reader.actor
    if actor.role is Role.PATIENT:
        return actor.person_id == person_id or not aside.is_kept(uow, row.document_id)
    return aside.opens(uow, actor=actor, context=reader.context, document_id=row.document_id)
