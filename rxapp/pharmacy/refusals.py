"""Why a pharmacy refuses an order or lets a line wait: a closed list, each with its words and the next step. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plain_date, translate


@dataclass(frozen=True)
class Reason:
    """``next_step``: what to do first. Sending it to another pharmacy is offered after every refusal."""

    code: str
    label: str
    next_step: str


REASONS: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason(
            "unreadable",
            _("Ordonnance illisible"),
            _("Photographiez-la de nouveau, à plat et en pleine lumière, puis renvoyez-la."),
        ),
        Reason(
            "expired",
            _("Ordonnance trop ancienne"),
            _("Demandez une nouvelle ordonnance à qui vous l’a prescrite."),
        ),
        Reason(
            "too_early",
            _("Trop tôt pour la délivrer"),
            _("Renvoyez-la à partir du {jour}."),
        ),
        Reason(
            "out_of_stock",
            _("Médicament indisponible dans cette pharmacie"),
            _("Envoyez-la à une autre pharmacie."),
        ),
        Reason(
            "not_our_service",
            _("Cette pharmacie n’assure pas ce service"),
            _("Envoyez-la à une pharmacie qui l’assure."),
        ),
        Reason(
            "legal",
            _("La loi ne permet pas de la délivrer ainsi"),
            _("Apportez l’original à la pharmacie, ou demandez conseil à qui vous l’a prescrite."),
        ),
    )
}
"""By code, in the order they are offered."""
ASKS_ANOTHER = frozenset({"unreadable", "expired"})
"""After these, what is sent again is another photograph, or another prescription."""

LONGEST = timedelta(days=366)
"""How far ahead a prescription may be sent again: none holds longer."""

HOLDS = {
    "stock": _("En rupture, commandé"),
    "partial": _("Une partie seulement est disponible"),
    "replacement": _("Un remplacement vous est proposé"),
    "prescriber": _("Le prescripteur doit être joint"),
    "question": _("Une question vous est posée"),
    "early": _("Trop tôt pour le délivrer"),
    "declined": _("Remplacement refusé"),
    "other": _("Voir le mot de la pharmacie"),
}
"""Why a line waits or is not dispensed."""


def checked_reason(code: str, until: date | None, today: date) -> Reason:
    """A reason that may be given. Raises DomainError ``refus.raison``, or ``refus.jour`` without the day it needs."""
    reason = REASONS.get(code)
    if reason is None:
        raise DomainError("refus.raison")
    if code == "too_early" and (until is None or not today < until <= today + LONGEST):
        raise DomainError("refus.jour")
    return reason


def checked_hold(code: str) -> str:
    """A reason why a line waits. Raises DomainError ``refus.raison``."""
    if code not in HOLDS:
        raise DomainError("refus.raison")
    return code


def next_step(code: str, until: str, lang: str) -> str:
    """What to do after a refusal, "" when there is none."""
    reason = REASONS.get(code)
    if reason is None:
        return ""
    day = plain_date(date.fromisoformat(until), lang) if until else "…"
    return translate(reason.next_step, lang, jour=day)
