"""Who may write, begin, withdraw, block, close and assign. Pure: facts in, nothing or a refusal out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rxapp.core.errors import DomainError
from rxapp.core.i18n import _

MOST_TO = 5
"""Professionals of one conversation."""
MOST_ATTACHED = 10
MOST_TEMPLATES = 30

_KEY = re.compile(r"[!-~]{1,80}")
_ID = re.compile(r"[0-9a-f]{32}")


class Side(StrEnum):
    """On which side of a conversation somebody stands."""

    PATIENT = "patient"
    PROFESSIONAL = "professional"
    SYSTEM = "system"


class WhoMayStart(StrEnum):
    """Whom a professional lets begin a conversation. Answering in one that goes on is another matter."""

    NOBODY = "nobody"
    KNOWN = "known"
    EVERYBODY = "everybody"


WHO_WORDS = {
    WhoMayStart.NOBODY: _("N’accepte pas de nouvelle conversation"),
    WhoMayStart.KNOWN: _("Accepte les personnes avec qui une conversation existe déjà"),
    WhoMayStart.EVERYBODY: _("Accepte de nouvelles conversations"),
}
CLOSINGS = {
    "answered": _("La question a sa réponse"),
    "visit": _("Un rendez-vous est nécessaire"),
    "elsewhere": _("La question est pour un autre professionnel"),
    "phone": _("Il faut téléphoner"),
    "ended": _("Le suivi est terminé"),
}
"""Why a professional closes a conversation."""
REPORTS = {
    "rude": _("Propos blessants ou menaçants"),
    "wrong_person": _("Message qui ne m’était pas destiné"),
    "fraud": _("Tentative d’escroquerie ou publicité"),
    "other": _("Autre raison"),
}
"""Why somebody reports a message."""


@dataclass(frozen=True)
class Writing:
    """What bears on whether somebody may write in a conversation.

    ``others``: how many professionals there are to write to, those blocked and those whose account is closed apart.
    ``blocked``: the person has blocked who writes, or the only ones to write to. ``gone``: those to write to left Carnet.
    """

    side: Side
    information: bool = False
    closed: bool = False
    blocked: bool = False
    gone: bool = False
    others: int = 1


def why_not_write(facts: Writing) -> str:
    """The code of the refusal, "" when they may write."""
    if facts.information:
        return "" if facts.side is Side.SYSTEM else "message.information"
    if facts.closed:
        return "message.close"
    if facts.side is Side.PROFESSIONAL:
        return "message.bloque" if facts.blocked else "message.destinataire_parti" if facts.gone else ""
    if facts.side is Side.SYSTEM:
        return "introuvable"
    if facts.others:
        return ""
    return "message.vous_bloquez" if facts.blocked else "message.destinataire_parti"


@dataclass(frozen=True)
class Starting:
    """What bears on whether a person may begin a conversation with a professional."""

    who: WhoMayStart
    known: bool = False
    blocked: bool = False


def why_not_start(facts: Starting) -> str:
    """The code of the refusal, "" when the person may begin."""
    if facts.blocked:
        return "message.vous_bloquez"
    if facts.who is WhoMayStart.EVERYBODY or (facts.who is WhoMayStart.KNOWN and facts.known):
        return ""
    return "message.refuse_inconnus" if facts.who is WhoMayStart.KNOWN else "message.refuse_nouvelles"


@dataclass(frozen=True)
class Withdrawing:
    """What bears on whether a message may be withdrawn. ``read``: somebody of the other side has read it."""

    own: bool
    automatic: bool = False
    withdrawn: bool = False
    closed: bool = False
    read: bool = False


def why_not_withdraw(facts: Withdrawing) -> str:
    """The code of the refusal, "" when its author may take it back."""
    if not facts.own or facts.automatic:
        return "message.pas_le_votre"
    if facts.withdrawn:
        return "message.deja_retire"
    if facts.closed:
        return "message.close"
    return "message.deja_lu" if facts.read else ""


def require_side(side: Side, *allowed: Side) -> None:
    """Raise DomainError ``introuvable`` for an act of another side: blocking is the person's, closing the professional's."""
    if side not in allowed:
        raise DomainError("introuvable")


def require_colleague(practice_id: str, other_practice_id: str) -> None:
    """Raise DomainError ``message.autre_cabinet`` unless both work in one practice."""
    if practice_id != other_practice_id:
        raise DomainError("message.autre_cabinet")


def require(code: str) -> None:
    """Raise DomainError of that code, nothing for ""."""
    if code:
        raise DomainError(code)


def is_away(away_from: date | None, away_to: date | None, today: date) -> bool:
    """Whether an absence holds on a day (Paris); both its days are part of it."""
    return away_from is not None and away_to is not None and away_from <= today <= away_to


def checked_absence(away_from: date | None, away_to: date | None, words: str, today: date) -> None:
    """Raise DomainError ``absence.dates`` or ``absence.vide`` unless it is one to come or going on, with words to answer."""
    if away_from is None and away_to is None:
        return
    if away_from is None or away_to is None or away_to < away_from or away_to < today or (away_to - away_from).days > 366:
        raise DomainError("absence.dates")
    if not words:
        raise DomainError("absence.vide")


def is_id(one: object) -> bool:
    """Whether something has the shape of one of our ids."""
    return isinstance(one, str) and _ID.fullmatch(one) is not None


def is_key(one: object) -> bool:
    """Whether something has the shape of a key: up to 80 letters, digits and signs of ASCII."""
    return isinstance(one, str) and _KEY.fullmatch(one) is not None


def require_ids(*ids: str) -> None:
    """Raise DomainError ``introuvable`` unless all of these have the shape of ids: a page sends what it likes."""
    if not all(is_id(one) for one in ids):
        raise DomainError("introuvable")
