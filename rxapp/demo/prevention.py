"""The demonstration's past as to prevention: copied from paper records, so that each group of cards has something.

Days are counted from birth or from the day the demonstration is made; English needs none of it: rules have their own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import update
from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import actor_of
from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork
from rxapp.demo.days import working_day
from rxapp.demo.people import Demo
from rxapp.notices.models import Notice
from rxapp.prevention import acts, campaign, messages, store
from rxapp.prevention.durations import Span, add
from rxapp.prevention.models import PreventionWatch

_FIRST_WEEKS = timedelta(weeks=5)


@dataclass(frozen=True)
class _Past:
    """Something done: ``rule``, on which day, which dose, with what."""

    rule: str
    day: date
    dose: int | None = None
    details: dict[str, str] = field(default_factory=dict)


def look_on(uow: UnitOfWork, day: date) -> None:
    """Have the campaign look at everybody on that day: a dispatcher must not before their past is written."""
    uow.session.flush()
    uow.session.execute(update(PreventionWatch).values(look_on=day).execution_options(synchronize_session="fetch"))


def make_demo_prevention(database: Database, demo: Demo) -> int:
    """Write what was done and send the messages called for; returns how many lines were written."""
    written = 0
    with database.uow() as uow:
        today = uow.clock.today()
        for login, name, past in (
            ("camille.martin", "Camille", _camille),
            ("camille.martin", "Léo", _leo),
            ("camille.martin", "Inès", _ines),
            ("paul.durand", "Paul", _paul),
            ("awa.diallo", "Awa", _awa),
        ):
            born = identity_of(uow, demo.people[name]).birth_date
            lines = [_at_work(one, born) for one in past(born, today) if born <= one.day <= today]
            _copy(uow, demo.accounts[login].account_id, demo.people[name], lines)
            written += len(lines)
        awa = actor_of(uow, demo.accounts["awa.diallo"].account_id)
        store.choose(uow, actor=awa, person_id=demo.people["Awa"], kind=store.ASIDE, what="vx-menb-15-24")
        look_on(uow, today)
        uow.commit()
    campaign.run(database)
    with database.uow() as uow:
        _tell_at_once(uow)
        uow.commit()
    return written


def _at_work(one: _Past, born: date) -> _Past:
    """The same on a working day, as its document says it; the first weeks of a life do not wait."""
    return one if one.day < born + _FIRST_WEEKS else replace(one, day=working_day(one.day))


def _tell_at_once(uow: UnitOfWork) -> None:
    """Messages wait for the morning; who starts a demonstration in the night finds them there."""
    now = uow.clock.now()
    waiting = (col(Notice.kind) == messages.KIND, col(Notice.state) == "waiting", col(Notice.due_at) > now)
    uow.session.execute(update(Notice).where(*waiting).values(due_at=now))


def _copy(uow: UnitOfWork, account_id: str, person_id: str, lines: list[_Past]) -> None:
    actor = actor_of(uow, account_id)
    for one in lines:
        given = {"code": one.rule, "day": one.day, "dose": one.dose, "details": one.details}
        store.add(uow, actor=actor, person_id=person_id, kind=store.DONE, **given)
    behalf = identity_of(uow, person_id).full_name if actor.person_id != person_id else None
    details = {"nombre": len(lines)}
    audit.record(uow, person_id=person_id, actor=actor, action=acts.COPIED, details=details, on_behalf=behalf)


def _at(born: date, *, years: int = 0, months: int = 0, days: int = 0) -> date:
    return add(born, Span(12 * years + months, days))


def _ines(born: date, today: date) -> Iterator[_Past]:
    """Ten weeks: seen three times; the vaccines of two months are due."""
    yield _Past("vx-rsv-mab", _at(born, days=2), details={"product": "Beyfortus", "lot": "EXEMPLE-01"})
    yield _Past("cx-08d", _at(born, days=5))
    yield _Past("cx-2w", _at(born, days=11))
    yield _Past("cx-m02", _at(born, days=40))


def _leo(born: date, today: date) -> Iterator[_Past]:
    """Six years and two months: up to date until five; one visit was never noted; the booster of six years is due."""
    yield from (_Past("cx-08d", _at(born, days=4)), _Past("cx-2w", _at(born, days=12)), _Past("cx-lt1m", _at(born, days=20)))
    for rule, months in (("m02", 1), ("m03", 2), ("m04", 3), ("m05", 4), ("m06", 5), ("m09", 8), ("m12", 11), ("m13", 12)):
        yield _Past(f"cx-{rule}", _at(born, months=months, days=6))
    yield from (_Past("cx-m16-18", _at(born, months=17)), _Past("cx-m24-25", _at(born, months=24, days=9)))
    yield from (_Past(f"cx-y0{year}", _at(born, years=year - 1, months=2)) for year in (3, 4, 6))
    yield from _infant(born)
    for age in (3, 4, 5):
        yield _Past("dx-mtdents", _at(born, years=age, months=4))


def _infant(born: date) -> Iterator[_Past]:
    for dose, months in ((1, 2), (2, 4), (3, 11)):
        day = _at(born, months=months, days=4)
        yield _Past("vx-hexa", day, dose, {"product": "Hexyon", "lot": f"EXEMPLE-{months:02}"})
        yield _Past("vx-pcv", day, dose, {"product": "Prevenar 13", "lot": f"EXEMPLE-P{months:02}"})
    for dose, months in ((1, 5), (2, 12)):
        yield _Past("vx-menc", _at(born, months=months, days=5), dose, {"product": "Neisvac"})
    for dose, months in ((1, 12), (2, 17)):
        yield _Past("vx-mmr", _at(born, months=months, days=5), dose, {"product": "Priorix"})


def _camille(born: date, today: date) -> Iterator[_Past]:
    """Forty-seven: the yearly dentist is a little late, the check-up of 45 to 50 is offered, the rest is in order."""
    yield _Past("vx-dtcap-25", _at(born, years=25, months=3))
    yield _Past("vx-dtp-45", _at(born, years=45, months=2), details={"product": "Boostrixtetra", "lot": "EXEMPLE-45"})
    yield _Past("sc-cervix", _at(today, months=-38), details={"test": "hpv"})
    yield _Past("dx-adult", _at(today, months=-14))


def _paul(born: date, today: date) -> Iterator[_Past]:
    """Seventy-two: a second dose late, the vaccines of autumn, a test that comes back soon, others nobody noted."""
    yield _Past("vx-dtp-65", _at(born, years=65, months=1), details={"product": "Revaxis"})
    yield _Past("vx-zoster-65", _at(today, months=-7), 1, {"product": "Shingrix", "lot": "EXEMPLE-72"})
    yield _Past("vx-flu-65", _at(today, months=-13), details={"product": "Efluelda"})
    yield _Past("vx-covid-65", _at(today, months=-13))
    yield _Past("sc-colorectal", _at(today, months=-24, days=35))
    yield _Past("dx-adult", _at(today, months=-3))


def _awa(born: date, today: date) -> Iterator[_Past]:
    """Twenty-four: nearly nothing noted; the second dose of a catch-up is due."""
    yield _Past("vx-hpv-catchup", _at(today, months=-3), 1, {"product": "Gardasil 9", "lot": "EXEMPLE-24"})
