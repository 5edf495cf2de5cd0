"""The pharmacy's side of an order: take it, prepare it, split it, propose, say when, hand it over against its code, refuse it.

Every verb is one named member of the staff, of the pharmacy to which the order was sent and as long as it holds it. One verb, one
transaction, one line in the person's history.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Role
from rxapp.pharmacy import acts, lines, moves, pickup, prescriptions, telling
from rxapp.pharmacy.content import open_line, rewrite_order, write_line
from rxapp.pharmacy.fields import clean_note, clean_words
from rxapp.pharmacy.life import OPEN_LINES, LineState, Move, Side, State
from rxapp.pharmacy.lines import LineForm
from rxapp.pharmacy.models import Order, OrderDocument, OrderLine
from rxapp.pharmacy.moves import Moving
from rxapp.pharmacy.orders import add_line, line_row
from rxapp.pharmacy.refusals import checked_hold, checked_reason
from rxapp.pharmacy.sight import order_row, over_at

FARTHEST = timedelta(days=62)
"""How far ahead a time may be promised."""
WORKED_ON = (State.RECEIVED, State.PREPARING, State.READY)


@dataclass(frozen=True)
class LineChange:
    """Where the staff takes a line. ``reason`` (a key of `refusals.HOLDS`): why it waits or is not dispensed."""

    state: LineState
    reason: str = ""
    part: str = ""
    expected: datetime | None = None
    note: str = ""


def receive(uow: UnitOfWork, *, actor: Actor, order_id: str, version: int) -> State:
    """Take an order. Raises DomainError ``introuvable``, and as `moves.make`: of two who take it at once one is told who won."""
    return moves.make(_moving(uow, actor, "receive", order_id, version), Move.RECEIVE)


def prepare(uow: UnitOfWork, *, actor: Actor, order_id: str, version: int) -> State:
    """Begin to prepare it. Raises as `receive`."""
    return moves.make(_moving(uow, actor, "prepare", order_id, version), Move.PREPARE)


def make_ready(uow: UnitOfWork, *, actor: Actor, order_id: str, version: int) -> State:
    """It is ready to be picked up: every line that does not wait. Raises as `receive`; ``commande.rien_de_pret``."""
    moving = _moving(uow, actor, "ready", order_id, version)
    now = moves.make(moving, Move.READY)
    rows = moves.lines_of(uow, moving.order)
    for row in rows:
        if row.state == LineState.PREPARATION:
            _put(uow, row, LineState.IN_PROGRESS)
    if rows and not any(row.state == LineState.IN_PROGRESS for row in rows):
        raise DomainError("commande.rien_de_pret")
    return now


def resume(uow: UnitOfWork, *, actor: Actor, order_id: str, version: int) -> State:
    """It was not ready after all. Raises as `receive`."""
    return moves.make(_moving(uow, actor, "resume", order_id, version), Move.RESUME)


def refuse(
    uow: UnitOfWork, *, actor: Actor, order_id: str, version: int, reason: str, until: date | None = None, words: str = ""
) -> State:
    """Refuse an order with a reason of the list; the pharmacy's access ends at once.

    Raises as `receive`; DomainError ``refus.raison``, ``refus.jour``.
    """
    moving = _moving(uow, actor, "refuse", order_id, version)
    checked_reason(reason, until, uow.clock.today())
    day = until.isoformat() if until and reason == "too_early" else ""
    now = moves.make(moving, Move.REFUSE, details={"raison": reason})
    rewrite_order(uow, moving.order, refusal=reason, until=day, words=clean_note(words))
    return now


def hand_over(uow: UnitOfWork, *, actor: Actor, order_id: str, version: int, code: str) -> State:
    """Hand over what is ready against the code; what still waits goes on in preparation, else the order is over.

    A wrong code is counted even though it is refused: this verb commits it itself. Raises as `receive`; DomainError
    ``retrait.forme`` (not counted), ``retrait.faux`` (n tries left), ``retrait.bloque``; ``commande.rien_de_pret``.
    """
    moving = _moving(uow, actor, "hand_over", order_id, version)
    order = moving.order
    moves.require_current(uow, order, version, State.READY)
    _check_code(uow, actor, order, pickup.parse(code))
    rows = moves.lines_of(uow, order)
    if rows and not any(row.state == LineState.IN_PROGRESS for row in rows):
        raise DomainError("commande.rien_de_pret")
    for row in rows:
        if row.state == LineState.IN_PROGRESS:
            _put(uow, row, LineState.COMPLETED)
            again = prescriptions.dispensed(uow, row.line_id, secret=order.secret)
            write_line(uow, order, row, replace(open_line(uow, order, row), again=again))
            telling.renewable(uow, order, row.line_id)
    rest = any(row.state in OPEN_LINES for row in rows)
    order.code_tries = 0
    return moves.make(moving, Move.HAND_PART if rest else Move.HAND_OVER)


def promise(uow: UnitOfWork, *, actor: Actor, order_id: str, version: int, at: datetime | None = None, note: str = "") -> None:
    """Say when it will be ready and a word to the person. Raises as `receive`; DomainError ``commande.heure``."""
    moving = _moving(uow, actor, "promise", order_id, version)
    order, now = moving.order, uow.clock.now()
    moves.require_current(uow, order, version, *WORKED_ON)
    if at is not None and not now - timedelta(minutes=5) <= at <= now + FARTHEST:
        raise DomainError("commande.heure")
    order.promised_at = at
    if at is not None and order.state == State.RECEIVED:  # late no more, until that hour
        order.reminded, order.due_at = False, at
    rewrite_order(uow, order, note=clean_note(note))
    moves.write_line(uow, actor, order, acts.NOTED)
    telling.to_patient(uow, order, telling.CHANGED, mark=f"mot|{now.isoformat()}")


def change_line(uow: UnitOfWork, *, actor: Actor, order_id: str, line_id: str, version: int, change: LineChange) -> int:
    """Take a line to another state, at the version of the line that was seen; returns its new version.

    Handing over is not done line by line. Raises DomainError ``introuvable``, ``commande.interdit``, ``commande.ligne_perimee``,
    ``commande.ligne_interdit``, ``refus.raison``, ``commande.heure``.
    """
    order, row = _line(uow, actor, order_id, line_id, version)
    if change.state in (LineState.COMPLETED, LineState.CANCELLED):
        raise DomainError("commande.ligne_interdit")
    waits = change.state in (LineState.ON_HOLD, LineState.DECLINED)
    reason = checked_hold(change.reason) if waits else ""
    if reason in ("replacement", "declined"):  # `propose` and the patient's answer say so
        raise DomainError("refus.raison")
    now = uow.clock.now()
    if change.expected is not None and not now <= change.expected <= now + FARTHEST:
        raise DomainError("commande.heure")
    moves.move_line(row, Side.PHARMACY, LineState(change.state))
    was = open_line(uow, order, row)
    said = {
        "reason": reason,
        "part": clean_words(change.part),
        "expected": change.expected.isoformat() if change.expected else "",
        "note": clean_words(change.note),
    }
    if was.answer != "accepted":  # a proposal that was not accepted is taken back: what is prepared is what was prescribed
        said |= {"replacement": "", "answer": ""}
    write_line(uow, order, row, replace(was, **said))
    _told(uow, actor, order, row, acts.LINE_MOVED, telling.CHANGED)
    return row.version


def propose(uow: UnitOfWork, *, actor: Actor, order_id: str, line_id: str, version: int, replacement: str, note: str = "") -> int:
    """Propose another medicine for a line, which waits for the patient's answer. Raises as `change_line`.

    DomainError ``commande.proposition_vide``. One that is answered no may be proposed otherwise.
    """
    order, row = _line(uow, actor, order_id, line_id, version)
    words = clean_words(replacement)
    if not words:
        raise DomainError("commande.proposition_vide")
    moves.move_line(row, Side.PHARMACY, LineState.ON_HOLD)
    said = {"reason": "replacement", "replacement": words, "answer": "", "note": clean_words(note)}
    write_line(uow, order, row, replace(open_line(uow, order, row), **said))
    _told(uow, actor, order, row, acts.REPLACEMENT_PROPOSED, telling.ASKED)
    return row.version


def type_line(uow: UnitOfWork, *, actor: Actor, order_id: str, document_id: str, form: LineForm) -> str:
    """Type a line of a prescription that was sent, marked as the pharmacy's; returns the id of the line in the order.

    Raises DomainError ``introuvable``, ``commande.interdit``, ``ordonnance.trop_de_lignes``; FieldErrors.
    """
    order = _held(uow, actor, "edit", order_id)
    moves.require_current(uow, order, order.version, State.RECEIVED, State.PREPARING)
    if uow.session.get(OrderDocument, (order.id, document_id)) is None:
        raise DomainError("introuvable")
    row = prescriptions.insert(uow, actor, order.person_id, document_id, lines.read(form), source="pharmacy", secret=order.secret)
    place = len(moves.lines_of(uow, order))
    moves.write_line(uow, actor, order, acts.LINES_TYPED)
    return add_line(uow, order, row, place).id


def _held(uow: UnitOfWork, actor: Actor, action: str, order_id: str) -> Order:
    """An order that the actor's pharmacy holds, for an act of its side alone; of one that ended, how and when it did."""
    try:
        order = order_row(uow, actor=actor, action=action, order_id=order_id)
    except DomainError:
        ended = over_at(uow, actor, order_id)
        if ended is None:
            raise
        raise moves.meanwhile(ended) from None
    if actor.role is not Role.PHARMACY:
        raise DomainError("introuvable")
    return order


