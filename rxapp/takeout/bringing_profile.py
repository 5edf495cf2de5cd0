"""Taking over the medical profile of a copy that another Carnet made: each entry is read as if it had been typed here.

What is there already with the same words stays; what an entry said before, and who wrote it, is to be read in the archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from zipfile import ZipFile

from rxapp.accounts.birth import is_minor
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor
from rxapp.profile import acts, links, service, store
from rxapp.profile.fields import read
from rxapp.profile.parts import BY_CODE, Part, title_of
from rxapp.profile.views import typed
from rxapp.record.names import clean_line
from rxapp.takeout import unpacking
from rxapp.takeout.medical import FILE

_MOST_NAMED = 200


@dataclass
class Noted:
    """How many entries were taken over, how many were there already; the others by name, and why."""

    taken: int = 0
    known: int = 0
    refused: list[tuple[str, DomainError]] = field(default_factory=list)


def bring_profile(db: Database, archive: ZipFile, *, person_id: str, actor: Actor) -> Noted:
    """The profile of an archive, if it holds one, in one transaction. Raises one of `unpacking.UNREADABLE`, or `OSError`."""
    if FILE not in archive.namelist():
        return Noted()
    told = unpacking.told(archive, FILE)
    entries, nothing = (told.get(name) if isinstance(told, dict) else None for name in ("entries", "nothing"))
    if not (isinstance(entries, list) and isinstance(nothing, list) and all(isinstance(one, dict) for one in entries)):
        raise ValueError("not a profile")
    with db.uow() as uow:
        noted = _Bringing(uow, actor, person_id).bring(entries, nothing)
        uow.commit()
    return noted


class _Bringing:
    """One profile being taken over."""

    def __init__(self, uow: UnitOfWork, actor: Actor, person_id: str) -> None:
        self._uow, self._actor, self._person = uow, actor, person_id
        self._who, self._today = identity_of(uow, person_id), uow.clock.today()
        self._held = store.entries(uow, actor=actor, context=NO_CONTEXT, person_id=person_id)
        self._noted = Noted()

    def bring(self, entries: list[dict], nothing: list) -> Noted:
        """Entries, then their links, then the parts of which nothing is known; one line says how many."""
        left = Counter(_same(one.part, one.values) for one in self._held)
        made: dict[str, store.ProfileEntry] = {}
        for one in entries:
            try:
                part, values = self._read(one)
            except DomainError as error:
                self._noted.refused.append((_name(one), error))
                continue
            if left[_same(part.code, values)]:
                left[_same(part.code, values)] -= 1
                self._noted.known += 1
                continue
            self._write(one, part, values, made)
        self._tie(entries, made)
        filled = {one.part for one in store.entries(self._uow, actor=self._actor, context=NO_CONTEXT, person_id=self._person)}
        for code in {one.get("part") for one in nothing if isinstance(one, dict) and isinstance(one.get("part"), str)}:
            if code in BY_CODE and code not in filled and store.none_row(self._uow, self._person, code) is None:
                service.put_none(self._uow, actor=self._actor, person_id=self._person, part=BY_CODE[code])
        shown = sum(not row.secret for row in made.values())
        if shown:
            audit.record(self._uow, person_id=self._person, actor=self._actor, action=acts.COPIED, details={"nombre": shown})
        return self._noted

    def _read(self, one: dict) -> tuple[Part, dict[str, str]]:
        """Its part and values, as the form of that part would have read them."""
        values, code = one.get("values"), one.get("part")
        if not (isinstance(values, dict) and isinstance(code, str) and all(isinstance(v, str) for v in values.values())):
            raise DomainError("import.ligne")
        part = service.part_of(code)
        boxes = {field.code: typed(field, values.get(field.code, "")) for field in part.fields}
        try:
            return part, read(part, boxes, born=self._who.birth_date, today=self._today)
        except FieldErrors as error:
            raise next(iter(error.causes.values())) from None

    def _write(self, one: dict, part: Part, values: dict[str, str], made: dict[str, store.ProfileEntry]) -> None:
        secret = one.get("secret") is True and is_minor(self._who.birth_date, self._today)
        taken = {"uow": self._uow, "actor": self._actor, "person_id": self._person, "part": part, "values": values}
        try:
            service.require_place(self._uow, self._actor, NO_CONTEXT, self._person, part, secret=secret)
            row = service.write(**taken, secret=secret)
        except DomainError as error:
            self._noted.refused.append((title_of(part, values, "fr"), error))
            return
        made[str(one.get("id"))] = row
        self._noted.taken += 1

    def _tie(self, entries: list[dict], made: dict[str, store.ProfileEntry]) -> None:
        """The links between entries that were both taken over, each once."""
        done: set[frozenset[str]] = set()
        for one in entries:
            row, others = made.get(str(one.get("id"))), one.get("linked")
            for other in others if row is not None and isinstance(others, list) else ():
                end = made.get(str(other))
                pair = frozenset({row.id, end.id}) if end is not None else frozenset()
                if len(pair) == 2 and pair not in done and len(done) < links.MOST_LINKS * store.MOST_ENTRIES:
                    done.add(pair)
                    links.join(self._uow, actor=self._actor, row=row, kind=links.ENTRY, other_id=end.id)


def _same(part: str, values: Mapping[str, str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    return part, tuple(sorted(values.items()))


def _name(one: dict) -> str:
    title = one.get("title")
    return clean_line(title, _MOST_NAMED) if isinstance(title, str) else "?"
