"""Measures as one reader sees them. Frozen; every view of somebody else's leaves a line in their history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import and_, or_
from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.keeping import is_kept, may_keep
from rxapp.core import origin
from rxapp.core.clock import PARIS
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, plural, short_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.measures import chart, growth_tables, sheet, store
from rxapp.measures.backdrop import behind
from rxapp.measures.chart import Chart
from rxapp.measures.kinds import BY_CODE, KINDS, Kind, in_default, typed_label, value_label
from rxapp.measures.looks import owe_look
from rxapp.measures.models import Measure
from rxapp.measures.sheet import Row
from rxapp.measures.store import Entry

ROWS = 30
"""Measures on one page of the list."""
PERIODS: Mapping[str, tuple[str, timedelta]] = MappingProxyType(
    {
        "1m": (_("1 mois"), timedelta(days=31)),
        "3m": (_("3 mois"), timedelta(days=92)),
        "1a": (_("1 an"), timedelta(days=366)),
        "5a": (_("5 ans"), timedelta(days=5 * 366)),
    }
)
"""How far back one may look, beside everything."""
_CURSOR = re.compile(r"(\d{1,12}|-\d{1,12})_([0-9a-f]{32})", re.ASCII)


@dataclass(frozen=True, slots=True)
class KindView:
    """One kind with its last measure; ``value_label`` is "" when there is none."""

    code: str
    title: str
    value_label: str
    when_label: str


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure. ``may_keep``, ``secret``: a minor may keep it from their parents, or does."""

    id: str
    version: int
    value_label: str
    when_label: str
    when_iso: str
    note: str
    written_label: str
    secret: bool
    may_keep: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some measures of one kind, the latest first. ``following``: what the next page starts after, "" at the end."""

    rows: list[MeasureView] = field(default_factory=list)
    following: str = ""


@dataclass(frozen=True, slots=True)
class FormView:
    """A measure as its form starts; ``version`` is the one that was read."""

    kind: str
    version: int
    values: tuple[str, ...]
    unit: str
    day: str
    hour: str
    note: str
    said: str


def overview(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> list[KindView]:
    """Every kind and its last measure. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    shown = []
    young = _is_young(uow, person_id)
    for kind in KINDS:
        query = store.seen(uow, actor=actor, context=context, person_id=person_id, kind=kind)
        last = store.entries(uow, query.order_by(col(Measure.taken_at).desc(), col(Measure.id).desc()).limit(1))
        said = [(one.value_label(lang), short_date(one.at.astimezone(PARIS).date(), lang)) for one in last] or [("", "")]
        if last or young or kind.code != "crane":
            shown.append(KindView(kind.code, translate(kind.title, lang), *said[0]))
    return shown


def page_of(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    kind: str,
    period: str = "",
    after: str = "",
    lang: str,
) -> Page:
    """One page of the measures of a kind. ``period``: one of `PERIODS`, else everything; ``after``: a ``following``.

    Raises DomainError ``introuvable``.
    """
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    whose = {"actor": actor, "context": context, "person_id": person_id}
    query = _within(uow, store.seen(uow, **whose, kind=_kind(kind)), period)
    if (found := _CURSOR.fullmatch(after)) and (at := _instant(found[1])):
        earlier = and_(Measure.taken_at == at, col(Measure.id) < found[2])
        query = query.where(or_(col(Measure.taken_at) < at, earlier))
    query = query.order_by(col(Measure.taken_at).desc(), col(Measure.id).desc()).limit(ROWS + 1)
    held = store.entries(uow, query)
    keeps = may_keep(uow, actor, person_id)
    kept = is_kept(uow, person_id, secret=True)
    rows = [_row(one, actor, lang, keeps=keeps, kept=kept) for one in held[:ROWS]]
    last = held[ROWS - 1] if len(held) > ROWS else None
    return Page(rows, "" if last is None else f"{int(last.at.timestamp())}_{last.id}")


