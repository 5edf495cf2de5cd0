"""What a person said, between the table and the engine: sealed, opened, and seen by whom it may be.

The calendar of a parent is computed from what a parent may see: had a minor kept nothing secret, it would be the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import col

from rxapp.accounts.keeping import is_kept
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key
from rxapp.core.policy import VACCINATIONS, Actor, Context, Item, Role, can_see, require
from rxapp.prevention import law
from rxapp.prevention.models import PreventionChoice, PreventionEntry, PreventionVersion

KIND = "prevention"
CHOICE = "choice"
MOST_ENTRIES = 600
"""Most lines one calendar holds; secret ones are counted apart, so that a full calendar tells nobody of them."""
MOST_VERSIONS = 50
"""How often one line is written again, so that all that it said before can be kept, and shown."""
UNDO = timedelta(seconds=10)
"""How long an act can be taken back."""
DONE, ANSWER = "done", "answer"
ASIDE, REFUSAL = "aside", "refusal"
_ENTRY, _CHOICE = PreventionEntry.__tablename__, PreventionChoice.__tablename__
_VERSION = PreventionVersion.__tablename__


@dataclass(frozen=True, slots=True)
class Entry:
    """Something done (``code``: a rule) or an answer (``code``: a question). ``day``: when, None when no day goes with it.

    ``details`` of something done: "product", "lot", "test", "result", and of a vaccine "giver", "place", "note", "document"; of
    an answer: "said" ("yes" or "no"). A vaccine may count for several rules (``also``) or for none (``code`` is ""), and says
    what it protects ``against`` when it was noted in the vaccination record. ``account`` and ``label``: who wrote it as it is.
    """

    id: str
    kind: str
    code: str
    day: date | None
    dose: int | None
    details: Mapping[str, str]
    secret: bool = False
    created_by: str = ""
    created_at: datetime | None = None
    also: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    version: int = 1
    account: str = ""
    label: str = ""
    written_at: datetime | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that what was done counts for."""
        return (self.code, *self.also) if self.code else ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What an account set aside (``what``: a rule) or refused (a campaign, or "" for all messages), and why, or ""."""

    id: str
    kind: str
    what: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """All that one reader may see of a person: what was done and what was answered, the oldest first."""

    done: tuple[Entry, ...] = ()
    answers: Mapping[str, Entry] = field(default_factory=dict)


def calendar_of(person_id: str) -> Item:
    """A whole calendar as `policy` sees it."""
    return Item(KIND, owner=person_id)


def item_of(uow: UnitOfWork, actor: Actor, row: PreventionEntry) -> Item:
    """One line as `policy` sees it: whoever noted it is its author as long as it was never written again.

    What a minor kept is kept from 18 on from helpers alone, who may be the parents it was kept from.
    """
    author = row.created_by if row.version == 1 else None
    hidden = row.secret and (actor.role is Role.PATIENT or is_kept(uow, row.person_id, secret=True))
    return Item(KIND, owner=row.person_id, author=author, deleted=row.removed_at is not None, hidden=hidden)


def sort_of(one: Entry) -> str:
    """What a line is, as `policy` tells them apart: a vaccination, another thing done, an answer."""
    return VACCINATIONS if one.kind == DONE and is_vaccine(one) else one.kind


def is_vaccine(one: Entry) -> bool:
    """Whether something done is a vaccination."""
    return bool(one.against) or any(law.known(rule) and law.is_vaccine(rule) for rule in one.rules)


def choice_item(account_id: str, person_id: str) -> Item:
    """What an account decided for itself, as `policy` sees it: nobody else does, no professional, no other parent."""
    return Item(CHOICE, owner=person_id, author=account_id)


def said(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, open_only: bool = False) -> Said:
    """What this actor may see of a person; a later answer to the same question counts, and one's own secret one first.

    ``open_only``: as if nothing had ever been kept secret.
    Raises DomainError ``introuvable``.
    """
    require(actor, "see", calendar_of(person_id), context)
    query = select(PreventionEntry).where(PreventionEntry.person_id == person_id, col(PreventionEntry.removed_at).is_(None))
    if open_only:
        query = query.where(col(PreventionEntry.secret).is_(False))
    rows = uow.session.execute(query.order_by(col(PreventionEntry.created_at), col(PreventionEntry.id))).scalars()
    held = [opened(uow, row) for row in rows if can_see(actor, item_of(uow, actor, row), context)]
    seen = [one for one in held if can_see(actor, replace(calendar_of(person_id), category=sort_of(one)), context)]
    answers: dict[str, Entry] = {}
    for one in seen:
        if one.kind == ANSWER and not (one.code in answers and answers[one.code].secret and not one.secret):
            answers[one.code] = one
    done = sorted((one for one in seen if one.kind == DONE), key=lambda one: (one.day or date.min, one.dose or 0, one.id))
    return Said(tuple(done), answers)


def add(
    uow: UnitOfWork,
    *,
    actor: Actor,
    person_id: str,
    kind: str,
    code: str,
    day: date | None = None,
    dose: int | None = None,
    details: Mapping[str, str] | None = None,
    secret: bool = False,
    also: Sequence[str] = (),
    against: Sequence[str] = (),
) -> PreventionEntry:
    """Keep one line, sealed. Raises DomainError ``prevention.trop``."""
    require_room(uow, person_id, more=1, secret=secret)
    row = PreventionEntry(
        id=new_id(),
        person_id=person_id,
        kind=kind,
        content=b"",
        created_by=actor.account_id,
        created_at=uow.clock.now(),
        secret=secret,
        version=1,
    )
    write(uow, row, actor, Entry(row.id, kind, code, day, dose, details or {}, also=tuple(also), against=tuple(against)))
    uow.session.flush()
    return row


def require_room(uow: UnitOfWork, person_id: str, *, more: int, secret: bool) -> None:
    """Raise DomainError ``prevention.trop`` when there would be too many lines."""
    held = select(func.count()).where(
        PreventionEntry.person_id == person_id, PreventionEntry.secret == secret, col(PreventionEntry.removed_at).is_(None)
    )
    if uow.session.execute(held).scalar_one() + more > MOST_ENTRIES:
        raise DomainError("prevention.trop", maximum=MOST_ENTRIES)


def write(uow: UnitOfWork, row: PreventionEntry, actor: Actor, said: Entry) -> None:
    """Put what was said into its row, as this actor's words."""
    held = {"code": said.code, "day": _iso(said.day), "dose": said.dose, "details": dict(said.details)}
    if said.also or said.against:
        held |= {"also": list(said.also), "against": list(said.against)}
    held |= {"account": actor.account_id, "by": actor.label, "at": uow.clock.now().isoformat()}
    row.content = _sealed(uow, _ENTRY, row.id, row.person_id, held)
    uow.session.add(row)


