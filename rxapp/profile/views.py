"""The medical profile as one reader sees it. Frozen; every view of somebody else's profile leaves a line in their history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rxapp.accounts.birth import age_on
from rxapp.accounts.identity import identity_of
from rxapp.accounts.keeping import may_keep
from rxapp.core import origin
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.profile import links, store, when
from rxapp.profile.looks import owe_look
from rxapp.profile.over import contradicts, is_past
from rxapp.profile.parts import BY_CODE, PARTS, Box, Field, Part, asked_of, details_of, title_of
from rxapp.profile.store import Entry, NoneKnown
from rxapp.record import views as record

MOST_VERSIONS = 50
"""Most earlier texts of an entry on a screen, the latest first; a copy of everything holds them all."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing an entry says beside its name."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """The other end of a link. ``kind``: "entry" or "document"; ``href`` leads there."""

    kind: str
    id: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry. ``written_label``: who wrote it as it is, and when; ``rewritten``: it said something else before.

    ``over``: what it tells of is past. ``may_keep``, ``secret``: a minor may keep it from their parents, or does.
    """

    id: str
    version: int
    part: str
    title: str
    over: bool
    secret: bool
    may_keep: bool
    rewritten: bool
    written_label: str
    details: list[Detail] = field(default_factory=list)
    links: list[LinkView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PartView:
    """One part: what holds now and what is over. ``none_label``: who said that nothing is known, and when, "" when nobody did."""

    code: str
    title: str
    about: str
    add_label: str
    none: str
    none_label: str
    may_add: bool
    may_none: bool = True
    now: list[EntryView] = field(default_factory=list)
    past: list[EntryView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FormView:
    """What it takes to write an entry: its part, its fields as typed, and the version that was read (0 for a new one)."""

    part: Part
    entry_id: str
    version: int
    values: dict[str, str]
    written_label: str
    details: list[Detail]


@dataclass(frozen=True, slots=True)
class VersionView:
    """What an entry said, from when on and in whose words."""

    title: str
    written_label: str
    details: list[Detail]


def profile(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> list[PartView]:
    """Every part that makes sense for the person or holds something. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    held = store.entries(uow, actor=actor, context=context, person_id=person_id)
    who, today = identity_of(uow, person_id), uow.clock.today()
    reading = _Reading(uow, actor, context, person_id, lang, held)
    unknown = {one.part: one for one in store.nones(uow, actor=actor, context=context, person_id=person_id)}
    shown: list[PartView] = []
    for part in PARTS:
        mine = [one for one in held if one.part == part.code]
        if mine or part.code in unknown or asked_of(part, sex=who.sex, age=age_on(who.birth_date, today)):
            shown.append(reading.part(part, mine, unknown.get(part.code)))
    return shown


