"""What taking a calendar file would do and did, said apart: what is added, what changes, what is cancelled. Pure."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from rxapp.core.i18n import _, plural, translate

Forms = tuple[str, str]
_COMING: tuple[tuple[Forms, Forms], ...] = (
    (
        ("{n} rendez-vous à ajouter", "{n} rendez-vous à ajouter"),
        ("{n} à ajouter", "{n} à ajouter"),
    ),
    (
        ("{n} rendez-vous à modifier", "{n} rendez-vous à modifier"),
        ("{n} à modifier", "{n} à modifier"),
    ),
    (
        ("{n} rendez-vous à annuler", "{n} rendez-vous à annuler"),
        ("{n} à annuler", "{n} à annuler"),
    ),
)
"""Of each kind, how it is said first and how it is said after another, in the order of the fields of `Tally`."""
_ACT: tuple[tuple[Forms, Forms], ...] = (
    (
        ("Ajouter {n} rendez-vous", "Ajouter {n} rendez-vous"),
        ("en ajouter {n}", "en ajouter {n}"),
    ),
    (
        ("Modifier {n} rendez-vous", "Modifier {n} rendez-vous"),
        ("en modifier {n}", "en modifier {n}"),
    ),
    (
        ("Annuler {n} rendez-vous", "Annuler {n} rendez-vous"),
        ("en annuler {n}", "en annuler {n}"),
    ),
)
_DONE: tuple[tuple[Forms, Forms], ...] = (
    (
        ("{n} rendez-vous est ajouté à l’agenda", "{n} rendez-vous sont ajoutés à l’agenda"),
        ("{n} est ajouté", "{n} sont ajoutés"),
    ),
    (
        ("{n} rendez-vous est modifié", "{n} rendez-vous sont modifiés"),
        ("{n} est modifié", "{n} sont modifiés"),
    ),
    (
        ("{n} rendez-vous est annulé", "{n} rendez-vous sont annulés"),
        ("{n} est annulé", "{n} sont annulés"),
    ),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many appointments of a file are added, changed and cancelled."""

    added: int = 0
    changed: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        return self.added + self.changed + self.cancelled


def coming(tally: Tally, lang: str) -> str:
    """« 2 rendez-vous à ajouter, 1 à annuler »."""
    return _said(_COMING, tally, lang) or translate(_("Rien à reprendre"), lang)


def act(tally: Tally, lang: str) -> str:
    """« Ajouter 2 rendez-vous, en annuler 1 »; "" when there is nothing to do."""
    return _said(_ACT, tally, lang)


def done(tally: Tally, lang: str) -> str:
    """« 2 rendez-vous sont ajoutés à l’agenda, 1 est annulé. »"""
    said = _said(_DONE, tally, lang)
    return f"{said}." if said else translate(_("Rien n’a changé dans l’agenda."), lang)


def _said(words: tuple[tuple[Forms, Forms], ...], tally: Tally, lang: str) -> str:
    parts: list[str] = []
    for forms, n in zip(words, astuple(tally), strict=True):
        if n:
            parts.append(plural(*forms[bool(parts)], n, lang))
    return ", ".join(parts)
