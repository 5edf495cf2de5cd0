"""Address and filters of `/historique` are the same thing said twice; a file's name keeps its end."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.core.history import KINDS
from rxapp.core.history_filters import MOST_LETTERS, PERIODS, Filters, read
from rxapp.state.sending import MOST_SIGNS, brief_name

FILTERS = st.builds(
    Filters,
    query=st.text(max_size=MOST_LETTERS).map(lambda text: " ".join(text.split())),
    kind=st.sampled_from(["", *KINDS]),
    account=st.sampled_from(["", "a" * 32, "letter", "system"]),
    period=st.sampled_from(["", *PERIODS, "1999", "2026"]),
    before=st.integers(0, 999_999_999),
)


@given(FILTERS)
def test_an_address_gives_back_its_filters(filters: Filters) -> None:
    assert read(dict(parse_qsl(urlsplit(filters.address()).query))) == filters


@pytest.mark.parametrize(
    "strange",
    [
        {"acte": "tout"},
        {"qui": "../x"},
        {"qui": "A B"},
        {"avant": "-3"},
        {"avant": "٣"},
        {"avant": "9" * 30},
        {"q": " "},
        {"periode": "8"},
        {"periode": "3026"},
    ],
)
def test_what_is_not_ours_counts_as_not_asked(strange: dict[str, str]) -> None:
    assert read(strange) == Filters()


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("", None, None),
        ("7", date(2026, 11, 21), None),
        ("365", date(2025, 11, 28), None),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_is_days(period: str, since: date | None, until: date | None) -> None:
    wanted = Filters(period=period).wanted(date(2026, 11, 27))
    assert (wanted.since, wanted.until) == (since, until)


@given(st.text("aé.", max_size=200))
def test_a_long_name_keeps_its_beginning_and_end(name: str) -> None:
    brief = brief_name(name)
    assert len(brief) <= MOST_SIGNS
    assert brief == name or (name.startswith(brief[:10]) and name.endswith(brief[-10:]))
