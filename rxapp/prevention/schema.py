"""Strict reading of TOML tables: each key has one check; anything else is refused at its file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from rxapp.prevention import durations
from rxapp.prevention.positions import Path
from rxapp.prevention.refusals import RuleFileError
from rxapp.prevention.rulebook import Words

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """One value of a file: enough to say where it stands."""

    file: str
    lines: Mapping[Path, int]
    path: Path = ()

    def at(self, key: str | int) -> Place:
        """The place of one of its keys or members."""
        return Place(self.file, self.lines, (*self.path, key))

    @property
    def line(self) -> int:
        """Its line, or the line of what holds it."""
        path = self.path
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    @property
    def name(self) -> str:
        """The key as a person would call it: "step[2].from"."""
        return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in self.path[2:]).lstrip(".") or str(
            self.path[-1] if self.path else ""
        )

    def refuse(self, code: str, /, **params: object) -> NoReturn:
        """Raise the error for this place; ``cle`` is its name unless given."""
        raise RuleFileError(code, self.file, self.line, **({"cle": self.name} | params))


Check = Callable[[Any, Place], Any]


@dataclass(frozen=True)
class Key:
    """One key of a table: how it is read, and whether it must be there."""

    check: Check
    required: bool = False


def text(value: Any, place: Place) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        place.refuse("regles.texte")
    return value


def any_text(value: Any, place: Place) -> str:
    """A text, perhaps empty."""
    return value if isinstance(value, str) else place.refuse("regles.texte")


def code(value: Any, place: Place) -> str:
    """An identifier: letters, digits, dashes."""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        place.refuse("regles.texte")
    return value


def day(value: Any, place: Place) -> date:
    """A date without an hour."""
    if not isinstance(value, date) or isinstance(value, datetime):
        place.refuse("regles.jour")
    return value


def span(value: Any, place: Place) -> durations.Span:
    """A duration such as "P2M"."""
    try:
        return durations.parse(value if isinstance(value, str) else "")
    except ValueError:
        place.refuse("regles.duree", valeur=str(value))


def whole(least: int = 1) -> Check:
    """A whole number of at least ``least``."""

    def check(value: Any, place: Place) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            place.refuse("regles.nombre", minimum=least)
        return value

    return check


def flag(value: Any, place: Place) -> bool:
    """True or false."""
    return value if isinstance(value, bool) else place.refuse("regles.oui_non")


def month_day(value: Any, place: Place) -> tuple[int, int]:
    """A month and a day of any year: "10-15"."""
    found = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        if found:
            date(2001, int(found[1]), int(found[2]))  # a year without 29 February
            return int(found[1]), int(found[2])
    except ValueError:
        pass
    place.refuse("regles.mois_jour")


def choice(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any, place: Place) -> str:
        if value not in allowed:
            place.refuse("regles.choix", valeur=str(value), choix=", ".join(allowed))
        return value

    return check


def many(member: Check) -> Check:
    """A list that is not empty, as a tuple."""

    def check(value: Any, place: Place) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            place.refuse("regles.liste")
        return tuple(member(part, place.at(number)) for number, part in enumerate(value))

    return check


def table(keys: Mapping[str, Key]) -> Check:
    """A table with these keys and no other, as a dict of what they read."""

    def check(value: Any, place: Place) -> dict[str, Any]:
        if not isinstance(value, dict):
            place.refuse("regles.table")
        for key in value:
            if key not in keys:
                place.at(key).refuse("regles.cle_inconnue", cle=key)
        for key, wanted in keys.items():
            if wanted.required and key not in value:
                place.refuse("regles.cle_absente", cle=key)
        return {key: keys[key].check(part, place.at(key)) for key, part in value.items()}

    return check


def mapping(member: Check) -> Check:
    """A table whose keys are free codes."""

    def check(value: Any, place: Place) -> dict[str, Any]:
        if not isinstance(value, dict) or not value:
            place.refuse("regles.table")
        return {code(key, place.at(key)): member(part, place.at(key)) for key, part in value.items()}

    return check


_BOTH = table({"fr": Key(text, True), "en": Key(text, True)})


def words(value: Any, place: Place) -> Words:
    """A sentence in both languages: { fr = "…", en = "…" }."""
    return Words(**_BOTH(value, place))
