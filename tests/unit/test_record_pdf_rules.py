"""What a PDF holds beside its pages: programs behind a harmless name, harmless names before a program, actions that leave."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from rxapp.record import cautions, inspection, pdf_rules
from rxapp.record.sniff import Refused
from tests import samples


def warning(data: bytes) -> str:
    return inspection.inspect_pdf(io.BytesIO(data)).warning


def attached(name: str, data: bytes, **more: str) -> bytes:
    """A PDF with a file attached; `more`: names of other systems (`F`, `DOS`)."""
    pdf = pikepdf.open(io.BytesIO(samples.pdf(1)))
    pdf.attachments["x"] = pikepdf.AttachedFileSpec(pdf, data, filename=name)
    for key, value in more.items():
        pdf.attachments["x"].obj[f"/{key}"] = String(value)
    return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def with_action(action: Dictionary) -> bytes:
    pdf = pikepdf.open(io.BytesIO(samples.pdf(1)))
    pdf.Root.OpenAction = pdf.make_indirect(action)
    return saved(pdf)


def with_annotation(**entries: object) -> bytes:
    pdf = pikepdf.open(io.BytesIO(samples.pdf(1)))
    annotation = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **entries)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(annotation)])
    return saved(pdf)


XML = b"<?xml version='1.0' encoding='utf-8'?>\n"
INVOICE = b"<rsm:CrossIndustryInvoice xmlns:rsm='urn:un'><a/></rsm:CrossIndustryInvoice>"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("factur-x.xml", XML + INVOICE),
        ("factur-x.xml", INVOICE),
        ("bilan.XML", samples.cda()),
        ("page.xml", "\ufeff".encode() + XML + INVOICE),
        ("notes.txt", b"Prendre rendez-vous"),
        ("vide.txt", b""),
        ("photo.jpg", samples.jpeg()),
        ("photo.jpeg", samples.jpeg()),
        ("figure.png", samples.png()),
    ],
)
def test_a_plain_file_is_let_in_with_a_word(name: str, data: bytes) -> None:
    assert warning(attached(name, data)) == pdf_rules.ATTACHMENTS


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *(
            (f"facture.{kind}", b"texte ordinaire")
            for kind in ("bat", "ps1", "vbs", "js", "hta", "cmd", "lnk", "url", "html", "svg")
        ),
        ("facture.xml.bat", XML + INVOICE),
        ("facture.hta", b"Bonjour <script>alert(1)</script>"),
        ("facture", b"texte"),
        ("facture.txt ", b"texte"),
        ("facture.bat\x00.txt", b"texte"),
        ("facture.bat:.txt", b"texte"),
        ("facture\u202etxt.bat", b"texte"),
        ("facture.bat\u202e.txt", b"texte"),
        ("", b"texte"),
        ("page.xml", XML + b"<html><body/></html>"),
        ("page.xml", XML + b"<!-- x --><x:html xmlns:x='http://www.w3.org/1999/xhtml'/>"),
        ("dessin.xml", XML + b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("bombe.xml", samples.xml_bomb()),
        ("page.txt", b"<html></html>"),
        ("page.txt", XML + INVOICE),
        ("texte.xml", b"texte ordinaire"),
        ("photo.png", samples.jpeg()),
        ("outil.txt", samples.executable()),
        ("autre.txt", samples.pdf(1)),
    ],
)
def test_what_its_system_would_run_or_open_as_a_page_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        warning(attached(name, data))
    assert refused.value.code == "pdf.pieces_jointes"


@pytest.mark.parametrize("key", ["F", "DOS", "Mac", "Unix"])
def test_every_name_of_an_attachment_counts(key: str) -> None:
    with pytest.raises(Refused):
        warning(attached("notes.txt", b"texte", **{key: "notes.bat"}))
    assert warning(attached("notes.txt", b"texte", **{key: "notes.txt"})) == pdf_rules.ATTACHMENTS


def site() -> Dictionary:
    return Dictionary(S=Name.URI, URI=String("https://exemple.test/vu"))


def then(following: object) -> Dictionary:
    return Dictionary(S=Name.GoTo, D=Array([0]), Next=following)


@pytest.mark.parametrize(
    "action",
    [
        lambda: Dictionary(S=Name.Movie),
        lambda: Dictionary(S=Name.Sound),
        lambda: Dictionary(S=Name.GoToR, F=String("//malveillant/partage/a.pdf")),
        lambda: Dictionary(S=Name.GoToE, F=String("a.pdf")),
        site,
        lambda: then(site()),
        lambda: then(Array([Dictionary(S=Name.Named, N=Name.NextPage), site()])),
    ],
)
def test_what_opens_by_itself_is_told(action: Callable[[], Dictionary]) -> None:
    assert warning(with_action(action())) == pdf_rules.ACTIVE


@pytest.mark.parametrize("kind", ["Movie", "Sound", "RichMedia", "Screen", "3D"])
def test_sound_and_video_on_a_page_are_told(kind: str) -> None:
    assert warning(with_annotation(Subtype=Name(f"/{kind}"))) == pdf_rules.ACTIVE


def test_a_link_that_a_page_follows_by_itself_is_told() -> None:
    assert warning(with_annotation(Subtype=Name.Link, AA=Dictionary(PO=site()))) == pdf_rules.ACTIVE


def test_what_one_clicks_is_ordinary() -> None:
    assert warning(with_annotation(Subtype=Name.Link, A=site())) == ""
    assert warning(with_action(Dictionary(S=Name.GoTo, D=Array([0])))) == ""


def test_the_gravest_word_is_said() -> None:
    pdf = pikepdf.open(io.BytesIO(attached("notes.txt", b"texte")))
    pdf.Root.OpenAction = site()
    assert warning(saved(pdf)) == pdf_rules.ACTIVE
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("1"), Next=site())
    assert warning(saved(pdf)) == pdf_rules.SCRIPT


def test_actions_that_turn_in_circles_are_refused() -> None:
    pdf = pikepdf.open(io.BytesIO(samples.pdf(1)))
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.GoTo, D=Array([0])))
    pdf.Root.OpenAction.Next = pdf.Root.OpenAction
    with pytest.raises(Refused, match=r"fichier\.trop_complexe"):
        warning(saved(pdf))


def test_every_warning_has_its_words() -> None:
    assert {pdf_rules.SCRIPT, pdf_rules.ACTIVE, pdf_rules.ATTACHMENTS} == cautions.WARNINGS.keys()
