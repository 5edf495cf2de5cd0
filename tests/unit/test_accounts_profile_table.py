"""Which parts of a profile each profession opens of who allows it, and every mixture of what a person hides and allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts.professions import LABELS, PROFILE, TABLE, Profession
from rxapp.core.policy import (
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
from rxapp.profile.parts import BY_CODE

DOCTOR = Actor("d", Role.PROFESSIONAL, None, "Dr")
EVERY = {*BY_CODE, VACCINATIONS}


def context(profession: Profession, *marks: str, **given: object) -> Context:
    veiled = frozenset(("p", mark) for mark in marks)
    said = {"allowed_by": frozenset({"p"}), "reads": TABLE[profession], "parts": PROFILE[profession], "veiled": veiled}
    return Context(profession=profession, **(said | given))


def part(code: str = "", **given: object) -> Item:
    return Item("prevention" if code == VACCINATIONS else "profile", owner="p", category=code, **given)


def test_each_profession_and_each_part_is_known() -> None:
    assert set(PROFILE) == set(LABELS) == set(TABLE)
    assert frozenset().union(*PROFILE.values()) == EVERY
    assert set(urgent.WHOLE) == set(BY_CODE)
    assert EMERGENCY_PARTS < EVERY


@pytest.mark.parametrize(
    ("profession", "opens"),
    [
        (Profession.DOCTOR, EVERY),
        (Profession.NURSE, {"allergies", "traitements", "maladies", "handicap", "contacts", VACCINATIONS}),
        (Profession.PHARMACIST, {"allergies", "traitements", "grossesse", VACCINATIONS}),
        (Profession.DENTIST, {"allergies", "traitements", "maladies", "grossesse"}),
        (Profession.SOCIAL_WORKER, {"handicap", "contacts"}),
        (Profession.PSYCHOLOGIST, set()),
        (Profession.ASSISTANT, set()),
        (Profession.OTHER, set()),
    ],
)
def test_what_a_profession_opens(profession: Profession, opens: set[str]) -> None:
    standing = context(profession)
    assert {code for code in EVERY if can_see(DOCTOR, part(code), standing)} == opens
    assert can_see(DOCTOR, part(), standing) is bool(opens - {VACCINATIONS})
    assert can_see(DOCTOR, Item("prevention", owner="p"), standing) is (VACCINATIONS in opens)


@pytest.mark.parametrize("kind", ["answer", "done"])
def test_of_a_calendar_nothing_else_opens(kind: str) -> None:
    item = Item("prevention", owner="p", category=kind)
    assert not can_see(DOCTOR, item, context(Profession.DOCTOR))
    assert not can_see(DOCTOR, item, context(Profession.DOCTOR, urgent=frozenset({"p"})))


@pytest.mark.parametrize("action", ["add", "edit", "delete", "download", "export", "search", "preview", "allow", "hide", "count"])
@pytest.mark.parametrize("code", ["allergies", VACCINATIONS])
def test_it_is_read_on_a_screen_alone(action: str, code: str) -> None:
    standing = context(Profession.DOCTOR)
    assert can_act(DOCTOR, "see", part(code), standing)
    assert can_act(DOCTOR, "list", part(code), standing)
    assert not can_act(DOCTOR, action, part(code), standing)


RULES = [
    (part("allergies"), {}, (), Rule.IN_TABLE),
    (part("don"), {}, (), Rule.IN_TABLE),
    (part("allergies", hidden=True), {}, (), Rule.SECRET),
    (part("allergies"), {"allowed_by": frozenset()}, (), Rule.NOT_ALLOWED),
    (part("allergies"), {"documents_alone": frozenset({"p"})}, (), Rule.DOCUMENTS_ALONE),
    (part("allergies"), {}, (EVERYBODY,), Rule.HIDDEN),
    (part("allergies"), {}, ("d",), Rule.HIDDEN_FROM_ONE),
    (part("allergies"), {}, (of_profession("medecin"),), Rule.HIDDEN_FROM_PROFESSION),
    (part("allergies"), {}, (of_profession("infirmier"),), Rule.IN_TABLE),
    (part("allergies", blocks=frozenset({"d"})), {}, (), Rule.BLOCKED),
    (part("allergies", author="d"), {}, (EVERYBODY,), Rule.HIDDEN),
]


@pytest.mark.parametrize(("item", "changed", "marks", "rule"), RULES)
def test_the_rule_that_settles_it(item: Item, changed: dict, marks: tuple[str, ...], rule: Rule) -> None:
    standing = context(Profession.DOCTOR, *marks, **changed)
    assert staff_rule(DOCTOR, item, standing) is rule
    assert can_see(DOCTOR, item, standing) is rule.opens


def test_what_somebody_else_hides_is_no_matter() -> None:
    assert can_see(DOCTOR, part("allergies"), context(Profession.DOCTOR, veiled=frozenset({("q", EVERYBODY)})))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PROFESSIONAL, Role.SYSTEM)])
def test_no_other_role_gains_anything(role: Role) -> None:
    who = Actor("d", role, "x" if role is Role.PATIENT else None, "")
    assert not any(can_see(who, part(code), context(Profession.DOCTOR)) for code in (*EVERY, ""))


@given(
    st.sampled_from(list(Profession)),
    st.sampled_from(sorted(EVERY)),
    st.frozensets(st.sampled_from([EVERYBODY, "d", "e", *map(of_profession, Profession)])),
    st.tuples(*[st.booleans()] * 5),
)
def test_what_opens_is_said_a_second_time(
    profession: Profession, code: str, marks: frozenset[str], said: tuple[bool, bool, bool, bool, bool]
) -> None:
    """The rules against formulas of their own; an emergency only adds, never what is secret, blocked or hidden by name."""
    allowed, before, secret, blocked, agreed = said
    item = part(code, hidden=secret, blocks=frozenset({"d"} if blocked else ()))
    people = frozenset({"p"})
    given = {"allowed_by": people if allowed else frozenset(), "documents_alone": people if before and allowed else frozenset()}
    usual = context(profession, *marks, **given)
    shut = bool({EVERYBODY, "d", of_profession(profession)} & marks)
    opens = allowed and not (before or secret or blocked or shut) and code in PROFILE[profession]
    assert can_see(DOCTOR, item, usual) is opens
    urgent_now = context(profession, *marks, **given, urgent=people, urgent_hidden=people if agreed else frozenset())
    veiled = "d" in marks or (shut and not agreed)
    assert can_see(DOCTOR, item, urgent_now) is (opens or (code in EMERGENCY_PARTS and not (secret or blocked or veiled)))
