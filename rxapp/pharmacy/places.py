"""Finding a pharmacy: by name, town or postcode, with the distance from a postcode; and what is said of when it is open.

The centre of a postcode is the mean of its pharmacies that have a place, in the projection most of them are in. Distances are in
metres as the crow flies, and hold within one projection.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, tuple_
from sqlmodel import col

from rxapp.core import i18n
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.finding import terms_of
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, require
from rxapp.pharmacy import hours as when
from rxapp.pharmacy import spelling
from rxapp.pharmacy.hours import SUPPOSED, Hours
from rxapp.pharmacy.models import Pharmacy, PharmacyStaff
from rxapp.pharmacy.sight import AT_WORK, DIRECTORY

MOST_ROWS = 50
_UNPLACED = 1e18
"""Stands for the square of an unknown distance: after all the others."""
_POSTCODE = re.compile(r"\d{5}")


@dataclass(frozen=True)
class PharmacyRow:
    """One pharmacy in words. ``distance``: metres, None when unknown. ``reachable``: it takes orders here.

    ``open_now`` is None when it never said its hours. ``orders_later``: it takes them for its reopening. ``week``: its hours, a
    line a day, empty when it never said them. ``call``: the address that dials its number, "" when it is none.
    """

    id: str
    name: str
    address: str
    town: str
    phone: str
    call: str
    note: str
    distance: int | None
    distance_label: str
    open_now: bool | None
    open_label: str
    on_duty: bool
    reachable: bool
    orders_later: bool
    closed: bool
    week: tuple[str, ...]


@dataclass(frozen=True)
class PharmaciesPage:
    """Some rows; ``next_cursor`` goes back as ``after``. ``centre_known``: whether distances could be told."""

    rows: tuple[PharmacyRow, ...]
    next_cursor: str | None
    centre_known: bool


@dataclass(frozen=True)
class Centre:
    """Where distances are counted from."""

    x: float
    y: float
    zone: str


def search(
    uow: UnitOfWork,
    *,
    actor: Actor,
    lang: str,
    query: str = "",
    near: str = "",
    reachable: bool = False,
    after: str | None = None,
    limit: int = 20,
) -> PharmaciesPage:
    """Open pharmacies that the words find, by name; the nearest first when ``near`` is a postcode whose centre is known.

    ``reachable``: only those that take orders here. A cursor that is not ours counts as none.
    """
    require(actor, "search", DIRECTORY)
    limit = max(1, min(limit, MOST_ROWS))
    centre = centre_of(uow, near) if near.strip() else None
    wanted = [col(Pharmacy.closed_at).is_(None), *_words(query)]
    if reachable:
        wanted.append(_has_staff())
    place = _square(centre) if centre else col(Pharmacy.name)
    chosen = select(Pharmacy, place.label("place")).where(*wanted)
    cursor = _cursor(after, float if centre else str)
    if cursor is not None:
        chosen = chosen.where(tuple_(place, col(Pharmacy.id)) > tuple_(literal(cursor[0]), literal(cursor[1])))
    found = uow.session.execute(chosen.order_by(place, col(Pharmacy.id)).limit(limit + 1)).all()
    rows = rows_of(uow, [row for row, _place in found[:limit]], lang, centre)
    last = found[limit - 1] if len(found) > limit else None
    return PharmaciesPage(rows, f"{last[1]}|{last[0].id}" if last else None, centre is not None)


def elsewhere(uow: UnitOfWork, *, actor: Actor, pharmacy_id: str, lang: str, limit: int = 5) -> tuple[PharmacyRow, ...]:
    """Other pharmacies that take orders here, the nearest to this one first: where to send what it did not take.

    Raises DomainError ``introuvable``.
    """
    require(actor, "search", DIRECTORY)
    here = uow.session.get(Pharmacy, pharmacy_id)
    if here is None:
        raise DomainError("introuvable")
    centre = Centre(here.x, here.y, here.zone) if here.x is not None and here.y is not None else None
    place = _square(centre) if centre else col(Pharmacy.name)
    others = select(Pharmacy).where(col(Pharmacy.closed_at).is_(None), Pharmacy.id != here.id, _has_staff())
    rows = uow.session.execute(others.order_by(place, col(Pharmacy.id)).limit(MOST_ROWS)).scalars()
    taking = [row for row in rows if takes_orders(row, uow.clock.now())[0]]
    return rows_of(uow, taking[: max(1, limit)], lang, centre)


def centre_of(uow: UnitOfWork, postcode: str) -> Centre | None:
    """The centre of a postcode, None when no pharmacy of it has a place. Raises DomainError ``pharmacie.code_postal``."""
    code = "".join(postcode.split())
    if not _POSTCODE.fullmatch(code) or not code.isascii():
        raise DomainError("pharmacie.code_postal")
    found = uow.session.execute(
        select(Pharmacy.x, Pharmacy.y, Pharmacy.zone).where(Pharmacy.postcode == code, col(Pharmacy.x).is_not(None))
    ).all()
    if not found:
        return None
    zone, n = Counter(row.zone for row in found).most_common(1)[0]
    mine = [row for row in found if row.zone == zone]
    return Centre(sum(row.x for row in mine) / n, sum(row.y for row in mine) / n, zone)


def pharmacy_view(uow: UnitOfWork, *, actor: Actor, pharmacy_id: str, lang: str, near: str = "") -> PharmacyRow:
    """One pharmacy, closed ones included. Raises DomainError ``introuvable``."""
    require(actor, "see", DIRECTORY)
    row = uow.session.get(Pharmacy, pharmacy_id)
    if row is None:
        raise DomainError("introuvable")
    return rows_of(uow, [row], lang, centre_of(uow, near) if near.strip() else None)[0]


def rows_of(uow: UnitOfWork, rows: Iterable[Pharmacy], lang: str, centre: Centre | None = None) -> tuple[PharmacyRow, ...]:
    """Rows in words, in the order given."""
    rows = list(rows)
    ids = [row.id for row in rows]
    at_work = select(PharmacyStaff.pharmacy_id).where(col(PharmacyStaff.pharmacy_id).in_(ids), AT_WORK)
    staffed = set(uow.session.execute(at_work).scalars())
    return tuple(_row(row, uow.clock.now(), lang, centre, row.id in staffed) for row in rows)


def hours_of(row: Pharmacy) -> Hours | None:
    """What a pharmacy said of when it is open, None when it never did."""
    return Hours.parse(row.hours) if row.hours else None


def delay_end(row: Pharmacy, at: datetime, span: timedelta) -> datetime:
    """When a delay counted in open hours is over; in plain time when the pharmacy is shut for very long."""
    end = when.after_open_time(hours_of(row) or SUPPOSED, at, span, when.zone_of(row.postcode))
    return end if end is not None else at + timedelta(days=when.LOOKED_AHEAD)


def takes_orders(row: Pharmacy, at: datetime) -> tuple[bool, bool]:
    """Whether it takes orders now, and whether that is for a later reopening."""
    if row.closed_at is not None:
        return False, False
    hours = hours_of(row)
    day = at.astimezone(when.zone_of(row.postcode)).date()
    closure = when.closure_on(hours, day) if hours else None
    return (True, False) if closure is None else (closure.later, closure.later)


def _row(row: Pharmacy, at: datetime, lang: str, centre: Centre | None, staffed: bool) -> PharmacyRow:
    hours, zone = hours_of(row), when.zone_of(row.postcode)
    takes, later = takes_orders(row, at)
    away = distance(row, centre)
    town = spelling.town(row.town)
    return PharmacyRow(
        id=row.id,
        name=spelling.name(row.name),
        address=", ".join(part for part in (spelling.address(row.address), f"{row.postcode} {town}".strip()) if part),
        town=town,
        phone=spaced(row.phone),
        call=f"tel:{row.phone}" if re.fullmatch(r"\+?\d+", row.phone) else "",
        note=row.note,
        distance=away,
        distance_label="" if away is None else distance_label(away, lang),
        open_now=when.is_open(hours, at, zone) if hours and row.closed_at is None else None,
        open_label=open_label(row, at, lang),
        on_duty=hours is not None and when.on_duty(hours, at, zone),
        reachable=staffed and takes,
        orders_later=later,
        closed=row.closed_at is not None,
        week=week_lines(hours, lang) if hours else (),
    )


def distance(row: Pharmacy, centre: Centre | None) -> int | None:
    """Metres from a centre, None when it is not known."""
    if centre is None or row.x is None or row.y is None or row.zone != centre.zone:
        return None
    return round(math.hypot(row.x - centre.x, row.y - centre.y))


def distance_label(metres: int, lang: str) -> str:
    """« 800 m », « 3,2 km », « 24 km »."""
    if metres < 1000:
        return f"{i18n.number(round(metres, -1 if metres >= 100 else 0), lang)}\u00a0m"
    return f"{i18n.number(metres / 1000, lang, 1 if metres < 10_000 else 0)}\u00a0km"


def open_label(row: Pharmacy, at: datetime, lang: str) -> str:
    """« Ouverte jusqu’à 19 h 30 », « Fermée, rouvre demain à 9 h 00 »: by the clock of its place."""
    if row.closed_at is not None:
        return translate(_("Fermée définitivement"), lang)
    hours, zone = hours_of(row), when.zone_of(row.postcode)
    if hours is None:
        return translate(_("Horaires non communiqués"), lang)
    opens = when.next_opening(hours, at, zone)
    if opens is None:
        return translate(_("Fermée"), lang)
    closes = when.closes_at(hours, at, zone)
    if closes is not None:
        words = _("De garde jusqu’à {heure}") if when.on_duty(hours, at, zone) else _("Ouverte jusqu’à {heure}")
        return translate(words, lang, heure=_moment(closes, at, zone, lang))
    return translate(_("Fermée, rouvre {moment}"), lang, moment=_moment(opens, at, zone, lang, day=True))


def week_lines(hours: Hours, lang: str) -> tuple[str, ...]:
    """« lundi : 8 h 30 – 12 h 30, 14 h 00 – 19 h 30 », Monday first; special days and holidays are told by `open_label`."""

    def hour(minutes: int) -> str:
        return i18n.wall_time(time(minutes // 60 % 24, minutes % 60), lang)

    lines = []
    for place, spans in enumerate(hours.week):
        said = ", ".join(f"{hour(first)} – {hour(last)}" for first, last in spans) or translate(_("fermé"), lang)
        lines.append(translate(_("{jour} : {heures}"), lang, jour=i18n.weekday(place, lang), heures=said))
    return tuple(lines)


def spaced(phone: str) -> str:
    """« 01 23 45 67 89 »; what is not ten figures stays as it is."""
    return " ".join(phone[place : place + 2] for place in range(0, 10, 2)) if re.fullmatch(r"\d{10}", phone) else phone


def _moment(instant: datetime, at: datetime, zone: Any, lang: str, *, day: bool = False) -> str:
    """The hour in that place, and the day when it is another one."""
    there, here = instant.astimezone(zone), at.astimezone(zone)
    paris = there.replace(tzinfo=when.zone_of(""))  # written out by the clock on the wall
    hour = i18n.time_of_day(paris, lang)
    if there.date() == here.date() and not day:
        return hour
    words = _("{jour} à {heure}")
    return translate(words, lang, jour=i18n.relative_day(there.date(), here.date(), lang), heure=hour)


def _words(query: str) -> list[ColumnElement[bool]]:
    needle = col(Pharmacy.needle)
    return [or_(*(and_(*(needle.contains(start, autoescape=True) for start in way)) for way in term)) for term in terms_of(query)]


def _has_staff() -> ColumnElement[bool]:
    return select(literal(1)).where(PharmacyStaff.pharmacy_id == Pharmacy.id, AT_WORK).exists()


def _square(centre: Centre) -> ColumnElement[float]:
    """The square of the distance in metres; `_UNPLACED` when it is not known."""
    x, y = col(Pharmacy.x) - centre.x, col(Pharmacy.y) - centre.y
    known = and_(col(Pharmacy.x).is_not(None), Pharmacy.zone == centre.zone)
    return case((known, func.round(x * x + y * y)), else_=_UNPLACED)


def _cursor(after: str | None, kind: type) -> tuple[Any, str] | None:
    place, bar, pharmacy_id = (after or "").rpartition("|")
    if not bar:
        return None
    try:
        return kind(place), pharmacy_id
    except ValueError:
        return None
