"""The life of a copy: one at a time, for one session, for a day; stopped, cut, refused, it leaves nothing."""

from __future__ import annotations

import hashlib
import tracemalloc
from datetime import timedelta

import pytest
from sqlalchemy import update

from rxapp.accounts import farewell, sessions
from rxapp.accounts.errors import FieldErrors
from rxapp.core import blobs, limits
from rxapp.core.errors import DomainError
from rxapp.core.keys import person_key
from rxapp.record import tally
from rxapp.record.contents import Content, blob_key, new_salt, seal_field
from rxapp.record.models import Document, Status
from rxapp.takeout import making, service
from rxapp.takeout.age import AgeSealer
from rxapp.takeout.models import State, Takeout
from tests.takeout import PHRASE, Box, Traveller, gate, home, post, traveller

__all__ = ["gate", "home", "post", "traveller"]


@pytest.fixture
def nadia(traveller: Traveller):
    return traveller.signed_in(traveller.post.nadia)


def end_session(traveller: Traveller, actor) -> None:
    with traveller.database.uow() as uow:
        sessions.end_session(uow, actor=actor, session_id=actor.session_id)
        uow.commit()


def drop(traveller: Traveller, actor, takeout_id: str) -> None:
    with traveller.database.uow() as uow:
        service.drop(uow, actor=actor, takeout_id=takeout_id)
        uow.commit()


def test_only_one_is_made_at_a_time(traveller: Traveller, nadia, gate) -> None:
    takeout_id, done = traveller.begin(nadia)
    with pytest.raises(DomainError, match=r"emporter\.en_cours"):
        traveller.begin(nadia)
    assert traveller.view(nadia).state == State.MAKING
    gate.set()
    done.result(30)
    assert traveller.view(nadia).id == takeout_id
    assert traveller.view(nadia).state == State.READY


def test_another_session_may_not_begin_one_meanwhile_either_but_may_stop_it(traveller: Traveller, nadia, gate) -> None:
    takeout_id, done = traveller.begin(nadia)
    other = traveller.signed_in(traveller.post.nadia)
    with pytest.raises(DomainError, match=r"emporter\.en_cours"):
        traveller.begin(other)
    assert not traveller.view(other).here
    drop(traveller, other, takeout_id)
    gate.set()
    done.result(30)
    assert traveller.rows() == []
    assert traveller.files() == set()


def test_a_new_one_takes_the_place_of_the_old(traveller: Traveller, nadia) -> None:
    old = traveller.ask(nadia)
    files = traveller.files()
    new = traveller.ask(nadia)
    assert [row.id for row in traveller.rows()] == [new]
    assert not files & traveller.files()
    with pytest.raises(DomainError, match="introuvable"):
        traveller.given(nadia, old)


def test_two_people_have_one_each(traveller: Traveller, nadia) -> None:
    traveller.ask(nadia)
    traveller.ask(nadia, traveller.post.home.leo)
    assert len(traveller.rows()) == 2


def test_it_is_for_the_session_that_asked_alone(traveller: Traveller, nadia) -> None:
    takeout_id = traveller.ask(nadia)
    other = traveller.signed_in(traveller.post.nadia)
    with pytest.raises(DomainError, match="introuvable"):
        traveller.given(other, takeout_id)
    assert (traveller.view(nadia).here, traveller.view(other).here) == (True, False)
    end_session(traveller, nadia)
    with pytest.raises(DomainError, match="introuvable"):
        traveller.given(nadia, takeout_id)
    assert service.sweep(traveller.database) == 1
    assert traveller.rows() == []
    assert traveller.files() == set()


def test_it_lasts_as_long_as_the_session_may(traveller: Traveller, nadia) -> None:
    opened = traveller.clock.now()
    traveller.clock.set(opened + timedelta(minutes=5))
    takeout_id = traveller.ask(nadia)
    service.sweep(traveller.database)
    assert traveller.given(nadia, takeout_id)
    (row,) = traveller.rows()
    assert row.until == opened + sessions.ABSOLUTE
    with traveller.database.uow() as uow:  # a session that lasts longer than any does
        later = uow.clock.now() + timedelta(hours=30)
        uow.session.execute(update(sessions.LoginSession).values(last_seen_at=later, created_at=later))
        uow.commit()
    traveller.clock.set(row.until)
    with pytest.raises(DomainError, match="introuvable"):
        traveller.given(nadia, takeout_id)
    assert traveller.view(nadia).state == ""
    assert service.sweep(traveller.database) == 1
    assert traveller.files() == set()


def test_nothing_opens_what_is_left_of_a_destroyed_copy(traveller: Traveller, nadia) -> None:
    """Even with the file and every key that remains: its own was in the row."""
    takeout_id = traveller.ask(nadia)
    given = traveller.given(nadia, takeout_id)
    sealed = traveller.database.blobs.path(given.blob.blob_id).read_bytes()
    assert b"PK\x03\x04" not in sealed
    drop(traveller, nadia, takeout_id)
    assert traveller.acts(nadia.person_id, "emporter.") == ["emporter.demande", "emporter.detruit"]
    assert traveller.rows() == []
    with pytest.raises(DomainError, match=r"stockage\.absent"):
        Content(traveller.database.blobs, given.blob, given.size)


