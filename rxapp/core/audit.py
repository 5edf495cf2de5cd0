"""The history of acts: who did what to a person's data, checkable by them and not to be rewritten unseen.

One chain of lines per person (`chain.py`). The end of a chain could be cut unseen, so the person may keep a receipt of its head.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from string import Formatter
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from rxapp.core import i18n
from rxapp.core.chain import ERASED, START, AuditEntry, new_line, said_in
from rxapp.core.crypto import PersonKey, SealBroken
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.keys import person_key
from rxapp.core.naming import name_said
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Actor, Context, Item, Refused, Role, Rule, require
from rxapp.core.verifying import Verification, checked, lines_of

MOST_LINES = 200
"""The longest page of history."""

ONE_LOOK = timedelta(minutes=10)
"""What one session sees of one thing of somebody else's within this time is one look and one line."""

_FEW = 20
TAKEN = "historique.telecharge"
"""Lines of the history left as a file."""

_READ = "historique.consulte"

RIGHT = "droit"
BY_TRAITS = "traits"
"""Right of who filed a document: they named the person by their identity traits."""
_OF_PERSON = AuditEntry.person_id == bindparam("person")
_LATEST = select(AuditEntry.seq, AuditEntry.hash).where(_OF_PERSON).order_by(AuditEntry.seq.desc()).limit(1)
_WRITE = insert(AuditEntry.__table__)
_LATELY = (
    select(*AuditEntry.__table__.columns)
    .where(
        _OF_PERSON,
        AuditEntry.seq > select(func.max(AuditEntry.seq)).where(_OF_PERSON).scalar_subquery() - MOST_LINES,
        AuditEntry.action == bindparam("action"),
        AuditEntry.actor_account_id == bindparam("account"),
    )
    .order_by(AuditEntry.seq.desc())
    .execution_options(yield_per=_FEW)
)
_RIGHTS: Mapping[object, str] = {
    Rule.IN_TABLE: _("avec l’accord de la personne"),
    Rule.LENT: _("document qui lui a été envoyé"),
    Rule.AUTHOR: _("auteur du document"),
    Rule.EMERGENCY: _("en urgence"),
    BY_TRAITS: _("envoyé par traits d’identité"),
}
_actions: dict[str, str] = {}


@dataclass(frozen=True)
class Receipt:
    """The head of a chain at an instant: number of its last line (0 when empty) and that line's hash in hexadecimal."""

    seq: int
    hash: str
    at: datetime

    def to_text(self) -> str:
        """One line that a person can keep."""
        return f"{self.seq} {self.hash} {self.at.astimezone(UTC).isoformat()}"

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """Read `to_text` back. Raises `ValueError`."""
        seq, digest, at = text.split()
        instant = datetime.fromisoformat(at)
        if not (seq.isascii() and seq.isdigit() and len(bytes.fromhex(digest)) == 32 and instant.tzinfo):
            raise ValueError("this is not a receipt")
        return cls(int(seq), digest.lower(), instant)


@dataclass(frozen=True)
class HistoryLine:
    """One act in words. `detail_label` is what the act was about, empty when the sentence already says it.

    `why_label`: by which right somebody who works with records saw it, "" for anybody else.
    `session_id` and `address` are where it came from: for `accounts.whereabouts` to put into words, never for a screen.
    """

    id: str
    seq: int
    at_iso: str
    at_label: str
    actor_label: str
    on_behalf_label: str
    action: str
    action_label: str
    detail_label: str
    account_id: str
    session_id: str
    address: str
    why_label: str = ""


def declare_actions(templates: Mapping[str, str]) -> None:
    """Add a room's acts: code and French sentence, whose `{name}` places are filled from the details of the line.

    Raises `ValueError` when a code already has other words.
    """
    for code, template in templates.items():
        if _actions.setdefault(code, template) != template:
            raise ValueError(f"the act {code} already has other words")


def declared_actions() -> Mapping[str, str]:
    """Every act known so far with its French sentence."""
    return dict(_actions)


def record(
    uow: UnitOfWork,
    *,
    person_id: str,
    actor: Actor,
    action: str,
    details: Mapping[str, object],
    item: str | None = None,
    on_behalf: str | None = None,
    right: str = "",
) -> AuditEntry:
    """Add a line to a person's history; `on_behalf` is the name of the person acted for when it is not the actor.

    `details` are JSON values that fill the action's sentence; `label` is shown beside it; one may be written in each language
    ({"fr": …, "en": …}). They may be personal: they are sealed. ``right``: by which rule it was open (`policy.right_of`).
    Raises `DomainError("introuvable")` for a person who has no key.
    """
    said = {
        "actor": actor.label,
        "on_behalf": on_behalf,
        "address": actor.address,
        "session": actor.session_id,
        "item": item,
        "details": dict(details) | ({RIGHT: right} if right else {}),
    }
    made = new_line(
        person_key(uow, person_id),
        said,
        person_id=person_id,
        after=_head(uow, person_id),
        at=uow.clock.now(),
        account_id=actor.account_id,
        action=action,
    )
    uow.ask(_WRITE, **made)
    return AuditEntry(**made)


