"""Taking over the documents of a copy that another Carnet made: byte for byte, with date, title, category and note; its profile
(`bringing_profile.py`) and its measures (`bringing_measures.py`) as well.

An archive is somebody's file: nothing in it is believed before it is checked, and each document goes through the same door as one
that is sent by hand. The rest of the archive is to be read, and is not taken over.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from rxapp.accounts import keeping
from rxapp.accounts.identity import fold, identity_of
from rxapp.accounts.standing import takes_in
from rxapp.core import audit
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor
from rxapp.record import views as record
from rxapp.record.categories import CATEGORIES, OTHER
from rxapp.record.intake import MAX_FILE, Intake
from rxapp.record.kept_in import taken_over
from rxapp.record.names import clean_line, clean_name
from rxapp.takeout import acts, unpacking
from rxapp.takeout.bringing_measures import bring_measures
from rxapp.takeout.bringing_profile import Noted, bring_profile
from rxapp.takeout.bringing_vaccines import FILE as PREVENTION
from rxapp.takeout.bringing_vaccines import bring_vaccines
from rxapp.takeout.contents import DOCUMENTS, FORMAT, MANIFEST, VERSION
from rxapp.takeout.measured import FILE as MEASURES
from rxapp.takeout.medical import FILE
from rxapp.takeout.unpacking import MOST_FILES, UNREADABLE, is_forged, is_locked

__all__ = ["Brought", "Whose", "bring", "is_locked"]

_MOST_NAMED = 200
_STOPS = frozenset({"stockage.plein", "dossier.plein", "base.occupee", "introuvable"})
"""What would refuse every document that follows too."""


@dataclass
class Brought:
    """What came of it: how many documents were taken over, how many were there already; the others by name, and why.

    ``kept``: of those taken over, how many their person keeps to themself.
    ``profile``, ``measures``, ``vaccines``: the same of the lines of the medical profile, the measures and the vaccinations.
    """

    taken: int = 0
    known: int = 0
    kept: int = 0
    refused: list[tuple[str, DomainError]] = field(default_factory=list)
    profile: Noted = field(default_factory=Noted)
    measures: Noted = field(default_factory=Noted)
    vaccines: Noted = field(default_factory=Noted)


@dataclass(frozen=True)
class Whose:
    """Whose copy it says it is, and into whose record it goes: full names and birth dates (ISO; "" where the copy says none)."""

    copied: str
    copied_born: str
    name: str
    born: str

    @property
    def same(self) -> bool:
        """Whether both are one person, as far as that shows: the name whatever its spelling, and the day where it is said."""
        return fold(self.copied) == fold(self.name) and self.copied_born in ("", self.born)


@dataclass(frozen=True)
class _Told:
    """A document as the archive tells of it. ``file_name`` may be shown: an archive may say anything. ``secret``: it stays with
    its person alone here too.
    """

    path: str
    file_name: str
    title: str
    date: date | None
    category: str
    note: str
    sha256: str
    secret: bool = False


def bring(
    db: Database,
    *,
    file: BinaryIO,
    passphrase: str = "",
    person_id: str,
    actor: Actor,
    sure: bool = False,
    seen: Callable[[Whose], object] = lambda _whose: None,
) -> Brought:
    """Take over the documents of an archive into a person's record; those that are there already stay as they are.

    ``file``: the archive, to read and seek. ``seen``: told whose it is before anything is taken over; ``sure``: take over what is
    somebody else's. Raises DomainError ``import.personne`` else, ``import.ferme``, ``import.archive``, ``import.version``,
    ``import.chiffree``, ``import.mot_de_passe``, ``introuvable``, ``dossier.plein``, ``stockage.plein``;
    what was taken over before stays.
    """
    brought = Brought()
    with ExitStack() as held:
        archive = unpacking.opened(db, held, file, passphrase)
        manifest, told = _read(archive)
        whose = _whose(db, manifest, person_id)
        seen(whose)
        if not (whose.same or sure):
            raise DomainError("import.personne", copie=whose.copied or "?", dossier=whose.name)
        fresh = _unknown(told, _kept(db, actor, person_id))
        brought.known = len(told) - len(fresh)
        try:
            for one in fresh:
                _bring(db, archive, one, brought, person_id, actor)
        finally:
            _note(db, brought, person_id, actor)
        whole = {"person_id": person_id, "actor": actor}
        brought.profile = _chapter(partial(bring_profile, db, archive, **whole), FILE, "import.ligne")
        brought.measures = _chapter(partial(bring_measures, db, archive, **whole), MEASURES, "import.mesure")
        brought.vaccines = _chapter(partial(bring_vaccines, db, archive, **whole), PREVENTION, "import.vaccin")
    return brought


def _chapter(bring_it: Callable[[], Noted], name: str, refusal: str) -> Noted:
    """What a file of the archive holds; one that is not as Carnet writes it is refused whole."""
    try:
        return bring_it()
    except UNREADABLE:
        pass
    except OSError as error:
        if not is_forged(error):
            raise
    return Noted(refused=[(name, DomainError(refusal))])


def _read(archive: ZipFile) -> tuple[dict, list[_Told]]:
    """The manifest, and what it says of the record’s documents. Raises DomainError ``import.archive``, ``import.version``."""
    try:
        return _documents(archive)
    except UNREADABLE as error:
        raise DomainError("import.archive") from error
    except OSError as error:
        if not is_forged(error):
            raise
        raise DomainError("import.archive") from error


def _documents(archive: ZipFile) -> tuple[dict, list[_Told]]:
    manifest = unpacking.told(archive, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError("not one of ours")
    if manifest.get("version") != VERSION:
        raise DomainError("import.version")
    documents = unpacking.told(archive, DOCUMENTS)
    if not isinstance(documents, list) or len(documents) > MOST_FILES:
        raise ValueError("not a list that is read")
    if not all(isinstance(one, dict) for one in documents):
        raise ValueError("not a list of documents")
    return manifest, [_told(one) for one in documents if one.get("filed")]


def _whose(db: Database, manifest: dict, person_id: str) -> Whose:
    said, born = manifest.get("person"), _day(manifest.get("birth_date"))
    with db.read() as uow:
        if not takes_in(uow, person_id):
            raise DomainError("import.ferme")
        who = identity_of(uow, person_id)
    copied = clean_line(said, _MOST_NAMED) if isinstance(said, str) else ""
    return Whose(copied, born.isoformat() if born else "", who.full_name, who.birth_date.isoformat())


def _told(one: dict) -> _Told:
    words = {name: one[name] for name in ("path", "file_name", "title", "category", "note", "sha256")}
    if not all(isinstance(value, str) for value in words.values()):
        raise ValueError("not a document")
    category = words["category"] if words["category"] in CATEGORIES else OTHER
    words |= {"category": category, "file_name": clean_name(words["file_name"])}
    return _Told(**words, date=_day(one.get("date")), secret=one.get("secret") is True)


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _kept(db: Database, actor: Actor, person_id: str) -> list[tuple[str, str, str]]:
    """SHA-256, title and ISO day of each document that is in the record already."""
    found: list[tuple[str, str, str]] = []
    after: str | None = None
    while True:
        with db.read() as uow:
            page = record.documents_page(uow, actor=actor, person_id=person_id, lang="fr", after=after)
            for row in page.rows:
                detail = record.document_detail(uow, actor=actor, document_id=row.id, lang="fr")
                found.append((detail.sha256, row.title, row.act_date_iso))
        if page.next_cursor is None:
            return found
        after = page.next_cursor


def _unknown(told: Iterable[_Told], kept: list[tuple[str, str, str]]) -> list[_Told]:
    """Those that are not in the record yet. Each one of the record answers for one of the archive: of two documents of the same
    bytes both are taken over; one that was given another title or day here since then is still the same.
    """
    exact = Counter(kept)
    others = [one for one in told if not _takes(exact, (one.sha256, one.title, one.date.isoformat() if one.date else ""))]
    alike: Counter[str] = Counter()
    for (sha256, _title, _day), left in exact.items():
        alike[sha256] += left
    return [one for one in others if not _takes(alike, one.sha256)]


def _takes(counted: Counter, key: object) -> bool:
    if not counted[key]:
        return False
    counted[key] -= 1
    return True


def _bring(db: Database, archive: ZipFile, one: _Told, brought: Brought, person_id: str, actor: Actor) -> None:
    try:
        info = archive.getinfo(one.path)
        if info.file_size > MAX_FILE:
            raise DomainError("fichier.trop_lourd")
        if _digest(archive, info) != one.sha256:
            brought.refused.append((one.file_name, DomainError("import.empreinte")))
            return
        _keep(db, archive, info, one, person_id, actor)
    except DomainError as error:
        if error.code in _STOPS:
            raise
        brought.refused.append((one.file_name, error))
        return
    except UNREADABLE:
        brought.refused.append((one.file_name, DomainError("import.empreinte")))
        return
    except OSError as error:
        if not is_forged(error):
            raise
        brought.refused.append((one.file_name, DomainError("import.empreinte")))
        return
    brought.taken += 1
    brought.kept += one.secret


def _keep(db: Database, archive: ZipFile, info: ZipInfo, one: _Told, person_id: str, actor: Actor) -> None:
    given = {"context": NO_CONTEXT, "file_name": one.file_name, **taken_over(actor, person_id, secret=one.secret)}
    with Intake.open(db, **given, declared_size=info.file_size) as intake:
        for piece in unpacking.pieces(archive, info):
            intake.feed(piece)
        intake.finish(title=one.title, act_date=one.date, category=one.category, note=one.note)


def _digest(archive: ZipFile, info: ZipInfo) -> str:
    digest = hashlib.sha256()
    for piece in unpacking.pieces(archive, info):
        digest.update(piece)
    return digest.hexdigest()


def _note(db: Database, brought: Brought, person_id: str, actor: Actor) -> None:
    with db.uow() as uow:
        hushed = keeping.is_kept(uow, person_id, secret=brought.kept > 0)
        told = brought.taken - brought.kept if hushed else brought.taken
        if told:
            audit.record(uow, person_id=person_id, actor=actor, action=acts.BROUGHT, details={"nombre": told})
        uow.commit()