def _moving(uow: UnitOfWork, actor: Actor, action: str, order_id: str, version: int) -> Moving:
    return Moving(uow, _held(uow, actor, action, order_id), actor, Side.PHARMACY, version)


def _line(uow: UnitOfWork, actor: Actor, order_id: str, line_id: str, version: int) -> tuple[Order, OrderLine]:
    order = _held(uow, actor, "edit", order_id)
    moves.require_current(uow, order, order.version, *WORKED_ON)
    return order, line_row(uow, order, line_id, version)


def _put(uow: UnitOfWork, row: OrderLine, state: LineState) -> None:
    moves.move_line(row, Side.PHARMACY, state)
    uow.session.add(row)


def _told(uow: UnitOfWork, actor: Actor, order: Order, row: OrderLine, act: str, text: str) -> None:
    uow.session.flush()
    moves.write_line(uow, actor, order, act)
    telling.to_patient(uow, order, text, mark=f"{row.id}|{row.version}")


def _check_code(uow: UnitOfWork, actor: Actor, order: Order, code: str) -> None:
    if order.code_tries >= pickup.MOST_TRIES:
        raise DomainError("retrait.bloque")
    if pickup.is_right(uow.keyring.pepper, order.id, code, order.code_hash):
        return
    order.code_tries += 1
    uow.session.add(order)
    moves.write_line(uow, actor, order, acts.WRONG_CODE)
    left = pickup.MOST_TRIES - order.code_tries
    if not left:
        telling.to_patient(uow, order, telling.BLOCKED, mark=f"{order.version}|{order.code_hash.hex()[:8]}")
    uow.commit()
    raise DomainError("retrait.faux", n=left) if left else DomainError("retrait.bloque")
