"""What a copy of another Carnet brought: whose it was there is not known here, so it says where it comes from instead."""

from __future__ import annotations

from rxapp.core.i18n import _, translate
from rxapp.core.policy import SYSTEM_ACTOR

TAKEN_OVER = "reprise"
"""Who is written as the author of a document that a copy brought: no account of this Carnet."""
_NOBODY = frozenset({TAKEN_OVER, SYSTEM_ACTOR.account_id})
"""Carnet itself writes nothing in a record that its person could have written, but what it takes over."""


def is_taken_over(account: str) -> bool:
    """Whether an author is nobody here: of what a person could have written themself, a copy brought it."""
    return account in _NOBODY


def taken_over(lang: str) -> str:
    """« Repris d’un autre Carnet »."""
    return translate(_("Repris d’un autre Carnet"), lang)
