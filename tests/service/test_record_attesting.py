"""The attestation of a help in both records: the same sheet, each one's own to see and to delete, nobody's to change."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import delete, select

from alembic import command
from rxapp import wiring
from rxapp.accounts import helping, service
from rxapp.accounts.relatives_models import HelpPaper
from rxapp.core import audit
from rxapp.core.db import Database, migrate
from rxapp.core.policy import NO_CONTEXT, Actor, HelpScope
from rxapp.notices import views as notices
from rxapp.notices.dispatch import Dispatcher
from rxapp.record import attesting, previews, reading, tally, views
from rxapp.record import service as record
from rxapp.record.contents import Content
from rxapp.record.models import Document
from tests.accounts import PASSWORD, URL, refused
from tests.service.test_accounts_archive_migration import moved
from tests.service.test_accounts_helping import ALL, Pair, pair

__all__ = ["pair"]

BEGUN = "Attestation d’aide de Karim Petit à Paule Petit, du 23 novembre 2026 au 31 mai 2027"
OVER = "Attestation de la fin de l’aide de Karim Petit à Paule Petit, le 25 novembre 2026"


@pytest.fixture(autouse=True)
def _rooms() -> None:
    wiring.join_rooms()


def db(pair: Pair) -> Database:
    return pair.town.database


def rows(pair: Pair, actor: Actor, of: Actor | None = None, **chosen: object) -> views.Page:
    """What an actor reads of a record, their own unless it is somebody's."""
    whose = (of or actor).person_id or ""
    with db(pair).read() as uow:
        context = service.context_for(uow, actor)
        return views.documents_page(uow, actor=actor, context=context, person_id=whose, lang="fr", **chosen)


def titles(pair: Pair, actor: Actor, **chosen: object) -> list[str]:
    return [row.title for row in rows(pair, actor, **chosen).rows]


def said(pair: Pair, actor: Actor, document_id: str) -> str:
    """The words of a sheet, from the bytes that are downloaded."""
    with db(pair).read() as uow:
        found = previews.original(uow, actor=actor, context=NO_CONTEXT, document_id=document_id, action="download")
    with Content(db(pair).blobs, found.blob, found.size) as content, pypdfium2.PdfDocument(b"".join(content.pieces())) as pdf:
        return " ".join(pdf[0].get_textpage().get_text_bounded().split())


def end(pair: Pair, row: str) -> None:
    pair.do(helping.end, actor=pair.karim, helping_id=row, public_url=URL)


def test_both_records_have_it_once_and_it_says_that_it_is_of_that_day(pair: Pair) -> None:
    row = pair.begin()
    assert attesting.file_due(db(pair)) == 2
    assert attesting.file_due(db(pair)) == 0
    sums = set()
    for actor in (pair.paule, pair.karim):
        page = rows(pair, actor)
        (document,) = page.rows
        assert (document.title, document.category, page.total) == (BEGUN, "administratif", 1)
        assert document.author_label == "Établi par Carnet"
        assert (document.made, document.secret, document.changeable, document.removable) == (True, True, False, True)
        words = said(pair, actor, document.id)
        for one in ("Paule Petit autorise Karim Petit", "établie le 23 novembre 2026", "« Aidants »", "31 mai 2027"):
            assert one in words.replace("\u00a0", " "), words
        with db(pair).read() as uow:
            sums.add(views.document_detail(uow, actor=actor, document_id=document.id, lang="fr").sha256)
            assert tally.used(uow, actor.person_id or "") == uow.session.get(Document, document.id).size
            (line, *_rest) = audit.history_page(uow, actor=actor, person_id=actor.person_id or "")
        assert (line.action_label, line.actor_label) == ("Attestation rangée dans le dossier", "Carnet")
        assert titles(pair, actor, query="karim attestation") == [BEGUN]
    assert len(sums) == 1, "one sheet, twice"
    reading.read_due(db(pair))
    assert titles(pair, pair.paule, query="autorise") == [BEGUN], "found by what it says"
    assert row


def test_a_helper_reads_in_the_record_of_nobody_who_the_others_are(pair: Pair) -> None:
    """Neither in a list, a count, a search nor by its address, whatever they are let do."""
    pair.begin(scopes=tuple(scope.value for scope in ALL))
    attesting.file_due(db(pair))
    page = rows(pair, pair.karim, of=pair.paule)
    assert (page.rows, page.total) == ((), 0)
    assert rows(pair, pair.karim, of=pair.paule, query="attestation").total == 0
    theirs = rows(pair, pair.paule).rows[0].id
    with db(pair).read() as uow:
        given = {"actor": pair.karim, "context": service.context_for(uow, pair.karim)}
        assert given["context"].scopes(pair.paule.person_id) >= {HelpScope.SEE, HelpScope.ADD}
        assert views.categories(uow, **given, person_id=pair.paule.person_id or "", lang="fr") == ()
        assert refused(views.document_detail, uow, **given, document_id=theirs, lang="fr").code == "introuvable"
        assert refused(record.trash, uow, **given, document_id=theirs).code == "introuvable"


