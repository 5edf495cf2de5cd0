"""The allowlist: what is taken, what is refused and in which words, from the first bytes alone."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.record.sniff import EXTENSIONS, HEAD_BYTES, Kind, Refused, identify
from tests import samples


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", samples.pdf(), Kind.PDF),
        ("A.PDF", samples.pdf(), Kind.PDF),
        ("blanc.pdf", b"\r\n" + samples.pdf(), Kind.PDF),
        ("photo.jpg", samples.jpeg(), Kind.JPEG),
        ("photo.JPEG", samples.jpeg(), Kind.JPEG),
        ("scan.png", samples.png(), Kind.PNG),
        ("photo.heic", samples.heic(), Kind.HEIC),
        ("photo.heif", samples.heic(), Kind.HEIC),
        ("note.txt", samples.text(), Kind.TEXT),
        ("note.txt", samples.text("café, œuf", "cp1252"), Kind.TEXT),
        ("note.txt", samples.text("café", "utf-16"), Kind.TEXT),
        ("note.txt", b"BMI: 23", Kind.TEXT),
        ("note.txt", b"MZ a dit que tout va bien", Kind.TEXT),
        ("note.txt", b"<3 merci docteur", Kind.TEXT),
        ("cr.xml", samples.cda(), Kind.CDA),
        ("cr.xml", samples.cda().decode().replace("UTF-8", "UTF-16").encode("utf-16"), Kind.CDA),
        ("irm.dcm", samples.dicom(), Kind.DICOM),
        ("IM000001", samples.dicom(), Kind.DICOM),
    ],
)
def test_accepted(name: str, data: bytes, kind: Kind) -> None:
    assert identify(name, data[:HEAD_BYTES]).kind is kind


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("vide.pdf", b"", "fichier.vide"),
        ("blanc.txt", b"  \n ", "fichier.vide"),
        ("facture.pdf", samples.executable(), "fichier.programme"),
        ("facture.pdf", samples.elf(), "fichier.programme"),
        ("note.txt", b"#!/bin/sh\nrm -rf /\n", "fichier.programme"),
        ("dessin.svg", samples.svg(), "fichier.svg"),
        ("dessin.png", samples.svg(), "fichier.svg"),
        ("dessin.xml", b'<?xml version="1.0"?><!-- a --><svg/>', "fichier.svg"),
        ("tout.zip", samples.archive(), "fichier.archive"),
        ("tout.pdf", samples.archive(), "fichier.archive"),
        ("lettre.docx", samples.docx(), "fichier.bureautique"),
        ("lettre.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "fichier.bureautique"),
        ("lettre.txt", b"{\\rtf1 a}", "fichier.bureautique"),
        ("page.html", samples.html(), "fichier.page_web"),
        ("page.txt", samples.html(), "fichier.page_web"),
        ("page.txt", b"\xef\xbb\xbf <script>alert(1)</script>", "fichier.page_web"),
        ("image.png", samples.gif_polyglot(), "fichier.autre_image"),
        ("image.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "fichier.autre_image"),
        ("image.heic", b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1", "fichier.autre_image"),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "fichier.film"),
        ("bombe.png", samples.png_claiming(), "image.trop_grande"),
        ("bombe.jpg", samples.jpeg(64, 64).replace(b"\x00\x40\x00\x40", b"\xff\xff\xff\xff"), "image.trop_grande"),
        ("photo.png", samples.jpeg(), "fichier.desaccord"),
        ("photo.jpg", samples.heic(), "fichier.desaccord"),
        ("note.pdf", samples.text(), "fichier.desaccord"),
        ("a.exe", samples.pdf(), "fichier.extension"),
        ("scan", samples.pdf(), "fichier.sans_extension"),
        ("autre.xml", b"<?xml version='1.0'?><note/>", "fichier.xml_inconnu"),
        ("bombe.xml", samples.xml_bomb(), "fichier.xml_entites"),
        ("externe.xml", samples.xml_external(), "fichier.xml_entites"),
        ("irm.dcm", samples.dicom(preamble=b"MZ" + bytes(126)), "fichier.programme"),
        ("irm.dcm", samples.dicom(preamble=b"GIF89a" + bytes(122)), "fichier.double"),
        ("a.pdf", b"MZ" + bytes(range(128, 256)) * 4, "fichier.programme"),
        ("n.txt", b"abc\x00def", "fichier.inconnu"),
        ("n.bin", bytes(range(256)), "fichier.inconnu"),
    ],
)
def test_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        identify(name, data[:HEAD_BYTES])
    assert refused.value.code == code


def test_a_long_text_may_be_cut_inside_a_letter() -> None:
    data = ("é" * HEAD_BYTES).encode()
    assert identify("long.txt", b"a" + data[: HEAD_BYTES - 1]).kind is Kind.TEXT


@given(st.binary(max_size=300), st.sampled_from([*EXTENSIONS, "exe", ""]))
def test_any_bytes_get_a_decision(data: bytes, ext: str) -> None:
    with contextlib.suppress(Refused):
        sniffed = identify(f"a.{ext}" if ext else "a", data)
        assert not ext or EXTENSIONS[ext] is sniffed.kind


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(
        lambda t: t.strip("\ufeff \x85\xa0\u2028\u2029") and t.strip()
    )
)
def test_plain_words_are_text(words: str) -> None:
    data = ("Note : " + words).encode()
    assert identify("note.txt", data).kind is Kind.TEXT
