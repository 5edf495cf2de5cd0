"""The words of documents, read once each in the limited subprocess and kept sealed: what a search looks into.

A document is tried twice at most: the try is written down before it is made, so that a file which ends its reader, or the server,
is left alone afterwards. Photos, and PDFs that hold little but pictures, are read by `scanning` where it can, once no other words
wait to be read. Each person has one document read in turn. Nobody has looked at anything: no history tells of it.
"""

from __future__ import annotations

import logging
import re
import threading
import time
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlmodel import col

from rxapp.core.crypto import PersonKey, open_text, seal
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.finding import words_of
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR
from rxapp.core.stream import StreamBroken
from rxapp.record import scanning
from rxapp.record.answers import MAX_WORDS
from rxapp.record.contents import Content, key_of
from rxapp.record.models import Document, DocumentText, Reading, Status
from rxapp.record.names import unmarked
from rxapp.record.previews import Original, original
from rxapp.record.rendition import workshop
from rxapp.record.sniff import Kind

AT_ONCE = 20
"""Documents that one pass reads."""
PASS_SECONDS = 30.0
"""Time after which a pass begins no further document."""

MOST_FOLDED = 60_000
"""Characters of the folded words of one text: what lies beyond is not found."""

MOST_SCANNED = 20
"""Pages of a scan that are read."""
SCAN_SECONDS = 180.0
"""Time after which no further page of a scan is begun."""

_WORDS = (Reading.DUE, Reading.TRIED)
_PICTURES = (Reading.SCAN, Reading.RESCAN, Reading.HALF)
_NEXT = {
    Reading.DUE: Reading.TRIED,
    Reading.TRIED: Reading.AGAIN,
    Reading.SCAN: Reading.RESCAN,
    Reading.RESCAN: Reading.AGAIN,
    Reading.HALF: Reading.AGAIN,
}
"""What is written down before a try, never what is written after it: so a search sees that the words have changed."""
_FEW = 60
"""Characters on each page under which a document is taken for a scan."""
_BROKEN_WORD = re.compile("[\\x02\\xad\\ufffe]\\s*")
"""Where a PDF breaks a word at the end of a line."""
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")

_stopped = threading.Event()
_served: dict[str, float] = {}
"""When a document of theirs was last begun, of the persons of whom some were to be read."""
_log = logging.getLogger("carnet.documents")


def read_due(db: Database) -> int:
    """Read some of the documents that are to be read, words before pictures; returns how many were tried."""
    ends = time.monotonic() + PASS_SECONDS
    tried: set[str] = set()
    for states in (_WORDS, _PICTURES) if scanning.program() else (_WORDS,):
        begun: set[str] = set()
        while turn := [one for one in _turn(db, states) if one[0] not in begun]:
            for document_id, state, person_id in turn:
                if _stopped.is_set() or len(tried) == AT_ONCE or time.monotonic() > ends:
                    return len(tried)
                begun.add(document_id)
                tried.add(document_id)
                _served[person_id] = time.monotonic()
                _one(db, document_id, Reading(state))
    if not tried:
        _served.clear()
    return len(tried)


def _turn(db: Database, states: Sequence[Reading]) -> list[tuple[str, str, str]]:
    """One document of each person, first what was not tried yet, the latest; whoever has waited longest for their turn first."""
    how_far = case({state: place for place, state in enumerate(states)}, value=Document.reading)
    order = (how_far, col(Document.received_at).desc(), col(Document.id))
    nth = func.row_number().over(partition_by=Document.person_id, order_by=order).label("nth")
    columns = (Document.id, Document.reading, Document.person_id, Document.received_at, nth)
    due = select(*columns).where(col(Document.reading).in_(states), col(Document.status) == Status.READY).subquery()
    first = select(due.c.id, due.c.reading, due.c.person_id).where(due.c.nth == 1).order_by(due.c.received_at.desc(), due.c.id)
    with db.read() as uow:
        turn = [(one, state, person_id) for one, state, person_id in uow.session.execute(first)]
    return sorted(turn, key=lambda one: _served.get(one[2], 0.0))


def waiting(uow: UnitOfWork, chosen: Iterable[Any]) -> int:
    """How many of the chosen documents are still to be read."""
    still = col(Document.reading).in_((*_WORDS, *_PICTURES) if scanning.program() else _WORDS)
    return uow.session.execute(select(func.count()).select_from(Document).where(*chosen, still)).scalar_one()


def resume() -> None:
    """Once the server has stopped: whatever begins in this process later reads again."""
    _stopped.clear()


def stop() -> None:
    """The server stops: what is being read is given up, and is read by the next."""
    _stopped.set()
    scanning.end()


def _one(db: Database, document_id: str, state: Reading) -> None:
    try:
        found = _claimed(db, document_id, state)
        if found is None:
            return
        text, reached = _words(db, found, state)
        if _stopped.is_set():
            _give_back(db, document_id, state)
        else:
            _keep(db, found, text, reached)
    except (DomainError, OSError, StreamBroken) as failure:
        _log.warning("the text of a document was not read: %s", type(failure).__name__)


