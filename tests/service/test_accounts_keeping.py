"""« Garder pour moi » has one rule in every room: one's own record, from 16 until 18."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rxapp.accounts.keeping import may_keep
from rxapp.agenda import service as agenda
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role
from rxapp.inbox import service as inbox
from rxapp.pharmacy import service as pharmacy
from rxapp.prevention import service as prevention
from rxapp.record import kept
from tests.agenda import PLAIN, Home, account_of, home

__all__ = ["home"]

AGES = [
    (date(2010, 11, 27), False),  # 16 tomorrow
    (date(2010, 11, 26), True),
    (date(2008, 11, 27), True),  # 18 tomorrow
    (date(2008, 11, 26), False),
    (date(1990, 1, 1), False),
]


def _young(home: Home, born: date) -> Actor:
    home.town.database.clock.set(home.town.database.clock.now().replace(year=2026, month=11, day=26, hour=11))
    return account_of(home.town, home.town.register("Lou", order=9, birth_date=born), "Lou")


def _appointment(uow: UnitOfWork, **who) -> object:
    return agenda.add(uow, **who, form=PLAIN, secret=True)


def _conversation(uow: UnitOfWork, **who) -> object:
    return inbox.start(uow, **who, subject="Bonjour", text="Bonjour", key="k", secret=True)


def _order(uow: UnitOfWork, **who) -> object:
    return pharmacy.send(uow, **who, pharmacy_id="0" * 32, document_ids=(), key="k", secret=True)


def _note(uow: UnitOfWork, **who) -> object:
    form = prevention.DoneForm(day="01/11/2026")
    return prevention.note_done(uow, **who, rule="dx-adult", form=form, secret=True)


def _document(uow: UnitOfWork, *, actor: Actor, person_id: str, **_context: object) -> object:
    return kept.require_may_keep(uow, actor, person_id)


ROOMS = [
    (_appointment, "rendezvous.secret"),
    (_conversation, "message.secret"),
    (_order, "commande.secret"),
    (_note, "prevention.secret"),
    (_document, "document.secret"),
]


@pytest.mark.parametrize(("born", "may"), AGES)
@pytest.mark.parametrize(("verb", "code"), ROOMS)
def test_every_room_goes_by_the_same_age(home: Home, verb: Callable[..., object], code: str, born: date, may: bool) -> None:
    """Whatever else it may say of such an act, it says this of who is not old enough or is of age, and of nobody else."""
    lou = _young(home, born)
    said = ""
    try:
        with home.town.database.uow() as uow:
            verb(uow, actor=lou, context=home.context(uow, lou), person_id=lou.person_id)
    except DomainError as error:
        said = error.code
    assert (said == code) is not may


@pytest.mark.parametrize(("born", "may"), AGES)
def test_it_is_for_oneself(home: Home, born: date, may: bool) -> None:
    lou = _young(home, born)
    with home.town.database.read() as uow:
        assert may_keep(uow, lou, lou.person_id) is may
        assert not may_keep(uow, lou, home.zoe.person_id)
        assert not may_keep(uow, home.nadia, lou.person_id)
        assert not may_keep(uow, Actor(lou.account_id, Role.PROFESSIONAL, lou.person_id, "Lou"), lou.person_id)
        assert not may_keep(uow, lou, "0" * 32)
