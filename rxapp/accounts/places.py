"""Where somebody is, in words: the browser and system they have, the network they come through. No table of places is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from rxapp.core.i18n import _, translate

from .limits import place

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("(Headless)?Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Visit:
    """Where a request came from: address, the browser's own words, its long-lived cookie (`known_devices`)."""

    address: str = ""
    device: str = ""
    known_device: str | None = None


def device_label(user_agent: str, lang: str) -> str:
    """A browser's own words made short: « Firefox sur Windows »."""
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}", user_agent)), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return translate(_("{navigateur} sur {appareil}"), lang, navigateur=browser, appareil=system)
    return browser or system or translate(_("Appareil inconnu"), lang)


def place_label(address: str, here: str, lang: str) -> str:
    """The network of an address in words, and the address; ``here`` is that of whoever reads, "" when it is not known."""
    words = network_label(address, here, lang)
    return f"{words} ({address})" if _is_address(address) or (here and place(address) == place(here)) else words


def network_label(address: str, here: str, lang: str) -> str:
    """The same without the address: where somebody else is, is theirs to tell."""
    if here and place(address) == place(here):
        return translate(_("même réseau que vous en ce moment"), lang)
    if not _is_address(address):
        return translate(_("réseau inconnu"), lang)
    ip = ip_address(address)
    if ip.is_loopback:
        return translate(_("la machine de ce Carnet"), lang)
    return translate(_("réseau local"), lang) if ip.is_private else translate(_("un autre réseau"), lang)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
