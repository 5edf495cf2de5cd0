"""The life of an order and of its lines: every move there is, who may do it, from where to where. Pure; nothing else decides.

The database enforces the same table by triggers (migration 0007), and `docs/pharmacy-orders.md` is written from it. The states of
a line are the words of FHIR R4 MedicationDispense.status: "in-progress" is ready to be picked up, "completed" picked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rxapp.core.errors import DomainError
from rxapp.core.i18n import _


class State(StrEnum):
    """Where an order stands."""

    SENT = "sent"
    RECEIVED = "received"
    PREPARING = "preparing"
    READY = "ready"
    COLLECTED = "collected"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Side(StrEnum):
    """Who moves: the person or who speaks for them, the pharmacy's staff, or Carnet when time or an event decides."""

    PATIENT = "patient"
    PHARMACY = "pharmacy"
    SYSTEM = "system"


class Move(StrEnum):
    """What is done to an order."""

    SEND = "send"
    RECEIVE = "receive"
    PREPARE = "prepare"
    READY = "ready"
    RESUME = "resume"
    HAND_PART = "hand_part"
    HAND_OVER = "hand_over"
    REFUSE = "refuse"
    CANCEL = "cancel"
    EXPIRE = "expire"


class LineState(StrEnum):
    """Where one line of a prescription stands (FHIR R4 MedicationDispense.status)."""

    PREPARATION = "preparation"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Allowed:
    """One move that is allowed. ``before`` is None for the move that begins an order."""

    side: Side
    move: Move
    before: State | None
    after: State

    @property
    def key(self) -> str:
        """As the database writes it: side|move|from|to."""
        return f"{self.side}|{self.move}|{self.before or ''}|{self.after}"


LIVE = (State.SENT, State.RECEIVED, State.PREPARING, State.READY)
"""States of an order that goes on; the others are ends."""
ENDED_BADLY = (State.REFUSED, State.CANCELLED, State.EXPIRED)
"""Ends without the medicines, or without all of them: what was asked may be sent again."""

_UNREADY = (State.SENT, State.RECEIVED, State.PREPARING)

LIFE: tuple[Allowed, ...] = (
    Allowed(Side.PATIENT, Move.SEND, None, State.SENT),
    Allowed(Side.PHARMACY, Move.RECEIVE, State.SENT, State.RECEIVED),
    Allowed(Side.PHARMACY, Move.PREPARE, State.RECEIVED, State.PREPARING),
    Allowed(Side.PHARMACY, Move.READY, State.PREPARING, State.READY),
    Allowed(Side.PHARMACY, Move.RESUME, State.READY, State.PREPARING),
    Allowed(Side.PHARMACY, Move.HAND_PART, State.READY, State.PREPARING),
    Allowed(Side.PHARMACY, Move.HAND_OVER, State.READY, State.COLLECTED),
    *(Allowed(Side.PHARMACY, Move.REFUSE, state, State.REFUSED) for state in _UNREADY),
    *(Allowed(Side.PATIENT, Move.CANCEL, state, State.CANCELLED) for state in LIVE),
    *(Allowed(Side.SYSTEM, Move.CANCEL, state, State.CANCELLED) for state in LIVE),
    Allowed(Side.SYSTEM, Move.EXPIRE, State.SENT, State.EXPIRED),
    Allowed(Side.SYSTEM, Move.EXPIRE, State.READY, State.EXPIRED),
)
"""Every move there is."""

_AFTER = {(one.side, one.move, one.before): one.after for one in LIFE}

_L = LineState
OPEN_LINES = (_L.PREPARATION, _L.IN_PROGRESS, _L.ON_HOLD)
"""States of a line that goes on."""

LINE_LIFE: frozenset[tuple[Side, LineState, LineState]] = frozenset(
    {
        (Side.PHARMACY, _L.PREPARATION, _L.IN_PROGRESS),
        (Side.PHARMACY, _L.PREPARATION, _L.ON_HOLD),
        (Side.PHARMACY, _L.PREPARATION, _L.DECLINED),
        (Side.PHARMACY, _L.ON_HOLD, _L.PREPARATION),
        (Side.PHARMACY, _L.ON_HOLD, _L.IN_PROGRESS),
        (Side.PHARMACY, _L.ON_HOLD, _L.ON_HOLD),
        (Side.PHARMACY, _L.ON_HOLD, _L.DECLINED),
        (Side.PHARMACY, _L.IN_PROGRESS, _L.PREPARATION),
        (Side.PHARMACY, _L.IN_PROGRESS, _L.ON_HOLD),
        (Side.PHARMACY, _L.IN_PROGRESS, _L.COMPLETED),
        (Side.PATIENT, _L.ON_HOLD, _L.PREPARATION),
        (Side.PATIENT, _L.ON_HOLD, _L.ON_HOLD),
        *((side, state, _L.CANCELLED) for side in (Side.PATIENT, Side.SYSTEM) for state in OPEN_LINES),
        *((Side.PHARMACY, state, _L.DECLINED) for state in OPEN_LINES),
    }
)
"""Who may take a line from where to where. The patient answers a replacement that waits; the end of an order ends its lines."""

STATE_WORDS = {
    State.SENT: _("Envoyée"),
    State.RECEIVED: _("Reçue"),
    State.PREPARING: _("En préparation"),
    State.READY: _("Prête"),
    State.COLLECTED: _("Remise"),
    State.REFUSED: _("Refusée"),
    State.CANCELLED: _("Annulée"),
    State.EXPIRED: _("Expirée"),
}

LINE_WORDS = {
    _L.PREPARATION: _("À préparer"),
    _L.IN_PROGRESS: _("Prêt"),
    _L.ON_HOLD: _("En attente"),
    _L.COMPLETED: _("Remis"),
    _L.DECLINED: _("Non délivré"),
    _L.CANCELLED: _("Annulé"),
}


def after(side: Side, move: Move, state: State | None) -> State:
    """Where a move leads. Raises DomainError ``commande.interdit`` for one that the table does not have."""
    found = _AFTER.get((side, move, state))
    if found is None:
        raise DomainError("commande.interdit")
    return found


def moves_of(side: Side, state: State) -> tuple[Move, ...]:
    """What a side may do from a state, in the order of the table."""
    return tuple(one.move for one in LIFE if (one.side, one.before) == (side, state))


def require_line(side: Side, before: LineState, now: LineState) -> None:
    """Raise DomainError ``commande.ligne_interdit`` unless a side may take a line from one state to the other."""
    if (side, before, now) not in LINE_LIFE:
        raise DomainError("commande.ligne_interdit")
