"""A history is searched by kind, author, words and days, in bounded steps that together miss nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rxapp.core import audit, history
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.history import Found, Wanted
from rxapp.core.keys import create_person_key
from rxapp.core.policy import Actor, Role

PERSON = "a" * 32
CAMILLE = Actor("compte-camille", Role.PATIENT, PERSON, "Camille Martin")
DOCTOR = Actor("compte-moreau", Role.PROFESSIONAL, None, "Dr Anne Moreau")
STRANGER = Actor("compte-paul", Role.PATIENT, "c" * 32, "Paul Durand")
ACTS = ((CAMILLE, "document.ajoute", "Bilan sanguin"), (DOCTOR, "document.consulte", "Radio"), (CAMILLE, "session.ouverture", ""))

Find = Callable[..., Found]


@pytest.fixture
def find(database: Database, clock: FixedClock) -> Find:
    """Twelve lines, three a day, and the way to search them."""
    with database.uow() as uow:
        create_person_key(uow, PERSON)
        uow.commit()
    for _day in range(4):
        with database.uow() as uow:
            for actor, action, label in ACTS:
                audit.record(uow, person_id=PERSON, actor=actor, action=action, details={"label": label})
            uow.commit()
        clock.advance(timedelta(days=1))

    def search(*, after: int | None = None, limit: int = 50, actor: Actor = CAMILLE, lang: str = "fr", **wanted: object) -> Found:
        with database.read() as uow:
            return history.find(uow, actor=actor, person_id=PERSON, wanted=Wanted(**wanted), after=after, limit=limit, lang=lang)

    return search


def numbers(found: Found) -> list[int]:
    return [line.seq for line in found.lines]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, list(range(12, 0, -1))),
        ({"kind": "espace"}, [12, 9, 6, 3]),
        ({"kind": "documents"}, [11, 10, 8, 7, 5, 4, 2, 1]),
        ({"account": "compte-moreau"}, [11, 8, 5, 2]),
        ({"kind": "espace", "account": "compte-moreau"}, []),
        ({"query": "moreau radio"}, [11, 8, 5, 2]),
        ({"query": "BILAN"}, [10, 7, 4, 1]),
        ({"query": "rien de tel"}, []),
    ],
)
def test_lines_are_found_by_what_they_say(find: Find, wanted: dict[str, str], found: list[int]) -> None:
    assert numbers(find(**wanted)) == found
    assert find(**wanted).following == 0


def test_a_period_is_the_days_of_paris_both_included(find: Find, clock: FixedClock) -> None:
    first = clock.today() - timedelta(days=4)
    assert numbers(find(since=first + timedelta(days=2))) == [12, 11, 10, 9, 8, 7]
    assert numbers(find(until=first)) == [3, 2, 1]
    assert numbers(find(since=first + timedelta(days=1), until=first + timedelta(days=1), kind="espace")) == [6]


@pytest.mark.parametrize(
    ("code", "kind"),
    [("acces.refuse", "refus"), ("acces.urgence", "urgence"), ("acces.urgence_refusee", "urgence"), ("acces.autorise", "acces"),
     ("document.ajoute", "documents"), ("second.mis", "espace"), ("jamais.vu", "espace")],
)  # fmt: skip
def test_every_act_is_of_one_kind(code: str, kind: str) -> None:
    assert history.kind_of(code) == kind


def test_a_day_is_found_as_it_is_written(find: Find, clock: FixedClock) -> None:
    second = clock.today() - timedelta(days=3)
    assert numbers(find(query=second.strftime("%d/%m/%Y"))) == [6, 5, 4]
    assert numbers(find(query=second.isoformat())) == [6, 5, 4]


@pytest.mark.parametrize("wanted", [{}, {"query": "camille"}, {"kind": "documents"}])
@pytest.mark.parametrize("bounds", [(2_000, 200), (2, 200), (2_000, 1)])
def test_pages_and_bounds_miss_nothing(
    find: Find, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, str], bounds: tuple[int, int]
) -> None:
    whole = numbers(find(**wanted))
    monkeypatch.setattr(history, "OPENED_AT_MOST", bounds[0])
    monkeypatch.setattr(history, "READS_AT_MOST", bounds[1])
    seen, after = [], None
    while after != 0:
        page = find(after=after, limit=3, **wanted)
        assert len(page.lines) <= 3
        assert page.following < (after or 13)
        seen, after = seen + numbers(page), page.following
    assert seen == whole


def test_filters_are_what_the_history_holds(find: Find, database: Database) -> None:
    with database.read() as uow:
        assert history.kinds(uow, actor=CAMILLE, person_id=PERSON) == ("documents", "espace")
        people = history.authors(uow, actor=CAMILLE, person_id=PERSON, lang="fr")
    assert [(one.account, one.label) for one in people] == [
        ("compte-camille", "Camille Martin"),
        ("compte-moreau", "Dr Anne Moreau"),
    ]


def test_a_stranger_finds_no_history(find: Find) -> None:
    with pytest.raises(DomainError) as refused:
        find(actor=STRANGER, query="bilan")
    assert refused.value.code == "introuvable"
