"""How a professional comes to stand with a record: a table of moves, and what no sequence of them may do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.granting import RESTS, Move, Standing, after, may_ask, standing
from rxapp.accounts.professions import LABELS, TABLE, Profession, profession
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, Actor, Context, Item, Role, Rule, can_see, of_profession, staff_rule
from rxapp.record.categories import CATEGORIES

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ANYWHERE = (None, *Standing)


@given(st.lists(st.sampled_from(Move), max_size=12))
def test_nobody_reads_but_by_being_allowed(moves: list[Move]) -> None:
    state: Standing | None = None
    for move in moves:
        before, state = state, after(state, move) or state
        if state is Standing.ALLOWED and before is not Standing.ALLOWED:
            assert move is Move.ALLOW
            assert before is not Standing.BLOCKED
        if before is Standing.BLOCKED and state is not before:
            assert (move, state) == (Move.UNBLOCK, Standing.ENDED)


@pytest.mark.parametrize("before", ANYWHERE)
def test_one_may_always_be_blocked(before: Standing | None) -> None:
    assert after(before, Move.BLOCK) is (None if before is Standing.BLOCKED else Standing.BLOCKED)


def test_a_day_is_included() -> None:
    today = date(2026, 11, 27)
    assert standing("allowed", today, today) is Standing.ALLOWED
    assert standing("allowed", today - timedelta(days=1), today) is Standing.ENDED
    assert standing("allowed", None, today) is Standing.ALLOWED
    assert standing("blocked", None, today) is Standing.BLOCKED


def test_who_may_ask_and_when() -> None:
    may = {before: may_ask(before, NOW, NOW) for before in ANYWHERE}
    assert {before for before, asks in may.items() if asks} == {None, Standing.ENDED}
    assert may_ask(Standing.REFUSED, NOW - RESTS, NOW)


def test_the_table_speaks_of_every_profession_and_of_kinds_that_exist() -> None:
    assert set(TABLE) == set(LABELS) == set(Profession)
    assert all(kinds <= set(CATEGORIES) for kinds in TABLE.values())
    assert TABLE[Profession.DOCTOR] == set(CATEGORIES)
    assert TABLE[Profession.OTHER] == frozenset()
    assert profession("boulanger") is profession(None) is Profession.OTHER


DOCTOR = Actor("a-doctor", Role.PROFESSIONAL, None, "Dr")
MARKS = (EVERYBODY, ALL_BUT_AUTHOR, DOCTOR.account_id, of_profession("medecin"), of_profession("infirmier"), "a-other")


@given(
    closed=st.frozensets(st.sampled_from(MARKS)),
    blocks=st.frozensets(st.sampled_from((DOCTOR.account_id, "a-other"))),
    lent=st.booleans(),
    author=st.booleans(),
    allowed=st.booleans(),
    hidden=st.booleans(),
    category=st.sampled_from(("biologie", "autre", "")),
)
def test_what_opens_is_said_a_second_time(
    closed: frozenset[str], blocks: frozenset[str], *, lent: bool, author: bool, allowed: bool, hidden: bool, category: str
) -> None:
    """The rule against a formula of its own: never when blocked; lent, or one's own or allowed and not hidden."""
    item = Item(
        "document",
        "p-nadia",
        author=DOCTOR.account_id if author else "a-other",
        hidden=hidden,
        lent_to=frozenset({DOCTOR.account_id} if lent else ()),
        category=category,
        closed_to=closed,
        blocks=blocks,
    )
    people = frozenset({"p-nadia"} if allowed else ())
    context = Context(allowed_by=people, profession="medecin", reads=frozenset({"biologie"}))
    shut = {EVERYBODY, DOCTOR.account_id} & closed
    by_table = allowed and not hidden and category != "autre" and not {ALL_BUT_AUTHOR, of_profession("medecin")} & closed
    opens = DOCTOR.account_id not in blocks and (lent or (not shut and (author or by_table)))
    assert can_see(DOCTOR, item, context) is staff_rule(DOCTOR, item, context).opens is bool(opens)


@pytest.mark.parametrize(("role", "kind"), list(product((Role.ESTABLISHMENT, Role.PHARMACY), ("document", "access"))))
def test_only_professionals_are_allowed(role: Role, kind: str) -> None:
    context = Context(allowed_by=frozenset({"p-nadia"}), profession="medecin", reads=frozenset(CATEGORIES))
    actor = Actor("a-other", role, None, "…")
    assert staff_rule(actor, Item(kind, "p-nadia", category="biologie"), context) is Rule.NOT_ALLOWED


def test_an_allowance_is_for_documents_alone() -> None:
    context = Context(allowed_by=frozenset({"p-nadia"}), profession="medecin", reads=frozenset(CATEGORIES))
    for kind in ("history", "appointment", "access", "share", "order", "conversation", "prevention", "export"):
        assert not can_see(DOCTOR, Item(kind, "p-nadia"), context)
