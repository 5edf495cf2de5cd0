"""What a helper may do, as a matrix: every scope, every kind of thing, every act that rooms ask about, hidden things too."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from rxapp.core.policy import (
    HELP,
    HELP_OWN,
    NO_CONTEXT,
    OWN_ACCOUNT_KINDS,
    PUBLIC_KINDS,
    READ_ACTIONS,
    Actor,
    Context,
    HelpScope,
    Item,
    Refused,
    Role,
    can_act,
    can_see,
    require,
)

KARIM = Actor("a-karim", Role.PATIENT, "p-karim", "Karim Petit")
ROOMS = Path(__file__).resolve().parents[2] / "rxapp"
KINDS = ("document", "piece", "appointment", "prevention", "conversation", "order", "history", "takeout", "person", "profile")
"""Every kind that is about a person, and two that nobody made yet."""
LOOK = {"see", "list", "search", "count", "preview", "download"}
WRITES = {
    *{"add", "edit", "delete", "restore", "purge", "file", "attach", "remove", "start", "write", "read", "archive", "report"},
    *{"withdraw", "close", "assign", "block", "send", "answer", "cancel", "choose", "revoke", "close_account", "anything new"},
}
ACTIONS = sorted(READ_ACTIONS | WRITES)

S, A, G, M, P = HelpScope.SEE, HelpScope.ADD, HelpScope.AGENDA, HelpScope.MESSAGES, HelpScope.PHARMACY
TALK = {"start", "write", "read", "add", "archive", "report", "withdraw"}
MAY: dict[tuple[frozenset[HelpScope], str], set[str]] = {
    (frozenset({S}), "document"): LOOK,
    (frozenset({S, A}), "document"): LOOK | {"add"},
    (frozenset({G}), "appointment"): LOOK | {"add", "edit"},
    (frozenset({G}), "prevention"): LOOK,
    (frozenset({G, A}), "prevention"): LOOK | {"add"},
    (frozenset({M}), "conversation"): LOOK | TALK,
    (frozenset({M, A}), "conversation"): LOOK | TALK | {"file"},
    (frozenset({M}), "piece"): LOOK | {"attach"},
    (frozenset({P}), "order"): LOOK | {"send", "answer", "edit", "cancel"},
}
"""The rule written a second time: what a set of scopes gives with each kind of thing that somebody else added."""
MAY_OWN = {
    (frozenset({S, A}), "document"): {"edit", "delete", "restore"},
    (frozenset({G, A}), "prevention"): {"remove", "restore"},
    (frozenset({M, A}), "piece"): {"file"},
}
OWN_ALTERED = [{}, {"hidden": True}, {"filed": True}, {"deleted": True}, {"author": "a-karim"}, {"closed_to": frozenset({"*"})}]
SETS = [frozenset(some) for size in range(len(HelpScope) + 1) for some in combinations(HelpScope, size)]


def expected(scopes: frozenset[HelpScope], kind: str, *, own: bool) -> set[str]:
    tables = (MAY, MAY_OWN) if own else (MAY,)
    found = [acts for table in tables for (needed, of), acts in table.items() if of == kind and needed <= scopes]
    return set().union(*found)


def helping(scopes: frozenset[HelpScope]) -> Context:
    return Context(helps=frozenset(("p-paule", scope) for scope in scopes))


@pytest.mark.parametrize("scopes", SETS, ids=lambda scopes: "+".join(sorted(scopes)) or "none")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("own", [False, True], ids=["theirs", "own"])
def test_each_scope_gives_what_the_rule_says_and_nothing_else(scopes: frozenset[HelpScope], kind: str, own: bool) -> None:
    item = Item(kind, "p-paule", author=KARIM.account_id if own else "a-paule")
    allowed = {action for action in ACTIONS if can_act(KARIM, action, item, helping(scopes))}
    assert allowed == expected(scopes, kind, own=own)
    assert can_see(KARIM, item, helping(scopes)) is ("see" in allowed)


@pytest.mark.parametrize("kind", sorted({*KINDS, *OWN_ACCOUNT_KINDS}))
def test_all_scopes_together_give_neither_what_is_hidden_nor_what_is_anothers(kind: str) -> None:
    everything = helping(frozenset(HelpScope))
    item = Item(kind, "p-paule", author="a-paule")
    for odd in (replace(item, hidden=True), replace(item, owner="p-child-of-paule"), replace(item, owner="p-stranger")):
        assert not can_see(KARIM, odd, everything)
        assert [action for action in ACTIONS if can_act(KARIM, action, odd, everything)] == []
    assert [action for action in ACTIONS if can_act(KARIM, action, replace(item, kind="takeout"), everything)] == []


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM, Role.PATIENT)])
def test_only_a_patient_helps(role: Role) -> None:
    staff = Actor("a-staff", role, None, "Staff")
    for kind in KINDS:
        assert not can_see(staff, Item(kind, "p-paule"), helping(frozenset(HelpScope)))
    nobody = Actor("a-nobody", Role.PATIENT, None, "Sans personne")
    assert not can_see(nobody, Item("document", "p-paule"), helping(frozenset(HelpScope)))


def test_what_a_helper_sees_but_may_not_do_is_said_so_and_what_they_do_not_see_is_not_there() -> None:
    seen, context = Item("document", "p-paule", author="a-paule"), helping(frozenset({S, A}))
    with pytest.raises(Refused) as caught:
        require(KARIM, "delete", seen, context)
    assert caught.value.code == "aide.portee"
    for item, action in ((Item("appointment", "p-paule"), "see"), (replace(seen, deleted=True), "see"), (seen, "see")):
        with pytest.raises(Refused) as caught:
            require(KARIM, action, item, NO_CONTEXT if item is seen else context)
        assert caught.value.code == "introuvable"


def test_ones_own_record_and_ones_childs_are_as_before() -> None:
    context = replace(helping(frozenset({S})), guardian_of=frozenset({"p-child"}))
    for owner in ("p-karim", "p-child"):
        assert can_act(KARIM, "delete", Item("document", owner), context)
        assert can_act(KARIM, "export", Item("takeout", owner), context)


def test_the_table_names_only_acts_and_kinds_that_rooms_ask_about() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOMS.rglob("*.py") if path.name != "policy.py")
    for table in (HELP, HELP_OWN):
        for kinds in table.values():
            for kind, acts in kinds.items():
                assert kind in KINDS
                assert kind not in OWN_ACCOUNT_KINDS | PUBLIC_KINDS
                assert re.search(rf'"{kind}"', source), kind
                for act in acts - {"count"}:
                    assert re.search(rf'"{act}"', source), (kind, act)


@pytest.mark.parametrize("changed", OWN_ALTERED, ids=str)
@pytest.mark.parametrize("kind", [*KINDS, *sorted(OWN_ACCOUNT_KINDS | PUBLIC_KINDS)])
def test_of_ones_own_neither_children_nor_help_bear_on_the_answer(kind: str, changed: dict[str, object]) -> None:
    item = Item(kind, KARIM.person_id, **changed)
    around = Context(
        guardian_of=frozenset({"p-lina", KARIM.person_id}),
        helps=frozenset((whom, scope) for whom in ("p-lina", KARIM.person_id) for scope in HelpScope),
    )
    assert can_see(KARIM, item, around) == can_see(KARIM, item, NO_CONTEXT)
    for action in ACTIONS:
        assert can_act(KARIM, action, item, around) == can_act(KARIM, action, item, NO_CONTEXT), action
