"""A subprocess that a file has taken over answers what it likes: nothing but what our own code answers is believed."""

from __future__ import annotations

import json
import logging
import socket
import struct
import threading
from collections.abc import Callable

import pytest

from rxapp.core.errors import DomainError
from rxapp.record import answers, frames, previews
from rxapp.record.answers import CARD, PICTURE, PLAIN, Unbelievable
from rxapp.record.errors import MESSAGES
from rxapp.record.rendition import Workshop
from rxapp.record.sniff import Kind
from tests import samples

FOUND = {"pages": 3, "preview": "image", "warning": "script", "title": "Bilan", "act_date": "2024-03-12"}
WEBP = b"RIFF\x04\x00\x00\x00WEBP"


def said(**more: object) -> bytes:
    return json.dumps({"filtered": True} | more).encode()


def test_what_our_own_code_answers_is_taken() -> None:
    found = answers.inspected({"inspection": FOUND}, Kind.PDF)
    assert (found.pages, found.preview, found.warning, found.title, found.act_date) == tuple(FOUND.values())
    assert answers.made({"media_type": PICTURE}, WEBP, Kind.PDF, text=False).media_type == PICTURE
    assert answers.made({"media_type": PLAIN}, "é".encode(), Kind.TEXT, text=True).data == "é".encode()
    card = json.dumps([["title", "Bilan"], ["text", "Rien"]]).encode()
    assert answers.made({"media_type": CARD}, card, Kind.CDA, text=True).media_type == CARD
    _said, refusal, filtered = answers.answer(said(refused="fichier.double", params={}), MESSAGES)
    assert refusal is not None
    assert (refusal.code, filtered) == ("fichier.double", True)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Kind.PDF, {"pages": -1}),
        (Kind.PDF, {"pages": answers.MAX_PAGES + 1}),
        (Kind.PDF, {"pages": True}),
        (Kind.PDF, {"pages": "3"}),
        (Kind.PDF, {"pages": 1.5}),
        (Kind.JPEG, {"pages": 2, "warning": ""}),
        (Kind.PDF, {"preview": "html"}),
        (Kind.PDF, {"preview": "text"}),
        (Kind.TEXT, {"preview": "image", "pages": 0, "warning": ""}),
        (Kind.PDF, {"warning": "autre"}),
        (Kind.JPEG, {"pages": 1}),
        (Kind.PDF, {"title": "x" * 201}),
        (Kind.PDF, {"title": ["x"]}),
        (Kind.PDF, {"act_date": "hier"}),
        (Kind.PDF, {"act_date": "٢٠٢٤-٠٣-١٢"}),
        (Kind.PDF, {"more": "x"}),
    ],
)
def test_an_inspection_is_of_the_kind_asked_and_within_its_bounds(kind: Kind, change: dict[str, object]) -> None:
    with pytest.raises(Unbelievable):
        answers.inspected({"inspection": FOUND | change}, kind)


@pytest.mark.parametrize("answer", [{}, {"inspection": None}, {"inspection": []}, {"inspection": {"pages": 1}}])
def test_no_inspection_is_none(answer: dict[str, object]) -> None:
    with pytest.raises(Unbelievable):
        answers.inspected(answer, Kind.PDF)


