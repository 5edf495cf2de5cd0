"""What changes in the record. One verb, one transaction, one line in the person's history.

A document is deleted in two moments: `trash` hides it and can be undone for ten seconds; then `sweep` destroys its key,
deletes its files and forgets its row. Receiving a file is `intake.py`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import delete, select, true
from sqlmodel import col

from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import has_left
from rxapp.core import audit
from rxapp.core.audit import ONE_LOOK
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.keys import has_key
from rxapp.core.policy import (
    ALL_BUT_AUTHOR,
    EVERYBODY,
    NO_CONTEXT,
    READ_ACTIONS,
    SYSTEM_ACTOR,
    Actor,
    Context,
    Item,
    Refused,
    Role,
    require,
)
from rxapp.record import errors, fresh, kept, lending, tally
from rxapp.record.contents import key_of, needle_of, open_field, seal_field
from rxapp.record.details import checked_category, checked_date, checked_note, checked_title
from rxapp.record.lending import Paper
from rxapp.record.letting_go import let_go
from rxapp.record.looks import LISTED, LOOKED_AT, document_look, list_look
from rxapp.record.models import OUTSIDE, Document, DocumentText, Rendition, Status
from rxapp.record.needles import needles
from rxapp.record.veils import closed_to, forget_veils, item_for, item_of

__all__ = ["ONE_LOOK", "UNDO", "Paper", "browsed", "consulted", "downloaded", "edit", "errors", "item_of", "keep"]
__all__ += ["restore", "sweep", "trash"]

UNDO = timedelta(seconds=10)
"""How long a deletion can be undone."""

KEPT_ASIDE = timedelta(days=7)
"""How long a document received for a message waits to be sent. A choice of ours."""

"""The two ways of looking: at the list with its titles, at one document."""

_SWEPT_AT_ONCE = 100
_OUTSIDE_ACTIONS = READ_ACTIONS | {"attach", "file"}

audit.declare_actions(
    {
        "document.ajoute": _("Document ajouté"),
        "document.modifie": _("Document modifié"),
        "document.supprime": _("Document supprimé"),
        "document.restaure": _("Suppression annulée"),
        "document.efface": _("Document effacé définitivement"),
        LISTED: _("Liste des documents consultée"),
        LOOKED_AT: _("Document consulté"),
        "document.telecharge": _("Document téléchargé"),
    }
)


def edit(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    document_id: str,
    version: int,
    title: str | None = None,
    act_date: date | str | None = None,
    category: str | None = None,
    note: str | None = None,
) -> int:
    """Change what is given (None leaves as it is) and return the new version.

    Raises:
        DomainError: "introuvable"; "document.perime" when `version` is not the last one; a code of `details.py`.
    """
    document = document_row(uow, actor, "edit", context, document_id)
    if document.version != version:
        raise DomainError("document.perime")
    words, place = {}, {}
    if title is not None:
        words["title"] = checked_title(title)
    if note is not None:
        words["note"] = checked_note(note)
    if act_date is not None:
        place["act_date"] = checked_date(act_date, uow.clock.today())
    if category is not None:
        place["category"] = checked_category(category)
    changed = _reword(uow, document, words) + _move(uow, document, place)
    if changed:
        document.version += 1
        uow.session.add(document)
        write_line(uow, actor, document, "document.modifie", champs=changed)
    return document.version


def _reword(uow: UnitOfWork, document: Document, words: dict[str, str]) -> list[str]:
    """Seal the words that differ, and anew what a search looks into; returns the names of those that changed."""
    key = key_of(uow, document.person_id)
    whose = (key, document.person_id, document.id)
    before = {name: open_field(*whose, name, getattr(document, name)) for name in ("title", "note", "file_name")}
    after = before | words
    changed = {name: text for name, text in words.items() if text != before[name]}
    if changed:
        for name, text in (changed | {"needle": needle_of(*after.values())}).items():
            setattr(document, name, seal_field(*whose, name, text))
    return list(changed)


def _move(uow: UnitOfWork, document: Document, place: dict[str, object]) -> list[str]:
    """Put the document at another date or in another category, counted there; returns the names of what changed."""
    moved = {name: value for name, value in place.items() if value != getattr(document, name)}
    if moved:
        tally.count(uow, document, -1)
        for name, value in moved.items():
            setattr(document, name, value)
        tally.count(uow, document, 1)
    return list(moved)


def keep(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str, version: int, secret: bool) -> int:
    """A minor keeps a document from their parents, or shows it to them; so does anybody of what Carnet made for them. Returns the
    new version. Raises DomainError ``introuvable``, ``document.perime``, ``document.secret``.
    """
    document = document_row(uow, actor, "hide", context, document_id)
    if document.version != version:
        raise DomainError("document.perime")
    if actor.person_id != document.person_id or (secret and not kept.may_keep_this(uow, actor, document)):
        raise DomainError("document.secret")
    if document.hidden == secret:
        return document.version
    kept.mark(uow, document, secret)
    document.version += 1
    if act := kept.act_of(document, secret):
        write_line(uow, actor, document, act)
    let_go(uow, document)
    return document.version


def trash(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> datetime:
    """Hide a document; returns the instant until which `restore` can bring it back."""
    document = document_row(uow, actor, "delete", context, document_id)
    tally.count(uow, document, -1)
    document.status, document.deleted_at = Status.TRASHED, uow.clock.now()
    document.version += 1
    uow.session.add(document)
    write_line(uow, actor, document, "document.supprime")
    let_go(uow, document)
    return document.deleted_at + UNDO


def restore(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> None:
    """Bring back a document hidden less than ten seconds ago; one that is not hidden stays as it is.

    Raises:
        DomainError: "introuvable", "document.trop_tard".
    """
    document = document_row(uow, actor, "restore", context, document_id)
    if document.status == Status.READY:
        return
    if document.status != Status.TRASHED or uow.clock.now() >= document.deleted_at + UNDO:
        raise DomainError("document.trop_tard")
    document.status, document.deleted_at = Status.READY, None
    document.version += 1
    uow.session.add(document)
    tally.count(uow, document, 1)
    write_line(uow, actor, document, "document.restaure")


def consulted(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> None:
    """Write in the history that a document was looked at: one line for what a session sees of it in `ONE_LOOK`.

    The history itself tells whether the line is there, so neither a restart nor a second server forgets or repeats it.
    """
    document = document_row(uow, actor, "preview", context, document_id)
    fresh.seen(uow, actor, context, document)
    look = document_look(uow, actor, document, context)
    if not audit.is_same_look(uow, **look):
        write_line(uow, actor, document, LOOKED_AT, **({audit.RIGHT: look["right"]} if look["right"] else {}))


def browsed(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> None:
    """Write in the history that someone else saw the list of a person's documents, thumbnails included; once in `ONE_LOOK`.

    One's own list leaves no line: the person knows, and their history would hold little else.
    """
    _require_list(uow, actor, context, person_id)
    look = list_look(actor, person_id, context)
    if actor.person_id != person_id and not audit.is_same_look(uow, **look):
        audit.record(uow, **look, details={}, on_behalf=on_behalf(uow, actor, person_id))


def owe_list(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> None:
    """For a view of the list: somebody else gets it once `browsed` has written it. Raises `DomainError("introuvable")`."""
    _require_list(uow, actor, context, person_id)
    write = partial(browsed, actor=actor, context=context, person_id=person_id)
    audit.owe_look(uow, **list_look(actor, person_id, context), write=write)


def _require_list(uow: UnitOfWork, actor: Actor, context: Context, person_id: str) -> None:
    item = Item("document", owner=person_id, author=actor.account_id)
    require(actor, "list", item, context)


def owe_document(uow: UnitOfWork, *, actor: Actor, context: Context, document: Document) -> None:
    """For a view of one document: somebody else gets it once `consulted` has written it."""
    write = partial(consulted, actor=actor, context=context, document_id=document.id)
    audit.owe_look(uow, **document_look(uow, actor, document, context), write=write)


def downloaded(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> None:
    """Write in the history that a document's original was taken."""
    document = document_row(uow, actor, "download", context, document_id)
    fresh.seen(uow, actor, context, document)
    write_line(uow, actor, document, "document.telecharge")


