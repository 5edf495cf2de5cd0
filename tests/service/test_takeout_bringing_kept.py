"""What its owner keeps to themself stays so in the Carnet a copy is brought into, and no figure tells of it."""

from __future__ import annotations

import io
import json

from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR
from rxapp.record import kept, tally
from rxapp.record import views as record
from rxapp.record.models import Document
from rxapp.takeout import bringing
from tests.service.test_takeout_bringing import archive_of, bring, changed, nadia, record_of
from tests.takeout import Box, Traveller, home, post, traveller

__all__ = ["home", "nadia", "post", "traveller"]


def hide(traveller: Traveller, document_id: str) -> None:
    with traveller.database.uow() as uow:
        kept.mark(uow, uow.session.get(Document, document_id), secret=True)
        uow.commit()


def test_a_copy_says_what_is_kept_and_it_stays_kept(traveller: Traveller, nadia) -> None:
    hide(traveller, traveller.file("secret.txt", actor=nadia, title="À moi"))
    traveller.file("mot.txt", b"autre chose", actor=nadia, title="Un mot")
    data = archive_of(traveller, nadia)
    assert {one["file_name"]: one["secret"] for one in Box(data).documents()} == {"secret.txt": True, "mot.txt": False}
    assert bring(traveller, data).taken == 2
    assert set(record_of(traveller)) == {"secret.txt", "mot.txt"}
    whose = traveller.post.home.stranger.person_id or ""
    with traveller.database.read() as uow:
        rows = uow.session.execute(select(Document).where(Document.person_id == whose)).scalars().all()
        assert sorted(row.hidden for row in rows) == [False, True]
        assert tally.counts(uow, whose, tally.ALL) == {"": 1}
        assert tally.counts(uow, whose, tally.ALL, secrets=True) == {"": 2}
        page = record.documents_page(uow, actor=traveller.post.home.stranger, context=NO_CONTEXT, person_id=whose, lang="fr")
        assert {row.title: row.secret for row in page.rows} == {"À moi": True, "Un mot": False}
        assert audit.verify(uow, whose).ok
    assert bring(traveller, data).known == 2


def test_the_parents_of_a_minor_are_told_of_none_of_it(traveller: Traveller, nadia) -> None:
    zoe = traveller.post.home.zoe.person_id or ""
    hide(traveller, traveller.file("secret.txt", actor=nadia, title="À moi"))
    traveller.file("mot.txt", b"autre chose", actor=nadia, title="Un mot")
    file = io.BytesIO(archive_of(traveller, nadia))
    assert bringing.bring(traveller.database, file=file, person_id=zoe, actor=SYSTEM_ACTOR, sure=True).taken == 2
    with traveller.database.read() as uow:
        lines = audit.history_page(uow, actor=traveller.post.home.zoe, person_id=zoe, limit=50)
    assert sum(line.action_label == "Document ajouté" for line in lines) == 1
    assert not [line for line in lines if "À moi" in line.detail_label]
    assert lines[0].action_label == "Documents repris d’un autre Carnet\u00a0: 1"


def test_a_copy_that_says_nothing_of_it_is_taken_over_as_before(traveller: Traveller, nadia) -> None:
    traveller.file("mot.txt", actor=nadia)

    def older(files: dict[str, bytes]) -> None:
        rows = json.loads(files["documents.json"])
        files["documents.json"] = json.dumps([{k: v for k, v in one.items() if k != "secret"} for one in rows]).encode()

    assert bring(traveller, changed(archive_of(traveller, nadia), older)).taken == 1
