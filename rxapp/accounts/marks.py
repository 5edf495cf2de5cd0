"""Whom something is hidden from, in words: an account, a profession, everybody, everybody but its author."""

from __future__ import annotations

from collections.abc import Mapping

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import LANGUAGES, _, translate
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, of_profession

from .professions import LABELS, Profession
from .staff import staff_named

_WORDS: Mapping[str, str] = {
    EVERYBODY: _("tous les professionnels"),
    ALL_BUT_AUTHOR: _("tous sauf son auteur"),
    **{of_profession(one): LABELS[one] for one in Profession},
}


def label_of(uow: UnitOfWork, mark: str) -> object:
    """Whom a mark shuts out, for the line of a history: in each language, or a name; None for an account that is nobody's."""
    if mark in _WORDS:
        return {lang: translate(_WORDS[mark], lang) for lang in LANGUAGES}
    who = staff_named(uow, {mark}).get(mark)
    return None if who is None else who.name
