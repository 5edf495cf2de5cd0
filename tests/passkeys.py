"""An authenticator in software: it makes keys and signs challenges as a telephone does, and lies when told to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN = "http://localhost:3000"
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One device. `count` grows with each signature when `counts`; `verifies`: it checks who holds it."""

    site: str = "localhost"
    origin: str = ORIGIN
    counts: bool = True
    verifies: bool = True
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user: bytes = b""

    def make(self, options: str) -> str:
        """What the browser answers to `navigator.credentials.create`."""
        asked = json.loads(options)
        self.user = _bytes(asked["user"]["id"])
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(public)
        data = self._head(_ATTESTED) + attested
        answer = {
            "clientDataJSON": _text(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": _text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(answer)

    def sign(self, options: str) -> str:
        """What the browser answers to `navigator.credentials.get`."""
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        data = self._head(0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        answer = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.user}
        return self._answer({name: _text(value) for name, value in answer.items()})

    def _head(self, flags: int) -> bytes:
        self.count += self.counts
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        own = _text(self.credential_id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})
