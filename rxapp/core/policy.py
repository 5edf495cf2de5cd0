"""Who may see and do what. Pure decisions: no database, no clock.

What a person may not see does not exist for them, so pages, search, exports, counts and notices all ask `can_see`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from rxapp.core.errors import DomainError


class Role(StrEnum):
    """What an account is for."""

    PATIENT = "patient"
    PROFESSIONAL = "professional"
    PHARMACY = "pharmacy"
    ESTABLISHMENT = "establishment"
    OPERATOR = "operator"
    GUEST = "guest"
    """Whoever holds a link that a person made: without an account, and with nothing but what it shows."""
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts: an account, its role, the person behind it, and the name to write in the history."""

    account_id: str
    role: Role
    person_id: str | None
    label: str
    session_id: str | None = None
    address: str = ""


SYSTEM_ACTOR = Actor(account_id="system", role=Role.SYSTEM, person_id=None, label="Carnet")
"""Acts when no person does: purges, reminders, migrations."""


@dataclass(frozen=True)
class Item:
    """One thing that can be seen: its kind, the person it is about, and the account that made it.

    `deleted`: in the short while before it is gone. `hidden`: the person masks it from everyone but its author,
    parents included. `lent_to`: accounts of professionals to whom the person has sent it, as long as that lasts.
    """

    kind: str
    owner: str | None
    author: str | None = None
    deleted: bool = False
    hidden: bool = False
    lent_to: frozenset[str] = frozenset()
    filed: bool = False
    """A professional or an establishment filed it: it is the person's to read and to hide, not to change nor to delete."""
    made: bool = False
    """Carnet made it: it is the person's to read, to hide and to delete, and nobody's to change."""
    category: str = ""
    """Which kind of document, or part of a profile, it is; "" for all of them together, as a list asks."""
    closed_to: frozenset[str] = frozenset()
    """From whom the person hides it: accounts, professions (`of_profession`), `EVERYBODY`, `ALL_BUT_AUTHOR`."""
    blocks: frozenset[str] = frozenset()
    """The accounts that the person blocks."""


EVERYBODY = "*"
"""Hidden from every professional, whoever filed it included."""
ALL_BUT_AUTHOR = "+"
"""Hidden from every professional but whoever filed it."""


def of_profession(code: str) -> str:
    """The mark of a profession in `Item.closed_to`."""
    return f"p:{code}"


class HelpScope(StrEnum):
    """What an adult lets a helper do for them. `ADD` is never given without `SEE`."""

    SEE = "voir"
    ADD = "ajouter"
    AGENDA = "agenda"
    MESSAGES = "messages"
    PHARMACY = "pharmacie"


@dataclass(frozen=True)
class Context:
    """What else bears on the answer: the minors the actor may act for today, and what the answer is for.

    `helps`: the adults whom the actor helps today, each with one scope that was given. `allowed_by`: the people who let a
    professional read their record today; `profession`, and the categories of documents that it opens (`reads`). `urgent`: the
    people whose record a professional opened in an emergency, as long as that lasts and they agree; `urgent_hidden`: those of
    them who agree that hidden documents open too.
    """

    guardian_of: frozenset[str] = frozenset()
    purpose: str = "screen"
    helps: frozenset[tuple[str, HelpScope]] = frozenset()
    allowed_by: frozenset[str] = frozenset()
    profession: str = ""
    reads: frozenset[str] = frozenset()
    urgent: frozenset[str] = frozenset()
    urgent_hidden: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    """Which parts of a profile a professional's profession opens, `VACCINATIONS` among them."""
    documents_alone: frozenset[str] = frozenset()
    """Those of `allowed_by` who said so before professionals read profiles."""
    veiled: frozenset[tuple[str, str]] = frozenset()
    """From whom people hide their profile and vaccinations: the person, and a mark as in `Item.closed_to`."""
    shown: frozenset[tuple[str, str]] = frozenset()
    """What a link shows of a person besides documents: a kind, and the person."""

    def scopes(self, person_id: str | None) -> frozenset[HelpScope]:
        """What an adult lets the actor do for them today."""
        return frozenset(scope for helped, scope in self.helps if helped == person_id)

    @property
    def is_look(self) -> bool:
        """Whether somebody gets to see the answer: not what Carnet computes by itself, every night for instance."""
        return self.purpose != "campaign"


