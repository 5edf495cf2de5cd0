"""Codes that an authenticator shows: TOTP (RFC 6238), SHA-1, six digits, a new one every 30 seconds. No I/O.

A code counts from two steps before to two after: a telephone whose clock is off by a minute still opens. Whoever checks keeps the
step of the last code taken and passes it as ``after``: no code, nor an earlier one, is taken again.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
import unicodedata
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30
"""Seconds a code is shown."""
DRIFT = 2
"""Steps before and after the present one whose codes are taken."""
DIGITS = 6
_SECRET_BYTES = 20
_ISSUER = "Carnet"


def new_secret() -> bytes:
    """A fresh secret: 160 random bits, as RFC 4226 recommends."""
    return secrets.token_bytes(_SECRET_BYTES)


def step_at(instant: datetime) -> int:
    """The number of the step an aware instant is in, since 1970."""
    return int(instant.timestamp()) // STEP


def code_of(secret: bytes, step: int) -> str:
    """The six digits of one step."""
    # SHA-1 is what authenticators know; HMAC does not rest on its resistance to collisions.
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode()  # noqa: S303


def matching_step(secret: bytes, typed: str, *, at: datetime, after: int) -> int | None:
    """The step whose code was typed, among those that count at ``at`` and come after the step ``after``; None for none."""
    here, found = step_at(at), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step), typed) and step > after:
            found = step
    return found


def digits(typed: str) -> str:
    """What was typed without spaces and dashes, in plain digits where it was others (NFKC)."""
    return re.sub(r"[\s.\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", typed))


def secret_text(secret: bytes) -> str:
    """The secret as one types it into an authenticator: base32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def secret_of(text: str) -> bytes:
    """`secret_text` read back. Raises ValueError."""
    bare = re.sub(r"\s", "", text).upper()
    try:
        return base64.b32decode(bare + "=" * (-len(bare) % 8))
    except binascii.Error:
        raise ValueError("this is no secret") from None


def uri(secret: bytes, login: str) -> str:
    """What the QR code says to an authenticator."""
    said = {"secret": base64.b32encode(secret).decode().rstrip("="), "issuer": _ISSUER}
    return f"otpauth://totp/{quote(f'{_ISSUER}:{login}')}?{urlencode(said)}"
