"""Browsers that show notifications: their address and keys, and the key by which push services know this instance."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import delete, func, select
from sqlmodel import col

from rxapp.core import audit
from rxapp.core.audit import declare_actions
from rxapp.core.crypto import KeyRing, derive, open_text, seal
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor

from .models import Delivery, Departure, Notice, PushSubscription

MOST_DEVICES = 10
MOST_MISSES = 20
"""Attempts in a row without an answer after which a device is forgotten…"""
SILENT_DAYS = 3
"""… on at least so many days on which pushes of others arrived: an outage of our own network is nobody's silence."""
ADDED = "notifications.appareil"
REMOVED = "notifications.appareil_fin"
_TABLE = PushSubscription.__tablename__
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256."""

declare_actions(
    {
        ADDED: _("Notifications activées sur un appareil"),
        REMOVED: _("Notifications désactivées sur un appareil"),
    }
)


@dataclass(frozen=True)
class Device:
    """Where a push goes and the two keys its content is encrypted for (base64url, RFC 8291)."""

    endpoint: str
    p256dh: str
    auth: str

    def check(self) -> None:
        """Raises DomainError ``notifications.appareil`` for what no push service gives: not https, an address in figures…

        Where the name leads is asked at each sending (`push.py`).
        """
        try:
            url = urlsplit(self.endpoint)
            fits = url.scheme == "https" and bool(url.hostname) and url.port in (None, 443) and not url.username
            fits = fits and not _is_figures(url.hostname or "") and "." in (url.hostname or "") and self.endpoint.isascii()
            fits = fits and len(self.endpoint) <= 1000 and len(_bytes(self.auth)) == 16
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(self.p256dh))
        except ValueError:
            fits = False
        if not fits:
            raise DomainError("notifications.appareil")


def subscribe(uow: UnitOfWork, *, actor: Actor, device: Device) -> None:
    """Show the actor's notifications on a browser; one that showed another account's shows this one's alone from now on.

    Raises DomainError ``notifications.appareil`` or ``notifications.appareils_trop``.
    """
    device.check()
    row = _row(uow, device.endpoint)
    known = row is not None and row.account_id == actor.account_id
    if not known:
        held = select(func.count()).where(PushSubscription.account_id == actor.account_id)
        if uow.session.execute(held).scalar_one() >= MOST_DEVICES:
            raise DomainError("notifications.appareils_trop", maximum=MOST_DEVICES)
    if row is not None and not known:
        uow.session.delete(row)
        uow.session.flush()
        row = None
    if row is None:
        row = PushSubscription(id=new_id(), account_id=actor.account_id, person_id=actor.person_id, created_at=uow.clock.now())
        row.endpoint_index = endpoint_index(uow.keyring, device.endpoint)
    row.created_at = uow.clock.now()
    said = json.dumps({"endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth})
    row.content = seal(_key(uow, row), said, table=_TABLE, column="content", row=row.id, person=row.person_id)
    uow.session.add(row)
    uow.session.flush()
    if not known and actor.person_id is not None:
        audit.record(uow, person_id=actor.person_id, actor=actor, action=ADDED, details={})


def unsubscribe(uow: UnitOfWork, *, actor: Actor, endpoint: str) -> None:
    """Show nothing more on a browser; again, or for somebody else's, changes nothing."""
    row = _row(uow, endpoint)
    if row is None or row.account_id != actor.account_id:
        return
    uow.session.delete(row)
    if actor.person_id is not None:
        audit.record(uow, person_id=actor.person_id, actor=actor, action=REMOVED, details={})


def forget_devices(uow: UnitOfWork, account_id: str) -> None:
    """Show nothing more of an account on any browser."""
    uow.session.execute(delete(PushSubscription).where(col(PushSubscription.account_id) == account_id))


def forget_silent(uow: UnitOfWork, subscription_id: str) -> bool:
    """Forget a device whose push service has not answered for days, although others do; whether it was.

    What counts is what set out since it was subscribed and since the last push that arrived.
    """
    row = uow.session.get(PushSubscription, subscription_id)
    if row is None:
        return False
    # by account first: that is how notices are indexed
    theirs = (Delivery.notice_id == Notice.id, Notice.account_id == row.account_id, Delivery.subscription_id == row.id)
    arrived = uow.session.execute(select(func.max(Delivery.created_at)).where(*theirs, Delivery.state == "sent")).scalar()
    since = max(row.created_at, arrived or row.created_at)
    tried = (col(Delivery.state).in_(("waiting", "failed")), Delivery.attempts > 0, Delivery.created_at >= since)
    missed = uow.session.execute(select(Delivery.created_at, Delivery.attempts).where(*theirs, *tried)).all()
    if sum(attempts for _at, attempts in missed) < MOST_MISSES:
        return False
    days = {at.replace(hour=0, minute=0, second=0, microsecond=0) for at, _attempts in missed}
    if sum(_some_arrived(uow, day) for day in days) < SILENT_DAYS:
        return False
    uow.session.delete(row)
    uow.session.flush()
    return True


def _some_arrived(uow: UnitOfWork, day: datetime) -> bool:
    """Whether a push, to whomever, left on the day that begins then (UTC)."""
    that_day = (Departure.kind == "push", Departure.at >= day, Departure.at < day + timedelta(days=1))
    return uow.session.execute(select(Departure.id).where(*that_day).limit(1)).first() is not None


def device_of(uow: UnitOfWork, row: PushSubscription) -> Device:
    """A browser's address and keys, in clear."""
    said = json.loads(open_text(_key(uow, row), row.content, table=_TABLE, column="content", row=row.id, person=row.person_id))
    return Device(**said)


def endpoint_index(keyring: KeyRing, endpoint: str) -> bytes:
    """Finds a browser by its address."""
    return keyring.blind_index("push.endpoint", endpoint)


def vapid_key(keyring: KeyRing) -> ec.EllipticCurvePrivateKey:
    """The key that signs for this instance (RFC 8292): derived from the master key, so there is nothing more to keep."""
    seed = derive(keyring.instance_key, "carnet/vapid") + derive(keyring.instance_key, "carnet/vapid", 2)
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, ec.SECP256R1())


def vapid_public_key(keyring: KeyRing) -> str:
    """What browsers subscribe with: the uncompressed point in base64url."""
    point = vapid_key(keyring).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _row(uow: UnitOfWork, endpoint: str) -> PushSubscription | None:
    wanted = select(PushSubscription).where(PushSubscription.endpoint_index == endpoint_index(uow.keyring, endpoint))
    return uow.session.execute(wanted).scalar_one_or_none()


def _key(uow: UnitOfWork, row: PushSubscription) -> bytes:
    return person_key(uow, row.person_id) if row.person_id else uow.keyring.instance_key


def _is_figures(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdigit()
    return True


def _bytes(text: str) -> bytes:
    """base64url without its padding. Raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
