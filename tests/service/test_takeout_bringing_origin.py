"""What a copy brought says that it comes from another Carnet: in lists, among the authors, to a search, in English too."""

from __future__ import annotations

from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.record import views as record
from rxapp.record.models import Document
from tests.service.test_takeout_bringing import archive_of, bring, nadia
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "nadia", "post", "traveller"]


def _label(traveller: Traveller, title: str, lang: str = "fr") -> str:
    actor = traveller.post.home.stranger
    with traveller.database.read() as uow:
        rows = record.documents_page(uow, actor=actor, person_id=actor.person_id, lang=lang).rows
    return next(row.author_label for row in rows if row.title == title)


def test_it_says_that_another_carnet_had_it(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia, title="Un mot")
    assert bring(traveller, archive_of(traveller, nadia)).taken == 1
    assert _label(traveller, "Un mot") == "Repris d’un autre Carnet"
    assert _label(traveller, "Un mot", "en") == "Taken over from another Carnet"


def test_it_is_found_by_these_words_and_among_the_authors(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia, title="Un mot")
    actor = traveller.post.home.stranger
    traveller.file("autre.txt", b"autre chose", actor=actor, title="Le mien")
    bring(traveller, archive_of(traveller, nadia))
    given = {"actor": actor, "person_id": actor.person_id, "lang": "fr"}
    with traveller.database.read() as uow:
        choices = {one.label: one for one in record.authors(uow, **given)}
        assert {label: one.documents for label, one in choices.items()} == {"Repris d’un autre Carnet": 1, "Vous": 1}
        chosen = record.documents_page(uow, **given, author=choices["Repris d’un autre Carnet"].value)
        found = record.documents_page(uow, **given, query="repris autre carnet")
    assert [row.title for row in chosen.rows] == [row.title for row in found.rows] == ["Un mot"]


def test_the_history_still_says_who_brought_it(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia, title="Un mot")
    bring(traveller, archive_of(traveller, nadia))
    actor = traveller.post.home.stranger
    with traveller.database.read() as uow:
        lines = audit.history_page(uow, actor=actor, person_id=actor.person_id, limit=5)
    assert {line.account_id for line in lines if line.action in {"document.ajoute", "emporter.importe"}} == {"system"}


def test_what_was_taken_over_before_says_it_too(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia, title="Un mot")
    bring(traveller, archive_of(traveller, nadia))
    whose = traveller.post.home.stranger.person_id
    with traveller.database.uow() as uow:
        row = uow.session.execute(select(Document).where(Document.person_id == whose)).scalar_one()
        row.author_account_id = SYSTEM_ACTOR.account_id
        uow.commit()
    assert _label(traveller, "Un mot") == "Repris d’un autre Carnet"
