"""Who may see and do what, as a table: each line is one sentence of the rule."""

from dataclasses import replace

import pytest

from rxapp.core.errors import DomainError
from rxapp.core.policy import (
    NO_CONTEXT,
    SYSTEM_ACTOR,
    Actor,
    Context,
    Item,
    Refused,
    Role,
    can_act,
    can_see,
    require,
)

CAMILLE = Actor("a-camille", Role.PATIENT, "p-camille", "Camille Martin")
PAUL = Actor("a-paul", Role.PATIENT, "p-paul", "Paul Durand")
LEO = Actor("a-leo", Role.PATIENT, "p-leo", "Léo Martin")
NOBODY = Actor("a-nobody", Role.PATIENT, None, "Sans personne")
MOREAU = Actor("a-moreau", Role.PROFESSIONAL, None, "Dr Moreau")
CHU = Actor("a-chu", Role.ESTABLISHMENT, None, "CHU de Valbois")
MARCHE = Actor("a-marche", Role.PHARMACY, None, "Pharmacie du Marché")
ADMIN = Actor("a-admin", Role.OPERATOR, None, "Exploitant")
PARENT = Context(guardian_of=frozenset({"p-leo"}))

CAMILLES = Item("document", "p-camille", author="a-camille")
LEOS = Item("document", "p-leo", author="a-camille")
REPORT = Item("document", "p-camille", author="a-moreau")
MASKED = Item("document", "p-camille", author="a-moreau", hidden=True)
DELETED = Item("document", "p-camille", author="a-moreau", deleted=True)
ORPHAN = Item("document", None)
HISTORY = Item("history", "p-camille")
CHILD_HISTORY = Item("history", "p-leo")
SESSION = Item("session", "p-camille", author="a-camille")
CHILD_SESSION = Item("session", "p-leo", author="a-leo")
PRO_SESSION = Item("session", None, author="a-moreau")
PERSON = Item("person", "p-camille")
SECRET = Item("appointment", "p-leo", author="a-leo", hidden=True)
CODE = Item("code", "p-camille")
ENTRY = Item("prevention", "p-leo", author="a-camille")
SECRET_ENTRY = Item("prevention", "p-leo", author="a-leo", hidden=True)
REFUSAL = Item("choice", "p-leo", author="a-camille")
MESSAGE = Item("message", "p-camille", author="a-camille")

SEEING = [
    (CAMILLE, CAMILLES, NO_CONTEXT, True, "one's own document"),
    (PAUL, CAMILLES, NO_CONTEXT, False, "someone else's"),
    (CAMILLE, LEOS, PARENT, True, "one's child's, today a minor"),
    (CAMILLE, LEOS, NO_CONTEXT, False, "one's child's, grown up, though one added it"),
    (PAUL, LEOS, NO_CONTEXT, False, "someone else's child's"),
    (NOBODY, ORPHAN, NO_CONTEXT, False, "no person is not the same person"),
    (NOBODY, LEOS, PARENT, False, "an account without a person speaks for no child"),
    (MOREAU, REPORT, NO_CONTEXT, True, "a report one wrote"),
    (MOREAU, MASKED, NO_CONTEXT, True, "a report one wrote, masked since"),
    (MOREAU, DELETED, NO_CONTEXT, False, "a report one wrote, deleted since"),
    (MOREAU, CAMILLES, NO_CONTEXT, False, "a patient's document without their leave"),
    (CHU, REPORT, NO_CONTEXT, False, "another professional's report"),
    (CHU, Item("document", "p-paul", author="a-chu"), NO_CONTEXT, True, "a report the hospital sent"),
    (MARCHE, CAMILLES, NO_CONTEXT, False, "a pharmacy and a record"),
    (MARCHE, replace(CAMILLES, lent_to=frozenset({"a-marche"})), NO_CONTEXT, True, "a pharmacy and a document lent to it"),
    (MARCHE, replace(CAMILLES, lent_to=frozenset({"a-lilas"})), NO_CONTEXT, False, "a pharmacy and a document lent to another"),
    (MARCHE, replace(CAMILLES, lent_to=frozenset({"a-marche"}), deleted=True), NO_CONTEXT, False, "lent, and deleted since"),
    (MARCHE, Item("directory", None), NO_CONTEXT, True, "anybody and the directory"),
    (MOREAU, HISTORY, NO_CONTEXT, False, "a professional and a patient's history"),
    (MOREAU, PERSON, NO_CONTEXT, False, "a professional and a person who did not allow it"),
    (CAMILLE, MASKED, NO_CONTEXT, True, "the person sees what they masked"),
    (CAMILLE, SECRET, PARENT, False, "what one's child keeps secret"),
    (LEO, SECRET, NO_CONTEXT, True, "what one keeps secret oneself"),
    (CAMILLE, ENTRY, PARENT, True, "what was noted in one's child's calendar"),
    (CAMILLE, ENTRY, NO_CONTEXT, False, "what one noted oneself, once the child has grown up"),
    (CAMILLE, SECRET_ENTRY, PARENT, False, "what one's child noted in secret"),
    (LEO, SECRET_ENTRY, NO_CONTEXT, True, "what one noted in secret"),
    (MOREAU, ENTRY, NO_CONTEXT, False, "a professional and a calendar of prevention"),
    (CAMILLE, REFUSAL, PARENT, True, "what one refused for one's child"),
    (PAUL, REFUSAL, Context(guardian_of=frozenset({"p-leo"})), False, "what the other parent refused"),
    (LEO, REFUSAL, NO_CONTEXT, False, "what a parent refused, asked by the child"),
    (MOREAU, REFUSAL, NO_CONTEXT, False, "a professional and a refusal"),
    (MOREAU, MESSAGE, NO_CONTEXT, False, "a professional and a prevention message"),
    (CAMILLE, MESSAGE, NO_CONTEXT, True, "a message one was sent"),
    (CAMILLE, DELETED, NO_CONTEXT, False, "what one deleted is gone"),
    (CAMILLE, HISTORY, NO_CONTEXT, True, "one's history"),
    (CAMILLE, CHILD_HISTORY, PARENT, True, "one's child's history"),
    (PAUL, HISTORY, NO_CONTEXT, False, "someone else's history"),
    (CAMILLE, SESSION, NO_CONTEXT, True, "one's session"),
    (CAMILLE, CHILD_SESSION, PARENT, False, "one's child's session"),
    (PAUL, SESSION, NO_CONTEXT, False, "someone else's session"),
    (MOREAU, PRO_SESSION, NO_CONTEXT, True, "a professional's own session"),
    (ADMIN, CAMILLES, NO_CONTEXT, False, "the operator and a document"),
    (ADMIN, HISTORY, NO_CONTEXT, False, "the operator and a history"),
    (ADMIN, PERSON, NO_CONTEXT, False, "the operator and a person"),
    (ADMIN, CODE, NO_CONTEXT, True, "the operator and a code to issue"),
    (ADMIN, SESSION, NO_CONTEXT, False, "the operator and someone's session"),
    (SYSTEM_ACTOR, DELETED, NO_CONTEXT, True, "the house purges what is deleted"),
]


