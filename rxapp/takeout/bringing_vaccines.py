"""Taking over the vaccinations of a copy that another Carnet made: each is read as if it had been typed here, and none is kept
twice. Examinations and answers of the calendar are to be read in the copy.

What each counts for comes along as it was decided there; the document that proved it is named in another way here, and does not.
"""

from __future__ import annotations

from datetime import date
from zipfile import ZipFile

from rxapp.accounts.birth import is_minor
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.identity import identity_of
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.prevention import doses, law
from rxapp.prevention.dose_fields import Dose, DoseForm, read
from rxapp.prevention.store import MOST_ENTRIES
from rxapp.record.names import clean_line
from rxapp.takeout import unpacking
from rxapp.takeout.bringing_profile import Noted

FILE = "prevention.json"
_WORDS = ("rule", "day", "product", "lot", "giver", "place", "note")
_MOST_NAMED = 200


def bring_vaccines(db: Database, archive: ZipFile, *, person_id: str, actor: Actor) -> Noted:
    """The vaccinations of an archive, if it holds any, in one transaction. Raises one of `unpacking.UNREADABLE`, or `OSError`."""
    if FILE not in archive.namelist():
        return Noted()
    told = unpacking.told(archive, FILE)
    rows = told.get("done") if isinstance(told, dict) else None
    if not (isinstance(rows, list) and len(rows) <= 2 * MOST_ENTRIES and all(isinstance(one, dict) for one in rows)):
        raise ValueError("not vaccinations")
    noted = Noted()
    with db.uow() as uow:
        born, today = identity_of(uow, person_id).birth_date, uow.clock.today()
        young = is_minor(born, today)
        fresh: dict[bool, list[tuple[Dose, tuple[str, ...]]]] = {False: [], True: []}
        for one in rows:
            if one.get("vaccine") is not True:
                continue
            try:
                fresh[one.get("secret") is True and young].append(_read(one, born, today))
            except DomainError as error:
                noted.refused.append((_name(one), error))
        for secret, taken in fresh.items():
            try:
                kept = doses.bring(uow, actor=actor, person_id=person_id, taken=taken, secret=secret)
            except DomainError as error:
                noted.refused.append((FILE, error))
                continue
            noted.taken += kept
            noted.known += len(taken) - kept
        uow.commit()
    return noted


def _read(one: dict, born: date, today: date) -> tuple[Dose, tuple[str, ...]]:
    """A vaccination, as its form would have read it, and the rules it counts for."""
    words = {name: one.get(name, "") for name in _WORDS}
    also, against, dose = one.get("also", []), one.get("against", []), one.get("dose", 0)
    lists = isinstance(also, list) and isinstance(against, list)
    if not (lists and all(isinstance(said, str) for said in (*words.values(), *also, *against))):
        raise DomainError("import.vaccin")
    if not isinstance(dose, int) or isinstance(dose, bool):
        raise DomainError("import.vaccin")
    rule = words.pop("rule")
    rules = tuple(dict.fromkeys((rule, *also))) if rule else ()
    if not all(law.known(code) and law.is_vaccine(code) for code in rules):
        raise DomainError("import.vaccin")
    form = DoseForm(against=tuple(against), dose=str(dose or ""), **words)
    try:
        return read(form, born=born, today=today), rules
    except FieldErrors as error:
        raise next(iter(error.causes.values())) from None


def _name(one: dict) -> str:
    said = [value for value in (one.get("title"), one.get("day")) if isinstance(value, str)]
    return clean_line(" ".join(said), _MOST_NAMED) or "?"
