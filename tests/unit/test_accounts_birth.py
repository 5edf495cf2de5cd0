"""Birth dates as they are typed, and ages."""

from datetime import date

import pytest

from rxapp.accounts.birth import age_on, is_minor, needs_parent, parse_birth_date
from rxapp.core.errors import DomainError

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["14/03/1991", "14.3.1991", " 14-03-1991 ", "14 03 1991", "1991-03-14", "19910314"])
def test_dates_are_read(typed: str) -> None:
    assert parse_birth_date(typed, TODAY) == date(1991, 3, 14)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "naissance.vide"),
        ("  ", "naissance.vide"),
        ("31/02/1991", "naissance.forme"),
        ("03/14/1991", "naissance.forme"),
        ("14/03/91", "naissance.forme"),
        ("hier", "naissance.forme"),
        ("\u0661\u0664/03/1991", "naissance.forme"),
        ("0000-00-00", "naissance.forme"),
        ("24/11/2026", "naissance.future"),
    ],
)
def test_what_is_not_a_birth_date_is_told(typed: str, code: str) -> None:
    with pytest.raises(DomainError) as raised:
        parse_birth_date(typed, TODAY)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 6, 2), date(2026, 6, 1), 17),
        (date(2008, 6, 1), date(2026, 6, 1), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 6, 1), date(2026, 6, 1), 0),
    ],
)
def test_age(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age
    assert is_minor(born, day) is (age < 18)
    assert needs_parent(born, day) is (age < 16)
