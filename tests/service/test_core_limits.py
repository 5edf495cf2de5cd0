"""Limits: a sliding window that survives a restart, and a table that tells nothing."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import select

from rxapp.core.blobs import BlobStore
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.limits import LimitRow, check, forget, hit, sweep, take_back

MINUTE = timedelta(minutes=1)


def test_the_limit_is_reached_and_slides(uow: UnitOfWork, clock: FixedClock):
    def knock() -> int | None:
        refused = hit(uow, "adresse", limit=2, window=MINUTE)
        return refused and refused.seconds

    assert knock() is None
    clock.advance(timedelta(seconds=20))
    assert knock() is None
    clock.advance(timedelta(seconds=20))
    assert knock() == 20
    clock.advance(timedelta(seconds=19.5))
    assert knock() == 1
    clock.advance(timedelta(seconds=0.5))
    assert knock() is None
    assert knock() == 20


def test_the_answer_gives_the_instant(uow: UnitOfWork, clock: FixedClock):
    hit(uow, "a", limit=1, window=timedelta(days=1))
    clock.advance(timedelta(hours=1))
    refused = hit(uow, "a", limit=1, window=timedelta(days=1))
    assert refused.at == clock.now() + timedelta(hours=23)
    assert refused.seconds == 23 * 3600


def test_keys_do_not_share(uow: UnitOfWork):
    assert hit(uow, "a", limit=1, window=MINUTE) is None
    assert hit(uow, "b", limit=1, window=MINUTE) is None


def test_refused_hits_are_not_counted(uow: UnitOfWork, clock: FixedClock):
    hit(uow, "a", limit=1, window=MINUTE)
    for _ in range(60):
        clock.advance(timedelta(seconds=0.9))
        assert hit(uow, "a", limit=1, window=MINUTE) is not None
    clock.advance(timedelta(seconds=6))
    assert hit(uow, "a", limit=1, window=MINUTE) is None


def test_checking_counts_nothing(uow: UnitOfWork):
    for _ in range(3):
        assert check(uow, "a", limit=1, window=MINUTE) is None
    hit(uow, "a", limit=1, window=MINUTE)
    assert check(uow, "a", limit=1, window=MINUTE).seconds == 60


def test_forgetting_starts_again(uow: UnitOfWork):
    hit(uow, "a", limit=1, window=MINUTE)
    forget(uow, "a")
    forget(uow, "never seen")
    assert hit(uow, "a", limit=1, window=MINUTE) is None


def test_limits_survive_a_restart(database: Database):
    with database.uow() as uow:
        hit(uow, "a", limit=1, window=MINUTE)
        uow.commit()
    again = Database(database.settings, database.clock, database.keyring, BlobStore(database.settings.blob_root))
    with again.uow() as uow:
        assert hit(uow, "a", limit=1, window=MINUTE) is not None
    again.dispose()


def test_the_table_tells_nothing(database: Database):
    with database.uow() as uow:
        hit(uow, "adresse:203.0.113.7", limit=1, window=MINUTE)
        uow.commit()
        assert len(uow.session.execute(select(LimitRow.key)).scalar()) == 32
    for path in database.settings.data_dir.glob("carnet*"):
        assert b"203.0.113" not in path.read_bytes()


def test_a_sweep_takes_only_what_is_over(uow: UnitOfWork, clock: FixedClock):
    hit(uow, "short", limit=1, window=MINUTE)
    hit(uow, "long", limit=1, window=timedelta(days=90))
    clock.advance(MINUTE)
    assert sweep(uow) == 1
    assert hit(uow, "short", limit=1, window=MINUTE) is None
    assert hit(uow, "long", limit=1, window=timedelta(days=90)) is not None


def test_a_limit_of_nothing_is_a_mistake_of_ours(uow: UnitOfWork):
    with pytest.raises(ValueError, match="at least one"):
        hit(uow, "a", limit=0, window=MINUTE)


@examples(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    limit=st.integers(1, 5),
    steps=st.lists(st.integers(0, 40_000_000).map(lambda us: timedelta(microseconds=us)), max_size=40),
)
def test_never_more_than_the_limit_in_any_window(uow: UnitOfWork, clock: FixedClock, limit: int, steps: list[timedelta]):
    allowed, name = [], new_id()
    for step in steps:
        clock.advance(step)
        refused = hit(uow, name, limit=limit, window=MINUTE)
        recent = [at for at in allowed if at > clock.now() - MINUTE]
        assert (refused is None) == (len(recent) < limit)
        if refused is None:
            allowed.append(clock.now())
        else:
            assert refused.at == recent[-limit] + MINUTE


def test_a_hit_that_is_taken_back_leaves_the_others_as_they_were(uow: UnitOfWork, clock: FixedClock):
    hit(uow, "a", limit=2, window=MINUTE)
    clock.advance(timedelta(seconds=20))
    hit(uow, "a", limit=2, window=MINUTE)
    take_back(uow, "a")
    assert check(uow, "a", limit=1, window=MINUTE).seconds == 40
    take_back(uow, "a")
    take_back(uow, "a")
    take_back(uow, "never seen")
    assert uow.session.execute(select(LimitRow.key)).all() == []


def test_what_so_many_more_hits_would_be_answered(uow: UnitOfWork, clock: FixedClock):
    hit(uow, "a", limit=3, window=MINUTE)
    clock.advance(timedelta(seconds=20))
    assert check(uow, "a", limit=3, window=MINUTE, more=1) is None
    assert check(uow, "a", limit=3, window=MINUTE, more=2).seconds == 40
    assert check(uow, "a", limit=3, window=MINUTE) is None
