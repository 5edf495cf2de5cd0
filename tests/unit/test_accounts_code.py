"""The code of a letter: alphabet, check character, what is forgiven when it is typed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rxapp.accounts.code import ALPHABET, ENTROPY_BITS, in_groups, new_code, parse_code
from rxapp.core.errors import DomainError

codes = st.integers(0, 2**ENTROPY_BITS - 1).map(lambda number: new_code(lambda bits: number))
places = st.integers(0, 15)


def refused(typed: str) -> str:
    with pytest.raises(DomainError) as raised:
        parse_code(typed)
    return raised.value.code


def test_all_of_the_randomness_is_in_the_code() -> None:
    asked: list[int] = []
    new_code(lambda bits: asked.append(bits) or 0)
    assert asked == [75]
    assert len({new_code() for _ in range(200)}) == 200


@given(st.integers(0, 2**75 - 1), st.integers(0, 2**75 - 1))
def test_two_draws_never_give_one_code(one: int, other: int) -> None:
    assume(one != other)
    assert new_code(lambda bits: one) != new_code(lambda bits: other)


@given(codes)
def test_a_code_is_read_as_it_is_printed(code: str) -> None:
    assert len(code) == 16
    assert set(code) <= set(ALPHABET)
    assert parse_code(in_groups(code)) == code
    assert [len(group) for group in in_groups(code).split("-")] == [4, 4, 4, 4]


@given(codes, st.randoms())
def test_what_people_confuse_is_forgiven(code: str, random) -> None:
    confused = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(random.choice(confused.get(sign, sign + sign.lower())) + random.choice(["", "", " ", "-"]) for sign in code)
    assert parse_code(f"  {typed}\u00a0") == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_seen(code: str, place: int, sign: str) -> None:
    assume(code[place] != sign)
    assert refused(code[:place] + sign + code[place + 1 :]) == "code.cle"


@given(codes, st.integers(0, 14))
def test_two_neighbours_swapped_are_seen(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    assert refused(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) == "code.cle"


@given(codes, places, places)
def test_any_two_characters_swapped_are_seen(code: str, one: int, other: int) -> None:
    assume(code[one] != code[other])
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    assert refused("".join(signs)) == "code.cle"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "code.vide"),
        (" - - ", "code.vide"),
        ("ABCD", "code.longueur"),
        ("0" * 17, "code.longueur"),
        ("0000-0000-0000-000U", "code.caractere"),
        ("0000-0000-0000-000é", "code.caractere"),
        ("0000-0000-0000-000\u202e", "code.caractere"),
        ("0000-0000-0000-0001", "code.cle"),
    ],
)
def test_what_is_not_a_code_is_told_by_its_reason(typed: str, code: str) -> None:
    assert refused(typed) == code
