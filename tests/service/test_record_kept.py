"""What a young person of 16 keeps from their parents: nothing of it in lists, counts, searches, copies, lines or refusals."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from rxapp.accounts import service as accounts
from rxapp.core.chain import AuditEntry
from rxapp.core.clock import PARIS
from rxapp.core.db import new_id
from rxapp.core.policy import NO_CONTEXT, Actor, Refused
from rxapp.inbox import pieces
from rxapp.pharmacy import prescriptions
from rxapp.record import aside, previews, service, tally, views
from rxapp.record import kept as record_kept
from rxapp.record.intake import Intake, Received
from tests.accounts import refused
from tests.agenda import Home, home

__all__ = ["home"]

TEXT = b"Compte rendu : rien a signaler.\n" * 4


class Shelf:
    """Zoé's record, seen by her and by her mother Nadia."""

    def __init__(self, home: Home) -> None:
        self.home, self.zoe, self.nadia = home, home.zoe, home.nadia
        self.db = home.town.database
        self.person = home.zoe.person_id or ""

    def add(self, title: str, *, actor: Actor | None = None, secret: bool = False, person: str = "") -> Received:
        who = actor or self.zoe
        with self.db.read() as uow:
            context = accounts.context_for(uow, who)
        given = {"actor": who, "context": context, "person_id": person or self.person, "file_name": "note.txt"}
        with Intake.open(self.db, **given, declared_size=len(TEXT), secret=secret) as intake:
            intake.feed(TEXT)
            return intake.finish(title=title, category="biologie")

    def keep(self, document: Received, *, secret: bool = True, actor: Actor | None = None) -> int:
        version = self.home.look(views.document_detail, actor=self.zoe, document_id=document.id).version
        return self.home.do(service.keep, actor=actor or self.zoe, document_id=document.id, version=version, secret=secret)

    def seen(self, actor: Actor, **chosen: object) -> dict[str, object]:
        """All that the list tells somebody: titles, how many, filters, what it weighs."""
        whose = {"actor": actor, "person_id": self.person}
        page = self.home.look(views.documents_page, **whose, **chosen)
        with self.db.read() as uow:
            context = accounts.context_for(uow, actor)
            years = views.years(uow, **whose, context=context)
        return {
            "titles": sorted(row.title for row in page.rows),
            "total": page.total,
            "years": [(one.value, one.documents) for one in years],
            "categories": [(one.value, one.documents) for one in self.home.look(views.categories, **whose)],
            "authors": sum(one.documents for one in self.home.look(views.authors, **whose)),
        }

    def weighs(self, actor: Actor) -> str:
        return self.home.look(views.storage, actor=actor, person_id=self.person)

    def lines(self) -> list[str]:
        with self.db.read() as uow:
            wanted = select(AuditEntry.action).where(AuditEntry.person_id == self.person).order_by(AuditEntry.seq)
            return [one for one in uow.session.execute(wanted).scalars() if one.startswith(("document.", "acces.", "pharmacie."))]


@pytest.fixture
def shelf(home: Home) -> Shelf:
    return Shelf(home)


@pytest.fixture(params=["added so", "kept later"])
def kept(request: pytest.FixtureRequest, shelf: Shelf) -> Received:
    """A document that Zoé keeps, beside one that she does not."""
    shelf.add("Vaccins")
    if request.param == "added so":
        return shelf.add("Contraception", secret=True)
    document = shelf.add("Contraception")
    shelf.keep(document)
    return document


def test_she_sees_all_and_her_mother_what_is_left(shelf: Shelf, kept: Received) -> None:
    mine, hers = shelf.seen(shelf.zoe), shelf.seen(shelf.nadia)
    assert (mine["titles"], mine["total"], mine["authors"]) == (["Contraception", "Vaccins"], 2, 2)
    assert (hers["titles"], hers["total"], hers["authors"]) == (["Vaccins"], 1, 1)
    assert [n for _year, n in mine["years"]] == [2]
    assert [n for _year, n in hers["years"]] == [1]
    assert [n for _code, n in hers["categories"]] == [1]


