"""What somebody else reads of a record: each view leaves its line before anything is given, and none can forget it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace

import pytest

from rxapp.core import audit, engines
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Actor, Context
from rxapp.record import service, views
from tests import samples
from tests.record import CAMILLE, CHILD, PARENT, PERSON, Record, record

__all__ = ["record"]

AT_HOME = replace(CAMILLE, session_id="session-1")
LOOK, LIST, HISTORY = "document.consulte", "document.liste", "historique.consulte"
SILENT = {"person_of"}
"""Gives an identifier alone."""
ANSWERS = {"is_beyond"}
"""Says yes or no by what `titles` gives, which is tried."""
VIEWS = {
    name: view
    for name, view in vars(views).items()
    if inspect.isfunction(view)
    and view.__module__ == views.__name__
    and {"uow", "actor"} <= set(inspect.signature(view).parameters)
    if not name.startswith("_") and name not in ANSWERS
}


def childs_document(record: Record) -> str:
    data = samples.text()
    with record.open(data, "a.txt", person=CHILD, context=PARENT) as intake:
        intake.feed(data)
        return intake.finish().id


def asked(view: Callable[..., object], document: str, person: str) -> dict[str, object]:
    """What a view is asked with, by the names of its parameters."""
    given = {"person_id": person, "document_id": document, "document_ids": [document], "lang": "fr"}
    return {name: value for name, value in given.items() if name in inspect.signature(view).parameters}


def read(
    record: Record, view: Callable[..., object], given: dict[str, object], actor: Actor = AT_HOME, context: Context = PARENT
):
    with record.db.read() as uow:
        return view(uow, actor=actor, context=context, **given)


def test_the_views_of_this_room_are_found() -> None:
    assert {"documents_page", "document_detail", "titles", "years", "categories", "authors", "storage"} <= VIEWS.keys()


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_leaves_one_line_in_a_childs_history_and_none_in_ones_own(record: Record, name: str) -> None:
    view, document, own = VIEWS[name], childs_document(record), record.add(samples.text(), "b.txt").id
    before = record.acts(CHILD)
    for _time in range(2):
        assert read(record, view, asked(view, document, CHILD))
    expected = [] if name in SILENT else [LOOK if name == "document_detail" else LIST]
    assert record.acts(CHILD)[len(before) :] == expected
    assert read(record, view, asked(view, own, PERSON), context=NO_CONTEXT)
    assert read(record, view, asked(view, document, CHILD), SYSTEM_ACTOR)
    assert record.acts(CHILD)[len(before) :] == expected
    assert record.acts() == ["document.ajoute"]


def test_several_views_in_one_transaction_are_one_look(record: Record) -> None:
    childs_document(record)
    with record.db.read() as uow:
        for view in (views.years, views.storage, views.documents_page):
            view(uow, actor=AT_HOME, context=PARENT, **asked(view, "", CHILD))
    assert record.acts(CHILD).count(LIST) == 1


def test_a_look_inside_a_write_is_written_with_it(record: Record) -> None:
    document = childs_document(record)
    with record.db.uow() as uow:
        views.titles(uow, actor=AT_HOME, context=PARENT, document_ids=[document])
        service.trash(uow, actor=AT_HOME, context=PARENT, document_id=document)
        uow.commit()
    assert record.acts(CHILD) == ["document.ajoute", "document.supprime", LIST]


def test_a_look_inside_a_write_that_is_given_up_is_written_all_the_same(record: Record) -> None:
    document = childs_document(record)
    with record.db.uow() as uow:
        views.document_detail(uow, actor=AT_HOME, context=PARENT, document_id=document, lang="fr")
    assert record.acts(CHILD) == ["document.ajoute", LOOK]


def test_nothing_is_given_when_the_line_cannot_be_written(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    childs_document(record)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    elsewhere = Database(record.db.settings, record.clock, record.db.keyring, record.db.blobs)
    given = asked(views.documents_page, "", CHILD)
    with elsewhere.uow(), pytest.raises(DomainError, match=r"base\.occupee"):
        read(record, views.documents_page, given)
    read(record, views.documents_page, given)
    with elsewhere.uow():
        assert read(record, views.documents_page, given), "a look that is written already takes no turn"
    elsewhere.dispose()


def test_a_refused_look_is_none(record: Record) -> None:
    document = childs_document(record)
    for name in ("documents_page", "document_detail"):
        with pytest.raises(DomainError, match="introuvable"):
            read(record, VIEWS[name], asked(VIEWS[name], document, CHILD), context=NO_CONTEXT)
    assert record.acts(CHILD) == ["document.ajoute"]


def test_a_childs_history_says_that_it_was_read(record: Record) -> None:
    childs_document(record)
    given = {"person_id": CHILD}
    for view in (audit.history_page, audit.history_page, audit.require_history):
        read(record, view, given)
    assert record.acts(CHILD) == ["document.ajoute", HISTORY]
    read(record, audit.history_page, {"person_id": PERSON}, context=NO_CONTEXT)
    assert record.acts() == []


def test_what_nobody_ends_reads_nothing_that_leaves_a_line(record: Record) -> None:
    document = childs_document(record)
    glance: UnitOfWork | None = record.db.glance()
    assert glance is not None
    with pytest.raises(RuntimeError, match="in a unit of work that ends"):
        views.document_detail(glance, actor=AT_HOME, context=PARENT, document_id=document, lang="fr")
