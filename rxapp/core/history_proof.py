"""A history with all that proves it, for a person to verify away from Carnet (`api/verifier_historique.py`).

What proves a line: its parts, its hashes, its salt and its words as the digest covers them, and the key of the digests. Where
somebody else's line came from is not among them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sqlalchemy import select

from rxapp.core import audit, checkpoints
from rxapp.core.audit import Receipt
from rxapp.core.chain import AuditEntry, chain_key, proven, stands_apart, words_in
from rxapp.core.crypto import PersonKey, SealBroken
from rxapp.core.db import UnitOfWork
from rxapp.core.keys import person_key
from rxapp.core.policy import NO_CONTEXT, Actor, Context

FORMAT = "carnet-historique-1"


def head_of(uow: UnitOfWork, *, actor: Actor, person_id: str, context: Context = NO_CONTEXT) -> tuple[Receipt, dict[str, str]]:
    """Where the file ends, and what it begins with. Raises `DomainError("introuvable")` for one that the actor may not see."""
    audit.require_history(uow, actor=actor, person_id=person_id, context=context)
    seen = audit.receipt(uow, person_id)
    key = chain_key(person_key(uow, person_id)).hex()
    return seen, {"format": FORMAT, "personne": person_id, "recu": seen.to_text(), "cle": key}


def point_of(uow: UnitOfWork, person_id: str) -> str:
    """The latest signed checkpoint of this history as JSON, « null » while there is none. Whose it is was asked by `head_of`."""
    held = checkpoints.inclusion(uow, person_id)
    if held is None:
        return "null"
    said = {
        "ligne": held.seq,
        "position": held.position,
        "preuve": [one.hex() for one in held.proof],
        "texte": held.statement,
        "signature": held.signature.hex(),
        "cle": held.public_key.hex(),
    }
    return json.dumps(said, ensure_ascii=False)


def lines_until(
    uow: UnitOfWork, *, actor: Actor, person_id: str, context: Context = NO_CONTEXT, after: int, last: int, limit: int
) -> list[str]:
    """At most `limit` lines from the one that follows `after` to `last`, as JSON objects."""
    audit.require_history(uow, actor=actor, person_id=person_id, context=context)
    wanted = (AuditEntry.person_id == person_id, AuditEntry.seq > after, AuditEntry.seq <= last)
    query = select(*AuditEntry.__table__.columns).where(*wanted).order_by(AuditEntry.seq).limit(limit)
    key = person_key(uow, person_id)
    return [_line(row, key, actor) for row in uow.session.execute(query)]


def file_begins(head: dict[str, str], point: str) -> bytes:
    """What comes before the lines."""
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2].encode() + f',\n "point": {point},\n "lignes": [\n'.encode()


def file_rows(lines: list[str], *, first: bool) -> bytes:
    """Some lines, behind a comma unless they are the first."""
    return ("" if first or not lines else ",\n").encode() + ",\n".join(lines).encode()


FILE_ENDS = b"\n ]\n}\n"


def _line(row: AuditEntry, key: PersonKey, actor: Actor) -> str:
    made: dict[str, object] = {
        "numero": row.seq,
        "id": row.id,
        "instant": _instant(row.at),
        "compte": row.actor_account_id,
        "acte": row.action,
        "sel": None,
        "mots": None,
        "empreinte_des_mots": row.digest.hex(),
        "precedente": row.prev_hash.hex(),
        "empreinte": row.hash.hex(),
    }
    if row.payload is not None and row.salt is not None:
        words = _words(row, key)
        if words is not None and (stands_apart(words) or row.actor_account_id == actor.account_id):
            made |= {"sel": row.salt.hex(), "mots": proven(words).decode()}
        elif words is not None:  # damaged words are not held back: they go out as emptied ones, which the program refuses
            made["retenue"] = True
    return json.dumps(made, ensure_ascii=False)


def _words(row: AuditEntry, key: PersonKey) -> bytes | None:
    try:
        return words_in(row, key)
    except SealBroken:
        return None


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
