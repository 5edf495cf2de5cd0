"""Letters for a file of people: each is registered when missing, and a letter leaves for each.

Columns (separated by ``;`` or ``,``, in any order, UTF-8): ``nir``, ``nom``, ``prenoms``, ``naissance`` (ISO date), ``sexe``
(M or F), ``adresse`` (lines separated by ``|``). Nothing leaves unless every line is right.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor

from .codes import IssuedCode, issue_code
from .nir import Nir, parse_nir
from .people import find_person, register_person

COLUMNS = ("nir", "nom", "prenoms", "naissance", "sexe", "adresse")


@dataclass(frozen=True)
class LineError:
    """What is wrong with a line of the file; ``line`` counts from 1, the names of the columns included."""

    line: int
    column: str
    error: DomainError

    def words(self, lang: str) -> str:
        """The error in words, with its place."""
        place = f"{self.line}, {self.column}" if self.column else f"{self.line}"
        return f"{place}: {message(self.error, lang)}"


@dataclass(frozen=True)
class CsvOutcome:
    """Letters that left, and lines that were refused. When there are errors of reading, nothing left."""

    issued: tuple[IssuedCode, ...]
    errors: tuple[LineError, ...]


@dataclass(frozen=True)
class _Line:
    number: int
    nir: Nir
    family_name: str
    given_names: str
    birth_date: date
    sex: str
    postal_address: tuple[str, ...]


def issue_codes_from_csv(
    uow_factory: Callable[[], AbstractContextManager[UnitOfWork]],
    lines: Iterable[str],
    *,
    actor: Actor,
    public_url: str,
) -> CsvOutcome:
    """Register who is missing and send a letter to each line's person, one transaction per line.

    ``uow_factory`` is ``database.uow``. A person whose space is already open is told as an error of their line; the
    others' letters leave. Raises DomainError ``introuvable`` for an actor who may not.
    """
    with uow_factory() as uow:
        today = uow.clock.today()
    read, errors = _read(lines, today)
    if errors:
        return CsvOutcome((), tuple(errors))
    issued = []
    for line in read:
        try:
            with uow_factory() as uow:
                issued.append(_issue(uow, line, actor, public_url))
                uow.commit()
        except DomainError as error:
            if error.code == "introuvable":
                raise
            errors.append(LineError(line.number, "", error))
    return CsvOutcome(tuple(issued), tuple(errors))


def _issue(uow: UnitOfWork, line: _Line, actor: Actor, public_url: str) -> IssuedCode:
    person_id = find_person(uow, nir=line.nir, birth_date=line.birth_date, given_names=line.given_names)
    if person_id is None:
        person_id = register_person(
            uow,
            actor=actor,
            nir=line.nir.number,
            birth_date=line.birth_date,
            family_name=line.family_name,
            given_names=line.given_names,
            sex=line.sex,
            postal_address=line.postal_address,
        )
    return issue_code(uow, actor=actor, person_id=person_id, public_url=public_url)


def _read(lines: Iterable[str], today: date) -> tuple[list[_Line], list[LineError]]:
    text = list(lines)
    first = text[0].removeprefix("\ufeff") if text else ""
    rows = csv.reader([first, *text[1:]], delimiter=";" if ";" in first else ",")
    header = [name.strip().lower() for name in next(rows, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        problem = DomainError("csv.colonnes", colonnes=", ".join(missing), attendues=", ".join(COLUMNS))
        return [], [LineError(1, "", problem)]
    read: list[_Line] = []
    errors: list[LineError] = []
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            errors.append(LineError(rows.line_num, "", DomainError("csv.illisible", attendu=len(header))))
            continue
        values = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        line, wrong = _line(rows.line_num, values, today)
        errors += wrong
        if line is not None:
            read.append(line)
    return read, errors


def _line(number: int, values: dict[str, str], today: date) -> tuple[_Line | None, list[LineError]]:
    errors: list[LineError] = []

    def wrong(column: str, error: DomainError) -> None:
        errors.append(LineError(number, column, error))

    nir = born = None
    try:
        nir = parse_nir(values["nir"])
    except DomainError as error:
        wrong("nir", error)
    try:
        born = date.fromisoformat(values["naissance"])
    except ValueError:
        wrong("naissance", DomainError("csv.naissance"))
    if born is not None and born > today:
        wrong("naissance", DomainError("naissance.future"))
    for column in ("nom", "prenoms"):
        if not values[column]:
            wrong(column, DomainError(f"{column}.vide"))
    sex = values["sexe"].upper()
    if sex not in ("M", "F"):
        wrong("sexe", DomainError("sexe.forme"))
    if errors or nir is None or born is None:
        return None, errors
    address = tuple(part.strip() for part in values["adresse"].replace("\n", "|").split("|") if part.strip())
    return _Line(number, nir, values["nom"], values["prenoms"], born, sex, address), errors
