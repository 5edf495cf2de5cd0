"""Address and filters of `/historique` are the same thing said twice; a file's name keeps its end."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.core.history import KINDS
from rxapp.state.historique_filters import MOST_LETTERS, Filters, read
from rxapp.state.sending import MOST_SIGNS, brief_name

FILTERS = st.builds(
    Filters,
    query=st.text(max_size=MOST_LETTERS).map(lambda text: " ".join(text.split())),
    kind=st.sampled_from(["", *KINDS]),
    account=st.sampled_from(["", "a" * 32, "letter", "system"]),
    before=st.integers(0, 999_999_999),
)


@given(FILTERS)
def test_an_address_gives_back_its_filters(filters: Filters) -> None:
    assert read(dict(parse_qsl(urlsplit(filters.address()).query))) == filters


@pytest.mark.parametrize(
    "strange",
    [{"acte": "tout"}, {"qui": "../x"}, {"qui": "A B"}, {"avant": "-3"}, {"avant": "٣"}, {"avant": "9" * 30}, {"q": " "}],
)
def test_what_is_not_ours_counts_as_not_asked(strange: dict[str, str]) -> None:
    assert read(strange) == Filters()


@given(st.text("aé.", max_size=200))
def test_a_long_name_keeps_its_beginning_and_end(name: str) -> None:
    brief = brief_name(name)
    assert len(brief) <= MOST_SIGNS
    assert brief == name or (name.startswith(brief[:10]) and name.endswith(brief[-10:]))
