"""The order in which what is compared is measured."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.bench.figures import in_turn, order


@pytest.mark.parametrize("count", range(1, 8))
def test_each_follows_each_other_as_often(count: int) -> None:
    turns = [order(turn, count) for turn in range(2 * count)]
    assert all(sorted(turn) == list(range(count)) for turn in turns)
    assert Counter(turn[0] for turn in turns) == dict.fromkeys(range(count), 2)
    follows = Counter(pair for turn in turns for pair in pairwise(turn))
    assert len(follows) == count * (count - 1)
    assert len(set(follows.values())) <= 1


def test_what_each_gave_stays_with_it() -> None:
    taken = in_turn(6, lambda: 1.0, lambda: 2.0, lambda: 3.0)
    assert taken == [[1.0] * 6, [2.0] * 6, [3.0] * 6]
