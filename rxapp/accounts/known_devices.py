"""Devices that have signed in before: what their long-lived cookie proves, and to nobody else."""

from __future__ import annotations

import hmac
import secrets

from rxapp.core.crypto import KeyRing

from .identity import normal_login

_ACCOUNTS_PER_DEVICE = 5


def _mark(keyring: KeyRing, device_id: str, login: str) -> str:
    """Proof that a device has signed in with an identifier before; nobody else can make it."""
    return keyring.blind_index("device", f"{device_id}|{normal_login(login)}").hex()[:32]


def known(keyring: KeyRing, cookie: str | None, login: str) -> str | None:
    """The device's id when its cookie proves that it has signed in with this identifier, else None."""
    device_id, *marks = (cookie or "").split(".")[: _ACCOUNTS_PER_DEVICE + 1]
    wanted = _mark(keyring, device_id, login)
    found = [hmac.compare_digest(mark.encode(), wanted.encode()) for mark in marks]
    return device_id if device_id and any(found) else None


def remember(keyring: KeyRing, cookie: str | None, login: str) -> str:
    """The cookie that lets this device be known again: its id, then a mark for each of the last identifiers."""
    device_id, *marks = (cookie or "").split(".")
    if len(device_id) != 32 or not device_id.isalnum():
        device_id, marks = secrets.token_hex(16), []
    mark = _mark(keyring, device_id, login)
    kept = [other for other in marks if other != mark and len(other) == 32 and other.isalnum()]
    return ".".join([device_id, *[*kept, mark][-_ACCOUNTS_PER_DEVICE:]])


def forget_device(keyring: KeyRing, cookie: str, login: str) -> str:
    """The long-lived cookie without the mark of one identifier: what other people's sign-ins on this device left stays."""
    device_id, *marks = cookie.split(".")
    mark = _mark(keyring, device_id, login)
    return ".".join([device_id, *(other for other in marks if other != mark)])
