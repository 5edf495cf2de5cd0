"""The documents that go with a message that is being written, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rxapp.core.errors import DomainError
from rxapp.core.i18n import file_size
from rxapp.core.policy import Actor
from rxapp.record import aside
from rxapp.record.names import graphemes
from rxapp.record.sniff import KIND_NAMES, Kind
from rxapp.runtime import current
from rxapp.state import talks


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that goes with what is being written."""

    id: str
    title: str
    meta: str


def pieces_of(actor: Actor, ids: Sequence[str], language: str) -> list[Piece]:
    """Those of these documents that may still go with a message, in words."""
    found = []
    with current().db.read() as uow:
        for one in ids:
            try:
                piece = aside.piece(uow, **talks.who(uow, actor), document_id=one)
            except DomainError as error:
                if error.code != "introuvable":
                    raise
                continue
            meta = f"{KIND_NAMES[Kind(piece.kind)]}, {file_size(piece.size, language)}"
            found.append(Piece(one, piece.title, meta))
    return found


def brief(title: str) -> str:
    """A title short enough for a sentence."""
    signs = graphemes(title)
    return title if len(signs) <= 50 else "".join(signs[:49]) + "…"
