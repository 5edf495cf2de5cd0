"""What a professional's pages read of their inbox, outside of the event loop, in words and addresses ready for the screen."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, file_size, plural, translate
from rxapp.core.policy import Actor
from rxapp.inbox import service, views
from rxapp.inbox.rules import MOST_ATTACHED
from rxapp.inbox.service import Draft
from rxapp.inbox.views import ConversationPage, DraftView, InboxRow
from rxapp.notices import views as notices
from rxapp.record import aside
from rxapp.record.sniff import KIND_NAMES, Kind
from rxapp.runtime import current
from rxapp.state import talks
from rxapp.state.pro_address import ARCHIVED, MINE, UNREAD, Asked

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody, or a reason, that may be chosen."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation in the list, and the address that opens it beside the same list."""

    row: InboxRow
    href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The list: its lines, the address of the following ones, the people it may be narrowed to; unread conversations, news."""

    lines: list[Line]
    following: str
    partial: bool
    people: list[Choice]
    waiting: int
    unread: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that will go with a message."""

    id: str
    title: str
    meta: str


@dataclass(frozen=True, slots=True)
class Box:
    """The box to write in: of which conversation, begun from which text; another ``edition`` starts it afresh."""

    place: str = ""
    edition: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of what was sent under a key. ``count`` tells two answers from one another."""

    key: str = ""
    done: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Newer:
    """A draft that another device wrote since, when there is one."""

    there: bool = False
    revision: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation, and what is being written in it."""

    page: ConversationPage
    draft: DraftView
    pieces: list[Piece]


def listed(actor: Actor, asked: Asked, lang: str) -> Listed:
    """The list that an address asks for."""
    wanted = {
        "person_id": asked.patient,
        "query": asked.query,
        "unread": asked.view == UNREAD,
        "mine": asked.view == MINE,
        "archived": asked.view == ARCHIVED,
        "after": asked.after or None,
        "limit": AT_ONCE,
    }
    with current().db.read() as uow:
        page = views.pro_inbox(uow, actor=actor, lang=lang, **wanted)
        people = views.patients(uow, actor=actor, lang=lang, archived=asked.view == ARCHIVED)
        waiting, unread = views.unread_count(uow, actor=actor), notices.unread_count(uow, actor=actor)
    return Listed(
        [Line(row, asked.opened(row.id).address()) for row in page.rows],
        asked.listed(after=page.next_cursor).address() if page.next_cursor else "",
        page.partial,
        _people(people, page, asked, lang),
        waiting,
        unread,
    )


def _people(people: tuple[views.PatientRow, ...], page: views.InboxPage, asked: Asked, lang: str) -> list[Choice]:
    """Those to whom the list may be narrowed; whom it is narrowed to stays among them, however many others there are."""
    found = [Choice(one.person_id, _counted(one.name, one.unread, lang)) for one in people]
    if page.rows and asked.patient and asked.patient not in {one.id for one in found}:
        found.append(Choice(asked.patient, page.rows[0].person_name))
    return found


def opened(actor: Actor, conversation_id: str, before: str, lang: str) -> Opened:
    """One conversation and the draft of it. Raises DomainError ``introuvable``."""
    with current().db.read() as uow:
        page = _page(uow, actor, conversation_id, before, lang)
        draft = _draft(uow, actor, page.person_id, conversation_id, lang)
        return Opened(page, draft, _pieces(uow, actor, draft.draft.documents, lang))


def looked(actor: Actor, conversation_id: str, before: str, lang: str, known: ConversationPage) -> ConversationPage:
    """The conversation alone, ``known`` as it is shown. Raises DomainError ``introuvable``."""
    with current().db.read() as uow:
        return _page(uow, actor, conversation_id, before, lang, known)


