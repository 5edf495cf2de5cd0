"""Archives that somebody made or damaged: none takes the server's memory, none escapes as an error that nobody foresaw."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import random
import unicodedata
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.takeout import bringing, unpacking
from rxapp.takeout.bringing import Whose
from tests import samples
from tests.service.test_takeout_bringing import archive_of, bring, changed, nadia, record_of
from tests.takeout import PHRASE, Traveller, home, post, traveller

__all__ = ["home", "nadia", "post", "traveller"]


def told(data: bytes, **given: object) -> dict[str, object]:
    """A document as an archive tells of it."""
    digest = hashlib.sha256(data).hexdigest()
    words = {
        "path": "documents/a.txt",
        "file_name": "a.txt",
        "title": "Un",
        "date": "2020-01-01",
        "category": "autre",
        "note": "",
    }
    return words | {"sha256": digest, "filed": True} | given


def archive(documents: list[dict], files: dict[str, bytes], way: int = ZIP_DEFLATED, **manifest: object) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", way) as made:
        made.writestr("manifest.json", json.dumps({"format": "carnet-export", "version": 1} | manifest))
        made.writestr("documents.json", json.dumps(documents))
        for path, data in files.items():
            made.writestr(path, data)
    return out.getvalue()


@pytest.mark.parametrize("way", [ZIP_BZIP2, ZIP_LZMA])
def test_only_what_opens_in_bounded_pieces_is_opened(traveller: Traveller, way: int) -> None:
    data = samples.text()
    with pytest.raises(DomainError, match=r"import\.archive"):
        bring(traveller, archive([told(data)], {"documents/a.txt": data}, way))


def test_lists_that_are_too_long_are_not_read(traveller: Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    data = samples.text()
    many = archive([told(data)] * 12, {"documents/a.txt": data} | {f"{number}": b"" for number in range(9)})
    assert bring(traveller, many).taken == 12
    for name, most in (("MOST_TOLD", 500), ("MOST_FILES", 11), ("MOST_LISTED", 300)):
        with monkeypatch.context() as patch:
            patch.setattr(unpacking, name, most)
            patch.setattr(bringing, "MOST_FILES", min(most, 30_000))
            with pytest.raises(DomainError, match=r"import\.archive"):
                bring(traveller, many)
    with monkeypatch.context() as patch:
        patch.setattr(bringing, "MOST_FILES", 11)
        with pytest.raises(DomainError, match=r"import\.archive"):
            bring(traveller, many)


def test_an_end_that_sends_elsewhere_for_the_list_is_refused(traveller: Traveller) -> None:
    """The larger end of ZIP64 may name a list of any length, past what the small one says."""
    data = samples.text()
    plain = archive([told(data)], {"documents/a.txt": data})
    end = plain.rindex(b"PK\x05\x06")
    with pytest.raises(DomainError, match=r"import\.archive"):
        bring(traveller, plain[:end] + b"PK\x06\x07" + bytes(16) + plain[end:])


def test_whatever_is_damaged_is_refused_in_words(traveller: Traveller, tmp_path: Path, monkeypatch) -> None:
    """Bytes changed at random in a file on a disk, where a place before its beginning is an error of the system."""
    data, chance, codes = samples.text(), random.Random(5), set()  # noqa: S311 - the same damage each time
    monkeypatch.setattr(bringing, "_keep", lambda *_given: None)  # none that is whole is there already the next time
    good = archive([told(data)], {"documents/a.txt": data})
    place = tmp_path / "copie.zip"
    for _time in range(500):
        hurt = bytearray(good)
        for _one in range(chance.choice((1, 1, 2, 3))):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        codes |= {tried(traveller, place, bytes(hurt))}
    end, entry = good.rindex(b"PK\x05\x06"), good.index(b"PK\x01\x02")
    for at in (end + 12, end + 16, entry + 42):
        for number in (b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff"):
            codes |= {tried(traveller, place, good[:at] + number + good[at + 4 :])}
    assert {"import.archive", "import.empreinte"} <= codes


def tried(traveller: Traveller, place: Path, data: bytes) -> str:
    """What comes of an archive in a file; anything but words of ours ends the test."""
    place.write_bytes(data)
    who = {"person_id": traveller.post.home.stranger.person_id, "actor": SYSTEM_ACTOR, "sure": True}
    try:
        with place.open("rb") as file:
            brought = bringing.bring(traveller.database, file=file, **who)
    except DomainError as error:
        return error.code
    return brought.refused[0][1].code if brought.refused else ""


@pytest.mark.parametrize("whence", ["documents.json", "documents/a.txt"])
def test_a_disk_that_fails_is_not_called_a_bad_archive(traveller: Traveller, monkeypatch, whence: str) -> None:
    data = samples.text()
    opened = ZipFile.open

    def fails(self, name, *given, **how):
        if getattr(name, "filename", name) == whence:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return opened(self, name, *given, **how)

    made = archive([told(data)], {"documents/a.txt": data})
    monkeypatch.setattr(ZipFile, "open", fails)
    with pytest.raises(OSError, match="Input/output"):
        bring(traveller, made)


def test_two_documents_of_the_same_bytes_both_come_and_come_once(traveller: Traveller) -> None:
    data = samples.text()
    files = {"documents/a.txt": data, "documents/b.txt": data}
    both = [told(data, title="Deux", path="documents/b.txt", file_name="b.txt"), told(data, file_name="a.txt")]
    assert (bring(traveller, archive(both[1:], files)).taken, bring(traveller, archive(both, files)).taken) == (1, 1)
    assert {words[0] for words in record_of(traveller).values()} == {"Un", "Deux"}
    again = bring(traveller, archive(both, files))
    assert (again.taken, again.known) == (0, 2)
    renamed = bring(traveller, archive([both[0] | {"title": "Autrement"}], files))
    assert (renamed.taken, renamed.known) == (0, 1)


def test_no_name_of_an_archive_speaks_to_the_terminal(traveller: Traveller) -> None:
    data = samples.text()
    ((name, error),) = bring(traveller, archive([told(data, file_name="\x1b]0;x\x07\x1b[2Ja.txt", sha256="0" * 64)], {})).refused
    assert (name, error.code) == ("]0;x[2Ja.txt", "import.empreinte")


def test_a_copy_of_somebody_else_wants_one_to_be_sure(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia)
    data = archive_of(traveller, nadia)
    with pytest.raises(DomainError, match=r"import\.personne") as refused:
        bring(traveller, data, sure=False)
    assert "Nadia Petit" in refused.value.params["copie"]
    assert record_of(traveller) == {}
    assert bring(traveller, data).taken == 1


def test_the_same_person_is_known_by_name_and_birth_whatever_the_spelling(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia)
    data, seen = archive_of(traveller, nadia), []
    given = {"person_id": nadia.person_id, "actor": SYSTEM_ACTOR, "seen": seen.append}
    assert bringing.bring(traveller.database, file=io.BytesIO(data), **given).known == 1
    assert seen == [Whose("Nadia Petit", "1991-03-14", "Nadia Petit", "1991-03-14")]
    assert Whose("NADIA  PÉTIT", "1991-03-14", "Nadia Petit", "1991-03-14").same
    assert Whose("Nadia Petit", "", "Nadia Petit", "1991-03-14").same
    assert not Whose("Nadia Petit", "1992-03-14", "Nadia Petit", "1991-03-14").same

    def born_later(files: dict[str, bytes]) -> None:
        manifest = json.loads(files["manifest.json"]) | {"birth_date": "1992-03-14", "person": "\x1b[2JNadia Petit"}
        files["manifest.json"] = json.dumps(manifest).encode()

    with pytest.raises(DomainError, match=r"import\.personne"):
        bringing.bring(traveller.database, file=io.BytesIO(changed(data, born_later)), **given)
    assert seen[-1].copied == "[2JNadia Petit"


def test_a_password_opens_however_its_accents_are_typed(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia)
    phrase = unicodedata.normalize("NFD", "éléphant jaune à vélo rétro")
    data = archive_of(traveller, nadia, locked=True, passphrase=phrase, again=phrase)
    assert bring(traveller, data, phrase).taken == 1
    assert bring(traveller, data, unicodedata.normalize("NFC", phrase)).known == 1
    for wrong in (PHRASE, "moitié \udcc3 de signe"):
        with pytest.raises(DomainError, match=r"import\.mot_de_passe"):
            bring(traveller, data, wrong)