def entry_form(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str, lang: str) -> FormView:
    """An entry as its form starts. Raises DomainError ``introuvable``."""
    row = store.entry_row(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    owe_look(uow, actor=actor, context=context, person_id=row.person_id)
    entry = store.opened(uow, row)
    part = BY_CODE[entry.part]
    values = {one.code: typed(one, entry.values.get(one.code, "")) for one in part.fields}
    return FormView(part, entry.id, entry.version, values, written_label(entry, actor, lang), whole_details(part, entry, lang))


def versions(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str, lang: str) -> list[VersionView]:
    """What an entry says, then what it said before, the latest first. Raises DomainError ``introuvable``."""
    row = store.entry_row(uow, actor=actor, action="see", context=context, entry_id=entry_id)
    owe_look(uow, actor=actor, context=context, person_id=row.person_id)
    hidden = store.sees_kept(uow, actor, context, row.person_id)
    said = [store.opened(uow, row), *store.earlier(uow, row, hidden=hidden, limit=MOST_VERSIONS)]
    return [
        VersionView(
            title_of(BY_CODE[one.part], one.values, lang),
            written_label(one, actor, lang),
            [Detail(*pair) for pair in details_of(BY_CODE[one.part], one.values, lang)],
        )
        for one in said
    ]


def about_document(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, document_id: str, lang: str
) -> list[LinkView]:
    """The entries that a document has to do with; none for who may not see the profile."""
    seen = {"actor": actor, "context": context, "person_id": person_id}
    try:
        found = links.of_document(uow, **seen, document_id=document_id)
    except DomainError:
        return []
    if found:
        owe_look(uow, **seen)
    return [_to_entry(one, lang) for one in found]


def typed(field: Field, value: str) -> str:
    """A value as it is typed."""
    return when.typed(value) if field.box is Box.DAY else value


def whole_details(part: Part, entry: Entry, lang: str) -> list[Detail]:
    """All that an entry says, what names it included."""
    said = ((one, entry.values[one.code]) for one in part.fields if entry.values.get(one.code))
    return [Detail(translate(one.label, lang), one.shown(value, lang)) for one, value in said]


def written_label(one: Entry | NoneKnown, actor: Actor, lang: str) -> str:
    """« Écrit par Nadia Petit, 26 novembre 2026 à 14 h 05 »; what a copy brought says that it does, and when."""
    if isinstance(one, NoneKnown):
        when, words = plain_date(paris_date(one.said_at), lang), _("Déclaré le {quand} par {qui}")
    else:
        when, words = date_time(one.written_at, lang), _("Écrit par {qui}, {quand}")
    if origin.is_taken_over(one.account):
        return f"{origin.taken_over(lang)}, {when}"
    return translate(words, lang, qui=who_label(one, actor, lang), quand=when)


def who_label(one: Entry | NoneKnown, actor: Actor, lang: str) -> str:
    """Who wrote it: « vous » for oneself."""
    return translate(_("vous"), lang) if one.account == actor.account_id else one.label


class _Reading:
    """One look at a profile: what is shown of its entries."""

    def __init__(self, uow: UnitOfWork, actor: Actor, context: Context, person_id: str, lang: str, held: Iterable[Entry]) -> None:
        self._actor, self._lang, self._today = actor, lang, uow.clock.today()
        self._held = {one.id: one for one in held}
        self._ends = links.ends(uow, person_id)
        self._rewritten = store.rewritten(uow, person_id, hidden=store.sees_kept(uow, actor, context, person_id))
        self._may_keep = may_keep(uow, actor, person_id)
        wanted = [one for ids in self._ends.documents.values() for one in ids]
        seen = {"actor": actor, "context": context}
        self._titles = record.titles(uow, **seen, document_ids=wanted) if wanted else {}

    def part(self, part: Part, entries: list[Entry], none: NoneKnown | None) -> PartView:
        """One part."""
        say = {"title": part.title, "about": part.about, "add_label": part.add, "none": part.none}
        now = [one for one in entries if not is_past(one.values, self._today)]
        over = [one for one in entries if is_past(one.values, self._today)]
        may_none = not any(contradicts(part, one.values, self._today) for one in entries)
        return PartView(
            code=part.code,
            **{name: translate(words, self._lang) if words else "" for name, words in say.items()},
            none_label=written_label(none, self._actor, self._lang) if none is not None and may_none else "",
            may_add=not (part.single and any(not one.secret or not self._may_keep for one in entries)),
            may_none=may_none,
            now=[self._entry(part, one, over=False) for one in now],
            past=[self._entry(part, one, over=True) for one in over],
        )

    def _entry(self, part: Part, one: Entry, *, over: bool) -> EntryView:
        return EntryView(
            id=one.id,
            version=one.version,
            part=part.code,
            title=title_of(part, one.values, self._lang),
            over=over,
            secret=one.secret,
            may_keep=self._may_keep and one.account == self._actor.account_id,
            rewritten=one.id in self._rewritten,
            written_label=written_label(one, self._actor, self._lang),
            details=[Detail(*pair) for pair in details_of(part, one.values, self._lang)],
            links=self._links(one),
        )

    def _links(self, one: Entry) -> list[LinkView]:
        others = (self._held[other] for other in self._ends.entries.get(one.id, ()) if other in self._held)
        papers = ((paper, self._titles[paper]) for paper in self._ends.documents.get(one.id, ()) if paper in self._titles)
        return [
            *(_to_entry(other, self._lang) for other in others),
            *(LinkView(links.DOCUMENT, paper, title, f"/dossier/{paper}") for paper, title in papers),
        ]


def _to_entry(one: Entry, lang: str) -> LinkView:
    return LinkView(links.ENTRY, one.id, title_of(BY_CODE[one.part], one.values, lang), f"/profil#{one.part}")