def sweep(db: Database) -> int:
    """Finish what time has decided: deletions past their undo, erasures a crash interrupted, uploads whose process has died.

    An upload that goes on, in this process or another one on the same data, has hold of its file and is left alone. Returns how
    many documents went.
    """
    db.blobs.sweep()
    gone = 0
    while due := _due(db):
        for document_id, status in due:
            gone += purge(db, document_id=document_id, status=status)
    return gone


def _due(db: Database) -> list[tuple[str, Status]]:
    """What is to go, each with where it stood when that was seen: what has moved on since is not to go."""
    with db.read() as uow:
        now = uow.clock.now()
        over = {
            Status.TRASHED: col(Document.deleted_at) <= now - UNDO,
            Status.ERASED: true(),
            Status.ASIDE: col(Document.received_at) <= now - KEPT_ASIDE,  # for a message that nobody sent in time
        }
        due: list[tuple[str, Status]] = []
        for status, is_over in over.items():
            query = select(Document.id).where(Document.status == status, is_over).limit(_SWEPT_AT_ONCE)
            due += ((document_id, status) for document_id in uow.session.execute(query).scalars())
        coming = uow.session.execute(select(Document.id, Document.blob_id).where(Document.status == Status.RECEIVING)).all()
    return due + [(row.id, Status.RECEIVING) for row in coming if not db.blobs.is_held(row.blob_id)]


