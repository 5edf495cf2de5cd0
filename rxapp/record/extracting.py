"""Reads the words of a document, to find it by them. Runs only inside the limited subprocess (`rendition_worker.py`).

What a file holds beyond the bounds below is not looked for: the first pages of a report say what it is about.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pypdfium2

from rxapp.record import cda, drawing, inspection
from rxapp.record.answers import MAX_WORDS
from rxapp.record.sniff import Kind, Refused

MOST_PAGES = 200
SECONDS = 6.0
"""How long pages are read before what was read is all: half of what ends the process."""


def words_of(kind: Kind, file: BinaryIO) -> str:
    """The words that a document says, at most `MAX_WORDS` characters; "" when it has none that can be read.

    Raises:
        Refused: the file cannot be read.
    """
    reader = _READERS.get(kind)
    return reader(file)[:MAX_WORDS] if reader else ""


def warm() -> None:
    """Read something once, so that the library has loaded what it loads late."""
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(10, 10)
    blank[0].get_textpage().get_text_bounded()
    blank.close()


def _pdf(file: BinaryIO) -> str:
    try:
        document = pypdfium2.PdfDocument(file)
        return "\n".join(_pages(document))
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        raise Refused("apercu.impossible") from None


def _pages(document: pypdfium2.PdfDocument) -> Iterator[str]:
    begun, length = time.monotonic(), 0
    for number in range(min(len(document), MOST_PAGES)):
        if length >= MAX_WORDS or time.monotonic() - begun > SECONDS:
            return
        page = document[number]
        words = page.get_textpage()
        said = words.get_text_bounded()
        words.close()
        page.close()
        length += len(said)
        yield said


def _text(file: BinaryIO) -> str:
    return drawing.draw(Kind.TEXT, file, page=1, side=0, text=True).data.decode()


def _card(kind: Kind) -> Callable[[BinaryIO], str]:
    """What the card of a document says, without the names of its fields."""

    def read(file: BinaryIO) -> str:
        drawn = drawing.draw(kind, file, page=1, side=0, text=True)
        return "\n".join(words for _name, words in json.loads(drawn.data))

    return read


def _cda(file: BinaryIO) -> str:
    """A clinical document with the words of the PDF that it may hold instead of sections."""
    said = _card(Kind.CDA)(file)
    file.seek(0)
    body = cda.body_of(inspection.parse_cda(file))
    if body is None or body.kind is not Kind.PDF:
        return said
    return f"{said}\n{_pdf(io.BytesIO(body.data))}"


_READERS: dict[Kind, Callable[[BinaryIO], str]] = {
    Kind.PDF: _pdf,
    Kind.TEXT: _text,
    Kind.CDA: _cda,
    Kind.DICOM: _card(Kind.DICOM),
}
