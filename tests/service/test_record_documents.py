"""Documents once they are there: changed, deleted, found again, counted; and what strangers get."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Refused, Role
from rxapp.record import previews, service, tally, views
from rxapp.record.models import Document, Status, StorageUse
from tests import samples
from tests.record import CAMILLE, OTHER, PERSON, Record, record

__all__ = ["record"]


def test_edit_changes_what_is_given_and_refuses_a_stale_version(record: Record) -> None:
    received = record.add(samples.pdf(), "a.pdf", title="Prise de sang", category="biologie", act_date="01/02/2024")
    version = record.do(
        service.edit, received.id, version=1, title="Bilan", category="imagerie", act_date="2023-05-06", note="à revoir"
    )
    assert version == 2
    row = record.detail(received.id).row
    assert (row.title, row.category_label, row.act_date_label, row.note) == ("Bilan", "Imagerie", "samedi 6 mai 2023", "à revoir")
    assert record.page(query="bilan").total == 1
    assert record.page(query="sang").total == 0
    with record.db.read() as uow:
        assert [c.value for c in views.years(uow, actor=CAMILLE, person_id=PERSON)] == ["2023"]
        assert [c.value for c in views.categories(uow, actor=CAMILLE, person_id=PERSON, lang="fr")] == ["imagerie"]
    with pytest.raises(DomainError) as refused:
        record.do(service.edit, received.id, version=1, title="Autre")
    assert refused.value.code == "document.perime"
    assert record.do(service.edit, received.id, version=2, title="Bilan") == 2
    assert record.acts() == ["document.ajoute", "document.modifie"]


def test_delete_undo_then_gone(record: Record) -> None:
    received = record.add(samples.pdf(), "a.pdf")
    record.show(received.id, previews.THUMB)
    until = record.do(service.trash, received.id)
    assert until == record.clock.now() + timedelta(seconds=10)
    assert record.page().total == 0
    with pytest.raises(DomainError):
        record.bytes_of(received.id)
    record.clock.advance(timedelta(seconds=9.9))
    assert service.sweep(record.db) == 0
    record.do(service.restore, received.id)
    assert record.page().total == 1
    record.do(service.trash, received.id)
    record.clock.advance(timedelta(seconds=10))
    with pytest.raises(DomainError) as refused:
        record.do(service.restore, received.id)
    assert refused.value.code == "document.trop_tard"
    assert service.sweep(record.db) == 1
    assert not record.rows()
    assert not record.files()
    with record.db.read() as uow:
        assert uow.session.get(StorageUse, PERSON).bytes == 0
        assert audit.verify(uow, PERSON).ok
    assert record.acts()[-1] == "document.efface"


def test_an_interrupted_erasure_is_finished(record: Record) -> None:
    received = record.add(samples.pdf(), "a.pdf")
    with record.db.uow() as uow:
        document = uow.session.get(Document, received.id)
        service._strip(document)
        uow.session.add(document)
        uow.commit()
    assert service.sweep(record.db) == 1
    assert not record.rows()
    assert not record.files()


def test_another_person_sees_nothing(record: Record) -> None:
    received = record.add(samples.pdf(), "a.pdf")
    doors = [
        lambda uow: views.documents_page(uow, actor=OTHER, person_id=PERSON, lang="fr"),
        lambda uow: views.documents_page(uow, actor=OTHER, person_id=PERSON, lang="fr", query="a"),
        lambda uow: views.years(uow, actor=OTHER, person_id=PERSON),
        lambda uow: views.categories(uow, actor=OTHER, person_id=PERSON, lang="fr"),
        lambda uow: views.authors(uow, actor=OTHER, person_id=PERSON, lang="fr"),
        lambda uow: views.storage(uow, actor=OTHER, person_id=PERSON, lang="fr"),
        lambda uow: views.document_detail(uow, actor=OTHER, document_id=received.id, lang="fr"),
        lambda uow: previews.original(uow, actor=OTHER, context=NO_CONTEXT, document_id=received.id),
        lambda uow: service.trash(uow, actor=OTHER, document_id=received.id),
        lambda uow: service.restore(uow, actor=OTHER, document_id=received.id),
        lambda uow: service.edit(uow, actor=OTHER, document_id=received.id, version=1, title="x"),
        lambda uow: service.downloaded(uow, actor=OTHER, document_id=received.id),
    ]
    for door in doors:
        with record.db.uow() as uow, pytest.raises(Refused) as refused:
            door(uow)
        assert refused.value.code == "introuvable"
    with pytest.raises(DomainError):
        record.open(b"abc", "a.txt", actor=OTHER)
    assert record.acts() == ["document.ajoute"]


def test_pages_follow_each_other_without_gap(record: Record) -> None:
    names = []
    for n in range(7):
        record.add(samples.text(f"note {n}"), f"n{n}.txt", title=f"Note {n}", act_date=f"2024-01-0{1 + n // 3}")
        record.clock.advance(timedelta(seconds=1))
    for query in (None, "note"):
        names, after = [], None
        while True:
            page = record.page(limit=3, after=after, query=query)
            names += [row.title for row in page.rows]
            assert page.total == 7
            after = page.next_cursor
            if after is None:
                break
        assert names == [f"Note {n}" for n in reversed(range(7))]
    for query in (None, "note"):
        first = record.page(limit=3, query=query)
        second = record.page(limit=3, query=query, after=first.next_cursor)
        third = record.page(limit=3, query=query, after=second.next_cursor)
        assert (first.previous_cursor, second.previous_cursor) == (None, "")
        assert record.page(limit=3, query=query, after=third.previous_cursor).rows == second.rows
    assert record.page(after="n'importe quoi").total == 7
    assert len(record.page(after="2024-99-99.1." + "a" * 32).rows) == 7


def test_filters(record: Record) -> None:
    record.add(samples.text(), "a.txt", title="A", category="biologie", act_date="2023-03-01")
    record.add(samples.text(), "b.txt", title="B", category="biologie", act_date="2024-03-01")
    record.add(samples.text(), "c.txt", title="C", category="courrier", act_date="2024-04-01")
    assert record.page(category="biologie").total_label == "2 documents"
    assert [r.title for r in record.page(category="biologie", year=2024).rows] == ["B"]
    assert record.page(category="biologie", year=2024).total == 1
    assert record.page(year=2024, query="c").total == 1
    assert record.page(author="personne").total == 0
    with record.db.read() as uow:
        assert [(c.value, c.documents) for c in views.years(uow, actor=CAMILLE, person_id=PERSON)] == [("2024", 2), ("2023", 1)]
        assert [c.label for c in views.authors(uow, actor=CAMILLE, person_id=PERSON, lang="en")] == ["You"]
        assert len(views.all_categories("fr")) == 10
        assert views.storage(uow, actor=CAMILLE, person_id=PERSON, lang="fr").endswith("sur 2\u202fGo")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("valbois", ["Radio"]), ("vous", ["Bilan"]), ("imagerie", ["Radio"]), ("mars", ["Bilan"]), ("12/03/2025", ["Bilan"]),
        ("pdf", ["Radio"]), ("bilan mars 2025", ["Bilan"]), ("radio mars", []), ("2025", ["Radio", "Bilan"]),
    ],
)  # fmt: skip
def test_a_search_finds_what_the_row_shows(record: Record, query: str, found: list[str]) -> None:
    record.add(samples.text(), "a.txt", title="Bilan", category="biologie", act_date="2025-03-12")
    hospital = Actor("compte-chu", Role.SYSTEM, None, "CHU de Valbois")
    with record.open(samples.pdf(), "b.pdf", actor=hospital) as intake:
        intake.feed(samples.pdf())
        intake.finish(title="Radio", category="imagerie", act_date="2025-04-02")
    assert [row.title for row in record.page(query=query).rows] == found


VERBS = st.lists(st.tuples(st.sampled_from(["add", "trash", "restore", "edit", "sweep"]), st.integers(0, 5)), max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERBS)
def test_counts_never_drift(record: Record, verbs: list[tuple[str, int]]) -> None:
    ids: list[str] = []
    for verb, n in verbs:
        try:
            if verb == "add":
                ids.append(record.add(samples.text(f"mot {n}"), "a.txt", category="biologie", act_date=f"20{10 + n}-01-01").id)
            elif verb == "sweep":
                record.clock.advance(timedelta(seconds=4))
                service.sweep(record.db)
            elif ids and verb == "edit":
                chosen = ids[n % len(ids)]
                record.do(
                    service.edit, chosen, version=record.detail(chosen).version, category="autre", act_date=f"20{n + 12}-02-02"
                )
            elif ids:
                record.do(service.trash if verb == "trash" else service.restore, ids[n % len(ids)])
        except DomainError as refused:
            if refused.code not in ("introuvable", "document.trop_tard"):
                raise
    with record.db.read() as uow:
        ready = uow.session.execute(select(Document).where(Document.status == Status.READY)).scalars().all()
        for facet in (tally.ALL, tally.YEAR, tally.CATEGORY, tally.AUTHOR):
            expected: dict[str, int] = {}
            for document in ready:
                value = dict(tally.facets(document))[facet]
                expected[value] = expected.get(value, 0) + 1
            assert tally.counts(uow, PERSON, facet) == expected
        weight = sum(d.size for d in uow.session.execute(select(Document).where(Document.status != Status.ERASED)).scalars())
        assert tally.used(uow, PERSON) == weight
