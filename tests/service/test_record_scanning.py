"""Photos and scans: read where there is somebody to read pictures, shut in, and left for later where there is nobody."""

from __future__ import annotations

import contextlib
import io
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select, update

from rxapp.core.errors import DomainError
from rxapp.record import enclosure, reading, scanning
from rxapp.record.models import Document, Reading
from tests import samples
from tests.record import Record, record
from tests.remains import WORD, in_clear

__all__ = ["record"]

pytestmark = pytest.mark.skipif(not enclosure.is_possible(), reason="no program is shut in on this machine")

FAKE = """#!/bin/sh
if [ "$1" = --list-langs ]; then echo fra; exit; fi
{does}
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Puts a reader of pictures on the machine, which does what a test says; nobody before."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/nulle-part")
    scanning._program.cache_clear()

    def install(does: str) -> None:
        path = folder / "tesseract"
        path.write_text(FAKE.format(does=does), encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        scanning._program.cache_clear()

    yield install
    scanning._program.cache_clear()
    reading.resume()


def state_of(record: Record, document_id: str) -> str:
    with record.db.read() as uow:
        return uow.session.execute(select(Document.reading).where(Document.id == document_id)).scalar_one()


def found(record: Record, query: str) -> list[str]:
    return [row.id for row in record.page(query=query).rows]


def test_a_photo_is_found_by_what_is_written_on_it(record: Record, reader, tmp_path: Path) -> None:
    reader(f"echo 'Compte rendu du {WORD}'")
    photo = record.add(samples.jpeg(), "photo.jpg").id
    note = record.add(samples.text("Tension normale, rien à signaler."), "note.txt").id
    assert reading.read_due(record.db) == 2
    assert found(record, WORD) == [photo]
    assert found(record, "tension normale") == [note]
    assert state_of(record, photo) == Reading.DONE
    temporary = [path for path in Path(tempfile.gettempdir()).glob("*") if path.is_file() and path.stat().st_size < 10_000_000]
    assert not in_clear(record.db.blobs.root, record.db.settings.data_dir)
    assert not [path for path in temporary if WORD.encode() in path.read_bytes()]


def test_each_page_of_a_scan_is_read_and_what_is_typed_is_not(record: Record, reader) -> None:
    reader("echo zibeline")
    scan = record.add(samples.pdf(3, "x"), "scan.pdf").id
    typed = record.add(samples.pdf(1, "Un compte rendu écrit à la machine, d’une ligne au moins"), "rapport.pdf").id
    reading.read_due(record.db)
    assert found(record, "zibeline") == [scan]
    assert typed in found(record, "machine")


def test_what_nobody_could_read_is_read_once_somebody_can(record: Record, reader) -> None:
    photo = record.add(samples.png(), "photo.png").id
    assert reading.read_due(record.db) == 1
    assert state_of(record, photo) == Reading.SCAN
    assert reading.read_due(record.db) == 0
    reader("echo zibeline")
    assert reading.read_due(record.db) == 1
    assert found(record, "zibeline") == [photo]


def test_a_picture_that_ends_its_reader_is_tried_twice(record: Record, reader) -> None:
    reader("exit 9")
    photo = record.add(samples.png(), "zorille.png").id
    assert reading.read_due(record.db) == 1
    assert found(record, "zorille") == [photo]
    assert state_of(record, photo) == Reading.HALF
    assert [reading.read_due(record.db) for _ in range(2)] == [1, 0]
    assert state_of(record, photo) == Reading.DONE


def test_pages_that_could_not_be_read_are_read_later(record: Record, reader) -> None:
    reader("exit 9")
    scan = record.add(samples.pdf(2, "x"), "scan.pdf").id
    reading.read_due(record.db)
    assert found(record, "zibeline") == []
    reader("echo zibeline")
    assert reading.read_due(record.db) == 1
    assert found(record, "zibeline") == [scan]
    assert state_of(record, scan) == Reading.DONE


def test_a_second_try_takes_no_words_away(record: Record, reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader("echo zibeline")
    scan = record.add(samples.pdf(2, "x"), "scan.pdf").id
    with monkeypatch.context() as once:
        said, pages = scanning.words, iter((1,))
        once.setattr(scanning, "words", lambda *picture: said(*picture) if next(pages, 0) else refuse())
        reading.read_due(record.db)
    assert (found(record, "zibeline"), state_of(record, scan)) == ([scan], Reading.HALF)
    reader("exit 9")
    reading.read_due(record.db)
    assert (found(record, "zibeline"), state_of(record, scan)) == ([scan], Reading.DONE)


def refuse() -> str:
    raise DomainError("apercu.impossible")


def test_one_that_the_server_did_not_survive_is_tried_once_more(record: Record, reader) -> None:
    reader("echo zibeline")
    photo = record.add(samples.png(), "photo.png").id
    with record.db.uow() as uow:
        uow.session.execute(update(Document).values(reading=Reading.RESCAN))
        uow.commit()
    reading.read_due(record.db)
    assert found(record, "zibeline") == [photo]


def test_words_are_read_before_pictures(record: Record, reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader("echo zibeline")
    monkeypatch.setattr(reading, "AT_ONCE", 1)
    note = record.add(samples.text("Tension normale, rien à signaler."), "note.txt").id
    record.clock.advance(timedelta(minutes=1))
    photo = record.add(samples.png(), "photo.png").id
    states = []
    for _ in range(3):
        reading.read_due(record.db)
        states.append((state_of(record, note), state_of(record, photo)))
    assert states == [(Reading.DUE, Reading.SCAN), (Reading.DONE, Reading.SCAN), (Reading.DONE, Reading.DONE)]


def test_its_languages_are_asked_for_as_it_will_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\n[ -n "$TESSDATA_PREFIX" ] && echo fra\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TESSDATA_PREFIX", "/quelque-part")
    scanning._program.cache_clear()
    assert scanning.program() == ""
    scanning._program.cache_clear()


def test_one_that_was_too_slow_once_is_asked_again(reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader("cat >/dev/null")
    with monkeypatch.context() as once:
        once.setattr(scanning, "_ANSWERING", 0)
        assert scanning.program() == ""
    assert scanning.program().endswith("/tesseract")


@pytest.mark.parametrize(
    "tries",
    [
        "read -r line < {secret} && echo evade",
        "echo mot > {secret} && echo evade",
        "echo mot > {folder}/autre && echo evade",
        "cd {folder} && for one in *; do [ -r $one ] && echo evade; done",
        "(echo evade)",
        "/bin/true && echo evade",
        "kill -0 1 && echo evade",
    ],
)
def test_the_reader_is_shut_in(reader, tmp_path: Path, tries: str) -> None:
    secret = tmp_path / "cle"
    secret.write_text("secret", encoding="utf-8")
    reader(f"{tries.format(secret=secret, folder=tmp_path)}\necho fini")
    said = ""
    with contextlib.suppress(DomainError):
        said = scanning.words(b"image", threading.Event())
    assert "evade" not in said
    assert secret.read_text(encoding="utf-8") == "secret"
    assert not (tmp_path / "autre").exists()


def test_a_reader_without_end_is_ended(reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.5)
    reader("while :; do :; done")
    with pytest.raises(DomainError):
        scanning.words(b"image", threading.Event())


def test_a_reader_that_says_too_much_is_cut(reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "_MOST_BYTES", 1_000)
    monkeypatch.setattr(scanning, "_ENDING", 0.2)
    reader("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done")
    with pytest.raises(DomainError):
        scanning.words(b"image" * 100_000, threading.Event())


def test_what_the_stop_of_a_server_interrupts_is_read_by_the_next(record: Record, reader) -> None:
    reader("while :; do :; done")
    photo = record.add(samples.png(), "photo.png").id
    working = threading.Thread(target=reading.read_due, args=(record.db,))
    working.start()
    while state_of(record, photo) != Reading.RESCAN:  # drawn, about to be read or being read
        assert working.is_alive()
    reading.stop()
    working.join(10)
    assert not working.is_alive()
    assert state_of(record, photo) == Reading.SCAN
    reading.resume()
    reader("echo zibeline")
    reading.read_due(record.db)
    assert found(record, "zibeline") == [photo]


@pytest.mark.parametrize("begins_too_late", [False, True])
def test_a_reader_ends_with_the_server(reader, begins_too_late: bool) -> None:
    reader("while :; do :; done")
    given_up = threading.Event()
    if begins_too_late:
        given_up.set()
    working = threading.Thread(target=said_nothing, args=(given_up,))
    working.start()
    if not begins_too_late:
        while working.is_alive() and not scanning._running:
            working.join(0.01)
        given_up.set()
        scanning.end()
    working.join(10)
    assert not working.is_alive()


def said_nothing(given_up: threading.Event) -> None:
    with pytest.raises(DomainError):
        scanning.words(b"image", given_up)


def test_tesseract_itself_reads_french(record: Record) -> None:
    scanning._program.cache_clear()
    if not scanning.program():
        return  # not on this machine
    page = Image.new("RGB", (1240, 700), "white")
    font = ImageFont.load_default(44)
    ImageDraw.Draw(page).text((80, 120), "Echographie du foie : un kyste simple.", fill="black", font=font)
    out = io.BytesIO()
    page.save(out, "PNG")
    photo = record.add(out.getvalue(), "photo.png").id
    reading.read_due(record.db)
    assert found(record, "kyste foie") == [photo], sys.platform
