"""Choosing what an entry has to do with: what it is linked with already, and what may be, among entries and documents."""

from __future__ import annotations

from dataclasses import dataclass, field

from rxapp.core.db import UnitOfWork
from rxapp.core.finding import has_all, terms_of, words_of
from rxapp.core.i18n import translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.profile import links, store
from rxapp.profile.found import in_every_language
from rxapp.profile.looks import owe_look
from rxapp.profile.parts import BY_CODE, title_of
from rxapp.record import views as record

AT_ONCE = 6
"""Entries, and as many documents, offered at a time; a search finds the others."""


@dataclass(frozen=True, slots=True)
class Other:
    """The other end of a link, there or possible. ``kind``: "entry" or "document"; ``about``: its part, or day and category."""

    kind: str
    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Linking:
    """An entry and its links. ``part``: its code."""

    title: str = ""
    part: str = ""
    linked: list[Other] = field(default_factory=list)
    found: list[Other] = field(default_factory=list)


def linking(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str, query: str = "", lang: str
) -> Linking:
    """What it is linked with, and what matches a search and is not. Raises DomainError ``introuvable``."""
    row = store.entry_row(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    seen = {"actor": actor, "context": context, "person_id": row.person_id}
    owe_look(uow, **seen)
    entry, ends = store.opened(uow, row), links.ends(uow, row.person_id)
    tied, papers = ends.entries.get(entry_id, ()), ends.documents.get(entry_id, ())
    others = [one for one in store.entries(uow, **seen) if one.id != entry_id]
    titles = record.titles(uow, actor=actor, context=context, document_ids=papers)
    page = record.documents_page(uow, **seen, lang=lang, query=query)
    rows = [
        Other(links.DOCUMENT, one.id, one.title, f"{one.act_date_label}, {one.category_label}")
        for one in page.rows
        if one.id not in papers
    ]
    terms = terms_of(query)
    free = [one for one in others if one.id not in tied and has_all(words_of(*in_every_language(one)), terms)]
    return Linking(
        title=title_of(BY_CODE[entry.part], entry.values, lang),
        part=entry.part,
        linked=[
            *(_entry(one, lang) for one in others if one.id in tied),
            *(Other(links.DOCUMENT, paper, title, "") for paper, title in titles.items()),
        ],
        found=[*(_entry(one, lang) for one in free[:AT_ONCE]), *rows[:AT_ONCE]],
    )


def _entry(one: store.Entry, lang: str) -> Other:
    part = BY_CODE[one.part]
    return Other(links.ENTRY, one.id, title_of(part, one.values, lang), translate(part.title, lang))
