"""Documents on their way in: kept byte for byte, or refused in words with nothing left."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from datetime import timedelta

import pytest
from PIL import Image

from rxapp.core.blobs import BlobStore
from rxapp.core.db import Database
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import NO_CONTEXT
from rxapp.record import intake as intakes
from rxapp.record import previews, service, tally, views
from rxapp.record.intake import MAX_FILE, Intake
from rxapp.record.models import StorageUse
from tests import samples
from tests.record import CAMILLE, CHILD, PARENT, PERSON, Record, record

__all__ = ["record"]

GOOD = [
    ("Compte_rendu.pdf", samples.pdf(), "PDF, 3 pages", "image"),
    ("photo.jpg", samples.jpeg(), "JPEG", "image"),
    ("scan.png", samples.png(), "PNG", "image"),
    ("photo.HEIC", samples.heic(), "HEIC", "image"),
    ("note.txt", samples.text(), "TXT", "text"),
    ("note.txt", samples.text("œuf à 12 h", "cp1252"), "TXT", "text"),
    ("cr.xml", samples.cda(), "CDA", "text"),
    ("cr.xml", samples.cda().decode().replace("UTF-8", "ISO-8859-15").encode("iso8859-15", "xmlcharrefreplace"), "CDA", "text"),
    ("irm.dcm", samples.dicom(), "DICOM", "image"),
    ("rapport.dcm", samples.dicom(rows=0, columns=0, pixels=False), "DICOM", "text"),
    ("formulaire.pdf", samples.pdf_with_javascript(), "PDF, 1 page", "image"),
    ("proprietaire.pdf", samples.pdf_encrypted(user=""), "PDF, 1 page", "image"),
    ("facture.pdf", samples.pdf_with_attachment("f.xml", b"<?xml version='1.0'?><a/>"), "PDF, 1 page", "image"),
]


@pytest.mark.parametrize(("name", "data", "kind_label", "preview"), GOOD, ids=[f"{g[0]}-{n}" for n, g in enumerate(GOOD)])
def test_kept_and_given_back_byte_for_byte(record: Record, name: str, data: bytes, kind_label: str, preview: str) -> None:
    received = record.add(data, name)
    assert received.sha256 == hashlib.sha256(data).hexdigest()
    assert record.bytes_of(received.id) == data
    detail = record.detail(received.id)
    assert (detail.row.kind_label, detail.preview, detail.file_name) == (kind_label, preview, name)
    assert detail.sha256 == received.sha256
    assert record.acts() == ["document.ajoute"]
    made = record.show(received.id)
    if preview == "image":
        assert made.media_type == "image/webp"
        assert max(Image.open(io.BytesIO(record.show(received.id, previews.THUMB).data)).size) <= 320
    else:
        assert previews.as_text(made, "fr").strip()


BAD = [
    ("vide.pdf", b"", "fichier.vide"),
    ("facture.pdf", samples.executable(), "fichier.programme"),
    ("protege.pdf", samples.pdf_encrypted(), "pdf.protege"),
    ("lance.pdf", samples.pdf_with_launch(), "pdf.lancement"),
    ("piece.pdf", samples.pdf_with_attachment(), "pdf.pieces_jointes"),
    ("piece.pdf", samples.pdf_with_attachment("a.zip", samples.archive()), "pdf.pieces_jointes"),
    ("piece.pdf", samples.pdf_with_attachment("a.html", samples.html()), "pdf.pieces_jointes"),
    ("double.pdf", samples.pdf_and_zip(), "fichier.double"),
    ("double.jpg", samples.jpeg_and_zip(), "fichier.double"),
    ("casse.pdf", b"%PDF-1.7\nrien du tout", "fichier.illisible"),
    ("coupe.png", samples.png_cut(), "fichier.illisible"),
    ("bombe.png", samples.png_claiming(), "image.trop_grande"),
    ("dessin.svg", samples.svg(), "fichier.svg"),
    ("tout.zip", samples.archive(), "fichier.archive"),
    ("lettre.docx", samples.docx(), "fichier.bureautique"),
    ("page.html", samples.html(), "fichier.page_web"),
    ("gif.png", samples.gif_polyglot(), "fichier.autre_image"),
    ("bombe.xml", samples.xml_bomb(), "fichier.xml_entites"),
    ("tardive.xml", samples.xml_bomb(late=True), "fichier.xml_inconnu"),
    ("externe.xml", samples.xml_external(), "fichier.xml_entites"),
    ("casse.xml", samples.cda()[:-20], "fichier.illisible"),
    ("note.txt", b"a" * 70_000 + b"\x00", "fichier.inconnu"),
    ("irm.dcm", samples.dicom()[:140], "fichier.illisible"),
]


@pytest.mark.parametrize(("name", "data", "code"), BAD, ids=[f"{b[0]}-{n}" for n, b in enumerate(BAD)])
def test_refused_in_words_and_nothing_left(record: Record, name: str, data: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        record.add(data, name)
    assert refused.value.code == code
    for lang in ("fr", "en"):
        words = message(refused.value, lang)
        assert len(words) > 20
        assert "{" not in words
    assert record.nothing_left()


def test_too_large_is_known_before_a_byte_is_read(record: Record) -> None:
    for size in (51 * 1024 * 1024, MAX_FILE + 1):
        with pytest.raises(DomainError) as refused:
            Intake.open(record.db, actor=CAMILLE, context=NO_CONTEXT, person_id=PERSON, file_name="a.pdf", declared_size=size)
        assert refused.value.code == "fichier.trop_lourd"


def test_more_than_announced_is_refused(record: Record) -> None:
    intake = record.open(b"1234", "note.txt")
    with pytest.raises(DomainError) as refused:
        intake.feed(b"12345")
    assert refused.value.code == "envoi.coupe"
    assert record.nothing_left()


def test_a_cut_upload_leaves_nothing(record: Record) -> None:
    data = samples.pdf_of_size(300_000)
    with record.open(data, "long.pdf") as intake:
        intake.feed(data[:200_000])
        assert record.rows() == 1
        assert record.page().total == 0
        with pytest.raises(DomainError) as refused:
            intake.finish()
    assert refused.value.code == "envoi.coupe"
    assert record.nothing_left()


@pytest.mark.parametrize("settled", [False, True])
def test_a_crash_in_mid_upload_is_swept(record: Record, settled: bool) -> None:
    data = samples.pdf_of_size(300_000)
    intake = record.open(data, "long.pdf")
    intake.feed(data)
    if settled:
        intake._settle()
    assert service.sweep(record.db) == 0
    intake._writer.close()  # what the system does for a process that dies
    assert service.sweep(record.db) == 1
    assert record.nothing_left()


def test_what_another_process_receives_is_left_alone(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second server, or a command, starts on the same data at each moment of an upload: when the row has just been written, in
    its middle, while the file is checked, when it is in its place."""
    data = samples.pdf_of_size(300_000)

    def second_process() -> None:
        other = Database(record.db.settings, record.db.clock, record.db.keyring, BlobStore(record.db.blobs.root))
        try:
            assert service.sweep(other) == 0
        finally:
            other.dispose()

    def around(owner: object, name: str) -> None:
        step = getattr(owner, name)

        def stepped(*given: object, **named: object) -> object:
            second_process()
            result = step(*given, **named)
            second_process()
            return result

        monkeypatch.setattr(owner, name, stepped)

    around(intakes, "blob_key")
    for name in ("_begin", "_write", "_settle", "_keep"):
        around(Intake, name)
    with record.open(data, "long.pdf") as intake:
        intake.feed(data[:200_000])
        second_process()
        record.clock.advance(timedelta(days=1))
        second_process()
        intake.feed(data[200_000:])
        assert intake.finish().size == len(data)
    assert record.page().total == 1
    assert not record.db.blobs.is_held(intake._key.blob_id)


