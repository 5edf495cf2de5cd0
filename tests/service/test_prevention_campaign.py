"""The nightly campaign: interrupted, failing for one, dry, day after day through a year."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.prevention import campaign, letters, messages
from rxapp.prevention.models import PreventionMessage
from tests.agenda import home
from tests.family import Health, health

__all__ = ["health", "home"]


def test_an_interrupted_campaign_misses_nobody_and_tells_nobody_twice(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign, "BATCH", 2)
    settle, calls = messages.settle, []

    def fragile(uow, **given):
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return settle(uow, **given)

    monkeypatch.setattr(messages, "settle", fragile)
    with pytest.raises(KeyboardInterrupt):
        health.campaign()
    monkeypatch.setattr(messages, "settle", settle)
    bells = dict(health.outbox.told)
    rest = health.campaign()
    assert rest.looked == 2
    assert bells.items() <= health.outbox.told.items()
    everyone = {(health.nadia.account_id, p) for p in (health.nadia.person_id, health.leo, health.zoe.person_id)}
    with health.database.read() as uow:
        told = uow.session.execute(select(PreventionMessage.account_id, PreventionMessage.person_id)).all()
    assert {tuple(one) for one in told} == everyone | {(health.zoe.account_id, health.zoe.person_id)}
    assert health.campaign().looked == 0


def test_one_look_that_fails_stops_nobody(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    settle = messages.settle

    def fragile(uow, *, person_id, **given):
        if person_id == health.leo:
            raise ValueError("a broken seal")
        return settle(uow, person_id=person_id, **given)

    monkeypatch.setattr(messages, "settle", fragile)
    outcome = health.campaign()
    assert (outcome.looked, outcome.failed) == (4, 1)
    monkeypatch.setattr(messages, "settle", settle)
    assert health.campaign().looked == 1
    assert health.told_of(health.leo)


def test_a_dry_run_writes_nothing_and_counts_the_same(health: Health) -> None:
    would = campaign.run(health.database, dry=True)
    assert health.messages(health.leo) == []
    assert health.outbox.told == {}
    assert health.campaign().sent == would.sent


def test_a_year_goes_by_day_after_day_and_each_occasion_is_told_once(health: Health) -> None:
    bells: list[int] = []
    for _week in range(30):
        health.clock.advance(timedelta(days=12))
        bells.append(health.campaign().sent)
    assert 0 < sum(1 for sent in bells if sent) < 20
    with health.database.read() as uow:
        for account, person in ((health.nadia.account_id, health.leo), (health.zoe.account_id, health.zoe.person_id)):
            holding = [one.key for one in letters.latest(uow, account, person, 300) if one.ended is None]
            assert len(holding) == len(set(holding))
