"""Copies that wait for their turn: one that is dropped leaves its place and its file at once."""

from __future__ import annotations

import pytest

from rxapp.core.errors import DomainError
from rxapp.takeout import making
from tests.service.test_takeout_life import drop, gate, nadia
from tests.takeout import Traveller, home, post, traveller

__all__ = ["gate", "home", "nadia", "post", "traveller"]


@pytest.fixture
def busy(traveller: Traveller, gate, nadia):
    """As many copies being made as are made at once, held at their gate."""
    zoe = traveller.signed_in(traveller.post.home.zoe)
    waiting = [traveller.begin(nadia)[1], traveller.begin(zoe)[1]]
    assert len(waiting) == making.AT_ONCE
    yield gate
    gate.set()
    for one in waiting:
        one.result(60)


@pytest.mark.usefixtures("busy")
def test_a_dropped_one_leaves_its_place_to_others(traveller: Traveller, nadia, monkeypatch) -> None:
    monkeypatch.setattr(making, "MOST_WAITING", 1)
    before, told = traveller.files(), []
    leo = traveller.post.home.leo
    for _time in range(3):
        takeout_id, done = traveller.begin(nadia, leo, told=lambda: told.append(1))
        with pytest.raises(DomainError, match=r"emporter\.file"):
            traveller.begin(nadia, traveller.post.home.zoe.person_id)
        drop(traveller, nadia, takeout_id)
        assert done.cancelled()
        assert traveller.files() == before
    assert len(told) == 3
    assert len(traveller.rows()) == 2