def keep_version(uow: UnitOfWork, row: PreventionEntry) -> None:
    """Keep what a line says now, before it is written again, and count one up."""
    kept = PreventionVersion(id=new_id(), entry_id=row.id, person_id=row.person_id, version=row.version, content=b"")
    kept.secret = row.secret
    held = _opened(uow, _ENTRY, row.id, row.person_id, row.content)
    kept.content = _sealed(uow, _VERSION, kept.id, row.person_id, held)
    row.version += 1
    uow.session.add(kept)


def earlier(uow: UnitOfWork, entry_id: str) -> list[Entry]:
    """What a line said before, the latest first: fifty at most."""
    query = select(PreventionVersion).where(PreventionVersion.entry_id == entry_id)
    rows = uow.session.execute(query.order_by(col(PreventionVersion.version).desc()).limit(MOST_VERSIONS)).scalars()
    return [_entry(row, DONE, _opened(uow, _VERSION, row.id, row.person_id, row.content)) for row in rows]


def entry_row(uow: UnitOfWork, *, actor: Actor, action: str, context: Context, entry_id: str) -> PreventionEntry:
    """One line, removed or not, once `policy` has agreed. Raises DomainError ``introuvable``."""
    row = uow.session.get(PreventionEntry, entry_id)
    if row is None:
        raise DomainError("introuvable")
    require(actor, action, replace(item_of(uow, actor, row), deleted=False, category=sort_of(opened(uow, row))), context)
    return row


def opened(uow: UnitOfWork, row: PreventionEntry) -> Entry:
    """The line in clear."""
    said = _entry(row, row.kind, _opened(uow, _ENTRY, row.id, row.person_id, row.content))
    return replace(said, created_by=row.created_by, created_at=row.created_at)


def _entry(row: PreventionEntry | PreventionVersion, kind: str, held: Mapping[str, Any]) -> Entry:
    return Entry(
        row.id,
        kind,
        held["code"],
        date.fromisoformat(held["day"]) if held["day"] else None,
        held["dose"],
        held["details"],
        row.secret,
        also=tuple(held.get("also", ())),
        against=tuple(held.get("against", ())),
        version=row.version,
        account=held.get("account", ""),
        label=held.get("by", ""),
        written_at=datetime.fromisoformat(held["at"]) if "at" in held else None,
    )


