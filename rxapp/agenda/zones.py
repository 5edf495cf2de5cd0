"""Which zone of the IANA database a stranger's time is in. Used where calendar files are read, in a process of its own.

Files name zones as they like: IANA names, Windows names (« Romance Standard Time »), names of their own with a VTIMEZONE that
tells its rules, or none. What ends in the agenda has an IANA name, so nothing of a file's own definitions stays.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.prop import vDDDTypes
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

from rxapp.core.clock import PARIS

_SAMPLED_MONTHS = range(1, 13)
_MOST_NAME = 80

Remark = tuple[str, dict[str, str]]
"""Code of a remark with what fills it."""


class KnownZones(ZONEINFO):
    """Zones from memory: the process that reads has no files."""

    def timezone(self, name: str) -> tzinfo | None:
        return all_zones().get(name)


@cache
def all_zones() -> dict[str, ZoneInfo]:
    """Every zone of the IANA database, by its name."""
    return {name: ZoneInfo(name) for name in sorted(available_timezones())}


def prepare() -> None:
    """Load every zone now and look for them nowhere else. For the reading process only: icalendar remembers it."""
    all_zones()
    tzp.use(KnownZones())


def settled(prop: vDDDTypes, default: str) -> tuple[date | datetime, Remark | None]:
    """The day or instant that a property says, in a zone of the IANA database.

    default: the zone the file says its times are in when they say none, "" for Paris.
    """
    when = prop.dt
    if not isinstance(when, datetime):
        return when, None
    when = when.replace(microsecond=0)
    named = str(prop.params.get("TZID", ""))[:_MOST_NAME]
    if when.tzinfo is None:
        return _floating(when, named, default)
    if isinstance(when.tzinfo, ZoneInfo):
        return when, None
    if when.utcoffset() is not None and when.tzinfo in (UTC,):
        return when.astimezone(all_zones()["UTC"]), None
    same = _same_clock(when)
    if same is not None:
        return when.replace(tzinfo=same, fold=0), None
    return when.astimezone(PARIS), ("ics.remarque.fuseau_converti", {"fuseau": named})


def _floating(when: datetime, named: str, default: str) -> tuple[datetime, Remark | None]:
    if named:
        return when.replace(tzinfo=PARIS), ("ics.remarque.fuseau_inconnu", {"fuseau": named})
    zone = all_zones().get(default)
    if zone is not None:
        return when.replace(tzinfo=zone), None
    return when.replace(tzinfo=PARIS), ("ics.remarque.fuseau_absent", {})


def _same_clock(when: datetime) -> ZoneInfo | None:
    """The zone whose clocks show the same all that year: Paris if it does, else the first of the alphabet."""
    zones = all_zones()
    wanted = _clock(when.tzinfo, when.year)
    for zone in (PARIS, *zones.values()):
        if _clock(zone, when.year) == wanted:
            return zone if zone is not PARIS else zones["Europe/Paris"]
    return None


def _clock(zone: tzinfo | None, year: int) -> list[object]:
    return [datetime(year, month, day, 12, tzinfo=zone).utcoffset() for month in _SAMPLED_MONTHS for day in (1, 15, 28)]
