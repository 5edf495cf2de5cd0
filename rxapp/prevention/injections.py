"""What a line of the calendar says as a vaccination: what it protects against, and what it is called. Pure."""

from __future__ import annotations

from rxapp.core.i18n import LANGUAGES
from rxapp.prevention import law, vaccines
from rxapp.prevention.store import Entry, is_vaccine

__all__ = ["against_of", "is_vaccine", "title_of"]


def against_of(one: Entry) -> tuple[str, ...]:
    """What a vaccination protects against: as noted, else as its product does, else as its rules ask."""
    known = one.against or vaccines.against_of(one.details.get("product", ""))
    codes = known or {code for rule in one.rules if law.known(rule) for code in law.version_of(rule, None).against}
    return tuple(code for code in vaccines.diseases() if code in codes)


def title_of(one: Entry) -> dict[str, str] | str:
    """What a vaccination is called in a history: its product, else the diseases in each language."""
    product = one.details.get("product", "")
    return product or {lang: vaccines.listed(against_of(one), lang) for lang in LANGUAGES}