def charted(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, kind: str, period: str = "", lang: str
) -> Chart:
    """The measures of a kind over time, a child's in front of growth curves. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    wanted = _kind(kind)
    query = _within(uow, store.seen(uow, actor=actor, context=context, person_id=person_id, kind=wanted), period)
    held = sorted(store.entries(uow, query), key=lambda one: (one.at, one.id))
    if not held:
        return Chart()
    series = [[(one.at, in_default(one.unit, one.values[place])) for one in held] for place in range(len(wanted.boxes))]
    who = identity_of(uow, person_id)
    given = {"kind": wanted.code, "sex": who.sex, "born": who.birth_date, "today": uow.clock.today(), "lang": lang}
    backdrop = behind(growth_tables.tables().held, **given, points=series[0])
    return chart.draw(series, lang=lang, label=_told(wanted, held, lang), backdrop=backdrop)


def form_of(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, measure_id: str, lang: str) -> FormView:
    """A measure as its form starts. Raises DomainError ``introuvable``."""
    row = store.row_of(uow, actor=actor, action="edit", context=context, measure_id=measure_id)
    owe_look(uow, actor=actor, context=context, person_id=row.person_id)
    one = store.opened(uow, row)
    here = one.at.astimezone(PARIS)
    values = tuple(typed_label(value, one.unit, lang) for value in one.values)
    said = f"{one.value_label(lang)}, {date_time(one.at, lang)}"
    return FormView(one.kind.code, one.version, values, one.unit.code, f"{here:%d/%m/%Y}", f"{here:%H:%M}", one.note, said)


def _is_young(uow: UnitOfWork, person_id: str) -> bool:
    """Whether the head is still measured: under six years."""
    born, today = identity_of(uow, person_id).birth_date, uow.clock.today()
    return (today - born).days < 6 * 366


def _instant(seconds: str) -> datetime | None:
    """What a cursor says, None when no calendar has it."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _kind(code: str) -> Kind:
    if code not in BY_CODE:
        raise DomainError("mesure.genre")
    return BY_CODE[code]


def _within(uow: UnitOfWork, query: store.Select, period: str) -> store.Select:
    if period not in PERIODS:
        return query
    return query.where(col(Measure.taken_at) >= uow.clock.now() - PERIODS[period][1])


def _row(one: Entry, actor: Actor, lang: str, *, keeps: bool, kept: bool) -> MeasureView:
    who = translate(_("vous"), lang) if one.account == actor.account_id else one.label
    noted = translate(_("Noté par {qui}"), lang, qui=who)
    return MeasureView(
        id=one.id,
        version=one.version,
        value_label=one.value_label(lang),
        when_label=date_time(one.at, lang),
        when_iso=one.at.isoformat(),
        note=one.note,
        written_label=origin.taken_over(lang) if origin.is_taken_over(one.account) else noted,
        secret=one.secret and kept,
        may_keep=keeps and one.account == actor.account_id,
    )


def _told(kind: Kind, held: list[Entry], lang: str) -> str:
    """The drawing in words: how many, between which days, from which to which value."""
    days = [short_date(one.at.astimezone(PARIS).date(), lang) for one in (held[0], held[-1])]
    count = plural(_("{n} mesure"), _("{n} mesures"), len(held), lang)
    low, high = (
        value_label(kind, kind.default, [find(in_default(one.unit, one.values[0]) for one in held)], lang) for find in (min, max)
    )
    words = _("{titre} : {combien} du {debut} au {fin}, de {bas} à {haut}. Les mêmes chiffres sont dans la liste.")
    named = {"titre": translate(kind.title, lang), "combien": count, "debut": days[0], "fin": days[1], "bas": low, "haut": high}
    return translate(words, lang, **named)


def rows_of_file(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, text: str) -> list[Row]:
    """What a file holds, line by line. Raises DomainError ``introuvable``, and those of `sheet.parsed`."""
    require(actor, "add", store.measures_of(person_id), context)
    return sheet.parsed(text, born=identity_of(uow, person_id).birth_date, now=uow.clock.now())


def known_rows(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, rows: Sequence[Row]) -> set[int]:
    """The numbers of the lines that are there already. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    kinds = {row.taken.kind.code: row.taken.kind for row in rows if row.taken is not None}
    known = store.known(uow, actor=actor, context=context, person_id=person_id, kinds=kinds.values())
    return {row.line for row in rows if row.taken is not None and store.same_as(row.taken) in known}
