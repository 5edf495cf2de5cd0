"""Documents from arrival to erasure, on a real database and real files."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.errors import DomainError, message
from rxapp.core.keys import create_person_key
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Refused, Role
from rxapp.record import previews, service, tally, views
from rxapp.record.contents import Content
from rxapp.record.intake import MAX_FILE, Intake, Received
from rxapp.record.models import Document, Rendition, Status, StorageUse
from tests import samples

PERSON, CHILD, STRANGER = "a" * 32, "b" * 32, "c" * 32
CAMILLE = Actor("compte-camille", Role.PATIENT, PERSON, "Camille Martin")
OTHER = Actor("compte-paul", Role.PATIENT, STRANGER, "Paul Durand")
PARENT = Context(guardian_of=frozenset({CHILD}))


@dataclass
class Record:
    """One person's record and the verbs a test needs."""

    db: Database
    clock: FixedClock

    def open(self, data: bytes, name: str, person: str = PERSON, actor: Actor = CAMILLE, context: Context = NO_CONTEXT) -> Intake:
        return Intake.open(self.db, actor=actor, context=context, person_id=person, file_name=name, declared_size=len(data))

    def add(self, data: bytes, name: str, *, block: int = 40_000, **given: object) -> Received:
        with self.open(data, name) as intake:
            for at in range(0, len(data), block):
                intake.feed(data[at : at + block])
            return intake.finish(**given)

    def bytes_of(self, document_id: str, actor: Actor = CAMILLE) -> bytes:
        with self.db.read() as uow:
            found = previews.original(uow, actor=actor, context=NO_CONTEXT, document_id=document_id, action="download")
        with Content(self.db.blobs, found.blob, found.size) as content:
            return b"".join(content.pieces())

    def page(self, **chosen: object) -> views.Page:
        with self.db.read() as uow:
            return views.documents_page(uow, actor=CAMILLE, person_id=PERSON, **{"lang": "fr", **chosen})

    def detail(self, document_id: str, lang: str = "fr") -> views.DocumentDetail:
        with self.db.read() as uow:
            return views.document_detail(uow, actor=CAMILLE, document_id=document_id, lang=lang)

    def show(self, document_id: str, what: str = previews.PAGE, page: int = 1) -> previews.Made:
        return previews.show(self.db, actor=CAMILLE, context=NO_CONTEXT, document_id=document_id, what=what, page=page)

    def do(self, verb, document_id: str, **given: object) -> object:
        with self.db.uow() as uow:
            done = verb(uow, actor=CAMILLE, document_id=document_id, **given)
            uow.commit()
            return done

    def acts(self, person: str = PERSON) -> list[str]:
        with self.db.read() as uow:
            return list(
                uow.session.execute(
                    select(AuditEntry.action).where(AuditEntry.person_id == person).order_by(AuditEntry.seq)
                ).scalars()
            )

    def rows(self) -> int:
        with self.db.read() as uow:
            return len(uow.session.execute(select(Document.id)).all())

    def files(self) -> list[Path]:
        return [path for path in self.db.blobs.root.rglob("*") if path.is_file()]

    def nothing_left(self) -> bool:
        return not self.rows() and not self.files() and not self.acts()


@pytest.fixture
def record(database: Database, clock: FixedClock) -> Iterator[Record]:
    with database.uow() as uow:
        for person in (PERSON, CHILD, STRANGER):
            create_person_key(uow, person)
        uow.commit()
    return Record(database, clock)