def test_sealed_by_one_and_written_by_another(record: Record) -> None:
    """What the server does: sealing on its loop, writing in a thread, one piece behind."""
    data = samples.pdf_of_size(900_000)
    with record.open(data, "long.pdf") as intake:
        intake.feed(data[:100_000])
        waiting = [intake.seal(data[at : at + 130_000]) for at in range(100_000, 700_000, 130_000)]
        intake.write(*waiting)
        intake.feed(data[750_000:])
        received = intake.finish()
    assert received.sha256 == hashlib.sha256(data).hexdigest()
    assert record.bytes_of(received.id) == data


def test_sealing_refuses_more_than_was_announced(record: Record) -> None:
    data = samples.pdf_of_size(300_000)
    intake = record.open(data, "long.pdf")
    intake.feed(data[:100_000])
    with pytest.raises(DomainError) as refused:
        intake.seal(data[99_999:])
    assert refused.value.code == "envoi.coupe"
    intake.abort()
    with pytest.raises(DomainError):
        intake.write(b"x")
    assert record.nothing_left()


def test_a_full_disk_is_told_and_nothing_left(record: Record) -> None:
    data = samples.pdf_of_size(3_000_000)
    intake = record.open(data, "long.pdf")
    intake.feed(data[:100_000])
    full = os.open("/dev/full", os.O_WRONLY)  # the kernel's own full disk takes the place of the draft's
    os.dup2(full, intake._writer._handle)
    os.close(full)
    with pytest.raises(DomainError) as refused:
        intake.feed(data[100_000:])
    assert refused.value.code == "stockage.plein"
    assert record.nothing_left()


def test_a_disk_that_cannot_make_it_durable_is_told_and_nothing_left(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", refuses)
    with pytest.raises(DomainError) as refused:
        record.add(samples.pdf_of_size(300_000), "long.pdf")
    assert refused.value.code == "stockage.plein"
    assert record.nothing_left()


def test_the_quota_counts_what_is_kept_and_what_is_coming(record: Record) -> None:
    with record.db.uow() as uow:
        uow.session.add(StorageUse(person_id=PERSON, bytes=tally.QUOTA - 150_000))
        uow.commit()
    data = samples.pdf_of_size(100_000)
    with record.open(data, "un.pdf") as first:
        first.feed(data)
        with pytest.raises(DomainError) as refused:
            record.open(data, "deux.pdf")
        assert refused.value.code == "dossier.plein"


def test_a_parent_adds_to_a_childs_record(record: Record) -> None:
    data = samples.text()
    with record.open(data, "vaccin.txt", person=CHILD, context=PARENT) as intake:
        intake.feed(data)
        intake.finish()
    assert record.acts(CHILD) == ["document.ajoute"]
    with record.db.read() as uow:
        page = views.documents_page(uow, actor=CAMILLE, context=PARENT, person_id=CHILD, lang="fr")
    assert page.rows[0].author_label == "Ajouté par vous"
    with pytest.raises(DomainError):
        record.open(data, "vaccin.txt", person=CHILD)
