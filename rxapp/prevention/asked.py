"""One question to the engine: a person and what happened to them, checked and arranged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter

from rxapp.prevention.drafts import dated
from rxapp.prevention.durations import Ages, Span, add
from rxapp.prevention.facts import Event, Fact, Person
from rxapp.prevention.refusals import PersonError
from rxapp.prevention.rulebook import Season

OLDEST = 125
"""More completed years than this are a mistake: nobody is known to have lived to 123."""
MOST_DOSES = 20
CONCEPTION = timedelta(days=14)
"""From the first day of the last period to the start of pregnancy."""
PREGNANCY_ENDS = timedelta(days=301)
"""43 weeks after the last period: what is older says nothing of a pregnancy today."""
POSTPARTUM = Span(6)
NONE_RECORDED = Fact("none_recorded")
_PREGNANCY = ("lmp", "pregnancy_start", "delivery", "pregnancy_end")
_EXPECTING = frozenset({"pregnant", "postpartum"})
_NONE: list[Event] = []
_WHEN = attrgetter("date")

ages_of = lru_cache(maxsize=4096)(Ages)


@lru_cache(maxsize=4096)
def birth_fact(day: date) -> Fact:
    """The fact of a birth; twins of a day share it."""
    return dated("birth_date", day)


@lru_cache(maxsize=40_000)
def last_done(day: date) -> Fact:
    """The fact that something was done on a day; as many are kept as a century has days."""
    return dated("last_done", day)


class Asked:
    """What the rules look at. ``events``: by rule, oldest first, none after ``as_of``. ``anchors``: days of the pregnancy,
    ``expecting`` while there is one or there was one lately."""

    __slots__ = (
        "age_days",
        "ages",
        "anchors",
        "as_of",
        "base",
        "base_none",
        "birth",
        "birth_fact",
        "conditions",
        "events",
        "expecting",
        "person",
        "seasons",
        "sex",
    )

    def __init__(self, person: Person, events: Iterable[Event], as_of: date, seasons: Mapping[str, Season]) -> None:
        """Raises `PersonError` for a person or an event that cannot be."""
        birth = person.birth_date
        _check(person, as_of)
        self.person, self.birth, self.sex, self.as_of = person, birth, person.sex, as_of
        self.seasons = seasons
        self.age_days = as_of.toordinal() - birth.toordinal()
        self.ages = ages_of(birth)
        self.conditions = person.conditions
        self.events = _arrange(events, birth, as_of)
        self.anchors: dict[str, date] = {}
        self.birth_fact = birth_fact(birth)
        self.base = (self.birth_fact,)
        self.base_none = (self.birth_fact, NONE_RECORDED)
        self.expecting = False
        if person.sex == "F":
            self._pregnancy()
            self.expecting = bool(self.anchors) or not self.conditions.isdisjoint(_EXPECTING)

    def of(self, rule: str) -> list[Event]:
        """The events of one rule, oldest first."""
        return self.events.get(rule, _NONE)

    def has(self, code: str) -> bool:
        """Whether a condition or an event bears this code."""
        return code in self.conditions or code in self.events

    def _pregnancy(self) -> None:
        """Read where a pregnancy stands; what has ended says nothing of a later one."""
        last = {code: self.events[code][-1].date for code in _PREGNANCY if code in self.events}
        if not last:
            return
        begun, ended = _begun(last), [last[code] for code in _PREGNANCY[2:] if code in last]
        lmp = begun.get("lmp")
        implied = set()
        if lmp is not None and self.as_of - lmp <= PREGNANCY_ENDS and not any(day > lmp for day in ended):
            self.anchors |= begun
            implied.add("pregnant")
        elif "delivery" in last:
            self.anchors["delivery"] = last["delivery"]
            if lmp is not None and last["delivery"] - lmp <= PREGNANCY_ENDS and lmp < last["delivery"]:
                self.anchors |= begun
            if self.as_of <= add(last["delivery"], POSTPARTUM):
                implied.add("postpartum")
        over = {"pregnant"} if ended and "pregnant" not in implied else set()
        self.conditions = (self.conditions - over) | implied


def _begun(last: dict[str, date]) -> dict[str, date]:
    """Last period and start of the latest pregnancy; the one that was not declared is worked out from the other."""
    lmp, start = last.get("lmp"), last.get("pregnancy_start")
    if lmp is None and start is None:
        return {}
    if lmp is None or (start is not None and start - lmp > PREGNANCY_ENDS):
        lmp = start - CONCEPTION
    if start is None or start < lmp:
        start = lmp + CONCEPTION
    return {"lmp": lmp, "pregnancy_start": start}


def _check(person: Person, as_of: date) -> None:
    birth = person.birth_date
    if birth > as_of:
        raise PersonError("personne.naissance_future", jour=birth)
    if as_of.year - birth.year > OLDEST:
        raise PersonError("personne.age", jour=birth, maximum=OLDEST)
    if person.sex not in ("F", "M"):
        raise PersonError("personne.sexe")


def _arrange(events: Iterable[Event], birth: date, as_of: date) -> dict[str, list[Event]]:
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        day, dose = event.date, event.dose
        if day < birth:
            raise PersonError("personne.avant_naissance", regle=event.rule, jour=day)
        if dose is not None and not 1 <= dose <= MOST_DOSES:
            raise PersonError("personne.dose", regle=event.rule)
        if day <= as_of:
            found[event.rule].append(event)
    for several in found.values():
        if len(several) > 1:
            several.sort(key=_WHEN)
    return dict(found)