GOOD = [
    ("Compte_rendu.pdf", samples.pdf(), "PDF, 3 pages", "image"),
    ("photo.jpg", samples.jpeg(), "JPEG", "image"),
    ("scan.png", samples.png(), "PNG", "image"),
    ("photo.HEIC", samples.heic(), "HEIC", "image"),
    ("note.txt", samples.text(), "TXT", "text"),
    ("note.txt", samples.text("œuf à 12 h", "cp1252"), "TXT", "text"),
    ("cr.xml", samples.cda(), "CDA", "text"),
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


def test_a_crash_in_mid_upload_is_swept(record: Record) -> None:
    data = samples.pdf_of_size(300_000)
    intake = record.open(data, "long.pdf")
    intake.feed(data)
    intake._close_blob()
    assert service.sweep(record.db) == 0
    assert service.sweep(record.db, stale_upload=timedelta(0)) == 1
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


def test_no_byte_is_readable_anywhere(record: Record, tmp_path: Path) -> None:
    marker = samples.MARKER
    for data, name in ((samples.pdf(2, marker), f"{marker}.pdf"), (samples.text(marker * 9000), "n.txt")):
        received = record.add(data, name, title=f"Titre {marker}", note=marker)
        record.show(received.id)
    record.do(service.trash, received.id)
    wanted = [marker.encode(), marker.encode("utf-16-le"), marker.casefold().replace("-", " ").encode()]
    looked = 0
    for folder in (tmp_path, record.db.blobs.root, Path(tempfile.gettempdir())):
        for path in folder.rglob("*") if folder != Path(tempfile.gettempdir()) else folder.glob("*"):
            if path.is_file() and path.stat().st_size < 100_000_000:
                content = path.read_bytes()
                looked += 1
                assert not any(mark in content for mark in wanted), path
    assert looked > 4


def test_what_is_shown_carries_no_place_and_stands_upright(record: Record) -> None:
    data = samples.jpeg(640, 400, orientation=6)
    received = record.add(data, "photo.jpg")
    made = record.show(received.id)
    image = Image.open(io.BytesIO(made.data))
    assert image.size == (400, 640)
    assert not image.getexif()
    assert b"FabricantSecret" not in made.data
    assert b"FabricantSecret" in record.bytes_of(received.id)


def test_a_patient_name_is_not_on_the_card_of_a_scan(record: Record) -> None:
    received = record.add(samples.dicom(rows=0, columns=0, pixels=False), "r.dcm")
    words = previews.as_text(record.show(received.id), "fr")
    assert "Scanner thoracique" in words
    assert "samedi 15 avril 2023" in words
    assert "SECRET" not in words
    assert received.title == "Scanner thoracique"
    assert received.act_date == date(2023, 4, 15)


def test_a_clinical_document_reads_as_text(record: Record) -> None:
    received = record.add(samples.cda(body="<script>alert(1)</script>"), "cr.xml")
    words = previews.as_text(record.show(received.id), "en")
    assert words.startswith("Title: Compte rendu d’hospitalisation\nDate: Tuesday 12 March 2024\nAuthor: Dr Anne Roux")
    assert "Repos\nContrôle" in words


def test_a_bomb_page_gives_up_and_the_original_stays(record: Record) -> None:
    received = record.add(samples.pdf_huge_page(), "immense.pdf")
    image = Image.open(io.BytesIO(record.show(received.id).data))
    assert max(image.size) <= 1600


def test_a_page_that_is_not_there(record: Record) -> None:
    received = record.add(samples.pdf(2), "a.pdf")
    for what, page in ((previews.PAGE, 0), (previews.PAGE, 3), (previews.TEXT, 1), (previews.THUMB, 2)):
        with pytest.raises(DomainError) as refused:
            record.show(received.id, what, page)
        assert refused.value.code == "introuvable"


def test_renditions_are_made_once_and_bounded(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "KEPT_PAGES", 2)
    received = record.add(samples.pdf(3), "a.pdf")
    for page in (1, 1, 2, 3):
        record.clock.advance(timedelta(seconds=1))
        record.show(received.id, page=page)
    with record.db.read() as uow:
        pages = uow.session.execute(select(Rendition.page).order_by(Rendition.page)).scalars().all()
    assert list(pages) == [2, 3]
    assert len(record.files()) == 3


def test_edit_changes_what_is_given_and_refuses_a_stale_version(record: Record) -> None:
    received = record.add(samples.pdf(), "a.pdf", title="Prise de sang", category="biologie", act_date="01/02/2024")
    version = record.do(
        service.edit, received.id, version=1, title="Bilan", category="imagerie", act_date="2023-05-06", note="à revoir"
    )
    assert version == 2
    row = record.detail(received.id).row
    assert (row.title, row.category_label, row.act_date_label, row.note) == ("Bilan", "Imagerie", "samedi 6 mai 2023", "à revoir")
    assert record.page(query="bilan").total == 1
    assert record.page(query="sang").total == 0
    with record.db.read() as uow:
        assert [c.value for c in views.years(uow, actor=CAMILLE, person_id=PERSON)] == ["2023"]
        assert [c.value for c in views.categories(uow, actor=CAMILLE, person_id=PERSON, lang="fr")] == ["imagerie"]
    with pytest.raises(DomainError) as refused:
        record.do(service.edit, received.id, version=1, title="Autre")
    assert refused.value.code == "document.perime"
    assert record.do(service.edit, received.id, version=2, title="Bilan") == 2
    assert record.acts() == ["document.ajoute", "document.modifie"]


def test_delete_undo_then_gone(record: Record) -> None:
    received = record.add(samples.pdf(), "a.pdf")
    record.show(received.id, previews.THUMB)
    until = record.do(service.trash, received.id)
    assert until == record.clock.now() + timedelta(seconds=10)
    assert record.page().total == 0
    with pytest.raises(DomainError):
        record.bytes_of(received.id)
    record.clock.advance(timedelta(seconds=9.9))
    assert service.sweep(record.db) == 0
    record.do(service.restore, received.id)
    assert record.page().total == 1
    record.do(service.trash, received.id)
    record.clock.advance(timedelta(seconds=10))
    with pytest.raises(DomainError) as refused:
        record.do(service.restore, received.id)
    assert refused.value.code == "document.trop_tard"
    assert service.sweep(record.db) == 1
    assert not record.rows()
    assert not record.files()
    with record.db.read() as uow:
        assert uow.session.get(StorageUse, PERSON).bytes == 0
        assert audit.verify(uow, PERSON).ok
    assert record.acts()[-1] == "document.efface"


def test_an_interrupted_erasure_is_finished(record: Record) -> None:
    received = record.add(samples.pdf(), "a.pdf")
    with record.db.uow() as uow:
        document = uow.session.get(Document, received.id)
        service._strip(document)
        uow.session.add(document)
        uow.commit()
    assert service.sweep(record.db) == 1
    assert not record.rows()
    assert not record.files()


def test_another_person_sees_nothing(record: Record) -> None:
    received = record.add(samples.pdf(), "a.pdf")
    doors = [
        lambda uow: views.documents_page(uow, actor=OTHER, person_id=PERSON, lang="fr"),
        lambda uow: views.documents_page(uow, actor=OTHER, person_id=PERSON, lang="fr", query="a"),
        lambda uow: views.years(uow, actor=OTHER, person_id=PERSON),
        lambda uow: views.categories(uow, actor=OTHER, person_id=PERSON, lang="fr"),
        lambda uow: views.authors(uow, actor=OTHER, person_id=PERSON, lang="fr"),
        lambda uow: views.storage(uow, actor=OTHER, person_id=PERSON, lang="fr"),
        lambda uow: views.document_detail(uow, actor=OTHER, document_id=received.id, lang="fr"),
        lambda uow: previews.original(uow, actor=OTHER, context=NO_CONTEXT, document_id=received.id),
        lambda uow: service.trash(uow, actor=OTHER, document_id=received.id),
        lambda uow: service.restore(uow, actor=OTHER, document_id=received.id),
        lambda uow: service.edit(uow, actor=OTHER, document_id=received.id, version=1, title="x"),
        lambda uow: service.downloaded(uow, actor=OTHER, document_id=received.id),
    ]
    for door in doors:
        with record.db.uow() as uow, pytest.raises(Refused) as refused:
            door(uow)
        assert refused.value.code == "introuvable"
    with pytest.raises(DomainError):
        record.open(b"abc", "a.txt", actor=OTHER)
    assert record.acts() == ["document.ajoute"]


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


def test_pages_follow_each_other_without_gap(record: Record) -> None:
    names = []
    for n in range(7):
        record.add(samples.text(f"note {n}"), f"n{n}.txt", title=f"Note {n}", act_date=f"2024-01-0{1 + n // 3}")
        record.clock.advance(timedelta(seconds=1))
    for query in (None, "note"):
        names, after = [], None
        while True:
            page = record.page(limit=3, after=after, query=query)
            names += [row.title for row in page.rows]
            assert page.total == 7
            after = page.next_cursor
            if after is None:
                break
        assert names == [f"Note {n}" for n in reversed(range(7))]
    assert record.page(after="n'importe quoi").total == 7
    assert len(record.page(after="2024-99-99.1." + "a" * 32).rows) == 7


def test_filters(record: Record) -> None:
    record.add(samples.text(), "a.txt", title="A", category="biologie", act_date="2023-03-01")
    record.add(samples.text(), "b.txt", title="B", category="biologie", act_date="2024-03-01")
    record.add(samples.text(), "c.txt", title="C", category="courrier", act_date="2024-04-01")
    assert record.page(category="biologie").total_label == "2 documents"
    assert [r.title for r in record.page(category="biologie", year=2024).rows] == ["B"]
    assert record.page(category="biologie", year=2024).total == 1
    assert record.page(year=2024, query="c").total == 1
    assert record.page(author="personne").total == 0
    with record.db.read() as uow:
        assert [(c.value, c.documents) for c in views.years(uow, actor=CAMILLE, person_id=PERSON)] == [("2024", 2), ("2023", 1)]
        assert [c.label for c in views.authors(uow, actor=CAMILLE, person_id=PERSON, lang="en")] == ["You"]
        assert len(views.all_categories("fr")) == 10
        assert views.storage(uow, actor=CAMILLE, person_id=PERSON, lang="fr").endswith("sur 2\u202fGo")


VERBS = st.lists(st.tuples(st.sampled_from(["add", "trash", "restore", "edit", "sweep"]), st.integers(0, 5)), max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERBS)
def test_counts_never_drift(record: Record, verbs: list[tuple[str, int]]) -> None:
    ids: list[str] = []
    for verb, n in verbs:
        try:
            if verb == "add":
                ids.append(record.add(samples.text(f"mot {n}"), "a.txt", category="biologie", act_date=f"20{10 + n}-01-01").id)
            elif verb == "sweep":
                record.clock.advance(timedelta(seconds=4))
                service.sweep(record.db)
            elif ids and verb == "edit":
                chosen = ids[n % len(ids)]
                record.do(
                    service.edit, chosen, version=record.detail(chosen).version, category="autre", act_date=f"20{n + 12}-02-02"
                )
            elif ids:
                record.do(service.trash if verb == "trash" else service.restore, ids[n % len(ids)])
        except DomainError as refused:
            if refused.code not in ("introuvable", "document.trop_tard"):
                raise
    with record.db.read() as uow:
        ready = uow.session.execute(select(Document).where(Document.status == Status.READY)).scalars().all()
        for facet in (tally.ALL, tally.YEAR, tally.CATEGORY, tally.AUTHOR):
            expected: dict[str, int] = {}
            for document in ready:
                value = dict(tally.facets(document))[facet]
                expected[value] = expected.get(value, 0) + 1
            assert tally.counts(uow, PERSON, facet) == expected
        weight = sum(d.size for d in uow.session.execute(select(Document).where(Document.status != Status.ERASED)).scalars())
        assert tally.used(uow, PERSON) == weight