def is_noted(
    uow: UnitOfWork,
    *,
    person_id: str,
    actor: Actor,
    action: str,
    item: str | None,
    since: datetime,
    details: Mapping[str, object] | None = None,
    right: str = "",
) -> bool:
    """Whether the history already says that this actor, in this session, did this to this item after `since`, with these details,
    by this right.

    It looks no further back than 200 lines: beyond, the answer is no, and one line more does no harm.
    """
    key = person_key(uow, person_id)
    wanted = {"session": actor.session_id, "item": item} | ({} if details is None else {"details": dict(details)})
    with contextlib.closing(uow.ask(_LATELY, person=person_id, action=action, account=actor.account_id)) as entries:
        found = (_said(entry, key)[0] for entry in takewhile(lambda entry: entry.at > since, entries))
        return any(wanted.items() <= said.items() and _has_right(said, right) for said in found)


def _has_right(said: dict, right: str) -> bool:
    return not right or said.get("details", {}).get(RIGHT) == right


def is_same_look(uow: UnitOfWork, *, person_id: str, actor: Actor, action: str, item: str | None = None, right: str = "") -> bool:
    """Whether this look, by this right, was written less than `ONE_LOOK` ago: read again by another one it is another line."""
    look = {"person_id": person_id, "actor": actor, "action": action, "item": item, "right": right}
    return is_noted(uow, **look, since=uow.clock.now() - ONE_LOOK)


def owe_look(
    uow: UnitOfWork,
    *,
    person_id: str,
    actor: Actor,
    action: str,
    item: str | None = None,
    right: str = "",
    own: bool = False,
    write: Callable[[UnitOfWork], object],
) -> None:
    """For a view that reads what is about a person: somebody else gets it only once their history holds the look.

    `write` puts the line in another unit of work, unless it is there by then. The system owes none; the person owes one where
    their own look counts as well (`own`).
    """
    look = (person_id, action, item)
    theirs = actor.person_id == person_id and not own
    if actor.role is Role.SYSTEM or theirs or uow.knows(look) or uow.knows(_whole(person_id)):
        return
    noted = is_same_look(uow, person_id=person_id, actor=actor, action=action, item=item, right=right)
    uow.owe(look, None if noted else write)


def tells_all(uow: UnitOfWork, person_id: str) -> None:
    """A line of its own tells what this unit of work is for (an export): what it reads of the person leaves no other look."""
    uow.owe(_whole(person_id), None)


def _whole(person_id: str) -> tuple[str, str]:
    return ("whole", person_id)


def record_refusal(uow: UnitOfWork, refused: Refused) -> None:
    """Write in the owner's history that someone was refused; in a unit of work of its own, the refused one being rolled back.

    One line for what a session is refused of one kind and act in `ONE_LOOK`: a stranger who insists buries nothing.
    """
    if refused.item.owner is not None and not _is_refusal_noted(uow, refused):
        record(uow, **_refusal(refused))


def _is_refusal_noted(uow: UnitOfWork, refused: Refused) -> bool:
    return is_noted(uow, **_refusal(refused), item=None, since=uow.clock.now() - ONE_LOOK)


def _refusal(refused: Refused) -> dict[str, Any]:
    details = {"kind": refused.item.kind, "act": refused.action}
    return {"person_id": refused.item.owner, "actor": refused.actor, "action": "acces.refuse", "details": details}


def note_refusal(db: Database, refused: Refused) -> None:
    """`record_refusal` in a transaction of its own; nothing when there is no such person. Blocks: call it in a thread, after the
    answer, so that neither its length nor its failure shows in it. One that is noted already takes no turn to write.
    """
    with contextlib.suppress(DomainError):
        if refused.item.owner is None:
            return
        with db.read() as uow:
            if _is_refusal_noted(uow, refused):
                return
        with db.uow() as uow:
            record_refusal(uow, refused)
            uow.commit()


def verify(uow: UnitOfWork, person_id: str, receipt: Receipt | None = None) -> Verification:
    """Check a person's whole chain, and that it still holds what `receipt` saw. Never raises for a bad chain.

    A line without words is right only when a later one says that they were erased, as far as the person's key is there to tell.
    """
    seen = (receipt.seq, receipt.hash) if receipt else (0, "")
    with lines_of(uow, person_id) as lines:
        return checked(lines, person_id, _key_if_any(uow, person_id), seen)