def test_a_stop_while_it_is_made_leaves_nothing(traveller: Traveller, nadia, gate) -> None:
    traveller.file("a.txt", actor=nadia)
    kept = traveller.files()
    takeout_id, done = traveller.begin(nadia)
    assert gate.reached.wait(30)
    drop(traveller, nadia, takeout_id)
    gate.set()
    done.result(30)
    assert traveller.rows() == []
    assert traveller.files() == kept


def test_a_session_that_ends_meanwhile_stops_it(traveller: Traveller, nadia, gate) -> None:
    _takeout_id, done = traveller.begin(nadia)
    assert gate.reached.wait(30)
    end_session(traveller, nadia)
    gate.set()
    done.result(30)
    (row,) = traveller.rows()
    assert (row.state, row.failure) == (State.FAILED, "emporter.droit")
    assert traveller.files() == set()


def test_a_right_that_ends_meanwhile_stops_it(traveller: Traveller, nadia, gate) -> None:
    """Zoé turns 18 at midnight while her mother's copy is made."""
    zoe = traveller.post.home.zoe
    with traveller.database.uow() as uow:
        later = uow.clock.now() + timedelta(days=600)
        uow.session.execute(update(sessions.LoginSession).values(last_seen_at=later, created_at=later))
        uow.commit()
    _takeout_id, done = traveller.begin(nadia, zoe.person_id)
    assert gate.reached.wait(30)
    traveller.clock.set(traveller.clock.now() + timedelta(days=530))
    gate.set()
    done.result(30)
    (row,) = traveller.rows()
    assert (row.state, row.failure) == (State.FAILED, "emporter.droit")
    assert traveller.files() == set()


def test_a_closing_account_takes_its_copies_along(traveller: Traveller, nadia) -> None:
    traveller.ask(nadia, traveller.post.home.leo)
    with traveller.database.uow() as uow:
        farewell.end(uow, nadia.account_id, [nadia.person_id])
        uow.commit()
    assert traveller.rows() == []
    assert traveller.files() == set()


def test_what_a_crash_left_goes_at_the_next_start(traveller: Traveller, nadia, gate) -> None:
    _takeout_id, done = traveller.begin(nadia)
    assert gate.reached.wait(30)
    assert service.sweep(traveller.database) == 0  # somebody makes it
    gate.set()
    done.result(30)
    with traveller.database.uow() as uow:  # as if the process had died before the end
        uow.session.execute(update(Takeout).values(state=State.MAKING))
        uow.commit()
    assert service.sweep(traveller.database) == 1
    assert traveller.files() == set()


def test_a_server_that_stops_waits_for_no_copy(traveller: Traveller, nadia, gate) -> None:
    _takeout_id, done = traveller.begin(nadia)
    assert gate.reached.wait(30)
    service.stop()
    try:
        gate.set()
        done.result(30)
        assert traveller.files() == set()
        assert traveller.view(nadia).state == State.MAKING
    finally:
        service.resume()
    assert service.sweep(traveller.database) == 1  # the next start finds it, and says so to whoever waited
    assert traveller.view(nadia).state == State.FAILED
    assert traveller.view(nadia).failure.startswith("La préparation s’est arrêtée")
    (row,) = traveller.rows()
    assert row.key_salt == bytes(16)
    assert service.sweep(traveller.database) == 0
    end_session(traveller, nadia)
    assert service.sweep(traveller.database) == 1
    assert traveller.rows() == []


def test_so_many_wait_that_another_is_asked_for_later(traveller: Traveller, nadia, gate, monkeypatch) -> None:
    monkeypatch.setattr(making, "MOST_WAITING", 0)
    monkeypatch.setattr(making, "AT_ONCE", 1)
    _takeout_id, done = traveller.begin(nadia)
    with pytest.raises(DomainError, match=r"emporter\.file"):
        traveller.begin(nadia, traveller.post.home.leo)
    gate.set()
    done.result(30)
    assert traveller.ask(nadia, traveller.post.home.leo)


def test_more_than_the_disk_takes_is_refused_before_anything(traveller: Traveller, nadia, monkeypatch) -> None:
    traveller.file("a.txt", b"mille signes\n" * 80, actor=nadia)
    monkeypatch.setattr(making, "free_space", lambda _blobs: 1000)
    with pytest.raises(DomainError, match=r"emporter\.place"):
        traveller.begin(nadia)
    assert traveller.rows() == []
    assert traveller.acts(nadia.person_id, "emporter.") == []


def test_a_disk_that_fills_up_is_told_and_nothing_stays(traveller: Traveller, nadia, monkeypatch) -> None:
    for number in range(3):
        traveller.file(f"{number}.txt", b"mille signes\n" * 80, actor=nadia)
    kept = traveller.files()
    free = iter([10**9, 10**9, -1])
    monkeypatch.setattr(making, "free_space", lambda _blobs: next(free))
    traveller.ask(nadia)
    view = traveller.view(nadia)
    assert view.state == State.FAILED
    assert "pas assez de place" in view.failure
    assert traveller.files() == kept


