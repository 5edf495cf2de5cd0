"""Sending into records: professionals and establishments give files and say whom they are for; `delivering.py` hands them over.

Whoever sends learns nothing while they send: the same rows are written and the same is answered whether or not such a person
exists. Afterwards a sending is « Remis » once all its traits are one person's, and waits otherwise, whatever is wrong
(docs/decisions/078).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlmodel import col

from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.granted import may_read
from rxapp.accounts.identity import fold, identity_of, read_identity
from rxapp.core import limits, lookers
from rxapp.core.clock import Clock
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role
from rxapp.record import aside, telling
from rxapp.record.contents import open_field
from rxapp.record.details import checked_category, checked_date, checked_title
from rxapp.record.matching import Traits
from rxapp.record.models import Document, Status
from rxapp.record.names import clean_line
from rxapp.record.safe import (
    SendingContent,
    key_of_safe,
    let_go,
    open_sending,
    require_sender,
    seal_sending,
)
from rxapp.record.sending_models import Sending, SendingState

MOST_FILES = 10
"""Files of one sending."""
WAITS = timedelta(days=30)
"""How long what is put aside waits for its traits to be somebody's."""
HELD_AT_MOST = timedelta(days=30)
"""How long a result is held for its sender to announce it."""
KEPT = timedelta(days=365)
"""How long a sender reads that they sent something."""
SENT_AN_HOUR = 600
UNMATCHED_A_DAY = 30
"""Sendings put aside within a day after which nothing more is taken: more than mistakes, few enough that guessing is hopeless."""
MAX_NAME = 100
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def checked_traits(clock: Clock, *, nir: str, born: str, family_name: str, given_names: str) -> Traits:
    """The traits that were typed. Raises FieldErrors (``nir``, ``naissance``, ``nom``, ``prenoms``)."""
    family, given = clean_line(family_name, MAX_NAME), clean_line(given_names, MAX_NAME)
    wrong: dict[str, DomainError] = {}
    if not fold(family):
        wrong["nom"] = DomainError("nom.vide")
    if not fold(given):
        wrong["prenoms"] = DomainError("prenoms.vide")
    number, day = read_identity(nir, born, clock.today(), wrong)
    return Traits(number.number, day, family, given)


def traits_of_patient(uow: UnitOfWork, *, actor: Actor, person_id: str) -> Traits:
    """What a professional reads of somebody who allows them (names, birth date), for `send`: without their number.

    Raises FieldErrors (``patient``: ``envoi.patient``) for anybody else.
    """
    if actor.role is not Role.PROFESSIONAL or not may_read(uow, actor.account_id, person_id):
        raise FieldErrors({"patient": "envoi.patient"})
    one = identity_of(uow, person_id)
    return Traits("", one.birth_date, one.family_name, one.given_names)


def send(
    uow: UnitOfWork,
    *,
    actor: Actor,
    traits: Traits,
    person_id: str = "",
    files: Sequence[tuple[str, str]],
    category: str,
    act_date: date | str,
    secret: bool = False,
    announced: bool = False,
) -> tuple[str, ...]:
    """Send files of one's safe, each by its id with its title, to whom these traits are; returns the ids of the sendings.

    ``person_id``: of whom they are, with `traits_of_patient`, who lets the sender file when it is handed over too.
    ``secret``: for a person of 16 or 17 who keeps it from their parents; of an adult it means nothing.
    ``announced``: held in the safe until `show`, or until `HELD_AT_MOST` has passed; until then no record knows of it.

    Raises DomainError ``introuvable``, ``envoi.sans_fichier``, ``envoi.trop_de_fichiers``, ``envoi.fichier_absent``,
    ``envoi.trop_souvent``, ``envoi.trop_en_attente``; a code of `details`.
    """
    require_sender(uow, actor)
    wanted = dict(files)
    if not wanted:
        raise DomainError("envoi.sans_fichier")
    if len(wanted) > MOST_FILES:
        raise DomainError("envoi.trop_de_fichiers", maximum=MOST_FILES)
    said = {"category": checked_category(category), "act_date": checked_date(act_date, uow.clock.today()).isoformat()}
    titles = {document_id: checked_title(title) for document_id, title in wanted.items()}
    _require_pace(uow, actor, len(wanted))
    whom: dict[str, Any] = {"nir": traits.nir, "born": traits.born.isoformat()}
    whom |= {"family_name": traits.family_name, "given_names": traits.given_names, "secret": secret}
    whom |= {"person": person_id, "address": actor.address}
    held = uow.clock.now() + HELD_AT_MOST if announced else None
    return tuple(_send(uow, actor, one, {"title": title} | said | whom, held) for one, title in titles.items())


