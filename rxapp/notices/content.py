"""What a notice says, sealed and opened: a French template with its facts, and where it leads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter

from rxapp.core.crypto import PersonKey, open_sealed, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import localised, translate
from rxapp.core.keys import person_key

from .lent import Claim
from .models import Notice

_TABLE = Notice.__tablename__


@dataclass(frozen=True)
class Content:
    """``title`` and ``text`` are French source sentences whose ``{name}`` places the facts fill; ``href`` a path of Carnet."""

    title: str
    text: str
    href: str
    facts: Mapping[str, object]

    def words(self, lang: str) -> tuple[str, str]:
        """Title and text in a language, dates written out; a fact that is missing leaves « … »."""
        return _said(self.title, self.facts, lang), _said(self.text, self.facts, lang)


def seal_content(uow: UnitOfWork, row: Notice, content: Content) -> bytes:
    """The sealed column of a notice."""
    said = json.dumps(
        {"title": content.title, "text": content.text, "href": content.href, "facts": _plain(content.facts)}, ensure_ascii=False
    )
    return seal(_key(uow, row), said, table=_TABLE, column="content", row=row.id, person=row.person_id)


def open_content(uow: UnitOfWork, row: Notice) -> Content:
    """What a notice says. Raises DomainError ``introuvable`` when the person's key is gone."""
    said = json.loads(open_sealed(_key(uow, row), row.content, table=_TABLE, column="content", row=row.id, person=row.person_id))
    return Content(said["title"], said["text"], said["href"], {name: _fact(value) for name, value in said["facts"].items()})


def _key(uow: UnitOfWork, row: Notice) -> PersonKey:
    """The person's, or the instance's for what tells of nobody any more (`parting.py`)."""
    return person_key(uow, row.person_id) if row.person_id else uow.keyring.instance_key


def claim_of(row: Notice, content: Content, delays: tuple[int, ...] | None = None) -> Claim:
    """The notice as its room is asked about it."""
    return Claim(row.account_id, row.person_id, row.kind, content.facts, delays)


def _said(template: str, facts: Mapping[str, object], lang: str) -> str:
    places = {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}
    return translate(template, lang, **{name: localised(facts.get(name, "…"), lang) for name in places})


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as JSON: days and instants under their type."""
    return {name: _written(value) for name, value in facts.items()}


def _written(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be told")
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _fact(value: object) -> object:
    match value:
        case {"instant": str(written)}:
            return datetime.fromisoformat(written)
        case {"day": str(written)}:
            return date.fromisoformat(written)
    return value