def test_a_full_disk_in_the_middle_of_a_write(traveller: Traveller, nadia, monkeypatch) -> None:
    traveller.file("a.txt", actor=nadia)
    kept = traveller.files()

    def full(*_given):
        raise DomainError("stockage.plein")

    monkeypatch.setattr(blobs.BlobWriter, "commit", full)
    traveller.ask(nadia)
    assert traveller.view(nadia).state == State.FAILED
    assert traveller.files() == kept
    monkeypatch.undo()
    assert Box(traveller.bytes_of(nadia, traveller.ask(nadia))).names  # and it may be asked for again


def test_what_nobody_foresaw_is_told_in_words(traveller: Traveller, nadia, monkeypatch, caplog) -> None:
    monkeypatch.setattr(making.contents, "write", lambda *_given: 1 / 0)
    traveller.ask(nadia)
    assert traveller.view(nadia).failure.startswith("La préparation s’est arrêtée")
    assert "ZeroDivisionError" in caplog.text


def test_twenty_a_day(traveller: Traveller, nadia) -> None:
    with traveller.database.uow() as uow:
        for _time in range(service.MOST_A_DAY):
            limits.hit(uow, f"takeout|{nadia.account_id}", limit=service.MOST_A_DAY, window=timedelta(days=1))
        uow.commit()
    with pytest.raises(DomainError, match=r"emporter\.trop"):
        traveller.begin(nadia)
    assert traveller.files() == set()


@pytest.mark.parametrize(
    ("phrase", "again", "field"),
    [("", "", "mot_de_passe"), ("court", "court", "mot_de_passe"), (PHRASE, PHRASE + "x", "mot_de_passe_encore")],
)
def test_a_password_that_protects_nothing_is_refused(traveller: Traveller, nadia, phrase: str, again: str, field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        traveller.begin(nadia, locked=True, passphrase=phrase, again=again)
    assert set(refused.value.words("fr")) == {field}
    assert traveller.rows() == []


def test_the_password_is_kept_nowhere(traveller: Traveller, nadia) -> None:
    traveller.ask(nadia, locked=True, passphrase=PHRASE, again=PHRASE)
    traveller.database.dispose()
    for path in traveller.database.settings.data_dir.rglob("*"):
        assert not path.is_file() or PHRASE.encode() not in path.read_bytes(), path
    assert PHRASE not in repr(traveller.rows())


def test_progress_is_told(traveller: Traveller, nadia) -> None:
    for number in range(4):
        traveller.file(f"{number}.txt", b"mille signes\n" * 80, actor=nadia)
    seen = []
    traveller.ask(nadia, told=lambda: seen.append(traveller.view(nadia)))
    assert [one.percent for one in seen] == [25, 50, 75, 99, 0]
    assert seen[-1].state == State.READY


def many(traveller: Traveller, actor, count: int, size: int) -> None:
    """Documents in a record, without the inspection that others go through."""
    database, person = traveller.database, actor.person_id
    data = bytes(range(256)) * (size // 256)
    digest = hashlib.sha256(data).hexdigest()
    with database.uow() as uow:
        key = person_key(uow, person)
        for number in range(count):
            document_id, blob_id, salt = f"{number:032x}", f"{number:031x}f", new_salt()
            blob = blob_key(key, person_id=person, owner=document_id, blob_id=blob_id, salt=salt)
            sealer = blob.sealer()
            place = database.blobs.path(blob_id)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(sealer.header() + sealer.update(data) + sealer.finish())
            row = Document(
                id=document_id,
                person_id=person,
                status=Status.READY,
                act_date=uow.clock.today(),
                received_at=uow.clock.now(),
                category="autre",
                kind="pdf",
                size=len(data),
                author_account_id=actor.account_id,
                author_role="patient",
                blob_id=blob_id,
                key_salt=salt,
            )
            for column, text in (("title", f"Document {number}"), ("file_name", "bilan.pdf"), ("sha256", digest)):
                setattr(row, column, seal_field(key, person, document_id, column, text))
            uow.session.add(row)
        tally.weigh(uow, person, count * len(data))
        uow.commit()


def test_a_thousand_documents_in_little_memory(traveller: Traveller, nadia) -> None:
    """64 MiB of documents; what is held at once never comes near that, and stays small however many there are."""
    many(traveller, nadia, 1000, 65536)
    tracemalloc.start()
    try:
        takeout_id = traveller.ask(nadia)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    given = traveller.given(nadia, takeout_id)
    assert given.size > 1000 * 65536
    assert peak < 24 * 1024 * 1024
    box = Box(traveller.bytes_of(nadia, takeout_id))
    box.check()
    assert len(box.documents()) == 1000
    assert len({one["path"] for one in box.documents()}) == 1000


def test_a_sealer_of_the_age_format_holds_one_chunk() -> None:
    sealer = AgeSealer(PHRASE, work=4)
    assert len(sealer.update(bytes(10 * 65536))) == 9 * (65536 + 16)