def receipt(uow: UnitOfWork, person_id: str) -> Receipt:
    """The head of a person's chain now."""
    seq, digest = _head(uow, person_id)
    return Receipt(seq, digest.hex(), uow.clock.now())


def erase(uow: UnitOfWork, entry_id: str, *, actor: Actor = SYSTEM_ACTOR) -> None:
    """Erase what a line says; that it exists, when, and its kind of act stay, and the erasure is itself a line.

    Raises `DomainError("introuvable")` when there is no such line. One that is erased is left as it is, and so is one that says
    an erasure: it holds a number alone, and without it the erased line would count as blanked by an intruder.
    """
    entry = uow.session.get(AuditEntry, entry_id)
    if entry is None:
        raise DomainError("introuvable")
    if entry.payload is None or entry.action == ERASED:
        return
    entry.payload = entry.salt = None
    uow.session.add(entry)
    record(uow, person_id=entry.person_id, actor=actor, action=ERASED, details={"line": entry.seq})


def history_page(
    uow: UnitOfWork,
    *,
    actor: Actor,
    person_id: str,
    after: int | None = None,
    limit: int = 50,
    lang: str = "fr",
    context: Context = NO_CONTEXT,
) -> tuple[HistoryLine, ...]:
    """The latest lines, newest first; `after` is the `seq` of the last line already shown.

    Raises `DomainError("introuvable")` when the actor may not see this history.
    """
    require_history(uow, actor=actor, person_id=person_id, context=context)
    query = select(AuditEntry).where(AuditEntry.person_id == person_id).order_by(AuditEntry.seq.desc())
    if after is not None:
        query = query.where(AuditEntry.seq < after)
    key = person_key(uow, person_id)
    found = uow.session.execute(query.limit(max(1, min(limit, MOST_LINES)))).scalars()
    return tuple(_line(entry, key, lang) for entry in found)


def require_history(uow: UnitOfWork, *, actor: Actor, person_id: str, context: Context = NO_CONTEXT) -> None:
    """Raise `DomainError("introuvable")` unless the actor may see this history; somebody else's look leaves a line in it."""
    require(actor, "see", Item("history", person_id), context)
    look = {"person_id": person_id, "actor": actor, "action": _READ}

    def write(writing: UnitOfWork) -> None:
        if not is_same_look(writing, **look):
            record(writing, **look, details={})

    owe_look(uow, **look, write=write)


def _head(uow: UnitOfWork, person_id: str) -> tuple[int, bytes]:
    found = uow.ask(_LATEST, person=person_id).first()
    return (found.seq, found.hash) if found else (0, START)


def _key_if_any(uow: UnitOfWork, person_id: str) -> PersonKey | None:
    try:
        return person_key(uow, person_id)
    except DomainError:
        return None


def _line(entry: AuditEntry, key: PersonKey, lang: str) -> HistoryLine:
    said, instead = _said(entry, key)
    details = {name: _in_language(value, lang) for name, value in said.get("details", {}).items()}
    template = _actions.get(entry.action, entry.action)
    places = {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}
    filled = {name: details.get(name, "…") for name in places}
    label = "" if "label" in places else str(details.get("label") or "")
    return HistoryLine(
        id=entry.id,
        seq=entry.seq,
        at_iso=entry.at.isoformat(),
        at_label=i18n.date_time(entry.at, lang),
        actor_label=name_said(said.get("actor") or "", lang),
        on_behalf_label=said.get("on_behalf") or "",
        action=entry.action,
        action_label=i18n.translate(template, lang, **filled),
        detail_label=i18n.translate(instead, lang) if instead else label,
        account_id=entry.actor_account_id,
        session_id=said.get("session") or "",
        address=said.get("address") or "",
        why_label=i18n.translate(_RIGHTS[details[RIGHT]], lang) if details.get(RIGHT) in _RIGHTS else "",
    )


def _in_language(value: object, lang: str) -> object:
    """A detail; one that is written in each language (a mapping) in the reader's."""
    return value.get(lang, "") if isinstance(value, Mapping) else value


def _said(entry: AuditEntry, key: PersonKey) -> tuple[dict, str]:
    """What a line says, or nothing and the words to show instead."""
    try:
        said = said_in(entry, key)
    except SealBroken:
        return {}, _("Ligne illisible")
    return (said, "") if said is not None else ({}, _("Ligne effacée"))


declare_actions(
    {
        "acces.refuse": _("Accès refusé"),
        _READ: _("Historique consulté"),
        TAKEN: _("Historique téléchargé"),
        ERASED: _("Contenu de la ligne {line} de l’historique effacé"),
    }
)


def people(uow: UnitOfWork) -> list[str]:
    """Ids of everybody who has a history, for `rxapp audit verify`."""
    return list(uow.session.execute(select(AuditEntry.person_id).distinct().order_by(AuditEntry.person_id)).scalars())
