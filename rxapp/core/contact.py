"""How people reach the operator of this Carnet: the lines of `RXAPP_OPERATOR_CONTACT`, checked, and what each one opens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from rxapp.core.i18n import _, translate

MOST_LINES = 6
"""As many as a postal address has."""
MOST_SIGNS = 100
"""Of one line."""
DEMO = ("Exploitant de la démonstration", "exploitant@carnet.example")
"""What a demonstration shows unless it is told otherwise; nobody reads it."""

_UNTOLD = _(
    "L’exploitant n’a pas dit comment le joindre. Demandez à la personne ou à l’organisme qui vous a donné ce Carnet, en donnant "
    "cette adresse :"
)

_EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[a-zA-Z]{2,}")
_PHONE = re.compile(r"\+?[0-9](?:[ .-]?[0-9]){5,14}")
_POSTCODE = re.compile(r"\b[0-9]{5}\b")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One line. ``href``: what it opens (`mailto:`, `tel:`), "" when it is read alone."""

    text: str
    href: str = ""


def read_lines(written: str) -> tuple[str, ...] | None:
    """The lines of what an operator wrote, separated by « | » or line breaks; None when nobody can be reached by them.

    At most `MOST_LINES` of `MOST_SIGNS` printable signs; one is an e-mail address or a telephone number, or holds a postcode.
    """
    lines = tuple(line for part in re.split(r"[|\n]", written) if (line := " ".join(part.split())))
    fits = 0 < len(lines) <= MOST_LINES and all(len(line) <= MOST_SIGNS and line.isprintable() for line in lines)
    return lines if fits and any(opens(line) or _POSTCODE.search(line) for line in lines) else None


def reached(told: Sequence[str], public_url: str, lang: str) -> tuple[str, ...]:
    """The lines that tell people how the operator is reached; where nothing was told they say so, whom to ask instead and with
    which address: nobody writes to an address of pages.
    """
    return tuple(told) or (translate(_UNTOLD, lang), public_url)


def opens(line: str) -> str:
    """The address that a line is: of an e-mail, of a telephone, or ""."""
    if _EMAIL.fullmatch(line):
        return f"mailto:{quote(line, safe='@')}"
    return f"tel:{re.sub(r'[ .-]', '', line)}" if _PHONE.fullmatch(line) else ""


def contact_lines(lines: Sequence[str]) -> list[ContactLine]:
    """The lines as a screen shows them."""
    return [ContactLine(line, opens(line)) for line in lines]
