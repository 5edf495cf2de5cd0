"""Who opens a record in an emergency, and what of it opens: tables, and every mixture of what a person hides and agrees to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.emergency_rules import CARERS, LEAST, MOST, RESTS, checked_reason, consent_of, opens
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.professions import LABELS, TABLE, Profession
from rxapp.accounts.rights import Right
from rxapp.core.policy import (
    ALL_BUT_AUTHOR,
    EMERGENCY_PARTS,
    EVERYBODY,
    VACCINATIONS,
    Actor,
    Context,
    Item,
    Role,
    Rule,
    can_act,
    can_see,
    of_profession,
    staff_rule,
)
from rxapp.profile import urgent
from rxapp.profile.parts import PARTS

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
DOCTOR = Actor("d", Role.PROFESSIONAL, None, "Dr")
READS = TABLE[Profession.DOCTOR]
SHUT = {"habitudes", "famille", "operations", "don"}
URGENT = Context(profession="medecin", reads=READS, urgent=frozenset({"p"}))
AGREED = Context(profession="medecin", reads=READS, urgent=frozenset({"p"}), urgent_hidden=frozenset({"p"}))


def document(*closed_to: str, **given: object) -> Item:
    return Item("document", **({"owner": "p", "author": "a", "category": "biologie", "closed_to": frozenset(closed_to)} | given))


@pytest.mark.parametrize(
    ("agreed", "blocked", "disputed_at", "answer"),
    [
        (True, False, None, True),
        (False, False, None, False),
        (True, True, None, False),
        (True, False, NOW, False),
        (True, False, NOW - RESTS + timedelta(seconds=1), False),
        (True, False, NOW - RESTS, True),
    ],
)
def test_who_opens(agreed: bool, blocked: bool, disputed_at: datetime | None, answer: bool) -> None:
    assert opens(agreed=agreed, blocked=blocked, disputed_at=disputed_at, now=NOW) is answer


def test_each_profession_has_its_consent() -> None:
    assert set(LABELS) > CARERS
    assert consent_of(Profession.REGULATOR) is Right.EMERGENCY
    assert {consent_of(one) for one in CARERS - {Profession.REGULATOR}} == {Right.EMERGENCY_OTHERS}


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "court"), ("x" * (LEAST - 1), "court"), ("a" + " " * 40 + "b", "court"), ("x" * (MOST + 1), "long")]
    + [(sign * 12, "court") for sign in ("\u200b", ".", "\0", "1", "\u202e", "\u0301")],
)
def test_a_reason_is_said(typed: str, code: str) -> None:
    with pytest.raises(FieldErrors) as found:
        checked_reason(typed)
    assert found.value.errors == {"motif": f"urgence.motif_{code}"}


def test_a_reason_is_one_line() -> None:
    assert checked_reason(" Chute\ndans l’escalier ") == "Chute dans l’escalier"
    assert checked_reason("x" * MOST) == "x" * MOST
    assert checked_reason("\u202eChute dans\u200b l’escalier\0") == "Chute dans l’escalier"


TABLE_OF_DOCUMENTS = [
    (document(), Rule.EMERGENCY, Rule.EMERGENCY),
    (document(EVERYBODY), Rule.HIDDEN, Rule.EMERGENCY),
    (document(ALL_BUT_AUTHOR), Rule.ONLY_AUTHOR, Rule.EMERGENCY),
    (document(of_profession("medecin")), Rule.HIDDEN_FROM_PROFESSION, Rule.EMERGENCY),
    (document(of_profession("infirmier")), Rule.EMERGENCY, Rule.EMERGENCY),
    (document("d"), Rule.HIDDEN_FROM_ONE, Rule.HIDDEN_FROM_ONE),
    (document("d", EVERYBODY), Rule.HIDDEN, Rule.HIDDEN),
    (document(blocks=frozenset({"d"})), Rule.BLOCKED, Rule.BLOCKED),
    (document(hidden=True), Rule.SECRET, Rule.SECRET),
    (document(category="inconnue"), Rule.NOT_IN_TABLE, Rule.NOT_IN_TABLE),
    (document(author="d"), Rule.AUTHOR, Rule.AUTHOR),
    (document(owner="q"), Rule.NOT_ALLOWED, Rule.NOT_ALLOWED),
]


@pytest.mark.parametrize(("item", "usual", "agreed"), TABLE_OF_DOCUMENTS)
def test_which_documents_open(item: Item, usual: Rule, agreed: Rule) -> None:
    assert staff_rule(DOCTOR, item, URGENT) is usual
    assert staff_rule(DOCTOR, item, AGREED) is agreed
    assert can_see(DOCTOR, item, URGENT) is usual.opens


@pytest.mark.parametrize("kind", ["message", "conversation", "order", "measure", "appointment", "history", "access", "piece"])
def test_nothing_else_opens(kind: str) -> None:
    assert not can_see(DOCTOR, Item(kind, owner="p"), AGREED)


@pytest.mark.parametrize("kind", ["document", "profile", "prevention"])
@pytest.mark.parametrize("action", ["add", "edit", "delete", "hide", "allow"])
def test_nothing_is_written(kind: str, action: str) -> None:
    item = Item(kind, owner="p")
    assert can_act(DOCTOR, "see", item, AGREED)
    assert not can_act(DOCTOR, action, item, AGREED)


@pytest.mark.parametrize("kind", ["profile", "prevention"])
@pytest.mark.parametrize("action", ["download", "export", "search", "preview"])
def test_a_profile_is_read_on_the_screen_alone(kind: str, action: str) -> None:
    assert not can_act(DOCTOR, action, Item(kind, owner="p"), AGREED)
    assert can_act(DOCTOR, "download", document(), AGREED)


def test_of_a_profile_the_parts_of_the_card_alone_open() -> None:
    opened = {part.code for part in PARTS if can_see(DOCTOR, Item("profile", owner="p", category=part.code), AGREED)}
    assert opened == EMERGENCY_PARTS - {VACCINATIONS} == set(urgent.PARTS) == {part.code for part in PARTS} - SHUT


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PROFESSIONAL, Role.SYSTEM)])
def test_no_other_role_gains_anything(role: Role) -> None:
    who = Actor("d", role, "x" if role is Role.PATIENT else None, "")
    assert not can_see(who, document(), AGREED)


marks = st.frozensets(
    st.sampled_from([EVERYBODY, ALL_BUT_AUTHOR, of_profession("medecin"), of_profession("infirmier"), "d", "e"])
)


@given(marks, st.booleans(), st.booleans(), st.sampled_from(["a", "d"]), st.booleans())
def test_an_emergency_only_ever_adds(closed_to, hidden: bool, blocked: bool, author: str, allowed: bool) -> None:
    """What opens without one opens with it; more consent opens no less; what a minor keeps, or a name shuts out, stays shut."""
    people = frozenset({"p"}) if allowed else frozenset()
    item = document(*closed_to, hidden=hidden, author=author, blocks=frozenset({"d"}) if blocked else frozenset())
    before, with_it, agreed = (
        can_see(DOCTOR, item, Context(profession="medecin", reads=READS, allowed_by=people, urgent=urgent, urgent_hidden=told))
        for urgent, told in ((frozenset(), frozenset()), (frozenset({"p"}), frozenset()), (frozenset({"p"}), frozenset({"p"})))
    )
    assert before <= with_it <= agreed
    if hidden or blocked or "d" in closed_to:
        assert agreed is before
