"""Where a list goes on: the place of a conversation in it, which an index finds at once however far it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, false, literal, true, tuple_
from sqlmodel import col

from rxapp.core.db import UtcDateTime
from rxapp.inbox.models import ConversationBox

_CURSOR = re.compile(r"([01])\.(\d{1,17})\.([0-9a-f]{32})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ORDER = (col(ConversationBox.unread), col(ConversationBox.last_at), col(ConversationBox.conversation_id))


def ordered(wanted: Select) -> Select:
    """Unread first, then the latest."""
    return wanted.order_by(*(column.desc() for column in _ORDER))


def place_of(box: ConversationBox) -> str:
    """Where a conversation stands in the list, as a cursor."""
    return f"{int(box.unread)}.{(box.last_at - _EPOCH) // _MICROSECOND}.{box.conversation_id}"


def going_on(wanted: Select, after: str | None) -> Select:
    """What comes after a place; the whole list when it is no place of ours."""
    found = _CURSOR.fullmatch(after or "")
    if not found:
        return wanted
    at = _EPOCH + int(found[2]) * _MICROSECOND
    place = tuple_(true() if found[1] == "1" else false(), literal(at, UtcDateTime()), literal(found[3]))
    return wanted.where(tuple_(*_ORDER) < place)
