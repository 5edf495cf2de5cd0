"""The headers every answer carries, as data. The policy admits our own files and the build's inline pieces by their hash."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

BASE_HEADERS: tuple[tuple[str, str], ...] = (
    ("x-content-type-options", "nosniff"),
    # Not "no-referrer": under it a browser posts our own native forms with « Origin: null », which the edge refuses.
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
)
HSTS = ("strict-transport-security", "max-age=31536000; includeSubDomains")

FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"
WORKER_POLICY = "default-src 'none'; connect-src 'self'"
API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.S)
_STYLE = re.compile(r"<style[^>]*>(?P<body>.*?)</style>", re.S)


def _hash(body: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() + "'"


def inline_hashes(html: str) -> tuple[list[str], list[str]]:
    """CSP hashes of a page's inline scripts and styles, in that order, without repeats."""
    scripts = [_hash(m["body"]) for m in _SCRIPT.finditer(html) if "src=" not in m["attributes"] and m["body"]]
    styles = [_hash(m["body"]) for m in _STYLE.finditer(html) if m["body"]]
    return list(dict.fromkeys(scripts)), list(dict.fromkeys(styles))


def page_policy(html: str, *, websocket: str) -> str:
    """The Content-Security-Policy of one prerendered page.

    websocket: the ws:// or wss:// origin of this instance (older browsers do not count it as 'self').
    """
    scripts, styles = inline_hashes(html)
    return "; ".join(_directives(scripts, styles, websocket))


def _directives(scripts: Iterable[str], styles: Iterable[str], websocket: str) -> list[str]:
    return [
        "default-src 'none'",
        " ".join(["script-src 'self'", *scripts]),
        # The library that styles components opens one empty <style> element; an empty style can say nothing.
        " ".join(["style-src 'self'", *styles, _hash("")]),
        "img-src 'self' blob: data:",
        "font-src 'self'",
        f"connect-src 'self' {websocket}",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
