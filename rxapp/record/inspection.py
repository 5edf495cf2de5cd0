"""The rules that need the whole file. Runs only inside the limited subprocess (`rendition_worker.py`).

Each `inspect_*` takes a seekable reader of the original and answers an `Inspection`, or raises `sniff.Refused`.
Decisions about active content: `docs/decisions/004-active-content.md`.
"""

from __future__ import annotations

import codecs
import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

import defusedxml.ElementTree
import pikepdf
import pillow_heif
import pydicom
from defusedxml import DefusedXmlException
from PIL import Image, ImageFile, Jpeg2KImagePlugin, MpoImagePlugin, UnidentifiedImageError, WebPImagePlugin
from pydicom.errors import InvalidDicomError

from rxapp.record import cda, dicom_image, pdf_rules
from rxapp.record.answers import MAX_PAGES, MAX_TITLE
from rxapp.record.sniff import HEAD_BYTES, Kind, Refused, check_pixels, text_encoding

pillow_heif.register_heif_opener(thumbnails=False)
PLUGINS = (Jpeg2KImagePlugin, MpoImagePlugin, WebPImagePlugin)
"""Loaded by name: in the subprocess nothing is looked up on disk later."""

MAX_XML_BYTES = 20_000_000
_STEP = 1 << 20


@dataclass(frozen=True)
class Inspection:
    """What a kept file turned out to be. `act_date` is an ISO day the file itself gives, "" when it gives none."""

    pages: int = 0
    preview: str = "none"
    warning: str = ""
    title: str = ""
    act_date: str = ""


def warm() -> None:
    """Have qpdf open its source of chance, which it keeps open: it needs some to read a protected PDF."""
    pikepdf.new().save(io.BytesIO(), encryption=pikepdf.Encryption(owner="carnet", user=""))


def inspect(kind: Kind, file: BinaryIO, size: int) -> Inspection:
    """Check a whole file of `size` bytes.

    Raises:
        Refused: damaged, protected, booby-trapped or another file in disguise.
    """
    _refuse_hidden_archive(file, size)
    return _INSPECTORS[kind](file)


def _refuse_hidden_archive(file: BinaryIO, size: int) -> None:
    """Refuse a file that also unzips: a zip directory closes it, its comment ending exactly with the file."""
    span = min(size, 65_557)
    file.seek(size - span)
    tail = file.read(span)
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) - at >= 22 and int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail) - at - 22:
            raise Refused("fichier.double")
        at = tail.rfind(b"PK\x05\x06", 0, at)


# --- PDF --------------------------------------------------------------------------------------------------------


def inspect_pdf(file: BinaryIO) -> Inspection:
    """Refuse what is protected or launches something; note scripts, which are kept but never run here."""
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if not pages:
                raise Refused("fichier.illisible")
            if pages > MAX_PAGES:
                raise Refused("fichier.trop_complexe")
            warning = pdf_rules.active_content(pdf)
    except pikepdf.PasswordError:
        raise Refused("pdf.protege") from None
    except pikepdf.PdfError:
        raise Refused("fichier.illisible") from None
    return Inspection(pages=pages, preview="image", warning=warning)


# --- images -----------------------------------------------------------------------------------------------------


def open_image(file: BinaryIO) -> Image.Image:
    """Open without decoding, its announced size checked."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before decoding
    try:
        image = Image.open(file, formats=("JPEG", "PNG", "HEIF"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused("fichier.illisible") from None
    check_pixels(*image.size)
    return image


def inspect_image(file: BinaryIO) -> Inspection:
    """Decode once, small: a damaged or cut image is refused while the person still holds the good one."""
    image = open_image(file)
    try:
        if image.format in ("JPEG", "MPO"):
            image.draft("RGB", (512, 512))
        image.load()
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Refused("fichier.illisible") from None
    return Inspection(pages=1, preview="image")


# --- texts ------------------------------------------------------------------------------------------------------


def inspect_text(file: BinaryIO) -> Inspection:
    """Read all of it in steps: one codec throughout, no control character."""
    codec = text_encoding(file.read(HEAD_BYTES))
    if codec is not None and _reads_as(file, codec):
        return Inspection(preview="text")
    if codec == "utf-8-sig" and _reads_as(file, "cp1252"):
        return Inspection(preview="text")
    raise Refused("fichier.inconnu")


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _reads_as(file: BinaryIO, codec: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        while block := file.read(_STEP):
            if _CONTROLS.search(decoder.decode(block)):
                return False
        return not _CONTROLS.search(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        return False


def parse_cda(file: BinaryIO):
    """Root of a clinical document, parsed without DOCTYPE, entities or anything outside the file."""
    data = file.read(MAX_XML_BYTES + 1)
    if len(data) > MAX_XML_BYTES:
        raise Refused("fichier.trop_complexe")
    try:
        root = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused("fichier.xml_entites") from None
    except (defusedxml.ElementTree.ParseError, ValueError, LookupError):
        raise Refused("fichier.illisible") from None
    if root.tag != cda.HL7 + "ClinicalDocument":
        raise Refused("fichier.xml_inconnu")
    return root


def inspect_cda(file: BinaryIO) -> Inspection:
    """A clinical document: its own title and day are offered for the record; what it holds obeys the rules of its type."""
    root = parse_cda(file)
    when = root.find(cda.HL7 + "effectiveTime")
    return replace(
        _inspect_body(cda.body_of(root)),
        title=" ".join((root.findtext(cda.HL7 + "title") or "").split())[:MAX_TITLE],
        act_date=iso_day("" if when is None else when.get("value", "")),
    )


def _inspect_body(body: cda.Body | None) -> Inspection:
    if body is not None and body.kind is Kind.PDF:
        return inspect_pdf(io.BytesIO(body.data))
    if body is not None and body.kind in (Kind.JPEG, Kind.PNG):
        return inspect_image(io.BytesIO(body.data))
    return Inspection(preview="text")


def iso_day(compact: str) -> str:
    """ "20240312101500+0100" → "2024-03-12"; "" when it is no day."""
    found = re.match(r"(\d{4})(\d{2})(\d{2})", compact or "", re.ASCII)
    return "-".join(found.groups()) if found else ""


# --- DICOM ------------------------------------------------------------------------------------------------------


def read_dicom(file: BinaryIO, *, pixels: bool) -> pydicom.Dataset:
    """Tags of an image; with `pixels`, its frames as well."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pydicom.dcmread(file, stop_before_pixels=not pixels, defer_size=None)
    except (InvalidDicomError, OSError, ValueError, KeyError, AttributeError, EOFError, NotImplementedError, TypeError):
        raise Refused("fichier.illisible") from None


def inspect_dicom(file: BinaryIO) -> Inspection:
    """An image of a scanner: shown when its first frame can be drawn, else as a card of tags."""
    tags = read_dicom(file, pixels=False)
    if not len(tags):
        raise Refused("fichier.illisible")
    check = dicom_image.drawable(tags)
    return Inspection(
        pages=1,
        preview="image" if check else "text",
        title=" ".join(str(tags.get("StudyDescription", "")).split())[:MAX_TITLE],
        act_date=iso_day(str(tags.get("StudyDate", ""))),
    )


_INSPECTORS: dict[Kind, Callable[[BinaryIO], Inspection]] = {
    Kind.PDF: inspect_pdf,
    Kind.JPEG: inspect_image,
    Kind.PNG: inspect_image,
    Kind.HEIC: inspect_image,
    Kind.TEXT: inspect_text,
    Kind.CDA: inspect_cda,
    Kind.DICOM: inspect_dicom,
}
