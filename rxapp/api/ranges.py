"""The Range header of a download: one range is served, several at once are given as the whole (RFC 9110, 14.2). Pure."""

from __future__ import annotations

import re

from rxapp.core.errors import DomainError

_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def chosen_range(header: str, size: int) -> tuple[int, int, bool]:
    """Start, length and whether it is a part, for a file of `size` bytes. An unreadable header asks for everything.

    Raises:
        DomainError: "requete.plage" when the part begins past the end.
    """
    asked = _ONE.fullmatch(header.strip())
    if not asked or asked.group(0) == "bytes=-":
        return 0, size, False
    first, last = asked.groups()
    if not first:
        length = min(int(last), size)
        if not length:
            raise DomainError("requete.plage")
        return size - length, length, True
    start = int(first)
    stop = min(int(last), size - 1) if last else size - 1
    if start >= size:
        raise DomainError("requete.plage")
    if stop < start:
        return 0, size, False
    return start, stop - start + 1, True
