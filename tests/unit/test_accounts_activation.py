"""Six weeks across summer time, five tries, and how often a letter may leave."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.activation import (
    MAX_TRIES,
    CodeFacts,
    Status,
    expires_at,
    may_send_again,
    status,
)
from rxapp.core.clock import PARIS

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("sent", "ends", "elapsed"),
    [
        (paris(2026, 6, 1, 10), paris(2026, 7, 13, 10), timedelta(days=42)),
        (paris(2026, 3, 1, 10), paris(2026, 4, 12, 10), timedelta(days=42, hours=-1)),
        (paris(2026, 10, 1, 10), paris(2026, 11, 12, 10), timedelta(days=42, hours=1)),
        (paris(2026, 12, 1, 0), paris(2027, 1, 12, 0), timedelta(days=42)),
        # 02:30 does not exist on 29 March 2026: 03:30 is meant, one hour later by the sun.
        (paris(2026, 2, 15, 2, 30), paris(2026, 3, 29, 3, 30), timedelta(days=42)),
        # 02:30 comes twice on 25 October 2026: the second is kept, in the person's favour.
        (paris(2026, 9, 13, 2, 30), datetime(2026, 10, 25, 1, 30, tzinfo=UTC), timedelta(days=42, hours=1)),
    ],
    ids=["summer", "into summer", "into winter", "winter", "an hour that is not", "an hour that is twice"],
)
def test_forty_two_days_on_a_paris_clock(sent: datetime, ends: datetime, elapsed: timedelta) -> None:
    facts = CodeFacts(sent)
    assert expires_at(sent) == ends
    assert ends - sent == elapsed
    assert status(facts, ends - SECOND) is Status.LIVE
    assert status(facts, ends) is Status.EXPIRED


@given(st.integers(1_577_836_800, 2_208_988_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_a_letter_works_42_days_give_or_take_the_hour_of_summer_time(sent: datetime) -> None:
    assert abs(expires_at(sent) - sent - timedelta(days=42)) <= timedelta(hours=1)
    assert expires_at(sent).astimezone(PARIS).date() == sent.astimezone(PARIS).date() + timedelta(days=42)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (None, Status.UNKNOWN),
        (CodeFacts(NOW), Status.LIVE),
        (CodeFacts(NOW, tries=MAX_TRIES - 1), Status.LIVE),
        (CodeFacts(NOW, tries=MAX_TRIES), Status.VOIDED),
        (CodeFacts(NOW, voided_at=NOW), Status.VOIDED),
        (CodeFacts(NOW - timedelta(days=50), voided_at=NOW), Status.VOIDED),
        (CodeFacts(NOW - timedelta(days=50), used_at=NOW), Status.USED),
        (CodeFacts(NOW - timedelta(days=50)), Status.EXPIRED),
    ],
)
def test_status(facts: CodeFacts | None, expected: Status) -> None:
    assert status(facts, NOW) is expected


@pytest.mark.parametrize(
    ("ages", "allowed"),
    [
        ([], True),
        ([timedelta(hours=23, minutes=59, seconds=59)], False),
        ([timedelta(days=1)], True),
        ([timedelta(days=10 * n) for n in range(1, 5)], True),
        ([timedelta(days=10 * n) for n in range(1, 6)], False),
        ([timedelta(days=20 * n) for n in range(1, 5)] + [timedelta(days=90)], True),
        ([timedelta(days=20 * n) for n in range(1, 5)] + [timedelta(days=90) - SECOND], False),
    ],
)
def test_once_a_day_and_five_in_ninety_days(ages: list[timedelta], allowed: bool) -> None:
    assert may_send_again([NOW - age for age in ages], NOW) is allowed