NO_CONTEXT = Context()

SHARE = "share"
"""The purpose of a look through a link that a person made."""

OWN_ACCOUNT_KINDS = frozenset({"account", "session", "choice", "message"})
"""Belong to an account rather than to a person: only their account sees them, not even a parent."""

PUBLIC_KINDS = frozenset({"directory"})
"""What everyone who signs in may read, and nobody changes."""

RECORD_KINDS = frozenset({"document", "profile", "prevention"})
"""What a professional whom a person allows, or an emergency, opens to read: documents, the medical profile, vaccinations."""

SCREEN_KINDS = RECORD_KINDS - {"document"}
"""Of these, what a professional reads on a screen alone: no sheet, no copy."""

VACCINATIONS = "vaccinations"
"""The one part (`Item.category`) of a calendar of prevention that professionals open."""

EMERGENCY_PARTS = frozenset({"allergies", "traitements", "maladies", "grossesse", "groupe", "handicap"})
EMERGENCY_PARTS |= {"contacts", "confiance", "directives", "medecin", VACCINATIONS}
"""Of a profile (`Item.category`), what an emergency opens: not habits, family, operations, nor what becomes of organs."""

COUNTER_KINDS = frozenset({"order", "pharmacy"})
"""What a pharmacy works on: the orders sent to it, and what it says of itself."""

TALK_KINDS = frozenset({"conversation"})
"""What a person and the professionals they write to do together."""

READ_ACTIONS = frozenset({"see", "list", "search", "count", "preview", "download", "export"})
"""Change nothing: allowed on whatever one may see."""

ALTERING = frozenset({"edit", "delete"})
"""What nobody does to a document that somebody else filed in a record."""

UNDELETE_ACTIONS = frozenset({"restore", "purge"})
"""Concern an item that is already deleted."""

OPERATOR_KINDS = frozenset({"code", "instance"})
"""What the operator runs. Nothing of a person's health, name or acts is among them."""

_LOOK = READ_ACTIONS - {"export"}

HELP: Mapping[HelpScope, Mapping[str, frozenset[str]]] = {
    HelpScope.SEE: {"document": _LOOK},
    HelpScope.ADD: {"document": frozenset({"add"}), "prevention": frozenset({"add"}), "conversation": frozenset({"file"})},
    HelpScope.AGENDA: {"appointment": _LOOK | {"add", "edit"}, "prevention": _LOOK},
    HelpScope.MESSAGES: {
        "conversation": _LOOK | {"start", "write", "read", "add", "archive", "report", "withdraw"},
        "piece": _LOOK | {"attach"},
    },
    HelpScope.PHARMACY: {"order": _LOOK | {"send", "answer", "edit", "cancel"}},
}
"""What each scope lets a helper do, by kind of thing. What is not here is not theirs: a history, a copy of everything, a refusal,
a choice, a contact, another helper. What a kind does not let them see, no other action reaches.
"""

HELP_OWN: Mapping[HelpScope, Mapping[str, frozenset[str]]] = {
    HelpScope.ADD: {
        "document": frozenset({"edit", "delete", "restore"}),
        "prevention": frozenset({"remove", "restore"}),
        "piece": frozenset({"file"}),
    },
}
"""The same for what the helper's own account added: a mistake may be put right. What somebody wrote again since is not theirs
any more (`prevention.store.item_of`).
"""

PIECE_KINDS = frozenset({"document", "piece"})
"""A document of a record, and one that goes with messages alone."""

_AUTHOR_ROLES = frozenset({Role.PROFESSIONAL, Role.PHARMACY, Role.ESTABLISHMENT})


class Rule(StrEnum):
    """What decides whether somebody who works with records opens a document, or a part of a profile."""

    BLOCKED = "bloque"
    HIDDEN = "masque"
    HIDDEN_FROM_ONE = "masque_compte"
    LENT = "envoye"
    AUTHOR = "auteur"
    NOT_ALLOWED = "sans_accord"
    DOCUMENTS_ALONE = "documents_seuls"
    SECRET = "secret"  # noqa: S105 - the name of a rule
    ONLY_AUTHOR = "auteur_seul"
    HIDDEN_FROM_PROFESSION = "masque_profession"
    NOT_IN_TABLE = "table_non"
    IN_TABLE = "table_oui"
    EMERGENCY = "urgence"

    @property
    def opens(self) -> bool:
        """Whether the document opens by this rule."""
        return self in (Rule.LENT, Rule.AUTHOR, Rule.IN_TABLE, Rule.EMERGENCY)


