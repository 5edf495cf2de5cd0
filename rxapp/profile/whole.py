"""A whole profile for a copy to take along: every entry with what it said before, what is linked, what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.profile import links, store
from rxapp.profile.looks import owe_look
from rxapp.profile.models import ProfileEntry
from rxapp.profile.parts import BY_CODE, title_of
from rxapp.profile.store import Entry
from rxapp.profile.views import whole_details


@dataclass(frozen=True, slots=True)
class Text:
    """What an entry said from an instant on (ISO)."""

    values: Mapping[str, str]
    by: str
    written_at: str


@dataclass(frozen=True, slots=True)
class WholeEntry:
    """One entry. ``details``: labels and words for a page; ``linked``: ids of other entries, ``documents`` of documents."""

    id: str
    part: str
    part_label: str
    title: str
    values: Mapping[str, str]
    by: str
    written_at: str
    secret: bool
    details: tuple[tuple[str, str], ...]
    earlier: tuple[Text, ...]
    linked: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """A part of which nothing is known, as somebody said."""

    part: str
    part_label: str
    words: str
    by: str
    said_at: str


@dataclass(frozen=True, slots=True)
class WholeProfile:
    """Entries in the order of the parts, the oldest first."""

    entries: tuple[WholeEntry, ...]
    nothing: tuple[Nothing, ...]


def whole(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> WholeProfile:
    """The profile as this reader may see it, without a bound. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    held = store.entries(uow, actor=actor, context=context, person_id=person_id)
    hidden, seen = store.sees_kept(uow, actor, context, person_id), {one.id for one in held}
    ends, place = links.ends(uow, person_id), list(BY_CODE)

    def told(one: Entry) -> WholeEntry:
        part = BY_CODE[one.part]
        before = store.earlier(uow, uow.session.get(ProfileEntry, one.id), hidden=hidden)
        return WholeEntry(
            id=one.id,
            part=one.part,
            part_label=translate(part.title, lang),
            title=title_of(part, one.values, lang),
            values=one.values,
            by=one.label,
            written_at=one.written_at.isoformat(),
            secret=one.secret,
            details=tuple((detail.label, detail.text) for detail in whole_details(part, one, lang)),
            earlier=tuple(Text(text.values, text.label, text.written_at.isoformat()) for text in before),
            linked=tuple(other for other in ends.entries.get(one.id, ()) if other in seen),
            documents=tuple(id for id in ends.documents.get(one.id, ()) if links.sees_document(uow, actor, context, id)),
        )

    filled = {one.part for one in held}
    nothing = tuple(
        Nothing(
            one.part,
            translate(BY_CODE[one.part].title, lang),
            translate(BY_CODE[one.part].none, lang),
            one.label,
            one.said_at.isoformat(),
        )
        for one in store.nones(uow, actor=actor, context=context, person_id=person_id)
        if one.part not in filled
    )
    return WholeProfile(tuple(map(told, sorted(held, key=lambda one: place.index(one.part)))), nothing)
