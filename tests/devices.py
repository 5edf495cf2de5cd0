"""A browser that shows notifications: its side of Web Push."""

from __future__ import annotations

import base64
import json
import os

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rxapp.notices.devices import Device

ENDPOINT = "https://push.exemple.fr/envoi/abc?x=1"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """A browser's side: its keys, and what it makes of a push."""

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self.key, self.auth, self.endpoint = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), endpoint

    @property
    def device(self) -> Device:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Device(self.endpoint, b64(point), b64(self.auth))

    def read(self, body: bytes) -> dict[str, str]:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))
