"""The pick-up code: six characters of Crockford's base32 (30 bits), kept as an HMAC under the pepper, with few tries. Pure.

It opens nothing by itself: it is typed by a named member of the staff, for one order that waits at their own counter.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable

from rxapp.accounts.code import ALPHABET
from rxapp.core.errors import DomainError

LENGTH = 6
MOST_TRIES = 5
"""Wrong codes before the order asks for another code, which only the patient's side can make."""
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(randbelow: Callable[[int], int] = secrets.randbelow) -> str:
    """Six characters that nobody can guess."""
    return "".join(ALPHABET[randbelow(len(ALPHABET))] for _place in range(LENGTH))


def parse(text: str) -> str:
    """The code that was typed; case, O for 0, I or L for 1, spaces and hyphens are forgiven.

    Raises DomainError ``retrait.forme``: a typing mistake, which never counts as a try.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    signs = re.sub(r"[\s.\-_\u2010-\u2015]", "", folded).translate(_CONFUSED)
    if len(signs) != LENGTH or any(sign not in ALPHABET for sign in signs):
        raise DomainError("retrait.forme")
    return signs


def hash_of(pepper: bytes, order_id: str, code: str) -> bytes:
    """How the code of an order is kept."""
    return hmac.digest(pepper, f"pharmacy/pickup/{order_id}/{code}".encode(), hashlib.sha256)


def is_right(pepper: bytes, order_id: str, code: str, kept: bytes) -> bool:
    """Whether it is the code of this order, in a time that does not depend on how much of it is right."""
    return hmac.compare_digest(hash_of(pepper, order_id, code), kept)


def in_groups(code: str) -> str:
    """As it is shown and read out: « 7KD 2MX »."""
    return f"{code[:3]} {code[3:]}"
