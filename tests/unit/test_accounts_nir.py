"""The social security number: reading, key, Corsica, numbers that cannot exist."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.nir import Nir, compute_key, fictional_nir, is_fictional, parse_nir
from rxapp.core.errors import DomainError

BORN = date(1979, 3, 14)
DEPARTMENTS = ["00", "01", "13", "75", "95", "2A", "2B"]


@pytest.mark.parametrize(
    ("thirteen", "key"),
    [
        ("2550814168025", 38),  # the published example of the insurance's own documentation
        ("1840675111001", 97 - 1840675111001 % 97),
        ("184062A111001", 97 - 1840619111001 % 97),
        ("184062B111001", 97 - 1840618111001 % 97),
    ],
)
def test_key_is_the_complement_to_97(thirteen: str, key: int) -> None:
    assert compute_key(thirteen) == key


@pytest.mark.parametrize("department", ["2A", "2B"])
@pytest.mark.parametrize("lower", [True, False])
def test_corsican_numbers_are_read(department: str, lower: bool) -> None:
    nir = fictional_nir("F", BORN, 7, department=department)
    typed = str(nir).lower() if lower else str(nir)
    assert parse_nir(typed) == nir
    assert nir.department == department


def test_the_two_halves_of_corsica_do_not_share_a_key() -> None:
    assert fictional_nir("F", BORN, 7, department="2A").key != fictional_nir("F", BORN, 7, department="2B").key


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "nir.vide"),
        (" \u202f-. ", "nir.vide"),
        ("2 79 03 00 999 001", "nir.longueur"),
        ("2 79 03 00 999 001 000", "nir.longueur"),
        ("27903OO99900112", "nir.forme"),
        ("279032C99900112", "nir.forme"),
        ("279130099900112", "nir.forme"),
        ("579030099900112", "nir.forme"),
        ("②7903009990011\u0661", "nir.forme"),
    ],
)
def test_what_is_not_a_number_is_told_by_its_reason(typed: str, code: str) -> None:
    with pytest.raises(DomainError) as raised:
        parse_nir(typed)
    assert raised.value.code == code


def test_a_bad_key_is_told() -> None:
    good = fictional_nir("M", BORN, 12)
    bad = good.number[:13] + f"{good.key % 97 + 1:02d}"
    with pytest.raises(DomainError) as raised:
        parse_nir(bad)
    assert raised.value.code == "nir.cle"


def test_what_the_number_tells() -> None:
    nir = fictional_nir("M", BORN, 12)
    assert (nir.sex, nir.year_of_century, nir.month, nir.order) == ("M", 79, 3, "012")
    assert parse_nir("255081416802538").sex == "F"
    unknown_month = "2792000999012"
    assert Nir(f"{unknown_month}{compute_key(unknown_month):02d}").month is None


fictional = st.builds(
    fictional_nir,
    st.sampled_from("MF"),
    st.dates(date(1920, 1, 1), date(2030, 12, 31)),
    st.integers(1, 999),
    department=st.sampled_from(DEPARTMENTS),
)


@given(fictional)
def test_fictional_numbers_read_and_can_belong_to_nobody(nir: Nir) -> None:
    assert parse_nir(str(nir)) == nir
    assert parse_nir(nir.number.lower()) == nir
    assert is_fictional(nir)


@given(fictional, st.integers(0, 14), st.sampled_from("0123456789"))
def test_one_wrong_digit_never_passes(nir: Nir, place: int, digit: str) -> None:
    if not nir.number[place].isdigit() or nir.number[place] == digit:
        return
    with pytest.raises(DomainError):
        parse_nir(nir.number[:place] + digit + nir.number[place + 1 :])


@pytest.mark.parametrize("number", ["255081416802538", "2550814168025"])
def test_a_real_looking_number_is_not_fictional(number: str) -> None:
    assert not is_fictional(parse_nir(number[:13] + f"{compute_key(number[:13]):02d}"))


@pytest.mark.parametrize(("sex", "order", "department"), [("X", 1, "00"), ("F", 0, "00"), ("F", 1000, "00"), ("F", 1, "99")])
def test_no_fictional_number_is_made_where_a_real_one_could_be(sex: str, order: int, department: str) -> None:
    with pytest.raises(ValueError, match="order 1 to 999"):
        fictional_nir(sex, BORN, order, department=department)