def _send(uow: UnitOfWork, actor: Actor, document_id: str, said: dict[str, Any], held: datetime | None) -> str:
    document = uow.session.get(Document, document_id)
    own = document is not None and document.person_id == document.author_account_id == actor.account_id
    if not own or document.status != Status.ASIDE:
        raise DomainError("envoi.fichier_absent")
    whose = (key_of_safe(uow, actor.account_id), document.person_id, document.id)
    words = {name: open_field(*whose, name, getattr(document, name)) for name in ("file_name", "sha256")}
    state = SendingState.HELD if held else SendingState.COMING
    row = Sending(sender_id=actor.account_id, sent_at=uow.clock.now(), state=state, document_id=document.id, again_at=held)
    seal_sending(uow, row, SendingContent(**said, **words))
    aside.sent(uow, document_id=document.id)
    uow.session.add(row)
    uow.session.flush()
    return row.id


def amend(uow: UnitOfWork, *, actor: Actor, sending_id: str, traits: Traits) -> None:
    """Give other traits to what waits: it is looked at again.

    Raises DomainError ``introuvable``, ``envoi.deja_remis``, ``envoi.trop_souvent``, ``envoi.trop_en_attente``.
    """
    row = _own(uow, actor, sending_id, SendingState.WAITING)
    _require_pace(uow, actor, 1)
    said = open_sending(uow, row)
    named = {"family_name": traits.family_name, "given_names": traits.given_names}
    named |= {"nir": traits.nir, "born": traits.born.isoformat(), "person": "", "address": actor.address}
    seal_sending(uow, row, replace(said, **named))
    row.state, row.again_at = SendingState.COMING, None
    uow.session.add(row)


def show(uow: UnitOfWork, *, actor: Actor, sending_id: str) -> None:
    """Hand over what was held until it was announced.

    Raises DomainError ``introuvable``, ``envoi.deja_remis``, ``envoi.trop_souvent``, ``envoi.trop_en_attente``.
    """
    row = _own(uow, actor, sending_id, SendingState.HELD)
    _require_pace(uow, actor, 1)
    row.state, row.again_at = SendingState.COMING, None
    uow.session.add(row)


def release_due(db: Database) -> int:
    """Have what was held as long as it may be handed over; returns how many."""
    with db.read() as uow:
        due = (col(Sending.state) == SendingState.HELD, col(Sending.again_at) <= uow.clock.now())
        if uow.session.execute(select(Sending.id).where(*due).limit(1)).first() is None:
            return 0
    with db.uow() as uow:
        held = uow.session.execute(select(Sending).where(*due).order_by(col(Sending.sent_at), col(Sending.id))).scalars().all()
        room = {sender_id: _room(uow, sender_id) for sender_id in {row.sender_id for row in held}}
        released = []
        for row in held:
            if room[row.sender_id] > 0:
                room[row.sender_id] -= 1
                row.state, row.again_at = SendingState.COMING, None
                released.append(row)
        uow.session.add_all(released)
        uow.commit()
        return len(released)


