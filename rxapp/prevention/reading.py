"""Reads and validates rule files into a `RuleBook`; whatever is doubtful is refused with its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from rxapp.prevention import layout, positions
from rxapp.prevention.durations import add
from rxapp.prevention.facts import Obligation
from rxapp.prevention.refusals import RuleFileError
from rxapp.prevention.rulebook import (
    AT_ONCE,
    Audience,
    ByBirth,
    CatchUp,
    Continues,
    Defer,
    Phase,
    Recurrence,
    RuleBook,
    RuleVersion,
    Season,
    SeasonRow,
    Source,
    Step,
    Variant,
)
from rxapp.prevention.schema import Place

_SHAPES = ("step", "expand", "ages", "recurrence", "phases")
_SOME_DAYS = (date(2023, 1, 31), date(2024, 2, 29))
"""On which windows are tried."""
_ROW_OF_RULE = ("then", "lifetime_once", "published_on", "valid_from", "confidence", "against", "title")


@dataclass
class _Shelf:
    """What has been read so far, each with where it was written."""

    sources: dict[str, Source] = field(default_factory=dict)
    seasons: dict[str, Season] = field(default_factory=dict)
    rules: list[tuple[RuleVersion, Place]] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)


def read(paths: Iterable[Path]) -> RuleBook:
    """The rule book that these files make together. Raises `RuleFileError`; `OSError` when a file cannot be read."""
    from rxapp.prevention.agreement import check

    parsed = [_parse(path) for path in paths]
    shelf = _Shelf()
    for data, place in parsed:
        _sources(data, place, shelf)
    for data, place in parsed:
        _seasons(data, place, shelf)
    for data, place in parsed:
        for number, table in enumerate(data.get("rule", [])):
            _rule(table, place.at("rule").at(number), shelf)
    if not shelf.rules:
        raise RuleFileError("regles.vide", "rules", 1)
    by_id: dict[str, list[RuleVersion]] = {}
    for rule, _ in shelf.rules:
        by_id.setdefault(rule.id, []).append(rule)
    versions = {key: tuple(sorted(rules, key=lambda rule: rule.valid_from)) for key, rules in by_id.items()}
    check(versions, shelf.rules)
    return RuleBook(tuple(rule for rule, _ in shelf.rules), shelf.sources, shelf.seasons, versions)


def _parse(path: Path) -> tuple[dict[str, Any], Place]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RuleFileError("regles.utf8", path.name, error.object.count(b"\n", 0, error.start) + 1) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = int(line[1]) if line else text.count("\n") + 1
        raise RuleFileError("regles.toml", path.name, at, raison=str(error)) from error
    place = Place(path.name, positions.lines(text))
    for key in data:
        if key not in {"schema_version", "source", "season", "rule"}:
            place.at(key).refuse("regles.cle_inconnue", cle=key)
    if type(data.get("schema_version")) is not int or data["schema_version"] != 1:
        place.at("schema_version").refuse("regles.schema")
    for key, kind, code in (("source", dict, "table"), ("season", dict, "table"), ("rule", list, "liste")):
        if not isinstance(data.get(key, kind()), kind):
            place.at(key).refuse(f"regles.{code}", cle=key)
    return data, place


def _sources(data: dict[str, Any], place: Place, shelf: _Shelf) -> None:
    for key, table in data.get("source", {}).items():
        at = place.at("source").at(key)
        _once(key, at, shelf)
        shelf.sources[key] = Source(id=key, **layout.source(table, at))


def _seasons(data: dict[str, Any], place: Place, shelf: _Shelf) -> None:
    for key, table in data.get("season", {}).items():
        at = place.at("season").at(key)
        _once(f"season.{key}", at, shelf)
        read = layout.season(table, at)
        rows = tuple(SeasonRow(**row) for row in read.get("table", ()))
        for number, row in enumerate(rows):
            if row.end < row.start or (number and row.start <= rows[number - 1].end):
                at.at("table").at(number).refuse("regles.ordre", premier="start", second="end")
        shelf.seasons[key] = Season(
            id=key,
            title=read["title"],
            sources=_named(read["source"], at, shelf),
            expected=(read["expected"]["start"], read["expected"]["end"]),
            table=rows,
            unconfirmed=read.get("unconfirmed", ()),
        )


def _once(key: str, place: Place, shelf: _Shelf) -> None:
    if key in shelf.places:
        before = shelf.places[key]
        place.refuse("regles.source_double", id=key, ailleurs=f"{before.file}:{before.line}")
    shelf.places[key] = place


def _named(keys: tuple[str, ...], place: Place, shelf: _Shelf) -> tuple[Source, ...]:
    for number, key in enumerate(keys):
        if key not in shelf.sources:
            place.at("source").at(number).refuse("regles.source_inconnue", source=key)
    return tuple(shelf.sources[key] for key in keys)


def _rule(table: Any, place: Place, shelf: _Shelf) -> None:
    read = layout.rule(table, place)
    if sum(key in read for key in _SHAPES) != 1:
        place.refuse("regles.forme")
    rule = _version(read, place, shelf)
    if "expand" not in read:
        shelf.rules.append((rule, place))
        return
    for number, row in enumerate(read["expand"]):
        at = place.at("expand").at(number)
        shelf.rules.append((_member(rule, row, at, shelf), at))


def _version(read: dict[str, Any], place: Place, shelf: _Shelf) -> RuleVersion:
    simple = ("id", "kind", "series", "title", "why", "coverage", "published_on", "valid_from", "confidence", "ages", "counts")
    simple += ("valid_to", "end_published_on", "surfaced_from", "gives_way_to", "catches_up", "then", "against", "supersedes")
    simple += ("complete_before", "obligation_note", "note", "unconfirmed")
    audience = read["audience"] | {key: frozenset(read["audience"].get(key, ())) for key in ("condition", "exclude")}
    rule = RuleVersion(
        **{key: read[key] for key in simple if key in read},
        family=read["id"],
        audience=Audience(**audience),
        obligation=Obligation(read["obligation"]),
        sources=_named(read["source"], place, shelf),
        obligation_by_birth=tuple(
            ByBirth(Obligation(row["obligation"]), row.get("born_from"), row.get("born_to"))
            for row in read.get("obligation_by_birth", ())
        ),
        steps=_steps(read.get("step", ()), place.at("step"), shelf),
        phases=_phases(read.get("phases", ())),
        satisfied_by=tuple((row["rule"], row["doses"]) for row in read.get("satisfied_by", ())),
        file=place.file,
        line=place.line,
    )
    return replace(rule, **_schedule(read, place, shelf))


def _schedule(read: dict[str, Any], place: Place, shelf: _Shelf) -> dict[str, Any]:
    """What depends on other tables: variants, catch-up, recurrence."""

    def steps(key: str, number: int, row: dict[str, Any]) -> tuple[Step, ...]:
        return _steps(row.get("step", ()), place.at(key).at(number).at("step"), shelf)

    rows = {key: list(enumerate(read.get(key, ()))) for key in ("variant", "catch_up", "continues")}
    return {
        "variants": tuple(
            Variant(row["condition"], steps("variant", n, row), _phases(row.get("phases", ()))) for n, row in rows["variant"]
        ),
        "catch_up": tuple(
            CatchUp(row["start_from"], row["start_until"], steps("catch_up", n, row)) for n, row in rows["catch_up"]
        ),
        "continues": tuple(
            Continues(row["rule"], row["doses"], steps("continues", n, row))
            for n, row in sorted(rows["continues"], key=lambda pair: -pair[1]["doses"])
        ),
        "recurrence": _recurrence(read["recurrence"], place.at("recurrence"), shelf) if "recurrence" in read else None,
    }


def _recurrence(read: dict[str, Any], place: Place, shelf: _Shelf) -> Recurrence:
    defers = tuple(Defer(**row) for row in read.get("defer", ()))
    found = Recurrence(read.get("every"), read.get("if_never"), _season(read.get("season"), place, shelf), defers)
    if (found.season is None) != (found.every is not None and found.if_never is not None):
        place.refuse("regles.forme")
    return found


def _season(key: str | None, place: Place, shelf: _Shelf) -> str | None:
    if key is not None and key not in shelf.seasons:
        place.refuse("regles.saison_inconnue", saison=key)
    return key


def _phases(rows: tuple[dict[str, Any], ...]) -> tuple[Phase, ...]:
    return tuple(Phase(row["phase"], row["from"], row["until"], row["every"], row.get("after_other")) for row in rows)


def _steps(rows: tuple[dict[str, Any], ...], place: Place, shelf: _Shelf) -> tuple[Step, ...]:
    return tuple(_step(row, place.at(number), shelf) for number, row in enumerate(rows))


def _step(row: dict[str, Any], place: Place, shelf: _Shelf) -> Step:
    same = ("n", "anchor", "end_anchor", "min_age", "min_interval", "after_earlier", "certificate", "closes", "product")
    if "until" in row and "through" in row:
        place.refuse("regles.deux_fins")
    step = Step(
        **{key: row[key] for key in same if key in row},
        start=row.get("from", AT_ONCE),
        end=row.get("until", row.get("through")),
        through="through" in row,
        first_season=_season(row.get("first_season"), place.at("first_season"), shelf),
        within_season=_season(row.get("within_season"), place.at("within_season"), shelf),
    )
    if step.end is not None and step.end_anchor is None and any(_backwards(step, day) for day in _SOME_DAYS):
        place.refuse("regles.fenetre")
    return step


def _backwards(step: Step, day: date) -> bool:
    first, end = add(day, step.start), add(day, step.end)
    return end < first if step.through else end <= first


def _member(rule: RuleVersion, row: dict[str, Any], place: Place, shelf: _Shelf) -> RuleVersion:
    """One rule of a family: what the row says, and the family for the rest."""
    own = {key: row[key] for key in _ROW_OF_RULE if key in row}
    if "condition" in row:
        own["audience"] = replace(rule.audience, condition=frozenset(row["condition"]))
    if "season" in row:
        own["recurrence"] = Recurrence(season=_season(row["season"], place.at("season"), shelf))
    else:
        own["steps"] = (_step(row, place, shelf),)
    return replace(rule, id=row["id"], line=place.line, **own)
