"""A copy brought into another Carnet: the documents come back byte for byte, and nothing in an archive is believed unseen."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import update

from rxapp.accounts.models import Account, Person
from rxapp.core.errors import DomainError
from rxapp.core.keys import destroy_person_key
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR
from rxapp.record import previews, tally
from rxapp.record import views as record
from rxapp.record.contents import Content
from rxapp.takeout import bringing
from rxapp.takeout.bringing import Brought
from tests import samples
from tests.takeout import PHRASE, Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


@pytest.fixture
def nadia(traveller: Traveller):
    return traveller.signed_in(traveller.post.nadia)


def bring(traveller: Traveller, data: bytes, passphrase: str = "", *, sure: bool = True) -> Brought:
    """Into the record of the stranger, who has nothing yet."""
    given = {"person_id": traveller.post.home.stranger.person_id, "actor": SYSTEM_ACTOR, "sure": sure}
    return bringing.bring(traveller.database, file=io.BytesIO(data), passphrase=passphrase, **given)


def record_of(traveller: Traveller) -> dict[str, tuple[str, str, str, str, bytes]]:
    """Title, day, category, note and bytes of each document of the stranger, by file name."""
    actor, found = traveller.post.home.stranger, {}
    with traveller.database.read() as uow:
        for row in record.documents_page(uow, actor=actor, person_id=actor.person_id, lang="fr").rows:
            detail = record.document_detail(uow, actor=actor, document_id=row.id, lang="fr")
            original = previews.original(uow, actor=actor, context=NO_CONTEXT, document_id=row.id, action="download")
            with Content(traveller.database.blobs, original.blob, original.size) as content:
                data = b"".join(content.pieces())
            found[detail.file_name] = (row.title, row.act_date_iso, row.category, row.note, data)
    return found


def archive_of(traveller: Traveller, nadia, **given) -> bytes:
    return traveller.bytes_of(nadia, traveller.ask(nadia, **given))


def changed(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same archive with some files changed by somebody."""
    with ZipFile(io.BytesIO(data)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("phrase", ["", PHRASE])
def test_documents_come_back_as_they_were(traveller: Traveller, nadia, phrase: str) -> None:
    pdf, text = samples.pdf(2), samples.text()
    given = {"title": "Prise de sang", "category": "biologie", "act_date": "2024-03-12", "note": "à jeun"}
    traveller.file("bilan 🩺.pdf", pdf, actor=nadia, **given)
    traveller.file("mot.txt", text, actor=nadia, title="Un mot")
    locked = {"locked": True, "passphrase": phrase, "again": phrase} if phrase else {}
    data = archive_of(traveller, nadia, **locked)
    before = traveller.files()
    brought = bring(traveller, data, phrase)
    assert (brought.taken, brought.known, brought.refused) == (2, 0, [])
    found = record_of(traveller)
    assert found["bilan 🩺.pdf"] == ("Prise de sang", "2024-03-12", "biologie", "à jeun", pdf)
    assert found["mot.txt"][0] == "Un mot"
    assert found["mot.txt"][4] == text
    assert len(traveller.files() - before) == 2  # nothing is left of what was opened on the way
    acts = traveller.acts(traveller.post.home.stranger.person_id)
    assert acts[-3:] == ["document.ajoute", "document.ajoute", "emporter.importe"]


def test_again_changes_nothing(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia)
    data = archive_of(traveller, nadia)
    bring(traveller, data)
    brought = bring(traveller, data)
    assert (brought.taken, brought.known) == (0, 1)
    assert len(record_of(traveller)) == 1


def test_what_went_with_messages_stays_with_them(traveller: Traveller, nadia) -> None:
    piece = traveller.post.file(samples.text(), "joint.txt")
    traveller.post.start("Voici", document_ids=[piece])
    assert bring(traveller, archive_of(traveller, nadia)).taken == 0


def test_a_changed_document_is_refused_and_the_others_come(traveller: Traveller, nadia) -> None:
    traveller.file("bon.txt", b"le bon\n" * 9, actor=nadia)
    traveller.file("faux.txt", b"le vrai\n" * 9, actor=nadia)

    def change(files: dict[str, bytes]) -> None:
        name = next(name for name in files if name.endswith("faux.txt"))
        files[name] = b"le faux\n" * 9

    brought = bring(traveller, changed(archive_of(traveller, nadia), change))
    assert brought.taken == 1
    assert [(name, error.code) for name, error in brought.refused] == [("faux.txt", "import.empreinte")]
    assert list(record_of(traveller)) == ["bon.txt"]


def test_what_is_no_document_is_refused_as_if_sent_by_hand(traveller: Traveller, nadia) -> None:
    traveller.file("bon.txt", actor=nadia)
    program = samples.executable()

    def change(files: dict[str, bytes]) -> None:
        told = json.loads(files["documents.json"])
        files["documents/x.pdf"] = program
        digest = hashlib.sha256(program).hexdigest()
        told.append(told[0] | {"path": "documents/x.pdf", "file_name": "x.pdf", "sha256": digest})
        files["documents.json"] = json.dumps(told).encode()

    brought = bring(traveller, changed(archive_of(traveller, nadia), change))
    assert brought.taken == 1
    assert [name for name, _error in brought.refused] == ["x.pdf"]


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.pop("manifest.json"),
        lambda files: files.pop("documents.json"),
        lambda files: files.update({"manifest.json": b"[]"}),
        lambda files: files.update({"manifest.json": b"{"}),
        lambda files: files.update({"documents.json": b'[{"filed": true, "path": 3}]'}),
        lambda files: files.update({"documents.json": b'[{"filed": true}]'}),
        lambda files: files.update({"documents.json": b"3"}),
    ],
)
def test_an_archive_that_is_none_of_ours_is_refused_whole(traveller: Traveller, nadia, change) -> None:
    traveller.file("mot.txt", actor=nadia)
    data = changed(archive_of(traveller, nadia), change)
    with pytest.raises(DomainError, match=r"import\.archive"):
        bring(traveller, data)
    assert record_of(traveller) == {}


