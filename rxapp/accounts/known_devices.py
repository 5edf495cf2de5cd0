"""Devices that have signed in before: what their long-lived cookie proves, and to nobody else.

A mark says whose it is, so that another takes its place, and proves it for one password: whoever signed in before it changed is a
stranger again, whose next sign-in is told.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime

from rxapp.core.crypto import KeyRing

from .identity import normal_login

_ACCOUNTS_PER_DEVICE = 5
_NAME, _MARK = 16, 48
"""Hexadecimal signs that say whose a mark is, and of the whole mark."""

_NOBODY = datetime.min.replace(tzinfo=UTC)


def _name(keyring: KeyRing, device_id: str, login: str) -> str:
    return keyring.blind_index("device", f"{device_id}|{normal_login(login)}").hex()[:_NAME]


def _mark(keyring: KeyRing, device_id: str, login: str, since: datetime) -> str:
    """Proof that a device has signed in with an identifier and the password it has ``since``; nobody else can make it."""
    proof = keyring.blind_index("device.password", f"{device_id}|{normal_login(login)}|{since.isoformat()}").hex()
    return _name(keyring, device_id, login) + proof[: _MARK - _NAME]


def known(keyring: KeyRing, cookie: str | None, login: str, since: datetime | None) -> str | None:
    """The device's id when its cookie proves that it has signed in with this identifier and its present password, else None.

    ``since``: when that password was chosen, None for an identifier that nobody bears.
    """
    device_id, *marks = (cookie or "").split(".")[: _ACCOUNTS_PER_DEVICE + 1]
    wanted = _mark(keyring, device_id, login, since or _NOBODY)
    found = [hmac.compare_digest(mark.encode(), wanted.encode()) for mark in marks]
    return device_id if device_id and since and any(found) else None


def remember(keyring: KeyRing, cookie: str | None, login: str, since: datetime) -> str:
    """The cookie that lets this device be known again: its id, then a mark for each of the last identifiers."""
    device_id, *marks = (cookie or "").split(".")
    if len(device_id) != 32 or not device_id.isalnum():
        device_id, marks = secrets.token_hex(16), []
    name = _name(keyring, device_id, login)
    kept = [other for other in marks if not other.startswith(name) and len(other) == _MARK and other.isalnum()]
    return ".".join([device_id, *[*kept, _mark(keyring, device_id, login, since)][-_ACCOUNTS_PER_DEVICE:]])


def forget_device(keyring: KeyRing, cookie: str, login: str) -> str:
    """The long-lived cookie without the mark of one identifier: what other people's sign-ins on this device left stays."""
    device_id, *marks = cookie.split(".")
    name = _name(keyring, device_id, login)
    return ".".join([device_id, *(other for other in marks if not other.startswith(name))])