@pytest.mark.parametrize(
    ("kind", "text", "media_type", "data"),
    [
        (Kind.PDF, False, "text/html", b"<script>"),
        (Kind.PDF, False, "image/svg+xml", b"<svg/>"),
        (Kind.PDF, False, PICTURE, b"<svg/>"),
        (Kind.PDF, False, PLAIN, b"x"),
        (Kind.PDF, True, PLAIN, b"x"),
        (Kind.TEXT, True, CARD, b"[]"),
        (Kind.TEXT, True, PLAIN, b"\xff\xfe"),
        (Kind.CDA, True, PLAIN, b"x"),
        (Kind.CDA, True, CARD, b"x"),
        (Kind.CDA, True, CARD, b"{}"),
        (Kind.CDA, True, CARD, b"[[1, 2]]"),
        (Kind.CDA, True, CARD, b'[["autre", "x"]]'),
        (Kind.CDA, True, CARD, b'[["title", 1]]'),
        (Kind.CDA, True, CARD, b'[["title", "x", "y"]]'),
        (Kind.CDA, True, CARD, b"[" * 100_000),
        (Kind.CDA, True, None, b"[]"),
    ],
)
def test_a_rendition_is_what_was_asked(kind: Kind, text: bool, media_type: str | None, data: bytes) -> None:
    with pytest.raises(Unbelievable):
        answers.made({"media_type": media_type}, data, kind, text=text)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"filtered": "yes"}',
        said(refused="session.absente", params={}),
        said(refused="fichier.inventé", params={}),
        said(refused="fichier.double", params={"nom": "x"}),
        said(refused="fichier.double"),
        said(refused=["fichier.double"], params={}),
        said(refused="image.trop_grande", params={}),
        said(refused="image.trop_grande", params={"largeur": "<b>", "hauteur": 1, "maximum": 64}),
        said(refused="fichier.extension", params={"extension": "exe"}),
    ],
)
def test_a_refusal_is_one_of_ours_with_numbers_alone(data: bytes) -> None:
    with pytest.raises(Unbelievable):
        answers.answer(data, MESSAGES)


def test_the_fields_of_a_card_are_those_that_the_screens_name() -> None:
    assert previews.CARD_FIELDS.keys() == answers.CARD_FIELDS


class Taken(Workshop):
    """A workshop whose subprocess says what a file has it say."""

    def __init__(self, says: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._says = says

    def _child(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        threading.Thread(target=self._speak, args=(theirs,)).start()
        return ours

    def _speak(self, sock: socket.socket) -> None:
        with sock:
            frames.receive(sock)
            self._says(sock)


def done(answer: bytes, letter: bytes = b"P", payload: bytes = b"") -> Callable[[socket.socket], None]:
    def speak(sock: socket.socket) -> None:
        frames.send(sock, b"D", answer)
        frames.send(sock, letter, payload)

    return speak


def asks(data: bytes) -> Callable[[socket.socket], None]:
    return lambda sock: frames.send(sock, b"R", data)


@pytest.mark.parametrize(
    "says",
    [
        done(b"no JSON"),
        done(said(inspection=FOUND | {"pages": 10**9})),
        done(said(inspection=FOUND), letter=b"X"),
        asks(b"short"),
        asks(struct.pack(">QI", 5, 100)),
        asks(struct.pack(">QI", 1 << 40, 1)),
        asks(struct.pack(">QI", 0, 0)),
        lambda sock: frames.send(sock, b"?"),
    ],
)
def test_a_lie_is_thrown_away_and_told(says: Callable[[socket.socket], None], caplog: pytest.LogCaptureFixture) -> None:
    given: list[tuple[int, int]] = []

    def read(offset: int, length: int) -> bytes:
        given.append((offset, length))
        return bytes(length)

    with caplog.at_level(logging.ERROR), pytest.raises(DomainError, match=r"fichier\.trop_complexe"):
        Taken(says).inspect(Kind.PDF, 10, read)
    assert "answered what it never should" in caplog.text
    assert given == []


def test_a_lie_about_a_picture_shows_nothing() -> None:
    says = done(said(media_type="text/html"), payload=b"<script>alert(1)</script>")
    with pytest.raises(DomainError, match=r"apercu\.impossible"):
        Taken(says).draw(Kind.PDF, 10, lambda _offset, length: bytes(length), page=1, side=320, text=False)


def test_a_refusal_keeps_its_words() -> None:
    data = samples.png_claiming()
    workshop = Workshop()
    with pytest.raises(DomainError) as refused:
        workshop.inspect(Kind.PNG, len(data), lambda offset, length: data[offset : offset + length])
    workshop.close()
    assert refused.value.code == "image.trop_grande"
    assert refused.value.params.keys() == {"largeur", "hauteur", "maximum"}
