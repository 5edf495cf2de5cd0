"""Announced in the act's transaction, once for ever, sealed; taken back; chosen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rxapp.agenda import reminders
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.notices import service
from rxapp.notices.content import open_content
from rxapp.notices.models import Notice
from rxapp.wiring import join_rooms
from tests.accounts import refused
from tests.agenda import Home, home

__all__ = ["home"]

DUE = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


def announce(home: Home, *, once: str = "o1", due_at: datetime = DUE, commit: bool = True, **given: object) -> None:
    said = {"title": "Rendez-vous à venir", "text": "{titre}, {quand}.", "href": "/agenda", "facts": {"titre": "Pédiatre"}}
    marks = {"occasion": "occ", "topic": "rendezvous|1"}
    with home.town.database.uow() as uow:
        service.announce(
            uow,
            **{
                "account_id": home.nadia.account_id,
                "person_id": home.nadia.person_id,
                "kind": "rappel",
                "once": once,
                "due_at": due_at,
                **said,
                **marks,
                **given,
            },
        )
        if commit:
            uow.commit()


def rows(database: Database) -> list[Notice]:
    with database.read() as uow:
        return list(uow.session.execute(select(Notice).order_by(Notice.due_at)).scalars())


def test_once_for_ever_and_sealed(home: Home) -> None:
    when = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
    for _time in range(2):
        announce(home, facts={"titre": "Pédiatre", "quand": when, "jour": when.date(), "n": 3})
    (row,) = rows(home.town.database)
    with home.town.database.read() as uow:
        content = open_content(uow, row)
        assert content.facts == {"titre": "Pédiatre", "quand": when, "jour": when.date(), "n": 3}
        assert content.words("fr") == ("Rendez-vous à venir", "Pédiatre, 26 novembre 2026 à 9\u00a0h\u00a030.")
        assert content.words("en") == ("Upcoming appointment", "Pédiatre, 26 November 2026 at 09:30.")
    files = b"".join(path.read_bytes() for path in home.town.database.settings.data_dir.iterdir() if path.is_file())
    assert "Pédiatre".encode() not in files
    assert b"rendezvous|1" not in files


def test_nothing_is_announced_by_an_act_that_is_undone(home: Home) -> None:
    announce(home, commit=False)
    assert rows(home.town.database) == []


def test_taken_back_and_announced_again(home: Home) -> None:
    announce(home)
    announce(home, once="o2", topic="autre")
    with home.town.database.uow() as uow:
        assert service.withdraw(uow, topic="rendezvous|1") == 1
        assert service.withdraw(uow, account_id="x", once="o2") == 0
        uow.commit()
    assert sorted(row.state for row in rows(home.town.database)) == ["waiting", "withdrawn"]
    announce(home, due_at=DUE + timedelta(days=1))
    assert {(row.state, row.due_at) for row in rows(home.town.database)} == {
        ("waiting", DUE),
        ("waiting", DUE + timedelta(days=1)),
    }
    with home.town.database.uow() as uow, pytest.raises(ValueError, match="mark"):
        service.withdraw(uow, account_id=home.nadia.account_id)


@pytest.mark.parametrize(
    "wrong", [{"kind": "x"}, {"href": "https://ailleurs.example"}, {"href": "//ailleurs"}, {"person_id": "x"}]
)
def test_what_cannot_be_announced(home: Home, wrong: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError, DomainError)):
        announce(home, **wrong)
    assert rows(home.town.database) == []


def test_only_a_told_notice_of_ones_own_is_read(home: Home) -> None:
    announce(home)
    (row,) = rows(home.town.database)
    with home.town.database.uow() as uow:
        assert refused(service.mark_read, uow, actor=home.nadia, notice_id=row.id).code == "introuvable"
        told = uow.session.get(Notice, row.id)
        told.state, told.told_at = "told", DUE
        uow.commit()
    with home.town.database.uow() as uow:
        assert refused(service.mark_read, uow, actor=home.stranger, notice_id=row.id).code == "introuvable"
        service.mark_read(uow, actor=home.nadia, notice_id=row.id)
        assert service.mark_all_read(uow, actor=home.nadia) == 0
        uow.commit()
    assert rows(home.town.database)[0].read_at is not None


def test_the_agenda_announces_and_delays_follow(home: Home) -> None:
    join_rooms()
    home.add()
    told = [(row.kind, row.account_id, row.due_at) for row in rows(home.town.database)]
    assert told == [("rappel", home.nadia.account_id, DUE)]  # seven days before is past already
    with home.town.database.uow() as uow:
        assert service.choose_delays(uow, actor=home.nadia, minutes=[120, 60, 120]) == (120, 60)
        uow.commit()
    while reminders.extend(home.town.database):
        pass
    waiting = [row.due_at for row in rows(home.town.database) if row.state == "waiting"]
    begins = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
    assert waiting == [begins - timedelta(minutes=120), begins - timedelta(minutes=60)]
    with home.town.database.read() as uow:
        assert service.reminder_delays(uow, account_id=home.nadia.account_id) == (120, 60)
        assert service.reminder_delays(uow, account_id=home.zoe.account_id) == (7 * 1440, 1440)


def test_delays_have_bounds(home: Home) -> None:
    with home.town.database.uow() as uow:
        for wrong in ([0], [-5], [60 * 1440 + 1]):
            assert refused(service.choose_delays, uow, actor=home.nadia, minutes=wrong).code == "notifications.delai"
        many = refused(service.choose_delays, uow, actor=home.nadia, minutes=range(1, 8))
        assert many.code == "notifications.delais_trop"


def test_a_minors_secret_is_announced_to_nobody_else(home: Home) -> None:
    join_rooms()
    home.add(actor=home.zoe, secret=True)
    assert {row.account_id for row in rows(home.town.database)} == {home.zoe.account_id}
    assert reminders.KIND in {row.kind for row in rows(home.town.database)}
