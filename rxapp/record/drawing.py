"""Makes what is safe to show out of a document. Runs only inside the limited subprocess (`rendition_worker.py`).

Images come out as WebP without any metadata, turned upright; texts as UTF-8 without control or direction marks;
CDA and DICOM tags as a card: a JSON list of [field, words], whose fields the screens name.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps

from rxapp.record import cda, dicom_image, inspection
from rxapp.record.answers import CARD, MAX_TEXT, PICTURE, PLAIN
from rxapp.record.names import clean_text, unmarked
from rxapp.record.sniff import HEAD_BYTES, Kind, Refused, text_encoding


@dataclass(frozen=True)
class Drawn:
    """One rendition: its media type and its bytes."""

    media_type: str
    data: bytes


def draw(kind: Kind, file: BinaryIO, *, page: int, side: int, text: bool) -> Drawn:
    """Page `page` (from 1) at most `side` pixels long, or with `text` its words.

    Raises:
        Refused: the file cannot be drawn, or has no such page.
    """
    if text:
        return _TEXTS[kind](file)
    return _encoded(_PICTURES[kind](file, page, side), side)


def warm() -> None:
    """Draw something once, so that every library has loaded what it loads late."""
    _encoded(Image.new("RGB", (16, 16)), 8)
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(10, 10)
    blank[0].render(scale=1)
    blank.close()


def _encoded(image: Image.Image, side: int) -> Drawn:
    if image.mode not in ("RGB", "L"):
        image = _flattened(image)
    image.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=82, method=1)
    return Drawn(PICTURE, out.getvalue())


def _flattened(image: Image.Image) -> Image.Image:
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(image, mask=image.getchannel("A"))
        return white
    if image.mode.startswith("I") or image.mode == "F":
        low, high = image.convert("I").getextrema()
        scale = 255.0 / max(high - low, 1)
        return image.convert("I").point(lambda level: level * scale + (-low * scale)).convert("L")
    return image.convert("RGB")


def _pdf_page(file: BinaryIO, page: int, side: int) -> Image.Image:
    try:
        document = pypdfium2.PdfDocument(file)
        if not 1 <= page <= len(document):
            raise Refused("introuvable")
        sheet = document[page - 1]
        longest = max(*sheet.get_size(), 1.0)
        # forms are drawn as they stand; pypdfium2 is built without a script engine
        bitmap = sheet.render(scale=min(side / longest, 8.0), may_draw_forms=True, rev_byteorder=True)
        return bitmap.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        raise Refused("apercu.impossible") from None


def _photo(file: BinaryIO, page: int, side: int) -> Image.Image:
    if page != 1:
        raise Refused("introuvable")
    image = inspection.open_image(file)
    try:
        if image.format in ("JPEG", "MPO"):
            image.draft("RGB", (side, side))
        image.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
        return ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise Refused("apercu.impossible") from None


def _scan(file: BinaryIO, page: int, side: int) -> Image.Image:
    if page != 1:
        raise Refused("introuvable")
    try:
        return dicom_image.first_frame(inspection.read_dicom(file, pixels=True))
    except (OSError, ValueError, AttributeError, KeyError, TypeError, StopIteration, MemoryError):
        raise Refused("apercu.impossible") from None


def _plain_text(file: BinaryIO) -> Drawn:
    codec = text_encoding(file.read(HEAD_BYTES)) or "cp1252"
    file.seek(0)
    text = file.read(MAX_TEXT * 4).decode(codec, "replace")[:MAX_TEXT]
    shown = unmarked(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t")
    return Drawn(PLAIN, shown.encode("utf-8", "replace"))


def _cda_page(file: BinaryIO, page: int, side: int) -> Image.Image:
    """A page of the PDF, or the picture, that a clinical document holds instead of sections."""
    body = cda.body_of(inspection.parse_cda(file))
    if body is None or body.kind not in (Kind.PDF, Kind.JPEG, Kind.PNG):
        raise Refused("introuvable")
    return _PICTURES[body.kind](io.BytesIO(body.data), page, side)


def _cda_card(file: BinaryIO) -> Drawn:
    root = inspection.parse_cda(file)
    when = root.find(cda.HL7 + "effectiveTime")
    return _card(
        title=root.findtext(cda.HL7 + "title") or "",
        date="" if when is None else inspection.iso_day(when.get("value", "")),
        author=cda.author_of(root),
        institution=cda.institution_of(root),
        text=cda.text_of(root),
    )


def _dicom_card(file: BinaryIO) -> Drawn:
    tags = inspection.read_dicom(file, pixels=False)
    return _card(
        title=str(tags.get("StudyDescription", "")),
        date=inspection.iso_day(str(tags.get("StudyDate", ""))),
        modality=str(tags.get("Modality", "")),
        body_part=str(tags.get("BodyPartExamined", "")),
        institution=str(tags.get("InstitutionName", "")),
        series=str(tags.get("SeriesDescription", "")),
    )


def _card(**fields: str) -> Drawn:
    shown = [[name, clean_text(words, MAX_TEXT)] for name, words in fields.items() if words.strip()]
    return Drawn(CARD, json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace"))


_PICTURES: dict[Kind, Callable[[BinaryIO, int, int], Image.Image]] = {
    Kind.PDF: _pdf_page,
    Kind.JPEG: _photo,
    Kind.PNG: _photo,
    Kind.HEIC: _photo,
    Kind.DICOM: _scan,
    Kind.CDA: _cda_page,
}
_TEXTS: dict[Kind, Callable[[BinaryIO], Drawn]] = {
    Kind.TEXT: _plain_text,
    Kind.CDA: _cda_card,
    Kind.DICOM: _dicom_card,
}