@pytest.mark.parametrize("chosen", [{"category": "biologie"}, {"year": 2026}, {"category": "biologie", "year": 2026}])
def test_each_filter_counts_what_one_sees(shelf: Shelf, kept: Received, chosen: dict[str, object]) -> None:
    assert shelf.seen(shelf.zoe, **chosen)["total"] == 2
    assert shelf.seen(shelf.nadia, **chosen)["total"] == 1


def test_a_search_does_not_find_it(shelf: Shelf, kept: Received) -> None:
    assert shelf.seen(shelf.zoe, query="contraception")["total"] == 1
    assert shelf.seen(shelf.nadia, query="contraception")["total"] == 0
    assert shelf.seen(shelf.nadia, query="note.txt")["total"] == 1


def test_what_the_record_weighs_tells_nothing(shelf: Shelf) -> None:
    shelf.add("Vaccins")
    before = shelf.weighs(shelf.nadia)
    shelf.add("Contraception", secret=True)
    assert shelf.weighs(shelf.nadia) == before
    with shelf.db.read() as uow:
        assert tally.used(uow, shelf.person) == tally.filed(uow, shelf.person) + len(TEXT)


def test_it_does_not_exist_for_her_mother_and_asking_leaves_no_line(shelf: Shelf, kept: Received) -> None:
    before = shelf.lines()
    asked = {"actor": shelf.nadia, "document_id": kept.id}
    for action in ("edit", "trash", "consulted", "downloaded"):
        verb = getattr(service, action)
        more = {"version": 1, "title": "x"} if action == "edit" else {}
        failure = refused(shelf.home.do, verb, **asked, **more)
        assert failure.code == "introuvable"
        assert not isinstance(failure, Refused), "a refusal is written where parents read"
    assert refused(shelf.home.look, views.document_detail, **asked).code == "introuvable"
    with shelf.db.read() as uow:
        context = accounts.context_for(uow, shelf.nadia)
        assert views.titles(uow, actor=shelf.nadia, context=context, document_ids=[kept.id]) == {}
        assert refused(previews.original, uow, actor=shelf.nadia, context=context, document_id=kept.id).code == "introuvable"
        assert refused(aside.piece, uow, actor=shelf.nadia, context=context, document_id=kept.id).code == "introuvable"
    assert [one for one in shelf.lines() if one != "document.liste"] == [one for one in before if one != "document.liste"]


def test_what_she_does_with_it_leaves_no_line(shelf: Shelf) -> None:
    document = shelf.add("Contraception", secret=True)
    assert shelf.lines() == []
    mine = {"actor": shelf.zoe, "document_id": document.id}
    shelf.home.do(service.edit, **mine, version=1, title="Autre")
    shelf.home.do(service.consulted, **mine)
    shelf.home.do(service.downloaded, **mine)
    shelf.home.do(service.trash, **mine)
    shelf.home.do(service.restore, **mine)
    assert shelf.lines() == []
    shelf.home.do(service.trash, **mine)
    shelf.db.clock.advance(service.UNDO)
    assert service.sweep(shelf.db) == 1
    assert shelf.lines() == []
    assert shelf.seen(shelf.zoe)["total"] == 0


def test_showing_it_again_counts_it_and_writes_a_line(shelf: Shelf) -> None:
    document = shelf.add("Contraception", secret=True)
    shelf.keep(document, secret=False)
    assert shelf.seen(shelf.nadia)["titles"] == ["Contraception"]
    assert shelf.seen(shelf.nadia)["total"] == shelf.seen(shelf.zoe)["total"] == 1
    assert shelf.lines()[0] == "document.montre"


def test_only_she_keeps_and_only_what_is_not_a_parent_s(shelf: Shelf) -> None:
    theirs = shelf.add("Assurance", actor=shelf.nadia)
    assert refused(shelf.keep, theirs).code == "document.secret"
    assert not shelf.home.look(views.document_detail, actor=shelf.zoe, document_id=theirs.id).may_keep
    hers = shelf.add("Vaccins")
    assert refused(shelf.keep, hers, actor=shelf.nadia).code == "document.secret"
    assert refused(shelf.keep, hers, actor=shelf.home.stranger).code == "introuvable"
    assert refused(shelf.add, "x", actor=shelf.nadia, secret=True).code == "document.secret"
    assert refused(shelf.add, "x", actor=shelf.nadia, secret=True, person=shelf.home.leo).code == "document.secret"
    stale = {"actor": shelf.zoe, "document_id": hers.id, "version": 9, "secret": True}
    assert refused(shelf.home.do, service.keep, **stale).code == "document.perime"