def staff_rule(actor: Actor, item: Item, context: Context) -> Rule:
    """The first rule that settles whether an account without a person opens a document or a part of a profile; `can_see` asks it,
    and so does whoever explains it to the person.
    """
    if item.kind in SCREEN_KINDS:  # said with the context, so that no door of a profile can forget it
        item = replace(item, closed_to=frozenset(mark for person_id, mark in context.veiled if person_id == item.owner))
    rule = _usual_rule(actor, item, context)
    if rule.opens or actor.role is not Role.PROFESSIONAL or item.owner not in context.urgent:
        return rule
    return _emergency_rule(actor, item, context, rule)


def _usual_rule(actor: Actor, item: Item, context: Context) -> Rule:
    """The same without any emergency."""
    if actor.account_id in item.blocks:
        return Rule.BLOCKED
    if actor.account_id in item.lent_to:  # what was sent before it was hidden is lent no more: `record.veils`
        return Rule.LENT
    if EVERYBODY in item.closed_to:
        return Rule.HIDDEN
    if actor.account_id in item.closed_to:
        return Rule.HIDDEN_FROM_ONE
    if item.kind in PIECE_KINDS and actor.role in _AUTHOR_ROLES and item.author == actor.account_id:
        return Rule.AUTHOR
    if item.kind not in RECORD_KINDS or actor.role is not Role.PROFESSIONAL or item.owner not in context.allowed_by:
        return Rule.NOT_ALLOWED
    if item.kind in SCREEN_KINDS and item.owner in context.documents_alone:
        return Rule.DOCUMENTS_ALONE
    return _veil_rule(item, context) or _table_rule(item, context)


def _veil_rule(item: Item, context: Context) -> Rule | None:
    """The same for a professional whom the person allows, before it is asked what their profession opens."""
    if item.hidden:
        return Rule.SECRET
    if ALL_BUT_AUTHOR in item.closed_to:
        return Rule.ONLY_AUTHOR
    if of_profession(context.profession) in item.closed_to:
        return Rule.HIDDEN_FROM_PROFESSION
    return None


def _table_rule(item: Item, context: Context) -> Rule:
    """What a profession opens; of all the parts of a profile together, whether it opens any."""
    if item.kind == "document":
        return Rule.IN_TABLE if not item.category or item.category in context.reads else Rule.NOT_IN_TABLE
    theirs = context.parts - {VACCINATIONS} if item.kind == "profile" else context.parts & {VACCINATIONS}
    return Rule.IN_TABLE if (item.category in theirs if item.category else theirs) else Rule.NOT_IN_TABLE


def _emergency_rule(actor: Actor, item: Item, context: Context, usual: Rule) -> Rule:
    """The same for a professional who opened the record in an emergency: what is hidden stays so unless the person agreed, and
    what is hidden from this one by name, or kept by a minor, whatever they agreed.
    """
    if item.kind not in RECORD_KINDS or usual is Rule.BLOCKED or actor.account_id in item.closed_to:
        return usual
    if item.kind in SCREEN_KINDS and item.category and item.category not in EMERGENCY_PARTS:
        return usual
    if item.owner in context.urgent_hidden:
        item = replace(item, closed_to=frozenset())
    elif usual is Rule.HIDDEN:
        return usual
    rule = _veil_rule(item, context) or (Rule.IN_TABLE if item.kind in SCREEN_KINDS else _table_rule(item, context))
    return Rule.EMERGENCY if rule is Rule.IN_TABLE else rule


def right_of(actor: Actor, item: Item, context: Context) -> str:
    """By which rule something is open to an account without a person, as their look says; "" for anybody else."""
    if actor.role not in _AUTHOR_ROLES:
        return ""
    rule = staff_rule(actor, item, context)
    return rule.value if rule.opens else ""