def test_nobody_changes_it_and_each_deletes_their_own(pair: Pair) -> None:
    pair.begin()
    attesting.file_due(db(pair))
    mine, other = rows(pair, pair.paule).rows[0].id, rows(pair, pair.karim).rows[0].id
    for changed in ({"title": "Autre"}, {"act_date": "2020-01-01"}, {"category": "autre"}, {"note": "Sans fin"}):
        given = {"actor": pair.paule, "document_id": mine, "version": 1, **changed}
        assert refused(pair.do, record.edit, **given).code == "document.etabli"
    assert refused(pair.do, record.trash, actor=pair.paule, document_id=other).code == "introuvable"
    pair.do(record.trash, actor=pair.paule, document_id=mine)
    db(pair).clock.advance(timedelta(seconds=11))
    record.sweep(db(pair))
    attesting.file_due(db(pair))
    assert (titles(pair, pair.paule), titles(pair, pair.karim)) == ([], [BEGUN])


def test_shown_by_its_person_a_helper_reads_it(pair: Pair) -> None:
    pair.begin(scopes=("voir",))
    attesting.file_due(db(pair))
    mine = rows(pair, pair.paule).rows[0].id
    pair.do(record.keep, actor=pair.paule, document_id=mine, version=1, secret=False)
    (shown,) = rows(pair, pair.karim, of=pair.paule).rows
    assert (shown.id, shown.changeable, shown.removable) == (mine, False, False)
    assert refused(pair.do, record.keep, actor=pair.karim, document_id=mine, version=2, secret=True).code == "introuvable"


def test_shown_it_is_kept_to_oneself_again(pair: Pair) -> None:
    """Nobody reads it in the record from then on, and both acts are lines of the history."""
    pair.begin(scopes=("voir",))
    attesting.file_due(db(pair))
    mine = rows(pair, pair.paule).rows[0].id
    pair.do(record.keep, actor=pair.paule, document_id=mine, version=1, secret=False)
    with db(pair).read() as uow:
        shown = views.document_detail(uow, actor=pair.paule, document_id=mine, lang="fr")
    assert (shown.may_keep, shown.grown, shown.row.secret) == (True, False, False)
    assert pair.do(record.keep, actor=pair.paule, document_id=mine, version=2, secret=True) == 3
    assert (rows(pair, pair.karim, of=pair.paule).total, titles(pair, pair.paule)) == (0, [BEGUN])
    with db(pair).read() as uow:
        given = {"actor": pair.karim, "context": service.context_for(uow, pair.karim)}
        assert refused(views.document_detail, uow, **given, document_id=mine, lang="fr").code == "introuvable"
        lines = audit.history_page(uow, actor=pair.paule, person_id=pair.paule.person_id or "")
    acts = [line.action_label for line in lines if line.action_label.startswith("Attestation ")]
    assert acts == [
        "Attestation gardée pour soi",
        "Attestation montrée à qui lit le dossier",
        "Attestation rangée dans le dossier",
    ]


def test_a_new_last_day_and_an_early_end_are_attested_too(pair: Pair) -> None:
    row = pair.begin()
    pair.do(helping.renew, actor=pair.paule, helping_id=row, until="2027-10-01")
    db(pair).clock.advance(timedelta(days=2))
    end(pair, row)
    assert attesting.file_due(db(pair)) == 6, "each sheet says what held on its day, however late it is filed"
    for actor in (pair.paule, pair.karim):
        assert set(titles(pair, actor)) == {BEGUN, BEGUN.replace("31 mai 2027", "1er octobre 2027"), OVER}
        (over,) = (one.id for one in rows(pair, actor).rows if one.title == OVER)
        assert "Cette aide a pris fin le 25 novembre 2026" in said(pair, actor, over)


def test_one_that_goes_to_its_last_day_has_no_second_sheet(pair: Pair) -> None:
    pair.begin(until="2026-11-30")
    db(pair).clock.advance(timedelta(days=9))
    assert helping.end_due(db(pair)) == 1
    assert attesting.file_due(db(pair)) == 2


def close(pair: Pair, actor: Actor, *, destroy: bool = False) -> None:
    given = {"password": PASSWORD, "choices": {}, "confirmed": True, "token_hash": b"x" * 32, "destroy": destroy}
    service.close_account(db(pair), actor=actor, **given)


