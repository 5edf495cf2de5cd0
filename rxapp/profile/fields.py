"""What is typed into a part of the profile, checked. Pure.

Signs that nobody sees are taken out rather than refused; what is too long is refused in words, so that nothing typed is cut off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from rxapp.accounts.errors import FieldErrors
from rxapp.core.errors import DomainError
from rxapp.profile import errors as errors  # declares the words
from rxapp.profile import when
from rxapp.profile.parts import ENDS, Box, Field, Part
from rxapp.record.names import unmarked

LAST_YEAR = 2200
_PHONE = re.compile(r"\+?[\d\s().\-/]{2,40}(?:\s*(?:p|poste|ext\.?)\s*\d{1,6})?", re.IGNORECASE)
_GAPS = re.compile(r"\n{3,}")


def read(part: Part, typed: Mapping[str, str], *, born: date, today: date) -> dict[str, str]:
    """The values of an entry, by field; those left empty are absent. Raises FieldErrors by the codes of fields."""
    values: dict[str, str] = {}
    wrong: dict[str, DomainError] = {}
    for field in part.fields:
        try:
            value = _value(part, field, typed.get(field.code, ""), born, today)
        except DomainError as error:
            wrong[field.code] = error
            continue
        if value:
            values[field.code] = value
    if not wrong and not values:
        wrong[part.fields[0].code] = DomainError("profil.rien_ecrit")
    since, until = values.get("depuis", ""), values.get(ENDS, "")
    if since and until and when.last_day(until) < when.first_day(since):
        wrong[ENDS] = DomainError("profil.fin_avant")
    if wrong:
        raise FieldErrors(wrong)
    return values


def _value(part: Part, field: Field, typed: str, born: date, today: date) -> str:
    if field.box is Box.CHOICE:
        value = typed if typed in dict(field.choices) else ""
        if field.required and not value:
            raise DomainError("profil.choix")
        return value
    text = clean(typed, lines=field.box is Box.LONG)
    if not text:
        if field.required:
            raise DomainError("profil.vide")
        return ""
    if field.box is Box.DAY:
        return _day(field, text, born, today, family=part.code == "famille")
    if len(text) > field.most:
        raise DomainError("profil.texte_long", maximum=field.most, n=len(text))
    if field.box is Box.PHONE and not (_PHONE.fullmatch(text) and sum(sign.isdigit() for sign in text) >= 2):
        raise DomainError("profil.telephone")
    return text


def _day(field: Field, text: str, born: date, today: date, *, family: bool) -> str:
    known = when.parse(text)
    if not known:
        raise DomainError("profil.date_forme")
    if when.first_day(known) > today and not field.ahead:
        raise DomainError("profil.date_future")
    if when.first_day(known).year > LAST_YEAR:
        raise DomainError("profil.date_loin")
    if when.last_day(known) < born and not family:
        raise DomainError("profil.date_naissance", naissance=born)
    return known


def clean(typed: str, *, lines: bool = False) -> str:
    """What was typed, as it is kept: NFC, without signs that nobody sees; ``lines``: line ends stay."""
    if not lines:
        return " ".join(unicodedata.normalize("NFC", unmarked(typed)).split())
    text = unmarked(typed.replace("\r\n", "\n").replace("\r", "\n"), keep="\n")
    kept = "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n"))
    return _GAPS.sub("\n\n", kept).strip()