def purge(db: Database, *, document_id: str, status: Status) -> int:
    """Destroy a document for good: first its key and words, then its files, then its row. Returns 1, or 0 if it is gone.

    One that no longer stands at ``status`` is left alone: it has arrived meanwhile, was sent, or its deletion was undone.
    """
    with db.uow() as uow:
        document = uow.session.get(Document, document_id)
        if document is None or document.status != status:
            return 0
        if document.status in (Status.TRASHED, Status.ASIDE):
            tally.weigh(uow, document.person_id, -document.size)
        if document.status == Status.TRASHED and has_key(uow, document.person_id):
            write_line(uow, SYSTEM_ACTOR, document, "document.efface")
        _strip(document)
        uow.session.add(document)
        lending.destroyed(uow, document_id)
        forget_veils(uow, document_id=document_id)
        uow.session.execute(delete(DocumentText).where(col(DocumentText.document_id) == document_id))
        renditions = select(Rendition.blob_id).where(Rendition.document_id == document_id)
        blobs = [document.blob_id, *uow.session.execute(renditions).scalars()]
        person_id = document.person_id
        uow.after_commit(lambda: needles.forget_record(person_id))
        uow.commit()
    for blob_id in blobs:
        db.blobs.delete(blob_id)
    with db.uow() as uow:
        uow.session.execute(delete(Rendition).where(col(Rendition.document_id) == document_id))
        uow.session.execute(delete(Document).where(col(Document.id) == document_id, col(Document.status) == Status.ERASED))
        uow.commit()
    return 1


def destroy_record(uow: UnitOfWork, person_id: str, _accounts: Collection[str] = ()) -> int:
    """Somebody's record is destroyed: what describes each document goes now, its files at the next `sweep`. Returns how many."""
    theirs = select(Document).where(Document.person_id == person_id, col(Document.status) != Status.ERASED)
    found = uow.session.execute(theirs).scalars().all()
    for document in found:
        _strip(document)
        uow.session.add(document)
    uow.session.flush()
    tally.forget(uow, person_id)
    forget_veils(uow, person_id=person_id)
    uow.session.execute(delete(DocumentText).where(col(DocumentText.person_id) == person_id))
    uow.after_commit(lambda: needles.forget_record(person_id))
    return len(found)


def _strip(document: Document) -> None:
    document.status = Status.ERASED
    document.key_salt, document.sent_mark = bytes(16), None
    for name in ("sha256", "title", "note", "file_name", "author_label", "needle"):
        setattr(document, name, b"")


def document_row(uow: UnitOfWork, actor: Actor, action: str, context: Context, document_id: str) -> Document:
    """The row, once `policy` has agreed; one being received or erased exists for nobody.

    Raises:
        DomainError: "introuvable" (a `policy.Refused` when it exists but not for this actor).
    """
    document = uow.session.get(Document, document_id)
    if document is None or document.status in (Status.RECEIVING, Status.ERASED):
        raise DomainError("introuvable")
    if actor.role not in (Role.PATIENT, Role.SYSTEM) and has_left(uow, document.person_id):
        raise DomainError("introuvable")  # its author too
    item, lent = item_for(uow, actor, document, context)
    trashed = document.status == Status.TRASHED and action != "restore"
    try:
        require(actor, action, replace(item, deleted=False) if trashed else item, context)
    except Refused:
        if _is_kept(uow, document) or lending.is_hushed(uow, actor, document.id):
            raise DomainError("introuvable") from None
        raise
    outside = document.status in OUTSIDE
    if trashed or (outside and not (action in _OUTSIDE_ACTIONS and (lent or _is_own(uow, actor, document)))):
        raise DomainError("introuvable")
    return document


def _is_own(uow: UnitOfWork, actor: Actor, document: Document) -> bool:
    """Whether a document that is in nobody's record is there for this actor: its author, unless the person has blocked them."""
    if actor.role is Role.SYSTEM:
        return True
    return document.author_account_id == actor.account_id and not lending.is_shut(uow, actor, document.id)


def paper(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str) -> Paper:
    """A document for an act that leaves a line of its own. Raises `DomainError("introuvable")`."""
    document = document_row(uow, actor, "see", context, document_id)
    title = open_field(key_of(uow, document.person_id), document.person_id, document.id, "title", document.title)
    hidden = bool(closed_to(uow, document.id) & {EVERYBODY, ALL_BUT_AUTHOR})
    return Paper(document.person_id, title, document.act_date, hidden, kept.is_kept(uow, document))


def write_line(uow: UnitOfWork, actor: Actor, document: Document, action: str, **details: object) -> None:
    """One line in the history of the document's person, under both names when a parent acts; none that would tell a secret."""
    person = document.person_id
    if _is_kept(uow, document) or lending.is_hushed(uow, actor, document.id):
        return
    if "label" not in details:
        details["label"] = open_field(key_of(uow, person), person, document.id, "title", document.title)
    audit.record(
        uow,
        person_id=person,
        actor=actor,
        action=action,
        details=details,
        item=document.id,
        on_behalf=on_behalf(uow, actor, person),
    )


def _is_kept(uow: UnitOfWork, document: Document) -> bool:
    """Whether the history is silent of a document: it waits to be sent, or is, or went with, a minor's secret alone."""
    if document.status == Status.ASIDE or kept.is_kept(uow, document):
        return True
    return document.status == Status.SENT and lending.is_secret(uow, document.id)


def on_behalf(uow: UnitOfWork, actor: Actor, person_id: str) -> str | None:
    """The name of the child a parent acts for, None when the actor acts for themself or is no relative."""
    if actor.person_id is None or actor.person_id == person_id:
        return None
    with contextlib.suppress(DomainError):
        return identity_of(uow, person_id).full_name
    return None