@pytest.mark.parametrize(("actor", "item", "context", "seen"), [line[:4] for line in SEEING], ids=[line[4] for line in SEEING])
def test_who_may_see(actor: Actor, item: Item, context: Context, seen: bool):
    assert can_see(actor, item, context) is seen


MARKETS = Item("order", "p-camille", author="a-camille", lent_to=frozenset({"a-marche"}))
LENT = replace(CAMILLES, lent_to=frozenset({"a-marche"}))

ACTING = [
    (MARCHE, "receive", MARKETS, NO_CONTEXT, True),
    (MARCHE, "receive", replace(MARKETS, lent_to=frozenset()), NO_CONTEXT, False),
    (MOREAU, "receive", MARKETS, NO_CONTEXT, False),
    (PAUL, "cancel", MARKETS, NO_CONTEXT, False),
    (CAMILLE, "cancel", MARKETS, NO_CONTEXT, True),
    (CAMILLE, "cancel", replace(MARKETS, owner="p-leo", hidden=True), PARENT, False),
    (MARCHE, "preview", LENT, NO_CONTEXT, True),
    (MARCHE, "delete", LENT, NO_CONTEXT, False),
    (MARCHE, "edit", LENT, NO_CONTEXT, False),
    (MARCHE, "edit", Item("directory", None), NO_CONTEXT, False),
    (CAMILLE, "edit", Item("directory", None), NO_CONTEXT, False),
    (CAMILLE, "rename", CAMILLES, NO_CONTEXT, True),
    (CAMILLE, "edit", replace(CAMILLES, made=True), NO_CONTEXT, False),
    (CAMILLE, "delete", replace(CAMILLES, made=True), NO_CONTEXT, True),
    (CAMILLE, "hide", replace(CAMILLES, made=True), NO_CONTEXT, True),
    (PAUL, "delete", replace(CAMILLES, made=True), NO_CONTEXT, False),
    (CAMILLE, "rename", LEOS, PARENT, True),
    (CAMILLE, "rename", LEOS, NO_CONTEXT, False),
    (PAUL, "delete", CAMILLES, NO_CONTEXT, False),
    (CAMILLE, "rename", DELETED, NO_CONTEXT, False),
    (CAMILLE, "restore", DELETED, NO_CONTEXT, True),
    (PAUL, "restore", DELETED, NO_CONTEXT, False),
    (MOREAU, "download", REPORT, NO_CONTEXT, True),
    (MOREAU, "delete", REPORT, NO_CONTEXT, False),
    (MOREAU, "restore", DELETED, NO_CONTEXT, False),
    (MOREAU, "add", Item("document", "p-camille", author="a-moreau"), NO_CONTEXT, False),
    (MOREAU, "end", PRO_SESSION, NO_CONTEXT, True),
    (MOREAU, "end", SESSION, NO_CONTEXT, False),
    (ADMIN, "issue", CODE, NO_CONTEXT, True),
    (ADMIN, "download", CAMILLES, NO_CONTEXT, False),
    (SYSTEM_ACTOR, "purge", DELETED, NO_CONTEXT, True),
]


@pytest.mark.parametrize(("actor", "action", "item", "context", "allowed"), ACTING)
def test_who_may_act(actor: Actor, action: str, item: Item, context: Context, allowed: bool):
    assert can_act(actor, action, item, context) is allowed


def test_what_one_may_not_see_does_not_exist():
    require(CAMILLE, "rename", CAMILLES)
    with pytest.raises(DomainError, match="introuvable") as caught:
        require(PAUL, "rename", CAMILLES)
    assert isinstance(caught.value, Refused)
    assert (caught.value.actor, caught.value.action, caught.value.item) == (PAUL, "rename", CAMILLES)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("kind", ["document", "person", "session", "history", "account", "profile", "anything new"])
def test_a_stranger_of_any_role_sees_nothing(role: Role, kind: str):
    stranger = Actor("a-stranger", role, "p-stranger", "Étranger")
    for deleted in (False, True):
        for hidden in (False, True):
            item = Item(kind, "p-camille", author="a-camille", deleted=deleted, hidden=hidden)
            assert not can_see(stranger, item)
            assert not can_act(stranger, "see", item)