def test_under_16_it_is_not_offered_and_from_18_neither(shelf: Shelf) -> None:
    """Zoé is 16 on 4 May 2026 and 18 on 4 May 2028."""
    document = shelf.add("Vaccins")
    for day, may in ((date(2026, 5, 3), False), (date(2026, 5, 4), True), (date(2028, 5, 3), True), (date(2028, 5, 4), False)):
        shelf.db.clock.set(datetime(day.year, day.month, day.day, tzinfo=PARIS))
        assert shelf.home.look(views.document_detail, actor=shelf.zoe, document_id=document.id).may_keep is may
        with shelf.db.read() as uow:
            assert record_kept.may_keep(uow, shelf.zoe, shelf.person) is may


def test_from_18_its_page_says_who_does_not_see_it_and_it_is_shown(shelf: Shelf, kept: Received) -> None:
    given = {"actor": shelf.zoe, "document_id": kept.id}
    assert not shelf.home.look(views.document_detail, **given).grown
    shelf.db.clock.set(datetime(2028, 5, 4, 9, tzinfo=PARIS))
    detail = shelf.home.look(views.document_detail, **given)
    assert (detail.grown, detail.may_keep, detail.row.secret) == (True, True, True)
    shelf.home.do(service.keep, **given, version=detail.version, secret=False)
    detail = shelf.home.look(views.document_detail, **given)
    assert (detail.grown, detail.may_keep, detail.row.secret) == (False, False, False)


def test_from_18_its_lines_are_written_again_and_parents_see_nothing(shelf: Shelf, kept: Received) -> None:
    shelf.db.clock.set(datetime(2028, 5, 4, 9, tzinfo=PARIS))
    before = len(shelf.lines())
    shelf.home.do(service.downloaded, actor=shelf.zoe, document_id=kept.id)
    assert shelf.lines()[before:] == ["document.telecharge"]
    assert refused(shelf.home.look, views.documents_page, actor=shelf.nadia, person_id=shelf.person).code == "introuvable"
    assert shelf.seen(shelf.zoe)["total"] == 2


def test_it_goes_only_where_parents_do_not_read(shelf: Shelf, kept: Received) -> None:
    with shelf.db.read() as uow:
        asked = {"actor": shelf.zoe, "context": NO_CONTEXT, "person_id": shelf.person, "document_ids": [kept.id], "agreed": True}
        assert refused(pieces.checked, uow, **asked, secret=False).code == "message.piece_gardee"
        assert list(pieces.checked(uow, **asked, secret=True)) == [kept.id]
        paper = service.paper(uow, actor=shelf.zoe, document_id=kept.id)
        may_leave = prescriptions.require_may_leave
        assert refused(may_leave, [paper], shelf.zoe, NO_CONTEXT, secret=False, agreed=True).code == "ordonnance.gardee"
        may_leave([paper], shelf.zoe, NO_CONTEXT, secret=True, agreed=False)


def test_a_line_typed_out_of_it_is_as_secret(shelf: Shelf, kept: Received) -> None:
    before = shelf.lines()
    form = prescriptions.LineForm(drug="Amoxicilline 500 mg")
    shelf.home.do(prescriptions.type_line, actor=shelf.zoe, document_id=kept.id, form=form)
    assert shelf.lines() == before
    with shelf.db.read() as uow:
        assert prescriptions.rows_of(uow, kept.id, secrets=False) == []
        assert len(prescriptions.rows_of(uow, kept.id, secrets=True)) == 1


def test_one_that_is_not_there_keeps_nothing(shelf: Shelf) -> None:
    with shelf.db.read() as uow:
        assert not aside.is_kept(uow, new_id())
