"""How the operator is reached: which lines are taken, and what each one opens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.core.contact import DEMO, MOST_LINES, MOST_SIGNS, ContactLine, contact_lines, opens, reached, read_lines


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("carnet@example.org", ("carnet@example.org",)),
        ("Clinique |  1 rue  des Lilas|35000 Rennes", ("Clinique", "1 rue des Lilas", "35000 Rennes")),
        ("Clinique\n02 99 00 00 00\n", ("Clinique", "02 99 00 00 00")),
        ("Clinique", None),
        ("", None),
        (" | | ", None),
        ("carnet@example", None),
        ("|".join(["carnet@example.org"] * (MOST_LINES + 1)), None),
        ("carnet@example.org|" + "x" * (MOST_SIGNS + 1), None),
        ("carnet@example.org|a\x00b", None),
    ],
)
def test_somebody_must_be_reached_by_the_lines(written: str, lines: tuple[str, ...] | None) -> None:
    assert read_lines(written) == lines


@pytest.mark.parametrize(
    ("line", "href"),
    [
        ("carnet@example.org", "mailto:carnet@example.org"),
        ("a?b&c@example.org", "mailto:a%3Fb%26c@example.org"),
        ("02 99 00 00 00", "tel:0299000000"),
        ("+33 2.99-00.00.00", "tel:+33299000000"),
        ("35000 Rennes", ""),
        ("35000", ""),
        ("javascript:alert(1)", ""),
        ("Clinique carnet@example.org", ""),
    ],
)
def test_a_line_opens_an_e_mail_a_call_or_nothing(line: str, href: str) -> None:
    assert opens(line) == href


@given(st.text(max_size=300))
def test_nothing_but_an_e_mail_or_a_call_is_ever_opened(written: str) -> None:
    for line in contact_lines(read_lines(written) or ()):
        assert line.href == "" or line.href.startswith(("mailto:", "tel:"))
        assert line.text.isprintable()


def test_where_nothing_was_told_people_hear_whom_to_ask_rather_than_an_address_nobody_writes_to() -> None:
    assert reached(DEMO, "https://carnet.example.org", "fr") == DEMO
    url = "https://carnet.example.org"
    said = "L’exploitant n’a pas dit comment le joindre."
    french = (f"{said} Demandez à la personne ou à l’organisme qui vous a donné ce Carnet, en donnant cette adresse\u00a0:", url)
    assert reached((), url, "fr") == french
    english = "The operator has not said how to be reached. Ask the person or the organisation that gave you this Carnet"
    assert reached((), url, "en") == (f"{english}, and give this address:", url)


def test_the_demonstration_has_lines_of_its_own() -> None:
    assert read_lines("|".join(DEMO)) == DEMO
    assert contact_lines(DEMO)[1] == ContactLine("exploitant@carnet.example", "mailto:exploitant@carnet.example")
