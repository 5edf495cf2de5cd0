"""The NIR, the French social security number: reading, key, and numbers that cannot exist.

A NIR is 13 characters (sex 1, year 2, month 2, department 2, commune 3, order 3) followed by a
key of 2 digits: ``97 - (number mod 97)``. In Corsica the department is written 2A or 2B and the key
is computed with 19 or 18 in its place (INSEE, "numéro d'inscription au répertoire").

Twins and other people born the same month in the same commune never share a real NIR, but the
insurance writes to children under a parent's number: two people may bear the same one here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from rxapp.core.errors import DomainError

LENGTH = 15
_SHAPE = re.compile(r"[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{8}")
_CORSICA = {"2A": "19", "2B": "18"}
# 1, 2: registered; 3, 4: being registered; 7, 8: waiting number. Odd is a man, even a woman.
_FIRST_DIGITS = frozenset("123478")
# Civil status documents without a month are given 20, 30 to 42 or 50 to 99 (INSEE).
_MONTHS = frozenset({*range(1, 13), 20, *range(30, 43), *range(50, 100)})
_FICTIONAL_DEPARTMENT = "00"
_FICTIONAL_COMMUNE = "999"
# Departments whose three following characters are not a commune of metropolitan France.
_NOT_METROPOLITAN = frozenset({"96", "97", "98", "99"})


@dataclass(frozen=True)
class Nir:
    """A NIR whose key has been checked.

    ``number`` is the 15 characters without spaces, upper case.
    """

    number: str

    @property
    def sex(self) -> str:
        """Sex registered at birth: ``"M"`` or ``"F"``."""
        return "M" if int(self.number[0]) % 2 else "F"

    @property
    def year_of_century(self) -> int:
        """Last two digits of the year of birth, 0 to 99."""
        return int(self.number[1:3])

    @property
    def month(self) -> int | None:
        """Month of birth, 1 to 12, or None when the number does not tell it."""
        month = int(self.number[3:5])
        return month if 1 <= month <= 12 else None

    @property
    def department(self) -> str:
        """Two characters: ``"75"``, ``"2A"``, ``"99"`` (born abroad)."""
        return self.number[5:7]

    @property
    def commune(self) -> str:
        return self.number[7:10]

    @property
    def order(self) -> str:
        return self.number[10:13]

    @property
    def key(self) -> int:
        return int(self.number[13:])

    def __str__(self) -> str:
        """As printed on the insurance card: ``2 79 03 2A 999 001 45``."""
        n = self.number
        return f"{n[0]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:10]} {n[10:13]} {n[13:]}"


def compute_key(first_thirteen: str) -> int:
    """Key, 1 to 97, of the first 13 characters (2A and 2B allowed as department)."""
    department = first_thirteen[5:7]
    digits = first_thirteen[:5] + _CORSICA.get(department, department) + first_thirteen[7:13]
    return 97 - int(digits) % 97


def normalise(text: str) -> str:
    """What was typed without spaces, dots, hyphens or underscores, in upper case and ASCII digits."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s.\-_\u2010-\u2015]", "", folded)


def parse_nir(text: str) -> Nir:
    """The NIR that was typed, spaces and case forgiven.

    Raises DomainError ``nir.vide``, ``nir.longueur``, ``nir.forme`` or ``nir.cle``.
    """
    number = normalise(text)
    if not number:
        raise DomainError("nir.vide")
    if len(number) != LENGTH:
        raise DomainError("nir.longueur", compte=len(number))
    if not _SHAPE.fullmatch(number) or number[0] not in _FIRST_DIGITS or int(number[3:5]) not in _MONTHS:
        raise DomainError("nir.forme")
    if compute_key(number[:13]) != int(number[13:]):
        raise DomainError("nir.cle")
    return Nir(number)


def fictional_nir(sex: str, birth_date: date, order: int, *, department: str = _FICTIONAL_DEPARTMENT) -> Nir:
    """A number for demonstrations and tests: its key computes, nobody can bear it.

    ``sex`` is ``"M"`` or ``"F"``, ``order`` 1 to 999. The default department 00 exists nowhere in
    France; with another metropolitan department (Corsica included) the commune is 999, and no
    department has that many.
    """
    if sex not in ("M", "F") or not 1 <= order <= 999 or department in _NOT_METROPOLITAN:
        raise ValueError("sex is M or F, order 1 to 999, department metropolitan")
    first = "1" if sex == "M" else "2"
    number = f"{first}{birth_date:%y%m}{department}{_FICTIONAL_COMMUNE}{order:03d}"
    return parse_nir(f"{number}{compute_key(number):02d}")


def is_fictional(nir: Nir) -> bool:
    """True when nobody can bear this number: department 00, or commune 999 in metropolitan France."""
    if nir.department == _FICTIONAL_DEPARTMENT:
        return True
    return nir.commune == _FICTIONAL_COMMUNE and nir.department not in _NOT_METROPOLITAN
