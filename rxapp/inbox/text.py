"""What people write, cleaned before it is sent. Pure.

Signs that nobody sees are taken out rather than refused: they come with what is pasted from a PDF or another application, and
whoever pasted them could neither see nor find them. HTML is text like any other.
"""

from __future__ import annotations

import re
import unicodedata

from rxapp.core.errors import DomainError
from rxapp.record.names import MOST_IN_A_SIGN, clean_line, graphemes

MOST_SIGNS = 20_000
"""Longest message, in characters once cleaned."""
MOST_BYTES = 100_000
"""Longest message as it arrives, in bytes of UTF-8: anything longer is refused before it is looked at."""
MOST_SUBJECT = 120
MOST_WORDS = 500

_JOINERS = "\u200c\u200d"
"""What Persian and emoji are spelt with."""
_GAPS = re.compile(r"\n{4,}")


def clean_message(raw: str) -> str:
    """A message as it is kept: NFC, line ends "\\n", no control nor direction character, no more than two empty lines in a row.

    Raises DomainError ``message.trop_lourd`` (maximum), ``message.vide``, ``message.trop_long`` (maximum, n: how many too many).
    """
    _require_light(raw)
    text = unicodedata.normalize("NFC", _seen(raw.replace("\r\n", "\n").replace("\r", "\n")))
    text = _GAPS.sub("\n\n\n", without_trailing(_light(text))).strip()
    if not any(_shows(char) for char in text):
        raise DomainError("message.vide")
    if len(text) > MOST_SIGNS:
        raise DomainError("message.trop_long", maximum=MOST_SIGNS, n=len(text) - MOST_SIGNS)
    return text


def refusals(text: str, subject: str | None = None) -> dict[str, DomainError]:
    """All that is wrong with what is to be sent, by box: "texte", "objet"; ``subject`` None: there is none to write."""
    wrong: dict[str, DomainError] = {}
    for box, clean, raw in (("objet", clean_subject, subject), ("texte", clean_message, text)):
        try:
            clean(raw or "") if raw is not None else None
        except DomainError as error:
            wrong[box] = error
    return wrong


def without_trailing(text: str) -> str:
    """Without the spaces that end its lines. One pass: a pattern that looks for them starts again at each of a million spaces."""
    return "\n".join(line.rstrip() for line in text.split("\n"))


def clean_draft(raw: str) -> str:
    """What is being written, kept as it is but for what no database holds. Raises DomainError ``message.trop_lourd``."""
    _require_light(raw)
    return "".join(char for char in raw if char != "\0" and unicodedata.category(char) != "Cs")


def clean_subject(raw: str) -> str:
    """A subject on one line, at most `MOST_SUBJECT` signs. Raises DomainError ``message.objet_vide``."""
    line = clean_line(raw[: MOST_SUBJECT * 20], MOST_SUBJECT)
    if not any(_shows(char) for char in line):
        raise DomainError("message.objet_vide")
    return line


def clean_words(raw: str) -> str:
    """A few words that may be missing (why one closes or reports), at most `MOST_WORDS` signs."""
    _require_light(raw)
    return clean_message(raw)[:MOST_WORDS] if raw.strip() and any(_shows(char) for char in _seen(raw)) else ""


def _require_light(raw: str) -> None:
    """Refuse what is far too long before anything looks into it."""
    if len(raw) > MOST_BYTES or len(raw.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise DomainError("message.trop_lourd", maximum=MOST_SIGNS)


def _seen(text: str) -> str:
    """Without what nobody sees: controls, directions, other formats, lone surrogates, private and impossible characters."""
    return "".join(
        "\n" if char in "\u2028\u2029\x85\x0b\x0c" else char
        for char in text
        if char in "\n\t" or char in "\u2028\u2029\x85\x0b\x0c" or char in _JOINERS or not _hidden(char)
    )


def _hidden(char: str) -> bool:
    number = ord(char)
    impossible = 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE
    return impossible or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _light(text: str) -> str:
    """No letter under a heap of marks: beyond `MOST_IN_A_SIGN` code points a sign loses the rest."""
    if text.isascii():
        return text
    return "".join(sign if len(sign) <= MOST_IN_A_SIGN else sign[:MOST_IN_A_SIGN].rstrip(_JOINERS) for sign in graphemes(text))


def _shows(char: str) -> bool:
    """Whether it leaves ink: no space, no mark alone, no joiner, none of the blanks that pass for letters."""
    blank = char in "\u115f\u1160\u3164\uffa0\u2800"
    return not blank and unicodedata.category(char)[0] in "LNPS"
