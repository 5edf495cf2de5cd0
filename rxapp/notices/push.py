"""Web Push: one encrypted word that there is news, to the address a browser gave.

The address comes from outside, so nothing is believed of it: https alone, a name that leads to the public internet and to nothing
else, the connection made to the very address that was looked at, no redirection followed, no answer read.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

import httpx

from rxapp.core.clock import SystemClock
from rxapp.core.crypto import KeyRing

from .devices import Device, vapid_key
from .parcels import End, Outcome, Parcel
from .words import push_bytes

TIMEOUT = 5.0
KEPT = 24 * 60 * 60
"""Seconds a push service keeps it for a device that is away."""
_SIGNED_FOR = timedelta(hours=12)
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv6 addresses that lead to an IPv4 one."""
_GLOBAL, _SAMPLES = IPv6Network("2000::/3"), IPv6Network("3fff::/20")
"""What the public internet uses of IPv6, and what of it is for documentation."""
_LONGEST_WAIT = timedelta(days=1)
_MACHINE = SystemClock()
Address = IPv4Address | IPv6Address
Resolve = Callable[[str], Awaitable[Sequence[str]]]


class Inside(Exception):
    """The name leads, or may lead, somewhere inside a network."""


def is_public(address: Address) -> bool:
    """Whether an address is of the public internet, also behind the forms in which IPv6 carries IPv4."""
    if isinstance(address, IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if carried is None and address in _TRANSLATED:
            carried = IPv4Address(int(address) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(carried)
        if address not in _GLOBAL or address in _SAMPLES:
            return False
    return address.is_global and not address.is_multicast


async def resolve(host: str) -> list[str]:
    """Every address of a name, as the system finds them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return [str(where[0]) for *_rest, where in found]


class Pusher:
    """Carries pushes; `close` lets go of its connections."""

    def __init__(
        self, keyring: KeyRing, public_url: str, *, look_up: Resolve = resolve, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._key, self._look_up = vapid_key(keyring), look_up
        self._subject = f"https://{urlsplit(public_url).hostname or 'localhost'}"
        self._client = httpx.AsyncClient(
            timeout=TIMEOUT, follow_redirects=False, trust_env=False, transport=transport, limits=httpx.Limits(max_connections=8)
        )

    async def carry(self, parcel: Parcel) -> Outcome:
        """Hand one push to the service of its device."""
        device = parcel.device
        if device is None:
            return Outcome(End.REFUSED)
        host = urlsplit(device.endpoint).hostname or ""
        try:
            async with asyncio.timeout(TIMEOUT):
                address = await self._address(host)
                return await self._post(device, host, address, parcel.language)
        except Inside:
            return Outcome(End.GONE)
        except (httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError):
            return Outcome(End.UNSURE)
        except (OSError, TimeoutError, httpx.HTTPError):
            return Outcome(End.LATER)
        except ValueError:
            return Outcome(End.GONE)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _address(self, host: str) -> str:
        """The one address that is connected to. Raises Inside, OSError."""
        found = await self._look_up(host)
        addresses = [ip_address(one.partition("%")[0]) for one in found]
        if not addresses or not all(is_public(address) for address in addresses):
            raise Inside
        return f"[{addresses[0]}]" if addresses[0].version == 6 else str(addresses[0])

    async def _post(self, device: Device, host: str, address: str, language: str) -> Outcome:
        url = urlsplit(device.endpoint)
        headers, body = await asyncio.to_thread(self._sealed, device, host, language)
        pinned = f"https://{address}{url.path or '/'}" + (f"?{url.query}" if url.query else "")
        request = self._client.build_request(
            "POST", pinned, content=body, headers={"Host": host, **headers}, extensions={"sni_hostname": host}
        )
        response = await self._client.send(request, stream=True)
        try:
            return _outcome(response)
        finally:
            await response.aclose()

    def _sealed(self, device: Device, host: str, language: str) -> tuple[dict[str, str], bytes]:
        """Headers and encrypted body. Raises ValueError for keys that are none."""
        from py_vapid import Vapid02  # these two bring slow imports along, and most instances push nothing at their start
        from pywebpush import WebPusher, WebPushException

        keys = {"p256dh": device.p256dh, "auth": device.auth}
        try:
            body = WebPusher({"endpoint": device.endpoint, "keys": keys}).encode(push_bytes(language), "aes128gcm")["body"]
        except WebPushException as error:
            raise ValueError("unusable keys") from error
        until = int((_MACHINE.now() + _SIGNED_FOR).timestamp())
        signed = Vapid02(private_key=self._key).sign({"sub": self._subject, "aud": f"https://{host}", "exp": until})
        headers = {
            "TTL": str(KEPT),
            "Urgency": "normal",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }
        return headers | signed, body


def _outcome(response: httpx.Response) -> Outcome:
    if response.is_success:
        return Outcome(End.SENT)
    if response.status_code in (404, 410):
        return Outcome(End.GONE)
    if response.status_code == 429 or response.status_code >= 500:
        asked = response.headers.get("retry-after", "")
        wait = (
            min(timedelta(seconds=int(asked)), _LONGEST_WAIT) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
        )
        return Outcome(End.LATER, wait)
    return Outcome(End.REFUSED)
