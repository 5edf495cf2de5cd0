"""What a search finds in a medical profile: entries, each with the words around the hit."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.excerpts import Piece, excerpt
from rxapp.core.finding import has_all, terms_of, words_of
from rxapp.core.i18n import LANGUAGES, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.profile import store
from rxapp.profile.looks import owe_look
from rxapp.profile.parts import BY_CODE, details_of, title_of


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """One entry. ``part``: the name of its part; ``code``: its anchor; ``pieces``: of its details, where they say it."""

    code: str
    part: str
    title: str
    pieces: list[Piece]


def entries(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str, query: str
) -> list[FoundEntry]:
    """Entries that say every piece of what was typed, in their words or in the name of their part. Raises ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    terms, found = terms_of(query), []
    if not terms:
        return []
    for one in store.entries(uow, actor=actor, context=context, person_id=person_id):
        part = BY_CODE[one.part]
        name, title = translate(part.title, lang), title_of(part, one.values, lang)
        details = " · ".join(text for _label, text in details_of(part, one.values, lang))
        if has_all(words_of(*in_every_language(one)), terms):
            found.append(FoundEntry(one.part, name, title, excerpt(details, terms)))
    return found


def in_every_language(entry: store.Entry) -> list[str]:
    """All that an entry says, with the name of its part: what was typed in one language is looked for in the other as well."""
    part, said = BY_CODE[entry.part], []
    for lang in LANGUAGES:
        said += [translate(part.title, lang), title_of(part, entry.values, lang)]
        said += [text for _label, text in details_of(part, entry.values, lang)]
    return said