class Refused(DomainError):
    """An act that is not allowed. It reads as "introuvable"; for what one sees anyway, as beyond a helper's scope
    ("aide.portee"), as filed by somebody else ("document.depose") or made by Carnet ("document.etabli"). The fields let the
    refusal be written in the history.
    """

    def __init__(self, actor: Actor, action: str, item: Item, code: str = "introuvable") -> None:
        super().__init__(code)
        self.actor = actor
        self.action = action
        self.item = item


def can_see(actor: Actor, item: Item, context: Context = NO_CONTEXT) -> bool:
    """Whether `item` exists for `actor`."""
    if actor.role is Role.SYSTEM:
        return True
    if item.deleted:
        return False
    if item.kind in OWN_ACCOUNT_KINDS:
        return item.author == actor.account_id
    if actor.role is Role.GUEST:
        lent = actor.account_id in item.lent_to
        return context.purpose == SHARE and (lent or (not item.hidden and (item.kind, item.owner) in context.shown))
    if item.kind in PUBLIC_KINDS:
        return True
    if actor.role is Role.OPERATOR:
        return item.kind in OPERATOR_KINDS
    if actor.role is Role.PATIENT:
        if _speaks_for(actor, item.owner, NO_CONTEXT if item.hidden else context):
            return True
        return not item.hidden and "see" in _help(actor, item, context)
    return staff_rule(actor, item, context).opens


def can_act(actor: Actor, action: str, item: Item, context: Context = NO_CONTEXT) -> bool:
    """Whether `actor` may do `action` to `item`. Adding is asked about the item as it will be."""
    if action in UNDELETE_ACTIONS:
        item = replace(item, deleted=False)
    if not can_see(actor, item, context):
        return False
    if _is_help(actor, item, context):
        return action in _help(actor, item, context)
    if actor.role is Role.PROFESSIONAL and item.kind in SCREEN_KINDS:
        return action in ("see", "list")
    if action in READ_ACTIONS or actor.role is Role.SYSTEM:
        return True
    if (item.filed and action in ALTERING) or (item.made and action == "edit"):
        return False
    if item.kind in PUBLIC_KINDS or actor.role is Role.GUEST:
        return False
    return actor.role not in _AUTHOR_ROLES or item.kind in OWN_ACCOUNT_KINDS | COUNTER_KINDS | TALK_KINDS


def require(actor: Actor, action: str, item: Item, context: Context = NO_CONTEXT) -> None:
    """Raise `DomainError("introuvable")` unless `can_act`; "aide.portee" to a helper who sees it but may not do that, and
    "document.depose" to a person who would change what somebody else filed, "document.etabli" what Carnet made.
    """
    if not can_act(actor, action, item, context):
        if item.deleted or not can_see(actor, item, context):
            raise Refused(actor, action, item)
        if _is_help(actor, item, context):
            raise Refused(actor, action, item, "aide.portee")
        mine = actor.role is Role.PATIENT
        if mine and item.made and action == "edit":
            raise Refused(actor, action, item, "document.etabli")
        raise Refused(actor, action, item, "document.depose" if mine and item.filed and action in ALTERING else "introuvable")


def _speaks_for(actor: Actor, person_id: str | None, context: Context) -> bool:
    """The person themself, or the parent of a minor."""
    if person_id is None or actor.person_id is None:
        return False
    return person_id == actor.person_id or person_id in context.guardian_of


def _is_help(actor: Actor, item: Item, context: Context) -> bool:
    """Whether the actor has to do with this thing as a helper of whom it is about, and in no other way."""
    if actor.role is not Role.PATIENT or item.owner is None or item.kind in OWN_ACCOUNT_KINDS | PUBLIC_KINDS:
        return False
    return not _speaks_for(actor, item.owner, context)


def _help(actor: Actor, item: Item, context: Context) -> frozenset[str]:
    """What a helper may do with a thing: what their scopes give together."""
    if actor.person_id is None:
        return frozenset()
    own = HELP_OWN if item.author is not None and item.author == actor.account_id else {}
    tables = (table.get(scope, {}) for table in (HELP, own) for scope in context.scopes(item.owner))
    return frozenset(action for given in tables for action in given.get(item.kind, ()))
