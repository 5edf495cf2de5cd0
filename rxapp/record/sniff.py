"""What a file is, decided from its first bytes alone: an allowlist of seven kinds, everything else is refused in words.

Pure: bytes in, a decision out; no I/O, no library, no decoding. Names are believed only when the content says the same.
`Refused` carries a code of `record/errors.py`. The whole-file rules (PDF structure, XML parse, image decode) live in
`inspection.py`, inside the limited subprocess.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

HEAD_BYTES = 64 * 1024
"""How much of a file is looked at before anything is written, in bytes."""

MAX_PIXELS = 64_000_000
"""Largest image accepted: lets the 50-megapixel photos of phones in, keeps a decoded page under 256 MiB."""

MAX_SIDE = 30_000
"""Longest side of an image, in pixels."""


class Kind(StrEnum):
    """The kinds of document a record keeps."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    TEXT = "txt"
    CDA = "cda"
    DICOM = "dicom"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.PDF: "PDF",
    Kind.JPEG: "JPEG",
    Kind.PNG: "PNG",
    Kind.HEIC: "HEIC",
    Kind.TEXT: "TXT",
    Kind.CDA: "CDA",
    Kind.DICOM: "DICOM",
}

MEDIA_TYPES: Mapping[Kind, str] = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.HEIC: "image/heic",
    Kind.TEXT: "text/plain",
    Kind.CDA: "application/xml",
    Kind.DICOM: "application/dicom",
}

EXTENSIONS: Mapping[str, Kind] = {
    "pdf": Kind.PDF,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "png": Kind.PNG,
    "heic": Kind.HEIC,
    "heif": Kind.HEIC,
    "txt": Kind.TEXT,
    "xml": Kind.CDA,
    "dcm": Kind.DICOM,
    "dicom": Kind.DICOM,
}


class Refused(Exception):
    """The file is not taken. `code` names the words of `record/errors.py`, `params` fill them."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Sniffed:
    """The decision: kind, and pixel size when the first bytes tell it (else None)."""

    kind: Kind
    size: tuple[int, int] | None = field(default=None)


def extension(file_name: str) -> str:
    """Lower-case extension without its dot, "" when there is none."""
    stem, dot, ext = file_name.rpartition(".")
    return ext.lower() if dot and stem and ext.isalnum() else ""


def identify(file_name: str, head: bytes) -> Sniffed:
    """Decide what `head` (the first `HEAD_BYTES`, or the whole smaller file) is and whether `file_name` agrees.

    Raises:
        Refused: empty, disguised, unknown or too large in pixels.
    """
    if not head:
        raise Refused("fichier.vide")
    kind = detect(head)
    ext = extension(file_name)
    if kind is None:
        raise Refused("fichier.inconnu")
    if not ext:
        if kind is Kind.DICOM:  # imaging discs name their files IM000001
            return Sniffed(kind)
        raise Refused("fichier.sans_extension", contenu=KIND_NAMES[kind], extension=_usual_extension(kind))
    claimed = EXTENSIONS.get(ext)
    if claimed is None:
        raise Refused("fichier.extension", extension=ext[:12])
    if claimed is not kind:
        if ext == "xml":
            raise Refused("fichier.xml_inconnu")
        raise Refused(
            "fichier.desaccord",
            extension=ext,
            contenu=KIND_NAMES[kind],
            bonne_extension=_usual_extension(kind),
        )
    size = image_size(kind, head)
    if size is not None:
        check_pixels(*size)
    return Sniffed(kind, size)


def detect(head: bytes) -> Kind | None:
    """The accepted kind these bytes begin, None when they begin nothing known.

    Raises:
        Refused: they begin something known and not accepted (program, archive, web page…).
    """
    for check in (_detect_binary, _detect_text):
        kind = check(head)
        if kind is not None:
            return kind
    return None


def check_pixels(width: int, height: int) -> None:
    """Refuse an image whose decoding would cost too much. Sides in pixels."""
    if width <= 0 or height <= 0:
        raise Refused("fichier.illisible")
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Refused("image.trop_grande", largeur=width, hauteur=height, maximum=MAX_PIXELS // 1_000_000)


def _usual_extension(kind: Kind) -> str:
    return next(ext for ext, known in EXTENSIONS.items() if known is kind)


# --- binary kinds -----------------------------------------------------------------------------------------------

_PROGRAM = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # Windows shortcut
)
_ARCHIVE = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"MSCF")
_OTHER_IMAGE = (b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"8BPS", b"\x00\x00\x01\x00", b"\xff\x0a", b"\x00\x00\x00\x0cJXL ")
_SOUND_OR_FILM = (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FLV\x01")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OFFICE_MARKS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis", b"word/", b"xl/", b"ppt/")


def _detect_binary(head: bytes) -> Kind | None:
    if head[128:132] == b"DICM":
        return _dicom(head)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"%PDF-" and b"%PDF-" in head[:64]:
        return Kind.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        if head[8:16] != b"\x00\x00\x00\rIHDR" or len(head) < 33:
            raise Refused("fichier.illisible")
        return Kind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    _refuse_known(head)
    return None


def _refuse_known(head: bytes) -> None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        office = any(mark in head for mark in _OFFICE_MARKS)
        raise Refused("fichier.bureautique" if office else "fichier.archive")
    if head.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")):
        raise Refused("fichier.bureautique")
    if head.startswith(_PROGRAM) or _is_windows_program(head):
        raise Refused("fichier.programme")
    if head.startswith(_ARCHIVE) or head[257:262] == b"ustar":
        raise Refused("fichier.archive")
    riff = head[8:12] if head.startswith(b"RIFF") else b""
    bitmap = head.startswith(b"BM") and b"\x00" in head[:32]
    if head.startswith(_OTHER_IMAGE) or bitmap or riff == b"WEBP":
        raise Refused("fichier.autre_image")
    if head.startswith(_SOUND_OR_FILM) or riff:
        raise Refused("fichier.film")


def _is_windows_program(head: bytes) -> bool:
    # "MZ" also begins honest sentences: what no text holds makes it a program
    return head.startswith((b"MZ", b"ZM")) and text_encoding(head) is None


def _iso_media(head: bytes) -> Kind:
    length = int.from_bytes(head[:4], "big")
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, min(length, len(head), 256), 4))}
    if head[8:12] in (b"avif", b"avis"):
        raise Refused("fichier.autre_image")
    if head[8:12] in _HEIC_BRANDS and brands & (_HEIC_BRANDS - {b"mif1", b"msf1"}):
        return Kind.HEIC
    raise Refused("fichier.film" if not brands & _HEIC_BRANDS else "fichier.autre_image")


def _dicom(head: bytes) -> Kind:
    # the 128 free bytes before "DICM" can make one file both an image and a program; TIFF there is usual and harmless
    preamble = head[:128]
    if preamble.startswith(_PROGRAM) or preamble.startswith((b"MZ", b"ZM")):
        raise Refused("fichier.programme")
    if preamble.startswith((b"PK", b"%PDF", b"GIF8", *_ARCHIVE)) or preamble.lstrip().startswith(b"<"):
        raise Refused("fichier.double")
    return Kind.DICOM


# --- sizes of images --------------------------------------------------------------------------------------------


def image_size(kind: Kind, head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels read from the header without decoding, None when the head does not tell."""
    if kind is Kind.PNG:
        return struct.unpack(">II", head[16:24])
    if kind is Kind.JPEG:
        return _jpeg_size(head)
    if kind is Kind.HEIC:
        return _heic_size(head)
    return None


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        elif marker == 0xDA:
            return None
        else:
            at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return None