def test_a_later_version_is_told_apart(traveller: Traveller, nadia) -> None:
    def change(files: dict[str, bytes]) -> None:
        files["manifest.json"] = json.dumps(json.loads(files["manifest.json"]) | {"version": 2}).encode()

    with pytest.raises(DomainError, match=r"import\.version"):
        bring(traveller, changed(archive_of(traveller, nadia), change))


@pytest.mark.parametrize("data", [b"", b"PK", b"une lettre", b"age-encryption.org/v1\n" + bytes(300)])
def test_another_file_is_refused(traveller: Traveller, data: bytes) -> None:
    with pytest.raises(DomainError, match=r"import\.archive"):
        bring(traveller, data, PHRASE)


def test_a_locked_one_asks_for_its_password(traveller: Traveller, nadia) -> None:
    data = archive_of(traveller, nadia, locked=True, passphrase=PHRASE, again=PHRASE)
    assert bringing.is_locked(io.BytesIO(data))
    for passphrase, code in (("", r"import\.chiffree"), ("pas le bon mot", r"import\.mot_de_passe")):
        with pytest.raises(DomainError, match=code):
            bring(traveller, data, passphrase)
    before = traveller.files()
    with pytest.raises(DomainError, match=r"import\.archive"):
        bring(traveller, data[:-1], PHRASE)
    assert traveller.files() == before


def test_a_full_record_stops_it_and_says_so(traveller: Traveller, nadia, monkeypatch) -> None:
    for number in range(3):
        traveller.file(f"{number}.txt", f"{number}\n".encode() * 400, actor=nadia)
    data = archive_of(traveller, nadia)
    monkeypatch.setattr(tally, "QUOTA", 1000)
    with pytest.raises(DomainError, match=r"dossier\.plein"):
        bring(traveller, data)
    assert len(record_of(traveller)) == 1
    assert traveller.acts(traveller.post.home.stranger.person_id)[-1] == "emporter.importe"


@pytest.mark.parametrize("why", ["left", "refused", "sealed"])
def test_nothing_goes_into_a_record_that_is_closed_or_refused(traveller: Traveller, nadia, why: str) -> None:
    """An operator may name somebody without an account: nobody who left, even while a letter gives their record back."""
    traveller.file("mot.txt", actor=nadia)
    data, whose, now = archive_of(traveller, nadia), traveller.post.home.stranger.person_id, traveller.clock.now()
    with traveller.database.uow() as uow:
        if why == "left":
            uow.session.execute(update(Account).where(Account.person_id == whose).values(closed_at=now))
        elif why == "refused":
            uow.session.execute(update(Person).where(Person.id == whose).values(refused_at=now))
        else:
            destroy_person_key(uow, whose)
        uow.commit()
    with pytest.raises(DomainError, match=r"import\.ferme"):
        bring(traveller, data)
