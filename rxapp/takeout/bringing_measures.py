"""Taking over the measures of a copy that another Carnet made: each is read as if it had been typed here, and none is kept twice.

What was asked about when it was typed is not asked about again; what no body can reach is refused all the same.
"""

from __future__ import annotations

from datetime import date, datetime
from zipfile import ZipFile

from rxapp.accounts.birth import is_minor
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.identity import identity_of
from rxapp.core.clock import PARIS
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.measures import service
from rxapp.measures.fields import Form, Taken, read
from rxapp.measures.store import MOST_MEASURES
from rxapp.record.names import clean_line
from rxapp.takeout import unpacking
from rxapp.takeout.bringing_profile import Noted
from rxapp.takeout.measured import FILE

_MOST_NAMED = 200


def bring_measures(db: Database, archive: ZipFile, *, person_id: str, actor: Actor) -> Noted:
    """The measures of an archive, if it holds any, in one transaction. Raises one of `unpacking.UNREADABLE`, or `OSError`."""
    if FILE not in archive.namelist():
        return Noted()
    told = unpacking.told(archive, FILE)
    if not (isinstance(told, list) and len(told) <= 2 * MOST_MEASURES and all(isinstance(one, dict) for one in told)):
        raise ValueError("not measures")
    noted = Noted()
    with db.uow() as uow:
        born, now = identity_of(uow, person_id).birth_date, uow.clock.now()
        young = is_minor(born, uow.clock.today())
        fresh: dict[bool, list[Taken]] = {False: [], True: []}
        for one in told:
            try:
                fresh[one.get("secret") is True and young].append(_read(one, born, now))
            except DomainError as error:
                noted.refused.append((_name(one), error))
        for secret, taken in fresh.items():
            try:
                kept = service.bring(uow, actor=actor, person_id=person_id, taken=taken, secret=secret)
            except DomainError as error:
                noted.refused.append((FILE, error))
                continue
            noted.taken += kept
            noted.known += len(taken) - kept
        uow.commit()
    return noted


def _read(one: dict, born: date, now: datetime) -> Taken:
    """A measure, as the form of its kind would have read it."""
    words, values = [one.get(name) for name in ("kind", "unit", "at", "note")], one.get("values")
    if not (isinstance(values, list) and 1 <= len(values) <= 2 and all(isinstance(said, str) for said in (*words, *values))):
        raise DomainError("import.mesure")
    code, unit, at, note = words
    try:
        here = datetime.fromisoformat(at).astimezone(PARIS)
    except (ValueError, OverflowError):
        raise DomainError("import.mesure") from None
    form = Form(*values, unit=unit, day=f"{here:%d/%m/%Y}", hour=f"{here:%H:%M}", note=note)
    try:
        return read(service.kind_of(code), form, born=born, now=now, sure=True)
    except FieldErrors as error:
        raise next(iter(error.causes.values())) from None


def _name(one: dict) -> str:
    said = [value for value in (one.get("kind"), one.get("at")) if isinstance(value, str)]
    return clean_line(" ".join(said), _MOST_NAMED) or "?"
