"""Who looked at what: no page, text or list reaches anybody before the history says so, and one look is one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rxapp.core import engines
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.record import previews, service
from tests import samples
from tests.record import CAMILLE, CHILD, PARENT, PERSON, Record, record

__all__ = ["record"]

AT_HOME, AT_WORK = (replace(CAMILLE, session_id=name) for name in ("session-1", "session-2"))
LOOK, LIST = "document.consulte", "document.liste"


def looks(record: Record, person: str = PERSON, act: str = LOOK) -> int:
    return record.acts(person).count(act)


def see(record: Record, document_id: str, actor: Actor = AT_HOME, context: Context = NO_CONTEXT, **what: object) -> previews.Made:
    return previews.show(record.db, actor=actor, context=context, document_id=document_id, **{"what": previews.PAGE, **what})


def test_a_page_in_the_middle_leaves_a_line_too(record: Record) -> None:
    document = record.add(samples.pdf(3), "a.pdf").id
    see(record, document, page=2)
    assert looks(record) == 1


def test_leafing_through_a_document_is_one_look(record: Record) -> None:
    document, other = (record.add(samples.pdf(3), name).id for name in ("a.pdf", "b.pdf"))
    for page in (1, 2, 3, 2, 1):
        see(record, document, page=page)
    assert looks(record) == 1
    see(record, document, AT_WORK, page=2)
    assert looks(record) == 2, "another session is another look"
    see(record, other)
    assert looks(record) == 3, "another document is another look"
    record.clock.advance(service.ONE_LOOK - timedelta(seconds=1))
    see(record, document, page=3)
    assert looks(record) == 3
    record.clock.advance(timedelta(seconds=1))
    see(record, document, page=3)
    assert looks(record) == 4, "ten minutes later it is a new look, however it went on"


def test_a_look_lost_among_many_lines_is_written_again(record: Record) -> None:
    document = record.add(samples.text(), "a.txt").id
    see(record, document)
    for _ in range(200):
        record.do(service.downloaded, document)
    see(record, document)
    assert looks(record) == 2


def test_nothing_is_given_that_the_history_cannot_take(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    document = record.add(samples.pdf(2), "a.pdf").id
    see(record, document, page=2)  # drawn and kept: only the line is missing afterwards
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    elsewhere = Database(record.db.settings, record.clock, record.db.keyring, record.db.blobs)
    with elsewhere.uow(), pytest.raises(DomainError, match=r"base\.occupee"):
        see(record, document, AT_WORK, page=2)
    elsewhere.dispose()
    assert looks(record) == 1


def test_what_could_not_be_shown_was_not_seen(record: Record) -> None:
    document = record.add(samples.pdf(2), "a.pdf").id
    with pytest.raises(DomainError):
        see(record, document, page=3)
    assert looks(record) == 0


def test_thumbnails_belong_to_the_list(record: Record) -> None:
    own = record.add(samples.pdf(), "a.pdf").id
    see(record, own, what=previews.THUMB)
    assert record.acts() == ["document.ajoute"]
    for name in ("a.pdf", "b.pdf"):
        data = samples.pdf()
        with record.open(data, name, person=CHILD, context=PARENT) as intake:
            intake.feed(data)
            childs = intake.finish().id
        see(record, childs, context=PARENT, what=previews.THUMB)
    assert record.acts(CHILD) == ["document.ajoute", LIST, "document.ajoute"]


def test_a_list_leaves_a_line_when_somebody_else_reads_it(record: Record) -> None:
    for person, context, lines in ((PERSON, NO_CONTEXT, 0), (CHILD, PARENT, 1)):
        for _ in range(2):
            with record.db.uow() as uow:
                service.browsed(uow, actor=AT_HOME, context=context, person_id=person)
                uow.commit()
        assert looks(record, person, LIST) == lines
    with record.db.uow() as uow, pytest.raises(DomainError, match="introuvable"):
        service.browsed(uow, actor=AT_HOME, context=NO_CONTEXT, person_id=CHILD)


def test_what_is_drawn_ahead_is_no_look(record: Record) -> None:
    document = record.add(samples.pdf(), "a.pdf").id
    previews.prepare(record.db, actor=CAMILLE, context=NO_CONTEXT, document_id=document, what=previews.PAGE)
    assert len(record.files()) == 2
    assert record.acts() == ["document.ajoute"]
