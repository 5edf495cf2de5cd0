"""What a browser may say over the live channel: the few Engine.IO and Socket.IO frames that Carnet's pages send, and no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NoReturn

NAMESPACE = "/_event"
_CLOSE_AND_PONG = {"1", "3"}
_LEAVE = f"41{NAMESPACE},"
_SHORT = 64

Known = Callable[[str], bool]


class Conversation:
    """The frames of one socket, in their order: a greeting once, then events whose name and shape we know.

    known: whether an event name belongs to a handler that bears our mark (or to Reflex's own start of a page).
    """

    def __init__(self, known: Known) -> None:
        self._known, self._greeted = known, False

    def admits(self, text: str) -> bool:
        """Whether one text frame may pass."""
        if text[:1] in _CLOSE_AND_PONG:
            return len(text) < _SHORT
        if text == _LEAVE:
            return True
        packet, namespace, body = text[:2], *text[2:].partition(",")[::2]
        if namespace != NAMESPACE:
            return False
        if packet == "40":
            first, self._greeted = not self._greeted, True
            return first and _is_greeting(_read(body or "{}"), self._known)
        return packet == "42" and _is_message(_read(body), self._known)


def _no_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _read(body: str) -> object:
    """What a frame says; None when it is no JSON, or holds half of a surrogate pair: that is no text, and cannot be sent back."""
    try:
        said = json.loads(body, parse_constant=_no_constant)
        if "\\u" in body:  # the only way to write one; pages write letters as they are
            json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return said


def _is_greeting(auth: object, known: Known) -> bool:
    """The page's first word: the event that starts it, and the hash of the state it was built for."""
    if not isinstance(auth, dict) or auth.keys() - {"event", "state_schema"}:
        return False
    schema = auth.get("state_schema", "")
    return isinstance(schema, str) and len(schema) <= _SHORT and ("event" not in auth or _is_event(auth["event"], known))


def _is_message(data: object, known: Known) -> bool:
    match data:
        case ["ping"]:
            return True
        case ["event", event]:
            return _is_event(event, known)
    return False


def _is_event(event: object, known: Known) -> bool:
    match event:
        case {"name": str(name)}:
            return isinstance(event.get("payload", {}), dict) and _is_place(event.get("router_data", {})) and known(name)
    return False


def _is_place(place: object) -> bool:
    """Where the page says it is. Reflex takes these three for granted and fails on anything else."""
    if not isinstance(place, dict) or place.keys() - {"pathname", "asPath", "query"}:
        return False
    paths, query = [place[key] for key in ("pathname", "asPath") if key in place], place.get("query", {})
    return (
        all(isinstance(path, str) and path.startswith("/") for path in paths)
        and isinstance(query, dict)
        and all(value is None or isinstance(value, str) for value in query.values())
    )