def forget_removed(uow: UnitOfWork, person_id: str) -> None:
    """Erase the lines that were taken away and can come back no more."""
    _forget(uow, PreventionEntry.person_id == person_id)


def forget_all_removed(uow: UnitOfWork) -> None:
    """The same for everybody: whoever takes something away need not write again for it to be gone."""
    _forget(uow)


def _forget(uow: UnitOfWork, *which: Any) -> None:
    gone = select(PreventionEntry.id).where(*which, col(PreventionEntry.removed_at) < uow.clock.now() - UNDO)
    uow.session.execute(delete(PreventionVersion).where(col(PreventionVersion.entry_id).in_(gone)))
    uow.session.execute(delete(PreventionEntry).where(col(PreventionEntry.id).in_(gone)))


def what_index(uow: UnitOfWork, kind: str, what: str) -> bytes:
    """Finds a choice again without telling which rule or campaign it is about."""
    return uow.keyring.blind_index("prevention.choice", f"{kind}|{what}")


def choices(uow: UnitOfWork, *, actor: Actor, person_id: str, kind: str | None = None) -> tuple[Choice, ...]:
    """What this account decided about a person, the oldest first."""
    require(actor, "list", choice_item(actor.account_id, person_id))
    query = select(PreventionChoice).where(
        PreventionChoice.account_id == actor.account_id, PreventionChoice.person_id == person_id
    )
    if kind is not None:
        query = query.where(PreventionChoice.kind == kind)
    rows = uow.session.execute(query.order_by(col(PreventionChoice.created_at), col(PreventionChoice.id))).scalars()
    return tuple(_choice(uow, row) for row in rows)


def choose(uow: UnitOfWork, *, actor: Actor, person_id: str, kind: str, what: str, reason: str = "") -> str:
    """Keep a choice; one that was made already stays as it is. Returns its id."""
    found = _choice_row(uow, actor, person_id, kind, what)
    if found is not None:
        return found.id
    row = PreventionChoice(
        id=new_id(),
        account_id=actor.account_id,
        person_id=person_id,
        kind=kind,
        what_index=what_index(uow, kind, what),
        content=b"",
        created_at=uow.clock.now(),
    )
    row.content = _sealed(uow, _CHOICE, row.id, person_id, {"what": what, "reason": reason})
    uow.session.add(row)
    uow.session.flush()
    return row.id


def unchoose(uow: UnitOfWork, *, actor: Actor, person_id: str, kind: str, what: str, made: str | None = None) -> bool:
    """Forget a choice, with ``made`` only that one (its id) and none made since; whether there was one."""
    found = _choice_row(uow, actor, person_id, kind, what)
    if found is None or made not in (None, found.id):
        return False
    uow.session.delete(found)
    uow.session.flush()
    return True


def refuses(uow: UnitOfWork, *, account_id: str, person_id: str, campaign: str) -> bool:
    """Whether an account refused a campaign, or all messages, about a person."""
    wanted = [what_index(uow, REFUSAL, what) for what in ("", campaign)]
    query = select(func.count()).where(
        PreventionChoice.account_id == account_id,
        PreventionChoice.person_id == person_id,
        col(PreventionChoice.what_index).in_(wanted),
    )
    return uow.session.execute(query).scalar_one() > 0


def _choice_row(uow: UnitOfWork, actor: Actor, person_id: str, kind: str, what: str) -> PreventionChoice | None:
    query = select(PreventionChoice).where(
        PreventionChoice.account_id == actor.account_id,
        PreventionChoice.person_id == person_id,
        PreventionChoice.what_index == what_index(uow, kind, what),
    )
    return uow.session.execute(query).scalar_one_or_none()


def _choice(uow: UnitOfWork, row: PreventionChoice) -> Choice:
    held = _opened(uow, _CHOICE, row.id, row.person_id, row.content)
    return Choice(row.id, row.kind, held["what"], held["reason"], row.created_at)


def _sealed(uow: UnitOfWork, table: str, row: str, person_id: str, held: Mapping[str, object]) -> bytes:
    return seal(person_key(uow, person_id), json.dumps(held), table=table, column="content", row=row, person=person_id)


def _opened(uow: UnitOfWork, table: str, row: str, person_id: str, content: bytes) -> dict:
    return json.loads(open_text(person_key(uow, person_id), content, table=table, column="content", row=row, person=person_id))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def doses_of(done: Iterable[Entry], rule: str) -> tuple[int, ...]:
    """The numbers of the doses already noted of one vaccine."""
    return tuple(sorted(one.dose for one in done if rule in one.rules and one.dose))
