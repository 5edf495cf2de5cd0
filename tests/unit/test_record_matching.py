"""Whose traits these are: one person's, or nobody's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.identity import fold
from rxapp.record.matching import Candidate, Traits, the_one

PAUL = Candidate("paul", "Durand", "Paul Henri")
MARIE, MARIE_CLAUDE = Candidate("marie", "Petit", "Marie"), Candidate("mc", "Petit", "Marie-Claude")
ZOE, TOM = Candidate("zoe", "Petit", "Zoé"), Candidate("tom", "Petit", "Tom")
JEANS = (Candidate("jp", "Petit", "Jean Paul"), Candidate("jl", "Petit", "Jean Louis"))


def whose(candidates, family: str, given: str) -> str | None:
    return the_one(candidates, Traits("1", date(1991, 3, 14), family, given), fold)


@pytest.mark.parametrize(
    ("candidates", "family", "given", "found"),
    [
        ([PAUL], "Durand", "Paul Henri", "paul"),
        ([PAUL], "DURAND", "paul", "paul"),
        ([PAUL], "Durand", "Paul-Henri", "paul"),
        ([PAUL], "Durand", "Henri", None),
        ([PAUL], "Durand", "Paul Louis", None),
        ([PAUL], "Durand", "Paul Henri Louis", None),
        ([PAUL], "Dupont", "Paul", None),
        ([PAUL], "Durand", "Pau", None),
        ([PAUL], "Durand", "", None),
        ([PAUL], "", "Paul", None),
        ([], "Durand", "Paul", None),
        ([ZOE, TOM], "petit", "ZOE", "zoe"),
        ([ZOE, TOM], "Petit", "Tom", "tom"),
        ([ZOE, TOM], "Petit", "Léa", None),
        ([MARIE, MARIE_CLAUDE], "Petit", "Marie", "marie"),
        ([MARIE, MARIE_CLAUDE], "Petit", "Marie-Claude", "mc"),
        ([MARIE_CLAUDE], "Petit", "Marie", None),
        (JEANS, "Petit", "Jean", None),
        (JEANS, "Petit", "Jean Louis", "jl"),
    ],
)
def test_names_decide(candidates, family: str, given: str, found: str | None) -> None:
    assert whose(candidates, family, given) == found


NAMES = st.text(alphabet="aéçZ -'", max_size=12)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=3), NAMES, NAMES)
def test_nothing_is_ever_given_to_somebody_of_another_name(people, family: str, given: str) -> None:
    candidates = [Candidate(str(n), *names) for n, names in enumerate(people)]
    found = whose(candidates, family, given)
    if found is not None:
        one = candidates[int(found)]
        assert fold(one.family_name) == fold(family)
        assert fold(one.given_names).startswith(fold(given))


@given(NAMES, NAMES)
def test_two_who_bear_the_same_names_are_never_told_apart(family: str, given: str) -> None:
    assert whose([Candidate("a", family, given), Candidate("b", family, given)], family, given) is None
