"""What is damaged in one family holds up no other: neither a birth date nor an end that cannot be read."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from sqlalchemy import event, select, update

from rxapp.accounts import service
from rxapp.accounts.models import Guardianship, Person
from rxapp.core.policy import SYSTEM_ACTOR
from tests.relatives import Kin, kin
from tests.service.test_accounts_majority import letters

__all__ = ["kin"]

DAY = date(2027, 1, 15)


def children(kin: Kin, count: int) -> list[str]:
    """So many children of Nadia's who come of age on one day, in the order in which the watch looks at them."""
    born = [kin.town.register(f"Lou{n}", order=20 + n, birth_date=date(2009, 1, 15)).id for n in range(count)]
    for child in born:
        with kin.town.database.uow() as uow:
            service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=kin.nadia.person_id, child_id=child)
            uow.commit()
    with kin.town.database.read() as uow:
        wanted = select(Guardianship.child_id).where(Guardianship.child_id.in_(born)).order_by(Guardianship.id)
        return list(uow.session.execute(wanted).scalars())


@pytest.mark.parametrize("batch", [1, 2, 500])
@pytest.mark.parametrize("damaged", [[0], [3], [0, 1], [0, 4]])
def test_a_birth_date_that_cannot_be_read_holds_up_nobody(
    kin: Kin, monkeypatch: pytest.MonkeyPatch, batch: int, damaged: list[int]
) -> None:
    monkeypatch.setattr("rxapp.accounts.majority._AT_ONCE", batch)
    born = children(kin, 5)
    with kin.town.database.uow() as uow:
        broken = [born[place] for place in damaged]
        uow.session.execute(update(Person).where(Person.id.in_(broken)).values(birth_date=b"\x01" + bytes(60)))
        uow.commit()
    kin.at(DAY)
    kin.watch()
    assert [letters(kin, child) for child in born] == [int(place not in damaged) for place in range(5)]


def test_ends_that_cannot_be_told_starve_no_other_and_are_left_until_tomorrow(
    kin: Kin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The first ones of more than a batch cannot be told: those behind them are, and the log is not filled every two seconds."""
    monkeypatch.setattr("rxapp.accounts.majority._AT_ONCE", 2)
    born = children(kin, 5)
    day = date(2026, 12, 1)
    for child in born:
        kin.do(service.stop_acting, actor=kin.nadia, child_id=child, day=f"{day:%d/%m/%Y}")
    with kin.town.database.uow() as uow:
        uow.session.execute(update(Guardianship).where(Guardianship.child_id.in_(born)).values(settled=False))
        links = list(uow.session.execute(select(Guardianship.id).where(Guardianship.child_id.in_(born)).order_by("id")).scalars())
        uow.commit()
    broken = set(links[:3])

    def fail(_mapper: object, _connection: object, link: Guardianship) -> None:
        if link.id in broken and link.settled:
            raise ValueError("damaged")

    event.listen(Guardianship, "before_update", fail)
    try:
        kin.at(day)
        watch = service.Watch()
        with caplog.at_level(logging.ERROR, "carnet.accounts"):
            for _look in range(3):
                watch.run(kin.town.database)
        assert len(caplog.records) == 3
        assert settled(kin, links) == [False] * 3 + [True] * 2
        broken.clear()
        watch.run(kin.town.database)
        assert settled(kin, links) == [False] * 3 + [True] * 2
        kin.at(date(2026, 12, 2))
        watch.run(kin.town.database)
        assert settled(kin, links) == [True] * 5
    finally:
        event.remove(Guardianship, "before_update", fail)


def settled(kin: Kin, links: list[str]) -> list[bool]:
    with kin.town.database.read() as uow:
        wanted = select(Guardianship.settled).where(Guardianship.id.in_(links)).order_by(Guardianship.id)
        return list(uow.session.execute(wanted).scalars())
