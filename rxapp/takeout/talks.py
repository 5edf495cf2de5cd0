"""Messages into the archive: one page and one file of data for each conversation, with the documents that went along."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from rxapp.core.i18n import _
from rxapp.inbox import exporting
from rxapp.inbox.rows import AttachmentRow, ConversationPage, MessageRow
from rxapp.takeout.chapters import as_json
from rxapp.takeout.leaves import Html, joined, leaf, link, table, tag
from rxapp.takeout.papers import Papers
from rxapp.takeout.paths import Paths
from rxapp.takeout.reading import Reading

FOLDER, PIECES = "messages", "messages/pieces"


@dataclass(frozen=True)
class _Talk:
    """A conversation whole: its page without rows, and all its rows, the oldest first."""

    page: ConversationPage
    rows: list[MessageRow]

    @property
    def who(self) -> str:
        return self.page.issuer or ", ".join(one.name for one in self.page.professionals)

    @property
    def day(self) -> str:
        return self.rows[0].at[:10] if self.rows else ""


def conversations(papers: Papers, reading: Reading) -> int:
    """`messages.html` and what it leads to; returns how many conversations."""
    with reading.look() as (uow, standing):
        ids = exporting.conversation_ids(uow, **standing, person_id=reading.person_id)
    paths, listed = Paths(), []
    for conversation_id in ids:
        talk = papers.unless_gone("conversation", conversation_id, partial(_read, reading, conversation_id))
        if talk is None:
            continue
        path = paths.of(FOLDER, f"{talk.day} {_flat(talk.page.subject[:80])}.html".strip())
        places = _pack_pieces(papers, talk)
        papers.archive.add(path, leaf(talk.page.subject, reading.lang, *_page(talk, places, reading)))
        papers.archive.add(path.removesuffix(".html") + ".json", as_json(_told(talk, places)))
        listed.append((talk.rows[-1].at_full if talk.rows else "", link(talk.page.subject, path), talk.who))
    title, head = reading.say(_("Messages")), (_("Dernier message"), _("Objet"), _("Avec"))
    empty = tag("p", reading.say(_("Aucune conversation.")), kind="soft")
    body = table([reading.say(words) for words in head], reversed(listed)) or empty
    papers.archive.add("messages.html", leaf(title, reading.lang, body))
    return len(listed)


def _flat(subject: str) -> str:
    """A subject for a name: what comes before « / » would be cut away as a folder, and the date with it."""
    return re.sub(r"[/\\]", "-", subject)


def _read(reading: Reading, conversation_id: str) -> _Talk:
    with reading.look() as (uow, standing):
        pages = list(exporting.pages(uow, **standing, conversation_id=conversation_id, lang=reading.lang))
    return _Talk(pages[0], [row for page in reversed(pages) for row in page.rows])


def _pack_pieces(papers: Papers, talk: _Talk) -> dict[str, str]:
    """Where each document that went along is in the archive, by its id; "" for one that is not."""
    places: dict[str, str] = {}
    for piece in (piece for row in talk.rows for piece in row.attachments if not piece.gone):
        packed = papers.pack(piece.document_id, PIECES, filed=False) if not piece.in_record else None
        packed = packed or papers.packed.get(piece.document_id)
        places[piece.document_id] = packed.path if packed else ""
    return places


def _page(talk: _Talk, places: dict[str, str], reading: Reading) -> list[Html]:
    page = talk.page
    parts = [tag("p", f"{page.person_name} – {talk.who}")]
    if page.secret:
        parts.append(tag("p", reading.say(_("Gardée secrète : ses parents ne la voient pas.")), kind="soft"))
    for row in talk.rows:
        pieces = joined(tag("p", _piece(piece, places)) for piece in row.attachments)
        parts.append(tag("article", tag("h3", f"{row.author_label}, {row.at_full}"), tag("p", row.text, kind="said"), pieces))
    if page.closed_label:
        parts.append(tag("p", f"{page.closed_label} {page.closed_words}".strip()))
    return parts


def _piece(piece: AttachmentRow, places: dict[str, str]) -> Html:
    path = places.get(piece.document_id, "")
    about = ", ".join(filter(None, (piece.kind_label, piece.size_label)))
    title = link(piece.title, f"../{path}") if path else joined([piece.title])
    return joined([title, f" ({about})" if about else ""])


def _told(talk: _Talk, places: dict[str, str]) -> dict[str, object]:
    page = talk.page
    return {
        "subject": page.subject,
        "person": page.person_name,
        "with": [one.name for one in page.professionals] or [page.issuer],
        "information": page.information,
        "secret": page.secret,
        "closed": page.closed_label,
        "messages": [_message(row, places) for row in talk.rows],
    }


def _message(row: MessageRow, places: dict[str, str]) -> dict[str, object]:
    return {
        "number": row.seq,
        "at": row.at,
        "side": row.side,
        "author": row.author_label,
        "text": row.text,
        "withdrawn": row.withdrawn,
        "automatic": row.automatic,
        "documents": [{"title": one.title, "path": places.get(one.document_id, "")} for one in row.attachments],
    }