def _heic_size(head: bytes) -> tuple[int, int] | None:
    sizes = [
        struct.unpack(">II", head[m.start() + 8 : m.start() + 16])
        for m in re.finditer(rb"ispe", head)
        if len(head) >= m.start() + 16
    ]
    return max(sizes, key=lambda s: s[0] * s[1], default=None)


# --- text kinds -------------------------------------------------------------------------------------------------

_BAD_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_WEB_START = ("<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<?php", "<meta", "<base", "<!doctype xhtml")
_SKIPPED = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")


def text_encoding(head: bytes) -> str | None:
    """Codec of plain text ("utf-8-sig", "utf-16", "cp1252"), None when it holds control characters or fits none."""
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    for codec in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        text = _decode_head(head, codec)
        if text is not None:
            return None if _BAD_CONTROLS.search(text) else codec
    return None


def _decode_head(head: bytes, codec: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return None


def _detect_text(head: bytes) -> Kind | None:
    codec = text_encoding(head)
    if codec is None:
        return None
    text = _decode_head(head, codec) or ""
    start = text.lstrip("\ufeff \t\r\n\f")
    if not start:
        raise Refused("fichier.vide")
    if start.startswith("{\\rtf"):
        raise Refused("fichier.bureautique")
    if start.startswith("#!"):
        raise Refused("fichier.programme")
    if not start.startswith("<"):
        return Kind.TEXT
    return _detect_markup(start)


def _detect_markup(start: str) -> Kind:
    low = start[:64].lower()
    if low.startswith(_WEB_START):
        raise Refused("fichier.page_web")
    declared_xml = low.startswith("<?xml")
    at = 0
    while skipped := _SKIPPED.match(start, at):
        at = skipped.end()
    rest = start[at : at + 512]
    if rest[:9].lower() == "<!doctype":
        name = rest[9:].strip().lower()
        if name.startswith("html"):
            raise Refused("fichier.page_web")
        raise Refused("fichier.svg" if name.startswith("svg") else "fichier.xml_entites")
    root = _ROOT.match(rest)
    name = root.group(1) if root else ""
    if name == "ClinicalDocument":
        return Kind.CDA
    if name.lower() == "svg":
        raise Refused("fichier.svg")
    if name.lower() in ("html", "head", "body", "script", "iframe", "meta", "base"):
        raise Refused("fichier.page_web")
    if declared_xml or at:
        raise Refused("fichier.xml_inconnu")
    return Kind.TEXT