def take_back(uow: UnitOfWork, *, actor: Actor, sending_id: str) -> None:
    """Give up what waits or is held: its file and all that was typed go. Raises as `show` does."""
    row = _own(uow, actor, sending_id, SendingState.WAITING, SendingState.HELD)
    let_go(uow, row.document_id)
    uow.session.delete(row)


def _own(uow: UnitOfWork, actor: Actor, sending_id: str, *states: SendingState) -> Sending:
    require_sender(uow, actor)
    row = uow.session.get(Sending, sending_id, with_for_update=True)
    if row is None or row.sender_id != actor.account_id:
        raise DomainError("introuvable")
    if row.state not in states:
        raise DomainError("envoi.deja_remis")
    return row


def _require_pace(uow: UnitOfWork, actor: Actor, files: int) -> None:
    unmatched = limits.check(uow, unmatched_key(actor.account_id), limit=UNMATCHED_A_DAY, window=_DAY)
    if unmatched is None and _room(uow, actor.account_id) <= 0:
        raise DomainError("envoi.trop_souvent", attente=_MINUTE)
    if unmatched is not None:
        raise DomainError("envoi.trop_en_attente", attente=unmatched.at - uow.clock.now())
    for _one in range(files):
        over = limits.hit(uow, f"envoi:{actor.account_id}", limit=SENT_AN_HOUR, window=_HOUR)
        if over is not None:
            raise DomainError("envoi.trop_souvent", attente=over.at - uow.clock.now())


def _room(uow: UnitOfWork, sender_id: str) -> int:
    """For how many more people files may be on their way: each may turn out to be one more that nobody's traits are."""
    wanted = select(Sending).where(Sending.sender_id == sender_id, col(Sending.state) == SendingState.COMING)
    coming = {open_sending(uow, row).traits for row in uow.session.execute(wanted).scalars()}
    return UNMATCHED_A_DAY - len(coming) - limits.counted(uow, unmatched_key(sender_id), window=_DAY)


def unmatched_key(sender_id: str) -> str:
    """Under what the sendings of somebody that had to be put aside are counted."""
    return f"envoi-en-attente:{sender_id}"


def count_unmatched(uow: UnitOfWork, sender_id: str) -> None:
    """One more was put aside."""
    limits.hit(uow, unmatched_key(sender_id), limit=UNMATCHED_A_DAY, window=_DAY)


def look_again(uow: UnitOfWork, _account_id: str = "", _person_id: str = "") -> None:
    """Somebody can be reached from now on: what waits may be theirs."""
    now = uow.clock.now()
    waiting = update(Sending).where(col(Sending.state) == SendingState.WAITING, col(Sending.again_at) > now)
    uow.session.execute(waiting.values(again_at=now))


def sweep(db: Database) -> int:
    """Give up what waited too long, and forget what was sent long ago; returns how many rows changed."""
    with db.uow() as uow:
        now = uow.clock.now()
        over = (col(Sending.state) == SendingState.WAITING) & (col(Sending.until) <= now)
        worded = (col(Sending.state) == SendingState.REFUSED) & (col(Sending.content) != b"")  # given up when words were kept
        wanted = select(Sending).where(or_(over, worded, col(Sending.sent_at) <= now - KEPT))
        found = uow.session.execute(wanted).scalars().all()
        for row in found:
            if row.sent_at > now - KEPT:
                give_up(uow, row)
            else:
                let_go(uow, row.document_id)
                uow.session.delete(row)
        uow.commit()
        return len(found)


def give_up(uow: UnitOfWork, row: Sending) -> None:
    """It reaches nobody: its file and all that was typed go, and its sender is told. That it was sent, and when, is left."""
    let_go(uow, row.document_id)
    if row.state != SendingState.REFUSED:
        telling.refused(uow, row.sender_id, row.id)
    row.state, row.content = SendingState.REFUSED, b""
    row.document_id = row.again_at = row.until = None
    uow.session.add(row)
    lookers.look_again(uow, [row.sender_id])