@pytest.mark.parametrize("who", ["paule", "karim"])
def test_of_who_has_left_the_end_is_filed_without_a_name(pair: Pair, who: str) -> None:
    pair.begin()
    attesting.file_due(db(pair))
    leaves, stays = (pair.paule, pair.karim) if who == "paule" else (pair.karim, pair.paule)
    close(pair, leaves)
    assert attesting.file_due(db(pair)) == 1, "a sealed record gets nothing"
    end_title = "Attestation de la fin d’une aide, le 23 novembre 2026"
    assert set(titles(pair, stays)) == {BEGUN, end_title}
    begun, over = (one.id for title in (BEGUN, end_title) for one in rows(pair, stays).rows if one.title == title)
    words = said(pair, stays, over)
    assert "a pris fin le 23 novembre 2026" in words
    assert "Paule" not in words
    assert "Karim" not in words
    reference = words.rpartition("Référence\u00a0:")[2].split()[0]
    assert reference in said(pair, stays, begun), "it says which"


def test_what_was_still_owed_when_somebody_left_names_nobody(pair: Pair) -> None:
    pair.begin()
    close(pair, pair.paule)
    assert attesting.file_due(db(pair)) == 1
    assert titles(pair, pair.karim) == ["Attestation de la fin d’une aide, le 23 novembre 2026"]
    with db(pair).read() as uow:
        assert uow.session.execute(select(HelpPaper)).first() is None


def test_a_full_record_waits_and_holds_up_no_other(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.begin()
    with db(pair).uow() as uow:
        tally.weigh(uow, pair.paule.person_id or "", tally.QUOTA)
        uow.commit()
    assert attesting.file_due(db(pair)) == 1
    assert titles(pair, pair.karim) == [BEGUN]
    with db(pair).uow() as uow:
        tally.weigh(uow, pair.paule.person_id or "", -tally.QUOTA)
        uow.commit()
    assert attesting.file_due(db(pair)) == 0
    db(pair).clock.advance(timedelta(hours=7))
    assert attesting.file_due(db(pair)) == 1
    assert titles(pair, pair.paule) == [BEGUN]


def told(pair: Pair, actor: Actor) -> list[tuple[str, str]]:
    """Titles and addresses of what an account was told."""
    asyncio.run(Dispatcher(db(pair)).once())
    with db(pair).read() as uow:
        page = notices.notices_page(uow, actor=actor, lang="fr")
    return [(one.title, one.href) for one in page.items]


def test_given_up_after_a_month_its_person_is_told_where_it_is(pair: Pair) -> None:
    pair.begin()
    with db(pair).uow() as uow:
        tally.weigh(uow, pair.paule.person_id or "", tally.QUOTA)
        uow.commit()
    attesting.file_due(db(pair))
    before = told(pair, pair.paule), told(pair, pair.karim)
    db(pair).clock.advance(timedelta(days=29))
    attesting.file_due(db(pair))
    assert (told(pair, pair.paule), told(pair, pair.karim)) == before
    db(pair).clock.advance(timedelta(days=1))
    attesting.file_due(db(pair))
    new = ("Une attestation n’est pas dans votre dossier", "/parametres/aidants")
    assert told(pair, pair.paule) == [new, *before[0]]
    assert told(pair, pair.karim) == before[1]
    with db(pair).read() as uow:
        assert uow.session.execute(select(HelpPaper)).first() is None
    assert pair.view(pair.paule).helpers[0].sheet, "the page gives it"


def test_destroyed_with_the_record_and_with_what_was_on_its_way(pair: Pair) -> None:
    pair.begin()
    attesting.file_due(db(pair))
    close(pair, pair.paule, destroy=True)
    db(pair).clock.advance(timedelta(days=100))
    service.destroy_due(db(pair))
    record.sweep(db(pair))
    with db(pair).read() as uow:
        assert uow.session.execute(select(Document.id).where(Document.person_id == pair.paule.person_id)).first() is None
        assert uow.session.execute(select(HelpPaper)).first() is None


def test_each_reads_the_title_in_their_language_and_the_sheet_in_that_of_who_lets_help(pair: Pair) -> None:
    pair.do(service.set_language, actor=pair.karim, language="en")
    pair.begin()
    attesting.file_due(db(pair))
    (row,) = rows(pair, pair.karim).rows
    assert row.title == "Certificate of help by Karim Petit to Paule Petit, from 23 November 2026 to 31 May 2027"
    assert "Attestation d’aide" in said(pair, pair.karim, row.id)


def test_helps_that_had_begun_before_are_attested_once_by_an_upgrade(pair: Pair) -> None:
    pair.begin()
    with db(pair).uow() as uow:
        uow.session.execute(delete(HelpPaper))
        uow.commit()
    for filed in (2, 0):
        moved(db(pair), command.downgrade, "0032")
        migrate(db(pair).settings)
        db(pair).clock.set(db(pair).clock.now().replace(year=2090))  # the upgrade goes by the machine's day
        assert attesting.file_due(db(pair)) == filed
    for actor in (pair.paule, pair.karim):
        (row,) = rows(pair, actor).rows
        assert row.title == BEGUN
