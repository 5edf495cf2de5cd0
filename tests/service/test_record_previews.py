"""What is shown of a document: made once, bounded, sealed, and nothing of the original in it."""

from __future__ import annotations

import io
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from rxapp.core import engines
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.record import previews, service
from rxapp.record.models import Rendition
from tests import samples
from tests.record import Record, record

__all__ = ["record"]


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


def test_a_clinical_document_of_several_sections_reads_in_order(record: Record) -> None:
    words = previews.as_text(record.show(record.add(samples.cda_sections(), "cr.xml").id), "fr")
    assert "Établissement\u00a0: CHU de Valbois" in words
    assert "Biologie\nExamen · Valeur\nGlycémie · 1,20 g/L\nCréatinine · 9 mg/L" in words
    assert "Commentaire\nÀ refaire dans un mois.\nlien" in words
    assert words.count("Commentaire") == 1
    assert "ailleurs" not in words


def test_the_pdf_inside_a_clinical_document_is_shown_page_by_page(record: Record) -> None:
    data = samples.cda_around(samples.pdf(2))
    received = record.add(data, "cr.xml")
    assert received.title == "Compte rendu d’hospitalisation"
    detail = record.detail(received.id)
    assert (detail.preview, detail.pages) == ("image", 2)
    for page in (1, 2):
        assert max(Image.open(io.BytesIO(record.show(received.id, page=page).data)).size) == 1600
    assert record.bytes_of(received.id) == data


def test_a_picture_or_plain_text_inside_one_is_shown_too(record: Record) -> None:
    picture = record.add(samples.cda_around(samples.jpeg(), "image/jpeg"), "photo.xml")
    assert Image.open(io.BytesIO(record.show(picture.id).data)).size == (640, 400)
    for representation in ("B64", "TXT"):
        plain = record.add(samples.cda_around(b"Suites simples.", "text/plain", representation), f"{representation}.xml")
        assert previews.as_text(record.show(plain.id), "fr").endswith("\n\nSuites simples.")


def test_what_is_not_shown_leaves_its_title_and_author(record: Record) -> None:
    received = record.add(samples.cda_around(b"{\\rtf1 Bonjour}", "text/rtf"), "cr.xml")
    words = previews.as_text(record.show(received.id), "fr")
    assert "Dr Anne Roux" in words
    assert "rtf" not in words
    assert "e1xydGYx" not in words


HELD = {
    "pdf.lancement": lambda: samples.cda_around(samples.pdf_with_launch()),
    "pdf.protege": lambda: samples.cda_around(samples.pdf_encrypted()),
    "fichier.illisible": lambda: samples.cda_around(b"%PDF-1.7 rien"),
    "fichier.illisible, une image": lambda: samples.cda_around(b"pas une image", "image/png"),
    "fichier.illisible, sans base 64": lambda: samples.cda_around(b"?", "text/plain", "b64"),
}
"""What a clinical document holds, by the code of its refusal."""


@pytest.mark.parametrize("why", HELD)
def test_what_it_holds_obeys_the_rules_of_its_own(record: Record, why: str) -> None:
    with pytest.raises(DomainError) as refused:
        record.add(HELD[why](), "cr.xml")
    assert refused.value.code == why.partition(",")[0]
    assert record.nothing_left()


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


def test_a_preview_that_cannot_be_kept_leaves_no_file(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    received = record.add(samples.pdf(), "a.pdf")
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    elsewhere = Database(record.db.settings, record.clock, record.db.keyring, record.db.blobs)
    with elsewhere.uow(), pytest.raises(DomainError, match=r"base\.occupee"):
        record.show(received.id)
    elsewhere.dispose()
    assert len(record.files()) == 1


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
