"""Passwords: what is accepted, and how they are kept.

Accepted: 12 to 256 characters after NFKC, no composition rule, not one of the common passwords
(zxcvbn's 30,000 and a French list of our own) and a zxcvbn score of 3 at least when it is told the person's
names and identifier. Kept: Argon2id (m=47104 KiB, t=1, p=1) of HMAC-SHA256(pepper, password), so that a
stolen database alone cannot be searched.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from threading import Lock

from passlib.context import CryptContext
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS
from zxcvbn.matching import RANKED_DICTIONARIES

MIN_LENGTH = 12
MAX_LENGTH = 256
MIN_SCORE = 3
# zxcvbn takes seconds on long inputs and refuses more than 72 characters: the beginning is judged.
_JUDGED = 72
# Fewer letters and digits than this beside the person's own words are no secret.
_OWN_SHARE = 6
MEMORY = 47104
"""KiB that one hash takes."""
_CONTEXT = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=MEMORY,
    argon2__time_cost=1,
    argon2__parallelism=1,
)
# zxcvbn keeps the user's words in a module-level dictionary: one judgement at a time.
_JUDGING = Lock()


def normalise(password: str) -> str:
    """NFKC: the same password typed on two keyboards is the same string."""
    return unicodedata.normalize("NFKC", password)


@cache
def french_words() -> tuple[str, ...]:
    """Bundled passwords that people choose in French, the most obvious first."""
    text = resources.files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"]) | frozenset(french_words())


def _bare(password: str) -> str:
    """Lower case without what people add at both ends to look complicated: digits and signs."""
    folded = unicodedata.normalize("NFKD", password.casefold())
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return letters.strip("0123456789 .,;:!?*+-_/@#$%&()=")


def fault(password: str, *, about: Iterable[str] = ()) -> str | None:
    """Code of what is wrong with a new password, or None when it is accepted.

    ``about`` are words tied to the person: identifier, e-mail, names. Codes: ``mot_de_passe.vide``,
    ``mot_de_passe.court``, ``mot_de_passe.long``, ``mot_de_passe.courant``, ``mot_de_passe.devinable``.
    """
    password = normalise(password)
    if not password:
        return "mot_de_passe.vide"
    if len(password) < MIN_LENGTH:
        return "mot_de_passe.court"
    if len(password) > MAX_LENGTH:
        return "mot_de_passe.long"
    if {password.casefold(), _bare(password)} & _common():
        return "mot_de_passe.courant"
    words = _words(about)
    if len(_without(password, words)) < _OWN_SHARE or _score(password, words) < MIN_SCORE:
        return "mot_de_passe.devinable"
    return None


def _words(about: Iterable[str]) -> list[str]:
    """The person's words and their parts, the longest first."""
    parts = {part for word in about for part in (word, *re.split(r"[@.\-_ ]", word)) if len(part) > 2}
    return sorted((part.casefold() for part in parts), key=lambda part: (-len(part), part))


def _without(password: str, words: Iterable[str]) -> str:
    """Letters that remain once the person's words are taken out: zxcvbn counts each repetition as a find."""
    rest = password.casefold()
    for word in words:
        rest = rest.replace(word, "")
    return "".join(sign for sign in rest if sign.isalnum())


def _score(password: str, words: Iterable[str]) -> int:
    with _JUDGING:
        try:
            return zxcvbn(password[:_JUDGED], user_inputs=[*words, *french_words()])["score"]
        finally:
            RANKED_DICTIONARIES.pop("user_inputs", None)


def _peppered(pepper: bytes, password: str) -> str:
    digest = hmac.digest(pepper, normalise(password).encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()


def hash_password(pepper: bytes, password: str) -> str:
    """Argon2id hash to keep. Takes about 60 ms and 46 MiB: run in the bounded hash pool."""
    return _CONTEXT.hash(_peppered(pepper, password))


@cache
def _nobody() -> str:
    """The hash of no password, verified when nobody bears an identifier."""
    return _CONTEXT.hash("nobody")


def verify(pepper: bytes, password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether the password is the one kept, and a new hash when the kept one has old settings.

    ``kept`` None (nobody bears the identifier) costs the same time and is never right.
    """
    matches, renewed = _CONTEXT.verify_and_update(_peppered(pepper, password), kept or _nobody())
    if kept is None:
        return False, None
    return matches, renewed


def warm_up() -> None:
    """Make what the first verification would otherwise wait for: lists and the hash of nobody."""
    _common()
    _nobody()