def _give_back(db: Database, document_id: str, state: Reading) -> None:
    with db.uow() as uow:
        mine = update(Document).where(col(Document.id) == document_id, col(Document.reading) == _NEXT[state])
        uow.session.execute(mine.values(reading=state))
        uow.commit()


def _claimed(db: Database, document_id: str, state: Reading) -> Original | None:
    """Count the try; None when another process was first, or the document is in the record no more."""
    with db.uow() as uow:
        mine = update(Document).where(
            col(Document.id) == document_id, col(Document.reading) == state, col(Document.status) == Status.READY
        )
        claimed = uow.session.execute(mine.values(reading=_NEXT[state])).rowcount
        uow.commit()
    if not claimed:
        return None
    with db.read() as uow:
        return original(uow, actor=SYSTEM_ACTOR, context=NO_CONTEXT, document_id=document_id)


def _words(db: Database, found: Original, state: Reading) -> tuple[str, Reading]:
    """What it says, and how far it is read then."""
    with Content(db.blobs, found.blob, found.size) as content:
        text = tidied(workshop().read(found.kind, found.size, content.read_range))
        if state in _WORDS:
            return text, Reading.SCAN if _is_scan(found, text) else Reading.DONE
        pages, is_whole = _scanned(found, content)
    reached = Reading.HALF if state is Reading.SCAN and not is_whole else Reading.DONE
    return tidied("\n".join([text, *pages]))[:MAX_WORDS], reached


def _is_scan(found: Original, text: str) -> bool:
    return found.preview == "image" and found.kind is not Kind.DICOM and len(text) < _FEW * max(found.pages, 1)


def _scanned(found: Original, content: Content) -> tuple[list[str], bool]:
    """The words of its pages, each drawn anew first, and whether each of them could be read."""
    begun, pages, is_whole = time.monotonic(), [], True
    for page in range(1, min(max(found.pages, 1), MOST_SCANNED) + 1):
        if _stopped.is_set() or time.monotonic() - begun > SCAN_SECONDS:
            break
        try:
            drawn = workshop().draw(found.kind, found.size, content.read_range, page=page, side=scanning.SIDE, text=False)
            pages.append(scanning.words(drawn.data, _stopped))
        except DomainError:
            is_whole = False
    return pages, is_whole


def tidied(text: str) -> str:
    """Words as they may be shown: no mark, no broken word, one space between two, NFC."""
    whole = _BROKEN_WORD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = unicodedata.normalize("NFC", unmarked(whole, keep="\n\t"))
    return _LINES.sub("\n", _SPACES.sub(" ", plain)).strip()


def _keep(db: Database, found: Original, text: str, state: Reading) -> None:
    """Seal it, unless the document has gone meanwhile, or another process was first; a later try takes no words away."""
    with db.uow() as uow:
        whose = (
            col(Document.id) == found.document_id,
            col(Document.status) == Status.READY,
            col(Document.reading) != Reading.DONE,
        )
        if not uow.session.execute(update(Document).where(*whose).values(reading=state)).rowcount:
            return
        row = sealed_text(key_of(uow, found.person_id), found.person_id, found.document_id, text)
        kept = select(func.length(DocumentText.content)).where(col(DocumentText.document_id) == found.document_id)
        if text and len(row.content) >= (uow.session.execute(kept).scalar() or 0):
            uow.session.execute(delete(DocumentText).where(col(DocumentText.document_id) == found.document_id))
            uow.session.add(row)
        uow.commit()


def sealed_text(key: PersonKey, person_id: str, document_id: str, text: str) -> DocumentText:
    """The row of a document's words."""
    said = (("needle", words_of(text)[:MOST_FOLDED]), ("content", text))
    sealed = {column: seal(key, words, **_place(person_id, document_id, column)) for column, words in said}
    return DocumentText(document_id=document_id, person_id=person_id, **sealed)


def open_needle(key: PersonKey, person_id: str, document_id: str, blob: bytes | None) -> str:
    """The folded words of a document's text, "" when there are none."""
    return open_text(key, blob, **_place(person_id, document_id, "needle")) if blob else ""


def texts_of(
    uow: UnitOfWork, key: PersonKey, person_id: str, document_ids: Iterable[str], starts: Sequence[str] = ()
) -> dict[str, str]:
    """The texts of some documents of one person, which the caller has asked whether they may be shown.

    ``starts``: only of those in which a word begins like one of these.
    """
    columns = (DocumentText.document_id, DocumentText.needle, DocumentText.content)
    wanted = select(*columns).where(
        col(DocumentText.person_id) == person_id, col(DocumentText.document_id).in_(list(document_ids))
    )
    found = {}
    for one, sealed, content in uow.session.execute(wanted):
        needle = open_needle(key, person_id, one, sealed) if starts else ""
        if not starts or len(needle) >= MOST_FOLDED or any(f" {start}" in needle for start in starts):
            found[one] = open_text(key, content, **_place(person_id, one, "content"))
    return found


def _place(person_id: str, document_id: str, column: str) -> dict[str, str]:
    return {"table": DocumentText.__tablename__, "column": column, "row": document_id, "person": person_id}