def draft(actor: Actor, conversation_id: str, lang: str) -> tuple[DraftView, list[Piece]]:
    """What is being written in a conversation. Raises DomainError ``introuvable``."""
    with current().db.read() as uow:
        whose = views.whose(uow, actor=actor, conversation_id=conversation_id)
        held = _draft(uow, actor, whose, conversation_id, lang)
        return held, _pieces(uow, actor, held.draft.documents, lang)


def documents(actor: Actor, conversation_id: str) -> tuple[str, ...]:
    """What goes with what is being written in a conversation, also when some of it is gone by now."""
    with current().db.read() as uow:
        about = {"person_id": views.whose(uow, actor=actor, conversation_id=conversation_id), "conversation_id": conversation_id}
        return views.draft(uow, actor=actor, **about, lang="fr").draft.documents


def keep(actor: Actor, conversation_id: str, text: str, documents: tuple[str, ...] | None, revision: int) -> int:
    """Keep a draft, with the documents it had when none are told; returns the new revision. Raises as `service.keep_draft`."""
    with current().db.uow() as uow:
        about = {"person_id": views.whose(uow, actor=actor, conversation_id=conversation_id), "conversation_id": conversation_id}
        if documents is None:
            documents = views.draft(uow, actor=actor, **about, lang="fr").draft.documents
        kept = service.keep_draft(uow, actor=actor, **about, draft=Draft(text=text, documents=documents), revision=revision)
        uow.commit()
        return kept


def join(actor: Actor, conversation_id: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Put documents with a draft; returns all that go with it. Raises as `service.keep_draft`, and ``message.trop_de_pieces``."""
    held, _pieces = draft(actor, conversation_id, "fr")
    joined = tuple(dict.fromkeys((*held.draft.documents, *ids)))
    if len(joined) > MOST_ATTACHED:
        raise DomainError("message.trop_de_pieces", maximum=MOST_ATTACHED)
    keep(actor, conversation_id, held.draft.text, joined, held.revision)
    return joined


def pieces(actor: Actor, document_ids: tuple[str, ...], lang: str) -> list[Piece]:
    """Documents that are to go with a message; those that are no more are left out."""
    with current().db.read() as uow:
        return _pieces(uow, actor, document_ids, lang)


def colleagues(actor: Actor, lang: str) -> list[Choice]:
    """Who may answer: oneself first, then the others of the practice."""
    with current().db.read() as uow:
        others = views.colleagues(uow, actor=actor)
    return [Choice(actor.account_id, translate(_("Moi"), lang)), *(Choice(*one) for one in others)]


def onlookers(conversation_id: str) -> tuple[str, ...]:
    """The accounts whose open pages may show a conversation."""
    with current().db.read() as uow:
        return views.onlookers(uow, conversation_id)


def _page(
    uow: UnitOfWork, actor: Actor, conversation_id: str, before: str, lang: str, known: ConversationPage = views.NOTHING
) -> ConversationPage:
    about = {"conversation_id": conversation_id, "before": int(before) if before else None, "limit": talks.SHOWN}
    return views.conversation_page(uow, actor=actor, **about, lang=lang, known=known)


def _draft(uow: UnitOfWork, actor: Actor, person_id: str, conversation_id: str, lang: str) -> DraftView:
    return views.draft(uow, actor=actor, person_id=person_id, conversation_id=conversation_id, lang=lang)


def _pieces(uow: UnitOfWork, actor: Actor, document_ids: tuple[str, ...], lang: str) -> list[Piece]:
    found = []
    for one in document_ids:
        try:
            piece = aside.piece(uow, actor=actor, document_id=one)
        except DomainError as error:
            if error.code != "introuvable":
                raise
            continue  # it went by itself, having waited too long
        found.append(Piece(one, piece.title, f"{translate(KIND_NAMES[Kind(piece.kind)], lang)}, {file_size(piece.size, lang)}"))
    return found


def _counted(name: str, unread: int, lang: str) -> str:
    return f"{name} ({plural('{n} non lue', '{n} non lues', unread, lang)})" if unread else name
