"""The confidential code of a letter: 16 characters of Crockford's base32.

Fifteen are drawn at random (75 bits); the sixteenth is a check character. Crockford's own check
symbol needs five more signs (``*~$=U``) that people mistype, so the check is taken in the same
alphabet: each character is an element of the field of 32 elements, GF(2)[x]/(x^5 + x^2 + 1), and the sum of
``weight[i] * character[i]`` over the sixteen must be zero, with sixteen different non-zero weights.
A substitution changes the sum because no weight is zero; swapping two characters, neighbours or
not, changes it because no two weights are equal.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable

from rxapp.core.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
ENTROPY_BITS = 75
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_MODULUS = 0b100101


def _times(a: int, b: int) -> int:
    """Product of two elements of the field of 32 elements."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0b100000:
            a ^= _MODULUS
        b >>= 1
    return product


def _powers() -> tuple[int, ...]:
    """x^15, x^14 ... x^0: sixteen different non-zero weights, the check character weighing one."""
    powers = [1]
    while len(powers) < LENGTH:
        powers.append(_times(powers[-1], 2))
    return tuple(reversed(powers))


_WEIGHTS = _powers()


def _sum(signs: str) -> int:
    total = 0
    for sign, weight in zip(signs, _WEIGHTS, strict=False):
        total ^= _times(_VALUE[sign], weight)
    return total


def check_character(first_fifteen: str) -> str:
    """The sixteenth character of a code whose first fifteen are given, normalised."""
    return ALPHABET[_sum(first_fifteen)]


def new_code(randbits: Callable[[int], int] = secrets.randbits) -> str:
    """A new code, 16 characters without separators; ``randbits(75)`` gives its randomness."""
    number = randbits(ENTROPY_BITS)
    signs = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH - 1))
    return signs + check_character(signs)


def parse_code(text: str) -> str:
    """The code that was typed: lower case, O for 0, I or L for 1, spaces and hyphens are forgiven.

    Raises DomainError ``code.vide``, ``code.longueur``, ``code.caractere`` or ``code.cle`` (a typing
    mistake, seen without asking anything of the database, so it never counts as a try).
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    signs = re.sub(r"[\s.\-_\u2010-\u2015]", "", folded).translate(_CONFUSED)
    if not signs:
        raise DomainError("code.vide")
    strange = next((sign for sign in signs if sign not in _VALUE), None)
    if strange is not None:
        raise DomainError("code.caractere", signe=strange)
    if len(signs) != LENGTH:
        raise DomainError("code.longueur", compte=len(signs))
    if _sum(signs) != 0:
        raise DomainError("code.cle")
    return signs


def in_groups(code: str) -> str:
    """The code as it is printed and read: ``AB12-CD34-EF56-GH78``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
